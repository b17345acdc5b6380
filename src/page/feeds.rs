//! The page about feeds: what a feed is, and the addresses of every list. `opml.rs` writes the same for programs.

use serde::Serialize;

use super::layout::{FeedLink, LangText, Layout, PageMeta, feeds_of, page_lang};
use super::selection::{feeds_anchor, selection_label};
use super::templates;
use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::markup::link;
use crate::model::{Edition, Lang, Selection, paths};
use crate::wording::Wording;

/// One page with all of them.
pub const FORMAT: Format = Format::page(
    "feeds",
    "page about feeds: what they are, and the address of each",
    Writer::Edition { path: paths::FEEDS, write },
);

#[derive(Serialize)]
struct FeedsPage {
    layout: Layout,
    groups: Vec<FeedGroup>,
    opml: FeedAddress,
    changes: FeedAddress,
    script: String,
}

#[derive(Serialize)]
struct FeedGroup {
    anchor: &'static str,
    heading: &'static str,
    rows: Vec<FeedRow>,
}

/// One selection.
#[derive(Serialize)]
struct FeedRow {
    /// The beginning of the `id` of each of its addresses.
    id: String,
    name: LangText,
    count: String,
    href: String,
    /// Of the list of everything: the languages of its releases, where there is more than one.
    languages: Option<String>,
    feeds: Vec<FeedLink>,
    /// The list of everything shows its addresses at once.
    open: bool,
}

#[derive(Serialize)]
struct FeedAddress {
    href: String,
    address: String,
}

/// The selections of an edition by heading, in order of first occurrence.
pub(super) fn grouped(edition: &Edition) -> Vec<Vec<Selection>> {
    let mut groups: Vec<Vec<Selection>> = Vec::new();
    for selection in edition.selections() {
        match groups.iter_mut().find(|group| group.iter().any(|other| feeds_anchor(other) == feeds_anchor(&selection))) {
            Some(group) => group.push(selection),
            None => groups.push(vec![selection]),
        }
    }
    groups
}

/// RSS first, since every reader supports it. For programs Atom is first, since it holds most.
fn for_people(mut feeds: Vec<FeedLink>) -> Vec<FeedLink> {
    feeds.sort_by_key(|feed| feed.name != "RSS");
    feeds
}

/// A subscriber to the list of everything gets every translation too, which not every reader expects.
fn languages(edition: &Edition, words: &Wording) -> Option<String> {
    let publisher = edition.publisher();
    let mut languages: Vec<&Lang> = edition.releases().iter().map(|release| &release.lang).collect();
    languages.sort_by_key(|lang| (**lang != publisher.lang, lang.as_str()));
    languages.dedup();
    if languages.len() < 2 {
        return None;
    }
    let advice = if publisher.feeds.by_language { words.one_language } else { "" };
    Some(format!("{} {advice}", words.list_languages(languages.into_iter())).trim_end().to_owned())
}

fn write(edition: &Edition, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let page = PageMeta {
        path: paths::FEEDS,
        address: paths::page_address(paths::FEEDS),
        lang: &publisher.lang,
        title: format!("{} – {}", words.subscribe, publisher.name),
        description: words.feeds_intro.to_owned(),
    };
    let row = |selection: &Selection| FeedRow {
        id: match selection {
            Selection::All => "all".to_owned(),
            _ => selection.folder().trim_end_matches('/').replace('/', "-"),
        },
        name: selection_label(publisher, selection, words, &lang),
        count: words.releases(edition.releases().iter().filter(|release| selection.contains(release)).count()),
        href: link::relative(context.links(), paths::FEEDS, &selection.page().unwrap_or_else(|| paths::ARCHIVE.to_owned())),
        languages: (*selection == Selection::All).then(|| languages(edition, words)).flatten(),
        feeds: for_people(feeds_of(publisher, context, selection, paths::FEEDS, &lang)),
        open: *selection == Selection::All,
    };
    let group = |group: Vec<Selection>| {
        let first = group.first()?;
        Some(FeedGroup {
            anchor: feeds_anchor(first),
            heading: words.selection_group(first),
            rows: group.iter().map(row).collect(),
        })
    };
    let address = |path: &str| FeedAddress {
        href: link::relative(context.links(), paths::FEEDS, path),
        address: publisher.address(path).to_string(),
    };
    let feeds = FeedsPage {
        layout: Layout::new(edition, context, page)
            .breadcrumb(LangText { text: words.subscribe.to_owned(), attributes: String::new() }, None),
        groups: grouped(edition).into_iter().filter_map(group).collect(),
        opml: address(paths::OPML),
        changes: address(paths::CHANGES),
        script: link::relative(context.links(), paths::FEEDS, paths::FEEDS_SCRIPT),
    };
    templates::render("feeds.html", &feeds)
}
