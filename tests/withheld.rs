//! Withheld and withdrawn texts leave the output, in spite of errors in other texts and files that were edited by hand.

use crate::common;

use std::fs;

use common::office::{HALL, Office};

const WASTE: &str = "releases/2026/sa-sorterar-du-avfall";
const NOW: &str = "2026-03-15T12:00:00+01:00";
const LATER: &str = "2026-03-20T12:00:00+01:00";

fn built() -> Office {
    Office::built(NOW)
}

/// The files of the output that contain `words`, decoded as their readers do.
fn files_with(office: &Office, words: &str) -> Vec<String> {
    let files = office.files("out").into_iter();
    files.filter(|(path, bytes)| common::searchable(path, bytes).contains(words)).map(|(path, _)| path).collect()
}

#[test]
fn a_translation_with_an_error_is_removed_when_its_original_is_withheld() {
    for field in ["status = \"draft\"", "embargo = \"until further notice\""] {
        let office = built();
        assert!(!files_with(&office, "leftovers, coffee grounds").is_empty());
        office.edit(&format!("content/{WASTE}/release.md"), "published =", &format!("{field}\npublished ="));
        office.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
        office.run(&["build", "--now", NOW]).exits(1).says("hedline");
        assert!(!office.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall/en")), "{field}");
        assert_eq!(files_with(&office, "leftovers, coffee grounds"), [""; 0], "{field}");
    }
}

#[test]
fn a_restored_release_is_removed_at_the_time_of_its_withdrawal() {
    let office = built();
    office.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Inte beslutat.", "--at", LATER]).exits(0);
    office.run(&["build", "--now", NOW]).exits(0);
    office.edit(&format!("content/{WASTE}/release.md"), "headline =", "hedline =");
    office.run(&["build", "--now", LATER]).exits(1).says("it can stay online");
    assert_eq!(files_with(&office, "Grundavgiften"), [""; 0]);
    assert!(!office.files("out").keys().any(|path| path.contains("sorteringsguide")));
    // Likewise before its publication, in the same folder.
    office.run(&["build", "--now", "2026-03-01T12:00:00+01:00"]).exits(1);
    assert!(!office.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall")));
}

#[test]
fn an_expired_contact_is_removed_from_a_restored_release() {
    let office = built();
    let email = "par.ostlund@solvik.example";
    assert!(!files_with(&office, email).is_empty());
    let texts = office.files("content/releases").into_iter();
    let named =
        texts.filter(|(path, bytes)| path.ends_with("release.md") && String::from_utf8_lossy(bytes).contains("par-ostlund"));
    let named: Vec<String> = named.map(|(path, _)| path).collect();
    office.edit("content/contacts.toml", "[par-ostlund]\n", "[par-ostlund]\nvalid_until = 2026-03-14\n");
    for release in named {
        office.edit(&format!("content/releases/{release}"), "contacts =", "kontacts =");
    }
    office.run(&["build", "--now", NOW]).exits(1).says("kontacts");
    assert_eq!(files_with(&office, email), [""; 0]);
}

#[test]
fn a_translation_that_was_never_public_leaves_no_notice() {
    let office = built();
    office.edit(
        &format!("content/{WASTE}/release.en.md"),
        "headline =",
        "published = 2026-03-10 13:00\nembargo = 2026-03-18 08:00\nheadline =",
    );
    office.run(&["withdraw", "2026/sa-sorterar-du-avfall", "--note", "Inte beslutat.", "--at", NOW]).exits(0);
    office.run(&["build", "--now", LATER]).exits(0);
    assert!(office.read(&format!("out/{WASTE}/ar/index.html")).contains("Inte beslutat."));
    assert!(!office.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall/en")));
    assert_eq!(files_with(&office, "How to sort your waste"), [""; 0]);
}

#[test]
fn a_withheld_file_that_was_edited_by_hand_is_reported_by_every_build() {
    let office = built();
    let page = format!("out/{HALL}/index.html");
    office.write(&page, &office.read(&page).replace('\n', "\r\n"));
    office.edit(&format!("content/{HALL}/release.md"), "published =", "embargo = \"until further notice\"\npublished =");
    for _ in 0..2 {
        office.run(&["build", "--now", NOW]).exits(3).says(&format!("{HALL}/index.html"));
    }
    fs::remove_file(office.path(&page)).unwrap();
    office.run(&["build", "--now", NOW]).exits(0);
    assert_eq!(files_with(&office, "simhallen"), [""; 0]);
}

#[test]
fn a_build_of_some_formats_warns_that_the_others_are_older() {
    let office = built();
    office.run(&["withdraw", "avgifter-for-simhallen", "--note", "Fel.", "--at", NOW]).exits(0);
    office
        .run(&["build", "--only", "txt", "--now", NOW])
        .exits(0)
        .says("the other files can still contain releases that were withdrawn");
}

#[test]
fn a_moved_release_with_an_error_stays_in_the_output() {
    let office = built();
    office.run(&["move", "avgifter-for-simhallen", "simhallens-avgifter"]).exits(0);
    office.edit("content/releases/2026/simhallens-avgifter/release.md", "headline =", "hedline =");
    office.run(&["build", "--now", NOW]).exits(1);
    assert!(office.read("out/releases/2026/simhallens-avgifter/index.html").contains("simhallen"));
    assert!(office.read("out/feed.atom").contains("simhallens-avgifter"));
}

#[test]
fn commands_refuse_what_would_confuse_readers() {
    let office = built();
    // An address is never reused.
    office.run(&["move", "avgifter-for-simhallen", "simhallens-avgifter"]).exits(0);
    office.run(&["new", "Avgifter för simhallen", "--now", NOW]).exits(3).says("this is a former address of");
    // A planned change is not public yet; the message says how to add another before it.
    office.run(&["correct", "simhallens-avgifter", "--note", "Fel.", "--at", "2099-03-05T08:00:00+01:00"]).exits(0);
    office.run(&["withdraw", "simhallens-avgifter", "--note", "Fel."]).exits(3).says("a change is planned").says("revisions/");
    // A translation is withdrawn with its original.
    office.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Fel.", "--at", NOW]).exits(0);
    office.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong.", "--at", LATER]).exits(3).says("withdrawn");
    // An error is reported, and not that the release is missing.
    office.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
    office.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong."]).exits(1).says("hedline");
}
