//! The sender's logo: the theme's, or Depesch's own from `templates/print/theme/mark.svg`.
//!
//! Of that file only `<polygon fill="#rrggbb" points="x,y x,y ..."/>` in a square of 24 units is read. `content` reads the logos of
//! themes.

use std::sync::{Arc, LazyLock};

use super::layout::Shape;
use crate::model::theme::{Outline, Point};
use crate::model::{Colour, LogoDrawing, Theme};

/// On the first page, in points.
const HEIGHT: f32 = 24.0;
/// On later pages.
const SMALL: f32 = 12.0;
/// The largest part of the width for a logo beside a name.
const MAX_BESIDE: f32 = 0.4;

/// The side of the built-in drawing.
const UNITS: f32 = 24.0;

static BUILT_IN: LazyLock<Arc<LogoDrawing>> = LazyLock::new(|| {
    let parts = polygons(include_str!("../../templates/print/theme/mark.svg"));
    Arc::new(LogoDrawing { width: UNITS, height: UNITS, parts })
});

/// The logo in its size on the pages of a document.
#[derive(Debug, Clone)]
pub struct LogoOutline {
    drawing: Arc<LogoDrawing>,
    /// On the first page.
    pub width: f32,
    pub height: f32,
    /// The sender's name is beside it rather than below.
    pub is_beside_name: bool,
    /// Width and height on later pages, where the name is always beside it.
    pub small: (f32, f32),
}

impl LogoOutline {
    /// `full` is the width between the margins.
    pub fn new(theme: &Theme, full: f32) -> LogoOutline {
        let (drawing, height) = match &theme.logo {
            Some(logo) => (Arc::clone(&logo.drawing), logo.height),
            None => (Arc::clone(&BUILT_IN), HEIGHT),
        };
        let ratio = drawing.width / drawing.height;
        let fitting =
            |height: f32, widest: f32| if height * ratio > widest { (widest, widest / ratio) } else { (height * ratio, height) };
        let (width, height) = fitting(height, full);
        LogoOutline { width, height, is_beside_name: width <= full * MAX_BESIDE, small: fitting(SMALL, full * MAX_BESIDE), drawing }
    }

    /// The drawing with its upper left corner at `x`, `y`.
    pub fn shapes(&self, x: f32, y: f32, height: f32) -> impl Iterator<Item = Shape> {
        let unit = height / self.drawing.height;
        self.drawing.parts.iter().map(move |part| {
            let place = |point: &Point| Point { x: x + point.x * unit, y: y + point.y * unit, ..*point };
            let rings = part.rings.iter().map(|ring| ring.iter().map(place).collect()).collect();
            Shape::Outline(Outline { rings, ..*part })
        })
    }
}

fn polygons(svg: &str) -> Vec<Outline> {
    svg.split("<polygon").skip(1).filter_map(|rest| polygon(rest.split_once('>')?.0)).collect()
}

fn polygon(element: &str) -> Option<Outline> {
    let points = attribute(element, "points")?.split_ascii_whitespace().map(|point| {
        let (x, y) = point.split_once(',')?;
        Some(Point { x: x.parse().ok()?, y: y.parse().ok()?, is_control: false })
    });
    let colour = Colour::parse(attribute(element, "fill")?)?;
    Some(Outline { colour, even_odd: false, rings: vec![points.collect::<Option<_>>()?] })
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!("{name}=\""))?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::theme::{Colours, Logo};

    #[test]
    fn the_built_in_logo_is_read_completely() {
        let drawn = include_str!("../../templates/print/theme/mark.svg").matches("<polygon").count();
        assert_eq!(BUILT_IN.parts.len(), drawn);
        assert_eq!(BUILT_IN.parts[0].colour, Colours::default().accent);
        let mut points = BUILT_IN.parts.iter().flat_map(|part| &part.rings).flatten();
        assert!(points.all(|p| (0.0..=UNITS).contains(&p.x) && (0.0..=UNITS).contains(&p.y)));
    }

    #[test]
    fn a_logo_of_any_shape_stays_between_the_margins() {
        for (width, height, max_height) in [(10.0, 10.0, 24.0), (1000.0, 1.0, 60.0), (1.0, 1000.0, 60.0), (30.0, 10.0, 48.0)] {
            let drawing = Arc::new(LogoDrawing { width, height, parts: Vec::new() });
            let theme = Theme { logo: Some(Logo { drawing, height: max_height }), ..Theme::default() };
            let logo = LogoOutline::new(&theme, 400.0);
            assert!(logo.width <= 400.001 && logo.height <= max_height, "{logo:?}");
            assert!((logo.width / logo.height - width / height).abs() < 0.01 * width / height, "{logo:?}");
            assert!(logo.small.0 <= 160.001 && logo.small.1 <= SMALL);
            assert_eq!(logo.is_beside_name, logo.width <= 160.0);
        }
    }
}
