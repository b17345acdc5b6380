//! Pages as drawing operators, with marks that assign the text to the structure tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, FontType, LinePoint, Mm, Op,
    PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, Point, Polygon, PolygonRing, Pt, Rect,
    Rgb, TextItem, TextMatrix, WindingOrder, XObject, XObjectId, XObjectTransform,
};

use super::marked_content::{Area, MarkedContent};
use super::objects::utf16;
use crate::model::{Colour, Orientation, theme};
use crate::print::composer::ComposedDocument;
use crate::print::fonts::{Face, Fonts, Glyph, Shaper, Subset};
use crate::print::layout::{Fragment, PlacedGraphic, PrintedPage, Shape};
use crate::print::pictures::{Graphic, Image};
use crate::print::qr::QrMatrix;
use crate::print::structure::{LinkId, RunId, StructureTree, StructureType};
use crate::print::theme::ResolvedTheme;

/// Pages that are drawn but not tagged.
pub struct PaintedPages {
    pub pages: PdfDocument,
    pub marks: MarkedContent,
    /// By font name: the number of the soft hyphen, and of the glyph drawn for it.
    pub soft_hyphens: BTreeMap<String, (u16, u16)>,
    /// The clickable areas of each link on each page, line by line.
    pub link_areas: BTreeMap<(LinkId, usize), Vec<Area>>,
}

/// `None` when a font cannot be subset.
pub fn paint(composed: &mut ComposedDocument, theme: &ResolvedTheme, fonts: &'static Fonts) -> Option<PaintedPages> {
    // They can be large, and nobody needs them afterwards.
    let pictures = std::mem::take(&mut composed.pictures);
    let ComposedDocument { pages, tree, shaper, .. } = &*composed;
    let mut used: BTreeMap<Face, BTreeSet<u16>> = BTreeMap::new();
    for fragment in pages.iter().flat_map(|page| &page.fragments) {
        used.entry(fragment.face.file()).or_default().extend(fragment.glyphs.iter().map(|glyph| glyph.id));
    }
    let mut document = PdfDocument::new("");
    let mut embedded = BTreeMap::new();
    let mut soft_hyphens = BTreeMap::new();
    for (face, glyphs) in used {
        let subset = fonts.subset(face, &glyphs)?;
        let font = pdf_font(face, &subset, fonts);
        soft_hyphens.extend(font.font_name.clone().zip(subset.soft_hyphen));
        document.resources.fonts.map.insert(font_id(face), PdfFont::new(font));
        embedded.insert(face, subset);
    }
    let drawn: BTreeSet<&str> = pages.iter().flat_map(|page| &page.pictures).map(|drawn| drawn.path.as_str()).collect();
    let mut numbers = BTreeMap::new();
    for (number, (path, picture)) in pictures.into_iter().filter(|(path, _)| drawn.contains(path.as_str())).enumerate() {
        let (object, orientation) = match picture {
            Graphic::Image(image) => {
                let orientation = image.orientation;
                (image_xobject(image), orientation)
            }
            Graphic::Code(code) => (qr_xobject(&code, theme.colours.ink), Orientation::default()),
        };
        document.resources.xobjects.map.insert(image_id(number), XObject::External(object));
        numbers.insert(path, (number, orientation));
    }
    let mut painter = Painter {
        images: numbers,
        tree,
        theme,
        shaper,
        fonts,
        embedded,
        marks: MarkedContent::default(),
        link_areas: BTreeMap::new(),
    };
    for (number, page) in pages.iter().enumerate() {
        let ops = painter.paint_page(number, page);
        document.pages.push(PdfPage::new(Mm(theme.paper.0), Mm(theme.paper.1), ops));
    }
    Some(PaintedPages { pages: document, marks: painter.marks, soft_hyphens, link_areas: painter.link_areas })
}

