//! Traces a drawing: its outlines in the order in which they are painted.

use usvg::tiny_skia_path::{PathSegment, Rect, Transform};
use usvg::{Group, Node, Options, Paint, PaintOrder, Path, Tree, tiny_skia_path};

use super::inspect;
use super::inspect::SvgFeature;
use crate::model::theme::{Outline, Point};
use crate::model::{Colour, LogoDrawing};

pub enum OutlineError {
    Unprintable(SvgFeature),
    TooManySegments,
    Empty,
    OutsideViewBox,
    InvalidSize,
}

/// Tolerance at the edge of the view box, as a part of its size.
const EDGE: f32 = 0.01;

/// The drawing, cropped to its visible part, and the number of its lines and curves.
pub fn trace(text: &str, max_segments: usize) -> Result<(LogoDrawing, usize), OutlineError> {
    let document = inspect::parse(text).map_err(|_| OutlineError::InvalidSize)?;
    let mut options = Options::default();
    // No pictures are opened, not even those within the drawing.
    options.image_href_resolver.resolve_data = Box::new(|_, _, _| None);
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let tree = Tree::from_xmltree(&document, &options).map_err(|_| OutlineError::InvalidSize)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    // Strokes become outlines, precise to a small part of the drawing.
    let precision = (2_000.0 / width.max(height)).max(1.0);
    let mut tracer = Tracer { parts: Vec::new(), bounds: None, segments: 0, max_segments, precision };
    tracer.add_group(tree.root())?;
    tracer.crop(width, height)
}

struct Tracer {
    parts: Vec<Outline>,
    /// Of all parts: left, upper, right and lower edge.
    bounds: Option<[f32; 4]>,
    segments: usize,
    max_segments: usize,
    precision: f32,
}

impl Tracer {
    fn add_group(&mut self, group: &Group) -> Result<(), OutlineError> {
        let unsupported = if group.opacity().get() < 1.0 {
            Some(SvgFeature::Transparency)
        } else if group.blend_mode() != usvg::BlendMode::Normal {
            Some(SvgFeature::BlendMode)
        } else if group.mask().is_some() {
            Some(SvgFeature::Mask)
        } else if !group.filters().is_empty() {
            Some(SvgFeature::Filter)
        } else if group.clip_path().is_some_and(|clip| !cuts_nothing(clip, group)) {
            Some(SvgFeature::ClipPath)
        } else {
            None
        };
        if let Some(feature) = unsupported {
            return Err(OutlineError::Unprintable(feature));
        }
        for child in group.children() {
            match child {
                Node::Group(group) => self.add_group(group)?,
                Node::Path(path) if path.is_visible() => self.add_path(path)?,
                Node::Path(_) => {}
                Node::Image(_) => return Err(OutlineError::Unprintable(SvgFeature::Image)),
                Node::Text(_) => return Err(OutlineError::Unprintable(SvgFeature::Text)),
            }
        }
        Ok(())
    }

    fn add_path(&mut self, path: &Path) -> Result<(), OutlineError> {
        match path.paint_order() {
            PaintOrder::FillAndStroke => {
                self.add_fill(path)?;
                self.add_stroke(path)
            }
            PaintOrder::StrokeAndFill => {
                self.add_stroke(path)?;
                self.add_fill(path)
            }
        }
    }

    fn add_fill(&mut self, path: &Path) -> Result<(), OutlineError> {
        let Some(fill) = path.fill() else { return Ok(()) };
        let colour = plain_colour(fill.paint(), fill.opacity())?;
        self.add_outline(path.data(), path.abs_transform(), colour, fill.rule() == usvg::FillRule::EvenOdd)
    }

    fn add_stroke(&mut self, path: &Path) -> Result<(), OutlineError> {
        let Some(stroke) = path.stroke() else { return Ok(()) };
        let colour = plain_colour(stroke.paint(), stroke.opacity())?;
        let mut line = stroke.to_tiny_skia();
        let dashed = line.dash.take().map(|dash| path.data().dash(&dash, self.precision).ok_or(OutlineError::TooManySegments));
        let dashed = dashed.transpose()?;
        let data = dashed.as_ref().unwrap_or(path.data());
        if self.segments + data.len() > self.max_segments {
            return Err(OutlineError::TooManySegments);
        }
        match data.stroke(&line, self.precision) {
            Some(outline) => self.add_outline(&outline, path.abs_transform(), colour, false),
            None => Ok(()),
        }
    }

