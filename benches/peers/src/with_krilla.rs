//! The pages and the tree of Depesch, written by krilla: PDF/UA-1 and PDF/A-3a at once, which it checks as it writes.

use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};

use depesch::artifact::Context;
use depesch::model::theme::MM;
use depesch::model::{Colour, Edition, Release, theme};
use depesch::print;
use depesch::print::{
    ComposedDocument, Face, Fragment, Graphic, Kid, LinkDestination, LinkId, NodeId, PlacedGraphic, PrintedPage, RunId,
    SOFT_HYPHEN, Shape, Shaper, StructureTree, StructureType,
};
use depesch::wire::ninjs;
use depesch::wording::Wording;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Quadrilateral, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{NumberingStyle, PageLabel, PageSettings};
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, Placement, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::measure::Made;

const FILES: [(Face, &[u8]); 6] = [
    (Face::Regular, include_bytes!("../../../templates/print/fonts/SourceSans3-Regular.ttf")),
    (Face::Italic, include_bytes!("../../../templates/print/fonts/SourceSans3-Italic.ttf")),
    (Face::SemiBold, include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBold.ttf")),
    (Face::SemiBoldItalic, include_bytes!("../../../templates/print/fonts/SourceSans3-SemiBoldItalic.ttf")),
    (Face::Arabic, include_bytes!("../../../templates/print/fonts/NotoSansArabic-Regular.ttf")),
    (Face::ArabicSemiBold, include_bytes!("../../../templates/print/fonts/NotoSansArabic-SemiBold.ttf")),
];

/// krilla with the typefaces of the theme.
pub struct Krilla {
    faces: BTreeMap<Face, Typeface>,
    settings: SerializeSettings,
}

struct Typeface {
    font: Font,
    /// What each glyph stands for, where the font says it.
    characters: Vec<String>,
    /// The glyph of the hyphen, which is drawn where we divide a word.
    hyphen: u16,
}

impl Krilla {
    pub fn new() -> Result<Krilla, String> {
        let mut faces = BTreeMap::new();
        for (face, bytes) in FILES {
            let parsed = ttf_parser::Face::parse(bytes, 0).map_err(|e| e.to_string())?;
            let font = Font::new(bytes.into(), 0).ok_or("a font cannot be read")?;
            let hyphen = parsed.glyph_index('-').map_or(0, |glyph| glyph.0);
            faces.insert(face, Typeface { font, characters: characters(&parsed), hyphen });
        }
        Ok(Krilla { faces, settings: SerializeSettings { configuration: standards()?, ..SerializeSettings::default() } })
    }

    /// `release` composed by Depesch and written by krilla; what krilla says against it otherwise.
    pub fn print(&self, edition: &Edition, release: &Release) -> Result<Made, String> {
        let composed = print::compose(edition, release).ok_or("a font of the theme cannot be read")?;
        let mut document = Document::new_with(self.settings.clone());
        let sheet = Sheet::of(edition);
        let mut written =
            Written { marks: vec![Vec::new(); composed.tree.run_count()], links: BTreeMap::new(), boxes: BTreeMap::new() };
        for (number, page) in composed.pages.iter().enumerate() {
            self.page(&mut document, number, page, &composed, &sheet, &mut written);
        }
        let mut tree = TagTree::new();
        for node in kids(NodeId(0), &composed.tree, &written) {
            tree.push(node);
        }
        document.set_tag_tree(tree);
        document.set_outline(outline(&composed));
        document.set_metadata(metadata(edition, release));
        document.embed_file(machine_readable(edition, release)).ok_or("two files of one name")?;
        let bytes = document.finish().map_err(|why| said(&why))?;
        Ok(Made { bytes, pages: Some(composed.pages.len()) })
    }

    fn page(
        &self,
        document: &mut Document,
        number: usize,
        page: &PrintedPage,
        composed: &ComposedDocument,
        form: &Sheet,
        written: &mut Written,
    ) {
        let ComposedDocument { tree, shaper, pictures, .. } = composed;
        let label = PageLabel::new(Some(NumberingStyle::Arabic), None, NonZeroU32::new(number as u32 + 1));
        let settings = PageSettings::from_wh(form.width, form.height).unwrap_or_default().with_page_label(label);
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        if !page.shapes.is_empty() {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            page.shapes.iter().for_each(|shape| draw(shape, &mut surface));
            surface.end_tagged();
        }
        // Groups of one mark, as in `src/print/pdf/paint.rs`: everything of a run, but for what must be told beside the glyphs.
        let texts_read = page.fragments.iter().filter_map(|fragment| Some((fragment.run?, Read::Text(fragment))));
        let mut read: Vec<(RunId, Read)> =
            texts_read.chain(page.pictures.iter().map(|drawn| (drawn.run, Read::Picture(drawn)))).collect();
        read.sort_by_key(|(run, _)| *run);
        let alike = |a: &(RunId, Read), b: &(RunId, Read)| a.0 == b.0 && a.1.goes_on() && b.1.goes_on();
        for group in read.chunk_by(alike) {
            let [(run, first), ..] = group else { continue };
            let part = tree.owner(*run).and_then(|node| tree.get(node)).map(|node| node.tag);
            let tag = match (first, part) {
                (Read::Text(Fragment { actual_text: Some(text), .. }), _) => {
                    ContentTag::Span(SpanTag::empty().with_actual_text(Some(text)))
                }
                (_, Some(StructureType::Emphasis | StructureType::Strong | StructureType::Span)) => {
                    ContentTag::Span(SpanTag::empty())
                }
                _ => ContentTag::Other,
            };
            let mark = surface.start_tagged(tag);
            for (_, read) in group {
                match read {
                    Read::Text(fragment) => self.text(fragment, shaper, &mut surface),
                    Read::Picture(drawn) => {
                        picture(drawn, pictures.get(&drawn.path), form.ink, &mut surface);
                        let area = Rect::from_xywh(drawn.x, drawn.y, drawn.width, drawn.height);
                        written.boxes.extend(tree.owner(*run).zip(area.map(|area| BBox::new(number, area))));
                    }
                }
            }
            surface.end_tagged();
            if let Some(marks) = written.marks.get_mut(run.0) {
                marks.push(mark);
            }
        }
        let decoration: Vec<&Fragment> = page.fragments.iter().filter(|fragment| fragment.run.is_none()).collect();
        for group in decoration.chunk_by(|one, next| form.margin(one) == form.margin(next)) {
            let kind = group.first().map_or(ArtifactType::PaginationOther, |first| form.margin(first));
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
            group.iter().for_each(|fragment| self.text(fragment, shaper, &mut surface));
            surface.end_tagged();
        }
        surface.finish();
        for (link, areas) in areas(page) {
            let Some(link) = tree.links().get(link.0) else { continue };
            // Only a collection has links to pages of its own, and none is written here.
            let LinkDestination::Address(address) = &link.to else { continue };
            let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
            let areas = areas.into_iter().map(Quadrilateral::from).collect();
            let annotation = Annotation::new_link(LinkAnnotation::new_with_quad_points(areas, target), Some(link.contents.clone()));
            written.links.entry(link.node).or_default().push(sheet.add_tagged_annotation(annotation));
        }
        sheet.finish();
    }

    fn text(&self, fragment: &Fragment, shaper: &Shaper, surface: &mut Surface) {
        let face = fragment.face.file();
        let Some(typeface) = self.faces.get(&face) else { return };
        let mut text = String::with_capacity(fragment.glyphs.len() * 2);
        let mut glyphs = Vec::with_capacity(fragment.glyphs.len());
        for glyph in &fragment.glyphs {
            let start = text.len();
            let known = || typeface.characters.get(usize::from(glyph.id)).map(String::as_str);
            text.push_str(shaper.glyph_text(face, glyph.id).or_else(known).unwrap_or_default());
            let id = if glyph.id == SOFT_HYPHEN { typeface.hyphen } else { glyph.id };
            let em = |units: i32| units as f32 / 1000.0;
            let (advance, dx, dy) = (em(glyph.advance), em(glyph.dx), em(glyph.dy));
            glyphs.push(KrillaGlyph::new(GlyphId::new(id.into()), advance, dx, dy, 0.0, start..text.len(), None));
        }
        surface.set_fill(Some(fill(fragment.colour)));
        let start = Point::from_xy(fragment.x, fragment.y);
        surface.draw_glyphs(start, &glyphs, typeface.font.clone(), &text, fragment.size, false);
    }
}

/// What is read, in its place on the page.
#[derive(Clone, Copy)]
enum Read<'c> {
    Text(&'c Fragment),
    Picture(&'c PlacedGraphic),
}

impl Read<'_> {
    /// Whether it may share a mark with its neighbours.
    fn goes_on(&self) -> bool {
        matches!(self, Read::Text(Fragment { actual_text: None, .. }))
    }
}

/// A code is drawn. Of pictures the releases that are measured have none; where the trees alone are compared, their place is enough.
fn picture(drawn: &PlacedGraphic, picture: Option<&Graphic>, ink: Colour, surface: &mut Surface) {
    let Some(Graphic::Code(code)) = picture else {
        let colour = Colour(0xe0, 0xe0, 0xe0);
        return draw(&Shape::Box { x: drawn.x, y: drawn.y, width: drawn.width, height: drawn.height, colour }, surface);
    };
    let module = drawn.width / code.side.max(1) as f32;
    let mut path = PathBuilder::new();
    for (row, runs) in code.rows.iter().enumerate() {
        for run in runs {
            let (x, y) = (drawn.x + run.start as f32 * module, drawn.y + row as f32 * module);
            if let Some(dark) = Rect::from_xywh(x, y, run.len() as f32 * module, module) {
                path.push_rect(dark);
            }
        }
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

/// The paper, and where the text of a page begins and ends.
struct Sheet {
    width: f32,
    height: f32,
    top: f32,
    bottom: f32,
    ink: Colour,
}

impl Sheet {
    fn of(edition: &Edition) -> Sheet {
        let theme = &edition.publisher().theme;
        let (width, height) = theme.paper.size();
        let (width, height) = (width * MM, height * MM);
        Sheet { width, height, top: theme.margins.top, bottom: height - theme.margins.bottom, ink: theme.colours.ink }
    }

    /// What a line of decoration is: the head or the foot of the page, or the head of a table that goes on.
    fn margin(&self, fragment: &Fragment) -> ArtifactType {
        match fragment.y {
            y if y < self.top => ArtifactType::Header,
            y if y > self.bottom => ArtifactType::Footer,
            _ => ArtifactType::PaginationOther,
        }
    }
}

/// Both at once, as the files of Depesch are.
fn standards() -> Result<Configuration, String> {
    let both = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).with_archival_validator(Archival::A3_A);
    both.finish().map_err(|why| format!("{why:?}"))
}

/// What krilla has against a document.
fn said(why: &KrillaError) -> String {
    match why {
        KrillaError::Validation(errors) => {
            let errors: Vec<String> = errors.iter().map(|(error, _)| format!("{error:?}")).collect();
            errors.join("; ")
        }
        other => other.to_string(),
    }
}

/// As Depesch reads a font (`src/print/fonts/mod.rs`).
fn characters(face: &ttf_parser::Face) -> Vec<String> {
    let mut found: Vec<Option<char>> = vec![None; usize::from(face.number_of_glyphs())];
    for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
        table.codepoints(|code| {
            let Some((character, glyph)) = char::from_u32(code).zip(table.glyph_index(code)) else { return };
            if let Some(slot) = found.get_mut(usize::from(glyph.0)).filter(|_| !matches!(character, '\u{fb00}'..='\u{fb06}')) {
                *slot = Some(slot.map_or(character, |known| known.min(character)));
            }
        });
    }
    found.into_iter().map(|character| character.map(String::from).unwrap_or_default()).collect()
}

/// What is on the pages, for the tree.
struct Written {
    /// Of each run, in the order of reading.
    marks: Vec<Vec<Identifier>>,
    links: BTreeMap<NodeId, Vec<Identifier>>,
    /// Where the picture of a node stands.
    boxes: BTreeMap<NodeId, BBox>,
}

fn kids(id: NodeId, tree: &StructureTree, written: &Written) -> Vec<Node> {
    let Some(node) = tree.get(id) else { return Vec::new() };
    let mut kids = Vec::with_capacity(node.kids.len());
    for kid in &node.kids {
        match *kid {
            Kid::Node(kid) => {
                kids.push(Node::Group(TagGroup::with_children(tag(kid, tree, written), self::kids(kid, tree, written))))
            }
            Kid::Run(run) => kids.extend(written.marks.get(run.0).into_iter().flatten().map(|mark| Node::Leaf(*mark))),
        }
    }
    kids.extend(written.links.get(&id).into_iter().flatten().map(|link| Node::Leaf(*link)));
    kids
}

fn tag(id: NodeId, tree: &StructureTree, written: &Written) -> TagKind {
    let Some(node) = tree.get(id) else { return Tag::P.into() };
    let mut tag: TagKind = match node.tag {
        StructureType::Document | StructureType::Section => Tag::Section.into(),
        // Of collections, which are not written here.
        StructureType::Article | StructureType::Contents | StructureType::ContentsItem | StructureType::Reference => {
            Tag::Div.into()
        }
        StructureType::Heading(level) => {
            let title = tree.headings().iter().find(|heading| heading.node == id).map(|heading| heading.title.clone());
            Tag::Hn(NonZeroU16::new(level.into()).unwrap_or(NonZeroU16::MIN), title).into()
        }
        StructureType::Paragraph => Tag::P.into(),
        StructureType::Quote => Tag::BlockQuote.into(),
        StructureType::List { numbered } => Tag::L(if numbered { ListNumbering::Decimal } else { ListNumbering::Disc }).into(),
        StructureType::Item => Tag::LI.into(),
        StructureType::Label => Tag::Lbl.into(),
        StructureType::ItemBody => Tag::LBody.into(),
        StructureType::Table => Tag::Table.into(),
        StructureType::TableHead => Tag::THead.into(),
        StructureType::TableBody => Tag::TBody.into(),
        StructureType::Row => Tag::TR.into(),
        StructureType::HeaderCell => Tag::TH(TableHeaderScope::Column).into(),
        StructureType::Cell => Tag::TD.into(),
        StructureType::Emphasis => Tag::Em.into(),
        StructureType::Strong => Tag::Strong.into(),
        StructureType::Span => Tag::Span.into(),
        StructureType::Link => Tag::Link.into(),
        StructureType::Caption => Tag::Caption.into(),
        StructureType::Group => Tag::Div.into(),
        StructureType::Figure => {
            let figure = Tag::Figure(node.alt.clone()).with_placement(Some(Placement::Block));
            figure.with_bbox(written.boxes.get(&id).copied()).into()
        }
    };
    tag.set_lang(node.lang.clone());
    tag
}

/// Where each link of a page can be clicked, line by line.
fn areas(page: &PrintedPage) -> BTreeMap<LinkId, Vec<Rect>> {
    let mut areas: BTreeMap<LinkId, Vec<[f32; 4]>> = BTreeMap::new();
    for (link, fragment) in page.fragments.iter().filter_map(|fragment| Some((fragment.link?, fragment))) {
        let area = [fragment.x, fragment.y - fragment.size * 0.8, fragment.x + fragment.width, fragment.y + fragment.size * 0.26];
        let known = areas.entry(link).or_default();
        match known.last_mut().filter(|last| last[1] == area[1] && (last[2] - area[0]).abs() < 0.5) {
            Some(last) => last[2] = area[2],
            None => known.push(area),
        }
    }
    let rect = |[left, top, right, bottom]: [f32; 4]| Rect::from_ltrb(left, top, right, bottom);
    areas.into_iter().map(|(link, areas)| (link, areas.into_iter().filter_map(rect).collect())).collect()
}

fn draw(shape: &Shape, surface: &mut Surface) {
    let (path, colour) = match shape {
        Shape::Box { x, y, width, height, colour } => (rectangle(*x, *y, *width, *height), *colour),
        Shape::Outline(outline) => (rings(&outline.rings), outline.colour),
    };
    if let Some(path) = path {
        surface.set_fill(Some(fill(colour)));
        surface.draw_path(&path);
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

fn rings(rings: &[Vec<theme::Point>]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ring in rings {
        let (first, rest) = ring.split_first()?;
        path.move_to(first.x, first.y);
        let mut bends: Vec<&theme::Point> = Vec::new();
        for point in rest {
            match bends[..] {
                _ if point.is_control => bends.push(point),
                [one, two] => path.cubic_to(one.x, one.y, two.x, two.y, point.x, point.y),
                _ => path.line_to(point.x, point.y),
            }
            if !point.is_control {
                bends.clear();
            }
        }
        path.close();
    }
    path.finish()
}

fn fill(Colour(red, green, blue): Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// The headings, each below the nearest one of a higher level.
fn outline(composed: &ComposedDocument) -> Outline {
    let mut tops: Vec<Option<(usize, f32)>> = vec![None; composed.tree.run_count()];
    for (number, page) in composed.pages.iter().enumerate() {
        for fragment in &page.fragments {
            if let Some(place @ None) = fragment.run.and_then(|run| tops.get_mut(run.0)) {
                *place = Some((number, fragment.y - fragment.size - 6.0));
            }
        }
    }
    let mut outline = Outline::new();
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let close = |open: &mut Vec<(u8, OutlineNode)>, outline: &mut Outline| {
        if let Some((_, done)) = open.pop() {
            match open.last_mut() {
                Some((_, above)) => above.push_child(done),
                None => outline.push_child(done),
            }
        }
    };
    for heading in composed.tree.headings() {
        while open.last().is_some_and(|(level, _)| *level >= heading.level) {
            close(&mut open, &mut outline);
        }
        let (page, top) = tops.iter().skip(heading.run.0).find_map(|place| *place).unwrap_or((0, 0.0));
        let place = XyzDestination::new(page, Point::from_xy(0.0, top));
        open.push((heading.level, OutlineNode::new(heading.title.clone(), place).with_open(true)));
    }
    while !open.is_empty() {
        close(&mut open, &mut outline);
    }
    outline
}

fn metadata(edition: &Edition, release: &Release) -> Metadata {
    let words = Wording::for_lang(&release.lang);
    let metadata = Metadata::new()
        .title(release.headline.to_string())
        .authors(vec![words.senders(edition, release)])
        .language(release.lang.to_string())
        .creator("Depesch".to_owned())
        .producer("krilla".to_owned())
        .document_id(release.id.to_string());
    match date(&release.dates.published_or_updated().iso()) {
        Some(date) => metadata.creation_date(date),
        None => metadata,
    }
}

/// The file that goes along with each release.
fn machine_readable(edition: &Edition, release: &Release) -> EmbeddedFile {
    EmbeddedFile {
        path: format!("{}.ninjs.json", release.permalink.slug),
        mime_type: MimeType::new(ninjs::FORMAT.media_type),
        description: Some(Wording::for_lang(&release.lang).machine_readable.to_owned()),
        association_kind: AssociationKind::Data,
        data: ninjs::embedded(edition, release, &Context::new(depesch::format::FORMATS, &|_| Ok(Vec::new()))).into(),
        modification_date: date(&release.updated().iso()),
        compress: Some(true),
        location: None,
    }
}

/// The day of an ISO 8601 date.
fn date(iso: &str) -> Option<DateTime> {
    let mut parts = iso.get(..10)?.split('-');
    let mut next = || parts.next();
    Some(DateTime::new(next()?.parse().ok()?).month(next()?.parse().ok()?).day(next()?.parse().ok()?))
}
