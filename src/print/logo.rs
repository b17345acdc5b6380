//! The sender's mark: the theme's, or Depesch's own, as it is drawn in `templates/print/theme/mark.svg`: a dispatch with a folded
//! corner, no coat of arms.
//!
//! Of that file it reads what the mark is made of: `<polygon fill="#rrggbb" points="x,y x,y ..."/>` in a square of 24 units. Logos of
//! themes are read by the content room, and come as outlines.

use std::sync::Arc;
use std::sync::LazyLock;

use super::layout::Shape;
use crate::model::Colour;
use crate::model::LogoDrawing;
use crate::model::Theme;
use crate::model::theme::Outline;
use crate::model::theme::Point;

/// On the first page, in points.
const HEIGHT: f32 = 24.0;
/// On later pages.
const SMALL: f32 = 12.0;
/// A logo takes no more of the width when a name stands beside it.
const WIDEST_BESIDE: f32 = 0.4;

/// The side of the square that our own drawing fills.
const UNITS: f32 = 24.0;

static MARK: LazyLock<Arc<LogoDrawing>> = LazyLock::new(|| {
    let parts = polygons(include_str!("../../templates/print/theme/mark.svg"));
    Arc::new(LogoDrawing { width: UNITS, height: UNITS, parts })
});

/// The mark as it stands on the pages of a document.
#[derive(Debug, Clone)]
pub struct LogoOutline {
    drawing: Arc<LogoDrawing>,
    /// On the first page.
    pub width: f32,
    pub height: f32,
    /// The sender's name stands to its right, and not below it.
    pub is_beside: bool,
    /// On later pages, where the name always stands beside it.
    pub small: (f32, f32),
}

impl LogoOutline {
    /// `full` is what lies between the margins.
    pub fn of(theme: &Theme, full: f32) -> LogoOutline {
        let (drawing, height) = match &theme.logo {
            Some(logo) => (Arc::clone(&logo.drawing), logo.height),
            None => (Arc::clone(&MARK), HEIGHT),
        };
        let ratio = drawing.width / drawing.height;
        let fitting =
            |height: f32, widest: f32| if height * ratio > widest { (widest, widest / ratio) } else { (height * ratio, height) };
        let (width, height) = fitting(height, full);
        LogoOutline {
            width,
            height,
            is_beside: width <= full * WIDEST_BESIDE,
            small: fitting(SMALL, full * WIDEST_BESIDE),
            drawing,
        }
    }

    /// The drawing with its upper left corner at `x`, `y`.
    pub fn shapes(&self, x: f32, y: f32, height: f32) -> impl Iterator<Item = Shape> {
        let unit = height / self.drawing.height;
        self.drawing.parts.iter().map(move |part| {
            let moved = |point: &Point| Point { x: x + point.x * unit, y: y + point.y * unit, ..*point };
            let rings = part.rings.iter().map(|ring| ring.iter().map(moved).collect()).collect();
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
        Some(Point { x: x.parse().ok()?, y: y.parse().ok()?, bends: false })
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
    use crate::model::theme::Colours;
    use crate::model::theme::Logo;

    #[test]
    fn our_own_mark_is_read_whole() {
        let drawn = include_str!("../../templates/print/theme/mark.svg").matches("<polygon").count();
        assert_eq!(MARK.parts.len(), drawn);
        assert_eq!(MARK.parts[0].colour, Colours::default().accent);
        let mut points = MARK.parts.iter().flat_map(|part| &part.rings).flatten();
        assert!(points.all(|p| (0.0..=UNITS).contains(&p.x) && (0.0..=UNITS).contains(&p.y)));
    }

    #[test]
    fn a_mark_of_any_shape_stays_between_the_margins() {
        for (width, height, asked) in [(10.0, 10.0, 24.0), (1000.0, 1.0, 60.0), (1.0, 1000.0, 60.0), (30.0, 10.0, 48.0)] {
            let drawing = Arc::new(LogoDrawing { width, height, parts: Vec::new() });
            let theme = Theme { logo: Some(Logo { drawing, height: asked }), ..Theme::default() };
            let mark = LogoOutline::of(&theme, 400.0);
            assert!(mark.width <= 400.001 && mark.height <= asked, "{mark:?}");
            assert!((mark.width / mark.height - width / height).abs() < 0.01 * width / height, "{mark:?}");
            assert!(mark.small.0 <= 160.001 && mark.small.1 <= SMALL);
            assert_eq!(mark.is_beside, mark.width <= 160.0);
        }
    }
}
