//! The list of the files in the output folder: lost, damaged, or of another version. Only our files are replaced or removed all the same.

use crate::common;

use std::fs;

use common::test_site::{Answer, HALL, TestSite};

const NOW: &str = "2026-03-15T12:00:00+01:00";
const MANIFEST: &str = "out/.depesch.json";
const AGAIN: &str = "belong to it again";
const FOREIGN: &str = "the output folder holds files that Depesch did not make, or that are not as it makes them now";

fn build(site: &TestSite) -> Answer {
    site.run(&["build", "--now", NOW])
}

#[test]
fn files_that_are_as_a_build_makes_them_are_ours_again() {
    let site = TestSite::built(NOW);
    site.write("out/CNAME", "www.solvik.example\n");
    let (out, manifest) = (site.files("out"), site.read(MANIFEST));
    let cut = &manifest[..manifest.len() / 2];
    let merged = format!("<<<<<<< HEAD\n{manifest}=======\n{manifest}>>>>>>> other\n");
    let outside = manifest.replacen("\"archive", "\"../archive", 1).replacen("\"index.html\"", "\"../index.html\"", 1);
    for damaged in [None, Some(""), Some(cut), Some(&merged), Some("[]"), Some("{\"version\": 1}"), Some(&outside)] {
        match damaged {
            Some(text) => site.write(MANIFEST, text),
            None => fs::remove_file(site.path(MANIFEST)).unwrap(),
        }
        build(&site).exits(0).says(AGAIN).says(" 0 files written").says(" 0 removed");
        assert!(site.files("out") == out, "{damaged:?}");
        build(&site).exits(0).silent_about(AGAIN);
    }
    // They are ours: what is withheld later goes.
    site.edit(&format!("content/{HALL}/release.md"), "published =", "status = \"draft\"\npublished =");
    build(&site).exits(0);
    assert!(!site.path(&format!("out/{HALL}")).exists() && site.path("out/CNAME").exists());
}

#[test]
fn other_files_are_named_and_nothing_is_written() {
    let site = TestSite::built(NOW);
    site.edit(&format!("content/{HALL}/release.md"), "headline = \"", "headline = \"Nytt: ");
    fs::remove_file(site.path(MANIFEST)).unwrap();
    // A page of a release that was withdrawn or never ours, where readers would find it.
    site.write("out/releases/2026/gammal/index.html", "<p>hemligt</p>");
    let out = site.files("out");
    let page = format!("{HALL}/index.html");
    for _ in 0..2 {
        build(&site)
            .exits(3)
            .says(FOREIGN)
            .says(&page)
            .says("`feed.rss`")
            .says("`releases/2026/gammal/index.html`")
            .says("`--out`");
        assert!(site.files("out") == out, "nothing was changed");
    }
    site.run(&["build", "--now", NOW, "--lang", "sv"]).exits(3).says("saknas eller är skadad");
    site.run(&["build", "--now", NOW, "--out", "another"]).exits(0).silent_about(AGAIN);
    // As the hint says: without them it is built, and the rest is taken over.
    for (path, bytes) in site.files("another") {
        if site.path(&format!("out/{path}")).exists() && fs::read(site.path(&format!("out/{path}"))).unwrap() != bytes {
            fs::remove_file(site.path(&format!("out/{path}"))).unwrap();
        }
    }
    build(&site).exits(3).says("gammal").silent_about("feed.rss");
    fs::remove_dir_all(site.path("out/releases/2026/gammal")).unwrap();
    build(&site).exits(0).says(AGAIN);
    assert!(site.read(&format!("out/{page}")).contains("Nytt: "));
}

#[test]
fn a_manifest_that_cannot_be_used_says_what_to_do() {
    let site = TestSite::built(NOW);
    let (out, manifest) = (site.files("out"), site.read(MANIFEST));
    let newer = manifest.replacen("\"version\": 1", "\"version\": 2, \"more\": []", 1);
    site.write(MANIFEST, &newer);
    build(&site).exits(3).says("was written by a newer Depesch").says("build with that one");
    assert_eq!(site.read(MANIFEST), newer);
    fs::remove_file(site.path(MANIFEST)).unwrap();
    fs::create_dir(site.path(MANIFEST)).unwrap();
    build(&site).exits(3).says("cannot read the manifest").says("a folder is in its place: move it away");
    fs::remove_dir(site.path(MANIFEST)).unwrap();
    build(&site).exits(0).says(AGAIN);
    assert!(site.files("out") == out);
}

/// Drafts never come beside what the public sees, whatever is known of a folder.
#[test]
fn a_damaged_manifest_lets_no_drafts_out() {
    let site = TestSite::built(NOW);
    let drafts = ["build", "--now", NOW, "--drafts", "--out", "preview"];
    site.run(&drafts).exits(0);
    site.write("preview/.depesch.json", "");
    site.run(&drafts).exits(3).says("is damaged").says("delete the folder `preview` if it holds only drafts");
    site.run(&["build", "--now", NOW, "--out", "preview"]).exits(3).says(FOREIGN);
    // A PDF with drafts is not put into a folder that may be public.
    site.write(MANIFEST, "");
    site.run(&["build", "--now", NOW, "--drafts", "--out", "out"]).exits(3).says("is damaged");
}
