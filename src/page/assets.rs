//! The style sheet, a neutral icon (no coat of arms), and the pictures and documents of releases.

use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::model::{Edition, File, paths};

/// The style sheet of all pages, for screen and paper, light and dark.
pub const STYLE: Format = Format::new(
    Family::Asset,
    "style",
    "style sheet of the web pages",
    "text/css",
    Writer::Edition { path: paths::STYLE, write: style },
);

/// The site's icon, shown by browsers beside the title.
pub const ICON: Format = Format::new(
    Family::Asset,
    "icon",
    "mark of the web site, a drawing",
    "image/svg+xml",
    Writer::Edition { path: paths::ICON, write: icon },
);

/// The copy buttons of the page about feeds, which works without them.
pub const SCRIPT: Format = Format::new(
    Family::Asset,
    "script",
    "copy buttons of the page about feeds",
    "text/javascript; charset=utf-8",
    Writer::Edition {
        path: paths::FEEDS_SCRIPT,
        write: |_, _| Ok((include_bytes!("../../templates/page/feeds.js").to_vec(), Vec::new())),
    },
);

/// The icon at the address where browsers and feed readers look by default.
pub const FAVICON: Format = Format::new(
    Family::Asset,
    "favicon",
    "mark of the web site where programs look for it by themselves",
    "image/vnd.microsoft.icon",
    Writer::Edition {
        path: "favicon.ico",
        write: |_, _| Ok((include_bytes!("../../templates/page/favicon.ico").to_vec(), Vec::new())),
    },
);

/// Pictures, without what their cameras wrote, and documents.
pub const FILES: Format = Format::new(
    Family::File,
    "files",
    "pictures and documents of the releases",
    "application/octet-stream",
    Writer::File { write: copy },
);

fn copy(file: &File, context: &Context) -> WriteResult {
    context.bytes_of(file).map(|bytes| (bytes, Vec::new()))
}

fn style(_: &Edition, _: &Context) -> WriteResult {
    Ok((include_bytes!("../../templates/page/depesch.css").to_vec(), Vec::new()))
}

fn icon(_: &Edition, _: &Context) -> WriteResult {
    Ok((include_bytes!("../../templates/page/icon.svg").to_vec(), Vec::new()))
}
