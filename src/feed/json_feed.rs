//! JSON Feed 1.1, written through serde.
//!
//! <https://www.jsonfeed.org/version/1.1/>

use serde::Serialize;

use super::entry;
use super::entry::Entry;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::artifact::Written;
use crate::model::Edition;

pub const FORMAT: Format = Format {
    name: "json",
    about: "JSON Feed 1.1 with full text",
    media_type: "application/feed+json; charset=utf-8",
    needs: entry::NEEDS,
    omits: entry::OMITS,
    writer: Writer::Edition { path: PATH, write },
};

const PATH: &str = "feed.json";

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: String,
    description: &'a str,
    authors: [Author<'a>; 1],
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    content_html: &'a str,
    date_published: String,
    date_modified: String,
    authors: [Author<'a>; 1],
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    title: &'a str,
    size_in_bytes: usize,
}

fn write(edition: &Edition, context: &Context) -> Written {
    let entries = entry::entries(edition, context);
    let head = entry::head(edition, &entries);
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &head.title,
        home_page_url: &head.home,
        feed_url: edition.publisher().address(PATH).to_string(),
        description: &head.description,
        authors: [Author { name: &head.publisher, url: Some(&head.home) }],
        language: &head.lang,
        items: entries.iter().map(item).collect(),
    };
    // Strings and numbers only: serialising them into memory cannot fail.
    let mut json = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    json.push(b'\n');
    Ok((json, Vec::new()))
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: &entry.link,
        title: &entry.title,
        summary: &entry.summary,
        content_html: &entry.html,
        date_published: entry.published.rfc3339(),
        date_modified: entry.updated.rfc3339(),
        authors: [Author { name: &entry.author, url: None }],
        tags: std::iter::once(entry.kind).chain(entry.topics.iter().map(|(_, name)| name.as_str())).collect(),
        language: &entry.lang,
        attachments: entry
            .pdf
            .iter()
            .map(|pdf| Attachment { url: &pdf.address, mime_type: pdf.media_type, title: &pdf.title, size_in_bytes: pdf.length })
            .collect(),
    }
}
