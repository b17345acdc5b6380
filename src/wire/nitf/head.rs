//! `head`: the metadata of the document, and notes for editors.

use crate::markup::xml_writer::{Attributes, XmlWriter};
use crate::model::{ChangeKind, NitfDialect, SubjectCode, Taxonomy};
use crate::wire::body;
use crate::wire::message::WireMessage;
use crate::wire::message::notes::EditorNoteKind;
use crate::wire::signal::MessageSignal;

use super::dates::{norm_instant, norm_moment};

/// title, meta, tobject, docdata, pubdata: the order of the schema.
pub fn write(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    xml.element("head", &[], |xml| {
        xml.text("title", &[], &message.title());
        meta(xml, message, dialect);
        tobject(xml, message, dialect);
        docdata(xml, message, dialect);
        let mut pubdata = vec![("type", "web")];
        let (address, published) = (message.address(), message.published.map(norm_moment));
        pubdata.extend(published.iter().map(|published| ("date.publication", published.as_str())));
        pubdata.push(("ex-ref", &address));
        xml.empty("pubdata", &pubdata);
    });
}

/// The running number; in Superdesk's dialect also the names that its reader looks for.
fn meta(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let number = message.running.map(|running| running.number.to_string());
    let mut meta: Vec<(&str, String)> = Vec::new();
    meta.extend(number.clone().map(|number| ("wire-seq", number)));
    if dialect == NitfDialect::Superdesk {
        meta.push(("anpa-keyword", message.slugline()));
        meta.extend(number.map(|number| ("anpa-sequence", number)));
        meta.push(("anpa-wordcount", body::plain(message).words.to_string()));
    }
    for (name, content) in meta {
        xml.empty("meta", &[("name", name), ("content", &content)]);
    }
}

fn tobject(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    xml.element("tobject", &[("tobject.type", "news")], |xml| {
        xml.empty("tobject.property", &[("tobject.property.type", message.kind)]);
        for topic in message.release.into_iter().flat_map(|release| &release.topics) {
            let Some(code) = topic.media_topic.as_ref().and_then(|media_topic| media_topic.nitf) else { continue };
            let level = if dialect == NitfDialect::Superdesk { level(code) } else { "tobject.subject.matter" };
            xml.empty("tobject.subject", &[("tobject.subject.refnum", &code.to_string()), (level, topic.name.as_str())]);
        }
    });
}

/// Superdesk's reader truncates the code to the level of its name: a detail named as matter would be another subject.
fn level(code: SubjectCode) -> &'static str {
    match code.number() {
        number if number % 1_000_000 == 0 => "tobject.subject.type",
        number if number % 1000 == 0 => "tobject.subject.matter",
        _ => "tobject.subject.detail",
    }
}

fn docdata(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let id = message.id.as_str();
    let authority = message.authority();
    let status = if message.usage.embargo().is_some() { "embargoed" } else { message.usage.iptc() };
    xml.element("docdata", &[("management-status", status), ("management-doc-idref", id)], |xml| {
        if let (Some(MessageSignal::Correction), Some(change)) = (message.signal, message.change) {
            xml.empty("correction", &[("info", change.note.as_str()), ("id-string", id), ("regsrc", authority)]);
        }
        if let Some(place) = message.place() {
            xml.empty("evloc", &[("city", place)]);
        }
        xml.empty("doc-id", &[("regsrc", authority), ("id-string", id)]);
        xml.empty("urgency", &[("ed-urg", &message.priority().to_string())]);
        xml.empty("date.issue", &[("norm", &norm_instant(&message.created_instant))]);
        if let Some(until) = message.usage.embargo() {
            xml.empty("date.release", &[("norm", &norm_instant(until))]);
        }
        notes(xml, message, dialect);
        xml.empty("du-key", &[("key", &message.slugline()), ("version", &message.version.to_string())]);
        if message.release.is_some() {
            rights(xml, message);
            identified(xml, message);
        }
    });
}

/// Superdesk's reader takes only the first `ed-msg`, so in its dialect one holds all notes, line by line.
fn notes(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let notes = message.editor_notes();
    let mut changes = message.release.into_iter().flat_map(|release| release.changes.iter().rev().map(|change| change.kind));
    let mut kind = |note: EditorNoteKind| match note {
        EditorNoteKind::Embargo => "embargo",
        EditorNoteKind::Contact => "contact",
        EditorNoteKind::Date => "date",
        EditorNoteKind::Place => "place",
        EditorNoteKind::Version => "version",
        // The notes list the changes newest first. A kill has no release, but one change.
        EditorNoteKind::Change => match changes.next().unwrap_or(ChangeKind::Withdrawal) {
            ChangeKind::Correction => "correction",
            ChangeKind::Update => "update",
            ChangeKind::Withdrawal => "kill",
        },
    };
    match dialect {
        NitfDialect::Standard => {
            notes.iter().for_each(|(note, line)| xml.empty("ed-msg", &[("msg-type", kind(*note)), ("info", line)]));
        }
        NitfDialect::Superdesk => {
            let lines: Vec<&str> = notes.iter().map(|(_, line)| line.as_str()).collect();
            let first = notes.first().map_or("date", |(note, _)| kind(*note));
            xml.empty("ed-msg", &[("msg-type", first), ("info", &lines.join("\n"))]);
        }
    }
}

fn rights(xml: &mut XmlWriter, message: &WireMessage) {
    let Some(rights) = message.terms() else { return };
    let owner = message.words.list(&message.organisations);
    let year = message.published.unwrap_or(message.created).day().to_string();
    let year: String = year.chars().take_while(char::is_ascii_digit).collect();
    xml.empty("doc.copyright", &[("year", &year), ("holder", &owner)]);
    xml.empty("doc.rights", &[("owner", &owner), ("limitations", rights.as_str())]);
}

/// Keywords, organisations and places. Contacts are not content, and not always persons.
fn identified(xml: &mut XmlWriter, message: &WireMessage) {
    let Some(release) = message.release else { return };
    if !release.topics.is_empty() {
        xml.element("key-list", &[], |xml| {
            release.topics.iter().for_each(|topic| xml.empty("keyword", &[("key", topic.name.as_str())]));
        });
    }
    const NONE: Attributes = &[];
    xml.element("identified-content", NONE, |xml| {
        message.organisations.iter().for_each(|name| xml.text("org", NONE, name));
        message.place().iter().for_each(|place| xml.text("location", NONE, place));
        let regions = release.topics.iter().filter(|topic| topic.taxonomy == Taxonomy::Region);
        regions.for_each(|region| xml.text("location", NONE, region.name.as_str()));
    });
}
