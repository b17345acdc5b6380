//! Pages as drawing operators, each stretch of text between marks that name its place in the structure tree.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, FontType, LinePoint, Mm, Op,
    PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, Point, Polygon, PolygonRing, Pt, Rect,
    Rgb, TextItem, TextMatrix, WindingOrder, XObject, XObjectId, XObjectTransform,
};

use super::marked_content::Area;
use super::marked_content::MarkedContent;
use super::objects::utf16;
use crate::model::Colour;
use crate::model::Orientation;
use crate::model::theme;
use crate::print::compose::ComposedDocument;
use crate::print::fonts::Face;
use crate::print::fonts::Fonts;
use crate::print::fonts::Glyph;
use crate::print::fonts::Shaper;
use crate::print::fonts::Subset;
use crate::print::layout::Fragment;
use crate::print::layout::PlacedGraphic;
use crate::print::layout::PrintedPage;
use crate::print::layout::Shape;
use crate::print::pictures::Graphic;
use crate::print::pictures::Image;
use crate::print::qr::QrMatrix;
use crate::print::structure::LinkId;
use crate::print::structure::RunId;
use crate::print::structure::StructureTree;
use crate::print::structure::StructureType;
use crate::print::theme::ResolvedTheme;

/// Pages that are drawn but not yet tagged.
pub struct PaintedPages {
    pub pages: PdfDocument,
    pub marks: MarkedContent,
    /// For the name of each font in which words are divided: the number of the soft hyphen, and of the glyph it is drawn with.
    pub soft_hyphens: BTreeMap<String, (u16, u16)>,
    /// Where each link can be clicked, line by line, for each page that it stands on.
    pub areas: BTreeMap<(LinkId, usize), Vec<Area>>,
}

/// `None` when a font cannot be subset.
pub fn paint(composed: &ComposedDocument, look: &ResolvedTheme, fonts: &'static Fonts) -> Option<PaintedPages> {
    let ComposedDocument { pages, tree, shaper, pictures } = composed;
    let mut used: BTreeMap<Face, BTreeSet<u16>> = BTreeMap::new();
    for fragment in pages.iter().flat_map(|page| &page.fragments) {
        used.entry(fragment.face.file()).or_default().extend(fragment.glyphs.iter().map(|glyph| glyph.id));
    }
    let mut document = PdfDocument::new("");
    let mut embedded = BTreeMap::new();
    let mut soft_hyphens = BTreeMap::new();
    for (face, glyphs) in used {
        let subset = fonts.subset(face, &glyphs)?;
        let font = parsed(face, &subset, fonts);
        soft_hyphens.extend(font.font_name.clone().zip(subset.soft_hyphen));
        document.resources.fonts.map.insert(font_id(face), PdfFont::new(font));
        embedded.insert(face, subset);
    }
    let drawn: BTreeSet<&str> = pages.iter().flat_map(|page| &page.pictures).map(|drawn| drawn.path.as_str()).collect();
    let mut numbers = BTreeMap::new();
    for (number, (path, picture)) in pictures.iter().filter(|(path, _)| drawn.contains(path.as_str())).enumerate() {
        let (object, orientation) = match picture {
            Graphic::Image(image) => (embedded_image(image), image.orientation),
            Graphic::Code(code) => (embedded_code(code, look.colours.ink), Orientation::default()),
        };
        document.resources.xobjects.map.insert(image_id(number), XObject::External(object));
        numbers.insert(path.as_str(), (number, orientation));
    }
    let mut painter =
        Painter { images: numbers, tree, look, shaper, fonts, embedded, marks: MarkedContent::default(), areas: BTreeMap::new() };
    for (number, page) in pages.iter().enumerate() {
        let ops = painter.page(number, page);
        document.pages.push(PdfPage::new(Mm(look.paper.0), Mm(look.paper.1), ops));
    }
    Some(PaintedPages { pages: document, marks: painter.marks, soft_hyphens, areas: painter.areas })
}

