//! What follows the body: whom to ask, where to read on, who the sender is, when it was published and where it stands on the web.

use super::body;
use super::compose::Composer;
use super::fonts::Face;
use super::layout::Drawn;
use super::layout::Fragment;
use super::layout::Span;
use super::layout::Strip;
use super::layout::flow::Column;
use super::layout::flow::Flow;
use super::pictures::Picture;
use super::qr;
use super::qr::Code;
use super::structure::NodeId;
use super::structure::Tag;
use super::theme::Style;
use crate::model::Line;
use crate::model::Release;
use crate::model::Section;
use crate::model::WebAddress;
use crate::wording::parts;
use crate::wording::parts::Person;

/// Between the two columns of contacts.
const GUTTER: f32 = 24.0;
/// Two contacts that are taller side by side stand below each other.
const TALLEST_PAIR: f32 = 240.0;
/// 18 millimetres: what a telephone reads from an arm's length.
const CODE: f32 = 51.0;
const BESIDE_CODE: f32 = 20.0;
/// How far a panel reaches beyond its text.
const PANEL: f32 = 12.0;

pub fn write(composer: &mut Composer, release: &Release) {
    let (edition, words) = (composer.edition, composer.words);
    for part in [parts::pictures(release, words), parts::documents(edition, release, words)].iter().flatten() {
        composer.part(part);
    }
    contacts(composer, &parts::people(edition, release, words));
    more(composer, release);
    for text in edition.boilerplates(release) {
        boilerplate(composer, text, release);
    }
    changes(composer, release);
    let address = edition.publisher().address(&release.folder());
    let facts = facts(composer, release);
    let terms = edition.publisher().rights.as_ref();
    colophon(composer, facts, terms, &address, release.headline.as_str());
}

/// "Kontakt": people side by side, none of them divided over two pages.
pub fn contacts(composer: &mut Composer, people: &[Person]) {
    let look = composer.look;
    if people.is_empty() {
        return;
    }
    let section = composer.section(composer.words.contact, &look.headings[0], true, Column::text(look));
    let width = (look.full - GUTTER) / 2.0;
    let left = Column { x: look.left, width, from_the_right: false };
    let right = Column { x: look.left + width + GUTTER, ..left };
    for pair in people.chunks(2) {
        let mut columns = Vec::new();
        for (person, column) in pair.iter().zip([left, right]) {
            columns.push(contact(composer, person, section, column));
        }
        let height = columns.iter().map(|strips| strips.iter().map(|s| s.height + s.space).sum()).fold(0.0, f32::max);
        if height > TALLEST_PAIR {
            for (mut strips, column) in columns.into_iter().zip([left, right]) {
                if let Some(first) = strips.first_mut() {
                    (first.space, first.snap) = (look.grid, true);
                }
                let back = column.x - left.x;
                for mut strip in strips {
                    strip.fragments.iter_mut().for_each(|fragment| fragment.x -= back);
                    composer.flow.push(strip);
                }
            }
            continue;
        }
        let mut both = Strip { space: look.grid, height, snap: true, ..Strip::default() };
        for strips in columns {
            let mut y = 0.0;
            for strip in strips {
                y += strip.space;
                both.fragments.extend(strip.fragments.into_iter().map(|f| Fragment { y: f.y + y, ..f }));
                y += strip.height;
            }
        }
        composer.flow.push(both);
    }
}

fn contact(composer: &mut Composer, person: &Person, section: NodeId, column: Column) -> Vec<Strip> {
    let look = composer.look;
    let name = Style { face: Face::SemiBold, space: 0.0, hyphenate: false, ..look.body };
    let small = Style { space: 0.0, colour: look.colours.muted, leading: 1.75 * look.grid, ..look.small };
    let reach = Style { space: 0.0, hyphenate: false, ..look.body };
    let mut strips = Vec::new();
    // What is asked of whom and when somebody can be reached is said in words of Depesch, name and role in the author's.
    let worded = |composer: &mut Composer, said: &str| {
        let said = composer.worded(section, said, small.face, small.colour);
        composer.flow.set(&[said], &small, column)
    };
    if let Some(asked) = person.asked {
        strips.extend(worded(composer, asked));
    }
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
    strips
}

/// A paragraph of one look, all of it a link when there is an address.
pub fn line(
    composer: &mut Composer,
    parent: NodeId,
    text: &str,
    link: Option<(String, String)>,
    style: &Style,
    column: Column,
) -> Vec<Strip> {
    let look = composer.look;
    let tree = &mut composer.flow.tree;
    let node = tree.add(parent, Tag::Paragraph);
    let (node, link) = match link {
        Some((to, contents)) => {
            let (node, id) = tree.link(node, to, contents);
            (node, Some(id))
        }
        None => (node, None),
    };
    let colour = if link.is_some() { look.colours.accent } else { style.colour };
    let span = Span { text: text.to_owned(), face: style.face, colour, run: Some(tree.run(node)), link };
    composer.flow.set(&[span], style, column)
}

