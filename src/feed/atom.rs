//! Atom (RFC 4287). The door to the crate `atom_syndication`.
//!
//! <https://www.rfc-editor.org/rfc/rfc4287>

use atom_syndication::Category;
use atom_syndication::Content;
use atom_syndication::Feed;
use atom_syndication::FixedDateTime;
use atom_syndication::Generator;
use atom_syndication::Link;
use atom_syndication::Person;
use atom_syndication::Text;
use atom_syndication::WriteConfig;

use super::entry;
use super::entry::Entry;
use super::entry::Head;
use super::style;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::artifact::Written;
use crate::markup::xml;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Publisher;

pub const FORMAT: Format = Format {
    name: "atom",
    about: "Atom feed with full text",
    media_type: "application/atom+xml; charset=utf-8",
    needs: entry::NEEDS,
    omits: entry::OMITS,
    writer: Writer::Edition { path: PATH, write },
};

const PATH: &str = "feed.atom";

fn write(edition: &Edition, context: &Context) -> Written {
    let entries = entry::entries(edition, context);
    let head = entry::head(edition, &entries);
    let feed = feed(edition.publisher(), head, &entries);
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(1) };
    let document = feed.write_with_config(Vec::new(), config).unwrap_or_default();
    Ok((xml::with_prolog(&document, edition.publisher().address(style::PATH).path()), Vec::new()))
}

fn feed(publisher: &Publisher, head: Head, entries: &[Entry]) -> Feed {
    let author = Person {
        name: head.publisher.clone(),
        email: publisher.email.as_ref().map(ToString::to_string),
        uri: Some(publisher.home.as_ref().map_or(head.home.clone(), ToString::to_string)),
        ..Person::default()
    };
    Feed {
        // RFC 4151: the id of the feed names host and year, not the address, and so survives a move.
        id: format!("tag:{},{}:feed", publisher.id_authority, publisher.id_year),
        title: Text::plain(head.title),
        subtitle: Some(Text::plain(head.description)),
        updated: head.updated.as_ref().map_or_else(|| nothing_yet(publisher), time),
        authors: vec![author],
        links: vec![
            link("self", publisher.address(PATH).as_str(), Some("application/atom+xml")),
            Link { hreflang: Some(head.lang.clone()), ..link("alternate", &head.home, Some("text/html")) },
        ],
        rights: Some(Text::plain(head.publisher)),
        generator: Some(Generator { value: "Depesch".into(), uri: None, version: Some(env!("CARGO_PKG_VERSION").into()) }),
        lang: Some(head.lang),
        entries: entries.iter().map(item).collect(),
        ..Feed::default()
    }
}

fn item(entry: &Entry) -> atom_syndication::Entry {
    // The crate knows no language of an entry, so its texts carry it.
    let said = |value: &str| Text { lang: Some(entry.lang.clone()), ..Text::plain(value) };
    let mut links = vec![Link { hreflang: Some(entry.lang.clone()), ..link("alternate", &entry.link, Some("text/html")) }];
    links.extend(entry.pdf.as_ref().map(|pdf| Link {
        title: Some(pdf.title.clone()),
        length: Some(pdf.length.to_string()),
        ..link("enclosure", &pdf.address, Some(pdf.media_type))
    }));
    let category = |term: &str, label: &str| Category { term: term.to_owned(), scheme: None, label: Some(label.to_owned()) };
    atom_syndication::Entry {
        id: entry.id.clone(),
        title: said(&entry.title),
        links,
        published: Some(time(&entry.published)),
        updated: time(&entry.updated_apart),
        authors: vec![Person { name: entry.author.clone(), ..Person::default() }],
        categories: std::iter::once(category(entry.kind, entry.kind))
            .chain(entry.topics.iter().map(|(key, name)| category(key, name)))
            .collect(),
        summary: Some(said(&entry.summary)),
        content: Some(Content {
            content_type: Some("html".into()),
            lang: Some(entry.lang.clone()),
            value: Some(entry.html.clone()),
            ..Content::default()
        }),
        ..atom_syndication::Entry::default()
    }
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link { rel: rel.into(), href: href.into(), mime_type: media_type.map(Into::into), ..Link::default() }
}

/// Our instant as the crate's, by way of the text both know.
fn time(instant: &Instant) -> FixedDateTime {
    instant.rfc3339().parse().unwrap_or_default()
}

/// RFC 4287 asks every feed for a time of change. One in which nothing was published yet has changed when its host name was taken.
fn nothing_yet(publisher: &Publisher) -> FixedDateTime {
    format!("{:04}-01-01T00:00:00Z", publisher.id_year).parse().unwrap_or_default()
}
