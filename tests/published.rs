//! What was public is compared with what is there: nothing changes its identity, its text or vanishes without a word.

use crate::common;

use std::fs;

use common::test_site::{HALL, SEED, TestSite};

const FERRY: &str = "releases/2026/new-ferry-line";

fn published() -> TestSite {
    let site = TestSite::with("tests/newsroom");
    site.run(&["build"]).exits(0);
    site
}

fn ferry() -> String {
    format!("content/{FERRY}/release.md")
}

#[test]
fn a_text_that_was_edited_after_readers_got_it_is_named_until_it_is_built() {
    let site = published();
    let warning = "the text is not the one that readers got";
    site.run(&["check"]).exits(0).silent_about(warning);
    let text = site.read(&ferry());
    site.edit(&ferry(), "leaves at 6:15.\n", "leaves at 6:45.\n");
    for _ in 0..2 {
        site.run(&["check"]).exits(0).says(warning).says("depesch correct 2026/new-ferry-line");
    }
    // A contact, a topic or a comment is not the text; a correction tells readers.
    site.write(&ferry(), text.replacen("+++\n", "+++\n# A comment\nurgency = 5\n", 1));
    site.run(&["check"]).exits(0).silent_about(warning);
    site.write(&ferry(), &text);
    site.run(&["correct", "new-ferry-line", "--note", "It leaves at 6:45."]).exits(0);
    site.edit(&ferry(), "leaves at 6:15.\n", "leaves at 6:45.\n");
    site.run(&["build"]).exits(0).silent_about(warning);
    // An edit is named by the build that publishes it, and then it is what readers got.
    site.edit(&ferry(), "leaves at 6:45.\n", "leaves at 6:50.\n");
    site.run(&["build"]).exits(0).says(warning);
    site.run(&["build"]).exits(0).silent_about(warning);
}

#[test]
fn a_changed_identity_is_named() {
    let site = published();
    let text = site.read(&ferry());
    let line = |field: &str| text.lines().find(|line| line.starts_with(field)).unwrap().to_owned();
    for (edited, warning, command) in [
        (text.replace(&line("id = "), "id = \"tag:solvik.example,2020:release/another\""), "the id was `", "write the former id"),
        (text.replace(&line("published = "), "published = 2026-02-25 09:00"), "it was published `", "the first date never changes"),
        (
            text.replacen("+++\n", "+++\nstatus = \"draft\"\n", 1),
            "was public, and is hidden now",
            "depesch withdraw 2026/new-ferry-line",
        ),
        (text.replacen("+++\n", "+++\nembargo = 2099-01-01 09:00\n", 1), "was public, and is hidden now", "depesch withdraw"),
    ] {
        site.write(&ferry(), &edited);
        site.run(&["check"]).exits(0).says(warning).says(command);
    }
    site.write(&ferry(), &text);
    site.run(&["check"]).exits(0).silent_about("was public").silent_about("readers got");

    fs::rename(site.path(&format!("content/{FERRY}")), site.path("content/releases/2026/ferry")).unwrap();
    site.run(&["check"]).exits(0).says("the address was `releases/2026/new-ferry-line/`").says("`depesch move`");
    fs::rename(site.path("content/releases/2026/ferry"), site.path(&format!("content/{FERRY}"))).unwrap();
    site.run(&["move", "new-ferry-line", "ferry"]).exits(0);
    site.run(&["move", "sa-sorterar-du-avfall", "sortera"]).exits(0);
    site.run(&["check"]).exits(0).silent_about("the address was");
}

#[test]
fn a_change_that_readers_saw_and_that_is_gone_is_named() {
    let site = published();
    let hall = format!("content/{HALL}/release.md");
    let text = site.read(&hall);
    let row = text.find("[[changes]]").unwrap();
    let rest = &text[row..];
    let end = rest[1..].find("[[").or(rest.find("+++")).map(|end| end + 1).unwrap();
    site.write(&hall, format!("{}{}", &text[..row], &rest[end.min(rest.find("+++").unwrap())..]));
    site.run(&["check"]).says("is no longer among `[[changes]]`");
}

