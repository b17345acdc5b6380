//! The structure of `src`: which module may import which, no import circle between files, no type name twice, and the files that may use
//! each outside package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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
    ("net", &["diag", "error"]),
    ("hub", &["diag", "error", "db", "net"]),
    ("transport", &["diag", "error", "model", "net"]),
    ("delivery", &["artifact", "content", "db", "diag", "error", "format", "model", "net", "transport", "wire"]),
    (
        "serve",
        &[
            "artifact", "content", "delivery", "diag", "error", "format", "hub", "db", "markup", "model", "net", "out", "page",
            "search",
        ],
    ),
    ("sandbox", &["diag", "error", "markup", "net"]),
    (
        "cli",
        &[
            "artifact",
            "content",
            "db",
            "delivery",
            "diag",
            "error",
            "format",
            "import",
            "model",
            "out",
            "print",
            "sandbox",
            "serve",
            "transport",
            "wire",
        ],
    ),
];

/// Each outside package and the files that may name it. A folder stands for all its files.
const DOORS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diag/"]),
    ("atom_syndication", &["feed/atom.rs"]),
    ("axum", &["serve/", "sandbox/http.rs"]),
    ("base64", &["serve/http/operator.rs", "transport/mail/dkim.rs", "transport/mail/smtp/", "transport/webhook.rs", "sandbox/"]),
    (
        "blake3",
        &[
            "content/attachments.rs",
            "content/file_facts.rs",
            "content/parse_cache.rs",
            "delivery/",
            "model/",
            "out/",
            "print/pdf/",
            "serve/",
            "sandbox/newsroom.rs",
        ],
    ),
    ("brotli", &["serve/http/coding.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/mod.rs"]),
    ("encoding_rs", &["import/decode.rs"]),
    ("exif", &["content/pictures/exif_fields.rs"]),
    (
        "flate2",
        &[
            "content/document_traces.rs",
            "content/pictures/png_file.rs",
            "content/zip_archive.rs",
            "print/pdf/writer.rs",
            "print/pictures.rs",
            "serve/http/coding.rs",
        ],
    ),
    ("getrandom", &["serve/keys.rs", "hub/sign.rs", "net/retry_delay.rs"]),
    ("hmac", &["hub/sign.rs", "transport/webhook.rs", "sandbox/http.rs"]),
    ("html5gum", &["import/html.rs"]),
    ("http_range_header", &["serve/http/range.rs"]),
    ("httpdate", &["serve/http/preconditions.rs", "net/http_client.rs"]),
    // One `Bytes` goes from whoever has the feeds to the wire without a copy.
    ("hyper", &["serve/connections.rs", "serve/http/held_body.rs", "serve/http/router.rs", "hub/", "transport/webhook.rs"]),
    ("hyper_util", &["serve/connections.rs", "serve/http/router.rs"]),
    ("hypher", &["print/"]),
    ("idna", &["model/address.rs"]),
    ("ipnet", &["hub/", "net/", "serve/", "sandbox/http.rs"]),
    ("jiff", &["model/moment.rs"]),
    ("lopdf", &["print/pdf/"]),
    ("mail_builder", &["transport/mail/mime.rs"]),
    (
        "memchr",
        &[
            "content/document_traces.rs",
            "content/pictures/",
            "content/zip_archive.rs",
            "content/release/embedded_words.rs",
            "feed/patch.rs",
        ],
    ),
    ("rust_stemmers", &["search/tokenize.rs"]),
    ("rustix", &["out/mod.rs", "serve/system_limits.rs", "transport/folder.rs"]),
    ("minijinja", &["markup/templates.rs"]),
    ("notify", &["serve/watcher.rs"]),
    ("parking_lot", &["cli/build.rs", "cli/show.rs", "db/mod.rs", "delivery/", "hub/", "out/mod.rs", "serve/", "sandbox/"]),
    ("percent_encoding", &["content/markdown/figures.rs", "hub/request.rs", "import/feed/item_reader.rs", "markup/link.rs"]),
    ("png", &["content/pictures/decode.rs", "print/pictures.rs"]),
    ("printpdf", &["print/pdf/"]),
    ("prometheus_client", &["serve/metrics.rs"]),
    ("pulldown_cmark", &["content/markdown/", "import/markdown/blocks.rs"]),
    ("qrcodegen", &["print/qr.rs"]),
    ("quick_cache", &["serve/body_cache.rs"]),
    ("quick_xml", &["feed/patch.rs", "import/xml.rs"]),
    (
        "rayon",
        &["cli/threads.rs", "format.rs", "content/mod.rs", "content/source_dir/mod.rs", "delivery/publish.rs", "serve/render.rs"],
    ),
    // Its `Url` and headers are used everywhere in the hub; only `http_client.rs` calls with it.
    ("reqwest", &["hub/", "net/", "transport/", "sandbox/http.rs"]),
    ("ring", &["transport/mail/dkim.rs"]),
    ("rss", &["feed/rss.rs"]),
    ("rusqlite", &["db/"]),
    ("rustls", &["net/http_client.rs", "transport/mail/smtp/"]),
    ("rustls_platform_verifier", &["transport/mail/smtp/"]),
    ("saphyr_parser", &["import/markdown/yaml.rs"]),
    ("rustybuzz", &["print/fonts/"]),
    ("self_cell", &["serve/snapshot.rs"]),
    ("sha1", &["hub/sign.rs"]),
    ("sha2", &["delivery/render.rs", "hub/sign.rs", "transport/webhook.rs", "sandbox/http.rs"]),
    // The second door tries a theme's font before any release is printed with it.
    ("subsetter", &["print/fonts/", "content/newsroom/theme/font.rs"]),
    ("strsim", &["cli/selection_args.rs", "content/text.rs", "page/not_found.rs"]),
    ("tokio", &["delivery/", "serve/", "hub/", "net/", "transport/", "sandbox/"]),
    ("tokio_rustls", &["transport/mail/smtp/"]),
    ("toml", &["content/front_matter/"]),
    ("ttf_parser", &["content/newsroom/theme/font.rs", "print/fonts/"]),
    ("tracing", &["delivery/", "hub/", "main.rs", "serve/"]),
    ("tracing_subscriber", &["main.rs"]),
    ("unicode_bidi", &["print/layout/direction.rs"]),
    ("unicode_normalization", &["model/name.rs", "search/tokenize.rs", "wire/charset.rs"]),
    ("unicode_width", &["markup/plain.rs"]),
    ("url", &["search/query.rs"]),
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

