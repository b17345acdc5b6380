//! The metadata of the item (`itemMeta`) and of its content (`contentMeta`), in the order of the schema.

use crate::markup::xml_writer::XmlWriter;
use crate::model::invisible::without_invisible;
use crate::model::{Release, Speaker, Taxonomy};
use crate::wire::message::{Usage, WireMessage};
use crate::wire::signal::MessageSignal;

/// Copyright holder and terms of use, if the newsroom has terms.
pub fn rights(xml: &mut XmlWriter, message: &WireMessage) {
    let publisher = message.publisher();
    let Some(rights) = message.terms() else { return };
    xml.element("rightsInfo", &[], |xml| {
        let holder = message.words.list(&message.organisations);
        named(xml, "copyrightHolder", &[("literal", &holder)], &holder);
        xml.text("usageTerms", &[("xml:lang", publisher.lang.as_str())], rights.as_str());
    });
}

pub fn item(xml: &mut XmlWriter, message: &WireMessage) {
    xml.element("itemMeta", &[], |xml| {
        xml.empty("itemClass", &[("qcode", "ninat:text")]);
        let provider = message.words.list(&message.organisations);
        named(xml, "provider", &[("literal", &provider)], &provider);
        xml.text("versionCreated", &[], &message.created_instant.rfc3339());
        if let Some(published) = &message.published_instant {
            xml.text("firstCreated", &[], &published.rfc3339());
        }
        match &message.usage {
            Usage::Usable | Usage::Canceled => {}
            Usage::Withheld(Some(until)) => xml.text("embargoed", &[], &until.rfc3339()),
            // Empty: until further notice.
            Usage::Withheld(None) => xml.empty("embargoed", &[]),
        }
        xml.empty("pubStatus", &[("qcode", &format!("stat:{}", message.usage.iptc()))]);
        xml.text("title", &[], &message.title());
        // In one element: Superdesk reads only the first.
        let notes: Vec<String> = message.editor_notes().into_iter().map(|(_, line)| line).collect();
        if !notes.is_empty() {
            xml.text("edNote", &[], &notes.join("\n"));
        }
        match message.signal {
            Some(MessageSignal::Correction) => xml.empty("signal", &[("qcode", "sig:correction")]),
            Some(MessageSignal::Update) => xml.empty("signal", &[("qcode", "sig:update")]),
            // A kill has no signal; it is in the status.
            None | Some(MessageSignal::Kill) => {}
        }
        let page = [("rel", "irel:seeAlso"), ("href", &message.address()), ("contenttype", "text/html")];
        xml.empty("link", &page);
        let pdf = message.publisher().address(&message.permalink.file("pdf")).to_string();
        xml.empty("link", &[("rel", "irel:seeAlso"), ("href", &pdf), ("contenttype", "application/pdf")]);
        message.release.iter().for_each(|release| documents(xml, message, release));
    });
}

fn documents(xml: &mut XmlWriter, message: &WireMessage, release: &Release) {
    for document in &release.documents {
        let file = &document.file;
        let href = message.publisher().address(&file.path).to_string();
        let (size, kind, title) = (file.length.to_string(), file.kind.media_type(), without_invisible(document.title.as_str()));
        let about = [("rel", "irel:seeAlso"), ("href", &href), ("contenttype", kind), ("size", &size), ("title", &*title)];
        xml.empty("link", &about);
    }
}

pub fn content(xml: &mut XmlWriter, message: &WireMessage) {
    let lang = message.lang.as_str();
    let release = message.release;
    xml.element("contentMeta", &[], |xml| {
        xml.text("urgency", &[], &message.priority().to_string());
        xml.text("contentModified", &[], &message.created.iso());
        if let Some(place) = message.place() {
            named(xml, "located", &[("type", "cpnat:geoArea"), ("literal", place)], place);
        }
        let senders = message.senders.as_str();
        named(xml, "creator", &[("type", "cpnat:organisation"), ("literal", senders)], senders);
        xml.empty("language", &[("tag", lang)]);
        let kind = message.kind;
        xml.element("genre", &[("literal", &kind.to_lowercase())], |xml| xml.text("name", &[("xml:lang", lang)], kind));
        if let Some(release) = release {
            subjects(xml, message, release);
        }
        xml.text("slugline", &[], &message.slugline());
        match message.subhead() {
            Some(subhead) => {
                // The catalog has no roles for headlines.
                xml.text("headline", &[("rank", "1")], &message.listed_headline());
                xml.text("headline", &[("rank", "2")], &subhead);
            }
            None => xml.text("headline", &[], &message.listed_headline()),
        }
        if let Some(place) = message.place() {
            let day = message.published_day().map_or_else(String::new, |day| format!(", {day}"));
            xml.text("dateline", &[], &format!("{place}{day}"));
        }
        if let Some(summary) = message.summary() {
            xml.text("description", &[("role", "drol:summary")], &summary);
        }
    });
}

/// Topics, organisations and place. The newsroom's names of topics are keywords, in addition to the names of the vocabulary.
fn subjects(xml: &mut XmlWriter, message: &WireMessage, release: &Release) {
    // The newsroom names its topics in its own language.
    let lang = message.publisher().lang.as_str();
    release.topics.iter().for_each(|topic| xml.text("keyword", &[], topic.name.as_str()));
    for topic in &release.topics {
        match &topic.media_topic {
            Some(media_topic) => {
                xml.element("subject", &[("type", "cpnat:abstract"), ("qcode", &media_topic.qcode())], |xml| {
                    media_topic.names().for_each(|(lang, name)| xml.text("name", &[("xml:lang", lang)], name.as_str()));
                });
            }
            None => {
                let kind = if topic.taxonomy == Taxonomy::Region { "cpnat:geoArea" } else { "cpnat:abstract" };
                xml.element("subject", &[("type", kind), ("literal", topic.key.as_str())], |xml| {
                    xml.text("name", &[("xml:lang", lang)], topic.name.as_str());
                });
            }
        }
    }
    for name in &message.organisations {
        named(xml, "subject", &[("type", "cpnat:organisation"), ("literal", name)], name);
    }
    for speaker in release.speakers() {
        quoted_person(xml, message, speaker);
    }
    if let Some(place) = message.place() {
        named(xml, "subject", &[("type", "cpnat:geoArea"), ("literal", place)], place);
    }
}

/// A person who is quoted, with party and role as an editor reads them.
fn quoted_person(xml: &mut XmlWriter, message: &WireMessage, speaker: &Speaker) {
    let name = without_invisible(speaker.name.as_str());
    let facts: Vec<_> = speaker.role.iter().chain(&speaker.party).map(|fact| without_invisible(fact.as_str())).collect();
    xml.element("subject", &[("type", "cpnat:person"), ("literal", &name)], |xml| {
        xml.text("name", &[], &name);
        if !facts.is_empty() {
            xml.text("definition", &[("xml:lang", message.lang.as_str())], &facts.join(", "));
        }
    });
}

fn named(xml: &mut XmlWriter, element: &str, attributes: &[(&str, &str)], name: &str) {
    xml.element(element, attributes, |xml| xml.text("name", &[], name));
}
