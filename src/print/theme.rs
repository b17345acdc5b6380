//! The theme of a printed release: paper, margins, type and colours, in points (1/72 inch).
//!
//! Everything is on a grid of half a body line, so that the lines of columns and pages align. Leading and space are whole grid lines; what
//! is not (the lines of a lead, table rows, pictures) returns to the grid at its end.

use super::fonts::Face;
use super::logo::LogoOutline;
use crate::model::theme::{Colours, MM};
use crate::model::{Colour, Theme};

/// The longest measure, as a multiple of the type size: 60 to 72 characters.
const MEASURE: f32 = 29.5;
/// From the masthead of the first page to the top of later pages, in grid lines.
const FIRST_PAGE_RISE: f32 = 4.0;
/// From the baseline to the lower edge of a line, in grid lines: the same for all type sizes, so that they share a baseline.
const DESCENT: f32 = 0.55;
/// From the baseline of the running head to the text, and from the text to the baseline of the foot.
const HEAD: f32 = 30.0 * MM - 52.0;
const FOOT: f32 = 28.0 * MM - 40.0;
pub const HAIRLINE: f32 = 0.5;

/// All measures of a document; `y` counts from the upper edge of the paper.
#[derive(Debug, Clone)]
pub struct ResolvedTheme {
    /// Width and height in millimetres, the unit of PDF libraries.
    pub paper: (f32, f32),
    pub height: f32,
    pub left: f32,
    pub top: f32,
    /// The lower edge of the text.
    pub bottom: f32,
    /// Baselines of the running head and foot.
    pub head: f32,
    pub foot: f32,
    /// From the upper edge of the paper to the masthead of the first page.
    pub masthead: f32,
    /// The width of rules, tables and text.
    pub measure: f32,
    /// Half a body line.
    pub grid: f32,
    /// The type size relative to Depesch's default.
    pub scale: f32,
    pub colours: Colours,
    pub logo: LogoOutline,
    pub body: TextStyle,
    pub lead: TextStyle,
    pub headline: TextStyle,
    pub subhead: TextStyle,
    pub headings: [TextStyle; 3],
    /// Captions, contacts, dates: a step of 1.2 below the body.
    pub small: TextStyle,
    /// Table cells.
    pub cell: TextStyle,
    /// Boilerplate.
    pub note: TextStyle,
    pub sender: TextStyle,
}

/// The style of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    pub face: Face,
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    pub colour: Colour,
    /// Before the paragraph, except at the top of a page.
    pub space_before: f32,
    /// Words may be divided.
    pub hyphenate: bool,
    /// Lines of about equal length, as in headlines.
    pub balanced: bool,
    /// Stays on the page of the next paragraph.
    pub keep_with_next: bool,
    /// Smaller sizes of a title, for a long word or many lines: points, and leading in grid lines, at Depesch's own type size.
    pub smaller: &'static [(f32, f32)],
}

impl TextStyle {
    /// From the upper edge of a line to its baseline.
    pub fn baseline(&self, grid: f32) -> f32 {
        self.leading - DESCENT * grid
    }

    /// The longest line that is easy to read.
    pub fn max_measure(&self) -> f32 {
        self.size * MEASURE
    }

    /// The same style in smaller sizes, the largest first.
    pub fn smaller_sizes(self, theme: &ResolvedTheme) -> impl Iterator<Item = TextStyle> {
        let (scale, grid) = (theme.scale, theme.grid);
        self.smaller.iter().map(move |&(size, lines)| TextStyle { size: size * scale, leading: lines * grid, ..self })
    }
}

impl ResolvedTheme {
    /// From the top to the bottom of the text.
    pub fn page_height(&self) -> f32 {
        self.bottom - self.top
    }

    pub fn new(theme: &Theme) -> ResolvedTheme {
        let scale = theme.size.scale();
        let grid = 7.75 * scale;
        let paper = theme.paper.size();
        let (width, height) = (paper.0 * MM, paper.1 * MM);
        let margins = theme.margins;
        // The rest of the width is divided in proportion to the margins.
        let full = width - margins.left - margins.right;
        let measure = full.min(MEASURE * 11.0 * scale);
        let left = margins.left + (full - measure) * margins.left / (margins.left + margins.right);
        let plain = TextStyle {
            face: Face::Regular,
            size: 11.0 * scale,
            leading: 2.0 * grid,
            colour: theme.colours.ink,
            space_before: grid,
            hyphenate: true,
            balanced: false,
            keep_with_next: false,
            smaller: &[],
        };
        let strong = TextStyle { face: Face::SemiBold, size: 13.2 * scale, space_before: 2.0 * grid, hyphenate: false, ..plain };
        let heading = TextStyle { balanced: true, keep_with_next: true, ..strong };
        let section = TextStyle { size: 15.84 * scale, leading: 3.0 * grid, smaller: &[(14.4, 3.0)], ..heading };
        ResolvedTheme {
            paper,
            height,
            left,
            top: margins.top,
            bottom: height - margins.bottom,
            head: margins.top - HEAD,
            foot: height - (margins.bottom - FOOT),
            masthead: margins.top - FIRST_PAGE_RISE * grid,
            measure,
            grid,
            scale,
            colours: theme.colours,
            logo: LogoOutline::new(theme, measure),
            body: plain,
            lead: TextStyle { leading: 2.25 * grid, ..strong },
            headline: TextStyle {
                size: 27.4 * scale,
                leading: 4.0 * grid,
                space_before: 3.0 * grid,
                smaller: &[(23.0, 3.5), (20.0, 3.0)],
                ..heading
            },
            subhead: TextStyle { space_before: grid, ..section },
            headings: [
                TextStyle { space_before: 3.0 * grid, ..section },
                TextStyle { smaller: &[(12.0, 2.0)], ..heading },
                TextStyle { size: 11.0 * scale, ..heading },
            ],
            small: TextStyle { size: 9.17 * scale, hyphenate: false, ..plain },
            cell: TextStyle { size: 9.17 * scale, leading: 1.5 * grid, space_before: 0.0, ..plain },
            note: TextStyle { size: 9.9 * scale, ..plain },
            sender: TextStyle { space_before: 0.0, ..strong },
        }
    }
}
