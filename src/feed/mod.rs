//! RSS, Atom and JSON Feed of a selection of releases.
//!
//! `document.rs` chooses the entries of a feed and `entry.rs` their content, once for all; the file of each format only writes them.
//! `patch.rs` edits what the feed crates cannot write.

pub mod atom;
mod document;
mod entry;
mod full_text;
pub mod icons;
pub mod json_feed;
mod media;
mod namespaces;
mod patch;
pub mod rss;
pub mod style;
mod tombstones;

pub use document::{FeedDocument, build_archive, candidates, states_lengths};
