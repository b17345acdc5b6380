//! The walls of the house: which room may import which, and which file is the one door of each outside package.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Room by room, in the order of the data: what it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("error", &["diag"]),
    ("model", &[]),
    ("content", &["diag", "error", "model"]),
    ("import", &["diag", "error", "model", "content"]),
    ("artifact", &["diag", "model"]),
    ("wording", &["model"]),
    ("markup", &["model"]),
    ("search", &["markup", "model"]),
    ("feed", &["artifact", "diag", "markup", "model", "wording"]),
    ("page", &["artifact", "diag", "markup", "model", "search", "wording"]),
    ("print", &["artifact", "diag", "markup", "model", "wording"]),
    ("wire", &["artifact", "diag", "markup", "model", "wording"]),
    ("format", &["artifact", "diag", "model", "feed", "page", "print", "wire"]),
    ("out", &["artifact", "content", "diag", "error", "model"]),
    ("db", &["diag", "error"]),
    ("hub", &["diag", "error", "db"]),
    ("serve", &["artifact", "content", "diag", "error", "format", "hub", "db", "markup", "model", "out", "page", "search"]),
    ("cli", &["artifact", "content", "diag", "error", "format", "import", "model", "out", "print", "serve", "wire"]),
];

/// Each outside package and the files that may name it. A folder stands for all its files.
const DOORS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diag/"]),
    ("atom_syndication", &["feed/atom.rs"]),
    ("axum", &["serve/"]),
    ("base64", &["serve/http/operator.rs"]),
    (
        "blake3",
        &["content/attachments.rs", "content/file_facts.rs", "content/parse_cache.rs", "model/", "out/", "print/pdf/", "serve/"],
    ),
    ("brotli", &["serve/http/coding.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/mod.rs"]),
    ("encoding_rs", &["import/decode.rs"]),
    ("exif", &["content/file_facts.rs"]),
    ("flate2", &["print/pdf/writer.rs", "serve/http/coding.rs"]),
    ("getrandom", &["serve/keys.rs", "hub/sign.rs"]),
    ("hmac", &["hub/sign.rs"]),
    ("html5gum", &["import/html.rs"]),
    ("http_range_header", &["serve/http/range.rs"]),
    ("httpdate", &["serve/http/preconditions.rs", "hub/client.rs"]),
    // One `Bytes` goes from whoever has the feeds to the wire without a copy.
    ("hyper", &["serve/connections.rs", "serve/http/router.rs", "hub/"]),
    ("hyper_util", &["serve/connections.rs", "serve/http/router.rs"]),
    ("hypher", &["print/"]),
    ("imagesize", &["content/file_facts.rs"]),
    ("ipnet", &["hub/", "serve/"]),
    ("jiff", &["model/moment.rs"]),
    ("lopdf", &["print/pdf/"]),
    ("memchr", &["feed/patch.rs"]),
    ("rust_stemmers", &["search/tokenize.rs"]),
    ("rustix", &["out/mod.rs"]),
    ("minijinja", &["page/templates.rs"]),
    ("notify", &["serve/watcher.rs"]),
    ("parking_lot", &["cli/build.rs", "cli/show.rs", "out/mod.rs", "serve/"]),
    ("percent_encoding", &["hub/request.rs", "import/feed/item_reader.rs"]),
    ("png", &["print/pictures.rs"]),
    ("printpdf", &["print/pdf/"]),
    ("prometheus_client", &["serve/metrics.rs"]),
    ("pulldown_cmark", &["content/markdown/"]),
    ("qrcodegen", &["print/qr.rs"]),
    ("quick_cache", &["serve/body_cache.rs"]),
    ("quick_xml", &["feed/patch.rs", "import/xml.rs"]),
    ("rayon", &["format.rs", "content/mod.rs", "serve/render.rs"]),
    // Its `Url` reads addresses everywhere in the hub; only `client.rs` calls with it.
    ("reqwest", &["hub/"]),
    ("rss", &["feed/rss.rs"]),
    ("rusqlite", &["db/"]),
    ("rustls", &["hub/client.rs"]),
    ("rustybuzz", &["print/fonts/"]),
    ("self_cell", &["serve/snapshot.rs"]),
    ("sha1", &["hub/sign.rs"]),
    ("sha2", &["hub/sign.rs"]),
    // The second door tries a theme's font before any release is printed with it.
    ("subsetter", &["print/fonts/", "content/newsroom/theme/font.rs"]),
    ("strsim", &["cli/selection_args.rs", "content/text.rs", "page/not_found.rs"]),
    ("tokio", &["serve/", "hub/"]),
    ("toml", &["content/front_matter/"]),
    ("ttf_parser", &["content/newsroom/theme/font.rs"]),
    ("tracing", &["hub/", "main.rs", "serve/"]),
    ("tracing_subscriber", &["main.rs"]),
    ("unicode_bidi", &["print/layout/direction.rs"]),
    ("unicode_normalization", &["model/name.rs", "search/tokenize.rs", "wire/charset.rs"]),
    ("unicode_width", &["markup/plain.rs"]),
    ("usvg", &["content/newsroom/theme/logo/"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && path.file_name().is_some_and(|name| name != "tests.rs") {
                found.push((path.strip_prefix(&root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 30, "the sources were not found");
    found
}

/// The code of a file: without comments and without its unit tests, which may reach for anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The words that follow each `prefix` in `text`.
fn names_after<'a>(text: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    text.match_indices(prefix)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
        .map(|(at, _)| {
            let rest = &text[at + prefix.len()..];
            &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
        })
        .collect()
}

#[test]
fn a_room_imports_only_rooms_to_its_left() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let first = path.iter().next().unwrap().to_str().unwrap();
        let room = first.trim_end_matches(".rs");
        if matches!(room, "lib" | "main") {
            continue;
        }
        let allowed = rooms.get(room).unwrap_or_else(|| panic!("`{room}` is not in the table"));
        for name in names_after(&code(&text), "crate::") {
            // `msg!` is the macro of `diag`.
            let name = if name == "msg" { "diag" } else { name };
            if rooms.contains_key(name) && name != room && !allowed.contains(&name) {
                wrong.push(format!("{} imports {name}", path.display()));
            }
            if name.is_empty() {
                wrong.push(format!("{}: one `use crate::...` path a line, so that this test can read them", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_itself_goes_from_left_to_right() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for name in *allowed {
            assert!(ROOMS[..at].iter().any(|(left, _)| left == name), "{room} may import {name}, which does not stand to its left");
        }
    }
}

#[test]
fn each_outside_package_has_one_door() {
    let doors: BTreeMap<&str, &[&str]> = DOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let code = code(&text);
        let path = path.to_str().unwrap().replace('\\', "/");
        for (package, files) in &doors {
            let named = code.match_indices(&format!("{package}::")).any(|(at, _)| {
                // `feed::rss::FORMAT` and `use crate::...::rss` are our own modules, not the package.
                let before = &code[..at];
                let within_path = before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
                    || before.strip_suffix("::").is_some_and(|path| path.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
                !within_path
            });
            if named {
                used.insert(*package);
                if !files.iter().any(|file| path == *file || file.ends_with('/') && path.starts_with(file)) {
                    wrong.push(format!("{path} names {package}, whose door is {}", files.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused: Vec<_> = doors.keys().filter(|package| !used.contains(*package)).collect();
    assert!(unused.is_empty(), "no door opens to {unused:?}");
}

#[test]
fn no_clock_disk_or_network_in_the_middle() {
    let outside = ["content/", "out/", "db/", "hub/", "serve/", "cli/", "main.rs"];
    for (path, text) in sources() {
        let path = path.to_str().unwrap();
        if outside.iter().any(|allowed| path.starts_with(allowed)) {
            continue;
        }
        for word in ["std::fs", "std::net", "SystemTime", "Instant::now", "std::env::", "println!", "print!("] {
            assert!(!code(&text).contains(word), "{path} uses {word}");
        }
    }
}
