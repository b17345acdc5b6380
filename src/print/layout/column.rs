//! A column: the part of a page's width that text fills.

use crate::print::theme::ResolvedTheme;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub x: f32,
    pub width: f32,
    /// The text starts at the right, and so do indents, bars and bullets.
    pub is_rtl: bool,
}

impl Column {
    /// The full measure of a page.
    pub fn full(theme: &ResolvedTheme, is_rtl: bool) -> Column {
        Column { x: theme.left, width: theme.measure, is_rtl }
    }

    /// At most `width` of it, from its start.
    pub fn with_width(self, width: f32) -> Column {
        let width = width.min(self.width);
        Column { x: self.start_x(width), width, ..self }
    }

    /// Narrower by `by` at either side.
    pub fn inset(self, by: f32) -> Column {
        Column { x: self.x + by, width: self.width - 2.0 * by, ..self }
    }

    /// Narrower by `by` at its start, as long as 60 points remain.
    pub fn indent(self, by: f32) -> Column {
        let by = by.min(self.width - 60.0).max(0.0);
        let x = if self.is_rtl { self.x } else { self.x + by };
        Column { x, width: self.width - by, ..self }
    }

    /// The left edge of something `width` wide at its start.
    pub fn start_x(self, width: f32) -> f32 {
        if self.is_rtl { self.x + self.width - width } else { self.x }
    }
}
