//! RSS 2.0 (specification 2.0.11 and the RSS Advisory Board's profile). The door to the crate `rss`.
//!
//! <https://www.rssboard.org/rss-specification>, <https://www.rssboard.org/rss-profile>. An item tells when it was published; RSS has no word for
//! when it was changed, and a date of another form beside `pubDate` confuses readers, so a correction shows in its text and in Atom.

use std::collections::BTreeMap;

use ::rss::Category;
use ::rss::Channel;
use ::rss::Enclosure;
use ::rss::Guid;
use ::rss::Item;
use ::rss::extension::Extension;
use ::rss::extension::ExtensionMap;
use ::rss::extension::atom::AtomExtension;
use ::rss::extension::atom::Link;
use ::rss::extension::dublincore::DublinCoreExtension;

use super::entry;
use super::entry::Entry;
use super::entry::Head;
use super::entry::Withdrawn;
use super::style;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::artifact::Written;
use crate::markup::html;
use crate::markup::xml;
use crate::model::Edition;
use crate::model::Publisher;

pub const FORMAT: Format = Format {
    name: "rss",
    about: "RSS 2.0 feed with full text",
    media_type: "application/rss+xml; charset=utf-8",
    needs: entry::NEEDS,
    omits: entry::OMITS,
    writer: Writer::Edition { path: PATH, write },
};

const PATH: &str = "feed.rss";

fn write(edition: &Edition, context: &Context) -> Written {
    let entries = entry::entries(edition, context);
    let head = entry::head(edition, &entries);
    let channel = channel(edition.publisher(), head, &entries, &entry::withdrawn(edition));
    // The crate's `Display` swallows errors; its writer into memory has none to give.
    let document = channel.pretty_write_to(Vec::new(), b' ', 1).unwrap_or_default();
    Ok((xml::with_prolog(&document, edition.publisher().address(style::PATH).path()), Vec::new()))
}

fn channel(publisher: &Publisher, head: Head, entries: &[Entry], withdrawn: &[Withdrawn]) -> Channel {
    let itself = Link {
        rel: "self".into(),
        href: publisher.address(PATH).to_string(),
        mime_type: Some("application/rss+xml".into()),
        ..Link::default()
    };
    // Both contact elements want an e-mail address first and a name in brackets after it.
    let editor = publisher.email.as_ref().map(|email| format!("{email} ({})", head.publisher));
    Channel {
        title: head.title,
        link: head.home,
        description: head.description,
        language: Some(head.lang),
        copyright: Some(head.publisher),
        managing_editor: editor,
        pub_date: entries.iter().map(|entry| &entry.published).max().map(|newest| newest.rfc2822()),
        last_build_date: head.updated.map(|updated| updated.rfc2822()),
        generator: Some(concat!("Depesch ", env!("CARGO_PKG_VERSION")).into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        ttl: Some("60".into()),
        atom_ext: Some(AtomExtension { links: vec![itself] }),
        // By plain extensions: the crate's own syndication type always writes an update base in 1970.
        extensions: extensions("sy", &[("updatePeriod", "hourly"), ("updateFrequency", "1")]),
        namespaces: BTreeMap::from([("sy".into(), "http://purl.org/rss/1.0/modules/syndication/".into())]),
        items: entries.iter().map(item).chain(withdrawn.iter().map(gone)).collect(),
        ..Channel::default()
    }
}

fn item(entry: &Entry) -> Item {
    let category = |name: &str| Category { name: name.to_owned(), domain: None };
    Item {
        title: Some(entry.title.clone()),
        link: Some(entry.link.clone()),
        // Readers take a description for HTML, so the plain words are escaped for it.
        description: Some(html::escape(&entry.summary)),
        categories: std::iter::once(category(entry.kind)).chain(entry.topics.iter().map(|(_, name)| category(name))).collect(),
        enclosure: entry.pdf.as_ref().map(|pdf| Enclosure {
            url: pdf.address.clone(),
            length: pdf.length.to_string(),
            mime_type: pdf.media_type.into(),
        }),
        guid: Some(Guid { value: entry.id.clone(), permalink: false }),
        pub_date: Some(entry.published.rfc2822()),
        content: Some(entry.html.clone()),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![entry.author.clone()],
            languages: vec![entry.lang.clone()],
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// RSS has no word for an item that is gone: for some time one with the same guid stands in its place and says so.
fn gone(withdrawn: &Withdrawn) -> Item {
    let summary = html::escape(&withdrawn.summary);
    Item {
        title: Some(withdrawn.title.clone()),
        link: Some(withdrawn.link.clone()),
        content: Some(format!("<p>{summary}</p>")),
        description: Some(summary),
        guid: Some(Guid { value: withdrawn.id.clone(), permalink: false }),
        pub_date: Some(withdrawn.published.rfc2822()),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![withdrawn.author.clone()],
            languages: vec![withdrawn.lang.clone()],
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// Elements of text in the namespace of `prefix`.
fn extensions(prefix: &str, elements: &[(&str, &str)]) -> ExtensionMap {
    let element =
        |name: &str, value: &str| Extension { name: format!("{prefix}:{name}"), value: Some(value.into()), ..Extension::default() };
    let named = elements.iter().map(|(name, value)| ((*name).to_owned(), vec![element(name, value)])).collect();
    BTreeMap::from([(prefix.to_owned(), named)])
}