/// "Läs mer".
fn more(composer: &mut Composer, release: &Release) {
    let look = composer.look;
    if let Some(more) = &release.more {
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
    let column = if own { composer.column() } else { Column::text(look) };
    composer.flow.begin_backdrop(look.left - PANEL, look.full + 2.0 * PANEL, PANEL, look.colours.panel);
    let section = composer.section(text.heading.as_str(), &Style { space: 3.0 * look.grid, ..look.headings[1] }, false, column);
    if !own {
        composer.flow.tree.set_lang(section, newsroom.as_str());
    }
    body::blocks(composer, &text.body, section, &look.note, column);
    composer.flow.end_backdrop();
}

/// Every change that was told, newest first; the newest alone stands above the text already.
fn changes(composer: &mut Composer, release: &Release) {
    let look = composer.look;
    let changes = &release.changes;
    if changes.is_empty() {
        return;
    }
    let section =
        composer.section(composer.words.changes, &Style { space: 3.0 * look.grid, ..look.headings[1] }, true, Column::text(look));
    for change in changes.iter().rev() {
        let title = composer.change_title(change);
        let spans = composer.titled(section, &title, change.note.as_str(), look.colours.ink);
        composer.flow.paragraph(&spans, &look.small, Column::text(look));
    }
}

/// Sender, topics and dates, a line each.
fn facts(composer: &Composer, release: &Release) -> Vec<String> {
    let (edition, words) = (composer.edition, composer.words);
    let mut lines = vec![format!("{}: {}", words.sender, words.senders(edition, release))];
    lines.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| format!("{taxonomy}: {}", names.join(", "))));
    match release.dates.published() {
        Some(first) => lines.push(format!("{}: {}", words.published, words.moment(first))),
        None => lines.push(words.first_published_unknown.to_owned()),
    }
    if release.dates.published() != Some(release.updated()) {
        lines.push(format!("{}: {}", words.last_updated, words.moment(release.updated())));
    }
    lines
}

/// Small lines at the end, the first of them the address on the web, beside the QR code of it.
pub fn colophon(composer: &mut Composer, lines: Vec<String>, rights: Option<&Line>, address: &WebAddress, headline: &str) {
    let look = composer.look;
    let code = qr::code(address.as_str());
    let full = Column::full(look);
    let column = match code {
        Some(_) => Column { width: full.width - CODE - BESIDE_CODE, ..full },
        None => full,
    };
    let style = Style { colour: look.colours.muted, space: 0.0, ..look.small };
    let shown = address.bare();
    let contents = format!("{headline} ({shown})");
    let mut strips = line(composer, composer.root, shown, Some((address.to_string(), contents)), &style, column);
    for text in lines {
        let span = composer.worded(composer.root, &text, style.face, style.colour);
        strips.extend(composer.flow.set(&[span], &style, column));
    }
    if let Some(rights) = rights {
        strips.extend(terms(composer, rights, &style, column));
    }
    if let Some(code) = code {
        let drawn = drawn_code(composer, code, address);
        let height: f32 = strips.iter().map(|strip| strip.height).sum();
        if height < CODE {
            strips.push(Strip { height: CODE - height, ..Strip::default() });
        }
        // The first line's letters and the code begin at one height.
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

/// Who may use the text for what, in the newsroom's language.
fn terms(composer: &mut Composer, rights: &Line, style: &Style, column: Column) -> Vec<Strip> {
    let label = format!("{}: ", composer.words.terms);
    let newsroom = &composer.edition.publisher().lang;
    let span = composer.worded(composer.root, &label, style.face, style.colour);
    let Some(node) = span.run.and_then(|run| composer.flow.tree.owner(run)) else { return Vec::new() };
    let node = if newsroom.primary() == composer.words.lang {
        node
    } else {
        let within = composer.flow.tree.add(node, Tag::Span);
        composer.flow.tree.set_lang(within, newsroom.as_str());
        within
    };
    let run = Some(composer.flow.tree.run(node));
    let said = Span { text: rights.to_string(), run, ..span.clone() };
    composer.flow.set(&[span, said], style, column)
}

/// The code in its place at the right.
fn drawn_code(composer: &mut Composer, code: Code, address: &WebAddress) -> Drawn {
    let (words, look) = (composer.words, composer.look);
    let node = composer.flow.tree.add(composer.root, Tag::Figure);
    composer.foreign(node);
    composer.flow.tree.set_alt(node, words.qr_code.to_owned());
    let run = composer.flow.tree.run(node);
    composer.pictures.insert(address.to_string(), Picture::Code(code));
    let x = look.left + look.full - CODE;
    Drawn { x, y: 0.0, width: CODE, height: CODE, path: address.to_string(), run }
}
