//! Reads the XML of feeds, with the leniency of feed readers. The door to `quick-xml` for reading.
//!
//! Nothing is expanded or fetched: a file that declares entities is refused. The handler gets an end for each start, and at most
//! [`MAX_DEPTH`] nested elements.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::import::{html, references};

/// The tags of deeper elements are ignored; their text stays.
const MAX_DEPTH: usize = 200;
/// Namespace prefixes in scope.
const MAX_NAMESPACES: usize = 100;
/// Per element.
const MAX_ATTRIBUTES: usize = 100;
/// Unknown entities that are reported.
const MAX_UNKNOWN: usize = 20;

#[derive(Debug)]
pub struct XmlElement {
    /// With this module's prefix for its namespace: `content:encoded`, `wp:status`, `item`.
    pub name: String,
    /// With names as written.
    pub attributes: Vec<(String, String)>,
    /// Its offset in bytes.
    pub at: usize,
}

impl XmlElement {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Receives the parts of a document.
pub trait XmlHandler {
    fn start(&mut self, element: XmlElement);
    fn end(&mut self);
    /// Text with its character references decoded, and its offset.
    fn text(&mut self, text: &str, at: usize);
}

/// An error in a document, with its offset.
#[derive(Debug, PartialEq, Eq)]
pub enum XmlError {
    /// It declares entities.
    Entities(usize),
    /// It ends too early.
    Cut(usize),
    /// It cannot be read from here on; the reason is in English.
    Broken(usize, String),
}

/// The result of reading a document.
#[derive(Debug, Default)]
pub struct XmlReport {
    /// Where reading stopped.
    pub error: Option<XmlError>,
    /// Unknown references and their offsets. The handler got them as written.
    pub unknown: Vec<(usize, String)>,
}

/// The name of the root element in lower case, without prefix; `None` if the text does not begin as XML.
pub fn root_name(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = reader(text);
    // A prolog has a declaration, a DOCTYPE, some comments and style sheets.
    for _ in 0..200 {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return Some(lossy(tag.local_name().as_ref()).to_ascii_lowercase()),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

/// Reads `text` and calls `handler`.
pub fn read(text: &str, handler: &mut dyn XmlHandler) -> XmlReport {
    let mut source = reader(text);
    let mut walk = XmlWalker {
        handler,
        open: Vec::new(),
        too_deep: 0,
        namespaces: Vec::new(),
        references: BTreeMap::new(),
        report: XmlReport::default(),
    };
    loop {
        let at = usize::try_from(source.buffer_position()).unwrap_or(usize::MAX);
        match source.read_event() {
            Ok(Event::Start(tag)) => walk.start(&tag, at),
            Ok(Event::Empty(tag)) => {
                walk.start(&tag, at);
                walk.close();
            }
            Ok(Event::End(tag)) => walk.end(tag.name().as_ref()),
            Ok(Event::Text(text)) => walk.handler.text(&lossy(&text), at),
            Ok(Event::CData(text)) => walk.handler.text(&lossy(&text), at),
            Ok(Event::GeneralRef(name)) => walk.push_reference(&lossy(&name), at),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            // A document type without declarations, as in RSS 0.91.
            Ok(Event::DocType(doctype)) if !doctype.contains(&b'[') => {}
            Ok(Event::DocType(_)) => return walk.stop(XmlError::Entities(at)),
            Ok(Event::Eof) if walk.open.is_empty() => return walk.report,
            Ok(Event::Eof) => return walk.stop(XmlError::Cut(text.len())),
            Err(quick_xml::Error::Syntax(_)) => return walk.stop(XmlError::Cut(at)),
            Err(error) => return walk.stop(XmlError::Broken(at, error.to_string())),
        }
    }
}

/// Escapes text for XML and HTML.
pub fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct XmlWalker<'a> {
    handler: &'a mut dyn XmlHandler,
    /// Names as written, and the number of prefixes in scope before.
    open: Vec<(Vec<u8>, usize)>,
    /// Open elements beyond the maximum depth.
    too_deep: usize,
    /// Prefixes as written, with this module's.
    namespaces: Vec<(String, &'static str)>,
    /// Decoded references.
    references: BTreeMap<String, Option<String>>,
    report: XmlReport,
}

impl XmlWalker<'_> {
    fn stop(self, error: XmlError) -> XmlReport {
        XmlReport { error: Some(error), ..self.report }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        self.open.push((tag.name().as_ref().to_vec(), self.namespaces.len()));
        let mut attributes = Vec::new();
        // Of a broken tag, the attributes before the error.
        for attribute in tag.attributes().with_checks(false).take(MAX_ATTRIBUTES).map_while(Result::ok) {
            let (name, value) = (
                lossy(attribute.key.as_ref()),
                references::replace_with(&lossy(&attribute.value), |name| self.decode_reference(name)),
            );
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            match prefix {
                Some(prefix) if self.namespaces.len() < MAX_NAMESPACES => {
                    self.namespaces.push((prefix.to_owned(), namespace(&value)));
                }
                Some(_) => {}
                None => attributes.push((name, value)),
            }
        }
        let written = lossy(tag.name().as_ref());
        let (prefix, local) = written.split_once(':').unwrap_or(("", &written));
        let known = self.namespaces.iter().rev().find(|(name, _)| name == prefix).map(|(_, known)| *known);
        let prefix = known.unwrap_or(prefix);
        let name = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        self.handler.start(XmlElement { name, attributes, at });
    }

    /// Ends an element and those left open in it; an end without a start is ignored.
    fn end(&mut self, name: &[u8]) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some((_, names)) = self.open.pop() {
            self.namespaces.truncate(names);
            self.handler.end();
        }
    }

    fn push_reference(&mut self, name: &str, at: usize) {
        match self.decode_reference(name) {
            Some(text) => self.handler.text(&text, at),
            None => {
                let written = format!("&{name};");
                self.handler.text(&written, at);
                if self.report.unknown.len() < MAX_UNKNOWN {
                    self.report.unknown.push((at, written));
                }
            }
        }
    }

    fn decode_reference(&mut self, name: &str) -> Option<String> {
        match name {
            "amp" => return Some("&".to_owned()),
            "lt" => return Some("<".to_owned()),
            "gt" => return Some(">".to_owned()),
            "quot" => return Some("\"".to_owned()),
            "apos" => return Some("'".to_owned()),
            _ if name.len() > 40 => return None,
            _ => {}
        }
        if let Some(known) = self.references.get(name) {
            return known.clone();
        }
        let found = html::decode_reference(name);
        if self.references.len() < 1000 {
            self.references.insert(name.to_owned(), found.clone());
        }
        found
    }
}

/// This module's prefix for a namespace. Unknown ones get a prefix too, so that `media:title` is not a title.
fn namespace(address: &str) -> &'static str {
    // A program that changed every address of a site to https changed these names too.
    let address = address.trim();
    match address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address) {
        "www.w3.org/2005/Atom" => "atom",
        "purl.org/rss/1.0/modules/content/" => "content",
        "purl.org/dc/elements/1.1/" => "dc",
        "purl.org/dc/terms/" => "dcterms",
        "www.w3.org/1999/02/22-rdf-syntax-ns#" => "rdf",
        "www.w3.org/1999/xhtml" => "html",
        "" | "purl.org/rss/1.0/" | "backend.userland.com/rss2" | "my.netscape.com/rdf/simple/0.9/" => "",
        wordpress if wordpress.trim_start_matches("www.").starts_with("wordpress.org/export/") => {
            if wordpress.trim_end_matches('/').ends_with("/excerpt") { "excerpt" } else { "wp" }
        }
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Recorder(String);

    impl XmlHandler for Recorder {
        fn start(&mut self, element: XmlElement) {
            self.0.push_str(&format!("<{}>", element.name));
        }

        fn end(&mut self) {
            self.0.push_str("</>");
        }

        fn text(&mut self, text: &str, _: usize) {
            self.0.push_str(text);
        }
    }

    fn record(text: &str) -> (String, Option<XmlError>) {
        let mut recorded = Recorder::default();
        let reading = read(text, &mut recorded);
        (recorded.0, reading.error)
    }

    #[test]
    fn names_are_known_by_their_namespace() {
        let text = "<f:feed xmlns:f='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/'><f:title/><m:title/><dc:x/></f:feed>";
        assert_eq!(record(text).0, "<atom:feed><atom:title></><other:title></><dc:x></></>");
    }

    #[test]
    fn every_start_has_its_end_in_whatever_order_they_are_written() {
        assert_eq!(record("<a><b><c>1</b>2</x></a>"), ("<a><b><c>1</></>2</>".to_owned(), None));
        assert_eq!(record("<a>&aring;&#229;&amp;&x; & b"), ("<a>åå&&x; & b".to_owned(), Some(XmlError::Cut(28))));
        assert_eq!(record("<a><b").1, Some(XmlError::Cut(3)));
    }

    #[test]
    fn entities_of_its_own_end_the_reading() {
        let text = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        assert_eq!(record(text), (String::new(), Some(XmlError::Entities(0))));
        assert_eq!(record("<!DOCTYPE a SYSTEM \"http://x.example/a.dtd\"><a>b</a>").0, "<a>b</>");
    }

    #[test]
    fn depth_is_bounded_and_text_stays() {
        let deep = format!("<a>{}ord{}</a>", "<b>".repeat(100_000), "</b>".repeat(100_000));
        let (recorded, error) = record(&deep);
        assert_eq!(error, None);
        assert!(recorded.contains("ord") && recorded.len() < 10_000);
    }
}
