//! The sender's mark, as it is drawn in `templates/print/theme/mark.svg`: a dispatch with a folded corner, no coat of arms.
//!
//! Of SVG it reads what the mark is made of: `<polygon fill="#rrggbb" points="x,y x,y ..."/>` in a square of 24 units.

use std::sync::LazyLock;

use super::layout::Shape;
use crate::model::Colour;

/// On the first page, in points.
pub const HEIGHT: f32 = 24.0;
pub const WIDTH: f32 = 24.0;

/// The side of the square that the drawing fills.
const UNITS: f32 = 24.0;

type Polygon = (Colour, Vec<(f32, f32)>);

static MARK: LazyLock<Vec<Polygon>> = LazyLock::new(|| polygons(include_str!("../../templates/print/theme/mark.svg")));

/// The mark with its upper left corner at `x`, `y`.
pub fn shapes(x: f32, y: f32, height: f32) -> impl Iterator<Item = Shape> {
    let unit = height / UNITS;
    MARK.iter().map(move |(colour, points)| Shape::Outline {
        points: points.iter().map(|&(px, py)| (x + px * unit, y + py * unit)).collect(),
        colour: *colour,
    })
}

fn polygons(svg: &str) -> Vec<Polygon> {
    svg.split("<polygon").skip(1).filter_map(|rest| polygon(rest.split_once('>')?.0)).collect()
}

fn polygon(element: &str) -> Option<Polygon> {
    let points = attribute(element, "points")?.split_ascii_whitespace().map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    });
    Some((Colour::parse(attribute(element, "fill")?)?, points.collect::<Option<_>>()?))
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!("{name}=\""))?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_read_whole() {
        let drawn = include_str!("../../templates/print/theme/mark.svg").matches("<polygon").count();
        assert_eq!(MARK.len(), drawn);
        assert_eq!(MARK[0].0, crate::model::theme::Colours::default().accent);
        assert!(MARK.iter().flat_map(|(_, points)| points).all(|&(x, y)| (0.0..=UNITS).contains(&x) && (0.0..=UNITS).contains(&y)));
    }
}
