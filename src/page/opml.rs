//! Every feed in one file that feed readers take in. OPML 2.0, <http://opml.org/spec2.opml>

use super::{changed, feeds};
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::xml_writer::{Indentation, XmlWriter};
use crate::model::invisible::without_invisible;
use crate::model::{Charset, Edition, Selection, paths};
use crate::wording::Wording;

/// One file for all feeds.
pub const FORMAT: Format = Format::new(
    Family::Index,
    "opml",
    "all feeds in one file for feed readers",
    "text/x-opml",
    Writer::Edition { path: paths::OPML, write },
);

fn write(edition: &Edition, _: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let mark = if edition.is_preview() { format!("{} – ", words.draft) } else { String::new() };
    let mut xml = XmlWriter::new(Indentation::Spaces);
    xml.element("opml", &[("version", "2.0")], |xml| {
        xml.element("head", &[], |xml| {
            xml.text("title", &[], &without_invisible(&format!("{mark}{} – {}", publisher.name, words.all_feeds)));
            // Never the time of the build: the same newsroom gives the same file.
            if let Some((instant, _)) = changed::last(edition.releases(), edition.withdrawals(), &publisher.zone) {
                xml.text("dateModified", &[], &instant.rfc2822());
            }
            xml.text("ownerName", &[], &without_invisible(publisher.name.as_str()));
            if let Some(email) = &publisher.email {
                xml.text("ownerEmail", &[], email.as_str());
            }
            xml.text("ownerId", &[], publisher.home.as_ref().unwrap_or(&publisher.base_url).as_str());
        });
        xml.element("body", &[], |xml| {
            for group in feeds::grouped(edition) {
                let Some(first) = group.first() else { continue };
                xml.element("outline", &[("text", words.selection_group(first))], |xml| {
                    group.iter().for_each(|selection| outline(edition, selection, words, xml));
                });
            }
        });
    });
    Ok((xml.into_document(Charset::Utf8), Vec::new()))
}

fn outline(edition: &Edition, selection: &Selection, words: &Wording, xml: &mut XmlWriter) {
    let publisher = edition.publisher();
    // Readers show the text, some the title: both name the newsroom, as the feed itself does.
    let title = format!("{} – {}", publisher.name, words.selection_title(publisher, selection));
    let title = without_invisible(&title);
    let language = selection.lang(&publisher.lang);
    let feed = publisher.address(&publisher.feed_path(selection, "rss")).to_string();
    let page = publisher.address(&selection.folder()).to_string();
    let attributes = [
        ("text", &*title),
        ("title", &title),
        ("type", "rss"),
        ("version", "RSS2"),
        ("language", language.as_str()),
        ("xmlUrl", &feed),
        ("htmlUrl", &page),
    ];
    xml.empty("outline", &attributes);
}
