//! RSS, Atom and JSON Feed: selections of releases, told in the three forms that readers know.
//!
//! `entry.rs` decides once what an entry says, `document.rs` which entries stand in a feed and what the feed says of self_url; each format's file
//! only spells it.

pub mod atom;
mod document;
mod entry;
mod full_text;
pub mod icons;
pub mod json_feed;
mod media;
mod namespaces;
pub mod rss;
pub mod style;
mod tombstones;

pub use document::FeedDocument;
pub use document::build_archive;
pub use document::candidates;
