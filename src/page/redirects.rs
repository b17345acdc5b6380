//! Former addresses. A permalink or the address of a feed is valid for ever: each one that changed redirects, whatever serves the files.

use serde::Serialize;

use crate::artifact;
use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::markup::link;
use crate::model::{Edition, Permalink, paths};
use crate::wording::Wording;

use super::layout::{Layout, PageMeta};
use super::templates;

/// A small page that redirects by itself, for a host that cannot.
pub const FORMAT: Format = Format::new(
    Family::Redirect,
    "moved",
    "page at each former address that leads to the new one",
    "text/html",
    Writer::Former { path: |old| old.page(), write },
);

/// `from to 301`, one on a line, as static hosts read it (Netlify, Cloudflare Pages).
pub const REDIRECTS: Format = Format::new(
    Family::Redirect,
    "redirects",
    "former addresses for static hosts (`_redirects`)",
    "text/plain; charset=utf-8",
    Writer::Edition { path: paths::REDIRECTS, write: redirects },
);

/// `from to;`, one on a line, for `map $uri $moved { include redirects.nginx.map; }`.
pub const NGINX: Format = Format::new(
    Family::Redirect,
    "nginx-map",
    "former addresses for nginx",
    "text/plain; charset=utf-8",
    Writer::Edition { path: "redirects.nginx.map", write: nginx },
);

#[derive(Serialize)]
struct RedirectPage {
    layout: Layout,
    href: String,
    address: String,
}

fn write(edition: &Edition, old: &Permalink, now: &Permalink, context: &Context) -> WriteResult {
    let publisher = edition.publisher();
    let lang = now.translation.as_ref().unwrap_or(&publisher.lang);
    let words = Wording::for_lang(lang);
    let path = old.page();
    let page = PageMeta {
        path: &path,
        // Search engines index the new address.
        address: &now.folder(),
        lang,
        title: format!("{} – {}", words.moved, publisher.name),
        description: words.moved.to_owned(),
    };
    let moved = RedirectPage {
        layout: Layout::new(edition, context, page).unlisted(),
        href: link::relative(context.links(), &path, &now.page()),
        address: publisher.address(&now.folder()).to_string(),
    };
    templates::render("redirect.html", &moved)
}

fn redirects(edition: &Edition, context: &Context) -> WriteResult {
    let lines = addresses(edition, context).into_iter().map(|(from, to)| format!("{from} {to} 301\n"));
    Ok((lines.collect::<String>().into_bytes(), Vec::new()))
}

fn nginx(edition: &Edition, context: &Context) -> WriteResult {
    // nginx looks up the decoded address. In the target, a dollar sign would begin a variable.
    let lines = addresses(edition, context).into_iter().filter(|(_, to)| !to.contains('$'));
    let lines = lines.map(|(from, to)| format!("{} {};\n", quoted(&link::decoded(&from)), quoted(&to)));
    Ok((lines.collect::<String>().into_bytes(), Vec::new()))
}

/// The redirects as paths below the host.
fn addresses(edition: &Edition, context: &Context) -> Vec<(String, String)> {
    let path = |path: &str| edition.publisher().address(path).path().to_owned();
    let below =
        artifact::redirects(edition, context.formats()).into_iter().map(|redirect| (path(&redirect.from), path(&redirect.to)));
    // The host that serves the newsroom can serve the rest of the old site too.
    let home = path("");
    let beside = edition.former_paths().into_iter().filter(|(old, _)| !old.as_str().starts_with(&home));
    let beside = beside.map(|(old, now)| (old.to_string(), path(&now.folder())));
    let feeds = edition.publisher().feeds.former_feeds.iter();
    let feeds = feeds.flat_map(|feed| feed.addresses().map(|from| (from.to_owned(), path(&feed.to))));
    below.chain(beside).chain(feeds).collect()
}

/// A string in nginx's syntax: quoted where it holds more than the usual characters of a path.
fn quoted(text: &str) -> String {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if text.chars().all(is_usual) { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}