/// Names of our own: those that `printpdf` draws differ from run to run.
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

/// The subset as `printpdf` wants it, with a name that begins with six letters of its own (ISO 32000-1 9.6.4).
fn parsed(face: Face, subset: &Subset, fonts: &Fonts) -> ParsedFont {
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

/// An image dictionary and its samples (ISO 32000-1 8.9.5).
fn embedded_image(image: &Image) -> ExternalXObject {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let mut dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Image")),
        ("Width".to_owned(), DictItem::Int(i64::from(image.width))),
        ("Height".to_owned(), DictItem::Int(i64::from(image.height))),
        ("ColorSpace".to_owned(), name(if image.colours == 1 { "DeviceGray" } else { "DeviceRGB" })),
        ("BitsPerComponent".to_owned(), DictItem::Int(8)),
    ]);
    if image.is_jpeg {
        dict.insert("Filter".to_owned(), name("DCTDecode"));
    }
    let stream = ExternalStream { dict, content: image.bytes.clone(), compress: !image.is_jpeg };
    ExternalXObject { stream, width: None, height: None, dpi: None }
}

/// A code as a drawing of its own in the unit square (ISO 32000-1 8.10): in whole numbers it is a fifth as long as on the page.
fn embedded_code(code: &QrMatrix, colour: Colour) -> ExternalXObject {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Form")),
        ("BBox".to_owned(), DictItem::Array([0, 0, 1, 1].map(DictItem::Int).into())),
        ("Resources".to_owned(), DictItem::Dict { map: BTreeMap::new() }),
    ]);
    let Colour(r, g, b) = colour;
    let [r, g, b] = [r, g, b].map(part);
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
    /// The number of each picture and how its samples lie, by the path of its file.
    images: BTreeMap<&'a str, (usize, Orientation)>,
    tree: &'a StructureTree,
    look: &'a ResolvedTheme,
    shaper: &'a Shaper,
    fonts: &'a Fonts,
    embedded: BTreeMap<Face, Subset>,
    marks: MarkedContent,
    areas: BTreeMap<(LinkId, usize), Vec<Area>>,
}

