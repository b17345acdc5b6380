//! Reads feeds: RSS, Atom, WordPress exports and JSON Feed become items, and each item an imported document.

mod dates;
mod element_reader;
mod feed_item;
mod item_reader;
mod json_feed;

use crate::diag::{Diagnostic, Location};
use crate::import::source_map::InputText;
use crate::import::xml;
use crate::msg;

pub use feed_item::{Feed, FeedItem};
pub use item_reader::{Identity, is_protected, read_item};
pub use json_feed::json_error;

/// The syntax of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedSyntax {
    Xml,
    Json,
}

/// The syntax of `text`, if it is a feed.
pub fn detect_syntax(text: &str) -> Option<FeedSyntax> {
    if json_feed::is_feed(text) {
        return Some(FeedSyntax::Json);
    }
    let root = xml::root_name(text)?;
    ["rss", "rdf", "feed"].contains(&root.as_str()).then_some(FeedSyntax::Xml)
}

/// Reads a feed; its errors include the items that cannot be read.
pub fn read(syntax: FeedSyntax, input: &InputText<'_>) -> Feed {
    let mut feed = match syntax {
        FeedSyntax::Xml => element_reader::read(input),
        FeedSyntax::Json => json_feed::read(input),
    };
    if feed.items.is_empty() && feed.errors.is_empty() && feed.omissions.is_empty() {
        feed.warnings
            .push(Diagnostic::warning(Location::file(input.name()), msg!("the feed has no items", "flödet har inga poster")));
    }
    feed
}
