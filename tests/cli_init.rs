//! `depesch init`: a newsroom that checks clean and builds at once, whatever its name, and nothing foreign touched.

use crate::common;

use common::office::Office;

fn empty_folder() -> Office {
    Office { folder: tempfile::tempdir().unwrap() }
}

const ANSWERS: [&str; 8] =
    ["--name", "Solvik kommun", "--address", "https://nyheter.solvik.example/", "--phone", "08-465 004 01", "--yes", "--language"];

fn init<'a>(language: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["init"], &ANSWERS[..], &[language], more].concat()
}

#[test]
fn a_new_newsroom_checks_clean_and_builds() {
    let office = empty_folder();
    office.run(&init("sv", &[])).exits(0).says("content/newsroom.toml").says("solvik.example");
    office.run(&["check"]).exits(0).says("0 errors, 0 warnings");
    office.run(&["build"]).exits(0);
    office.run(&["build", "--drafts", "--out", "preview"]).exits(0).says("1 release");
    assert!(office.read(".gitignore").lines().any(|line| line == "out/"));
    assert!(!office.path("content/.content.init").exists() && !office.path(".content.init").exists());
}

#[test]
fn no_name_breaks_a_new_newsroom() {
    let long = "å".repeat(100);
    for name in ["\"Solvik\" \\ kommun", "Solvik 🦀", "بلدية سولفيك", "<b>*Solvik*</b> & _söner_", long.as_str()] {
        for language in ["sv", "en", "fi", "ar"] {
            let office = empty_folder();
            let mut arguments = init(language, &[]);
            arguments[2] = name;
            office.run(&arguments).exits(0);
            office.run(&["check"]).exits(0).says("0 errors, 0 warnings");
            let newsroom: toml::Table = office.read("content/newsroom.toml").parse().unwrap();
            assert_eq!(newsroom["name"].as_str(), Some(name));
            assert_eq!(newsroom["language"].as_str(), Some(language));
        }
    }
}

#[test]
fn a_second_start_changes_nothing() {
    let office = empty_folder();
    office.run(&init("sv", &[])).exits(0);
    let before = office.files(".");
    office.run(&init("en", &[])).exits(3).says("content/newsroom.toml");
    assert!(office.files(".") == before);
}

#[test]
fn a_missing_answer_names_its_flag_and_writes_nothing() {
    let office = empty_folder();
    office.run(&["init", "--name", "Solvik kommun", "--yes"]).exits(2).says("--address");
    assert!(office.files(".").is_empty());
}

#[test]
fn what_a_killed_start_left_behind_is_replaced() {
    let office = empty_folder();
    office.write(".content.init/newsroom.toml", "name = ");
    office.run(&init("sv", &[])).exits(0);
    office.run(&["check"]).exits(0);
    assert!(!office.path(".content.init").exists());
}

#[test]
fn a_folder_without_a_newsroom_leads_to_init() {
    let office = empty_folder();
    for command in [&["check"][..], &["build"], &["new", "Rubrik"]] {
        office.run(command).exits(3).says("depesch init");
    }
}
