//! Withdrawn releases in Atom (RFC 6721 section 3): an element in place of an entry.

use super::entry::WithdrawnEntry;
use crate::markup::xml_writer::{Indentation, XmlWriter};

/// `at:deleted-entry` for each, in a document that declares the namespace.
pub(super) fn render(withdrawn: &[WithdrawnEntry]) -> String {
    let mut xml = XmlWriter::new(Indentation::Spaces);
    for gone in withdrawn {
        xml.element("at:deleted-entry", &[("ref", &gone.id), ("when", &gone.when.rfc3339())], |xml| {
            // The root's own namespace is Atom's.
            xml.element("at:by", &[], |xml| xml.text("name", &[], &gone.author));
            let comment = format!("{}. {}", gone.title, gone.note);
            xml.text("at:comment", &[("xml:lang", &gone.lang)], &comment);
            xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &gone.link)]);
        });
    }
    xml.into_fragment()
}
