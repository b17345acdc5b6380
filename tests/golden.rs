//! The golden newsroom: one small folder that uses every feature once, and what it becomes in every format.
//!
//! `BLESS=1 cargo test golden` rewrites `tests/golden/`; the diff is the review.

use crate::common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The instant at which the golden newsroom is exported: before the embargo lifts.
const NOW: &str = "2026-03-15T12:00:00+01:00";

const SELECTIONS: [&str; 8] = ["urval/", "amnen/", "avdelningar/", "kategorier/", "omraden/", "rattelser/", "sprak/", "typer/"];
const SHOWN: &str = "amnen/hamn-och-sjofart/";

#[test]
fn golden_output_is_unchanged() {
    let made = golden();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &made {
            fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            fs::write(folder.join(path), text).unwrap();
        }
    }
    let mut wrong = Vec::new();
    for (path, text) in &made {
        match fs::read(folder.join(path)) {
            Ok(expected) if expected == *text => {}
            Ok(expected) => wrong.push(format!("{path}\n{}", first_difference(&expected, text))),
            Err(_) => wrong.push(format!("{path} is new")),
        }
    }
    wrong.extend(files(&folder).into_iter().filter(|path| !made.contains_key(path)).map(|path| format!("{path} is made no more")));
    assert!(wrong.is_empty(), "{}\n(if this is meant: BLESS=1 cargo test golden)", wrong.join("\n"));
}

/// Every file, PDFs as the text of their structure tree.
fn golden() -> BTreeMap<String, Vec<u8>> {
    common::exported("tests/newsroom", NOW)
        .iter()
        // Style sheets and marks are files of templates/, copied.
        .filter(|(path, _)| !path.starts_with("assets/"))
        // Every selection is made in the same way: one with some of everything stands for all.
        .filter(|(path, _)| !SELECTIONS.iter().any(|folder| path.starts_with(folder)) || path.starts_with(SHOWN))
        .map(|(path, bytes)| {
            if path.ends_with(".pdf") {
                (format!("{path}.structure"), common::pdf::pdf_structure(bytes).into_bytes())
            } else {
                (path.clone(), bytes.clone())
            }
        })
        .collect()
}

fn first_difference(expected: &[u8], made: &[u8]) -> String {
    let (expected, made) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(made));
    let at = expected
        .lines()
        .zip(made.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| expected.lines().count().min(made.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").chars().take(300).collect::<String>();
    format!("  line {}:\n  - {}\n  + {}", at + 1, line(&expected), line(&made))
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found
}
