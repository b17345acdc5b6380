//! A service reads only the folders that changed; the result is always the same as that of a first reading.

use crate::common;

use std::fs;

use common::test_site::{HALL, TestSite};
use depesch::content;
use depesch::content::ParseCache;

const WASTE: &str = "releases/2026/sa-sorterar-du-avfall";
const SCHOOLS: &str = "releases/2026/flera-skolplatser-hosten-2026";

#[test]
fn reading_with_a_cache_gives_the_same_newsroom() {
    let site = TestSite::with("tests/newsroom");
    let mut cache = ParseCache::default();
    let mut check = |what: &str| {
        let sources = content::read_dir(&site.path("content")).unwrap();
        let (cached, fresh) = (content::read_cached(&sources, &mut cache), content::read(&sources));
        assert!(cached.newsroom == fresh.newsroom, "{what}");
        assert_eq!(cached.diagnostics, fresh.diagnostics, "{what}");
        assert_eq!(cached.broken, fresh.broken, "{what}");
    };
    let text = |folder: &str| format!("content/{folder}/release.md");
    check("first reading");
    check("no change");
    site.edit(&text(HALL), "headline = \"", "headline = \"Nytt: ");
    check("a new headline");
    site.edit(&text(HALL), "headline = ", "hedline = ");
    check("a misspelt field");
    site.edit(&text(HALL), "hedline = ", "headline = ");
    check("the field is corrected");
    site.edit(&format!("content/{WASTE}/release.en.md"), "headline = ", "hedline = ");
    check("a broken translation");
    site.edit(&text(WASTE), "headline = ", "hedline = ");
    check("a broken original");
    site.edit(&text(WASTE), "hedline = ", "headline = ");
    site.edit(&format!("content/{WASTE}/release.en.md"), "hedline = ", "headline = ");
    check("both are corrected");
    // A rule between two releases, of which only one changed.
    let id = site.read(&text(HALL)).lines().find(|line| line.starts_with("id = ")).unwrap().to_owned();
    let other = site.read(&text(WASTE)).lines().find(|line| line.starts_with("id = ")).unwrap().to_owned();
    site.edit(&text(WASTE), &other, &id);
    check("two releases with one id");
    site.edit(&text(WASTE), &id, &other);
    check("unique ids again");
    let picture = site.path(&format!("content/{SCHOOLS}/skolplatser-2022-2026.png"));
    let bytes = fs::read(&picture).unwrap();
    fs::remove_file(&picture).unwrap();
    check("a missing picture");
    fs::write(&picture, b"no picture").unwrap();
    check("a file that is not a picture");
    fs::write(&picture, bytes).unwrap();
    check("the picture is back");
    site.edit("content/contacts.toml", "[par-ostlund]\n", "[par-ostlund]\nvalid_until = 2026-03-14\n");
    check("an expired contact");
    site.edit("content/newsroom.toml", "name = \"Solvik kommun\"", "name = \"Solviks kommun\"");
    check("a new name of the newsroom");
    site.edit("content/newsroom.toml", "time_zone", "tiem_zone");
    check("a broken newsroom.toml");
    site.edit("content/newsroom.toml", "tiem_zone", "time_zone");
    fs::rename(site.path(&format!("content/{HALL}")), site.path("content/releases/2026/annat-namn")).unwrap();
    check("a renamed folder");
    fs::remove_dir_all(site.path(&format!("content/{WASTE}"))).unwrap();
    check("a removed folder");
}

#[test]
fn unchanged_releases_are_shared() {
    let site = TestSite::with("tests/newsroom");
    let mut cache = ParseCache::default();
    let mut read = || content::read_cached(&content::read_dir(&site.path("content")).unwrap(), &mut cache).newsroom.unwrap();
    let before = read();
    site.edit(&format!("content/{HALL}/release.md"), "headline = \"", "headline = \"Nytt: ");
    let after = read();
    for (then, now) in before.records().zip(after.records()) {
        let is_changed = then.permalink().folder().starts_with(HALL);
        assert_eq!(std::ptr::eq(then, now), !is_changed, "{}", then.permalink().folder());
    }
}
