//! NITF and NewsML-G2 as a reader finds them that is not ours.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::rendition;
use super::rendition::Rendition;

/// Every word of a document, those of attributes at the place of their element; links in the order of reading.
pub fn read(xml: &str) -> Rendition {
    let mut rendition = Rendition { listed: true, ..Rendition::default() };
    let mut name = String::new();
    let mut rights = String::new();
    each(xml, |part| match part {
        Part::Start(element, attributes) => {
            name = element.to_owned();
            for (key, value) in &attributes {
                match (element, key.as_str()) {
                    (_, "xmlns" | "change.date" | "change.time" | "version") => continue,
                    // Told with the picture, after its caption.
                    ("media-reference", "copyright") => {
                        rights = format!("\n{value}\n");
                        continue;
                    }
                    ("a" | "link", "href") | ("media-reference", "source") => rendition.links.push(value.clone()),
                    ("ed-msg", "info") => reachable(value, &mut rendition.links),
                    _ => {}
                }
                rendition.text.push_str(&format!("\n{value}\n"));
            }
        }
        Part::Text(text) => {
            if name == "edNote" {
                reachable(text, &mut rendition.links);
            }
            rendition.links.extend(text.split_whitespace().filter(|word| word.contains("://")).map(str::to_owned));
            rendition.text.push_str(text);
        }
        Part::End(element) => {
            name.clear();
            if element == "media" {
                rendition.text.push_str(&std::mem::take(&mut rights));
            }
        }
    });
    rendition
}

/// The fields of a news item with each of its renditions.
pub fn renditions(xml: &str) -> Vec<Rendition> {
    let (fields, content) = xml.split_once("<contentSet>").unwrap();
    let fields = read(fields);
    let between = |start: &str, end: &str| {
        let inside = content.split_once(start).unwrap().1;
        inside.split_once('>').unwrap().1.split_once(end).unwrap().0.to_owned()
    };
    let nitf = read(&between("<inlineXML contenttype=\"application/nitf+xml\"", "</inlineXML>"));
    let html = rendition::html(&between("<inlineXML contenttype=\"application/xhtml+xml\"", "</inlineXML>"), "");
    let escaped = between("<inlineData contenttype=\"text/plain\"", "</inlineData>");
    let plain = rendition::text(&unescape(&escaped).unwrap());
    let with_fields = |rendition: Rendition| Rendition {
        text: format!("{}\n{}", fields.text, rendition.text),
        links: fields.links.iter().chain(&rendition.links).cloned().collect(),
        listed: true,
        charset: None,
    };
    [nitf, html, plain].map(with_fields).into()
}

/// What other formats must say as well: id, version, address, dates.
pub fn agreed(xml: &str) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    let mut name = String::new();
    each(xml, |part| match part {
        Part::Start(element, attributes) => {
            let of =
                |key: &str| attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()).unwrap_or_default();
            name = element.to_owned();
            match element {
                "nitf" => said.push(("id", of("uno"))),
                "doc-id" => said.push(("id", of("id-string"))),
                "du-key" => said.push(("version", of("version"))),
                "date.issue" => said.push(("wire instant", digits(&of("norm")))),
                "pubdata" => said.push(("address", of("ex-ref"))),
                "newsItem" => said.extend([("id", of("guid")), ("version", of("version"))]),
                "link" if of("contenttype") == "text/html" => said.push(("address", of("href"))),
                "inlineXML" | "inlineData" => said.push(("words", of("wordcount"))),
                _ => {}
            }
        }
        Part::Text(text) if name == "versionCreated" && !text.trim().is_empty() => said.push(("wire instant", digits(text))),
        Part::Text(_) => {}
        Part::End(_) => name.clear(),
    });
    said
}

pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

enum Part<'a> {
    Start(&'a str, Vec<(String, String)>),
    Text(&'a str),
    End(&'a str),
}

fn each(xml: &str, mut part: impl FnMut(Part)) {
    let mut reader = Reader::from_str(xml);
    // What stands before the content is a part of a document.
    reader.config_mut().allow_unmatched_ends = true;
    let attributes = |tag: &BytesStart| -> Vec<(String, String)> {
        let told = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
        tag.attributes()
            .map(|attribute| attribute.unwrap())
            .map(|attribute| (told(attribute.key.as_ref()), unescape(&told(&attribute.value)).unwrap().into_owned()))
            .collect()
    };
    let name = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    // A text comes in pieces, with each reference by itself.
    let mut text = String::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Text(more) => text.push_str(&name(more)),
            Event::GeneralRef(reference) => text.push_str(&unescape(&format!("&{};", name(reference))).unwrap()),
            _ if !text.is_empty() => part(Part::Text(&std::mem::take(&mut text))),
            _ => {}
        }
        match event {
            Event::Start(tag) => part(Part::Start(&name(tag.name().as_ref()), attributes(&tag))),
            Event::Empty(tag) => {
                let element = name(tag.name().as_ref());
                part(Part::Start(&element, attributes(&tag)));
                part(Part::End(&element));
            }
            Event::End(tag) => part(Part::End(&name(tag.name().as_ref()))),
            Event::Eof => break,
            _ => {}
        }
    }
}

/// The ways that a note for the desk gives: a number is dialled as it stands between two commas.
fn reachable(note: &str, links: &mut Vec<String>) {
    for part in note.lines().flat_map(|line| line.split(", ")) {
        links.push(if part.contains('@') { format!("mailto:{part}") } else { format!("tel:{part}") });
    }
}
