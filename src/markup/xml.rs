//! The door to quick-xml: what our XML outputs share, and documents that no other package writes.
//!
//! Every text that enters an XML document has passed [`clean`](crate::markup::clean), since XML 1.0 has no way to write the
//! characters it forbids, and no writer refuses them.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesPI;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

/// Our declaration and the address of a CSS style sheet, for a root element to be written after.
pub fn prolog(style: &str) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
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
    writer.into_inner()
}

/// A change of a document that is written already: so many bytes at a place become others, of which there are no fewer.
#[derive(Debug)]
pub struct Edit {
    at: usize,
    old: usize,
    new: Cow<'static, str>,
}

/// Makes all changes at once: every part of the document is moved once, and where it stands.
pub fn edited(mut document: Vec<u8>, mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort_by_key(|edit| edit.at);
    let mut end = document.len();
    let mut to = end + edits.iter().map(|edit| edit.new.len().saturating_sub(edit.old)).sum::<usize>();
    document.resize(to, 0);
    for edit in edits.iter().rev() {
        let rest = edit.at + edit.old;
        to -= end - rest;
        document.copy_within(rest..end, to);
        to -= edit.new.len();
        document[to..to + edit.new.len()].copy_from_slice(edit.new.as_bytes());
        end = edit.at;
    }
    document
}

/// Our prolog in place of the document's own declaration.
pub fn prolog_edit(document: &[u8], style: &str) -> Edit {
    let prolog = String::from_utf8(prolog(style)).unwrap_or_default();
    Edit { at: 0, old: declaration(document), new: prolog.into() }
}

/// `xml:lang` for each element `<name>`, which have no attributes; one language for each, in their order.
pub fn language_edits(document: &[u8], name: &str, languages: &[String]) -> Vec<Edit> {
    let tag = format!("<{name}>");
    // In text and attributes `<` is escaped, so what is found is a tag. The attribute goes before its `>`.
    let places = memchr::memmem::find_iter(document, tag.as_bytes()).map(|at| at + tag.len() - 1);
    let edit = |(at, language): (usize, &String)| Edit { at, old: 0, new: format!(" xml:lang=\"{}\"", escaped(language)).into() };
    places.zip(languages).map(edit).collect()
}

/// Numbers in place of some references ([`AMPERSAND`], [`LESS_THAN`]): the RSS Advisory Board's profile asks for them in plain text, since
/// readers that decode a text twice leave these alone. What stands between the marks `but` is not touched.
pub fn number_edits(document: &[u8], references: &[(&str, &'static str)], but: (&str, &str)) -> Vec<Edit> {
    let (open, close) = (memchr::memmem::Finder::new(but.0), memchr::memmem::Finder::new(but.1));
    let mut edits = Vec::new();
    let mut at = 0;
    while at < document.len() {
        let end = open.find(&document[at..]).map_or(document.len(), |open| at + open);
        for found in memchr::memchr_iter(b'&', &document[at..end]).map(|found| at + found) {
            let is_here = |(name, _): &&(&str, &str)| document[found..].starts_with(name.as_bytes());
            let Some((named, number)) = references.iter().find(is_here) else { continue };
            edits.push(Edit { at: found, old: named.len(), new: Cow::Borrowed(*number) });
        }
        at = close.find(&document[end..]).map_or(document.len(), |close| end + close);
    }
    edits
}

/// What begins and ends a stretch in which nothing is escaped.
pub const CDATA: (&str, &str) = ("<![CDATA[", "]]>");
/// `&` by its name and by its number.
pub const AMPERSAND: (&str, &str) = ("&amp;", "&#x26;");
/// `<` by its name and by its number.
pub const LESS_THAN: (&str, &str) = ("&lt;", "&#x3C;");

/// The value of an attribute, for a writer that does not escape it itself.
pub fn escaped(value: &str) -> String {
    quick_xml::escape::escape(value).into_owned()
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

/// The length of `<?xml ...?>` and the white space after it; 0 where there is none.
fn declaration(document: &[u8]) -> usize {
    if !document.starts_with(b"<?xml") {
        return 0;
    }
    let end = memchr::memmem::find(document, b"?>").map_or(document.len(), |at| at + 2);
    end + document[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(document: Vec<u8>, edits: Vec<Edit>) -> String {
        String::from_utf8(edited(document, edits)).unwrap()
    }

    #[test]
    fn one_declaration_stands_first() {
        let expected =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"/a.css?x&amp;y\"?>\n<rss/>";
        for document in ["<?xml version=\"1.0\" encoding=\"utf-8\"?><rss/>", "<?xml version='1.0'?>\n<rss/>", "<rss/>"] {
            let document = document.as_bytes().to_vec();
            let edit = prolog_edit(&document, "/a.css?x&y");
            assert_eq!(told(document, vec![edit]), expected);
        }
    }

    #[test]
    fn references_become_numbers_outside_of_cdata() {
        let document = b"<t a=\"x&amp;y\">&lt;b&gt; &amp;amp;</t><d><![CDATA[&lt;p&gt;&amp;]]></d><t>&amp;</t>".to_vec();
        let expected = "<t a=\"x&#x26;y\">&#x3C;b&gt; &#x26;amp;</t><d><![CDATA[&lt;p&gt;&amp;]]></d><t>&#x26;</t>";
        let edits = number_edits(&document, &[AMPERSAND, LESS_THAN], CDATA);
        assert_eq!(told(document, edits), expected);
    }

    #[test]
    fn each_entry_gets_its_language_and_no_text_is_taken_for_one() {
        let document = b"<feed><title>&lt;entry></title><entry>&amp;</entry><entry/><entry></entry><entry></entry></feed>".to_vec();
        let languages = ["sv", "en", "a\"b"].map(str::to_owned);
        let mut edits = number_edits(&document, &[AMPERSAND], CDATA);
        edits.extend(language_edits(&document, "entry", &languages));
        let expected = "<feed><title>&lt;entry></title><entry xml:lang=\"sv\">&#x26;</entry><entry/><entry xml:lang=\"en\"></entry>\
            <entry xml:lang=\"a&quot;b\"></entry></feed>";
        assert_eq!(told(document.clone(), edits), expected);
        assert_eq!(edited(document.clone(), Vec::new()), document);
        assert_eq!(before_end(b"<feed><a></a></feed>".to_vec(), b"<b/>"), b"<feed><a></a><b/></feed>");
    }
}