/// Our own names: those of `printpdf` are random.
fn font_id(face: Face) -> FontId {
    let name = match face.file() {
        Face::Regular => "R",
        Face::Italic => "I",
        Face::SemiBold | Face::SmallCaps => "S",
        Face::SemiBoldItalic => "T",
        Face::Arabic => "A",
        Face::ArabicSemiBold => "B",
    };
    FontId(name.to_owned())
}

/// A subset for `printpdf`, with the six letters that a subset's name begins with (ISO 32000-1, 9.6.4).
fn pdf_font(face: Face, subset: &Subset, fonts: &Fonts) -> ParsedFont {
    let metrics = fonts.metrics(face);
    let hash = blake3::hash(&subset.bytes);
    let tag: String = hash.as_bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    let (x_min, y_min, x_max, y_max) = metrics.bounds;
    ParsedFont {
        original_bytes: subset.bytes.clone(),
        font_index: 0,
        font_name: Some(format!("{tag}+{}", fonts.name(face))),
        codepoint_to_glyph: subset
            .numbers
            .iter()
            .filter_map(|(&old, &new)| Some((u32::from(fonts.character(face, old)?), new)))
            .collect(),
        glyph_widths: subset.numbers.iter().map(|(&old, &new)| (new, fonts.width(face, old))).collect(),
        units_per_em: 1000,
        font_metrics: FontMetrics { ascent: metrics.ascent, descent: metrics.descent },
        font_type: FontType::TrueType,
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em: 1000,
            x_min,
            y_min,
            x_max,
            y_max,
            caret_slope_rise: 1000,
            caret_slope_run: (-metrics.italic_angle.to_radians().tan() * 1000.0).round() as i16,
            us_weight_class: metrics.weight,
        },
    }
}

fn image_id(number: usize) -> XObjectId {
    XObjectId(format!("P{number}"))
}

/// An image dictionary and its samples (ISO 32000-1, 8.9.5).
fn image_xobject(image: Image) -> ExternalXObject {
    let mut dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Image")),
        ("Width".to_owned(), DictItem::Int(i64::from(image.width))),
        ("Height".to_owned(), DictItem::Int(i64::from(image.height))),
        ("ColorSpace".to_owned(), name(if image.colours == 1 { "DeviceGray" } else { "DeviceRGB" })),
        ("BitsPerComponent".to_owned(), DictItem::Int(8)),
    ]);
    dict.insert("Filter".to_owned(), name(if image.is_jpeg { "DCTDecode" } else { "FlateDecode" }));
    let stream = ExternalStream { dict, content: image.bytes, compress: false };
    ExternalXObject { stream, width: None, height: None, dpi: None }
}

/// A code as a form in the unit square (ISO 32000-1, 8.10): integers take a fifth of the bytes of page coordinates.
fn qr_xobject(code: &QrMatrix, colour: Colour) -> ExternalXObject {
    let dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Form")),
        ("BBox".to_owned(), DictItem::Array([0, 0, 1, 1].map(DictItem::Int).into())),
        ("Resources".to_owned(), DictItem::Dict { map: BTreeMap::new() }),
    ]);
    let Colour(r, g, b) = colour;
    let [r, g, b] = [r, g, b].map(colour_part);
    let module = 1.0 / code.side.max(1) as f32;
    let mut content = format!("{module} 0 0 {module} 0 0 cm\n{r} {g} {b} rg\n");
    for (row, runs) in code.rows.iter().enumerate() {
        for run in runs {
            let _ = writeln!(content, "{} {} {} 1 re", run.start, code.side - row - 1, run.len());
        }
    }
    content.push('f');
    let stream = ExternalStream { dict, content: content.into_bytes(), compress: true };
    ExternalXObject { stream, width: None, height: None, dpi: None }
}

struct Painter<'a> {
    /// The number and orientation of each picture, by path.
    images: BTreeMap<String, (usize, Orientation)>,
    tree: &'a StructureTree,
    theme: &'a ResolvedTheme,
    shaper: &'a Shaper,
    fonts: &'a Fonts,
    embedded: BTreeMap<Face, Subset>,
    marks: MarkedContent,
    link_areas: BTreeMap<(LinkId, usize), Vec<Area>>,
}

