//! What was withdrawn, as Atom tells it (RFC 6721 section 3): an element in place of an entry.

use super::entry::WithdrawnEntry;
use crate::markup::xml::Tree;

/// `at:deleted-entry` for each, in a document that names the namespace.
pub(super) fn render(withdrawn: &[WithdrawnEntry]) -> Vec<u8> {
    let mut tree = Tree::indented();
    for gone in withdrawn {
        tree.element("at:deleted-entry", &[("ref", &gone.id), ("when", &gone.when.rfc3339())], |tree| {
            // The root's own namespace is Atom's.
            tree.element("at:by", &[], |tree| tree.text("name", &[], &gone.author));
            let comment = format!("{}. {}", gone.title, gone.note);
            tree.text("at:comment", &[("xml:lang", &gone.lang)], &comment);
            tree.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &gone.link)]);
        });
    }
    tree.finish()
}
