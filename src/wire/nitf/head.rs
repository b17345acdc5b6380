//! `head`: what the document is, who answers for it, and what a desk must know.

use crate::markup::xml_writer::Attributes;
use crate::markup::xml_writer::XmlWriter;
use crate::model::ChangeKind;
use crate::model::NitfDialect;
use crate::model::SubjectCode;
use crate::model::Taxonomy;
use crate::wire::body;
use crate::wire::message::MessageContent;
use crate::wire::message::WireMessage;
use crate::wire::message::notes::EditorNoteKind;
use crate::wire::signal::MessageSignal;

use super::dates::norm;
use super::dates::norm_of;

/// title, meta, tobject, docdata, pubdata: the order of the schema.
pub(super) fn write(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    xml.element("head", &[], |xml| {
        xml.text("title", &[], &message.title());
        meta(xml, message, dialect);
        tobject(xml, message, dialect);
        docdata(xml, message, dialect);
        let mut pubdata = vec![("type", "web")];
        let (address, published) = (message.address(), message.published().map(norm_of));
        pubdata.extend(published.iter().map(|published| ("date.publication", published.as_str())));
        pubdata.push(("ex-ref", &address));
        xml.empty("pubdata", &pubdata);
    });
}

/// The number that the channel gave it; in Superdesk's dialect what its reader looks for under these names.
fn meta(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let number = message.running.map(|running| running.number.to_string());
    let mut said: Vec<(&str, String)> = Vec::new();
    said.extend(number.clone().map(|number| ("wire-seq", number)));
    if dialect == NitfDialect::Superdesk {
        said.push(("anpa-keyword", message.slugline()));
        said.extend(number.map(|number| ("anpa-sequence", number)));
        said.push(("anpa-wordcount", body::plain(message).words.to_string()));
    }
    for (name, content) in said {
        xml.empty("meta", &[("name", name), ("content", &content)]);
    }
}

fn tobject(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    xml.element("tobject", &[("tobject.type", "news")], |xml| {
        xml.empty("tobject.property", &[("tobject.property.type", message.kind())]);
        for topic in message.release().into_iter().flat_map(|release| &release.topics) {
            let Some(code) = topic.media_topic.as_ref().and_then(|media_topic| media_topic.nitf) else { continue };
            let level = if dialect == NitfDialect::Superdesk { level(code) } else { "tobject.subject.matter" };
            xml.empty("tobject.subject", &[("tobject.subject.refnum", &code.to_string()), (level, topic.name.as_str())]);
        }
    });
}

/// Superdesk's reader cuts the code to the level of its name: a detail named as matter would be another subject.
fn level(code: SubjectCode) -> &'static str {
    match code.number() {
        number if number % 1_000_000 == 0 => "tobject.subject.type",
        number if number % 1000 == 0 => "tobject.subject.matter",
        _ => "tobject.subject.detail",
    }
}

fn docdata(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let id = message.id().as_str();
    let authority = message.authority();
    let status = if message.usage.embargo().is_some() { "embargoed" } else { message.usage.iptc() };
    xml.element("docdata", &[("management-status", status), ("management-doc-idref", id)], |xml| {
        if let (Some(MessageSignal::Correction), Some(change)) = (message.signal, message.change()) {
            xml.empty("correction", &[("info", change.note.as_str()), ("id-string", id), ("regsrc", authority)]);
        }
        if let Some(place) = message.place() {
            xml.empty("evloc", &[("city", place.as_str())]);
        }
        xml.empty("doc-id", &[("regsrc", authority), ("id-string", id)]);
        xml.empty("urgency", &[("ed-urg", &message.priority().to_string())]);
        xml.empty("date.issue", &[("norm", &norm(&message.created_instant()))]);
        if let Some(until) = message.usage.embargo() {
            xml.empty("date.release", &[("norm", &norm(until))]);
        }
        notes(xml, message, dialect);
        xml.empty("du-key", &[("key", &message.slugline()), ("version", &message.version().to_string())]);
        if let MessageContent::Release(_) = message.content {
            rights(xml, message);
            identified(xml, message);
        }
    });
}

/// Notes for editors. Superdesk's reader takes only the first, so in its dialect one holds all of them, line by line.
fn notes(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let notes = message.editor_notes();
    let mut changes = message.release().into_iter().flat_map(|release| release.changes.iter().rev().map(|change| change.kind));
    let mut kind = |note: EditorNoteKind| match note {
        EditorNoteKind::Embargo => "embargo",
        EditorNoteKind::Contact => "contact",
        EditorNoteKind::Date => "date",
        EditorNoteKind::Place => "place",
        EditorNoteKind::Version => "version",
        // The notes list the changes newest first. A kill has one, and no release.
        EditorNoteKind::Change => match changes.next().unwrap_or(ChangeKind::Withdrawal) {
            ChangeKind::Correction => "correction",
            ChangeKind::Update => "update",
            ChangeKind::Withdrawal => "kill",
        },
    };
    match dialect {
        NitfDialect::Standard => {
            notes.iter().for_each(|(about, line)| xml.empty("ed-msg", &[("msg-type", kind(*about)), ("info", line)]));
        }
        NitfDialect::Superdesk => {
            let lines: Vec<&str> = notes.iter().map(|(_, line)| line.as_str()).collect();
            let first = notes.first().map_or("date", |(about, _)| kind(*about));
            xml.empty("ed-msg", &[("msg-type", first), ("info", &lines.join("\n"))]);
        }
    }
}

fn rights(xml: &mut XmlWriter, message: &WireMessage) {
    let Some(rights) = message.terms() else { return };
    let owner = message.words.list(&message.organisations());
    let year = message.published().unwrap_or(message.created()).day().to_string();
    let year: String = year.chars().take_while(char::is_ascii_digit).collect();
    xml.empty("doc.copyright", &[("year", &year), ("holder", &owner)]);
    xml.empty("doc.rights", &[("owner", &owner), ("limitations", rights.as_str())]);
}

/// Words to find it by, who sends it and where it plays. Whom one may ask is not what it is about, and no person perhaps.
fn identified(xml: &mut XmlWriter, message: &WireMessage) {
    let Some(release) = message.release() else { return };
    if !release.topics.is_empty() {
        xml.element("key-list", &[], |xml| {
            release.topics.iter().for_each(|topic| xml.empty("keyword", &[("key", topic.name.as_str())]));
        });
    }
    const NONE: Attributes = &[];
    xml.element("identified-content", NONE, |xml| {
        message.organisations().iter().for_each(|name| xml.text("org", NONE, name));
        message.place().iter().for_each(|place| xml.text("location", NONE, place.as_str()));
        let regions = release.topics.iter().filter(|topic| topic.taxonomy == Taxonomy::Region);
        regions.for_each(|region| xml.text("location", NONE, region.name.as_str()));
    });
}
