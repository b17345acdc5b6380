//! Edits of the XML that `rss` and `atom_syndication` write, each for something that the crates cannot write:
//!
//! - the declaration with `encoding="UTF-8"` and the style sheet (`xml-stylesheet`): `rss` has its own declaration, neither has the other;
//! - links of an RSS channel as empty elements: `rss` writes the end tag of every extension;
//! - `xml:lang` of an entry: the types of `atom_syndication` have no language for entries;
//! - numeric references in plain text, as the RSS Advisory Board's profile asks for: both write `&amp;` and `&lt;`, which readers that
//!   decode a text twice take for markup;
//! - withdrawn entries (RFC 6721): `atom_syndication` has extensions of a feed, but writes them before the entries and cannot nest `at:by`.
//!
//! Every text that enters an XML document has passed [`clean`](crate::markup::clean), since XML 1.0 has no way to write the
//! characters it forbids, and no writer refuses them.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesPI, BytesText, Event};

/// An RSS document with our prolog and numeric references.
pub fn patch_rss(document: &[u8], style: &str) -> Vec<u8> {
    let mut edits = number_edits(document, &[AMPERSAND, LESS_THAN], CDATA);
    edits.push(prolog_edit(document, style));
    edits.extend(link_edits(document));
    let mut document = apply(document, edits);
    document.push(b'\n');
    document
}

/// An Atom document, written after [`prolog`], with the language of each entry, numeric references and `tombstones` after the entries.
pub fn patch_atom(document: &[u8], languages: &[String], tombstones: &str) -> Vec<u8> {
    let mut edits = language_edits(document, languages);
    // The full text is HTML, and its type says so.
    edits.extend(number_edits(document, &[AMPERSAND], ("<content ", "</content>")));
    let mut document = apply(document, edits);
    document.push(b'\n');
    if tombstones.is_empty() { document } else { insert_before_end(document, tombstones.as_bytes()) }
}

/// Our declaration and the address of a CSS style sheet, before the root element.
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
        writer.write_event(event).expect("writing into memory does not fail");
    }
    writer.into_inner()
}

/// Replaces `old` bytes at `at` by `new`.
#[derive(Debug)]
struct Edit {
    at: usize,
    old: usize,
    new: Cow<'static, str>,
}

fn apply(document: &[u8], mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort_by_key(|edit| edit.at);
    let added: usize = edits.iter().map(|edit| edit.new.len()).sum();
    // With the line feed at the end.
    let mut out = Vec::with_capacity(document.len() + added + 1);
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(&document[at..edit.at]);
        out.extend_from_slice(edit.new.as_bytes());
        at = edit.at + edit.old;
    }
    out.extend_from_slice(&document[at..]);
    out
}

/// Our prolog in place of the document's own declaration.
fn prolog_edit(document: &[u8], style: &str) -> Edit {
    let prolog = String::from_utf8(prolog(style)).expect("a prolog is text");
    Edit { at: 0, old: declaration(document), new: prolog.into() }
}

/// `/>` for the `>` and the end tag of each `<atom:link>`, which is empty.
fn link_edits(document: &[u8]) -> impl Iterator<Item = Edit> {
    const TAG: &str = "</atom:link>";
    memchr::memmem::find_iter(document, TAG).map(|tag| {
        let at = document[..tag].trim_ascii_end().len() - 1;
        Edit { at, old: tag + TAG.len() - at, new: "/>".into() }
    })
}

/// `xml:lang` for each `<entry>`, which has no attributes; one language for each, in their order.
fn language_edits(document: &[u8], languages: &[String]) -> Vec<Edit> {
    const TAG: &str = "<entry>";
    // In text and attributes `<` is escaped, so every match is a tag. The attribute goes before its `>`.
    let places = memchr::memmem::find_iter(document, TAG).map(|at| at + TAG.len() - 1);
    let edit = |(at, language): (usize, &String)| Edit { at, old: 0, new: format!(" xml:lang=\"{}\"", escaped(language)).into() };
    places.zip(languages).map(edit).collect()
}

/// Numbers in place of the names of some references, except between the marks `except`.
fn number_edits(document: &[u8], references: &[(&str, &'static str)], except: (&str, &str)) -> Vec<Edit> {
    let (open, close) = (memchr::memmem::Finder::new(except.0), memchr::memmem::Finder::new(except.1));
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

const CDATA: (&str, &str) = ("<![CDATA[", "]]>");
/// `&` by its name and by its number.
const AMPERSAND: (&str, &str) = ("&amp;", "&#x26;");
/// `<` by its name and by its number.
const LESS_THAN: (&str, &str) = ("&lt;", "&#x3C;");

/// The value of an attribute, for a writer that does not escape it itself.
pub fn escaped(value: &str) -> String {
    quick_xml::escape::escape(value).into_owned()
}

/// `document` with `more` as the last children of its root element.
fn insert_before_end(mut document: Vec<u8>, more: &[u8]) -> Vec<u8> {
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

    fn apply_text(document: &[u8], edits: Vec<Edit>) -> String {
        String::from_utf8(apply(document, edits)).unwrap()
    }

    #[test]
    fn the_prolog_replaces_the_declaration() {
        let expected =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"/a.css?x&amp;y\"?>\n<rss/>";
        for document in ["<?xml version=\"1.0\" encoding=\"utf-8\"?><rss/>", "<?xml version='1.0'?>\n<rss/>", "<rss/>"] {
            let document = document.as_bytes();
            let edit = prolog_edit(document, "/a.css?x&y");
            assert_eq!(apply_text(document, vec![edit]), expected);
        }
    }

    #[test]
    fn references_become_numbers_outside_of_cdata() {
        let document = b"<t a=\"x&amp;y\">&lt;b&gt; &amp;amp;</t><d><![CDATA[&lt;p&gt;&amp;]]></d><t>&amp;</t>";
        let expected = "<t a=\"x&#x26;y\">&#x3C;b&gt; &#x26;amp;</t><d><![CDATA[&lt;p&gt;&amp;]]></d><t>&#x26;</t>";
        let edits = number_edits(document, &[AMPERSAND, LESS_THAN], CDATA);
        assert_eq!(apply_text(document, edits), expected);
    }

    #[test]
    fn links_are_empty_elements() {
        let document = b"<c><atom:link rel=\"self\">\n </atom:link><atom:link></atom:link></c>";
        assert_eq!(apply_text(document, link_edits(document).collect()), "<c><atom:link rel=\"self\"/><atom:link/></c>");
    }

    #[test]
    fn each_entry_gets_its_language() {
        let document = b"<feed><title>&lt;entry></title><entry>&amp;</entry><entry/><entry></entry><entry></entry></feed>";
        let languages = ["sv", "en", "a\"b"].map(str::to_owned);
        let mut edits = number_edits(document, &[AMPERSAND], CDATA);
        edits.extend(language_edits(document, &languages));
        let expected = "<feed><title>&lt;entry></title><entry xml:lang=\"sv\">&#x26;</entry><entry/><entry xml:lang=\"en\"></entry>\
            <entry xml:lang=\"a&quot;b\"></entry></feed>";
        assert_eq!(apply_text(document, edits), expected);
        assert_eq!(apply(document, Vec::new()), document);
        assert_eq!(insert_before_end(b"<feed><a></a></feed>".to_vec(), b"<b/>"), b"<feed><a></a><b/></feed>");
    }
}
