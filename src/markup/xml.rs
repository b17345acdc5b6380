//! The door to quick-xml: what our XML outputs share.
//!
//! Every text that enters an XML document has passed [`clean`](crate::markup::chars::clean), since XML 1.0 has no way to write the
//! characters it forbids, and no writer refuses them.

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesPI;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

/// `document` (a root element, with or without a declaration of its own) after our declaration and the address of a CSS style sheet.
pub fn with_prolog(document: &[u8], style: &str) -> Vec<u8> {
    let mut writer = Writer::new(Vec::with_capacity(document.len() + 128));
    let line = || Event::Text(BytesText::from_escaped("\n"));
    let events = [
        Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)),
        line(),
        Event::PI(BytesPI::new(format!("xml-stylesheet type=\"text/css\" href=\"{}\"", quick_xml::escape::escape(style)))),
        line(),
    ];
    for event in events {
        // Writing into memory cannot fail.
        let _ = writer.write_event(event);
    }
    let mut out = writer.into_inner();
    out.extend_from_slice(without_declaration(document));
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    out
}

/// What follows `<?xml ...?>` and the white space after it.
fn without_declaration(document: &[u8]) -> &[u8] {
    let rest = match document.strip_prefix(b"<?xml") {
        Some(rest) => rest.windows(2).position(|end| end == b"?>").map_or(rest, |at| &rest[at + 2..]),
        None => document,
    };
    rest.trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_declaration_stands_first() {
        let expected =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"/a.css?x&amp;y\"?>\n<rss/>\n";
        for document in ["<?xml version=\"1.0\" encoding=\"utf-8\"?><rss/>", "<?xml version='1.0'?>\n<rss/>\n", "<rss/>"] {
            assert_eq!(String::from_utf8(with_prolog(document.as_bytes(), "/a.css?x&y")).unwrap(), expected);
        }
    }
}
