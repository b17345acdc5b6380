//! "Innehåll": the headlines of a collection with their dates and page numbers, each a link.
//!
//! Set before the page numbers are known. A number has a column to itself and never moves a line, so it is filled in afterwards.

use std::collections::BTreeMap;

use super::composer::{ComposedText, Composer};
use super::fonts::{Face, Shaper};
use super::layout::column::Column;
use super::layout::{Fragment, TextSpan, keep_together, paragraph};
use super::structure::{LinkId, NodeId, RunId, StructureTree, StructureType};
use super::theme::{ResolvedTheme, TextStyle};

/// Width of the column of page numbers (five digits), and of the gap before it.
const NUMBERS: f32 = 32.0;
const GAP: f32 = 14.0;

pub struct ContentsEntry<'a> {
    pub headline: String,
    /// The language of the headline.
    pub lang: &'a str,
    /// Below the headline: `2 mars 2026`.
    pub details: String,
}

/// Where the page number of an entry goes.
pub struct PageNumberSlot {
    link: LinkId,
    /// The run of the placeholder.
    number: RunId,
    /// The entry for screen readers, without its page number.
    description: String,
    column: Column,
}

/// Sets the contents. The sender at the top is decoration: the cover has named it.
pub fn add_contents(composer: &mut Composer, entries: &[ContentsEntry]) -> Vec<PageNumberSlot> {
    let (theme, words) = (composer.theme, composer.words);
    let name = composer.edition.publisher().name.as_str();
    composer.add_sender(TextSpan::new(name, theme.sender.face, theme.colours.accent, None));
    composer.flow.keep_last_with_next();
    composer.flow.add_rule(theme.grid, theme.grid);
    let heading = composer.add_headline(words.contents, &theme.headline);
    composer.mark_wording(heading);
    composer.flow.ensure_space(2.0 * theme.grid);
    let contents = composer.flow.tree.add(composer.root, StructureType::Contents);
    entries.iter().map(|entry| add_entry(composer, contents, entry)).collect()
}

fn add_entry(composer: &mut Composer, contents: NodeId, entry: &ContentsEntry) -> PageNumberSlot {
    let theme = composer.theme;
    let tree = &mut *composer.flow.tree;
    let item = tree.add(contents, StructureType::ContentsItem);
    let reference = tree.add(item, StructureType::Reference);
    let (node, link) = tree.add_link(reference, String::new(), String::new());
    // Runs in reading order.
    let headline = add_span(tree, node, (entry.lang != composer.lang.as_str()).then_some(entry.lang));
    let headline = tree.add_run(headline);
    let details = add_span(tree, node, (composer.lang.primary() != composer.words.lang).then_some(composer.words.lang));
    let details = tree.add_run(details);
    let number = tree.add_run(node);

    let full = composer.column();
    let column = full.with_width(full.width - NUMBERS - GAP);
    let span = |text: &str, face, colour, run| TextSpan { link: Some(link), ..TextSpan::new(text, face, colour, run) };
    let strong = TextStyle { face: Face::SemiBold, space_before: theme.grid, hyphenate: false, ..theme.body };
    let mut boxes = composer.flow.typeset(&[span(&entry.headline, strong.face, theme.colours.ink, headline)], &strong, column);
    composer.flow.end_with_space(boxes.last_mut());
    let placeholder = span("0", Face::Regular, theme.colours.ink, number);
    let placeholder = composer.flow.typeset(&[placeholder], &number_style(theme), full);
    if let (Some(first), Some(placeholder)) = (boxes.first_mut(), placeholder.into_iter().next()) {
        first.fragments.extend(placeholder.fragments);
    }
    let small = TextStyle { space_before: 0.0, ..theme.small };
    boxes.extend(composer.flow.typeset(&[span(&entry.details, small.face, theme.colours.muted, details)], &small, column));
    composer.flow.end_with_space(boxes.last_mut());
    keep_together(&mut boxes);
    composer.flow.extend(boxes);
    PageNumberSlot { link, number, description: format!("{}, {}", entry.headline, entry.details), column: full }
}

/// As large as the headlines, whose line the number shares.
fn number_style(theme: &ResolvedTheme) -> TextStyle {
    TextStyle { space_before: 0.0, hyphenate: false, ..theme.body }
}

/// A span of another language within `node`, or `node` itself.
fn add_span(tree: &mut StructureTree, node: NodeId, lang: Option<&str>) -> NodeId {
    let Some(lang) = lang else { return node };
    let span = tree.add(node, StructureType::Span);
    tree.set_lang(span, lang);
    span
}

/// Fills in the page numbers and links every entry to its page. `first_pages` has the first page of each release, counted from 0.
pub fn fill_in_page_numbers(
    tree: &mut StructureTree,
    shaper: &mut Shaper,
    contents: &mut ComposedText,
    slots: &[PageNumberSlot],
    first_pages: &[usize],
    theme: &ResolvedTheme,
) {
    let page_word = contents.words.page.to_lowercase();
    let mut numbers = BTreeMap::new();
    for (slot, &page) in slots.iter().zip(first_pages) {
        let number = (page + 1).to_string();
        tree.link_to_page(slot.link, page, format!("{}, {page_word} {number}", slot.description));
        numbers.insert(slot.number, (number, slot.column));
    }
    for page in &mut contents.pages {
        for fragment in std::mem::take(&mut page.fragments) {
            match fragment.run.and_then(|run| numbers.get(&run)) {
                Some((number, column)) => page.fragments.extend(typeset_number(shaper, &fragment, number, theme, *column)),
                None => page.fragments.push(fragment),
            }
        }
    }
}

/// Sets `number` in the style of its placeholder, where the line ends.
fn typeset_number(
    shaper: &mut Shaper,
    placeholder: &Fragment,
    number: &str,
    theme: &ResolvedTheme,
    column: Column,
) -> Vec<Fragment> {
    let &Fragment { y, face, colour, run, link, .. } = placeholder;
    let span = TextSpan { link, ..TextSpan::new(number, face, colour, run) };
    let column = Column { is_rtl: !column.is_rtl, ..column };
    let line = paragraph::typeset(shaper, &[span], &number_style(theme), column, None).lines.into_iter().next().unwrap_or_default();
    line.into_iter().map(|part| Fragment { y, ..part }).collect()
}
