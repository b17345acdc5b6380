//! NewsML-G2 2.35, a news item at the Power level: the metadata of a release, and its text in three renditions.
//!
//! IPTC, NewsML-G2 2.35, 2025. <https://iptc.org/standards/newsml-g2/>. The envelope (`newsMessage`) is left to the delivery channel, which
//! knows sender, receiver and number.

use crate::artifact::{Context, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::xml_writer::{Indentation, XmlWriter};
use crate::model::{Direction, Edition, NitfDialect, Permalink, Release, Withdrawal};
use crate::wire::message::WireMessage;
use crate::wire::{body, nitf};

mod meta;

pub const FORMAT: Format = Format {
    name: "newsml",
    label: "NewsML-G2",
    about: "NewsML-G2 2.35: a news item with NITF, XHTML and plain text inside",
    extension: "newsml.xml",
    media_type: "application/vnd.iptc.g2.newsitem+xml",
    family: Family::Wire,
    depends_on: &[],
    omits: &[],
    purpose: Some(Purpose {
        swedish: "Nyhetstext i XML med alla uppgifter om meddelandet.",
        english: "News text in XML with everything that is known of the release.",
    }),
    writer: Writer::Release { path, write, gone: write_kill },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("newsml.xml")
}

const NAMESPACE: &str = "http://iptc.org/std/nar/2006-10-01/";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// Defines `ninat`, `stat`, `sig`, `irel`, `medtop`, `cpnat` and `drol`.
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context))
}

/// A kill: the item is canceled; its content is the notice and the reason.
fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context))
}

fn write_message(message: &WireMessage) -> WriteResult {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    let version = message.version.to_string();
    let attributes = [
        ("xmlns", NAMESPACE),
        ("guid", message.id.as_str()),
        ("version", &version),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("xml:lang", message.lang.as_str()),
    ];
    xml.element("newsItem", &attributes, |xml| {
        xml.empty("catalogRef", &[("href", CATALOG)]);
        meta::rights(xml, message);
        meta::item(xml, message);
        meta::content(xml, message);
        if message.release.is_some() {
            renditions(xml, message);
        } else {
            // Superdesk's reader fails on an item without content.
            let line = message.change_line().expect("a withdrawal is a change");
            xml.element("contentSet", &[], |xml| xml.text("inlineData", &[("contenttype", "text/plain")], &line));
        }
    });
    Ok((xml.into_document(message.wire().xml), Vec::new()))
}

/// The text in three renditions, for different receivers. Plain text comes last: Superdesk reads the last one, and of XHTML it would read only
/// the text outside the inline elements of a paragraph.
fn renditions(xml: &mut XmlWriter, message: &WireMessage) {
    let plain = body::plain(message);
    let words = plain.words.to_string();
    let attributes = |media_type: &'static str| [("contenttype", media_type), ("wordcount", words.as_str())];
    xml.element("contentSet", &[], |xml| {
        xml.element("inlineXML", &attributes("application/nitf+xml"), |xml| {
            // Without its own namespace it would be in that of the item.
            xml.raw(&nitf::root(message, NitfDialect::Standard).into_fragment());
        });
        xml.element("inlineXML", &attributes("application/xhtml+xml"), |xml| {
            let lang = message.lang.as_str();
            let mut html = vec![("xmlns", XHTML), ("xml:lang", lang), ("lang", lang)];
            if message.lang.direction() == Direction::RightToLeft {
                html.push(("dir", "rtl"));
            }
            xml.element("html", &html, |xml| {
                xml.element("head", &[], |xml| xml.text("title", &[], message.headline));
                xml.element("body", &[], |xml| {
                    xml.raw(&body::xhtml(message));
                    xml.raw("\n");
                });
            });
        });
        xml.text("inlineData", &attributes("text/plain"), &plain.text);
    });
}
