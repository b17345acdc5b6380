//! The errors that authors make, with the whole message in both languages.
//!
//! A case is a folder of `tests/mistakes/`: its files replace those of `tests/mistakes/newsroom/`, and its `release.md` is read as
//! `releases/2026/ny-skola/release.md`. The expected messages are in `expected.en.txt` and `expected.sv.txt`, which `BLESS=1` rewrites; a
//! print theme is in `theme/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use depesch::content;
use depesch::content::LoadedContent;
use depesch::diag::{UiLanguage, render};
use depesch::model::{Instant, Zone};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

fn copy_over(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy_over(&path, &to.join(name));
        } else if name == "release.md" && from.parent() == Some(&cases()) {
            let folder = to.join("releases/2026/ny-skola");
            fs::create_dir_all(&folder).unwrap();
            fs::copy(path, folder.join(name)).unwrap();
        } else if !name.to_string_lossy().starts_with("expected.") {
            fs::copy(path, to.join(name)).unwrap();
        }
    }
}

fn load(case: &str) -> LoadedContent {
    let folder = tempfile::tempdir().unwrap();
    copy_over(&cases().join("newsroom"), folder.path());
    copy_over(&cases().join(case), folder.path());
    let mut sources = content::read_dir(folder.path()).unwrap();
    let theme = folder.path().join("theme/theme.toml");
    sources.theme = theme.exists().then(|| content::read_theme(&theme).unwrap());
    if let Some(theme) = &mut sources.theme {
        theme.source.path = "theme/theme.toml".to_owned();
    }
    content::read(&sources)
}

/// The messages of a case, and what remains of the newsroom.
fn summarize(loaded: &LoadedContent, language: UiLanguage) -> String {
    let broken: Vec<&str> = loaded.broken.iter().map(|release| release.folder.as_str()).collect();
    let newsroom = if loaded.newsroom.is_some() { "built" } else { "not built" };
    format!("{}\nnewsroom: {newsroom}\nbroken: {}\n", render(&loaded.diagnostics, language, false), broken.join(", "))
}

#[test]
fn every_error_is_reported_with_its_location_and_a_hint() {
    let mut names: Vec<String> = fs::read_dir(cases()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "newsroom");
    names.sort();
    let mut wrong = Vec::new();
    for name in &names {
        let loaded = load(name);
        assert!(!loaded.diagnostics.is_empty(), "{name} has no message");
        assert!(loaded.diagnostics.iter().all(|d| d.hint.is_some()), "{name}: an error without a hint");
        if let Some(newsroom) = &loaded.newsroom {
            let has_error = loaded.diagnostics.iter().any(|d| d.is_error() && d.location.file == "channels.toml");
            assert_eq!(newsroom.channels().is_none(), has_error, "{name}");
        }
        for (language, suffix) in [(UiLanguage::English, "en"), (UiLanguage::Swedish, "sv")] {
            let file = cases().join(name).join(format!("expected.{suffix}.txt"));
            let actual = summarize(&loaded, language);
            if std::env::var_os("BLESS").is_some() {
                fs::write(&file, &actual).unwrap();
            } else if fs::read_to_string(&file).unwrap_or_default() != actual {
                wrong.push(format!("--- {name}, {suffix}\n{actual}"));
            }
        }
    }
    assert!(names.len() >= 30);
    assert!(wrong.is_empty(), "not as expected (BLESS=1 rewrites):\n{}", wrong.join("\n"));
}

#[test]
fn ten_errors_of_one_folder_are_reported_at_once_and_the_release_without_errors_is_built() {
    let loaded = load("ten-at-once");
    let different: BTreeSet<&str> = loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.en.as_str()).collect();
    assert!(different.len() >= 10, "{different:#?}");
    assert_eq!(loaded.broken.len(), 3);
    let now = Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), "2026-04-01 12:00").unwrap();
    let newsroom = loaded.newsroom.unwrap();
    let built: Vec<String> = newsroom.public(&now).releases().iter().map(|release| release.folder()).collect();
    assert_eq!(built, ["releases/2026/hel/"]);
}

/// Neither in a message nor in the line that is shown with it.
#[test]
fn no_message_repeats_a_secret() {
    for case in ["channels-secrets-written", "channels-not-toml"] {
        let loaded = load(case);
        let written = fs::read_to_string(cases().join(case).join("channels.toml")).unwrap();
        assert!(written.matches("ligt").count() >= 3);
        for diagnostic in &loaded.diagnostics {
            let shown = format!("{diagnostic:?}");
            assert!(!shown.contains("hemligt") && !shown.contains("hem/ligt"), "{shown}");
        }
    }
}
