//! "Innehåll": the headlines of a collection with their dates and pages, each a link.
//!
//! It is set before anybody knows on which page a release begins. A number never moves a line: it stands alone in a column of its own, so
//! the page it belongs to is put in its place when everything is set.

use std::collections::BTreeMap;

use super::composer::Composer;
use super::fonts::Face;
use super::fonts::Shaper;
use super::layout::Fragment;
use super::layout::PrintedPage;
use super::layout::TextSpan;
use super::layout::column::Column;
use super::layout::paragraph;
use super::structure::LinkId;
use super::structure::NodeId;
use super::structure::RunId;
use super::structure::StructureTree;
use super::structure::StructureType;
use super::theme::ResolvedTheme;
use super::theme::TextStyle;
use crate::wording::Wording;

/// The column of numbers, five digits wide, and what stands free beside it.
const NUMBERS: f32 = 32.0;
const FREE: f32 = 14.0;

/// A release as it stands in the contents.
pub struct ContentsEntry<'a> {
    pub headline: String,
    /// The language of the headline.
    pub lang: &'a str,
    /// "2 mars 2026": below the headline.
    pub about: String,
}

/// Where a release's number will stand.
pub struct PageNumberSlot {
    link: LinkId,
    number: RunId,
    /// What it says, for who does not see it.
    said: String,
    /// At the end of this the number stands.
    column: Column,
}

/// Sets the contents on pages of their own. The sender is at the head for the eye alone: it has been read on the cover.
pub fn set(composer: &mut Composer, lines: &[ContentsEntry]) -> Vec<PageNumberSlot> {
    let (look, words) = (composer.look, composer.words);
    let text = composer.edition.publisher().name.to_string();
    composer.sender(TextSpan { text, face: look.sender.face, colour: look.colours.accent, run: None, link: None });
    composer.flow.keep_last();
    composer.flow.rule(look.grid, look.grid);
    let (node, run) = composer.flow.tree.heading(composer.root, 1, words.contents.to_owned());
    composer.foreign(node);
    let text = words.contents.to_owned();
    let span = TextSpan { text, face: Face::SemiBold, colour: look.colours.ink, run: Some(run), link: None };
    let column = composer.column();
    composer.flow.heading(&[span], &look.headline, column);
    composer.flow.air(2.0 * look.grid);
    let contents = composer.flow.tree.add(composer.root, StructureType::Contents);
    lines.iter().map(|line| entry(composer, contents, line)).collect()
}

fn entry(composer: &mut Composer, contents: NodeId, line: &ContentsEntry) -> PageNumberSlot {
    let look = composer.look;
    let tree = &mut composer.flow.tree;
    let item = tree.add(contents, StructureType::ContentsItem);
    let reference = tree.add(item, StructureType::Reference);
    let (node, link) = tree.link(reference, String::new(), String::new());
    // In the order in which they are read.
    let headline = in_language(tree, node, (line.lang != composer.lang.as_str()).then_some(line.lang));
    let headline = tree.run(headline);
    let about = in_language(tree, node, (composer.lang.primary() != composer.words.lang).then_some(composer.words.lang));
    let about = tree.run(about);
    let number = tree.run(node);

    let full = composer.column();
    let column = full.first(full.width - NUMBERS - FREE);
    let span = |text: &str, face, colour, run| TextSpan { text: text.to_owned(), face, colour, run: Some(run), link: Some(link) };
    let strong = TextStyle { face: Face::SemiBold, space: look.grid, hyphenate: false, ..look.body };
    let mut strips = composer.flow.set(&[span(&line.headline, strong.face, look.colours.ink, headline)], &strong, column);
    composer.flow.end_with_space(strips.last_mut());
    // What holds the place of the number is never seen.
    let place = composer.flow.set(&[span("0", Face::Regular, look.colours.ink, number)], &number_style(look), full);
    if let (Some(first), Some(place)) = (strips.first_mut(), place.into_iter().next()) {
        first.fragments.extend(place.fragments);
    }
    let small = TextStyle { space: 0.0, ..look.small };
    strips.extend(composer.flow.set(&[span(&line.about, small.face, look.colours.muted, about)], &small, column));
    composer.flow.end_with_space(strips.last_mut());
    let count = strips.len();
    for (at, mut strip) in strips.into_iter().enumerate() {
        strip.keep = at + 1 < count;
        composer.flow.push(strip);
    }
    PageNumberSlot { link, number, said: format!("{}, {}", line.headline, line.about), column: full }
}

/// As tall as the headlines, so that both stand on one line.
fn number_style(look: &ResolvedTheme) -> TextStyle {
    TextStyle { space: 0.0, hyphenate: false, ..look.body }
}

/// The part of `node` that is in another language, or `node` itself.
fn in_language(tree: &mut StructureTree, node: NodeId, lang: Option<&str>) -> NodeId {
    let Some(lang) = lang else { return node };
    let within = tree.add(node, StructureType::Span);
    tree.set_lang(within, lang);
    within
}

/// Puts the numbers in their places, and leads every link to its page. `firsts` has the first page of each release; 0 is the document's first.
pub fn number(
    tree: &mut StructureTree,
    shaper: &mut Shaper,
    pages: &mut [PrintedPage],
    entries: &[PageNumberSlot],
    firsts: &[usize],
    words: &Wording,
    look: &ResolvedTheme,
) {
    let mut numbers = BTreeMap::new();
    for (entry, &first) in entries.iter().zip(firsts) {
        let number = (first + 1).to_string();
        tree.lead(entry.link, first, format!("{}, {} {number}", entry.said, words.page.to_lowercase()));
        numbers.insert(entry.number, (number, entry.column));
    }
    for page in pages {
        let fragments = std::mem::take(&mut page.fragments);
        for fragment in fragments {
            match fragment.run.and_then(|run| numbers.get(&run)) {
                Some((number, column)) => page.fragments.extend(at_the_end(shaper, &fragment, number, look, *column)),
                None => page.fragments.push(fragment),
            }
        }
    }
}

/// `number` in the look of `place`, where the line ends.
fn at_the_end(shaper: &mut Shaper, place: &Fragment, number: &str, look: &ResolvedTheme, column: Column) -> Vec<Fragment> {
    let text = number.to_owned();
    let span = TextSpan { text, face: place.face, colour: place.colour, run: place.run, link: place.link };
    let column = Column { from_the_right: !column.from_the_right, ..column };
    let line = paragraph::set(shaper, &[span], &number_style(look), column, None).into_iter().next().unwrap_or_default();
    line.into_iter().map(|part| Fragment { y: place.y, ..part }).collect()
}
