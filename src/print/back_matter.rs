//! What follows the body: whom to ask, where to read on, who the sender is, when it was published and where it stands on the web.

use super::body;
use super::composer::Composer;
use super::composer::INSET;
use super::fonts::Face;
use super::layout::Fragment;
use super::layout::LineBox;
use super::layout::PlacedGraphic;
use super::layout::TextSpan;
use super::layout::column::Column;
use super::layout::flow::Flow;
use super::layout::paragraph;
use super::pictures::Graphic;
use super::qr;
use super::qr::QrMatrix;
use super::structure::NodeId;
use super::structure::StructureType;
use super::theme::TextStyle;
use crate::model::Release;
use crate::model::Section;
use crate::model::SingleLine;
use crate::model::WebAddress;
use crate::wording::parts;
use crate::wording::parts::ContactDetails;

/// Between the two columns of contacts.
const GUTTER: f32 = 18.0;
/// Two contacts that are taller side by side stand below each other.
const TALLEST_PAIR: f32 = 240.0;
/// 18 millimetres: what a telephone reads from an arm's length.
const CODE: f32 = 51.0;
const BESIDE_CODE: f32 = 20.0;
/// Between what a fact is and the fact itself; and what of the width the former takes at most.
const AFTER_LABEL: f32 = 12.0;
const WIDEST_LABEL: f32 = 0.45;
/// From the baseline to the upper edge of capitals, in parts of their size.
const CAPITALS: f32 = 0.66;

/// A line at the end: what it is about, and what is to be said of that; or a sentence.
pub struct ColophonLine {
    label: Option<&'static str>,
    said: String,
}

impl ColophonLine {
    pub fn labelled(label: &'static str, said: String) -> ColophonLine {
        ColophonLine { label: Some(label), said }
    }

    /// A sentence, or label and fact in one.
    pub fn sentence(said: &'static str) -> ColophonLine {
        let (label, said) = said.split_once(": ").map_or((None, said), |(label, said)| (Some(label), said));
        ColophonLine { label, said: said.to_owned() }
    }
}

pub fn write(composer: &mut Composer, release: &Release) {
    let (edition, words) = (composer.edition, composer.words);
    for part in [parts::pictures(release, words), parts::documents(edition, release, words)].iter().flatten() {
        body::part(composer, part);
    }
    contacts(composer, &parts::people(edition, release, words));
    more(composer, release);
    for text in edition.boilerplates(release) {
        boilerplate(composer, text, release);
    }
    let address = edition.publisher().address(&release.folder());
    let facts = facts(composer, release);
    let terms = edition.publisher().rights.as_ref();
    colophon(composer, facts, terms, &address, release.headline.as_str());
    changes(composer, release);
}

/// "Kontakt": people side by side, none of them divided over two pages.
pub fn contacts(composer: &mut Composer, people: &[ContactDetails]) {
    let look = composer.look;
    if people.is_empty() {
        return;
    }
    let full = composer.column();
    let section = composer.section(composer.words.contact, &look.headings[0], true, full);
    let width = (full.width - GUTTER) / 2.0;
    let other = if full.from_the_right { full.x } else { full.x + width + GUTTER };
    let columns = [full.first(width), Column { x: other, width, ..full }];
    for pair in people.chunks(2) {
        let mut both_set = Vec::new();
        for (person, column) in pair.iter().zip(columns) {
            both_set.push(contact(composer, person, section, column));
        }
        level_names(&mut both_set, look.body.leading);
        let height = both_set.iter().map(|set| set.strips.iter().map(|s| s.height + s.space).sum()).fold(0.0, f32::max);
        if height > TALLEST_PAIR {
            for (set, column) in both_set.into_iter().zip(columns) {
                let back = column.x - columns[0].x;
                for (number, mut strip) in set.strips.into_iter().enumerate() {
                    if number == 0 {
                        (strip.space, strip.snap) = (look.grid, true);
                    }
                    strip.fragments.iter_mut().for_each(|fragment| fragment.x -= back);
                    composer.flow.push(strip);
                }
            }
            continue;
        }
        let mut both = LineBox { space: look.grid, height, snap: true, ..LineBox::default() };
        for set in both_set {
            let mut y = 0.0;
            for strip in set.strips {
                y += strip.space;
                both.fragments.extend(strip.fragments.into_iter().map(|f| Fragment { y: f.y + y, ..f }));
                y += strip.height;
            }
        }
        composer.flow.push(both);
    }
}

