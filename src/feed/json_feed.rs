//! JSON Feed 1.1, written through serde.
//!
//! <https://www.jsonfeed.org/version/1.1/>. Facts without a field of their own are in `_depesch` objects, its form of an extension.

use std::collections::BTreeSet;
use std::iter::once;

use serde::Serialize;

use super::document::FeedDocument;
use super::entry::{Enclosure, FeedEntry, MediaImage, QuoteInfo, RelatedLink, WithdrawnEntry};
use super::{document, entry};
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::model::{Edition, Instant, Month, Selected};

/// The feed of each selection.
pub const FORMAT: Format = Format {
    name: "json",
    label: "JSON Feed",
    about: "JSON Feeds 1.1 with full text, one for each selection",
    extension: "json",
    media_type: MEDIA_TYPE,
    family: Family::Feed,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Selection { path: |publisher, selection| Some(publisher.feed_path(selection, "json")), write },
};

/// Its archive.
pub const ARCHIVE: Format = Format {
    name: "json-archive",
    label: "JSON Feed",
    about: "JSON Feed: everything, by month, each leading to the one before",
    extension: "feed.json",
    media_type: MEDIA_TYPE,
    family: Family::FeedArchive,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Month { path: |selection, month| document::archive_path(selection, month, "json"), write: write_month },
};

const MEDIA_TYPE: &str = "application/feed+json; charset=utf-8";

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    user_comment: &'a str,
    /// The archive, month by month.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    icon: &'a str,
    favicon: &'a str,
    authors: [JsonAuthor<'a>; 1],
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<JsonHub<'a>>,
    _depesch: AboutFeed<'a>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonHub<'a> {
    r#type: &'static str,
    url: &'a str,
}

/// Facts of a feed without a field of their own.
#[derive(Serialize)]
struct AboutFeed<'a> {
    /// A page that explains it.
    about: &'a str,
    rights: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// Of an archive: the feed, and the month after.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_archive: Option<&'a str>,
    /// Items that readers should delete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<JsonWithdrawn<'a>>,
}

#[derive(Serialize)]
struct JsonWithdrawn<'a> {
    id: &'a str,
    url: &'a str,
    when: String,
    title: &'a str,
    note: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: Vec<JsonAuthor<'a>>,
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<JsonAttachment<'a>>,
    _depesch: AboutItem<'a>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonAttachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

/// Facts of an item without a field of their own.
#[derive(Serialize)]
struct AboutItem<'a> {
    /// 1 for the first version.
    version: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<JsonChange<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subhead: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<JsonEvent<'a>>,
    categories: Vec<JsonCategory<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures: Vec<JsonPicture<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotes: Vec<JsonQuote<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translations: Vec<JsonLink<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonLink<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    kind: &'static str,
    date: &'a str,
    note: &'a str,
}

#[derive(Serialize)]
struct JsonEvent<'a> {
    start: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a str>,
    place: &'a str,
}

#[derive(Serialize)]
struct JsonCategory<'a> {
    scheme: &'a str,
    term: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct JsonPicture<'a> {
    url: &'a str,
    width: u32,
    height: u32,
    alt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
}

/// Who says what in the text.
#[derive(Serialize)]
struct JsonQuote<'a> {
    text: &'a str,
    speaker: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonLink<'a> {
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

fn quote(quote: &QuoteInfo) -> JsonQuote<'_> {
    JsonQuote { text: &quote.text, speaker: &quote.speaker, party: quote.party.as_deref(), role: quote.role.as_deref() }
}

fn write(edition: &Edition, selected: &Selected, _: &Context) -> WriteResult {
    Ok((render(document::build_live(edition, selected, "json", None)), Vec::new()))
}

fn write_month(edition: &Edition, selected: &Selected, month: Month, _: &Context) -> WriteResult {
    Ok((render(document::build_archive(edition, selected, month, "json")), Vec::new()))
}

