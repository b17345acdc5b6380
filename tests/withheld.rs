//! Withheld and withdrawn texts leave the output, in spite of errors in other texts and files that were edited by hand.

use crate::common;

use std::fs;

use common::test_site::{HALL, TestSite};

const WASTE: &str = "releases/2026/sa-sorterar-du-avfall";
const NOW: &str = "2026-03-15T12:00:00+01:00";
const LATER: &str = "2026-03-20T12:00:00+01:00";

fn built() -> TestSite {
    TestSite::built(NOW)
}

/// The files of the output that contain `words`, decoded as their readers do.
fn files_with(site: &TestSite, words: &str) -> Vec<String> {
    let files = site.files("out").into_iter();
    files.filter(|(path, bytes)| common::searchable(path, bytes).contains(words)).map(|(path, _)| path).collect()
}

#[test]
fn a_translation_with_an_error_is_removed_when_its_original_is_withheld() {
    for field in ["status = \"draft\"", "embargo = \"until further notice\""] {
        let site = built();
        assert!(!files_with(&site, "leftovers, coffee grounds").is_empty());
        site.edit(&format!("content/{WASTE}/release.md"), "published =", &format!("{field}\npublished ="));
        site.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
        site.run(&["build", "--now", NOW]).exits(1).says("hedline");
        assert!(!site.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall/en")), "{field}");
        assert_eq!(files_with(&site, "leftovers, coffee grounds"), [""; 0], "{field}");
    }
}

#[test]
fn a_restored_release_is_removed_at_the_time_of_its_withdrawal() {
    let site = built();
    site.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Inte beslutat.", "--at", LATER]).exits(0);
    site.run(&["build", "--now", NOW]).exits(0);
    site.edit(&format!("content/{WASTE}/release.md"), "headline =", "hedline =");
    site.run(&["build", "--now", LATER]).exits(1).says("it can stay online");
    assert_eq!(files_with(&site, "Grundavgiften"), [""; 0]);
    assert!(!site.files("out").keys().any(|path| path.contains("sorteringsguide")));
    // Likewise before its publication, in the same folder.
    site.run(&["build", "--now", "2026-03-01T12:00:00+01:00"]).exits(1);
    assert!(!site.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall")));
}

#[test]
fn an_expired_contact_is_removed_from_a_restored_release() {
    let site = built();
    let email = "par.ostlund@solvik.example";
    assert!(!files_with(&site, email).is_empty());
    let texts = site.files("content/releases").into_iter();
    let named =
        texts.filter(|(path, bytes)| path.ends_with("release.md") && String::from_utf8_lossy(bytes).contains("par-ostlund"));
    let named: Vec<String> = named.map(|(path, _)| path).collect();
    site.edit("content/contacts.toml", "[par-ostlund]\n", "[par-ostlund]\nvalid_until = 2026-03-14\n");
    for release in named {
        site.edit(&format!("content/releases/{release}"), "contacts =", "kontacts =");
    }
    site.run(&["build", "--now", NOW]).exits(1).says("kontacts");
    assert_eq!(files_with(&site, email), [""; 0]);
}

#[test]
fn a_translation_that_was_never_public_leaves_no_notice() {
    let site = built();
    site.edit(
        &format!("content/{WASTE}/release.en.md"),
        "headline =",
        "published = 2026-03-10 13:00\nembargo = 2026-03-18 08:00\nheadline =",
    );
    site.run(&["withdraw", "2026/sa-sorterar-du-avfall", "--note", "Inte beslutat.", "--at", NOW]).exits(0);
    site.run(&["build", "--now", LATER]).exits(0);
    assert!(site.read(&format!("out/{WASTE}/ar/index.html")).contains("Inte beslutat."));
    assert!(!site.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall/en")));
    assert_eq!(files_with(&site, "How to sort your waste"), [""; 0]);
}

#[test]
fn a_withheld_file_that_was_edited_by_hand_is_reported_by_every_build() {
    let site = built();
    let page = format!("out/{HALL}/index.html");
    site.write(&page, site.read(&page).replace('\n', "\r\n"));
    site.edit(&format!("content/{HALL}/release.md"), "published =", "embargo = \"until further notice\"\npublished =");
    for _ in 0..2 {
        site.run(&["build", "--now", NOW]).exits(3).says(&format!("{HALL}/index.html"));
    }
    fs::remove_file(site.path(&page)).unwrap();
    site.run(&["build", "--now", NOW]).exits(0);
    assert_eq!(files_with(&site, "simhallen"), [""; 0]);
}

#[test]
fn a_build_of_some_formats_warns_that_the_others_are_older() {
    let site = built();
    site.run(&["withdraw", "avgifter-for-simhallen", "--note", "Fel.", "--at", NOW]).exits(0);
    site.run(&["build", "--only", "txt", "--now", NOW])
        .exits(0)
        .says("the other files can still contain releases that were withdrawn");
}

#[test]
fn a_moved_release_with_an_error_stays_in_the_output() {
    let site = built();
    site.run(&["move", "avgifter-for-simhallen", "simhallens-avgifter"]).exits(0);
    site.edit("content/releases/2026/simhallens-avgifter/release.md", "headline =", "hedline =");
    site.run(&["build", "--now", NOW]).exits(1);
    assert!(site.read("out/releases/2026/simhallens-avgifter/index.html").contains("simhallen"));
    assert!(site.read("out/feed.atom").contains("simhallens-avgifter"));
}

#[test]
fn commands_refuse_what_would_confuse_readers() {
    let site = built();
    // An address is never reused.
    site.run(&["move", "avgifter-for-simhallen", "simhallens-avgifter"]).exits(0);
    site.run(&["new", "Avgifter för simhallen", "--now", NOW]).exits(3).says("this is a former address of");
    // Two changes cannot have the same time.
    site.run(&["correct", "simhallens-avgifter", "--note", "Fel.", "--at", "2099-03-05T08:00:00+01:00"]).exits(0);
    site.run(&["correct", "simhallens-avgifter", "--note", "Fel.", "--at", "2099-03-05T08:00:00+01:00"]).exits(3).says("already");
    // A translation is withdrawn with its original.
    site.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Fel.", "--at", NOW]).exits(0);
    site.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong.", "--at", LATER]).exits(3).says("withdrawn");
    // An error is reported, and not that the release is missing.
    site.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
    site.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong."]).exits(1).says("hedline");
}

const SEES_NOTHING: &str = "the public sees nothing of this text as long as it has errors";
const SEES_LAST: &str = "the public sees the last good version of this text as long as it has errors";
const SEES_TOO_MUCH: &str = "the text is not to be public yet, but the public sees its last good version as long as it has errors";

#[test]
fn a_broken_text_comes_with_what_the_public_sees_of_it() {
    let site = built();
    let waste = format!("content/{WASTE}/release.md");
    let text = site.read(&waste);
    let broken = text.replace("headline =", "hedline =");
    site.write(&waste, &broken);
    for command in ["build", "check"] {
        site.run(&[command, "--now", NOW]).exits(1).says(SEES_LAST).silent_about(SEES_NOTHING).silent_about(SEES_TOO_MUCH);
    }
    // Its author wants it back, and does not get it back.
    for field in
        ["status = \"draft\"", "embargo = \"until further notice\"", "embargo = 2027-01-01 09:00", "published = 2027-01-01 09:00"]
    {
        site.write(&waste, broken.replacen("+++\n", &format!("+++\n{field}\n"), 1));
        for command in ["build", "check"] {
            site.run(&[command, "--now", NOW]).exits(1).says(SEES_TOO_MUCH).says("depesch withdraw").silent_about(SEES_LAST);
        }
        assert!(!files_with(&site, "Grundavgiften").is_empty(), "{field}");
    }
    site.write(&waste, &text);
    // One that was never public.
    for (slug, field) in
        [("a", "status = \"draft\""), ("b", "embargo = 2099-01-01 09:00"), ("c", "published = 2099-01-01 09:00"), ("d", "")]
    {
        let file = format!("content/releases/2026/{slug}/release.md");
        site.write(&file, format!("+++\n{field}\nhedline = \"Hemligt\"\n+++\n\nHemligt.\n"));
        for command in ["build", "check"] {
            let said = site.run(&[command, "--now", NOW]).exits(1).says(SEES_NOTHING).silent_about(SEES_LAST);
            said.says(&format!("releases/2026/{slug}/release.md")).silent_about(SEES_TOO_MUCH);
        }
        site.run(&["build", "--now", NOW, "--lang", "sv"]).says("allmänheten ser ingenting av den här texten så länge den har fel");
        fs::remove_file(site.path(&file)).unwrap();
    }
    // A translation, which is withheld with its original.
    site.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
    site.run(&["build", "--now", NOW]).exits(1).says(SEES_LAST).says("release.en.md");
    site.edit(&waste, "published =", "status = \"draft\"\npublished =");
    site.run(&["build", "--now", NOW]).exits(1).says(SEES_NOTHING).silent_about(SEES_LAST).silent_about(SEES_TOO_MUCH);
}
