//! The sender's mark: three dispatches on their way, drawn as plain shapes. No coat of arms; a newsroom with a mark of its
//! own will put it here.

use super::layout::Shape;
use super::theme::ACCENT;
use super::theme::Colour;

pub const HEIGHT: f32 = 24.0;
pub const WIDTH: f32 = 24.0;

const LIGHT: Colour = Colour(0x5b, 0x9a, 0xb8);

/// The mark with its upper left corner at `x`, `y`.
pub fn shapes(x: f32, y: f32, height: f32) -> Vec<Shape> {
    let unit = height / 24.0;
    let outline = |points: &[(f32, f32)], colour: Colour| Shape::Outline {
        points: points.iter().map(|&(px, py)| (x + px * unit, y + py * unit)).collect(),
        colour,
    };
    vec![
        // A sheet, folded at its corner, and two lines of text that leave it.
        outline(&[(0.0, 0.0), (16.0, 0.0), (24.0, 8.0), (24.0, 24.0), (0.0, 24.0)], ACCENT),
        outline(&[(16.0, 0.0), (24.0, 8.0), (16.0, 8.0)], LIGHT),
        outline(&[(4.5, 12.0), (19.5, 12.0), (19.5, 14.0), (4.5, 14.0)], Colour(0xff, 0xff, 0xff)),
        outline(&[(4.5, 17.0), (14.5, 17.0), (14.5, 19.0), (4.5, 19.0)], Colour(0xff, 0xff, 0xff)),
    ]
}
