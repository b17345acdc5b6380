//! What was withdrawn, as Atom tells it (RFC 6721 section 3): an element in place of an entry.

use super::entry::Withdrawn;
use crate::markup::xml::Tree;

/// `at:deleted-entry` for each, with the namespace declared where it is used: a document without any needs none.
pub(super) fn written(withdrawn: &[Withdrawn]) -> Vec<u8> {
    let mut tree = Tree::indented();
    for gone in withdrawn {
        let attributes = [
            ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
            ("ref", gone.id.as_str()),
            ("when", &gone.when.rfc3339()),
        ];
        tree.element("at:deleted-entry", &attributes, |tree| {
            tree.element("at:by", &[], |tree| tree.text("name", &[("xmlns", "http://www.w3.org/2005/Atom")], &gone.author));
            let comment = format!("{}. {}", gone.title, gone.note);
            tree.text("at:comment", &[("xml:lang", &gone.lang)], &comment);
            let link = [("xmlns", "http://www.w3.org/2005/Atom"), ("rel", "alternate"), ("type", "text/html"), ("href", &gone.link)];
            tree.empty("link", &link);
        });
    }
    tree.finish()
}
