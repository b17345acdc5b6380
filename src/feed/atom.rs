//! Atom (RFC 4287). The door to the crate `atom_syndication`.
//!
//! <https://www.rfc-editor.org/rfc/rfc4287>; the archive by RFC 5005 section 4, withdrawals by RFC 6721.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Feed, FixedDateTime, Generator, Link, Person, Text, WriteConfig};

use super::document::{FeedDocument, FeedMeta};
use super::entry::{Enclosure, FeedEntry, WithdrawnEntry};
use super::media::MediaElement;
use super::{document, entry, media, namespaces, patch, tombstones};
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::html;
use crate::model::{Edition, Instant, Month, Selected, Selection, paths};

/// The feed of each selection.
pub const FORMAT: Format = Format {
    name: "atom",
    label: "Atom",
    about: "Atom feeds with full text, one for each selection",
    extension: "atom",
    media_type: MEDIA_TYPE,
    family: Family::Feed,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Selection { path: |publisher, selection| Some(publisher.feed_path(selection, "atom")), write },
};

/// Its archive.
pub const ARCHIVE: Format = Format {
    name: "atom-archive",
    label: "Atom",
    about: "Atom: everything, by month (RFC 5005)",
    extension: "atom",
    media_type: MEDIA_TYPE,
    family: Family::FeedArchive,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Month { path: |selection, month| document::archive_path(selection, month, "atom"), write: write_month },
};

/// The feed of everything, with withdrawals.
pub const WITH_WITHDRAWN: Format = Format {
    name: "changes",
    label: "Atom",
    about: "Atom feed of everything that also tells what was withdrawn (RFC 6721)",
    extension: "atom",
    media_type: MEDIA_TYPE,
    family: Family::Feed,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Edition { path: paths::CHANGES, write: write_changes },
};

const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

fn write(edition: &Edition, selected: &Selected, _: &Context) -> WriteResult {
    let document = document::build_live(edition, selected, "atom", None);
    Ok((render(document), Vec::new()))
}

fn write_month(edition: &Edition, selected: &Selected, month: Month, _: &Context) -> WriteResult {
    let document = document::build_archive(edition, selected, month, "atom");
    Ok((render(document), Vec::new()))
}

fn write_changes(edition: &Edition, _: &Context) -> WriteResult {
    let selected = edition.selected(Selection::All);
    let mut document = document::build_live(edition, &selected, "atom", None);
    let publisher = edition.publisher();
    document.head.id.push_str("/changes");
    document.head.title = document.head.title_of_changes.clone();
    document.head.self_url = publisher.address(paths::CHANGES).to_string();
    // The archive belongs to the feed of everything and leads back there.
    document.head.older = None;
    let gone = document::all_withdrawn(edition, &selected);
    Ok((with_tombstones(document, &gone), Vec::new()))
}

/// A document as an Atom feed, whole.
pub fn render(document: FeedDocument) -> Vec<u8> {
    with_tombstones(document, &[])
}

fn with_tombstones(document: FeedDocument, gone: &[WithdrawnEntry]) -> Vec<u8> {
    let prolog = patch::prolog(&document.head.style);
    let languages: Vec<String> = document.entries.iter().map(|entry| entry.lang.clone()).collect();
    let mut feed = feed(document);
    if !gone.is_empty() {
        // Only where it is used, for readers that do not know it.
        feed.namespaces.insert("at".into(), namespaces::TOMBSTONES.1.into());
    }
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(1) };
    let written = feed.write_with_config(prolog, config).expect("writing into memory does not fail");
    patch::patch_atom(&written, &languages, &tombstones::render(gone))
}

fn feed(document: FeedDocument) -> Feed {
    let FeedDocument { head, entries, .. } = document;
    let author =
        Person { name: head.publisher.clone(), email: head.email.clone(), uri: Some(head.home.clone()), ..Person::default() };
    let mut names = BTreeMap::new();
    if entries.iter().any(|entry| !entry.pictures.is_empty()) {
        names.insert("media".into(), namespaces::MEDIA.1.into());
    }
    let mut extensions = ExtensionMap::new();
    if head.current.is_some() {
        names.insert("fh".into(), namespaces::HISTORY.1.into());
        let archive = Extension { name: "fh:archive".into(), ..Extension::default() };
        extensions.insert("fh".into(), BTreeMap::from([("archive".into(), vec![archive])]));
    }
    let links = links(&head);
    let own_lang = (head.own_lang != head.lang).then_some(head.own_lang);
    Feed {
        id: head.id,
        title: Text { lang: own_lang.clone(), ..words(head.title) },
        subtitle: Some(Text { lang: own_lang, ..words(head.description) }),
        updated: head
            .updated
            .as_ref()
            .map_or_else(|| head.since.parse().expect("the first day of a year is an RFC 3339 time"), time),
        authors: vec![author],
        links,
        icon: Some(head.icons.large),
        logo: Some(head.icons.logo),
        entries: entries.into_iter().map(|entry| item(&head.rights, entry)).collect(),
        rights: Some(words(head.rights)),
        // Without a version: an upgrade must not change the feed of every follower.
        generator: Some(Generator { value: "Depesch".into(), uri: Some(head.about), version: None }),
        lang: Some(head.lang),
        namespaces: names,
        extensions,
        ..Feed::default()
    }
}

