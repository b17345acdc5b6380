//! What search engines may read, and where the site maps are. RFC 9309, <https://www.rfc-editor.org/rfc/rfc9309>

use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::model::{Edition, paths};
use crate::wording::Wording;

/// One file at the site's root.
pub const FORMAT: Format = Format::new(
    Family::Index,
    "robots",
    "what search engines may read (`robots.txt`)",
    "text/plain; charset=utf-8",
    Writer::Edition { path: paths::ROBOTS, write },
);

fn write(edition: &Edition, _: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let note = Wording::for_lang(&publisher.lang).robots_note;
    let lines = if edition.is_preview() {
        format!("# {note}\nUser-agent: *\nDisallow: /\n")
    } else {
        let address = |path| publisher.address(path);
        format!(
            "# {note}\nUser-agent: *\nAllow: /\n\nSitemap: {}\nSitemap: {}\n",
            address(paths::SITEMAP),
            address(paths::NEWS_SITEMAP)
        )
    };
    Ok((lines.into_bytes(), Vec::new()))
}