impl Painter<'_> {
    fn page(&mut self, number: usize, page: &PrintedPage) -> Vec<Op> {
        let mut ops = Vec::new();
        if !page.shapes.is_empty() {
            ops.push(artifact([("Type", "Layout")]));
            page.shapes.iter().for_each(|shape| draw(shape, self.look, &mut ops));
            ops.push(Op::EndMarkedContent);
        }
        // What is read stands in the order of reading, whatever its place on the page.
        let mut read: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_some()).collect();
        read.sort_by_key(|fragment| fragment.run);
        let mut drawn: Vec<&PlacedGraphic> = page.pictures.iter().collect();
        drawn.sort_by_key(|drawn| drawn.run);
        let mut drawn = drawn.into_iter().peekable();
        let mut marks: Vec<RunId> = Vec::new();
        let mut rest = read.as_slice();
        loop {
            let next = rest.first().and_then(|first| first.run);
            if let Some(picture) = drawn.next_if(|picture| next.is_none_or(|next| picture.run < next)) {
                self.picture(number, picture, &mut marks, &mut ops);
                continue;
            }
            let (Some(first), Some(run)) = (rest.first(), next) else { break };
            let alike = |next: &&&Fragment| next.run == Some(run) && next.told.is_none();
            let count = if first.told.is_some() { 1 } else { rest.iter().take_while(alike).count().max(1) };
            let (group, after) = rest.split_at(count);
            // Readers look for a replacement text only in a span.
            let name = if first.told.is_some() { "Span".to_owned() } else { self.mark_name(run) };
            ops.push(marked(name, marks.len(), first.told.as_deref()));
            self.text(group, &mut ops);
            ops.push(Op::EndMarkedContent);
            self.marks.runs.entry(run).or_default().push((number, marks.len()));
            marks.push(run);
            rest = after;
        }
        let decoration: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        for group in decoration.chunk_by(|one, next| margin(one, self.look) == margin(next, self.look)) {
            ops.push(pagination(group.first().and_then(|first| margin(first, self.look))));
            self.text(group, &mut ops);
            ops.push(Op::EndMarkedContent);
        }
        page.fragments.iter().for_each(|fragment| self.note_link(number, fragment));
        self.marks.pages.push(marks);
        ops
    }

    fn picture(&mut self, page: usize, drawn: &PlacedGraphic, marks: &mut Vec<RunId>, ops: &mut Vec<Op>) {
        let Some(&(image, orientation)) = self.images.get(drawn.path.as_str()) else { return };
        let (x, y) = (round(drawn.x), round(self.look.height - drawn.y - drawn.height));
        let (width, height) = (round(drawn.width), round(drawn.height));
        ops.push(marked("Figure".to_owned(), marks.len(), None));
        ops.push(Op::SaveGraphicsState);
        let matrix = upright(orientation, [x, y, x + width, y + height]);
        ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        ops.push(Op::UseXobject { id: image_id(image), transform });
        ops.push(Op::RestoreGraphicsState);
        ops.push(Op::EndMarkedContent);
        self.marks.boxes.insert(drawn.run, [x, y, x + width, y + height]);
        self.marks.runs.entry(drawn.run).or_default().push((page, marks.len()));
        marks.push(drawn.run);
    }

    fn mark_name(&self, run: RunId) -> String {
        let tag = self.tree.owner(run).and_then(|node| self.tree.get(node)).map_or(StructureType::Paragraph, |node| node.tag);
        match tag {
            StructureType::Emphasis | StructureType::Strong => "Span".to_owned(),
            tag => tag.pdf_name(),
        }
    }

    fn text(&self, fragments: &[&Fragment], ops: &mut Vec<Op>) {
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
            self.glyphs(fragment, ops);
        }
        ops.push(Op::EndTextSection);
    }

    fn glyphs(&self, fragment: &Fragment, ops: &mut Vec<Op>) {
        let mut pen = 0;
        let mut start = 0;
        let mut line = ShowItems::default();
        for glyph in &fragment.glyphs {
            if (glyph.dx, glyph.dy) == (0, 0) {
                self.add(fragment.face.file(), glyph, &mut line);
            } else {
                show(self.look.height, fragment, start, 0, std::mem::take(&mut line), ops);
                let mut alone = ShowItems::default();
                self.add(fragment.face.file(), glyph, &mut alone);
                show(self.look.height, fragment, pen + glyph.dx, glyph.dy, alone, ops);
                start = pen + glyph.advance;
            }
            pen += glyph.advance;
        }
        show(self.look.height, fragment, start, 0, line, ops);

        fn show(height: f32, fragment: &Fragment, dx: i32, dy: i32, line: ShowItems, ops: &mut Vec<Op>) {
            let items = line.finish();
            if items.is_empty() {
                return;
            }
            let units = fragment.size / 1000.0;
            let (x, y) = (fragment.x + dx as f32 * units, height - fragment.y + dy as f32 * units);
            ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(x), round(y)]) });
            ops.push(Op::ShowText { items });
        }
    }

    /// Adds a glyph to a line: as the character it stands for, from which `printpdf` finds it again, or by its number.
    fn add(&self, face: Face, glyph: &Glyph, line: &mut ShowItems) {
        // A positive number moves the next glyph to the left: kerning as the difference from the glyph's own width.
        let kern = i32::from(self.fonts.width(face, glyph.id)) - glyph.advance;
        match self.fonts.character(face, glyph.id) {
            Some(character) => line.text.push(character),
            None => {
                let Some(&id) = self.embedded.get(&face).and_then(|subset| subset.numbers.get(&glyph.id)) else { return };
                let text = self.shaper.text(face, glyph.id).map(str::to_owned);
                line.push(TextItem::GlyphIds(vec![Codepoint { gid: id, offset: 0.0, cid: text }]));
            }
        }
        if kern != 0 {
            line.push(TextItem::Offset(kern as f32));
        }
    }

    fn note_link(&mut self, page: usize, fragment: &Fragment) {
        let Some(link) = fragment.link else { return };
        let baseline = self.look.height - fragment.y;
        let area = [fragment.x, baseline - fragment.size * 0.26, fragment.x + fragment.width, baseline + fragment.size * 0.8];
        let areas = self.areas.entry((link, page)).or_default();
        match areas.last_mut().filter(|last| last[1] == area[1] && (last[2] - area[0]).abs() < 0.5) {
            Some(last) => last[2] = area[2],
            None => areas.push(area),
        }
    }
}

