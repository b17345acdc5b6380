//! NITF 3.6, for newsroom systems.
//!
//! IPTC, News Industry Text Format 3.6, 2009. <https://iptc.org/standards/nitf/>. Superdesk reads only files without the namespace and with
//! `body.content`, and only the first `ed-msg`: its dialect differs in these points.

use crate::artifact::{Context, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::xml_writer::{Indentation, XmlWriter};
use crate::model::{Edition, NitfDialect, Permalink, Release, Withdrawal};
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

/// A kill: headline, notice and reason, without content.
fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context))
}

fn write_message(message: &WireMessage) -> WriteResult {
    let wire = message.wire();
    Ok((root(message, wire.nitf).into_document(wire.xml), Vec::new()))
}

pub fn root(message: &WireMessage, dialect: NitfDialect) -> XmlWriter {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    let mut attributes = Vec::new();
    if dialect == NitfDialect::Standard {
        attributes.push(("xmlns", NAMESPACE));
    }
    // Fixed by the schema.
    attributes.extend([("version", "-//IPTC//DTD NITF 3.6//EN"), ("change.date", "September 11, 2009"), ("change.time", "12:26")]);
    attributes.extend([("baselang", message.lang.as_str()), ("uno", message.id.as_str())]);
    xml.element("nitf", &attributes, |xml| {
        head::write(xml, message, dialect);
        xml.element("body", &[], |xml| {
            content::write_head(xml, message);
            content::write_content(xml, message, dialect);
        });
    });
    xml
}