/// A contact, and how many of its lines stand above the name.
struct ContactBlock {
    strips: Vec<LineBox>,
    above: usize,
}

/// The names of two who stand beside each other stand on one line, also when only one of them is for the press.
fn level_names(pair: &mut [ContactBlock], line: f32) {
    let most = pair.iter().map(|set| set.above).max().unwrap_or(0);
    for set in pair {
        let missing = (most - set.above) as f32 * line;
        if let Some(first) = set.strips.first_mut() {
            first.height += missing;
            first.fragments.iter_mut().for_each(|fragment| fragment.y += missing);
        }
    }
}

fn contact(composer: &mut Composer, person: &ContactDetails, section: NodeId, column: Column) -> ContactBlock {
    let look = composer.look;
    let name = TextStyle { face: Face::SemiBold, space: 0.0, hyphenate: false, ..look.body };
    let small = TextStyle { space: 0.0, colour: look.colours.muted, ..look.small };
    let reach = TextStyle { space: 0.0, hyphenate: false, ..look.body };
    let mut strips = Vec::new();
    // What is asked of whom and when somebody can be reached is said in words of Depesch, name and role in the author's.
    let worded = |composer: &mut Composer, said: &str| {
        let said = composer.worded(section, said, small.face, small.colour);
        composer.flow.set(&[said], &small, column)
    };
    if let Some(asked) = person.asked {
        strips.extend(worded(composer, asked));
    }
    let above = strips.len();
    strips.extend(line(composer, section, &person.name, None, &name, column));
    if let Some(role) = &person.role {
        strips.extend(line(composer, section, role, None, &small, column));
    }
    for said in person.notes() {
        strips.extend(worded(composer, said));
    }
    for way in &person.ways {
        let what = if way.is_phone { composer.words.phone } else { composer.words.email };
        let contents = format!("{what} {}, {}", way.text, person.name);
        strips.extend(line(composer, section, &way.text, Some((way.uri.clone(), contents)), &reach, column));
    }
    strips.iter_mut().for_each(|strip| strip.keep = true);
    if let Some(last) = strips.last_mut() {
        last.keep = false;
    }
    ContactBlock { strips, above }
}

/// A paragraph of one look, all of it a link when there is an address.
pub fn line(
    composer: &mut Composer,
    parent: NodeId,
    text: &str,
    link: Option<(String, String)>,
    style: &TextStyle,
    column: Column,
) -> Vec<LineBox> {
    let look = composer.look;
    let tree = &mut composer.flow.tree;
    let node = tree.add(parent, StructureType::Paragraph);
    let (node, link) = match link {
        Some((to, contents)) => {
            let (node, id) = tree.link(node, to, contents);
            (node, Some(id))
        }
        None => (node, None),
    };
    let colour = if link.is_some() { look.colours.accent } else { style.colour };
    let span = TextSpan { text: text.to_owned(), face: style.face, colour, run: Some(tree.run(node)), link };
    composer.flow.set(&[span], style, column)
}

/// "Läs mer".
fn more(composer: &mut Composer, release: &Release) {
    let look = composer.look;
    if let Some(more) = &release.read_more {
        let column = composer.column();
        let section = composer.section(more.heading.as_str(), &look.headings[0], false, column);
        body::blocks(composer, &more.body, section, &look.body, column);
    }
}

