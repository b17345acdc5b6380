//! What follows the body: contacts, further reading, boilerplate, and the colophon with the address.

use super::body;
use super::composer::{Composer, INSET};
use super::fonts::Face;
use super::layout::column::Column;
use super::layout::flow::Flow;
use super::layout::{LineBox, PlacedGraphic, TextSpan, keep_together, paragraph};
use super::pictures::Graphic;
use super::qr::{self, QrMatrix};
use super::structure::{NodeId, StructureType};
use super::theme::TextStyle;
use crate::model::{Moment, Release, Section, SingleLine, WebAddress};
use crate::wording::Wording;
use crate::wording::parts::{self, ContactDetails};

/// Between the two columns of contacts.
const GUTTER: f32 = 18.0;
/// Two contacts that are taller side by side are set one below the other.
const MAX_PAIR_HEIGHT: f32 = 240.0;
/// Side of the QR code: 18 millimetres, which a phone reads from an arm's length.
const CODE: f32 = 51.0;
/// Between the code and the text beside it.
const CODE_GAP: f32 = 20.0;
/// Between a label of the colophon and its text, and the largest part of the width for the labels.
const LABEL_GAP: f32 = 12.0;
const MAX_LABEL_WIDTH: f32 = 0.45;
/// Height of capitals, as a part of the type size.
const CAP_HEIGHT: f32 = 0.66;

/// A fact in the colophon.
pub struct ColophonLine {
    pub label: &'static str,
    pub text: String,
}

pub fn first_published(published: Option<&Moment>, words: &'static Wording) -> ColophonLine {
    match published {
        Some(published) => ColophonLine { label: words.published, text: words.moment(published) },
        None => {
            let (label, text) = words.first_published_unknown.split_once(": ").unwrap_or(("", words.first_published_unknown));
            ColophonLine { label, text: text.to_owned() }
        }
    }
}

pub fn add_back_matter(composer: &mut Composer, release: &Release) {
    let (edition, words, theme) = (composer.edition, composer.words, composer.theme);
    for section in [parts::pictures(release, words), parts::documents(edition, release, words)].iter().flatten() {
        body::add_section(composer, section);
    }
    add_contacts(composer, &parts::contact_details(edition.contacts(release), words));
    if let Some(more) = &release.read_more {
        let column = composer.column();
        let section = composer.add_section(more.heading.as_str(), &theme.headings[0], false, column);
        body::add_blocks(composer, &more.body, section, &theme.body, column);
    }
    for text in edition.boilerplates(release) {
        add_boilerplate(composer, text, release);
    }
    let address = edition.publisher().address(&release.folder());
    let facts = release_facts(composer, release);
    let terms = edition.publisher().rights.as_ref();
    add_colophon(composer, facts, terms, &address, release.headline.as_str());
    add_changes(composer, release);
}

/// "Kontakt": two people side by side, each on one page.
pub fn add_contacts(composer: &mut Composer, people: &[ContactDetails]) {
    let theme = composer.theme;
    if people.is_empty() {
        return;
    }
    let full = composer.column();
    let section = composer.add_section(composer.words.contact, &theme.headings[0], true, full);
    let width = (full.width - GUTTER) / 2.0;
    let second_x = if full.is_rtl { full.x } else { full.x + width + GUTTER };
    let columns = [full.with_width(width), Column { x: second_x, width, ..full }];
    for pair in people.chunks(2) {
        let mut blocks: Vec<ContactBlock> = Vec::new();
        for (person, column) in pair.iter().zip(columns) {
            blocks.push(typeset_contact(composer, person, section, column));
        }
        align_names(&mut blocks, theme.body.leading);
        let height_of = |block: &ContactBlock| block.boxes.iter().map(|line_box| line_box.height + line_box.space_before).sum();
        let height = blocks.iter().map(height_of).fold(0.0, f32::max);
        if height > MAX_PAIR_HEIGHT {
            for (block, column) in blocks.into_iter().zip(columns) {
                for (number, mut line_box) in block.boxes.into_iter().enumerate() {
                    if number == 0 {
                        (line_box.space_before, line_box.snap) = (theme.grid, true);
                    }
                    line_box.shift(columns[0].x - column.x, 0.0);
                    composer.flow.push(line_box);
                }
            }
            continue;
        }
        let mut both = LineBox { space_before: theme.grid, height, snap: true, ..LineBox::default() };
        for block in blocks {
            let mut y = 0.0;
            for line_box in block.boxes {
                y += line_box.space_before;
                both.append(line_box.fragments, 0.0, y);
                y += line_box.height;
            }
        }
        composer.flow.push(both);
    }
}

struct ContactBlock {
    boxes: Vec<LineBox>,
    lines_above_name: usize,
}

/// Puts the names of a pair on one line, even if only one of them is a press contact.
fn align_names(pair: &mut [ContactBlock], line: f32) {
    let most = pair.iter().map(|block| block.lines_above_name).max().unwrap_or(0);
    for block in pair {
        let missing = (most - block.lines_above_name) as f32 * line;
        if let Some(first) = block.boxes.first_mut() {
            first.pad_top(missing);
        }
    }
}

