//! What must go goes, whatever else is wrong: mistakes, slips and files that somebody changed never keep a withheld text in sight.

use crate::common;

use std::fs;

use common::office::HALL;
use common::office::Office;

const WASTE: &str = "releases/2026/sa-sorterar-du-avfall";
const NOW: &str = "2026-03-15T12:00:00+01:00";
const LATER: &str = "2026-03-20T12:00:00+01:00";

fn built() -> Office {
    Office::built(NOW)
}

/// Every file of the output that holds `words`, read as its readers do.
fn holding(office: &Office, words: &str) -> Vec<String> {
    let files = office.files("out").into_iter();
    files.filter(|(path, bytes)| common::searchable(path, bytes).contains(words)).map(|(path, _)| path).collect()
}

#[test]
fn a_translation_with_a_mistake_goes_when_its_original_is_withheld() {
    for field in ["status = \"draft\"", "embargo = \"until further notice\""] {
        let office = built();
        assert!(!holding(&office, "leftovers, coffee grounds").is_empty());
        office.edit(&format!("content/{WASTE}/release.md"), "published =", &format!("{field}\npublished ="));
        office.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
        office.run(&["build", "--now", NOW]).exits(1).says("hedline");
        assert!(!office.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall/en")), "{field}");
        assert_eq!(holding(&office, "leftovers, coffee grounds"), [""; 0], "{field}");
    }
}

#[test]
fn a_release_that_was_restored_goes_when_its_time_has_come() {
    let office = built();
    office.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Inte beslutat.", "--at", LATER]).exits(0);
    office.run(&["build", "--now", NOW]).exits(0);
    office.edit(&format!("content/{WASTE}/release.md"), "headline =", "hedline =");
    office.run(&["build", "--now", LATER]).exits(1).says("it can stay online");
    assert_eq!(holding(&office, "Grundavgiften"), [""; 0]);
    assert!(!office.files("out").keys().any(|path| path.contains("sorteringsguide")));
    // And before it was published, in the same folder.
    office.run(&["build", "--now", "2026-03-01T12:00:00+01:00"]).exits(1);
    assert!(!office.files("out").keys().any(|path| path.contains("sa-sorterar-du-avfall")));
}

#[test]
fn a_contact_whose_last_day_has_passed_goes_from_a_release_that_was_restored() {
    let office = built();
    let email = "par.ostlund@solvik.example";
    assert!(!holding(&office, email).is_empty());
    let texts = office.files("content/releases").into_iter();
    let named =
        texts.filter(|(path, bytes)| path.ends_with("release.md") && String::from_utf8_lossy(bytes).contains("par-ostlund"));
    let named: Vec<String> = named.map(|(path, _)| path).collect();
    office.edit("content/contacts.toml", "[par-ostlund]\n", "[par-ostlund]\nvalid_until = 2026-03-14\n");
    for release in named {
        office.edit(&format!("content/releases/{release}"), "contacts =", "kontacts =");
    }
    office.run(&["build", "--now", NOW]).exits(1).says("kontacts");
    assert_eq!(holding(&office, email), [""; 0]);
}

#[test]
fn a_translation_that_nobody_saw_leaves_no_notice() {
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
    assert_eq!(holding(&office, "How to sort your waste"), [""; 0]);
}

#[test]
fn what_somebody_changed_and_must_go_is_named_by_every_build() {
    let office = built();
    let page = format!("out/{HALL}/index.html");
    office.write(&page, &office.read(&page).replace('\n', "\r\n"));
    office.edit(&format!("content/{HALL}/release.md"), "published =", "embargo = \"until further notice\"\npublished =");
    for _ in 0..2 {
        office.run(&["build", "--now", NOW]).exits(3).says(&format!("{HALL}/index.html"));
    }
    fs::remove_file(office.path(&page)).unwrap();
    office.run(&["build", "--now", NOW]).exits(0);
    assert_eq!(holding(&office, "simhallen"), [""; 0]);
}

#[test]
fn a_build_of_some_formats_says_that_the_others_are_older() {
    let office = built();
    office.run(&["withdraw", "avgifter-for-simhallen", "--note", "Fel.", "--at", NOW]).exits(0);
    office
        .run(&["build", "--only", "txt", "--now", NOW])
        .exits(0)
        .says("the other files can still contain releases that were withdrawn");
}

#[test]
fn a_release_that_moved_and_became_wrong_is_still_there() {
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
    // An address is never used again.
    office.run(&["move", "avgifter-for-simhallen", "simhallens-avgifter"]).exits(0);
    office.run(&["new", "Avgifter för simhallen", "--now", NOW]).exits(3).says("this is a former address of");
    // A change that is planned is not told yet, and the way to be before it is told.
    office.run(&["correct", "simhallens-avgifter", "--note", "Fel.", "--at", "2099-03-05T08:00:00+01:00"]).exits(0);
    office.run(&["withdraw", "simhallens-avgifter", "--note", "Fel."]).exits(3).says("a change is planned").says("revisions/");
    // With its original gone, a translation is gone.
    office.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Fel.", "--at", NOW]).exits(0);
    office.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong.", "--at", LATER]).exits(3).says("withdrawn");
    // What is wrong is told, and not that it is not there.
    office.edit(&format!("content/{WASTE}/release.en.md"), "headline =", "hedline =");
    office.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "Wrong."]).exits(1).says("hedline");
}