impl Painter<'_> {
    fn paint_page(&mut self, number: usize, page: &PrintedPage) -> Vec<Op> {
        let mut ops = Vec::new();
        if !page.shapes.is_empty() {
            ops.push(begin_artifact("Layout", None));
            page.shapes.iter().for_each(|shape| paint_shape(shape, self.theme, &mut ops));
            ops.push(Op::EndMarkedContent);
        }
        // In reading order, wherever it is on the page.
        let mut read: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_some()).collect();
        read.sort_by_key(|fragment| fragment.run);
        let mut pictures: Vec<&PlacedGraphic> = page.pictures.iter().collect();
        pictures.sort_by_key(|picture| picture.run);
        let mut pictures = pictures.into_iter().peekable();
        let mut marks: Vec<RunId> = Vec::new();
        let mut rest = read.as_slice();
        loop {
            let next = rest.first().and_then(|first| first.run);
            if let Some(picture) = pictures.next_if(|picture| next.is_none_or(|next| picture.run < next)) {
                self.paint_picture(number, picture, &mut marks, &mut ops);
                continue;
            }
            let (Some(first), Some(run)) = (rest.first(), next) else { break };
            let is_alike = |next: &&&Fragment| next.run == Some(run) && next.actual_text.is_none();
            let count = if first.actual_text.is_some() { 1 } else { rest.iter().take_while(is_alike).count().max(1) };
            let (group, after) = rest.split_at(count);
            // Readers look for actual text only in a span.
            let name = if first.actual_text.is_some() { "Span".to_owned() } else { self.mark_name(run) };
            ops.push(begin_marked_content(name, marks.len(), first.actual_text.as_deref()));
            self.paint_text(group, &mut ops);
            ops.push(Op::EndMarkedContent);
            self.marks.runs.entry(run).or_default().push((number, marks.len()));
            marks.push(run);
            rest = after;
        }
        let decoration: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        for group in decoration.chunk_by(|one, next| artifact_subtype(one, self.theme) == artifact_subtype(next, self.theme)) {
            ops.push(begin_artifact("Pagination", group.first().and_then(|first| artifact_subtype(first, self.theme))));
            self.paint_text(group, &mut ops);
            ops.push(Op::EndMarkedContent);
        }
        page.fragments.iter().for_each(|fragment| self.add_link_area(number, fragment));
        self.marks.pages.push(marks);
        ops
    }

    fn paint_picture(&mut self, page: usize, picture: &PlacedGraphic, marks: &mut Vec<RunId>, ops: &mut Vec<Op>) {
        let Some(&(image, orientation)) = self.images.get(picture.path.as_str()) else { return };
        let (x, y) = (round(picture.x), round(self.theme.height - picture.y - picture.height));
        let (width, height) = (round(picture.width), round(picture.height));
        ops.push(begin_marked_content("Figure".to_owned(), marks.len(), None));
        ops.push(Op::SaveGraphicsState);
        let matrix = upright_matrix(orientation, [x, y, x + width, y + height]);
        ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        ops.push(Op::UseXobject { id: image_id(image), transform });
        ops.push(Op::RestoreGraphicsState);
        ops.push(Op::EndMarkedContent);
        self.marks.boxes.insert(picture.run, [x, y, x + width, y + height]);
        self.marks.runs.entry(picture.run).or_default().push((page, marks.len()));
        marks.push(picture.run);
    }

    fn mark_name(&self, run: RunId) -> String {
        let tag = self.tree.owner(run).and_then(|node| self.tree.get(node)).map_or(StructureType::Paragraph, |node| node.tag);
        match tag {
            StructureType::Emphasis | StructureType::Strong => "Span".to_owned(),
            tag => tag.pdf_name(),
        }
    }

    fn paint_text(&self, fragments: &[&Fragment], ops: &mut Vec<Op>) {
        ops.push(Op::StartTextSection);
        let mut font: Option<(Face, f32)> = None;
        let mut colour: Option<Colour> = None;
        for fragment in fragments {
            let wanted = (fragment.face.file(), fragment.size);
            if font != Some(wanted) {
                ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(fragment.face)), size: Pt(fragment.size) });
                font = Some(wanted);
            }
            if colour != Some(fragment.colour) {
                ops.push(Op::SetFillColor { col: rgb(fragment.colour) });
                colour = Some(fragment.colour);
            }
            self.paint_glyphs(fragment, ops);
        }
        ops.push(Op::EndTextSection);
    }

    fn paint_glyphs(&self, fragment: &Fragment, ops: &mut Vec<Op>) {
        let mut pen = 0;
        let mut start = 0;
        let mut line = ShowItems::default();
        for glyph in &fragment.glyphs {
            if (glyph.dx, glyph.dy) == (0, 0) {
                self.push_glyph(fragment.face.file(), glyph, &mut line);
            } else {
                self.show(fragment, start, 0, &mut line, ops);
                self.push_glyph(fragment.face.file(), glyph, &mut line);
                self.show(fragment, pen + glyph.dx, glyph.dy, &mut line, ops);
                start = pen + glyph.advance;
            }
            pen += glyph.advance;
        }
        self.show(fragment, start, 0, &mut line, ops);
    }

    /// Shows the items of `line` and empties it; `dx` and `dy` are in thousandths of the em.
    fn show(&self, fragment: &Fragment, dx: i32, dy: i32, line: &mut ShowItems, ops: &mut Vec<Op>) {
        let items = std::mem::take(line).finish();
        if items.is_empty() {
            return;
        }
        let units = fragment.size / 1000.0;
        let (x, y) = (fragment.x + dx as f32 * units, self.theme.height - fragment.y + dy as f32 * units);
        ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(x), round(y)]) });
        ops.push(Op::ShowText { items });
    }

    /// Adds a glyph: as its character, from which `printpdf` finds it again, or by number.
    fn push_glyph(&self, face: Face, glyph: &Glyph, line: &mut ShowItems) {
        // A positive offset moves the next glyph to the left.
        let kern = i32::from(self.fonts.width(face, glyph.id)) - glyph.advance;
        match self.fonts.character(face, glyph.id) {
            Some(character) => line.text.push(character),
            None => {
                let Some(&id) = self.embedded.get(&face).and_then(|subset| subset.numbers.get(&glyph.id)) else { return };
                let text = self.shaper.glyph_text(face, glyph.id).map(str::to_owned);
                line.push(TextItem::GlyphIds(vec![Codepoint { gid: id, offset: 0.0, cid: text }]));
            }
        }
        if kern != 0 {
            line.push(TextItem::Offset(kern as f32));
        }
    }

    fn add_link_area(&mut self, page: usize, fragment: &Fragment) {
        let Some(link) = fragment.link else { return };
        let baseline = self.theme.height - fragment.y;
        let area = [fragment.x, baseline - fragment.size * 0.26, fragment.x + fragment.width, baseline + fragment.size * 0.8];
        let areas = self.link_areas.entry((link, page)).or_default();
        match areas.last_mut().filter(|last| last[1] == area[1] && (last[2] - area[0]).abs() < 0.5) {
            Some(last) => last[2] = area[2],
            None => areas.push(area),
        }
    }
}

