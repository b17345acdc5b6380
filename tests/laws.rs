//! What holds for every format, over the whole table: a new format is held to it on its first day.

mod common;

use std::collections::BTreeSet;

use depesch::format;
use depesch::format::FORMATS;

const BEFORE: &str = "2026-03-15T12:00:00+01:00";
const AFTER: &str = "2026-06-01T08:00:00+02:00";
const A_SECOND_BEFORE: &str = "2026-06-01T07:59:59+02:00";

/// No byte of what is withheld is in any file, nor in its name, before its instant; and then it is everywhere it should be.
#[test]
fn an_embargo_holds_in_every_format_to_the_second() {
    let newsroom = common::folder("tests/newsroom");
    for now in [BEFORE, A_SECOND_BEFORE] {
        for (path, bytes) in common::export(&newsroom, now) {
            let text = common::searchable(&path, &bytes);
            for secret in ["Embargotext", "hemlig-utredning", "1b0d3a5c77e1f004"] {
                assert!(!text.contains(secret) && !path.contains(secret), "{path} holds {secret} at {now}");
            }
        }
    }
    let after = common::export(&newsroom, AFTER);
    for name in ["pdf", "txt", "page"] {
        let extension = match name {
            "page" => "index.html",
            other => other,
        };
        assert!(
            after.keys().any(|path| path.contains("hemlig-utredning") && path.ends_with(extension)),
            "no {name} after the embargo"
        );
    }
    for path in ["feed.rss", "feed.atom", "feed.json", "index.html", "nyhetsarkiv/2026/index.html"] {
        assert!(common::searchable(path, &after[path]).contains("Hamnchefen slutar"), "{path} is silent after the embargo");
    }
}

#[test]
fn a_draft_is_in_no_public_file() {
    for (path, bytes) in common::export(&common::folder("tests/newsroom"), AFTER) {
        assert!(!common::searchable(&path, &bytes).contains("Utkasttext") && !path.contains("halvfardigt"), "{path}");
    }
}

#[test]
fn the_same_newsroom_gives_the_same_bytes() {
    let newsroom = common::folder("tests/newsroom");
    let first = common::export(&newsroom, BEFORE);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for _ in 0..3 {
        let again = one.install(|| common::export(&common::folder("tests/newsroom"), BEFORE));
        assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
        for (path, bytes) in &first {
            assert!(again[path] == *bytes, "{path} differs");
        }
    }
}

#[test]
fn a_part_of_an_export_has_the_bytes_of_the_whole() {
    let newsroom = common::folder("tests/newsroom");
    let whole = common::export(&newsroom, BEFORE);
    for one in FORMATS {
        let part = common::export_only(&newsroom, BEFORE, &[one]);
        assert!(!part.is_empty(), "{} makes nothing", one.name);
        for (path, bytes) in part {
            assert!(whole[&path] == bytes, "{path} differs with --only {}", one.name);
        }
    }
}

/// Every fact of the release is in every format that is made for it, word for word and in order.
#[test]
fn the_authors_words_are_in_every_format() {
    for folder in ["tests/newsroom", "content"] {
        let newsroom = common::folder(folder);
        let made = common::export(&newsroom, BEFORE);
        let now = common::instant(&newsroom, BEFORE);
        let edition = newsroom.public(&now);
        for release in edition.releases() {
            for path in made.keys().filter(|path| path.starts_with(&release.folder())) {
                let text = common::letters(&common::words_of(path, &made[path]));
                let mut at = 0;
                for said in common::sentences(release) {
                    let said = common::letters(&said);
                    let found =
                        text[at..].find(&said).unwrap_or_else(|| panic!("{path} lacks, or has out of order: {said}\n{text}"));
                    at += found;
                }
                let sections = release.more.iter().chain(release.boilerplate());
                for said in
                    sections.flat_map(|section| common::texts_of(&section.body).into_iter().chain([section.heading.to_string()]))
                {
                    assert!(text.contains(&common::letters(&said)), "{path} lacks {said}");
                }
                for contact in &release.contacts {
                    let named = [
                        Some(contact.name.to_string()),
                        contact.party.as_ref().map(|p| format!("({p})")),
                        contact.role.as_ref().map(ToString::to_string),
                    ];
                    let reached =
                        [contact.reach.phone().map(|p| p.written().to_owned()), contact.reach.email().map(ToString::to_string)];
                    for fact in named.into_iter().chain(reached).flatten() {
                        assert!(text.contains(&common::letters(&fact)), "{path} lacks the contact's {fact}");
                    }
                }
            }
        }
    }
}

#[test]
fn no_two_files_share_a_path_and_none_leaves_the_folder() {
    let newsroom = common::folder("tests/newsroom");
    let now = common::instant(&newsroom, AFTER);
    let mut paths = BTreeSet::new();
    for job in format::plan(&newsroom.preview(&now)) {
        assert!(paths.insert(job.path.to_lowercase()), "{} stands twice", job.path);
        assert!(
            !job.path.starts_with('/') && job.path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')),
            "{}",
            job.path
        );
    }
}
