//! A start tag of a page.

use std::collections::BTreeMap;

/// A start tag: its name in lower case, and its attributes.
#[derive(Debug)]
pub(super) struct HtmlTag {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
}

impl HtmlTag {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}