#[test]
fn one_release_that_is_gone_is_named_and_its_page_goes() {
    let site = published();
    fs::remove_dir_all(site.path(&format!("content/{FERRY}"))).unwrap();
    site.run(&["check"]).exits(0).says("this release was public, and is gone").says("depesch withdraw");
    site.run(&["build"]).exits(0).says("this release was public, and is gone");
    assert!(!site.path(&format!("out/{FERRY}")).exists());
    site.run(&["build"]).exits(0).silent_about("is gone");
}

#[test]
fn an_archive_is_not_emptied_by_accident() {
    let site = published();
    let (out, content) = (site.files("out"), site.files("content"));
    let (year, away) = (site.path("content/releases/2026"), site.path("away"));
    fs::rename(&year, &away).unwrap();
    let refused = "public releases are not in the content folder any more";
    site.run(&["build"]).exits(3).says(refused).says("--allow-removals");
    site.run(&["build", "--out", "another"]).exits(3).says(refused);
    site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(3).says(refused);
    site.run(&["check"]).exits(1).says(refused);
    fs::rename(&away, &year).unwrap();
    assert!(out == site.files("out") && content == site.files("content"), "nothing was changed");

    // Where the content folder remembers nothing, the output folder does.
    fs::rename(site.path("content/.depesch"), site.path("depesch-away")).unwrap();
    let releases = site.path("content/releases");
    fs::rename(&releases, &away).unwrap();
    site.run(&["build"]).exits(3).says(refused);
    assert!(out == site.files("out"));
    site.run(&["build", "--allow-removals"]).exits(0);
    assert!(!site.path(&format!("out/{SEED}")).exists() && !site.path(&format!("out/{FERRY}")).exists());
}

#[test]
fn a_folder_that_publishes_nothing_yet_says_that_it_cannot_compare() {
    let site = TestSite::with("tests/newsroom");
    site.run(&["check"]).exits(0).says("nothing was published from this folder on this machine");
    site.run(&["build"]).exits(0);
    site.run(&["check"]).exits(0).silent_about("nothing was published");
}

#[test]
fn the_output_folder_cannot_hold_the_content_folder() {
    let site = TestSite::with("tests/newsroom");
    for out in [".", "content", "content/out", "content/.."] {
        site.run(&["build", "--out", out]).exits(3).says("content");
        assert!(!site.path("feed.rss").exists() && !site.path("content/out").exists() && !site.path("content/feed.rss").exists());
    }
}

#[test]
fn a_correction_without_a_new_text_is_named() {
    let site = published();
    let warning = "does not change the text";
    site.run(&["correct", "new-ferry-line", "--note", "It leaves at 6:45."]).exits(0);
    site.run(&["check"]).exits(0).says("the correction of `").says(warning);
    site.run(&["build"]).exits(0).says(warning);
    site.edit(&ferry(), "leaves at 6:15.\n", "leaves at 6:45.\n");
    site.run(&["build"]).exits(0).silent_about(warning);
    // A planned one is named by `check`, and not by a build before its time.
    site.run(&["update", "new-ferry-line", "--note", "Oftare.", "--at", "2099-01-01T09:00:00+01:00"]).exits(0);
    site.run(&["check"]).exits(0).says("the update of `2099-01-01T09:00:00+01:00` (\"Oftare.\") does not change the text");
    site.run(&["build"]).exits(0).silent_about(warning);
}

#[test]
fn an_update_that_lies_ahead_is_named() {
    let site = published();
    site.write(&ferry(), site.read(&ferry()).replacen("+++\n", "+++\nupdated = 2099-01-01 09:00\n", 1));
    site.run(&["check"]).exits(0).says("`updated` lies ahead");
    site.run(&["build"]).exits(0).says("`updated` lies ahead");
}