/// What the sender says about itself, on a tinted panel.
fn boilerplate(composer: &mut Composer, text: &Section, release: &Release) {
    let look = composer.look;
    // What senders say of themselves is in the newsroom's language, unless the release has a wording of its own.
    let newsroom = &composer.edition.publisher().lang;
    let own = release.own_boilerplate.is_some() || newsroom == composer.lang;
    let column = if own { composer.column() } else { Column::of(look, false) };
    composer.flow.begin_backdrop(column.x, column.width, look.grid, look.colours.panel);
    let column = column.inset(INSET);
    let heading = TextStyle { space: 3.0 * look.grid, ..look.headings[1] };
    let section = composer.section(text.heading.as_str(), &heading, false, column);
    if !own {
        composer.flow.tree.set_lang(section, newsroom.as_str());
    }
    let first = composer.flow.strips.len();
    body::blocks(composer, &text.body, section, &look.note, column);
    // The panel holds heading and text together well enough.
    if let Some(strip) = composer.flow.strips.get_mut(first).filter(|strip| strip.space == look.note.space) {
        strip.space = 0.0;
    }
    composer.flow.end_backdrop();
}

/// Every change that was told, newest first; the newest alone stands above the text already.
fn changes(composer: &mut Composer, release: &Release) {
    let look = composer.look;
    let changes = &release.changes;
    if changes.is_empty() {
        return;
    }
    let column = composer.column();
    let heading = TextStyle { space: 3.0 * look.grid, ..look.headings[1] };
    let section = composer.section(composer.words.changes, &heading, true, column);
    for change in changes.iter().rev() {
        let title = composer.change_title(change);
        let spans = composer.titled(section, &title, change.note.as_str(), look.colours.ink);
        composer.flow.paragraph(&spans, &look.small, column);
    }
}

/// Sender, topics and dates.
fn facts(composer: &Composer, release: &Release) -> Vec<ColophonLine> {
    let (edition, words) = (composer.edition, composer.words);
    let mut facts = vec![ColophonLine::labelled(words.sender, words.senders(edition, release))];
    facts.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| ColophonLine::labelled(taxonomy, names.join(", "))));
    facts.push(match release.dates.published() {
        Some(first) => ColophonLine::labelled(words.published, words.moment(first)),
        None => ColophonLine::sentence(words.first_published_unknown),
    });
    if release.dates.published() != Some(release.updated()) {
        facts.push(ColophonLine::labelled(words.last_updated, words.moment(release.updated())));
    }
    facts
}

/// Small lines at the end, the first of them the address on the web, beside the QR code of it: what each is about in a column of its own.
pub fn colophon(
    composer: &mut Composer,
    facts: Vec<ColophonLine>,
    rights: Option<&SingleLine>,
    address: &WebAddress,
    headline: &str,
) {
    let (look, words) = (composer.look, composer.words);
    let code = qr::encode_qr(address.as_str());
    let full = composer.column();
    let column = match code {
        Some(_) => full.first(full.width - CODE - BESIDE_CODE),
        None => full,
    };
    let style = TextStyle { space: 0.0, ..look.small };
    let shown = address.bare();
    let contents = format!("{headline} ({shown})");
    let mut strips = line(composer, composer.root, shown, Some((address.to_string(), contents)), &style, column);
    let labels = facts.iter().filter_map(|fact| fact.label).chain(rights.map(|_| words.terms));
    let widest = labels.map(|label| label_width(&mut composer.flow, label, &style)).fold(0.0, f32::max);
    let labels = column.first(widest.min(column.width * WIDEST_LABEL));
    let room = ColophonColumns { column, labels, style };
    for fact in facts {
        strips.extend(match fact.label {
            Some(label) => room.fact(composer, label, &fact.said, None),
            None => {
                let span = composer.worded(composer.root, &fact.said, style.face, style.colour);
                composer.flow.set(&[span], &style, column)
            }
        });
    }
    if let Some(rights) = rights {
        // Who may use the text for what stands in the newsroom's language.
        let newsroom = &composer.edition.publisher().lang;
        let lang = (newsroom.primary() != words.lang).then_some(newsroom.as_str());
        strips.extend(room.fact(composer, words.terms, rights.as_str(), lang));
    }
    if let Some(code) = code {
        // The first line's letters and the code begin at one height.
        let y = style.baseline(look.grid) - CAPITALS * style.size;
        let drawn = drawn_code(composer, code, address, y);
        let height: f32 = strips.iter().map(|strip| strip.height).sum();
        let missing = ((CODE + y - height) / look.grid).ceil() * look.grid;
        if missing > 0.0 {
            strips.push(LineBox { height: missing, ..LineBox::default() });
        }
        if let Some(first) = strips.first_mut() {
            first.pictures.push(drawn);
        }
    }
    keep_company(&mut composer.flow);
    let count = strips.len();
    for (number, mut strip) in strips.into_iter().enumerate() {
        if number == 0 {
            strip.space = 4.0 * look.grid;
        }
        strip.keep = number + 1 < count;
        composer.flow.push(strip);
    }
}