/// The operands of one text-showing operator.
#[derive(Default)]
struct ShowItems {
    items: Vec<TextItem>,
    /// Follows `items`.
    text: String,
}

impl ShowItems {
    fn push(&mut self, item: TextItem) {
        if !self.text.is_empty() {
            self.items.push(TextItem::Text(std::mem::take(&mut self.text)));
        }
        self.items.push(item);
    }

    fn finish(mut self) -> Vec<TextItem> {
        if !self.text.is_empty() {
            self.items.push(TextItem::Text(self.text));
        }
        self.items
    }
}

/// The matrix that puts the unit square of an image (ISO 32000-1, 8.9.5.1: first sample at the upper left) upright into `area`.
fn upright_matrix(orientation: Orientation, [left, lower, right, upper]: Area) -> [f32; 6] {
    // The corner of the first sample, and the distance to the opposite side.
    let (x, across) = if orientation.starts_right { (right, left - right) } else { (left, right - left) };
    let (y, down) = if orientation.starts_bottom { (lower, upper - lower) } else { (upper, lower - upper) };
    let matrix =
        if orientation.is_transposed { [0.0, down, -across, 0.0, x + across, y] } else { [across, 0.0, 0.0, -down, x, y + down] };
    matrix.map(round)
}

/// With two decimals, finer than any printer.
fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn rgb(Colour(r, g, b): Colour) -> Color {
    Color::Rgb(Rgb { r: colour_part(r), g: colour_part(g), b: colour_part(b), icc_profile: None })
}