/// The code of a file, without comments and without its unit tests, which may import anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths of `a::{b, c::{d, e as f}}`: `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let inner = rest.trim_end().strip_suffix('}').unwrap_or_else(|| panic!("`{tree}` has no end"));
    let (mut branches, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            branches.push(String::new());
        } else {
            branches.last_mut().unwrap().push(c);
        }
    }
    let join = |path: String| match path.as_str() {
        "self" => prefix.trim_end_matches("::").to_owned(),
        _ => format!("{prefix}{path}"),
    };
    branches.iter().map(|branch| branch.trim()).filter(|branch| !branch.is_empty()).flat_map(expand).map(join).collect()
}

/// A file of `src`, with the paths that it imports or names, from the crate's root.
struct Module {
    file: String,
    /// `serve::http::router`; empty for `lib.rs` and `main.rs`.
    name: String,
    code: String,
    imports: Vec<String>,
    /// The paths of `pub use`.
    exports: Vec<String>,
}

impl Module {
    fn read(file: &Path, text: &str) -> Module {
        let parts = file.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs"));
        let name = parts.filter(|part| !matches!(*part, "mod" | "lib" | "main")).collect::<Vec<_>>().join("::");
        let (mut imports, mut exports, mut rest) = (Vec::new(), Vec::new(), String::new());
        let code = code(text);
        let mut lines = code.lines();
        while let Some(line) = lines.next() {
            // rustfmt begins a line with each `use`.
            let (visibility, tree) = match line.trim_start().split_once("use ") {
                Some((visibility, tree)) if visibility.is_empty() || visibility.starts_with("pub") => (visibility, tree),
                _ => {
                    rest.push_str(line);
                    rest.push('\n');
                    continue;
                }
            };
            let mut tree = tree.to_owned();
            while !tree.trim_end().ends_with(';') {
                tree.push_str(lines.next().expect("a `use` has an end").trim());
            }
            let paths = expand(tree.trim_end().trim_end_matches(';')).into_iter().map(|path| absolute(&name, &path));
            if visibility.is_empty() { imports.extend(paths) } else { exports.extend(paths) }
        }
        // Paths within the code, and items of a module that is imported: `link::relative`.
        for (at, _) in rest.match_indices("::") {
            let start = rest[..at].rfind(|c| !is_word(c) && c != ':').map_or(0, |before| before + 1);
            let end = rest[at + 2..].find(|c| !is_word(c)).map_or(rest.len(), |length| at + 2 + length);
            let path = &rest[start..end];
            let first = path.split("::").next().unwrap();
            if matches!(first, "crate" | "super" | "self") {
                imports.push(absolute(&name, path));
            } else if let Some(module) = imports.iter().find(|import| import.rsplit("::").next() == Some(first)) {
                imports.push(format!("{module}{}", &path[first.len()..]));
            }
        }
        let file = file.to_str().unwrap().replace('\\', "/");
        Module { file, name, code, imports, exports }
    }

