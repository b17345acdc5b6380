//! From paragraphs to lines to pages, in points from the upper left corner of the paper. Independent of PDF.

pub mod column;
mod direction;
pub mod flow;
pub mod pages;
pub mod paragraph;
mod paragraph_text;
pub mod table;

use super::fonts::{Face, Glyph};
use super::structure::{LinkId, RunId};
use crate::model::Colour;
use crate::model::theme::Outline;

/// Text of one style and one run, before it is set.
#[derive(Debug, Clone)]
pub struct TextSpan {
    /// A line feed is a line break of the author's.
    pub text: String,
    pub face: Face,
    pub colour: Colour,
    /// `None` for decoration: page numbers, repeated table heads.
    pub run: Option<RunId>,
    pub link: Option<LinkId>,
}

impl TextSpan {
    /// A span without a link.
    pub fn new(text: impl Into<String>, face: Face, colour: Colour, run: impl Into<Option<RunId>>) -> TextSpan {
        TextSpan { text: text.into(), face, colour, run: run.into(), link: None }
    }
}

/// Glyphs of one style on one line.
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
    /// The text, where it cannot be read from the glyphs (ISO 32000-1, 14.9.4).
    pub actual_text: Option<String>,
}

/// Where a picture is drawn.
#[derive(Debug, Clone)]
pub struct PlacedGraphic {
    pub x: f32,
    /// Of its upper edge.
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// Its key among the document's pictures.
    pub path: String,
    pub run: RunId,
}

/// Decoration: rules, bars, panels, the sender's logo.
#[derive(Debug, Clone)]
pub enum Shape {
    Box { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    Outline(Outline),
}

impl Shape {
    fn move_down(mut self, by: f32) -> Shape {
        match &mut self {
            Shape::Box { y, .. } => *y += by,
            Shape::Outline(outline) => outline.rings.iter_mut().flatten().for_each(|point| point.y += by),
        }
        self
    }
}

/// A strip across the page that is never divided, usually one line of text.
#[derive(Debug, Clone, Default)]
pub struct LineBox {
    /// At the top of a page, only its backdrops keep theirs.
    pub space_before: f32,
    /// The part of that space that backdrops fill.
    pub backdrop_space: f32,
    pub height: f32,
    /// Begins on the grid.
    pub snap: bool,
    /// Stays on the page of the next line box.
    pub keep_with_next: bool,
    /// Of a heading, which no page ends with.
    pub is_heading: bool,
    /// `y` counts from the upper edge of the line box.
    pub fragments: Vec<Fragment>,
    pub shapes: Vec<Shape>,
    pub pictures: Vec<PlacedGraphic>,
    /// Behind this line box and its neighbours, from the back to the front.
    pub backdrops: Vec<Backdrop>,
    /// The number of its table, whose head is repeated on a new page.
    pub table: Option<usize>,
}

impl LineBox {
    /// The space before it at this step of tightening: whole grid lines, and equal for all that had the same.
    pub fn tightened(&self, step: usize, grid: f32) -> f32 {
        let free = (self.space_before - self.backdrop_space).max(0.0);
        let lines = free / grid;
        let left = match step {
            1 => lines.min(3.0),
            2 => lines.min(2.0),
            3 if lines > 2.0 => 2.0,
            3 | 4 => lines.min(1.0),
            _ => lines,
        };
        self.space_before - free + left * grid
    }

    /// The width of its text.
    pub fn width(&self) -> f32 {
        let left = self.fragments.iter().map(|fragment| fragment.x).fold(f32::MAX, f32::min);
        let right = self.fragments.iter().map(|fragment| fragment.x + fragment.width).fold(0.0, f32::max);
        (right - left).max(0.0)
    }

    /// How far its backdrops reach above it.
    pub fn reach(&self) -> f32 {
        self.backdrops.iter().map(|backdrop| backdrop.reach).fold(0.0, f32::max)
    }

    /// Adds fragments, moved by `dx` and `dy`.
    pub fn append(&mut self, fragments: Vec<Fragment>, dx: f32, dy: f32) {
        self.fragments.extend(fragments.into_iter().map(|f| Fragment { x: f.x + dx, y: f.y + dy, ..f }));
    }

    /// Moves its text.
    pub fn shift(&mut self, dx: f32, dy: f32) {
        for fragment in &mut self.fragments {
            fragment.x += dx;
            fragment.y += dy;
        }
    }

    /// Makes it taller at the top.
    pub fn pad_top(&mut self, by: f32) {
        self.height += by;
        self.shift(0.0, by);
    }
}

/// Keeps all of `boxes` on one page.
pub fn keep_together(boxes: &mut [LineBox]) {
    let last = boxes.len().saturating_sub(1);
    boxes.iter_mut().enumerate().for_each(|(number, line_box)| line_box.keep_with_next = number < last);
}

/// Drawn once on each page, behind all neighbouring line boxes with the same `id`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backdrop {
    pub id: usize,
    pub x: f32,
    pub width: f32,
    /// How far it reaches above the first and below the last line box; negative for a bar as tall as the letters.
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