fn links(head: &FeedMeta) -> Vec<Link> {
    let feed = |rel: &str, href: &String| link(rel, href, Some("application/atom+xml"));
    let page = Link { hreflang: Some(head.own_lang.clone()), ..link("alternate", &head.page, Some("text/html")) };
    let mut links = vec![feed("self", &head.self_url), page];
    links.extend(head.hubs.iter().map(|hub| link("hub", hub, None)));
    links.extend(head.current.iter().map(|href| feed("current", href)));
    links.extend(head.older.iter().map(|href| feed("prev-archive", href)));
    links.extend(head.newer.iter().map(|href| feed("next-archive", href)));
    links
}

fn item(rights: &str, entry: FeedEntry) -> atom_syndication::Entry {
    let pictures = pictures(&entry);
    let home = entry.authors.into_iter().next().and_then(|author| author.home);
    let mut links = vec![Link { hreflang: Some(entry.lang.clone()), ..link("alternate", &entry.link, Some("text/html")) }];
    // One alternate only: newsboat, feedparser and others take the last one for the entry's page.
    links.extend(entry.translations.iter().map(|other| Link {
        hreflang: other.lang.clone(),
        title: Some(other.title.clone()),
        ..link("related", &other.address, Some("text/html"))
    }));
    links.extend(std::iter::once(&entry.pdf).chain(&entry.documents).map(enclosure));
    links.extend(entry.pictures.iter().map(|photo| Link {
        title: Some(photo.alt.clone()),
        length: Some(photo.length.to_string()),
        ..link("enclosure", &photo.address, Some(photo.media_type))
    }));
    links.extend(
        entry.related.iter().map(|other| Link { title: Some(other.title.clone()), ..link("related", &other.address, None) }),
    );
    atom_syndication::Entry {
        id: entry.id,
        title: words(entry.title),
        links,
        published: Some(time(&entry.published)),
        updated: time(&entry.unique_update_instant),
        // One author only: many readers show the last, which is not the sender.
        authors: vec![Person { name: entry.senders, uri: home, ..Person::default() }],
        categories: entry
            .subjects
            .into_iter()
            .map(|subject| Category { term: subject.key, scheme: Some(subject.scheme), label: Some(subject.name) })
            .collect(),
        rights: Some(words(rights.to_owned())),
        // As HTML, though it is plain: mail from feeds prefers a plain part, and would take the summary for the whole.
        summary: Some(Text::html(html::escape(&entry.summary))),
        content: Some(Content { content_type: Some("html".into()), value: Some(entry.html), ..Content::default() }),
        extensions: pictures,
        ..atom_syndication::Entry::default()
    }
}

/// Plain text; readers that ignore the type would take `<` for an element, so it is escaped as HTML.
fn words(text: String) -> Text {
    if text.contains("</") { Text::html(html::escape(&text)) } else { Text::plain(text) }
}

fn enclosure(file: &Enclosure) -> Link {
    Link {
        hreflang: file.lang.clone(),
        title: Some(file.title.clone()),
        length: file.length.map(|length| length.to_string()),
        ..link("enclosure", &file.address, Some(file.media_type))
    }
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link { rel: rel.into(), href: href.into(), mime_type: media_type.map(Into::into), ..Link::default() }
}

fn pictures(entry: &FeedEntry) -> ExtensionMap {
    let media: Vec<Extension> = media::elements(entry, false).into_iter().map(extension).collect();
    if media.is_empty() {
        return ExtensionMap::new();
    }
    BTreeMap::from([("media".into(), BTreeMap::from([("content".into(), media)]))])
}

fn extension(element: MediaElement) -> Extension {
    Extension {
        name: element.name.into(),
        value: element.text,
        // The crate writes the values of extensions' attributes as they are (0.12.10).
        attrs: element.attributes.into_iter().map(|(name, value)| (name.to_owned(), patch::escaped(&value))).collect(),
        children: media::by_name(element.children, extension),
    }
}

/// Our instant as the crate's, through RFC 3339.
fn time(instant: &Instant) -> FixedDateTime {
    instant.rfc3339().parse().expect("an instant is written as RFC 3339")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails on the day on which the crate escapes these itself: then `extension` must not.
    #[test]
    fn the_crate_still_writes_attributes_of_extensions_raw() {
        let attrs = BTreeMap::from([("url".to_owned(), "a&b".to_owned())]);
        let raw = Extension { name: "media:content".into(), attrs, ..Extension::default() };
        let extensions = BTreeMap::from([("media".into(), BTreeMap::from([("content".into(), vec![raw])]))]);
        let feed = Feed { extensions, ..Feed::default() };
        assert!(feed.to_string().contains("url=\"a&b\""));
    }
}
