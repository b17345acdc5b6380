//! How a printed release looks, as the newsroom's theme has it: paper, margins, type and colours, all in points (1/72 inch).
//!
//! Everything stands on a grid of half a body line, so that the lines of facing columns and pages meet: leading and space are whole lines of
//! it, and what cannot be (the lines of a lead, the rows of a table, a picture) goes back to it at its end.

use super::fonts::Face;
use super::logo::LogoOutline;
use crate::model::Colour;
use crate::model::Theme;
use crate::model::theme::Colours;
use crate::model::theme::MM;

/// No line is longer than so many times the size of its letters, whatever is set: 60 to 72 characters.
const MEASURE: f32 = 29.5;
/// From the masthead of the first page to where later pages begin, in lines of the grid.
const RAISED: f32 = 4.0;
/// From the baseline of a line to its lower edge, in lines of the grid: the same for letters of all sizes, so that they stand on one line.
const SINK: f32 = 0.55;
/// From the baseline of the head of later pages to their text, and from where text ends to the baseline of the foot.
const HEAD: f32 = 30.0 * MM - 52.0;
const FOOT: f32 = 28.0 * MM - 40.0;
pub const HAIRLINE: f32 = 0.5;

/// Every measure of a document, computed once from its theme; `y` counts from the paper's upper edge.
#[derive(Debug, Clone)]
pub struct ResolvedTheme {
    /// Width and height in millimetres, as paper is told.
    pub paper: (f32, f32),
    pub height: f32,
    pub left: f32,
    pub top: f32,
    /// Where text ends.
    pub bottom: f32,
    /// The baselines of what is said in the margins of pages.
    pub head: f32,
    pub foot: f32,
    /// From the paper's edge to the masthead of the first page.
    pub masthead: f32,
    /// What everything fills, from rules and tables to running text.
    pub measure: f32,
    /// Half a body line.
    pub grid: f32,
    /// How much larger everything is than in Depesch's own size.
    pub scale: f32,
    pub colours: Colours,
    pub mark: LogoOutline,
    pub body: TextStyle,
    pub lead: TextStyle,
    pub headline: TextStyle,
    pub subhead: TextStyle,
    pub headings: [TextStyle; 3],
    /// Captions, contacts, dates: one step of 1.2 below the body.
    pub small: TextStyle,
    /// In tables.
    pub cell: TextStyle,
    /// The text about the sender.
    pub note: TextStyle,
    pub sender: TextStyle,
}

/// How the lines of one kind of paragraph are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    pub face: Face,
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    pub colour: Colour,
    /// Above the paragraph; not at the head of a page.
    pub space: f32,
    /// Words may be divided at line ends.
    pub hyphenate: bool,
    /// Lines of about equal length, as in headlines.
    pub balanced: bool,
    /// Stays on the page of what follows it.
    pub keep: bool,
}

impl TextStyle {
    /// From a line's upper edge to its baseline, on this grid.
    pub fn baseline(&self, grid: f32) -> f32 {
        self.leading - SINK * grid
    }

    /// The longest line that is still read with ease.
    pub fn longest(&self) -> f32 {
        self.size * MEASURE
    }
}

impl ResolvedTheme {
    /// From the head to the foot of a page.
    pub fn page(&self) -> f32 {
        self.bottom - self.top
    }

    pub fn of(theme: &Theme) -> ResolvedTheme {
        let scale = theme.size.scale();
        let grid = 7.75 * scale;
        let paper = theme.paper.size();
        let (width, height) = (paper.0 * MM, paper.1 * MM);
        let margins = theme.margins;
        // What running text does not fill is left at both sides, in proportion to the margins.
        let full = width - margins.left - margins.right;
        let measure = full.min(MEASURE * 11.0 * scale);
        let left = margins.left + (full - measure) * margins.left / (margins.left + margins.right);
        let plain = TextStyle {
            face: Face::Regular,
            size: 11.0 * scale,
            leading: 2.0 * grid,
            colour: theme.colours.ink,
            space: grid,
            hyphenate: true,
            balanced: false,
            keep: false,
        };
        let strong = TextStyle { face: Face::SemiBold, size: 13.2 * scale, space: 2.0 * grid, hyphenate: false, ..plain };
        let heading = TextStyle { balanced: true, keep: true, ..strong };
        ResolvedTheme {
            paper,
            height,
            left,
            top: margins.top,
            bottom: height - margins.bottom,
            head: margins.top - HEAD,
            foot: height - (margins.bottom - FOOT),
            masthead: margins.top - RAISED * grid,
            measure,
            grid,
            scale,
            colours: theme.colours,
            mark: LogoOutline::of(theme, measure),
            body: plain,
            lead: TextStyle { leading: 2.25 * grid, ..strong },
            headline: TextStyle { size: 27.4 * scale, leading: 4.0 * grid, space: 3.0 * grid, ..heading },
            subhead: TextStyle { size: 15.84 * scale, leading: 3.0 * grid, space: grid, ..heading },
            headings: [
                TextStyle { size: 15.84 * scale, leading: 3.0 * grid, space: 3.0 * grid, ..heading },
                heading,
                TextStyle { size: 11.0 * scale, ..heading },
            ],
            small: TextStyle { size: 9.17 * scale, hyphenate: false, ..plain },
            cell: TextStyle { size: 9.17 * scale, leading: 1.5 * grid, space: 0.0, ..plain },
            note: TextStyle { size: 9.9 * scale, ..plain },
            sender: TextStyle { space: 0.0, ..strong },
        }
    }
}