/// Where the facts of a colophon stand.
struct ColophonColumns {
    column: Column,
    labels: Column,
    style: TextStyle,
}

impl ColophonColumns {
    /// `label: said`, each in its column; what is said may be in a language of its own.
    fn fact(&self, composer: &mut Composer, label: &str, said: &str, lang: Option<&str>) -> Vec<LineBox> {
        let ColophonColumns { column, labels, style } = self;
        let label = composer.worded(composer.root, &labelled(label), style.face, composer.look.colours.muted);
        let tree = &mut composer.flow.tree;
        let Some(mut node) = label.run.and_then(|run| tree.owner(run)) else { return Vec::new() };
        if let Some(lang) = lang {
            node = tree.add(node, StructureType::Span);
            tree.set_lang(node, lang);
        }
        let said = TextSpan { text: said.to_owned(), colour: style.colour, run: Some(tree.run(node)), ..label.clone() };
        let mut strips = composer.flow.set(&[label], style, *labels);
        composer.flow.end_with_space(strips.last_mut());
        for (number, line) in composer.flow.set(&[said], style, column.indented(labels.width + AFTER_LABEL)).into_iter().enumerate()
        {
            match strips.get_mut(number) {
                Some(strip) => strip.fragments.extend(line.fragments),
                None => strips.push(line),
            }
        }
        strips
    }
}

fn labelled(label: &str) -> String {
    format!("{label}:")
}

fn label_width(flow: &mut Flow, label: &str, style: &TextStyle) -> f32 {
    let span = TextSpan { text: labelled(label), face: style.face, colour: style.colour, run: None, link: None };
    paragraph::widths(&mut flow.shaper, &[span], style).1.ceil()
}

/// A page is not begun for small print alone: what stands last before it comes along, the whole of a panel or some lines.
fn keep_company(flow: &mut Flow) {
    let (some, whole) = (4.0 * flow.look.grid, 24.0 * flow.look.grid);
    let panel = flow.strips.last().and_then(|strip| strip.backdrops.last()).map(|backdrop| backdrop.id);
    let mut height = 0.0;
    for strip in flow.strips.iter_mut().rev() {
        let belongs = match panel {
            Some(panel) => height < whole && strip.backdrops.iter().any(|backdrop| backdrop.id == panel),
            None => height < some,
        };
        if !belongs {
            return;
        }
        strip.keep = true;
        height += strip.space + strip.height;
    }
}

/// The code where the lines beside it end.
fn drawn_code(composer: &mut Composer, code: QrMatrix, address: &WebAddress, y: f32) -> PlacedGraphic {
    let (words, column) = (composer.words, composer.column());
    let node = composer.flow.tree.add(composer.root, StructureType::Figure);
    composer.foreign(node);
    composer.flow.tree.set_alt(node, words.qr_code.to_owned());
    let run = composer.flow.tree.run(node);
    composer.pictures.insert(address.to_string(), Graphic::Code(code));
    let x = Column { from_the_right: !column.from_the_right, ..column }.edge(CODE);
    PlacedGraphic { x, y, width: CODE, height: CODE, path: address.to_string(), run }
}
