//! NITF 3.6: the release as the editing systems of the press take it in.
//!
//! IPTC, News Industry Text Format 3.6, 2009. <https://iptc.org/standards/nitf/>. `nitf/head.rs` writes the metadata, `nitf/content.rs` the
//! text. Superdesk's reader takes in files without the namespace only, the first `ed-msg` alone, and no file without `body.content`; its dialect
//! gives it these and is the same otherwise.

use crate::artifact::Context;
use crate::artifact::Family;
use crate::artifact::Format;
use crate::artifact::Purpose;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::xml_writer::Indentation;
use crate::markup::xml_writer::XmlWriter;
use crate::model::Edition;
use crate::model::NitfDialect;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Withdrawal;
use crate::wire::message::WireMessage;

mod content;
mod dates;
mod head;

pub const FORMAT: Format = Format {
    name: "nitf",
    label: "NITF",
    about: "NITF 3.6: for the editing systems of news desks",
    extension: "nitf.xml",
    media_type: "application/nitf+xml",
    family: Family::Wire,
    depends_on: &[],
    omits: &[],
    purpose: Some(Purpose { swedish: "Nyhetstext i XML.", english: "News text in XML." }),
    writer: Writer::Release { path, write, gone: write_kill },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("nitf.xml")
}

const NAMESPACE: &str = "http://iptc.org/std/NITF/2006-10-18/";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context))
}

/// A kill: its name, that it must not be used any more, and why; no content.
fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context))
}

fn write_message(message: &WireMessage) -> WriteResult {
    let wire = message.wire();
    Ok((root(message, wire.nitf).into_document(wire.xml), Vec::new()))
}

/// The root element with all that it holds.
pub fn root(message: &WireMessage, dialect: NitfDialect) -> XmlWriter {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    let mut attributes = Vec::new();
    if dialect == NitfDialect::Standard {
        attributes.push(("xmlns", NAMESPACE));
    }
    // These three are fixed by the schema.
    attributes.extend([("version", "-//IPTC//DTD NITF 3.6//EN"), ("change.date", "September 11, 2009"), ("change.time", "12:26")]);
    attributes.extend([("baselang", message.lang().as_str()), ("uno", message.id().as_str())]);
    xml.element("nitf", &attributes, |xml| {
        head::write(xml, message, dialect);
        xml.element("body", &[], |xml| {
            content::head(xml, message);
            content::write(xml, message, dialect);
        });
    });
    xml
}
