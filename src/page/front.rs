//! The start page: the newest releases, and how to follow them.

use serde::Serialize;

use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::model::{Edition, Release, paths};
use crate::wording::Wording;

use super::entry::{ListEntry, list_entry};
use super::layout::{Layout, PageMeta, page_lang};
use super::templates;

/// The start page of the newsroom.
pub const FORMAT: Format =
    Format::page("front", "start page: the newest releases and how to subscribe", Writer::Edition { path: paths::FRONT, write });

/// The number of releases on it; the others are in the archive.
const NEWEST: usize = 10;

#[derive(Serialize)]
struct FrontPage {
    layout: Layout,
    entries: Vec<ListEntry>,
    more: bool,
}

fn write(edition: &Edition, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let page = PageMeta {
        path: paths::FRONT,
        address: "",
        lang: &publisher.lang,
        title: format!("{} – {}", words.press_releases, publisher.name),
        description: publisher.description.to_string(),
    };
    // A translation is linked from its original; here it would repeat the same news.
    let originals: Vec<&Release> = edition.releases().iter().copied().filter(|r| r.permalink.translation.is_none()).collect();
    let newest = originals.iter().take(NEWEST);
    let front = FrontPage {
        layout: Layout::new(edition, context, page),
        entries: newest.map(|release| list_entry(edition, context.links(), release, paths::FRONT, &lang, words)).collect(),
        more: originals.len() > NEWEST,
    };
    templates::render("front.html", &front)
}