    fn add_outline(
        &mut self,
        path: &tiny_skia_path::Path,
        transform: Transform,
        colour: Colour,
        even_odd: bool,
    ) -> Result<(), OutlineError> {
        self.segments += path.len();
        if self.segments > self.max_segments {
            return Err(OutlineError::TooManySegments);
        }
        let Some(path) = path.clone().transform(transform) else { return Ok(()) };
        let mut rings: Vec<Vec<Point>> = Vec::new();
        for segment in path.segments() {
            let on = |point: tiny_skia_path::Point| Point { x: point.x, y: point.y, is_control: false };
            let off = |point: tiny_skia_path::Point| Point { is_control: true, ..on(point) };
            if let PathSegment::MoveTo(start) = segment {
                rings.push(vec![on(start)]);
            }
            let Some(ring) = rings.last_mut() else { continue };
            match segment {
                PathSegment::MoveTo(_) | PathSegment::Close => {}
                PathSegment::LineTo(end) => ring.push(on(end)),
                PathSegment::QuadTo(bend, end) => {
                    // The same curve as a cubic one.
                    let start = ring.last().copied().unwrap_or(on(end));
                    let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
                    ring.push(Point { x: third(start.x, bend.x), y: third(start.y, bend.y), is_control: true });
                    ring.push(Point { x: third(end.x, bend.x), y: third(end.y, bend.y), is_control: true });
                    ring.push(on(end));
                }
                PathSegment::CubicTo(first, second, end) => ring.extend([off(first), off(second), on(end)]),
            }
        }
        rings.retain(|ring| ring.len() > 2);
        if let (false, Some(edges)) = (rings.is_empty(), path.compute_tight_bounds()) {
            let edges = [edges.left(), edges.top(), edges.right(), edges.bottom()];
            let [left, upper, right, lower] = self.bounds.unwrap_or(edges);
            self.bounds = Some([left.min(edges[0]), upper.min(edges[1]), right.max(edges[2]), lower.max(edges[3])]);
            self.parts.push(Outline { colour, even_odd, rings });
        }
        Ok(())
    }

    /// Removes the space around the drawing, so that it is aligned with the margin and close to the name.
    fn crop(mut self, width: f32, height: f32) -> Result<(LogoDrawing, usize), OutlineError> {
        let Some([left, upper, right, lower]) = self.bounds else { return Err(OutlineError::Empty) };
        let (wide, high) = (right - left, lower - upper);
        if !(wide > 0.0 && high > 0.0 && wide.is_finite() && high.is_finite()) {
            return Err(OutlineError::Empty);
        }
        let (aside, above) = (width * EDGE, height * EDGE);
        if left < -aside || right > width + aside || upper < -above || lower > height + above {
            return Err(OutlineError::OutsideViewBox);
        }
        for point in self.parts.iter_mut().flat_map(|part| &mut part.rings).flatten() {
            (point.x, point.y) = (point.x - left, point.y - upper);
        }
        Ok((LogoDrawing { width: wide, height: high, parts: self.parts }, self.segments))
    }
}

fn plain_colour(paint: &Paint, opacity: usvg::Opacity) -> Result<Colour, OutlineError> {
    match paint {
        Paint::Color(_) if opacity.get() < 1.0 => Err(OutlineError::Unprintable(SvgFeature::Transparency)),
        Paint::Color(colour) => Ok(Colour(colour.red, colour.green, colour.blue)),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) => Err(OutlineError::Unprintable(SvgFeature::Gradient)),
        Paint::Pattern(_) => Err(OutlineError::Unprintable(SvgFeature::Pattern)),
    }
}

/// Drawing programs put a clipping frame around the drawing that cuts nothing off.
fn cuts_nothing(clip: &usvg::ClipPath, group: &Group) -> bool {
    let [Node::Path(frame)] = clip.root().children() else { return false };
    let is_plain = clip.clip_path().is_none() && clip.root().clip_path().is_none();
    let Some(frame) = frame.data().clone().transform(clip.transform().pre_concat(frame.abs_transform())) else { return false };
    let Some(frame) = frame.transform(group.abs_transform()) else { return false };
    let (edges, content): (Rect, Rect) = (frame.bounds(), group.abs_stroke_bounding_box());
    let corner = |point: &tiny_skia_path::Point| {
        (point.x == edges.left() || point.x == edges.right()) && (point.y == edges.top() || point.y == edges.bottom())
    };
    let is_box = matches!(frame.points().len(), 4 | 5) && frame.points().iter().all(corner);
    let slack = 0.001 * edges.width().max(edges.height());
    is_plain
        && is_box
        && content.left() >= edges.left() - slack
        && content.right() <= edges.right() + slack
        && content.top() >= edges.top() - slack
        && content.bottom() <= edges.bottom() + slack
}
