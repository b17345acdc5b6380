//! XML as the wire sends it: element by element, in the receiver's characters.
//!
//! Text stands between its own tags and nothing else: white space that a writer puts in for looks would be the author's to a reader.

use crate::markup::clean;
use crate::markup::html::push_escaped;
use crate::model::Charset;

/// Elements that are written one after the other. Texts and attributes are cleaned and escaped on the way.
#[derive(Debug)]
pub struct Xml {
    out: String,
    depth: usize,
}

/// Names and values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Default for Xml {
    fn default() -> Xml {
        // Room for most documents.
        Xml { out: String::with_capacity(8192), depth: 0 }
    }
}

impl Xml {
    /// An element whose inside is elements, each on a line of its own.
    pub fn element(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut Xml)) {
        self.line_start();
        self.tag(name, attributes, ">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line_start();
        self.end(name);
        self.out.push('\n');
    }

    /// An element whose inside is text, with elements in it or without.
    pub fn mixed(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut Xml)) {
        self.line_start();
        self.tag(name, attributes, ">");
        inside(self);
        self.end(name);
        self.out.push('\n');
    }

    /// An element within text.
    pub fn inline(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut Xml)) {
        self.tag(name, attributes, ">");
        inside(self);
        self.end(name);
    }

    /// An element that holds text alone.
    pub fn text(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.mixed(name, attributes, |xml| xml.words(text));
    }

    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        self.line_start();
        self.tag(name, attributes, "/>\n");
    }

    /// Text within an element.
    pub fn words(&mut self, text: &str) {
        push_escaped(&mut self.out, &clean(text));
    }

    /// A part of a run of text that was cleaned as a whole.
    pub fn cleaned(&mut self, text: &str) {
        push_escaped(&mut self.out, text);
    }

    /// What is XML already, as it stands.
    pub fn written(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn line_start(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.depth));
    }

    fn tag(&mut self, name: &str, attributes: Attributes, end: &str) {
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

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

/// A document with its declaration. A character that the charset has not stands as a numeric reference, which says the same (XML 1.0, 4.1): nothing
/// is lost and nothing replaced.
pub fn document(root: &str, charset: Charset) -> Vec<u8> {
    let (name, last) = match charset {
        Charset::Utf8 => ("UTF-8", char::MAX),
        Charset::Latin1 => ("ISO-8859-1", '\u{ff}'),
        Charset::Windows1252 => ("windows-1252", '\u{ff}'),
        // No XML reader knows the Swedish ISO 646 by name, and it has no room for the brackets of CDATA.
        Charset::Ascii | Charset::Swedish7 => ("US-ASCII", '\u{7f}'),
    };
    let mut out = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n").into_bytes();
    if charset == Charset::Utf8 {
        out.extend_from_slice(root.as_bytes());
        return out;
    }
    out.reserve(root.len() + root.len() / 8);
    for c in root.chars() {
        match u8::try_from(u32::from(c)) {
            // Many readers take ISO 8859-1 for windows-1252, which has other characters from 80 to 9F.
            Ok(byte) if c <= last && !matches!(byte, 0x80..=0x9f) => out.push(byte),
            _ => out.extend(format!("&#{};", u32::from(c)).into_bytes()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_what_is_written() {
        let mut xml = Xml::default();
        xml.element("a", &[("b", "\"<&>\u{1}\nny")], |xml| {
            xml.mixed("c", &[], |xml| {
                xml.words("]]> <d> & \u{0}");
                xml.inline("em", &[], |xml| xml.words("e"));
            });
            xml.empty("f", &[]);
        });
        assert_eq!(xml.finish(), "<a b=\"&quot;&lt;&amp;&gt;&#10;ny\">\n <c>]]&gt; &lt;d&gt; &amp; <em>e</em></c>\n <f/>\n</a>\n");
    }

    #[test]
    fn what_a_charset_has_not_is_a_reference() {
        let told = |charset| String::from_utf8_lossy(&document("<a>å – 😀 \u{85}</a>", charset)).into_owned();
        assert_eq!(told(Charset::Utf8), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>å – 😀 \u{85}</a>");
        let ascii = "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n<a>&#229; &#8211; &#128512; &#133;</a>";
        assert_eq!(told(Charset::Ascii), ascii);
        assert_eq!(told(Charset::Swedish7), ascii);
        let latin = document("<a>å – \u{85}</a>", Charset::Latin1);
        assert_eq!(latin, b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\xe5 &#8211; &#133;</a>");
    }
}