/// From 0 to 1.
fn colour_part(value: u8) -> f32 {
    (f32::from(value) / 255.0 * 1000.0).round() / 1000.0
}

fn paint_shape(shape: &Shape, theme: &ResolvedTheme, ops: &mut Vec<Op>) {
    match shape {
        Shape::Box { x, y, width, height, colour } => {
            ops.push(Op::SetFillColor { col: rgb(*colour) });
            ops.push(Op::DrawRectangle {
                rectangle: Rect {
                    x: Pt(round(*x)),
                    y: Pt(round(theme.height - y - height)),
                    width: Pt(round(*width)),
                    height: Pt(round(*height)),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                },
            });
        }
        Shape::Outline(outline) => {
            let point = |point: &theme::Point| LinePoint {
                p: Point { x: Pt(round(point.x)), y: Pt(round(theme.height - point.y)) },
                bezier: point.is_control,
            };
            let ring = |ring: &Vec<theme::Point>| PolygonRing { points: ring.iter().map(point).collect() };
            ops.push(Op::SetFillColor { col: rgb(outline.colour) });
            ops.push(Op::DrawPolygon {
                polygon: Polygon {
                    rings: outline.rings.iter().map(ring).collect(),
                    mode: PaintMode::Fill,
                    winding_order: if outline.even_odd { WindingOrder::EvenOdd } else { WindingOrder::NonZero },
                },
            });
        }
    }
}

/// The subtype of decoration in a margin (ISO 32000-1, 14.8.2.2.2). Between the margins are repeated table heads.
fn artifact_subtype(fragment: &Fragment, theme: &ResolvedTheme) -> Option<&'static str> {
    match fragment.y {
        y if y < theme.top => Some("Header"),
        y if y > theme.bottom => Some("Footer"),
        _ => None,
    }
}

fn name(name: &str) -> DictItem {
    DictItem::Name(name.as_bytes().to_vec())
}

/// Running heads and feet have a subtype (PDF/UA-1, 7.8).
fn begin_artifact(kind: &str, subtype: Option<&str>) -> Op {
    let mut map = BTreeMap::from([("Type".to_owned(), name(kind))]);
    map.extend(subtype.map(|subtype| ("Subtype".to_owned(), name(subtype))));
    Op::BeginMarkedContentWithProperties { tag: "Artifact".to_owned(), properties: DictItem::Dict { map } }
}

/// `actual_text`, where the glyphs do not give the text, needs a mark of its own.
fn begin_marked_content(tag: String, number: usize, actual_text: Option<&str>) -> Op {
    let mut map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::try_from(number).unwrap_or(i64::MAX)))]);
    if let Some(actual_text) = actual_text {
        map.insert("ActualText".to_owned(), DictItem::String { data: utf16(actual_text), literal: false });
    }
    Op::BeginMarkedContentWithProperties { tag, properties: DictItem::Dict { map } }
}
