//! The paths of the site's files, below its root, and how its pages link to them.
//!
//! Only what is the same for every newsroom is here. `Permalink` and `Selection` build the paths of one release and one selection.

use super::name::Slug;

/// How pages link to other pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// To files, `../index.html`: pages work from any folder and from disk.
    Files,
    /// To folders, `../`: those are the addresses on a server, and readers save a redirect.
    Folders,
}

// Pages.
pub const FRONT: &str = "index.html";
pub const ARCHIVE: &str = "nyhetsarkiv/index.html";
pub const FEEDS: &str = "feeds/index.html";
pub const PRESS: &str = "press/index.html";
pub const ACCESSIBILITY: &str = "tillganglighet/index.html";

/// The archive of one year.
pub fn archive_year(year: i16) -> String {
    format!("nyhetsarkiv/{year}/index.html")
}

/// The address of a page: its path without `index.html`.
pub fn page_address(path: &str) -> &str {
    path.trim_end_matches("index.html")
}

// Folders with one folder for each release or selection.
pub const RELEASES: &str = "releases/";
pub const CORRECTIONS: &str = "rattelser/";
pub const LANGUAGES: &str = "sprak/";
pub const KINDS: &str = "typer/";
pub const DEPARTMENTS: &str = "avdelningar/";
pub const TOPICS: &str = "amnen/";
pub const CATEGORIES: &str = "kategorier/";
pub const REGIONS: &str = "omraden/";
pub const CUSTOM_SELECTIONS: &str = "urval/";

/// A feed in the `folder` of its selection, under its present or a former `name`: `amnen/fritid/feed.rss`.
pub fn feed(folder: &str, name: &Slug, extension: &str) -> String {
    format!("{folder}{name}.{extension}")
}

/// Of the feeds of each selection; the first is what most readers take.
pub const FEED_EXTENSIONS: [&str; 3] = ["rss", "atom", "json"];

// Files for programs.
/// The feed that also reports withdrawals.
pub const CHANGES: &str = "changes.atom";
pub const OPML: &str = "feeds.opml";
pub const SITEMAP: &str = "sitemap.xml";
pub const NEWS_SITEMAP: &str = "sitemap-news.xml";
pub const LISTS_SITEMAP: &str = "sitemaps/lists.xml";
pub const ROBOTS: &str = "robots.txt";
pub const REDIRECTS: &str = "_redirects";

/// The site map of one year.
pub fn year_sitemap(year: i16) -> String {
    format!("sitemaps/{year}.xml")
}

// Assets of the pages.
pub const ASSETS: &str = "assets/";
pub const STYLE: &str = "assets/depesch.css";
pub const ICON: &str = "assets/icon.svg";
pub const FEEDS_SCRIPT: &str = "assets/feeds.js";

// Answered by the service only.
pub const SEARCH: &str = "sok/";
pub const PREVIEWS: &str = "forhandsvisning";
pub const HUB: &str = "hub";
pub const WIRE: &str = "wire";