    /// The names of the types that it declares.
    fn types(&self) -> impl Iterator<Item = &str> {
        ["struct", "enum", "trait", "union"].into_iter().flat_map(move |keyword| {
            self.code.match_indices(keyword).filter_map(move |(at, _)| {
                let name = self.code[at + keyword.len()..].strip_prefix(' ')?;
                let name = &name[..name.find(|c| !is_word(c)).unwrap_or(name.len())];
                (!self.code[..at].ends_with(is_word) && name.starts_with(char::is_uppercase)).then_some(name)
            })
        })
    }
}

/// A path from the crate's root: `super::b` in `a::c` is `a::b`. A path of another crate stays as it is.
fn absolute(module: &str, path: &str) -> String {
    let mut base = module;
    let mut path = path;
    if let Some(rest) = path.strip_prefix("crate::") {
        return rest.to_owned();
    }
    if let Some(rest) = path.strip_prefix("self::") {
        return format!("{module}::{rest}");
    }
    if !path.starts_with("super::") {
        return path.to_owned();
    }
    while let Some(rest) = path.strip_prefix("super::") {
        base = base.rsplit_once("::").map_or("", |(parent, _)| parent);
        path = rest;
    }
    if base.is_empty() { path.to_owned() } else { format!("{base}::{path}") }
}

/// All files, by the name of the module.
fn modules(files: impl IntoIterator<Item = (PathBuf, String)>) -> BTreeMap<String, Module> {
    let read = |(path, text): (PathBuf, String)| Module::read(&path, &text);
    // `lib.rs` and `main.rs` are above all modules.
    let mut modules: Vec<Module> = files.into_iter().map(read).filter(|module| !module.name.is_empty()).collect();
    let names: BTreeSet<String> = modules.iter().map(|module| module.name.clone()).collect();
    for module in &mut modules {
        // A path may begin with a child: `use client::Client;`.
        for path in module.imports.iter_mut().chain(&mut module.exports) {
            let child = format!("{}::{}", module.name, path.split("::").next().unwrap());
            if names.contains(&child) {
                *path = format!("{}::{path}", module.name);
            }
        }
    }
    modules.into_iter().map(|module| (module.name.clone(), module)).collect()
}

/// The module that declares what `path` names, through any `pub use`; `None` outside of this crate.
fn declaring<'a>(modules: &'a BTreeMap<String, Module>, path: &str) -> Option<&'a Module> {
    let mut prefix = path;
    while !modules.contains_key(prefix) {
        prefix = prefix.rsplit_once("::")?.0;
    }
    let module = &modules[prefix];
    let item = path[prefix.len()..].trim_start_matches("::").split("::").next().unwrap();
    let passed_on = module.exports.iter().find(|export| export.rsplit("::").next() == Some(item) && **export != path);
    passed_on.and_then(|export| declaring(modules, export)).or(Some(module))
}