fn typeset_contact(composer: &mut Composer, contact: &ContactDetails, section: NodeId, column: Column) -> ContactBlock {
    let theme = composer.theme;
    let plain = TextStyle { space_before: 0.0, hyphenate: false, ..theme.body };
    let name = TextStyle { face: Face::SemiBold, ..plain };
    let small = TextStyle { space_before: 0.0, colour: theme.colours.muted, ..theme.small };
    let mut boxes = Vec::new();
    let typeset_wording = |composer: &mut Composer, text: &str| {
        let span = composer.wording_span(section, text, small.face, small.colour);
        composer.flow.typeset(&[span], &small, column)
    };
    if let Some(kind) = contact.kind {
        boxes.extend(typeset_wording(composer, kind));
    }
    let lines_above_name = boxes.len();
    boxes.extend(typeset_line(composer, section, &contact.name, None, &name, column));
    if let Some(role) = &contact.role {
        boxes.extend(typeset_line(composer, section, role, None, &small, column));
    }
    for note in contact.notes() {
        boxes.extend(typeset_wording(composer, note));
    }
    for method in &contact.methods {
        let label = if method.is_phone { composer.words.phone } else { composer.words.email };
        let contents = format!("{label} {}, {}", method.text, contact.name);
        boxes.extend(typeset_line(composer, section, &method.text, Some((method.uri.clone(), contents)), &plain, column));
    }
    keep_together(&mut boxes);
    ContactBlock { boxes, lines_above_name }
}

/// Sets a paragraph of one style; with an address and its description, all of it is a link.
pub fn typeset_line(
    composer: &mut Composer,
    parent: NodeId,
    text: &str,
    link: Option<(String, String)>,
    style: &TextStyle,
    column: Column,
) -> Vec<LineBox> {
    let tree = &mut *composer.flow.tree;
    let node = tree.add(parent, StructureType::Paragraph);
    let mut span = TextSpan::new(text, style.face, style.colour, None);
    span.run = Some(match link {
        Some((to, contents)) => {
            let (node, link) = tree.add_link(node, to, contents);
            (span.colour, span.link) = (composer.theme.colours.accent, Some(link));
            tree.add_run(node)
        }
        None => tree.add_run(node),
    });
    composer.flow.typeset(&[span], style, column)
}

/// Adds what the sender says about itself, on a tinted panel.
fn add_boilerplate(composer: &mut Composer, text: &Section, release: &Release) {
    let theme = composer.theme;
    // In the newsroom's language, unless the release brings its own.
    let newsroom = &composer.edition.publisher().lang;
    let is_own = release.own_boilerplate.is_some() || newsroom == composer.lang;
    let column = if is_own { composer.column() } else { Column::full(theme, false) };
    composer.flow.begin_backdrop(column.x, column.width, theme.grid, theme.colours.panel);
    let column = column.inset(INSET);
    let heading = TextStyle { space_before: 3.0 * theme.grid, ..theme.headings[1] };
    let section = composer.add_section(text.heading.as_str(), &heading, false, column);
    if !is_own {
        composer.flow.tree.set_lang(section, newsroom.as_str());
    }
    let first = composer.flow.boxes.len();
    body::add_blocks(composer, &text.body, section, &theme.note, column);
    // The panel holds heading and text together well enough.
    if let Some(first) = composer.flow.boxes.get_mut(first).filter(|first| first.space_before == theme.note.space_before) {
        first.space_before = 0.0;
    }
    composer.flow.end_backdrop();
}

/// Adds the history of changes, newest first.
fn add_changes(composer: &mut Composer, release: &Release) {
    let theme = composer.theme;
    if release.changes.is_empty() {
        return;
    }
    let column = composer.column();
    let heading = TextStyle { space_before: 3.0 * theme.grid, ..theme.headings[1] };
    let section = composer.add_section(composer.words.changes, &heading, true, column);
    for change in release.changes.iter().rev() {
        let title = composer.change_title(change);
        let spans = composer.note_spans(section, &title, change.note.as_str(), theme.colours.ink);
        composer.flow.add_paragraph(&spans, &theme.small, column);
    }
}

/// Sender, topics and dates.
fn release_facts(composer: &Composer, release: &Release) -> Vec<ColophonLine> {
    let (edition, words) = (composer.edition, composer.words);
    let mut facts = vec![ColophonLine { label: words.sender, text: words.senders(edition, release) }];
    facts.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| ColophonLine { label: taxonomy, text: names }));
    facts.push(first_published(release.dates.published(), words));
    if release.dates.published() != Some(release.updated()) {
        facts.push(ColophonLine { label: words.last_updated, text: words.moment(release.updated()) });
    }
    facts
}

