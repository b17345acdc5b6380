//! Former addresses: a permalink is known to readers for ever, and so is the address of a feed, so each one that changed leads on,
//! whatever serves the files.

use serde::Serialize;

use crate::artifact::{Context, Format, WriteResult, Writer};
use crate::markup::link;
use crate::model::selection::{EXTENSIONS, feed_path};
use crate::model::{Edition, Permalink};
use crate::wording::Wording;

use super::layout::{Layout, PageMeta};
use super::templates;
use super::wire::WIRE;

/// A small page that leads on by itself, for a host that knows no redirects.
pub const FORMAT: Format = Format {
    name: "moved",
    about: "page at each former address that leads to the new one",
    media_type: "text/html",
    depends_on: &[],
    omits: &[],
    writer: Writer::Former { path: |old| format!("{}index.html", old.folder()), write },
};

/// `from to 301`, one on a line, as static hosts read it (Netlify, Cloudflare Pagination).
pub const REDIRECTS: Format = Format {
    name: "redirects",
    about: "former addresses for static hosts (`_redirects`)",
    media_type: "text/plain; charset=utf-8",
    depends_on: &[],
    omits: &[],
    writer: Writer::Edition { path: "_redirects", write: redirects },
};

/// `from to;`, one on a line, for `map $uri $moved { include redirects.nginx.map; }`.
pub const NGINX: Format = Format {
    name: "nginx-map",
    about: "former addresses for nginx",
    media_type: "text/plain; charset=utf-8",
    depends_on: &[],
    omits: &[],
    writer: Writer::Edition { path: "redirects.nginx.map", write: nginx },
};

#[derive(Serialize)]
struct RedirectPage {
    layout: Layout,
    href: String,
    address: String,
}

fn write(edition: &Edition, old: &Permalink, now: &Permalink) -> WriteResult {
    let publisher = edition.publisher();
    let lang = now.translation.as_ref().unwrap_or(&publisher.lang);
    let words = Wording::of(lang);
    let path = format!("{}index.html", old.folder());
    let page = PageMeta {
        path: &path,
        // The address that counts is the new one.
        address: &now.folder(),
        lang,
        title: format!("{} – {}", words.moved, publisher.name),
        description: words.moved.to_owned(),
    };
    let moved = RedirectPage {
        layout: Layout::new(edition, page).unlisted(),
        href: link::relative(&path, &format!("{}index.html", now.folder())),
        address: publisher.address(&now.folder()).to_string(),
    };
    templates::render("redirect.html", &moved)
}

fn redirects(edition: &Edition, _: &Context) -> WriteResult {
    let lines = moves(edition).into_iter().map(|(old, now)| format!("{old} {now} 301\n"));
    Ok((lines.collect::<String>().into_bytes(), Vec::new()))
}

fn nginx(edition: &Edition, _: &Context) -> WriteResult {
    // nginx looks an address up as it reads it: decoded. Behind it, a dollar sign would be a variable.
    let lines = moves(edition).into_iter().filter(|(_, now)| !now.contains('$'));
    let lines = lines.map(|(old, now)| format!("{} {};\n", quoted(&link::decoded(&old)), quoted(&now)));
    Ok((lines.collect::<String>().into_bytes(), Vec::new()))
}

/// A string as nginx reads it: between quotation marks where it holds more than the usual characters of a path.
fn quoted(text: &str) -> String {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if text.chars().all(is_usual) { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// From path to path, below the host: the page with and without its slash, and the files that were named for it.
fn moves(edition: &Edition) -> Vec<(String, String)> {
    let path = |path: &str| edition.publisher().address(path).path().to_owned();
    let mut all = Vec::new();
    let files = edition.files();
    for (old, now) in edition.former_permalinks() {
        let (from, to) = (path(&old.folder()), path(&now.folder()));
        all.push((from.trim_end_matches('/').to_owned(), to.clone()));
        all.push((format!("{}/", from.trim_end_matches('/')), to));
        let wire = WIRE.map(|(_, end, _)| end);
        all.extend(["pdf", "txt"].iter().chain(&wire).map(|end| (path(&old.file(end)), path(&now.file(end)))));
        let folder = now.folder();
        let own = files.iter().filter_map(|file| file.path.strip_prefix(&folder));
        all.extend(own.map(|rest| (path(&format!("{}{rest}", old.folder())), path(&format!("{}{rest}", now.folder())))));
    }
    all.extend(feeds(edition).into_iter().map(|(old, now)| (path(&old), path(&now))));
    all
}

/// From each former name of the feeds to the one they have now. Archives and the list of changes never had another.
fn feeds(edition: &Edition) -> Vec<(String, String)> {
    let publisher = edition.publisher();
    let mut all = Vec::new();
    if publisher.feeds.former_names.is_empty() {
        return all;
    }
    for selection in edition.selections() {
        for former in &publisher.feeds.former_names {
            all.extend(EXTENSIONS.map(|end| (feed_path(&selection, former, end), publisher.feed_path(&selection, end))));
        }
    }
    all
}
