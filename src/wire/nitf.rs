//! NITF 3.6: the release as the editing systems of the press take it in.
//!
//! IPTC, News Industry Text Format 3.6, 2009. <https://iptc.org/standards/nitf/>. `nitf/head.rs` tells what it is, `nitf/content.rs` holds the
//! text. Superdesk's reader takes in files without the namespace only, the first `ed-msg` alone, and no file without `body.content`; its dialect
//! gives it these and is the same otherwise.

use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Moment;
use crate::model::NitfDialect;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Withdrawal;
use crate::wire::message::WireMessage;
use crate::wire::xml;
use crate::wire::xml::Xml;

mod content;
mod head;

pub const FORMAT: Format = Format {
    name: "nitf",
    about: "NITF 3.6: for the editing systems of news desks",
    media_type: "application/nitf+xml",
    needs: &[],
    omits: &[],
    writer: Writer::Release { path, write, gone },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("nitf.xml")
}

const NAMESPACE: &str = "http://iptc.org/std/NITF/2006-10-18/";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    written(&WireMessage::of(edition, release, context))
}

/// A kill: its name, that it must not be used any more, and why; no content.
fn gone(edition: &Edition, notice: &Withdrawal, context: &Context) -> WriteResult {
    written(&WireMessage::of_notice(edition, notice, context))
}

fn written(message: &WireMessage) -> WriteResult {
    let wire = message.wire();
    Ok((xml::document(&element(message, wire.nitf), wire.xml), Vec::new()))
}

/// The root element with all that it holds.
pub fn element(message: &WireMessage, dialect: NitfDialect) -> String {
    let mut xml = Xml::default();
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
    xml.finish()
}

/// `20170620T100000+0200`, the form that NITF's dates have.
fn norm(instant: &Instant) -> String {
    let text = instant.rfc3339();
    let (day, rest) = text.split_at(text.len().min(10));
    let (clock, offset) = rest.split_at(rest.len().saturating_sub(6));
    let clock = clock.split('.').next().unwrap_or(clock);
    format!("{}{}{}", day.replace('-', ""), clock.replace(':', ""), offset.replace(':', ""))
}

/// As exactly as it is known: a day is a day.
fn norm_of(moment: &Moment) -> String {
    match moment {
        Moment::Instant(instant) => norm(instant),
        Moment::Day(day) => day.to_string().replace('-', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;
    use crate::model::Zone;

    #[test]
    fn dates_are_told_as_nitf_asks() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let told = |text: &str| norm(&Instant::parse(&zone, text).unwrap());
        assert_eq!(told("2017-06-20T10:05:07+02:00"), "20170620T100507+0200");
        assert_eq!(norm(&Instant::parse(&zone, "2017-01-20T10:05:07Z").unwrap().plus_microseconds(3)), "20170120T110507+0100");
        assert_eq!(norm_of(&Moment::Day(Day::new(2017, 6, 20).unwrap())), "20170620");
    }
}
