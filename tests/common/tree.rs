//! An XML document as a tree, read by a parser that knows nothing of feeds.

use quick_xml::events::{BytesStart, Event};

/// An element with its name as it is written: `media:content`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// All text directly in it.
    pub text: String,
}

impl Node {
    pub fn read(bytes: &[u8]) -> Node {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut reader = quick_xml::Reader::from_str(text);
        let mut open = vec![Node::default()];
        loop {
            match reader.read_event().unwrap_or_else(|e| panic!("not well-formed: {e}\n{text}")) {
                Event::Start(tag) => open.push(start(&tag)),
                Event::Empty(tag) => open.last_mut().unwrap().children.push(start(&tag)),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
                Event::CData(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
                Event::GeneralRef(name) => {
                    let known = name.resolve_char_ref().unwrap();
                    let c = known.unwrap_or_else(|| match &name.decode().unwrap()[..] {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "quot" => '"',
                        "apos" => '\'',
                        other => panic!("XML knows no &{other};"),
                    });
                    open.last_mut().unwrap().text.push(c);
                }
                Event::Eof => break,
                Event::Decl(_) | Event::PI(_) => {}
                other => panic!("{other:?} has no place in a feed"),
            }
        }
        assert_eq!(open.len(), 1);
        open.pop().unwrap().children.pop().unwrap()
    }

    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name, or nothing.
    pub fn said(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.as_str())
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// This element and all below it, in the order of the document.
    pub fn every(&self) -> Vec<&Node> {
        std::iter::once(self).chain(self.children.iter().flat_map(Node::every)).collect()
    }

    /// The address of the first link of that relation.
    pub fn link(&self, name: &str, rel: &str) -> Option<&str> {
        self.children.iter().find(|link| link.name == name && link.attribute("rel") == Some(rel))?.attribute("href")
    }
}

fn start(tag: &BytesStart) -> Node {
    let attributes = tag.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = std::str::from_utf8(&attribute.value).unwrap();
        let value = quick_xml::escape::unescape(value).unwrap().into_owned();
        (String::from_utf8(attribute.key.0.to_vec()).unwrap(), value)
    });
    let name = String::from_utf8(tag.name().0.to_vec()).unwrap();
    Node { name, attributes: attributes.collect(), ..Node::default() }
}
