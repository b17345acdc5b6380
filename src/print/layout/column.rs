//! A column: the part of a page's width that text fills.

use crate::print::theme::ResolvedTheme;

/// A stretch of the page's width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub x: f32,
    pub width: f32,
    /// Its text begins at the right: so do indents, bars and bullets.
    pub from_the_right: bool,
}

impl Column {
    /// The whole of what a page is filled with.
    pub fn of(look: &ResolvedTheme, from_the_right: bool) -> Column {
        Column { x: look.left, width: look.measure, from_the_right }
    }

    /// So much of it, at its beginning.
    pub fn first(self, width: f32) -> Column {
        let width = width.min(self.width);
        Column { x: self.edge(width), width, ..self }
    }

    /// Smaller by `by` at either side.
    pub fn inset(self, by: f32) -> Column {
        Column { x: self.x + by, width: self.width - 2.0 * by, ..self }
    }

    /// Smaller by `by` at its beginning, but never so small that nothing fits.
    pub fn indented(self, by: f32) -> Column {
        let by = by.min(self.width - 60.0).max(0.0);
        let x = if self.from_the_right { self.x } else { self.x + by };
        Column { x, width: self.width - by, ..self }
    }

    /// The left edge of something `width` wide at its beginning.
    pub fn edge(self, width: f32) -> f32 {
        if self.from_the_right { self.x + self.width - width } else { self.x }
    }
}
