//! `depesch import` of feeds, exports and folders, as its users meet it.

use std::fs;
use std::path::Path;

use crate::common::test_site::TestSite;

/// Exit code, standard output, standard error.
fn run(site: &TestSite, arguments: &[&str]) -> (Option<i32>, String, String) {
    site.run(arguments).into_parts()
}

fn copy_fixture(site: &TestSite, name: &str, to: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name);
    site.write(to, fs::read(from).unwrap());
}

fn last_line(text: &str) -> &str {
    text.trim_end().rsplit('\n').next().unwrap()
}

#[test]
fn a_feed_is_imported_item_by_item_and_once() {
    let site = TestSite::empty();
    copy_fixture(&site, "nyheter.rss", "nyheter.rss");
    let (code, stdout, stderr) = run(&site, &["import", "nyheter.rss"]);
    assert_eq!(code, Some(1), "one item has the id of another: {stderr}");
    assert_eq!(
        stdout.lines().collect::<Vec<_>>(),
        [
            "content/releases/2026/bron-over-solan/release.md",
            "content/releases/2026/avgifter-for-simhallen-hojs-sanks/release.md",
            // Its date was not understood, so it is of the day of the import.
            stdout.lines().last().unwrap(),
        ]
    );
    assert_eq!(last_line(&stderr), "imported: 3, there already: 0, not imported: 1");
    assert!(stderr.contains("nyheter.rss:46:5"), "{stderr}");
    assert!(stderr.contains("left out of nyheter.rss, line 11: \"author: Redaktionen\""), "{stderr}");
    let before = site.files("content");
    let (_, stdout, stderr) = run(&site, &["import", "nyheter.rss"]);
    assert_eq!((stdout.as_str(), last_line(&stderr)), ("", "imported: 0, there already: 3, not imported: 1"));
    assert_eq!(before, site.files("content"));
    assert!(before.keys().all(|path| !path.contains(".import")), "nothing unfinished is left: {before:?}");
    // The one with a contact, a date and a text is ready to be published.
    let (_, _, stderr) = run(&site, &["check"]);
    assert!(!stderr.contains("bron-over-solan"), "{stderr}");
}

#[test]
fn a_wordpress_export_is_imported_without_its_pages() {
    let site = TestSite::empty();
    copy_fixture(&site, "wordpress.xml", "export.xml");
    let (code, stdout, stderr) = run(&site, &["import", "export.xml"]);
    assert_eq!((code, stdout.lines().count()), (Some(0), 3), "{stderr}");
    assert!(stderr.contains("left out of export.xml, line 62: \"page: Om kommunen\" (not a release)"), "{stderr}");
    let public = run(&site, &["check"]).2;
    assert!(!public.contains("nytt-bibliotek-i-solvik"), "{public}");
    let before = site.files("content");
    assert_eq!(last_line(&run(&site, &["import", "export.xml"]).2), "imported: 0, there already: 3, not imported: 0");
    assert_eq!(before, site.files("content"));
}

