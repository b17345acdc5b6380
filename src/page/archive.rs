//! The archive: every year with all its headlines, and a page for each year.

use serde::Serialize;

use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::model::{Edition, Release, paths};
use crate::wording::Wording;

use super::entry::{ListEntry, list_entry};
use super::layout::{LangText, Layout, PageMeta, page_lang};
use super::templates;
use crate::markup::link;

/// All years on one page.
pub const FORMAT: Format =
    Format::page("archive", "archive: all years and headlines", Writer::Edition { path: paths::ARCHIVE, write });

/// One page for each year.
pub const YEAR: Format =
    Format::page("archive-year", "archive of one year", Writer::Year { path: paths::archive_year, write: write_year });

#[derive(Serialize)]
struct ArchivePage {
    layout: Layout,
    heading: String,
    /// True on the page of one year, which needs no heading for it.
    only_year: bool,
    years: Vec<ArchiveYear>,
}

#[derive(Serialize)]
struct ArchiveYear {
    year: i16,
    href: String,
    count: String,
    current: bool,
    entries: Vec<ListEntry>,
}

fn write(edition: &Edition, context: &Context) -> WriteResult {
    page(edition, context, None)
}

fn write_year(edition: &Edition, year: i16, context: &Context) -> WriteResult {
    page(edition, context, Some(year))
}

fn page(edition: &Edition, context: &Context, only: Option<i16>) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let path = only.map_or_else(|| paths::ARCHIVE.to_owned(), paths::archive_year);
    let heading = only.map_or_else(|| words.archive.to_owned(), |year| format!("{} {year}", words.archive));
    let entries = |releases: &[&Release]| {
        releases.iter().map(|release| list_entry(edition, context.links(), release, &path, &lang, words)).collect()
    };
    let years = edition.years().into_iter().map(|(year, releases)| ArchiveYear {
        year,
        href: link::relative(context.links(), &path, &paths::archive_year(year)),
        count: words.releases(releases.len()),
        current: only == Some(year),
        entries: if only.is_none_or(|only| only == year) { entries(&releases) } else { Vec::new() },
    });
    let years = years.collect();
    let layout = Layout::new(
        edition,
        context,
        PageMeta {
            path: &path,
            address: paths::page_address(&path),
            lang: &publisher.lang,
            title: format!("{heading} – {}", publisher.name),
            description: format!("{}: {heading}", publisher.name),
        },
    );
    let plain = |text: String| LangText { text, attributes: String::new() };
    let layout = match only {
        None => layout.breadcrumb(plain(heading.clone()), None),
        Some(year) => layout
            .breadcrumb(plain(words.archive.to_owned()), Some(link::relative(context.links(), &path, paths::ARCHIVE)))
            .breadcrumb(plain(year.to_string()), None),
    };
    let archive = ArchivePage { layout, heading, only_year: only.is_some(), years };
    templates::render("archive.html", &archive)
}
