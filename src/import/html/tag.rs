//! A start tag of a page.

use std::collections::BTreeMap;

/// A start tag, with its name in lower case.
#[derive(Debug)]
pub struct HtmlTag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl HtmlTag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}
