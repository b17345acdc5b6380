//! RSS, Atom and JSON Feed: one selection of releases, told in the three forms that readers know.
//!
//! `entry.rs` decides once what an entry says; each format's file only spells it.

pub mod atom;
mod entry;
pub mod json_feed;
pub mod rss;
pub mod style;