#[test]
fn a_folder_is_imported_in_the_order_of_its_names() {
    let site = TestSite::empty();
    let page = |headline: &str| {
        format!("<h1>{headline}</h1><p>Publicerad: 2026-03-02</p><p>Text.</p><h2>Kontakt</h2><p>Bo Ek, 08-465 004 01</p>")
    };
    site.write("sidor/b.html", page("Bron"));
    site.write("sidor/a/c.htm", page("Cykeln"));
    site.write("sidor/b_files/ram.html", page("Reklam"));
    site.write("sidor/logo.png", "x");
    site.write("sidor/.dold.html", page("Dold"));
    site.write("sidor/tom.txt", "");
    copy_fixture(&site, "nyheter.json", "sidor/z.json");
    #[cfg(unix)]
    std::os::unix::fs::symlink(site.path("sidor"), site.path("sidor/runt")).unwrap();
    let (code, stdout, stderr) = run(&site, &["import", "sidor"]);
    let slugs: Vec<_> = stdout.lines().map(|line| line.rsplit('/').nth(1).unwrap()).collect();
    assert_eq!((code, slugs), (Some(1), vec!["cykeln", "bron", "ny-lekplats", "utan-rubrik"]), "{stderr}");
    for told in [
        "passed over: sidor/b_files (pictures and styles of a saved page)",
        "passed over: sidor/logo.png (not a page, text or feed)",
        "`sidor/tom.txt` is empty",
        "imported: 4, there already: 0, not imported: 3",
    ] {
        assert!(stderr.contains(told), "{told}: {stderr}");
    }
    assert_eq!(fs::read_to_string(site.path("content/contacts.toml")).unwrap().matches("[bo-ek").count(), 1);
    let before = site.files("content");
    assert_eq!(last_line(&run(&site, &["import", "sidor"]).2), "imported: 0, there already: 4, not imported: 3");
    assert_eq!(before, site.files("content"));
}

#[test]
fn a_dry_run_writes_nothing_and_json_lists_everything() {
    let site = TestSite::empty();
    copy_fixture(&site, "nyheter.rss", "nyheter.rss");
    let before = site.files("content");
    let (code, stdout, _) = run(&site, &["import", "nyheter.rss", "--dry-run", "--json"]);
    assert_eq!((code, &before), (Some(1), &site.files("content")));
    let told: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (told["imported"].as_u64(), told["already_there"].as_u64(), told["not_imported"].as_u64()),
        (Some(3), Some(0), Some(1))
    );
    assert_eq!(told["releases"][0]["id"], "https://www.solvik.example/?p=4711");
    assert_eq!(told["failed"][0][0]["line"], 46);
}

/// A release that the author has not completed yet has mistakes, and is still known.
#[test]
fn a_release_with_errors_is_not_imported_again() {
    let site = TestSite::empty();
    site.edit("content/newsroom.toml", "language", "archive_before = 2020-01-01\nlanguage");
    site.write("bro.txt", "Ny bro över Solån\n\nBron öppnar på måndag.\n\nPublicerad: 2026-03-02\n");
    assert_eq!(run(&site, &["import", "bro.txt"]).0, Some(0));
    assert_eq!(run(&site, &["check"]).0, Some(1), "it has no contact");
    let before = site.files("content");
    let (code, _, stderr) = run(&site, &["import", "bro.txt"]);
    assert!(code == Some(0) && stderr.contains("imported before"), "{stderr}");
    assert_eq!(before, site.files("content"));
}

#[test]
fn the_first_import_writes_from_when_releases_are_old_and_no_other_byte() {
    let site = TestSite::empty();
    let before = site.read("content/newsroom.toml");
    // Case 28: it begins with a quote, and has no date of its own that is new.
    let text = "Ny skola öppnar i Vallby\n\nPressmeddelande 2024-05-03\n\n– Äntligen har vi en skola, säger Anna Berg, rektor.\n\nSkolan öppnar i höst.\n";
    site.write("28.txt", text);
    site.run(&["import", "--dry-run", "28.txt"]).exits(0);
    assert_eq!(site.read("content/newsroom.toml"), before);
    site.run(&["import", "28.txt"]).exits(0);
    let after = site.read("content/newsroom.toml");
    let line = after.lines().find(|line| line.starts_with("archive_before = 20")).unwrap().to_owned() + "\n";
    assert_eq!(after.replace(&line, ""), before);
    site.run(&["check"]).exits(0).says("`lead` is missing").says("the release has no contact");
    // The day stays that of the first import.
    site.write("content/newsroom.toml", after.replace(&line, "archive_before = 2025-01-01\n"));
    site.write("other.txt", text.replace("Vallby", "Örby"));
    site.run(&["import", "other.txt"]).exits(0);
    assert!(site.read("content/newsroom.toml").contains("archive_before = 2025-01-01\n"));
}