/// Adds the address, the facts and the terms of use beside the QR code of the address; the labels have a column of their own.
pub fn add_colophon(
    composer: &mut Composer,
    facts: Vec<ColophonLine>,
    rights: Option<&SingleLine>,
    address: &WebAddress,
    headline: &str,
) {
    let (theme, words) = (composer.theme, composer.words);
    let code = qr::encode_qr(address.as_str());
    let full = composer.column();
    let column = if code.is_some() { full.with_width(full.width - CODE - CODE_GAP) } else { full };
    let style = TextStyle { space_before: 0.0, ..theme.small };
    let shown = address.without_scheme();
    let link = (address.to_string(), format!("{headline} ({shown})"));
    let mut boxes = typeset_line(composer, composer.root, &shown, Some(link), &style, column);
    let labels = facts.iter().map(|fact| fact.label).chain(rights.map(|_| words.terms));
    let widest = labels.map(|label| label_width(&mut composer.flow, label, &style)).fold(0.0, f32::max);
    let labels = column.with_width(widest.min(column.width * MAX_LABEL_WIDTH));
    let columns = ColophonColumns { column, labels, style };
    for fact in facts {
        boxes.extend(columns.typeset_fact(composer, fact.label, &fact.text, None));
    }
    if let Some(rights) = rights {
        // The terms are in the newsroom's language.
        let newsroom = &composer.edition.publisher().lang;
        let lang = (newsroom.primary() != words.lang).then_some(newsroom.as_str());
        boxes.extend(columns.typeset_fact(composer, words.terms, rights.as_str(), lang));
    }
    if let Some(code) = code {
        // The code begins at the height of the first line's capitals.
        let y = style.baseline(theme.grid) - CAP_HEIGHT * style.size;
        let graphic = qr_graphic(composer, code, address, y);
        let height: f32 = boxes.iter().map(|line_box| line_box.height).sum();
        let missing = ((CODE + y - height) / theme.grid).ceil() * theme.grid;
        if missing > 0.0 {
            boxes.push(LineBox { height: missing, ..LineBox::default() });
        }
        if let Some(first) = boxes.first_mut() {
            first.pictures.push(graphic);
        }
    }
    keep_with_preceding(&mut composer.flow);
    if let Some(first) = boxes.first_mut() {
        first.space_before = 4.0 * theme.grid;
    }
    keep_together(&mut boxes);
    composer.flow.extend(boxes);
}

/// The columns of a colophon.
struct ColophonColumns {
    column: Column,
    labels: Column,
    style: TextStyle,
}

impl ColophonColumns {
    /// Sets `label: text`, each in its column. The text can have its own language.
    fn typeset_fact(&self, composer: &mut Composer, label: &str, text: &str, lang: Option<&str>) -> Vec<LineBox> {
        let ColophonColumns { column, labels, style } = self;
        let label = composer.wording_span(composer.root, &format!("{label}:"), style.face, composer.theme.colours.muted);
        let tree = &mut *composer.flow.tree;
        let Some(mut node) = label.run.and_then(|run| tree.owner(run)) else { return Vec::new() };
        if let Some(lang) = lang {
            node = tree.add(node, StructureType::Span);
            tree.set_lang(node, lang);
        }
        let text = TextSpan::new(text, style.face, style.colour, tree.add_run(node));
        let mut boxes = composer.flow.typeset(&[label], style, *labels);
        composer.flow.end_with_space(boxes.last_mut());
        let lines = composer.flow.typeset(&[text], style, column.indent(labels.width + LABEL_GAP));
        for (number, line) in lines.into_iter().enumerate() {
            match boxes.get_mut(number) {
                Some(line_box) => line_box.fragments.extend(line.fragments),
                None => boxes.push(line),
            }
        }
        boxes
    }
}

fn label_width(flow: &mut Flow, label: &str, style: &TextStyle) -> f32 {
    let span = TextSpan::new(format!("{label}:"), style.face, style.colour, None);
    paragraph::widths(flow.shaper, &[span], style, None).1.ceil()
}

/// Lets the end of the text, a panel or a few lines, follow the colophon to its page: small print does not begin a page.
fn keep_with_preceding(flow: &mut Flow) {
    let (few_lines, whole_panel) = (4.0 * flow.theme.grid, 24.0 * flow.theme.grid);
    let panel = flow.boxes.last().and_then(|line_box| line_box.backdrops.last()).map(|backdrop| backdrop.id);
    let mut height = 0.0;
    for line_box in flow.boxes.iter_mut().rev() {
        let belongs = match panel {
            Some(panel) => height < whole_panel && line_box.backdrops.iter().any(|backdrop| backdrop.id == panel),
            None => height < few_lines,
        };
        if !belongs {
            return;
        }
        line_box.keep_with_next = true;
        height += line_box.space_before + line_box.height;
    }
}

/// The code, where the lines beside it end.
fn qr_graphic(composer: &mut Composer, code: QrMatrix, address: &WebAddress, y: f32) -> PlacedGraphic {
    let (words, column) = (composer.words, composer.column());
    let node = composer.flow.tree.add(composer.root, StructureType::Figure);
    composer.mark_wording(node);
    composer.flow.tree.set_alt(node, words.qr_code.to_owned());
    let run = composer.flow.tree.add_run(node);
    composer.pictures.insert(address.to_string(), Graphic::Code(code));
    let x = Column { is_rtl: !column.is_rtl, ..column }.start_x(CODE);
    PlacedGraphic { x, y, width: CODE, height: CODE, path: address.to_string(), run }
}
