//! RSS 2.0 (specification 2.0.11 and the RSS Advisory Board's profile). The door to the crate `rss`.
//!
//! <https://www.rssboard.org/rss-specification>, <https://www.rssboard.org/rss-profile>; pictures and documents by Media RSS,
//! <https://www.rssboard.org/media-rss>. RSS has an item's date of publication but none of change, and some readers take a second date
//! (`dcterms:modified`) for the first while others refuse it: a correction shows in the text, in `dcterms:available` (the date of this
//! version) and in Atom.

use std::collections::BTreeMap;

use ::rss::Category;
use ::rss::Channel;
use ::rss::Enclosure;
use ::rss::Guid;
use ::rss::Image;
use ::rss::Item;
use ::rss::extension::Extension;
use ::rss::extension::ExtensionMap;
use ::rss::extension::dublincore::DublinCoreExtension;

use super::document::{FeedDocument, FeedMeta};
use super::entry::{FeedEntry, WithdrawnEntry};
use super::media::MediaElement;
use super::{document, entry, media, namespaces, patch};
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::html;
use crate::model::{Edition, Instant, Month, Selected};

/// The feed of each selection.
pub const FORMAT: Format = Format {
    name: "rss",
    label: "RSS",
    about: "RSS 2.0 feeds with full text, one for each selection",
    extension: "rss",
    media_type: MEDIA_TYPE,
    family: Family::Feed,
    depends_on: &[("pdf", "an enclosure must state its length (RSS 2.0), and readers show it")],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Selection { path: |publisher, selection| Some(publisher.feed_path(selection, "rss")), write },
};

/// Its archive.
pub const ARCHIVE: Format = Format {
    name: "rss-archive",
    label: "RSS",
    about: "RSS 2.0: everything, by month (RFC 5005)",
    extension: "rss",
    media_type: MEDIA_TYPE,
    family: Family::FeedArchive,
    depends_on: &[],
    omits: entry::OMITS,
    purpose: None,
    writer: Writer::Month { path: |selection, month| document::archive_path(selection, month, "rss"), write: write_month },
};

const MEDIA_TYPE: &str = "application/rss+xml; charset=utf-8";

fn write(edition: &Edition, selected: &Selected, context: &Context) -> WriteResult {
    let lengths = document::states_lengths(selected).then_some(context);
    Ok((render(document::build_live(edition, selected, "rss", lengths)), Vec::new()))
}

fn write_month(edition: &Edition, selected: &Selected, month: Month, _: &Context) -> WriteResult {
    Ok((render(document::build_archive(edition, selected, month, "rss")), Vec::new()))
}

/// A document as an RSS 2.0 channel, whole.
pub fn render(document: FeedDocument) -> Vec<u8> {
    let style = document.head.style.clone();
    // The crate's `Display` swallows errors, so it writes into memory.
    let written = channel(document).pretty_write_to(Vec::new(), b' ', 1).expect("writing into memory does not fail");
    patch::patch_rss(&written, &style)
}

fn channel(document: FeedDocument) -> Channel {
    let FeedDocument { head, entries, withdrawn } = document;
    let archived = head.current.is_some();
    let (own, mut extensions) = if archived {
        (namespaces::HISTORY, extensions(namespaces::HISTORY, &[("archive", None)]))
    } else {
        // As plain extensions: the crate's own type always writes an update base in 1970.
        let often = [("updatePeriod", Some("hourly")), ("updateFrequency", Some("1"))];
        (namespaces::SYNDICATION, extensions(namespaces::SYNDICATION, &often))
    };
    // As plain extensions too: the crate's own type brings nine packages for it.
    extensions.insert(namespaces::ATOM.1.into(), BTreeMap::from([("link".into(), links(&head))]));
    let named = [namespaces::ATOM, namespaces::MEDIA, namespaces::DCTERMS, own];
    let namespaces = named.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).into();
    Channel {
        language: Some(head.lang),
        copyright: Some(head.rights),
        // The form is an e-mail address with a name in brackets.
        managing_editor: head.email.as_ref().map(|email| format!("{email} ({})", head.publisher)),
        pub_date: head.published.as_ref().map(Instant::rfc2822),
        last_build_date: head.updated.as_ref().map(Instant::rfc2822),
        generator: Some("Depesch".into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        ttl: (!archived).then(|| "60".into()),
        image: Some(Image {
            url: head.icons.channel,
            // The profile requires the channel's title and link.
            title: head.title.clone(),
            link: head.page.clone(),
            width: Some("144".into()),
            height: Some("144".into()),
            description: None,
        }),
        title: head.title,
        link: head.page,
        description: head.description,
        extensions,
        namespaces,
        items: entries.into_iter().map(item).chain(withdrawn.into_iter().map(withdrawn_item)).collect(),
        ..Channel::default()
    }
}

