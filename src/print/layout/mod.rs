//! From paragraphs to lines to pages: where everything stands, in points from the paper's upper left corner. Knows no PDF.

pub mod column;
mod direction;
pub mod flow;
pub mod pages;
pub mod paragraph;
mod paragraph_text;
pub mod table;

use super::fonts::Face;
use super::fonts::Glyph;
use super::structure::LinkId;
use super::structure::RunId;
use crate::model::Colour;
use crate::model::theme::Outline;

/// Text before it is set: one stretch with one look, of one run of the structure tree.
#[derive(Debug, Clone)]
pub struct TextSpan {
    /// A line feed is a line break that the author asked for.
    pub text: String,
    pub face: Face,
    pub colour: Colour,
    /// `None` for decoration: page numbers, repeated table heads.
    pub run: Option<RunId>,
    pub link: Option<LinkId>,
}

/// Glyphs on one line with one look.
#[derive(Debug, Clone)]
pub struct Fragment {
    pub x: f32,
    /// Of the baseline.
    pub y: f32,
    pub width: f32,
    pub face: Face,
    pub size: f32,
    pub colour: Colour,
    pub glyphs: Vec<Glyph>,
    pub run: Option<RunId>,
    pub link: Option<LinkId>,
    /// The text, where it cannot be read from the glyphs.
    pub told: Option<String>,
}

/// A picture in its place.
#[derive(Debug, Clone)]
pub struct PlacedGraphic {
    pub x: f32,
    /// Of its upper edge.
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// Which one: the path of its file.
    pub path: String,
    pub run: RunId,
}

/// A drawn thing that says nothing: rule, bar, panel, the sender's mark.
#[derive(Debug, Clone)]
pub enum Shape {
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    /// A filled outline.
    Outline(Outline),
}

impl Shape {
    fn moved(mut self, down: f32) -> Shape {
        match &mut self {
            Shape::Box { y, .. } => *y += down,
            Shape::Outline(outline) => outline.rings.iter_mut().flatten().for_each(|point| point.y += down),
        }
        self
    }
}

/// A strip across the page that is never divided: mostly one line of text.
#[derive(Debug, Clone, Default)]
pub struct LineBox {
    /// Above it; not at the head of a page, where only what lies behind it has room.
    pub space: f32,
    /// What of that space is taken by backdrops that reach into it.
    pub taken: f32,
    pub height: f32,
    /// Begins on the baseline grid.
    pub snap: bool,
    /// Stays on the page of the next strip.
    pub keep: bool,
    /// `y` counts from the strip's upper edge.
    pub fragments: Vec<Fragment>,
    pub shapes: Vec<Shape>,
    pub pictures: Vec<PlacedGraphic>,
    /// What lies behind this strip and its neighbours.
    pub backdrops: Vec<Backdrop>,
    /// The table it belongs to, whose head is drawn again on a new page.
    pub table: Option<usize>,
}

impl LineBox {
    /// The space above it at this step of tightening: whole lines of the grid, and the same for all that had the same.
    pub fn tightened(&self, step: usize, grid: f32) -> f32 {
        let free = (self.space - self.taken).max(0.0);
        let lines = free / grid;
        let left = match step {
            1 => lines.min(3.0),
            2 => lines.min(2.0),
            3 if lines > 2.0 => 2.0,
            3 | 4 => lines.min(1.0),
            _ => lines,
        };
        self.space - free + left * grid
    }

    /// Of what is written on it.
    pub fn width(&self) -> f32 {
        let left = self.fragments.iter().map(|fragment| fragment.x).fold(f32::MAX, f32::min);
        let right = self.fragments.iter().map(|fragment| fragment.x + fragment.width).fold(0.0, f32::max);
        (right - left).max(0.0)
    }

    /// How far what lies behind it reaches above it.
    pub fn reach(&self) -> f32 {
        self.backdrops.iter().map(|backdrop| backdrop.reach).fold(0.0, f32::max)
    }
}

/// Something drawn once behind all neighbouring strips that name it, on each page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backdrop {
    pub id: usize,
    pub x: f32,
    pub width: f32,
    /// How far it reaches above the first and below the last strip; less than nothing for a bar that fits the letters.
    pub reach: f32,
    pub colour: Colour,
}

/// A finished page.
#[derive(Debug, Default)]
pub struct PrintedPage {
    pub fragments: Vec<Fragment>,
    pub shapes: Vec<Shape>,
    pub pictures: Vec<PlacedGraphic>,
}
