//! NewsML-G2 2.35, a news item at the Power level: what is known of a release in fields, and its text in three renditions.
//!
//! IPTC, NewsML-G2 2.35, 2025. <https://iptc.org/standards/newsml-g2/>. `newsml_g2/meta.rs` holds the fields. The envelope (`newsMessage`)
//! belongs to a delivery channel, which alone knows sender, receiver and number.

use crate::artifact::Context;
use crate::artifact::Family;
use crate::artifact::Format;
use crate::artifact::Purpose;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::xml_writer::Indentation;
use crate::markup::xml_writer::XmlWriter;
use crate::model::Direction;
use crate::model::Edition;
use crate::model::NitfDialect;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Withdrawal;
use crate::wire::body;
use crate::wire::message::WireMessage;
use crate::wire::nitf;

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
/// Gives `ninat`, `stat`, `sig`, `irel`, `medtop`, `cpnat` and `drol` their meaning.
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context))
}

/// A kill: the item is canceled, by name, version and reason; its content is what must not be done, and why.
fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context))
}

fn write_message(message: &WireMessage) -> WriteResult {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    let version = message.version().to_string();
    let attributes = [
        ("xmlns", NAMESPACE),
        ("guid", message.id().as_str()),
        ("version", &version),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("xml:lang", message.lang().as_str()),
    ];
    xml.element("newsItem", &attributes, |xml| {
        xml.empty("catalogRef", &[("href", CATALOG)]);
        meta::rights(xml, message);
        meta::item(xml, message);
        meta::content(xml, message);
        if message.release().is_some() {
            renditions(xml, message);
        } else {
            // Superdesk's reader fails on an item without content.
            let line = message.change_line().expect("a withdrawal is a change");
            xml.element("contentSet", &[], |xml| xml.text("inlineData", &[("contenttype", "text/plain")], &line));
        }
    });
    Ok((xml.into_document(message.wire().xml), Vec::new()))
}

/// The same text three times, so that each receiver finds the form that it can use. The plain one last: Superdesk takes the last, and of
/// XHTML only the text outside of elements within a paragraph.
fn renditions(xml: &mut XmlWriter, message: &WireMessage) {
    let plain = body::plain(message);
    let words = plain.words.to_string();
    fn inside<'a>(kind: &'a str, words: &'a str) -> [(&'a str, &'a str); 2] {
        [("contenttype", kind), ("wordcount", words)]
    }
    xml.element("contentSet", &[], |xml| {
        xml.element("inlineXML", &inside("application/nitf+xml", &words), |xml| {
            // With its namespace whatever the dialect: without, it would be in that of the item.
            xml.raw(&nitf::root(message, NitfDialect::Standard).into_fragment());
        });
        xml.element("inlineXML", &inside("application/xhtml+xml", &words), |xml| {
            let lang = message.lang().as_str();
            let mut attributes = vec![("xmlns", XHTML), ("xml:lang", lang), ("lang", lang)];
            if message.lang().direction() == Direction::RightToLeft {
                attributes.push(("dir", "rtl"));
            }
            xml.element("html", &attributes, |xml| {
                xml.element("head", &[], |xml| xml.text("title", &[], message.headline()));
                xml.element("body", &[], |xml| {
                    xml.raw(&body::xhtml(message));
                    xml.raw("\n");
                });
            });
        });
        xml.text("inlineData", &inside("text/plain", &words), &plain.text);
    });
}
