//! The page of a selection: every release in it, and how to follow exactly this list.

use std::cmp::Reverse;

use serde::Serialize;

use super::entry::ListEntry;
use super::entry::last_update;
use super::entry::list_entry;
use super::feeds;
use super::layout::FeedLink;
use super::layout::LangText;
use super::layout::Layout;
use super::layout::PageMeta;
use super::layout::attributes;
use super::layout::feeds_of;
use super::layout::page_lang;
use super::templates;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::link;
use crate::model::Edition;
use crate::model::Publisher;
use crate::model::Release;
use crate::model::Selected;
use crate::model::Selection;
use crate::wording::Wording;

/// One page for each selection; the list of everything has the start page and the archive.
pub const FORMAT: Format = Format::page(
    "listing",
    "page of each selection: its releases and its feeds",
    Writer::Selection { path: |_, selection| path(selection), write },
);

/// The page of a selection; `None` for the list of everything.
pub(super) fn path(selection: &Selection) -> Option<String> {
    (*selection != Selection::All).then(|| format!("{}index.html", selection.folder()))
}

/// The page of a selection, where the newsroom offers one. Not for languages, which depend on what can be seen.
pub(super) fn offered(publisher: &Publisher, wanted: &Selection) -> Option<String> {
    // By address: a text can be read with an earlier table, in which the same topic has another name.
    let folder = wanted.folder();
    publisher.feeds.selections.iter().find(|offered| offered.folder() == folder).and_then(path)
}

/// What a selection is called on a page in the language `page`.
pub(super) fn name(publisher: &Publisher, selection: &Selection, words: &Wording, page: &str) -> LangText {
    let attributes = match selection {
        Selection::All | Selection::Corrections | Selection::Language(_) | Selection::Kind(_) => String::new(),
        Selection::Department(_) | Selection::Topic(_) | Selection::Own(_) => attributes(&publisher.lang, page),
    };
    LangText { text: words.selection_name(publisher, selection), attributes }
}

#[derive(Serialize)]
struct ListingPage {
    layout: Layout,
    facet: Option<&'static str>,
    name: LangText,
    count: String,
    /// One without a heading where all releases are of one year.
    years: Vec<ListingYear>,
    own_feeds: Vec<FeedLink>,
    all_feeds: String,
}

#[derive(Serialize)]
struct ListingYear {
    year: i16,
    entries: Vec<ListEntry>,
}

fn write(edition: &Edition, selected: &Selected, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let selection = &selected.selection;
    let words = Wording::of(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let folder = selection.folder();
    let path = format!("{folder}index.html");
    let title = words.selection_title(publisher, selection);
    let page = PageMeta {
        path: &path,
        address: &folder,
        lang: &publisher.lang,
        title: format!("{title} – {}", publisher.name),
        description: format!("{}: {title}", publisher.description),
    };
    let name = name(publisher, selection, words, &lang);
    let is_corrections = *selection == Selection::Corrections;
    let mut releases = selected.releases.clone();
    if is_corrections {
        // Whoever opens this list asks what was put right last.
        releases.sort_by_cached_key(|release| Reverse(edition.unique_update_instant(release)));
    }
    let year_of = |release: &&Release| match is_corrections {
        true => release.updated().day().year(),
        false => release.published_instant(&publisher.zone).day().year(),
    };
    let entry = |release: &&Release| {
        let entry = list_entry(edition, context.links(), release, &path, &lang, words);
        if is_corrections { ListEntry { date: last_update(release, words), ..entry } } else { entry }
    };
    let years = releases
        .chunk_by(|a, b| year_of(a) == year_of(b))
        .map(|releases| ListingYear { year: releases.first().map_or(0, year_of), entries: releases.iter().map(entry).collect() });
    let group = LangText { text: words.selection_group(selection).to_owned(), attributes: String::new() };
    let layout = Layout::new(edition, context, page).with_feeds_of(edition, context, selection, &path);
    let listing = ListingPage {
        layout: layout
            .breadcrumb(
                LangText { text: words.subscribe.to_owned(), attributes: String::new() },
                Some(link::relative(context.links(), &path, feeds::PATH)),
            )
            .breadcrumb(
                group,
                Some(link::relative(context.links(), &path, &format!("{}#{}", feeds::PATH, feeds::anchor(selection)))),
            )
            .breadcrumb(name.clone(), None),
        facet: words.selection_facet(selection),
        name,
        count: words.releases(selected.releases.len()),
        years: years.collect(),
        own_feeds: feeds_of(publisher, context, selection, &path, &lang),
        all_feeds: link::relative(context.links(), &path, feeds::PATH),
    };
    templates::render("listing.html", &listing)
}