/// A document as a JSON Feed, whole.
pub fn render(document: FeedDocument) -> Vec<u8> {
    let FeedDocument { head, entries, withdrawn } = &document;
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &head.title,
        home_page_url: &head.page,
        feed_url: &head.self_url,
        description: &head.description,
        user_comment: &head.comment,
        next_url: head.older.as_deref(),
        icon: &head.icons.large,
        favicon: &head.icons.small,
        authors: [JsonAuthor { name: &head.publisher, url: Some(&head.home) }],
        language: &head.lang,
        hubs: head.hubs.iter().map(|url| JsonHub { r#type: "WebSub", url }).collect(),
        _depesch: AboutFeed {
            about: &head.about,
            rights: &head.rights,
            updated: head.updated.as_ref().map(Instant::rfc3339),
            current: head.current.as_deref(),
            next_archive: head.newer.as_deref(),
            withdrawn: withdrawn.iter().map(withdrawn_item).collect(),
        },
        items: entries.iter().map(item).collect(),
    };
    let mut json = serde_json::to_vec_pretty(&feed).expect("strings and numbers always serialise");
    json.push(b'\n');
    json
}

fn withdrawn_item(withdrawn: &WithdrawnEntry) -> JsonWithdrawn<'_> {
    JsonWithdrawn {
        id: &withdrawn.id,
        url: &withdrawn.link,
        when: withdrawn.when.rfc3339(),
        title: &withdrawn.title,
        note: &withdrawn.note,
    }
}

fn item(entry: &FeedEntry) -> JsonItem<'_> {
    JsonItem {
        id: &entry.id,
        url: &entry.link,
        title: &entry.title,
        summary: &entry.summary,
        content_html: &entry.html,
        image: entry.pictures.first().map(|photo| photo.address.as_str()),
        date_published: entry.published.rfc3339(),
        date_modified: entry.updated.rfc3339(),
        authors: entry.authors.iter().map(|author| JsonAuthor { name: &author.name, url: author.home.as_deref() }).collect(),
        tags: tags(entry),
        language: &entry.lang,
        attachments: once(&entry.pdf).chain(&entry.documents).map(file).chain(entry.pictures.iter().map(photo)).collect(),
        _depesch: about(entry),
    }
}

/// A topic and a kind can have the same name; each tag is written once.
fn tags(entry: &FeedEntry) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    entry.subjects.iter().map(|subject| subject.name.as_str()).filter(|name| seen.insert(*name)).collect()
}

fn file(file: &Enclosure) -> JsonAttachment<'_> {
    JsonAttachment { url: &file.address, mime_type: file.media_type, title: &file.title, size_in_bytes: file.length }
}

fn photo(photo: &MediaImage) -> JsonAttachment<'_> {
    let size_in_bytes = Some(photo.length);
    JsonAttachment { url: &photo.address, mime_type: photo.media_type, title: &photo.alt, size_in_bytes }
}

fn about(entry: &FeedEntry) -> AboutItem<'_> {
    AboutItem {
        version: entry.revision,
        changes: entry.changes.iter().map(|told| JsonChange { kind: told.kind, date: &told.at, note: &told.note }).collect(),
        subhead: entry.subhead.as_deref(),
        place: entry.place.as_deref(),
        event: entry.event.as_ref().map(|event| JsonEvent { start: &event.start, end: event.end.as_deref(), place: &event.place }),
        categories: entry
            .subjects
            .iter()
            .map(|subject| JsonCategory { scheme: &subject.scheme, term: &subject.key, label: &subject.name })
            .collect(),
        pictures: entry.pictures.iter().map(picture).collect(),
        quotes: entry.quotes.iter().map(quote).collect(),
        translations: entry.translations.iter().map(page).collect(),
        related: entry.related.iter().map(page).collect(),
    }
}

fn page(other: &RelatedLink) -> JsonLink<'_> {
    JsonLink { url: &other.address, title: &other.title, language: other.lang.as_deref() }
}

fn picture(photo: &MediaImage) -> JsonPicture<'_> {
    JsonPicture {
        url: &photo.address,
        width: photo.width,
        height: photo.height,
        alt: &photo.alt,
        caption: photo.caption.as_deref(),
        credit: photo.credit.as_deref(),
        rights: photo.rights.as_deref(),
    }
}
