//! The page of a selection: every release in it, and how to follow exactly this list.

use std::cmp::Reverse;

use serde::Serialize;

use super::entry::{ListEntry, last_update, list_entry};
use super::layout::{FeedLink, LangText, Layout, PageMeta, feeds_of, page_lang};
use super::selection::{feeds_anchor, selection_label};
use super::templates;
use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::markup::link;
use crate::model::{Edition, Release, Selected, Selection, paths};
use crate::wording::Wording;

/// One page for each selection; the list of everything has the start page and the archive.
pub const FORMAT: Format = Format::page(
    "listing",
    "page of each selection: its releases and its feeds",
    Writer::Selection { path: |_, selection| selection.page(), write },
);

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
    let words = Wording::for_lang(&publisher.lang);
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
    let name = selection_label(publisher, selection, words, &lang);
    let is_corrections = *selection == Selection::Corrections;
    let mut releases = selected.releases.clone();
    if is_corrections {
        // Readers of this list look for the latest correction.
        releases.sort_by_cached_key(|release| Reverse(edition.unique_update_instant(release)));
    }
    let year_of = |release: &&Release| {
        if is_corrections { release.updated().day().year() } else { release.published_instant(&publisher.zone).day().year() }
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
                Some(link::relative(context.links(), &path, paths::FEEDS)),
            )
            .breadcrumb(
                group,
                Some(link::relative(context.links(), &path, &format!("{}#{}", paths::FEEDS, feeds_anchor(selection)))),
            )
            .breadcrumb(name.clone(), None),
        facet: words.selection_facet(selection),
        name,
        count: words.releases(selected.releases.len()),
        years: years.collect(),
        own_feeds: feeds_of(publisher, context, selection, &path, &lang),
        all_feeds: link::relative(context.links(), &path, paths::FEEDS),
    };
    templates::render("listing.html", &listing)
}
