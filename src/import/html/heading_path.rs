//! The elements around the headline of a page, which no class name makes furniture.

use std::collections::BTreeSet;

use super::element;
use super::furniture;
use super::tag::HtmlTag;

/// Deeper elements are not followed.
const MAX_DEPTH: usize = 400;

/// Finds the h1 of the release: the first in the main part or an article, else the first outside of furniture, else the first.
#[derive(Debug, Default)]
pub struct HeadingPath {
    open: Vec<OpenTag>,
    too_deep: usize,
    best: Option<(u8, BTreeSet<usize>)>,
}

#[derive(Debug)]
struct OpenTag {
    name: String,
    start: usize,
    is_main: bool,
    is_furniture: bool,
}

impl HeadingPath {
    /// `start` is the position of the tag.
    pub fn read_start_tag(&mut self, tag: &HtmlTag, start: usize) {
        if element::treatment(tag) == element::Treatment::Void {
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        let is_main = furniture::is_main(tag) || furniture::is_article(tag);
        let is_furniture = furniture::is_furniture(tag) || element::is_hidden(tag) || matches!(tag.name.as_str(), "nav" | "dialog");
        self.open.push(OpenTag { name: tag.name.clone(), start, is_main, is_furniture });
        if tag.name == "h1" {
            let rank = match (self.open.iter().any(|tag| tag.is_main), self.open.iter().any(|tag| tag.is_furniture)) {
                (true, false) => 3,
                (false, false) => 2,
                (true, true) => 1,
                (false, true) => 0,
            };
            if self.best.as_ref().is_none_or(|(best, _)| rank > *best) {
                self.best = Some((rank, self.open.iter().map(|tag| tag.start).collect()));
            }
        }
    }

    pub fn read_end_tag(&mut self, name: &str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(at) = self.open.iter().rposition(|tag| tag.name == name) {
            self.open.truncate(at);
        }
    }

    /// The positions of the tags around the headline, itself included.
    pub fn finish(self) -> BTreeSet<usize> {
        self.best.map(|(_, path)| path).unwrap_or_default()
    }
}
