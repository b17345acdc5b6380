//! Writes XML: site maps, OPML, NITF, NewsML-G2, XMP.

use crate::markup::chars::clean;
use crate::markup::html::push_escaped;
use crate::model::Charset;

/// Attribute names and values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// How elements within elements are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indentation {
    /// One space a level.
    Spaces,
    Off,
}

/// Writes XML element by element. Texts and attributes are cleaned and escaped.
///
/// quick-xml's own writer is not used: it breaks the lines of mixed content, and readers would take those breaks for the author's.
#[derive(Debug)]
pub struct XmlWriter {
    out: String,
    depth: usize,
    indentation: Indentation,
}

impl XmlWriter {
    pub fn new(indentation: Indentation) -> XmlWriter {
        // Enough for most documents.
        XmlWriter { out: String::with_capacity(8192), depth: 0, indentation }
    }

    /// An element that contains elements, each on a line of its own.
    pub fn element(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut XmlWriter)) {
        self.start_line();
        self.start_tag(name, attributes, ">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.start_line();
        self.end_tag(name);
        self.out.push('\n');
    }

    /// An element that contains text, with or without elements in it.
    pub fn mixed(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut XmlWriter)) {
        self.start_line();
        self.inline(name, attributes, inside);
        self.out.push('\n');
    }

    /// An element within text.
    pub fn inline(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut XmlWriter)) {
        self.start_tag(name, attributes, ">");
        inside(self);
        self.end_tag(name);
    }

    /// An element that contains only text.
    pub fn text(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.mixed(name, attributes, |xml| xml.characters(text));
    }

    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        self.start_line();
        self.start_tag(name, attributes, "/>\n");
    }

    /// Text within an element.
    pub fn characters(&mut self, text: &str) {
        push_escaped(&mut self.out, &clean(text));
    }

    /// Part of a text that was cleaned as a whole.
    pub fn clean_characters(&mut self, text: &str) {
        push_escaped(&mut self.out, text);
    }

    /// Markup that is written as it is.
    pub fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// The elements as part of another document.
    pub fn into_fragment(self) -> String {
        self.out
    }

    /// The elements with a declaration. A character that the charset lacks is a numeric reference, which means the same (XML 1.0, 4.1).
    pub fn into_document(self, charset: Charset) -> Vec<u8> {
        let (name, last) = match charset {
            Charset::Utf8 => ("UTF-8", char::MAX),
            Charset::Latin1 => ("ISO-8859-1", '\u{ff}'),
            Charset::Windows1252 => ("windows-1252", '\u{ff}'),
            // No XML reader knows the Swedish ISO 646 by name, and it has no room for the brackets of CDATA.
            Charset::Ascii | Charset::Swedish7 => ("US-ASCII", '\u{7f}'),
        };
        let mut out = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n").into_bytes();
        if charset == Charset::Utf8 {
            out.extend_from_slice(self.out.as_bytes());
            return out;
        }
        out.reserve(self.out.len() + self.out.len() / 8);
        for c in self.out.chars() {
            match u8::try_from(u32::from(c)) {
                // Many readers take ISO 8859-1 for windows-1252, which has other characters from 80 to 9F.
                Ok(byte) if c <= last && !matches!(byte, 0x80..=0x9f) => out.push(byte),
                _ => out.extend(format!("&#{};", u32::from(c)).into_bytes()),
            }
        }
        out
    }

    fn start_line(&mut self) {
        if self.indentation == Indentation::Spaces {
            self.out.extend(std::iter::repeat_n(' ', self.depth));
        }
    }

    fn start_tag(&mut self, name: &str, attributes: Attributes, end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            // A line break in an attribute is a space to a reader, unless it is a reference (XML 1.0, 3.3.3).
            for (at, line) in value.split('\n').enumerate() {
                if at > 0 {
                    self.out.push_str("&#10;");
                }
                push_escaped(&mut self.out, &clean(line));
            }
            self.out.push('"');
        }
        self.out.push_str(end);
    }

    fn end_tag(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_cannot_break_markup() {
        let mut xml = XmlWriter::new(Indentation::Spaces);
        xml.element("a", &[("b", "\"<&>\u{1}\nny")], |xml| {
            xml.mixed("c", &[], |xml| {
                xml.characters("]]> <d> & \u{0}");
                xml.inline("em", &[], |xml| xml.characters("e"));
            });
            xml.empty("f", &[]);
        });
        let expected = "<a b=\"&quot;&lt;&amp;&gt;&#10;ny\">\n <c>]]&gt; &lt;d&gt; &amp; <em>e</em></c>\n <f/>\n</a>\n";
        assert_eq!(xml.into_fragment(), expected);
    }

    #[test]
    fn characters_outside_the_charset_are_references() {
        let document = |charset| {
            let mut xml = XmlWriter::new(Indentation::Off);
            xml.mixed("a", &[], |xml| xml.clean_characters("å – 😀 \u{85}"));
            xml.into_document(charset)
        };
        let text = |charset| String::from_utf8_lossy(&document(charset)).into_owned();
        assert_eq!(text(Charset::Utf8), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>å – 😀 \u{85}</a>\n");
        let ascii = "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n<a>&#229; &#8211; &#128512; &#133;</a>\n";
        assert_eq!((text(Charset::Ascii), text(Charset::Swedish7)), (ascii.to_owned(), ascii.to_owned()));
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\xe5 &#8211; &#128512; &#133;</a>\n";
        assert_eq!(document(Charset::Latin1), latin);
    }
}
