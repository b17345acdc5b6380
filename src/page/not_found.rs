//! The page of a 404, with suggestions. The service writes it for any address, so its links begin at the root of the host.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use strsim::osa_distance;

use super::entry::{ListEntry, list_entry};
use super::layout::{LangText, Layout, PageMeta, from_root, page_lang};
use super::templates;
use crate::artifact::{Context, WriteResult};
use crate::markup::link;
use crate::model::{Edition, Release, Slug, paths};
use crate::wording::Wording;
use crate::wording::search::SearchWording;

#[derive(Serialize)]
struct NotFoundPage {
    layout: Layout,
    words: &'static SearchWording,
    /// The requested address, decoded; `None` on the page that is the same for all.
    asked: Option<String>,
    near: Vec<ListEntry>,
}

/// The maximum number of suggestions.
const NEAREST: usize = 3;
/// The maximum number of characters shown of an address.
const SHOWN: usize = 200;

/// The page for the requested address `path`: `/nyheter/releases/2026/ny-skola/`. Without one it names no address and suggests nothing.
pub fn write(edition: &Edition, context: &Context, path: Option<&str>) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let lang = page_lang(&publisher.lang);
    let page = PageMeta {
        path: paths::FRONT,
        address: "",
        lang: &publisher.lang,
        title: format!("{} – {}", words.search_words().not_found, publisher.name),
        description: words.search_words().not_found_reason.to_owned(),
    };
    let layout = Layout::rooted(edition, context, page).unlisted();
    let path = path.map(link::decoded);
    let near = path.iter().flat_map(|path| nearest(edition, path)).map(|release| ListEntry {
        href: from_root(publisher, &release.permalink.page()),
        ..list_entry(edition, context.links(), release, paths::FRONT, &lang, words)
    });
    let missing = NotFoundPage {
        near: near.collect(),
        layout: layout.breadcrumb(LangText { text: words.search_words().not_found.to_owned(), attributes: String::new() }, None),
        words: words.search_words(),
        asked: path.as_deref().map(shortened),
    };
    templates::render("not_found.html", &missing)
}

fn shortened(path: &str) -> String {
    match path.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &path[..at]),
        None => path.to_owned(),
    }
}

/// The releases whose slug has most words in common with the last part of the path, at least half of all; newest first among equals.
fn nearest<'e>(edition: &Edition<'e>, path: &str) -> Vec<&'e Release> {
    let last = paths::page_address(path).trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let last = last.split('.').next().unwrap_or_default();
    let Some(asked) = Slug::from_headline(last) else { return Vec::new() };
    let asked: BTreeSet<&str> = asked.as_str().split('-').collect();
    let mut near: Vec<(usize, &Release)> = Vec::new();
    for release in edition.releases().iter().filter(|release| release.permalink.translation.is_none()) {
        let own: BTreeSet<&str> = release.permalink.slug.as_str().split('-').collect();
        let shared = asked.iter().filter(|word| own.iter().any(|other| is_near(word, other))).count();
        let likeness = 200 * shared / (asked.len() + own.len());
        if likeness >= 50 {
            near.push((likeness, release));
        }
    }
    near.sort_by_key(|(likeness, _)| Reverse(*likeness));
    near.into_iter().take(NEAREST).map(|(_, release)| release).collect()
}

/// The same word, or one that differs by one letter: added, missing, replaced, or two transposed.
fn is_near(a: &str, b: &str) -> bool {
    // Lengths first: unknown addresses are requested all the time, and most words differ in length.
    a == b || a.len().max(b.len()) > 4 && a.len().abs_diff(b.len()) <= 1 && osa_distance(a, b) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_more_or_less_is_near() {
        for (a, b, near) in [
            ("skola", "skola", true),
            ("skola", "skolan", true),
            ("skolna", "skolan", true),
            ("skala", "skola", true),
            ("kola", "skola", true),
            ("ny", "nu", false),
            ("skola", "skolgard", false),
            ("", "", true),
        ] {
            assert_eq!((is_near(a, b), is_near(b, a)), (near, near), "{a} {b}");
        }
    }
}
