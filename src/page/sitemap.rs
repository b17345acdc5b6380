//! Site maps for search engines: <https://www.sitemaps.org/protocol.html>, and Google's form of it for news.
//!
//! A preview is for the newsroom alone, so its site maps are empty.

use super::changed;
use super::layout::accessibility_statement;
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::xml_writer::{Indentation, XmlWriter};
use crate::model::{Charset, Edition, Moment, Release, Selection, Withdrawal, paths};

/// The index of the site maps.
pub const INDEX: Format = Format::new(
    Family::Index,
    "sitemap",
    "for search engines: which site maps there are",
    "application/xml",
    Writer::Edition { path: paths::SITEMAP, write: index },
);

/// The releases of one year.
pub const YEAR: Format = Format::new(
    Family::Index,
    "sitemap-year",
    "for search engines: the releases of each year",
    "application/xml",
    Writer::Year { path: paths::year_sitemap, write: year },
);

/// Every page that lists releases.
pub const LISTS: Format = Format::new(
    Family::Index,
    "sitemap-lists",
    "for search engines: start page, archive and selections",
    "application/xml",
    Writer::Edition { path: paths::LISTS_SITEMAP, write: lists },
);

/// The news of the last two days. <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>
pub const NEWS: Format = Format::new(
    Family::Index,
    "sitemap-news",
    "for search engines: what was published in the last two days",
    "application/xml",
    Writer::Edition { path: paths::NEWS_SITEMAP, write: news },
);

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");
const GOOGLE_NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

/// The maximum age of news, in seconds.
const NEW: i64 = 2 * 86_400;
/// The maximum number of entries, by Google's rules.
const MOST_NEWS: usize = 1000;

fn index(edition: &Edition, _: &Context) -> WriteResult {
    let all = last(edition, edition.releases(), edition.withdrawals());
    write_document("sitemapindex", &[SITEMAP], edition, |xml| {
        write_location(xml, "sitemap", edition, paths::LISTS_SITEMAP, all);
        for (year, releases) in edition.years() {
            // A withdrawal removes an entry, which is a change too.
            let gone: Vec<Withdrawal> =
                edition.withdrawals().iter().copied().filter(|notice| notice.permalink().year == year).collect();
            write_location(xml, "sitemap", edition, &paths::year_sitemap(year), last(edition, &releases, &gone));
        }
    })
}

fn year(edition: &Edition, year: i16, _: &Context) -> WriteResult {
    write_document("urlset", &[SITEMAP, XHTML], edition, |xml| {
        for release in edition.releases().iter().filter(|release| release.permalink.year == year) {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], edition.publisher().address(&release.folder()).as_str());
                xml.text("lastmod", &[], &release.updated().iso());
                languages(edition, release, xml);
            });
        }
    })
}

/// Each translation links to all of them and to itself: search engines ignore links that are not mutual.
fn languages(edition: &Edition, release: &Release, xml: &mut XmlWriter) {
    let mut all = edition.translations(release);
    if all.is_empty() {
        return;
    }
    all.push(release);
    all.sort_by(|a, b| a.permalink.translation.cmp(&b.permalink.translation));
    for form in all {
        let address = edition.publisher().address(&form.folder()).to_string();
        xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", form.lang.as_str()), ("href", &address)]);
    }
}

fn lists(edition: &Edition, _: &Context) -> WriteResult {
    let all = last(edition, edition.releases(), edition.withdrawals());
    write_document("urlset", &[SITEMAP], edition, |xml| {
        write_location(xml, "url", edition, paths::FRONT, all);
        write_location(xml, "url", edition, paths::ARCHIVE, all);
        for (year, releases) in edition.years() {
            let gone: Vec<Withdrawal> =
                edition.withdrawals().iter().copied().filter(|notice| notice.permalink().year == year).collect();
            write_location(xml, "url", edition, &paths::archive_year(year), last(edition, &releases, &gone));
        }
        for selection in edition.selections().into_iter().filter(|selection| *selection != Selection::All) {
            let Some(path) = selection.page() else { continue };
            let selected = edition.selected(selection);
            write_location(xml, "url", edition, &path, last(edition, &selected.releases, &selected.withdrawals));
        }
        for path in [paths::FEEDS, paths::PRESS].into_iter().chain(accessibility_statement(edition.publisher())) {
            write_location(xml, "url", edition, path, None);
        }
    })
}

fn news(edition: &Edition, _: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let age = |moment: &Moment| edition.now().unix() - moment.start(&publisher.zone).unix();
    let is_new = |release: &&&Release| release.dates.published().is_some_and(|first| (0..=NEW).contains(&age(first)));
    write_document("urlset", &[SITEMAP, GOOGLE_NEWS], edition, |xml| {
        for release in edition.releases().iter().filter(is_new).take(MOST_NEWS) {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], publisher.address(&release.folder()).as_str());
                xml.element("news:news", &[], |xml| {
                    xml.element("news:publication", &[], |xml| {
                        xml.text("news:name", &[], publisher.name.as_str());
                        xml.text("news:language", &[], release.lang.primary());
                    });
                    xml.text("news:publication_date", &[], &release.dates.published_or_updated().iso());
                    xml.text("news:title", &[], release.headline.as_str());
                });
            });
        }
    })
}

fn write_document(root: &str, namespaces: &[(&str, &str)], edition: &Edition, inside: impl FnOnce(&mut XmlWriter)) -> WriteResult {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    if edition.is_preview() {
        xml.empty(root, namespaces);
    } else {
        xml.element(root, namespaces, inside);
    }
    Ok((xml.into_document(Charset::Utf8), Vec::new()))
}

/// An entry of a site map: address and last change.
fn write_location(xml: &mut XmlWriter, name: &str, edition: &Edition, path: &str, changed: Option<&Moment>) {
    xml.element(name, &[], |xml| {
        xml.text("loc", &[], edition.publisher().address(paths::page_address(path)).as_str());
        if let Some(changed) = changed {
            xml.text("lastmod", &[], &changed.iso());
        }
    });
}

fn last<'m>(edition: &Edition, releases: &[&'m Release], gone: &[Withdrawal<'m>]) -> Option<&'m Moment> {
    changed::last(releases, gone, &edition.publisher().zone).map(|(_, moment)| moment)
}
