//! The fields of the IPTC Photo Metadata Standard 2023.1 in XMP (ISO 16684-1).
//!
//! <https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata>

use super::creator;
use crate::model::name::is_noncharacter;
use crate::model::{EmbeddedWords, SingleLine};

/// The most that a segment of a JPEG holds besides the name of its kind.
const MAX_PACKET: usize = 65_000;

/// A packet with the words. `None` when they are longer than any picture can hold.
pub fn write(words: &EmbeddedWords) -> Option<Vec<u8>> {
    let mut packet = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" \
         xmlns:Iptc4xmpCore=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\">",
    );
    let credit = words.credit.as_ref().map(SingleLine::as_str);
    if let Some(name) = credit.and_then(creator) {
        packet.push_str(&format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(name)));
    }
    if let Some(credit) = credit {
        packet.push_str(&format!("<photoshop:Credit>{}</photoshop:Credit>", escape(credit)));
    }
    let lang = words.lang.as_str();
    for (name, text) in [
        ("dc:description", words.caption.as_ref()),
        ("dc:rights", words.rights.as_ref()),
        ("Iptc4xmpCore:AltTextAccessibility", Some(&words.alt)),
    ] {
        let Some(text) = text.map(|text| escape(text.as_str())) else { continue };
        packet.push_str(&format!(
            "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li><rdf:li xml:lang=\"{lang}\">{text}</rdf:li></rdf:Alt></{name}>"
        ));
    }
    packet.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    (packet.len() <= MAX_PACKET).then(|| packet.into_bytes())
}

/// As XML, without the characters that it cannot hold.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() || is_noncharacter(c) => {}
            c => out.push(c),
        }
    }
    out
}

pub fn read_creator(packet: &[u8]) -> Option<String> {
    read(packet, "dc:creator")
}

pub fn read_credit(packet: &[u8]) -> Option<String> {
    read(packet, "photoshop:Credit")
}

pub fn read_rights(packet: &[u8]) -> Option<String> {
    read(packet, "dc:rights")
}

/// The text of a property, written as an element or as an attribute. Enough to tell an author that there is one.
fn read(packet: &[u8], name: &str) -> Option<String> {
    let packet = std::str::from_utf8(packet).ok()?;
    let text = match packet.split_once(&format!("<{name}>")) {
        Some((_, rest)) => {
            let (inner, _) = rest.split_once(&format!("</{name}>"))?;
            // The first text that is not markup.
            inner.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text).trim()).find(|text| !text.is_empty())?
        }
        None => packet.split_once(&format!("{name}=\""))?.1.split_once('"')?.0,
    };
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
