//! Reads the XML of feeds: forgiving where feed readers are, deaf to everything that reaches outside the file. The door to `quick-xml`
//! for reading.
//!
//! Nothing is ever expanded or fetched: a file that declares entities of its own is refused. Elements are handed on one by one, each
//! start with its end, and never more than [`DEEPEST`] inside one another.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::import::html;
use crate::import::references;

/// What stands deeper than this loses its tags and keeps its text.
const DEEPEST: usize = 200;
/// Prefixes that are in force at one place; no feed has as many.
const NAMES: usize = 100;
/// Attributes of one element.
const ATTRIBUTES: usize = 100;
/// Entities that nobody knows are told of so many times.
const UNKNOWN: usize = 20;

/// A start tag.
#[derive(Debug)]
pub(super) struct XmlElement {
    /// With the prefix under which this module knows its namespace: `content:encoded`, `wp:status`, `item`.
    pub(super) name: String,
    /// By their names as written.
    pub(super) attributes: Vec<(String, String)>,
    /// Where it begins, in bytes.
    pub(super) at: usize,
}

impl XmlElement {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Somebody who listens to a document.
pub(super) trait XmlHandler {
    fn start(&mut self, element: XmlElement);
    fn end(&mut self);
    /// Text with its character references replaced, and where it began.
    fn text(&mut self, text: &str, at: usize);
}

/// What was wrong with a document, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum XmlError {
    /// It declares entities of its own.
    Entities(usize),
    /// It ends in the middle.
    Cut(usize),
    /// It cannot be read from here on; why, in English.
    Broken(usize, String),
}

/// How a document was read.
#[derive(Debug, Default)]
pub(super) struct XmlReport {
    /// Nothing behind it was read.
    pub(super) trouble: Option<XmlError>,
    /// References that name no character, and where they stand. They were handed on as they are written.
    pub(super) unknown: Vec<(usize, String)>,
}

/// The name of the root element without its prefix, in lower case; `None` when the text does not begin as XML.
pub(super) fn root_name(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = reader(text);
    // A prolog is a declaration, a DOCTYPE, some comments and style sheets.
    for _ in 0..200 {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return Some(lossy(tag.local_name().as_ref()).to_ascii_lowercase()),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

/// Reads `text` and tells `listener`.
pub(super) fn read(text: &str, listener: &mut dyn XmlHandler) -> XmlReport {
    let mut source = reader(text);
    let mut walk = XmlWalker {
        listener,
        open: Vec::new(),
        beyond: 0,
        names: Vec::new(),
        known: BTreeMap::new(),
        reading: XmlReport::default(),
    };
    loop {
        let at = position(source.buffer_position());
        let trouble = match source.read_event() {
            Ok(Event::Start(tag)) => {
                walk.start(&tag, at);
                continue;
            }
            Ok(Event::Empty(tag)) => {
                walk.start(&tag, at);
                walk.close();
                continue;
            }
            Ok(Event::End(tag)) => {
                walk.end(tag.name().as_ref());
                continue;
            }
            Ok(Event::Text(text)) => {
                walk.listener.text(&lossy(&text), at);
                continue;
            }
            Ok(Event::CData(text)) => {
                walk.listener.text(&lossy(&text), at);
                continue;
            }
            Ok(Event::GeneralRef(name)) => {
                walk.push_reference(&lossy(&name), at);
                continue;
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => continue,
            // A document type without declarations (RSS 0.91 had one) says nothing that is needed.
            Ok(Event::DocType(doctype)) if !doctype.contains(&b'[') => continue,
            Ok(Event::DocType(_)) => Some(XmlError::Entities(at)),
            Ok(Event::Eof) => (!walk.open.is_empty()).then_some(XmlError::Cut(text.len())),
            Err(quick_xml::Error::Syntax(_)) => Some(XmlError::Cut(at)),
            Err(error) => Some(XmlError::Broken(at, error.to_string())),
        };
        walk.reading.trouble = trouble;
        return walk.reading;
    }
}

/// `text` as it is written in XML and HTML.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
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

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct XmlWalker<'a> {
    listener: &'a mut dyn XmlHandler,
    /// Names as written, and how many prefixes were in force before.
    open: Vec<(Vec<u8>, usize)>,
    /// Open elements below the deepest.
    beyond: usize,
    /// Prefixes with what they stand for.
    names: Vec<(String, &'static str)>,
    /// References that were looked up.
    known: BTreeMap<String, Option<String>>,
    reading: XmlReport,
}

impl XmlWalker<'_> {
    fn start(&mut self, tag: &BytesStart<'_>, at: usize) {
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        self.open.push((tag.name().as_ref().to_vec(), self.names.len()));
        let mut attributes = Vec::new();
        // A tag that is torn inside gives the attributes before the tear.
        for attribute in tag.attributes().with_checks(false).take(ATTRIBUTES).map_while(Result::ok) {
            let (name, value) = (
                lossy(attribute.key.as_ref()),
                references::replace_with(&lossy(&attribute.value), |name| self.decode_reference(name)),
            );
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            match prefix {
                Some(prefix) if self.names.len() < NAMES => self.names.push((prefix.to_owned(), namespace(&value))),
                Some(_) => {}
                None => attributes.push((name, value)),
            }
        }
        let written = lossy(tag.name().as_ref());
        let (prefix, local) = written.split_once(':').unwrap_or(("", &written));
        let known = self.names.iter().rev().find(|(name, _)| name == prefix).map(|(_, known)| *known);
        let prefix = known.unwrap_or(prefix);
        let name = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        self.listener.start(XmlElement { name, attributes, at });
    }

    /// An end closes what was left open inside; one that nothing waits for is passed over.
    fn end(&mut self, name: &[u8]) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some((_, names)) = self.open.pop() {
            self.names.truncate(names);
            self.listener.end();
        }
    }

    fn push_reference(&mut self, name: &str, at: usize) {
        match self.decode_reference(name) {
            Some(text) => self.listener.text(&text, at),
            None => {
                let written = format!("&{name};");
                self.listener.text(&written, at);
                if self.reading.unknown.len() < UNKNOWN {
                    self.reading.unknown.push((at, written));
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
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let found = html::decode_reference(name);
        if self.known.len() < 1000 {
            self.known.insert(name.to_owned(), found.clone());
        }
        found
    }
}

/// The prefix under which a namespace is known here. What nobody here knows is kept apart, so that a `media:title` is no title.
fn namespace(address: &str) -> &'static str {
    match address.trim() {
        "http://www.w3.org/2005/Atom" => "atom",
        "http://purl.org/rss/1.0/modules/content/" => "content",
        "http://purl.org/dc/elements/1.1/" => "dc",
        "http://purl.org/dc/terms/" => "dcterms",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => "rdf",
        "http://www.w3.org/1999/xhtml" => "html",
        "" | "http://purl.org/rss/1.0/" | "http://backend.userland.com/rss2" | "http://my.netscape.com/rdf/simple/0.9/" => "",
        wordpress if wordpress.starts_with("http://wordpress.org/export/") => {
            if wordpress.ends_with("/excerpt/") {
                "excerpt"
            } else {
                "wp"
            }
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
        (recorded.0, reading.trouble)
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
        let (recorded, trouble) = record(&deep);
        assert_eq!(trouble, None);
        assert!(recorded.contains("ord") && recorded.len() < 10_000);
    }
}
