//! The door to quick-xml: what our XML outputs share, and documents that no other package writes.
//!
//! Every text that enters an XML document has passed [`clean`](crate::markup::chars::clean), since XML 1.0 has no way to write the
//! characters it forbids, and no writer refuses them.

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesEnd;
use quick_xml::events::BytesPI;
use quick_xml::events::BytesStart;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

use crate::markup::chars::clean;

/// `document` (a root element, with or without a declaration of its own) after our declaration and the address of a CSS style sheet.
pub fn with_prolog(document: &[u8], style: &str) -> Vec<u8> {
    let mut writer = Writer::new(Vec::with_capacity(document.len() + 128));
    let line = || Event::Text(BytesText::from_escaped("\n"));
    let events = [
        Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)),
        line(),
        Event::PI(BytesPI::new(format!("xml-stylesheet type=\"text/css\" href=\"{}\"", escaped(style)))),
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

/// The value of an attribute, for a writer that does not escape it itself.
pub fn escaped(value: &str) -> String {
    quick_xml::escape::escape(value).into_owned()
}

/// `document` with `xml:lang` on each of its elements `<name>`, which have no attributes; one language for each, in their order.
pub fn with_languages<'l>(document: &[u8], name: &str, languages: impl Iterator<Item = &'l str>) -> Vec<u8> {
    let tag = format!("<{name}>");
    let mut out = Vec::with_capacity(document.len() + document.len() / 64);
    let mut rest = document;
    for language in languages {
        // In text and attributes `<` is escaped, so this is a tag.
        let Some(at) = find(rest, tag.as_bytes()) else { break };
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(format!("<{name} xml:lang=\"{}\">", escaped(language)).as_bytes());
        rest = &rest[at + tag.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// `document` with `more` as the last children of its root element.
pub fn before_end(mut document: Vec<u8>, more: &[u8]) -> Vec<u8> {
    if let Some(end) = document.windows(2).rposition(|pair| pair == b"</") {
        let root = document.split_off(end);
        document.extend_from_slice(more);
        document.extend_from_slice(&root);
    }
    document
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    // A plain search of windows would take longer than writing the feed did.
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| *byte == b'<') {
        let at = from + at;
        if text[at..].starts_with(what) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// What follows `<?xml ...?>` and the white space after it.
fn without_declaration(document: &[u8]) -> &[u8] {
    let rest = match document.strip_prefix(b"<?xml") {
        Some(rest) => rest.windows(2).position(|end| end == b"?>").map_or(rest, |at| &rest[at + 2..]),
        None => document,
    };
    rest.trim_ascii_start()
}

/// A document that is written element by element. Texts and attributes are cleaned and escaped on the way.
pub struct Tree {
    writer: Writer<Vec<u8>>,
}

impl Tree {
    /// A whole document, with its declaration.
    pub fn document() -> Tree {
        let mut tree = Tree::indented();
        tree.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        tree
    }

    /// A part of a document.
    pub fn indented() -> Tree {
        Tree { writer: Writer::new_with_indent(Vec::new(), b' ', 1) }
    }

    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Tree)) {
        self.event(Event::Start(start(name, attributes)));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds text alone.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.event(Event::Start(start(name, attributes)));
        self.event(Event::Text(BytesText::new(&clean(text))));
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    pub fn finish(self) -> Vec<u8> {
        let mut out = self.writer.into_inner();
        out.push(b'\n');
        out
    }

    fn event(&mut self, event: Event) {
        // Writing into memory cannot fail.
        let _ = self.writer.write_event(event);
    }
}

fn start<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, clean(value).as_ref()));
    }
    start
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

    #[test]
    fn each_entry_gets_its_language_and_no_text_is_taken_for_one() {
        let document = b"<feed><title>&lt;entry></title><entry><a/></entry><entry/><entry></entry></feed>";
        let out = with_languages(document, "entry", ["sv", "en", "ar"].into_iter());
        let expected = "<feed><title>&lt;entry></title><entry xml:lang=\"sv\"><a/></entry><entry/><entry xml:lang=\"en\"></entry></feed>";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(before_end(b"<feed><a></a></feed>".to_vec(), b"<b/>"), b"<feed><a></a><b/></feed>");
    }

    #[test]
    fn a_tree_cannot_be_broken_by_what_it_holds() {
        let mut tree = Tree::document();
        tree.element("a", &[("b", "\"<&>\u{1}")], |tree| tree.text("c", &[], "]]> <d> & \u{0}"));
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;&lt;&amp;&gt;\">\n <c>]]&gt; &lt;d&gt; &amp; </c>\n</a>\n";
        assert_eq!(String::from_utf8(tree.finish()).unwrap(), expected);
    }
}
