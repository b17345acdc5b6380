//! The search page (service only): a form that works without scripts, and the results.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entry::{DateText, ListEntry, list_entry};
use super::layout::{LangText, Layout, PageMeta, attributes, page_lang};
use super::templates;
use crate::artifact::{Context, WriteResult};
use crate::model::{Edition, Permalink, Publisher, Release, paths};
use crate::search::{FacetCount, PassageSpan, Query, SearchResults};
use crate::wording::Wording;
use crate::wording::search::SearchWording;

#[derive(Serialize)]
struct SearchPage {
    layout: Layout,
    words: &'static SearchWording,
    /// True when the query is not empty.
    asked: bool,
    typed: String,
    years: Vec<SelectOption>,
    topics: Vec<SelectOption>,
    departments: Vec<SelectOption>,
    /// The number of results, in words.
    count: String,
    hits: Vec<SearchHit>,
    /// Where there is more than one.
    pages: Option<Pagination>,
    /// The same query without year, topic and department.
    everywhere: Option<String>,
}

/// One option of a `<select>`.
#[derive(Serialize)]
struct SelectOption {
    key: String,
    name: String,
    count: usize,
    chosen: bool,
}

#[derive(Serialize)]
struct SearchHit {
    href: String,
    /// The attributes of what is in the release's own language.
    own: String,
    headline: Vec<TextPart>,
    passage: Vec<TextPart>,
    date: DateText,
    kind: &'static str,
    sender: Option<LangText>,
    change: Option<&'static str>,
}

#[derive(Serialize)]
struct TextPart {
    text: String,
    matched: bool,
}

#[derive(Serialize)]
struct Pagination {
    here: String,
    before: Option<String>,
    after: Option<String>,
}

/// The page that answers `asked` with what was `found`, which an index of this edition gave.
pub fn write(edition: &Edition, context: &Context, asked: &Query, found: &SearchResults) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let path = format!("{}index.html", paths::SEARCH);
    let page = PageMeta {
        path: &path,
        address: paths::SEARCH,
        lang: &publisher.lang,
        title: format!("{} – {}", title(asked, found, words), publisher.name),
        description: words.search_in.to_owned(),
    };
    let way = |page| format!("?{}", asked.query(page));
    let pages = || Pagination {
        here: words.page_of(found.page, found.pages),
        before: (found.page > 1).then(|| way(found.page - 1)),
        after: (found.page < found.pages).then(|| way(found.page + 1)),
    };
    let everywhere = || Query { words: asked.words.clone(), ..Query::default() }.query(1);
    let search = SearchPage {
        layout: Layout::new(edition, context, page)
            .unlisted()
            .breadcrumb(LangText { text: words.search.to_owned(), attributes: String::new() }, None),
        words: words.search_words(),
        asked: !asked.is_empty(),
        typed: asked.words.clone(),
        years: years(asked, found),
        topics: offered(&found.topics, asked.topic.as_deref(), |choice| name(publisher, paths::TOPICS, choice, words)),
        departments: offered(&found.departments, asked.department.as_deref(), |choice| {
            name(publisher, paths::DEPARTMENTS, choice, words)
        }),
        count: words.hits(found.total, asked.words.trim()),
        hits: hits(edition, context, found, &path),
        pages: (found.pages > 1).then(pages),
        everywhere: (asked.is_narrowed() && !asked.words.trim().is_empty()).then(|| format!("?{}", everywhere())),
    };
    templates::render("search.html", &search)
}

/// "Sök: skola, sida 2": distinguishes open windows.
fn title(asked: &Query, found: &SearchResults, words: &Wording) -> String {
    match (asked.words.trim(), found.page) {
        ("", _) => words.search_in.to_owned(),
        (typed, 1) => format!("{}: {typed}", words.search),
        (typed, page) => format!("{}: {typed}, {} {page}", words.search, words.page.to_lowercase()),
    }
}

fn years(asked: &Query, found: &SearchResults) -> Vec<SelectOption> {
    let year = |(year, count): &(i16, usize)| FacetCount { key: year.to_string(), name: year.to_string(), count: *count };
    let years: Vec<FacetCount> = found.years.iter().map(year).collect();
    offered(&years, asked.year.map(|year| year.to_string()).as_deref(), |choice| choice.name.clone())
}

/// The options. The chosen one is among them even where it has no hit, so that the form shows the query.
fn offered(choices: &[FacetCount], chosen: Option<&str>, name: impl Fn(&FacetCount) -> String) -> Vec<SelectOption> {
    let offer = |choice: &FacetCount| SelectOption {
        key: choice.key.clone(),
        name: name(choice),
        count: choice.count,
        chosen: chosen == Some(choice.key.as_str()),
    };
    let mut offered: Vec<SelectOption> = choices.iter().map(offer).collect();
    if let Some(key) = chosen.filter(|key| choices.iter().all(|choice| choice.key != **key)) {
        offered.push(SelectOption { key: key.to_owned(), name: key.to_owned(), count: 0, chosen: true });
    }
    offered
}

/// The name of a topic's or department's list: two organisations can have departments with the same name.
fn name(publisher: &Publisher, folder: &str, choice: &FacetCount, words: &Wording) -> String {
    let folder = format!("{folder}{}/", choice.key);
    let selection = publisher.feeds.selections.iter().find(|selection| selection.folder() == folder);
    selection.map_or_else(|| choice.name.clone(), |selection| words.selection_name(publisher, selection))
}

fn hits(edition: &Edition, context: &Context, found: &SearchResults, path: &str) -> Vec<SearchHit> {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    // One pass over the archive for all hits of a page.
    let mut wanted: BTreeMap<&Permalink, Option<&Release>> = found.hits.iter().map(|hit| (&hit.permalink, None)).collect();
    for release in edition.releases() {
        if let Some(place) = wanted.get_mut(&release.permalink) {
            *place = Some(release);
        }
    }
    let show = |release: &Release| {
        let ListEntry { href, date, kind, sender, change, .. } = list_entry(edition, context.links(), release, path, &lang, words);
        SearchHit {
            href,
            own: attributes(&release.lang, &lang),
            headline: parts(found.marked(release.headline.as_str(), &release.lang)),
            passage: parts(found.passage(edition, release)),
            date,
            kind,
            sender,
            change,
        }
    };
    found.hits.iter().filter_map(|hit| wanted.get(&hit.permalink).copied().flatten()).map(show).collect()
}

fn parts(pieces: Vec<PassageSpan>) -> Vec<TextPart> {
    pieces.into_iter().map(|PassageSpan { text, matched }| TextPart { text, matched }).collect()
}
