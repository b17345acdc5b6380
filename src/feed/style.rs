//! The style sheet that makes a feed readable where a browser shows one.

use crate::artifact::{Family, Format, Writer};

/// One file for all feeds.
pub const FORMAT: Format = Format::new(
    Family::Asset,
    "feed-style",
    "style sheet for feeds that are opened in a browser",
    "text/css; charset=utf-8",
    Writer::Edition { path: PATH, write: |_, _| Ok((include_bytes!("../../templates/feed/feed.css").to_vec(), Vec::new())) },
);

pub(super) const PATH: &str = "assets/feed.css";
