//! The files that programs of news desks take in, as pages link to them.

use serde::Serialize;

use crate::markup::link;
use crate::model::Permalink;

/// What each is called, how its name ends, what it is.
pub(super) const WIRE: [(&str, &str, &str); 4] = [
    ("IPTC 7901", "iptc", "text/vnd.iptc.7901"),
    ("NITF", "nitf.xml", "application/nitf+xml"),
    ("NewsML-G2", "newsml.xml", "application/vnd.iptc.g2.newsitem+xml"),
    ("ninjs", "ninjs.json", "application/json"),
];

#[derive(Serialize)]
pub(super) struct WireFile {
    name: &'static str,
    href: String,
    media_type: &'static str,
}

/// Those of a release, from the page at `path`.
pub(super) fn files(path: &str, permalink: &Permalink) -> Vec<WireFile> {
    let file = |(name, end, media_type)| WireFile { name, href: link::relative(path, &permalink.file(end)), media_type };
    WIRE.into_iter().map(file).collect()
}