/// What is shown in one go.
#[derive(Default)]
struct ShowItems {
    items: Vec<TextItem>,
    /// At their end.
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

/// The matrix that puts the unit square of an image (ISO 32000-1 8.9.5.1: its first sample at the upper left) upright into `area`.
fn upright(orientation: Orientation, [left, lower, right, upper]: Area) -> [f32; 6] {
    // Where the first sample is shown, and how far it is from there to the other side.
    let (x, across) = if orientation.from_the_right { (right, left - right) } else { (left, right - left) };
    let (y, down) = if orientation.from_the_bottom { (lower, upper - lower) } else { (upper, lower - upper) };
    match orientation.on_its_side {
        false => [across, 0.0, 0.0, -down, x, y + down],
        true => [0.0, down, -across, 0.0, x + across, y],
    }
    .map(round)
}

/// To a hundredth of a point, which is finer than any printer.
fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn rgb(Colour(r, g, b): Colour) -> Color {
    Color::Rgb(Rgb { r: part(r), g: part(g), b: part(b), icc_profile: None })
}

/// A part of a colour, from 0 to 1.
fn part(value: u8) -> f32 {
    (f32::from(value) / 255.0 * 1000.0).round() / 1000.0
}

fn draw(shape: &Shape, look: &ResolvedTheme, ops: &mut Vec<Op>) {
    match shape {
        Shape::Box { x, y, width, height, colour } => {
            ops.push(Op::SetFillColor { col: rgb(*colour) });
            ops.push(Op::DrawRectangle {
                rectangle: Rect {
                    x: Pt(round(*x)),
                    y: Pt(round(look.height - y - height)),
                    width: Pt(round(*width)),
                    height: Pt(round(*height)),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                },
            });
        }
        Shape::Outline(outline) => {
            let point = |point: &theme::Point| LinePoint {
                p: Point { x: Pt(round(point.x)), y: Pt(round(look.height - point.y)) },
                bezier: point.bends,
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

/// What decoration in a margin is called (ISO 32000-1 14.8.2.2.2); between the margins stand the repeated heads of tables.
fn margin(fragment: &Fragment, look: &ResolvedTheme) -> Option<&'static str> {
    match fragment.y {
        y if y < look.top => Some("Header"),
        y if y > look.bottom => Some("Footer"),
        _ => None,
    }
}

/// PDF/UA-1 7.8: running heads and feet say which they are.
fn pagination(margin: Option<&str>) -> Op {
    artifact([("Type", "Pagination")].into_iter().chain(margin.map(|margin| ("Subtype", margin))))
}

fn artifact<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Op {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let map = entries.into_iter().map(|(key, value)| (key.to_owned(), name(value))).collect();
    Op::BeginMarkedContentWithProperties { tag: "Artifact".to_owned(), properties: DictItem::Dict { map } }
}

/// `told` is the text, where the glyphs do not tell it: as UTF-16, in a mark of its own.
fn marked(tag: String, number: usize, told: Option<&str>) -> Op {
    let mut map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::try_from(number).unwrap_or(i64::MAX)))]);
    if let Some(told) = told {
        map.insert("ActualText".to_owned(), DictItem::String { data: utf16(told), literal: false });
    }
    Op::BeginMarkedContentWithProperties { tag, properties: DictItem::Dict { map } }
}
