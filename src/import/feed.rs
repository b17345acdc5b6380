//! Feeds: RSS, Atom, a WordPress export and JSON Feed become items, and each item what the other rooms of the import know as a source.

mod dates;
mod element_reader;
mod feed_item;
mod item_reader;
mod json_feed;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::import::source_map::InputText;
use crate::import::xml;
use crate::msg;

pub(super) use feed_item::Feed;
pub(super) use feed_item::FeedItem;
pub(super) use item_reader::Identity;
pub(super) use item_reader::read_item;
pub(super) use json_feed::json_error;

/// Which language a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeedSyntax {
    Xml,
    Json,
}

/// Whether `text` is a feed.
pub(super) fn detect_syntax(text: &str) -> Option<FeedSyntax> {
    if json_feed::is_feed(text) {
        return Some(FeedSyntax::Json);
    }
    let root = xml::root_name(text)?;
    ["rss", "rdf", "feed"].contains(&root.as_str()).then_some(FeedSyntax::Xml)
}

/// Reads a feed; what could not be read is among its mistakes.
pub(super) fn read(syntax: FeedSyntax, input: &InputText<'_>) -> Feed {
    let mut feed = match syntax {
        FeedSyntax::Xml => element_reader::read(input),
        FeedSyntax::Json => json_feed::read(input),
    };
    if feed.items.is_empty() && feed.mistakes.is_empty() && feed.omissions.is_empty() {
        feed.warnings
            .push(Diagnostic::warning(Location::file(input.name()), msg!("the feed has no items", "flödet har inga poster")));
    }
    feed
}
