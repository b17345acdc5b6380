//! What follows the body: whom to ask, where to read on, who the sender is, when it was published and where it stands on the web.

use super::body;
use super::compose::Composer;
use super::fonts::Face;
use super::layout::Fragment;
use super::layout::Span;
use super::layout::Strip;
use super::layout::flow::Column;
use super::structure::NodeId;
use super::structure::Tag;
use super::theme;
use super::theme::Style;
use crate::model::Release;
use crate::model::Section;
use crate::model::WebAddress;
use crate::wording::parts;
use crate::wording::parts::Person;

/// Between the two columns of contacts.
const GUTTER: f32 = 24.0;
/// Two contacts that are taller side by side stand below each other.
const TALLEST_PAIR: f32 = 240.0;
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
    colophon(composer, facts, &address, release.headline.as_str());
}

/// "Kontakt": people side by side, none of them divided over two pages.
pub fn contacts(composer: &mut Composer, people: &[Person]) {
    if people.is_empty() {
        return;
    }
    let section = composer.section(composer.words.contact, &theme::HEADINGS[0], true, Column::TEXT);
    let width = (theme::FULL - GUTTER) / 2.0;
    let left = Column { x: theme::LEFT, width, from_the_right: false };
    let right = Column { x: theme::LEFT + width + GUTTER, ..left };
    for pair in people.chunks(2) {
        let mut columns = Vec::new();
        for (person, column) in pair.iter().zip([left, right]) {
            columns.push(contact(composer, person, section, column));
        }
        let height = columns.iter().map(|strips| strips.iter().map(|s| s.height + s.space).sum()).fold(0.0, f32::max);
        if height > TALLEST_PAIR {
            for (mut strips, column) in columns.into_iter().zip([left, right]) {
                if let Some(first) = strips.first_mut() {
                    (first.space, first.snap) = (theme::GRID, true);
                }
                let back = column.x - left.x;
                for mut strip in strips {
                    strip.fragments.iter_mut().for_each(|fragment| fragment.x -= back);
                    composer.flow.push(strip);
                }
            }
            continue;
        }
        let mut both = Strip { space: theme::GRID, height, snap: true, ..Strip::default() };
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
    let name = Style { face: Face::SemiBold, space: 0.0, hyphenate: false, ..theme::BODY };
    let small = Style { space: 0.0, colour: theme::MUTED, leading: 1.75 * theme::GRID, ..theme::SMALL };
    let reach = Style { space: 0.0, hyphenate: false, ..theme::BODY };
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
fn line(
    composer: &mut Composer,
    parent: NodeId,
    text: &str,
    link: Option<(String, String)>,
    style: &Style,
    column: Column,
) -> Vec<Strip> {
    let tree = &mut composer.flow.tree;
    let node = tree.add(parent, Tag::Paragraph);
    let (node, link) = match link {
        Some((to, contents)) => {
            let (node, id) = tree.link(node, to, contents);
            (node, Some(id))
        }
        None => (node, None),
    };
    let colour = if link.is_some() { theme::ACCENT } else { style.colour };
    let span = Span { text: text.to_owned(), face: style.face, colour, run: Some(tree.run(node)), link };
    composer.flow.set(&[span], style, column)
}

/// "Läs mer".
fn more(composer: &mut Composer, release: &Release) {
    if let Some(more) = &release.more {
        let column = composer.column();
        let section = composer.section(more.heading.as_str(), &theme::HEADINGS[0], false, column);
        body::blocks(composer, &more.body, section, &theme::BODY, column);
    }
}

/// What the sender says about itself, on a tinted panel.
fn boilerplate(composer: &mut Composer, text: &Section, release: &Release) {
    // What senders say of themselves is in the newsroom's language, unless the release has a wording of its own.
    let newsroom = &composer.edition.publisher().lang;
    let own = release.own_boilerplate.is_some() || newsroom == composer.lang;
    let column = if own { composer.column() } else { Column::TEXT };
    composer.flow.begin_backdrop(theme::LEFT - PANEL, theme::FULL + 2.0 * PANEL, PANEL, theme::PANEL);
    let section = composer.section(text.heading.as_str(), &Style { space: 3.0 * theme::GRID, ..theme::HEADINGS[1] }, false, column);
    if !own {
        composer.flow.tree.set_lang(section, newsroom.as_str());
    }
    body::blocks(composer, &text.body, section, &theme::NOTE, column);
    composer.flow.end_backdrop();
}

/// Every change that was told, newest first; the newest alone stands above the text already.
fn changes(composer: &mut Composer, release: &Release) {
    let changes = &release.changes;
    if changes.is_empty() {
        return;
    }
    let section =
        composer.section(composer.words.changes, &Style { space: 3.0 * theme::GRID, ..theme::HEADINGS[1] }, true, Column::TEXT);
    for change in changes.iter().rev() {
        let title = composer.change_title(change);
        let spans = composer.titled(section, &title, change.note.as_str(), theme::INK);
        composer.flow.paragraph(&spans, &theme::SMALL, Column::TEXT);
    }
}

/// Sender, topics and dates, a line each.
fn facts(composer: &Composer, release: &Release) -> Vec<String> {
    let (edition, words) = (composer.edition, composer.words);
    let mut lines = vec![format!("{}: {}", words.sender, words.senders(edition, release))];
    lines.extend(words.subjects(release).into_iter().map(|(taxonomy, names)| format!("{taxonomy}: {}", names.join(", "))));
    match release.dates.published() {
        Some(first) => lines.push(format!("{} {}", words.published, words.moment(first))),
        None => lines.push(words.first_published_unknown.to_owned()),
    }
    if release.dates.published() != Some(release.updated()) {
        lines.push(format!("{} {}", words.last_updated, words.moment(release.updated())));
    }
    lines
}

/// Small lines at the end, the last of them the address on the web.
pub fn colophon(composer: &mut Composer, lines: Vec<String>, address: &WebAddress, headline: &str) {
    let column = Column::FULL;
    let style = Style { colour: theme::MUTED, space: 0.0, ..theme::SMALL };
    let mut strips = Vec::new();
    for text in lines {
        let span = composer.worded(composer.root, &text, style.face, style.colour);
        strips.extend(composer.flow.set(&[span], &style, column));
    }
    let shown = address.bare();
    let contents = format!("{headline} ({shown})");
    strips.extend(line(composer, composer.root, shown, Some((address.to_string(), contents)), &style, column));
    let count = strips.len();
    for (number, mut strip) in strips.into_iter().enumerate() {
        if number == 0 {
            strip.space = 4.0 * theme::GRID;
        }
        strip.keep = number + 1 < count;
        composer.flow.push(strip);
    }
}