fn links(head: &FeedMeta) -> Vec<Extension> {
    let link = |attributes: &[(&str, &str)]| Extension {
        name: "atom:link".into(),
        attrs: attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..Extension::default()
    };
    let feed = |rel: &str, href: &String| link(&[("href", href), ("rel", rel), ("type", "application/rss+xml")]);
    let mut links = vec![feed("self", &head.self_url)];
    links.extend(head.hubs.iter().map(|hub| link(&[("href", hub), ("rel", "hub")])));
    links.extend(head.current.iter().map(|href| feed("current", href)));
    links.extend(head.older.iter().map(|href| feed("prev-archive", href)));
    links.extend(head.newer.iter().map(|href| feed("next-archive", href)));
    links
}

fn item(entry: FeedEntry) -> Item {
    let since = (entry.updated != entry.published).then(|| entry.updated.rfc3339());
    let terms = [("alternative", entry.subhead.as_deref()), ("available", since.as_deref()), ("spatial", entry.place.as_deref())];
    let terms: Vec<_> = terms.into_iter().filter(|(_, value)| value.is_some()).collect();
    let mut extensions = if terms.is_empty() { ExtensionMap::new() } else { extensions(namespaces::DCTERMS, &terms) };
    let media = media::elements(&entry, true);
    if !media.is_empty() {
        extensions
            .insert(namespaces::MEDIA.1.into(), BTreeMap::from([("content".into(), media.into_iter().map(extension).collect())]));
    }
    Item {
        title: Some(entry.title),
        link: Some(entry.link),
        // Readers take a description for HTML, so the plain text is escaped for it.
        description: Some(html::escape(&entry.summary)),
        categories: entry
            .subjects
            .into_iter()
            .map(|subject| Category { name: subject.name, domain: Some(subject.scheme) })
            .collect(),
        // One at most. A length of 0 is an unknown length.
        enclosure: Some(Enclosure {
            url: entry.pdf.address,
            length: entry.pdf.length.unwrap_or(0).to_string(),
            mime_type: entry.pdf.media_type.into(),
        }),
        guid: Some(Guid { value: entry.id, permalink: false }),
        pub_date: Some(entry.published.rfc2822()),
        content: Some(entry.html),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![entry.senders],
            languages: vec![entry.lang],
            ..DublinCoreExtension::default()
        }),
        extensions,
        ..Item::default()
    }
}

/// RSS cannot remove an item: for some time one with the same guid replaces it and says that it was withdrawn.
fn withdrawn_item(withdrawn: WithdrawnEntry) -> Item {
    let summary = html::escape(&withdrawn.summary);
    Item {
        title: Some(withdrawn.title),
        link: Some(withdrawn.link),
        content: Some(format!("<p>{summary}</p>")),
        description: Some(summary),
        guid: Some(Guid { value: withdrawn.id, permalink: false }),
        pub_date: Some(withdrawn.published.rfc2822()),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![withdrawn.author],
            languages: vec![withdrawn.lang],
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// Elements of text in a namespace. The crate writes extensions in the order of their namespaces.
fn extensions((prefix, namespace): (&str, &str), elements: &[(&str, Option<&str>)]) -> ExtensionMap {
    let element = |name: &str, value: Option<&str>| {
        let value = value.map(Into::into);
        (name.to_owned(), vec![Extension { name: format!("{prefix}:{name}"), value, ..Extension::default() }])
    };
    BTreeMap::from([(namespace.to_owned(), elements.iter().map(|(name, value)| element(name, *value)).collect())])
}

fn extension(element: MediaElement) -> Extension {
    Extension {
        name: element.name.into(),
        value: element.text,
        attrs: element.attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        children: media::by_name(element.children, extension),
    }
}