/// The files that each file imports from.
fn imported_files(modules: &BTreeMap<String, Module>) -> BTreeMap<&str, BTreeSet<&str>> {
    let imports = |module: &Module| -> BTreeSet<&str> {
        let found = module.imports.iter().filter_map(|path| declaring(modules, path)).map(|found| found.file.as_str());
        found.filter(|file| *file != module.file).collect()
    };
    modules.values().map(|module| (module.file.as_str(), imports(module))).collect()
}

#[test]
fn a_module_imports_only_modules_to_its_left() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for module in modules(sources()).values() {
        let room = module.name.split("::").next().unwrap();
        let allowed = rooms.get(room).unwrap_or_else(|| panic!("`{room}` is not in the table"));
        for path in &module.imports {
            let name = path.split("::").next().unwrap();
            // `msg!` is the macro of `diag`.
            let name = if name == "msg" { "diag" } else { name };
            if rooms.contains_key(name) && name != room && !allowed.contains(&name) {
                wrong.push(format!("{} imports {path}", module.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let modules = modules(sources());
    let mut imports = imported_files(&modules);
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > modules.len(), "the imports were not found");
    // Whatever imports nothing that is left is in no circle.
    loop {
        let left: BTreeSet<&str> = imports.keys().copied().collect();
        imports.retain(|_, imported| imported.iter().any(|file| left.contains(file)));
        if imports.len() == left.len() {
            break;
        }
    }
    // Likewise what nothing imports.
    loop {
        let imported: BTreeSet<&str> = imports.values().flatten().copied().collect();
        let before = imports.len();
        imports.retain(|file, _| imported.contains(file));
        if imports.len() == before {
            break;
        }
    }
    assert!(imports.is_empty(), "circles among {imports:#?}");
}

#[test]
fn a_circle_is_found_through_grouped_imports_and_exports() {
    let files = [
        ("a/mod.rs", "mod one;\nmod two;\npub use two::Two;"),
        ("a/one.rs", "use super::{\n    Two,\n};\npub struct One;"),
        ("a/two.rs", "use crate::a::one::{self, Other as Another};\npub struct Two(one::One);"),
    ];
    let modules = modules(files.map(|(file, text)| (PathBuf::from(file), text.to_owned())));
    let imports = imported_files(&modules);
    assert_eq!(imports["a/one.rs"], BTreeSet::from(["a/two.rs"]));
    assert_eq!(imports["a/two.rs"], BTreeSet::from(["a/one.rs"]));
    assert_eq!(modules["a::two"].types().collect::<Vec<_>>(), ["Two"]);
}

#[test]
fn no_two_types_have_the_same_name() {
    let modules = modules(sources());
    let mut declared: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for module in modules.values() {
        for name in module.types() {
            declared.entry(name).or_default().push(&module.file);
        }
    }
    assert!(declared.len() > 300, "the types were not found");
    declared.retain(|_, files| files.len() > 1);
    assert!(declared.is_empty(), "{declared:#?}");
}

#[test]
fn the_table_itself_goes_from_left_to_right() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for name in *allowed {
            assert!(ROOMS[..at].iter().any(|(left, _)| left == name), "{room} may import {name}, which is not to its left");
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
fn no_disk_or_network_in_the_middle() {
    let outside = ["content/", "out/", "db/", "net/", "hub/", "transport/", "delivery/", "sandbox/", "serve/", "cli/", "main.rs"];
    for (path, text) in sources() {
        let path = path.to_str().unwrap();
        if outside.iter().any(|allowed| path.starts_with(allowed)) {
            continue;
        }
        for word in ["std::fs", "std::net", "std::env::", "env!("] {
            assert!(!code(&text).contains(word), "{path} uses {word}");
        }
    }
}
