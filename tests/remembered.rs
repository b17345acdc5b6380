//! A service reads again only what somebody changed. Whatever happens to the texts, the newsroom is the one that a first reading would give.

use crate::common;

use std::fs;

use common::office::HALL;
use common::office::Office;
use depesch::content;
use depesch::content::ParseCache;

const WASTE: &str = "releases/2026/sa-sorterar-du-avfall";
const SCHOOLS: &str = "releases/2026/flera-skolplatser-hosten-2026";

#[test]
fn reading_again_gives_what_a_first_reading_gives() {
    let office = Office::with("tests/newsroom");
    let mut remembered = ParseCache::default();
    let mut same = |what: &str| {
        let sources = content::read_dir(&office.path("content")).unwrap();
        let (again, first) = (content::read_cached(&sources, &mut remembered), content::read(&sources));
        assert!(again.newsroom == first.newsroom, "{what}: another newsroom");
        assert_eq!(again.diagnostics, first.diagnostics, "{what}");
        assert_eq!(again.broken, first.broken, "{what}");
    };
    let text = |folder: &str| format!("content/{folder}/release.md");
    same("at first");
    same("nothing happened");
    office.edit(&text(HALL), "headline = \"", "headline = \"Nytt: ");
    same("a headline is another");
    office.edit(&text(HALL), "headline = ", "hedline = ");
    same("a field is misspelt");
    office.edit(&text(HALL), "hedline = ", "headline = ");
    same("it is mended");
    office.edit(&format!("content/{WASTE}/release.en.md"), "headline = ", "hedline = ");
    same("a translation is broken");
    office.edit(&text(WASTE), "headline = ", "hedline = ");
    same("its original too");
    office.edit(&text(WASTE), "hedline = ", "headline = ");
    office.edit(&format!("content/{WASTE}/release.en.md"), "hedline = ", "headline = ");
    same("both are mended");
    // A rule between two releases, of which only one was changed.
    let id = office.read(&text(HALL)).lines().find(|line| line.starts_with("id = ")).unwrap().to_owned();
    let other = office.read(&text(WASTE)).lines().find(|line| line.starts_with("id = ")).unwrap().to_owned();
    office.edit(&text(WASTE), &other, &id);
    same("two have one id");
    office.edit(&text(WASTE), &id, &other);
    same("each has its own again");
    let picture = office.path(&format!("content/{SCHOOLS}/skolplatser-2022-2026.png"));
    let bytes = fs::read(&picture).unwrap();
    fs::remove_file(&picture).unwrap();
    same("a picture is gone");
    fs::write(&picture, b"no picture").unwrap();
    same("it is no picture");
    fs::write(&picture, bytes).unwrap();
    same("it is back");
    office.edit("content/contacts.toml", "[par-ostlund]\n", "[par-ostlund]\nvalid_until = 2026-03-14\n");
    same("a contact has a last day");
    office.edit("content/newsroom.toml", "name = \"Solvik kommun\"", "name = \"Solviks kommun\"");
    same("the newsroom has another name");
    office.edit("content/newsroom.toml", "time_zone", "tiem_zone");
    same("its own file is broken");
    office.edit("content/newsroom.toml", "tiem_zone", "time_zone");
    fs::rename(office.path(&format!("content/{HALL}")), office.path("content/releases/2026/annat-namn")).unwrap();
    same("a folder has another name");
    fs::remove_dir_all(office.path(&format!("content/{WASTE}"))).unwrap();
    same("a folder is gone");
}

#[test]
fn what_was_not_changed_is_shared() {
    let office = Office::with("tests/newsroom");
    let mut remembered = ParseCache::default();
    let mut read = || content::read_cached(&content::read_dir(&office.path("content")).unwrap(), &mut remembered).newsroom.unwrap();
    let before = read();
    office.edit(&format!("content/{HALL}/release.md"), "headline = \"", "headline = \"Nytt: ");
    let after = read();
    for (then, now) in before.records().zip(after.records()) {
        let is_changed = then.permalink().folder().starts_with(HALL);
        assert_eq!(std::ptr::eq(then, now), !is_changed, "{}", then.permalink().folder());
    }
}
