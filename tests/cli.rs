//! The command line as its users meet it: content in, arguments, what comes out.

use crate::common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::test_site::{HALL, SEED, TestSite};

const NOW: &str = "2026-03-15T12:00:00+01:00";

#[test]
fn build_writes_every_format_of_a_release() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0).says("1 release in `out`");
    let slug = SEED.rsplit('/').next().unwrap();
    for file in ["index.html", "feed.rss", "feed.atom", "feed.json", "nyhetsarkiv/index.html", "nyhetsarkiv/2017/index.html"] {
        assert!(site.path("out").join(file).is_file(), "{file}");
    }
    for file in ["index.html".to_owned(), format!("{slug}.pdf"), format!("{slug}.txt")] {
        assert!(site.path("out").join(SEED).join(&file).is_file(), "{file}");
    }
    // The enclosure tells the true length.
    let length = fs::metadata(site.path("out").join(SEED).join(format!("{slug}.pdf"))).unwrap().len();
    assert!(site.read("out/feed.rss").contains(&format!("length=\"{length}\"")));
}

#[test]
fn a_second_build_writes_nothing() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0);
    let times = |site: &TestSite| -> Vec<_> {
        site.files("out").into_keys().map(|path| fs::metadata(site.path("out").join(path)).unwrap().modified().unwrap()).collect()
    };
    let before = times(&site);
    site.run(&["build"]).exits(0).says("0 files written").says("0 removed");
    assert_eq!(before, times(&site));
}

#[test]
fn the_number_of_threads_does_not_change_the_bytes() {
    let site = TestSite::with("tests/newsroom");
    let build = |out: &str, threads: &str| {
        let status = Command::new(env!("CARGO_BIN_EXE_depesch"))
            .args(["build", "--out", out, "--now", NOW])
            .current_dir(site.folder.path())
            .env("RAYON_NUM_THREADS", threads)
            .status();
        assert!(status.unwrap().success());
    };
    build("one", "1");
    build("many", "8");
    assert_eq!(site.files("one"), site.files("many"));
}

#[test]
fn a_release_with_a_new_error_keeps_its_last_good_version_everywhere() {
    let site = TestSite::built(NOW);
    let build = ["build", "--now", NOW];
    let before = site.files("out");
    site.edit(
        &format!("content/{HALL}/release.md"),
        "department = \"fritidsforvaltningen\"",
        "departmant = \"fritidsforvaltningen\"",
    );
    site.edit("content/releases/2026/new-ferry-line/release.md", "every hour", "every half hour");
    site.run(&build).exits(1).says("departmant").says(&format!("{HALL}/release.md"));
    let after = site.files("out");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in &before {
        if path.starts_with(HALL) {
            assert!(after[path] == *bytes, "{path} changed");
        }
    }
    // The other release moved on, and the feeds still hold both.
    let feed = site.read("out/feed.atom");
    assert!(feed.contains("every half hour") && feed.contains("Oförändrade avgifter i simhallen"));
    // Mended, it is built again.
    site.edit(&format!("content/{HALL}/release.md"), "departmant", "department");
    site.edit(&format!("content/{HALL}/release.md"), "90 kronor", "95 kronor");
    site.run(&build).exits(0);
    assert!(site.read(&format!("out/{HALL}/index.html")).replace('\u{a0}', " ").contains("95 kronor"));
}

#[test]
fn a_build_of_a_past_day_keeps_the_last_good_versions() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0);
    let before = site.files("out");
    site.run(&["build", "--out", "then", "--now", "2010-01-01T12:00:00+01:00"]).exits(0).says("0 releases");
    site.edit(&format!("content/{SEED}/release.md"), "headline", "hedline");
    site.run(&["build"]).exits(1);
    assert_eq!(before, site.files("out"));
}

#[test]
fn concurrent_builds_of_one_content_folder_succeed() {
    let site = TestSite::with("tests/newsroom");
    for _ in 0..5 {
        let _ = fs::remove_dir_all(site.path("content/.depesch"));
        let build = |out: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_depesch"));
            command.args(["build", "--only", "txt", "--now", NOW, "--out", out]);
            command.current_dir(site.folder.path()).spawn().unwrap()
        };
        let builds: Vec<_> = ["a", "b", "c", "d"].iter().map(|out| build(out)).collect();
        for mut build in builds {
            assert_eq!(build.wait().unwrap().code(), Some(0));
        }
    }
}

#[test]
fn removing_a_contact_removes_no_old_release() {
    let site = TestSite::built(NOW);
    let build = ["build", "--now", NOW];
    let before = site.files("out");
    site.edit("content/contacts.toml", "[anna-berg]", "[anna-berg-som-slutat]");
    site.run(&build).exits(1).says("anna-berg");
    assert_eq!(before, site.files("out"));
}

#[test]
fn a_release_that_was_never_valid_is_in_no_file() {
    let site = TestSite::with("tests/newsroom");
    site.write("content/releases/2026/trasigt/release.md", "+++\nheadline = \"Trasigt meddelande\"\n+++\n\nText.\n");
    site.run(&["build", "--now", NOW]).exits(1).says("trasigt");
    for (path, bytes) in site.files("out") {
        assert!(!path.contains("trasigt") && !String::from_utf8_lossy(&bytes).contains("Trasigt"), "{path}");
    }
}

#[test]
fn an_embargo_removes_a_public_release_also_when_it_gets_an_error() {
    let site = TestSite::built(NOW);
    let build = ["build", "--now", NOW];
    let file = format!("content/{HALL}/release.md");
    site.edit(&file, "published = 2026-02-10\n", "published = 2026-02-10\nembargo = 2027-01-01 08:00\n");
    site.run(&build).exits(0).says("removed");
    assert!(!site.path("out").join(HALL).exists());
    site.edit(&file, "headline", "hedline");
    site.run(&build).exits(1);
    assert!(!site.path("out").join(HALL).exists());
    for (path, bytes) in site.files("out") {
        assert!(!String::from_utf8_lossy(&bytes).contains("Oförändrade avgifter"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_year_folder_removes_nothing_from_the_output() {
    let site = TestSite::built(NOW);
    let build = ["build", "--now", NOW];
    let before = site.files("out");
    // A drive that is not mounted: the year is a link to nowhere.
    fs::rename(site.path("content/releases/2026"), site.path("drive")).unwrap();
    std::os::unix::fs::symlink(site.path("not-mounted"), site.path("content/releases/2026")).unwrap();
    site.run(&build).exits(3).says("releases/2026");
    assert_eq!(before, site.files("out"));
    // And one that leads out of the folder.
    fs::rename(site.path("drive"), site.path("not-mounted")).unwrap();
    site.run(&build).exits(3).says("is a link out of the content folder");
    assert_eq!(before, site.files("out"));
}

#[test]
fn stale_files_are_removed_and_foreign_files_stay() {
    let site = TestSite::built(NOW);
    let build = ["build", "--now", NOW];
    site.write("out/CNAME", "www.solvik.example\n");
    site.write(&format!("out/{HALL}/egen-fil.txt"), "min egen\n");
    fs::remove_dir_all(site.path("content").join(HALL)).unwrap();
    site.run(&build).exits(0).says("7 removed");
    assert_eq!(site.read("out/CNAME"), "www.solvik.example\n");
    assert_eq!(site.read(&format!("out/{HALL}/egen-fil.txt")), "min egen\n");
    assert!(!site.path("out").join(HALL).join("index.html").exists());
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_written() {
    let site = TestSite::seed();
    site.write("out/index.html", "en annan webbplats");
    site.write("out/feed.rss", "ett annat flöde");
    site.run(&["build"]).exits(3).says("`feed.rss`, `index.html`").says("--out");
    assert_eq!(site.read("out/index.html"), "en annan webbplats");
    assert!(!site.path("out/feed.atom").exists());
}

#[test]
fn the_output_is_never_in_the_content_folder() {
    let site = TestSite::seed();
    let before = site.files("content");
    for out in ["content", "content/ut/publik", "./content/../content/releases"] {
        site.run(&["build", "--out", out]).exits(3).says("is in the content folder").says("--out");
    }
    assert_eq!(before, site.files("content"));
    site.run(&["build", "--content", "content", "--out", "content-ut"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let site = TestSite::seed();
    fs::create_dir_all(site.path("out")).unwrap();
    fs::create_dir_all(site.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(site.path("elsewhere"), site.path("out/releases")).unwrap();
    site.run(&["build"]).exits(3).says("releases/2017");
    assert!(site.files("elsewhere").is_empty());
}

#[test]
fn a_build_recovers_from_a_killed_one() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0);
    let whole = site.files("out");
    // Killed after announcing, with a half of a file on the disk and a file that was announced and never written.
    site.write("out/feed.rss.depesch-unfinished", "<?xml version=\"1.0\"?><rss><chan");
    fs::remove_file(site.path("out/feed.atom")).unwrap();
    site.edit("out/.depesch.json", "\"files\": {", "\"files\": {\n    \"releases/2017/borta/index.html\": \"\",");
    site.write("out/releases/2017/borta/index.html", "från ett bygge som dog");
    site.run(&["build"]).exits(0);
    assert_eq!(whole, site.files("out"));
}

#[test]
fn drafts_need_a_folder_of_their_own() {
    let site = TestSite::with("tests/newsroom");
    site.run(&["build", "--drafts"]).exits(2).says("--out");
    site.run(&["build"]).exits(0);
    site.run(&["build", "--drafts", "--out", "out"]).exits(3).says("holds what the public may see");
    site.run(&["build", "--drafts", "--out", "preview", "--now", NOW]).exits(0);
    assert!(site.read("preview/.depesch.json").contains("\"drafts\""));
    let page = site.read("preview/releases/2026/halvfardigt/index.html");
    assert!(page.contains("Utkast") && page.contains("noindex"));
    assert!(site.read("preview/releases/2026/hemlig-utredning/hemlig-utredning.txt").contains("EMBARGO TILL 1 JUNI 2026 KL. 8.00"));
    site.run(&["build", "--out", "preview"]).exits(3).says("holds drafts");
    site.write("full/annat.txt", "x");
    site.run(&["build", "--drafts", "--out", "full"]).exits(3).says("a folder of their own");
}

#[test]
fn build_names_the_releases_that_are_not_public_yet() {
    let site = TestSite::with("tests/newsroom");
    let build = ["build", "--only", "txt", "--now", "2026-03-15T12:00:00+01:00"];
    let line = "not public yet: 1 draft, 3 scheduled or embargoed (`2026/sommarjobb-for-unga`, `2026/hemlig";
    let next = " and 1 more); the next is due 2026-05-04 08:00; `depesch build --drafts --out preview` shows them\n";
    site.run(&build).exits(0).says(line).says(next);
    site.run(&[&build[..], &["--lang", "sv"]].concat()).exits(0).says("inte publika än: 1 utkast, 3 med tid eller embargo (`");
    let json: serde_json::Value = serde_json::from_str(&site.run(&[&build[..], &["--json"]].concat()).stdout()).unwrap();
    assert_eq!(json["withheld"]["drafts"], serde_json::json!(["2026/halvfardigt"]));
    assert_eq!(json["withheld"]["scheduled"].as_array().unwrap().len(), 3);
    assert_eq!(json["withheld"]["next"], "2026-05-04T08:00:00+02:00");
    site.run(&[&build[..], &["--drafts", "--out", "preview"]].concat()).exits(0).silent_about("not public yet");
    TestSite::seed().run(&["build", "--only", "txt"]).exits(0).silent_about("not public yet");
}

#[test]
fn build_can_write_only_some_formats() {
    let site = TestSite::seed();
    site.run(&["build", "--out", "whole"]).exits(0);
    site.run(&["build", "--out", "part", "--only", "rss", "txt"]).exits(0);
    let (whole, part) = (site.files("whole"), site.files("part"));
    for (path, bytes) in part.iter().filter(|(path, _)| !path.starts_with('.')) {
        assert!(whole[path] == *bytes, "{path}");
        assert!(path.ends_with("feed.rss") || path.starts_with(SEED), "{path}");
    }
    assert!(part.contains_key("feed.rss") && part.contains_key(&format!("{SEED}/{}.txt", SEED.rsplit('/').next().unwrap())));
    site.run(&["build", "--only", "word"]).exits(2).says("the formats are pdf, txt");
}

#[test]
fn check_reports_errors_and_writes_nothing() {
    let site = TestSite::seed();
    let before = site.files("content");
    site.run(&["check"]).exits(0).says("0 errors, ");
    assert!(!site.path("out").exists());
    assert_eq!(before, site.files("content"));
    site.edit(&format!("content/{SEED}/release.md"), "contacts = ", "kontakter = ");
    site.run(&["check"]).exits(1).says("kontakter").says("release.md:");
    site.run(&["check", "--lang", "sv"]).exits(1).says("fel:");
    let json: serde_json::Value = serde_json::from_str(&site.run(&["check", "--json"]).exits(1).stdout()).unwrap();
    assert!(json["errors"].as_u64().unwrap() >= 1);
    assert!(json["diagnostics"][0]["line"].as_u64().is_some());
}

#[test]
fn errors_in_newsroom_toml_leave_the_output_unchanged() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0);
    let before = site.files("out");
    site.edit("content/newsroom.toml", "time_zone = \"Europe/Stockholm\"", "time_zone = \"Stockholm\"");
    site.run(&["build"]).exits(1).says("nothing was built");
    assert_eq!(before, site.files("out"));
    site.run(&["build", "--content", "nowhere"]).exits(3).says("nowhere");
}

#[test]
fn new_writes_a_draft() {
    let site = TestSite::seed();
    let made = site.run(&["new", "Ny \"skola\" i Örby & Fittja", "--now", "2026-03-02T09:00:00+01:00"]).exits(0).stdout();
    assert_eq!(made.trim(), "content/releases/2026/ny-skola-i-orby-fittja/release.md");
    let text = site.read(made.trim());
    assert!(text.contains("id = \"tag:botkyrka.se,2026-03-02:release/") && text.contains("status = \"draft\""));
    assert!(text.contains("\ncontacts = [\"presstjansten\"]\n"));
    // A second one of the same name takes nothing away from the first.
    site.write(made.trim(), &(text.clone() + "Redan skrivet.\n"));
    site.run(&["new", "Ny \"skola\" i Örby & Fittja", "--now", "2026-03-02T09:00:00+01:00"]).exits(3);
    assert!(site.read(made.trim()).ends_with("Redan skrivet.\n"));
    site.run(&["new", " \u{200b} "]).exits(3).says("headline");
    site.run(&["new", " \u{200b} ", "--lang", "sv"]).exits(3).says("rubriken kan inte användas: det är tomt");
    // A draft that is not finished is nobody's mistake.
    site.run(&["build"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_partial_release() {
    let site = TestSite::seed();
    let before = site.files("content");
    // Not one byte may be written to any file: the shell's limit stands for a full disk.
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; \"$0\" new 'Ny badplats' 2>/dev/null", env!("CARGO_BIN_EXE_depesch")])
        .current_dir(site.folder.path())
        .status();
    assert_eq!(status.unwrap().code(), Some(3));
    assert_eq!(before, site.files("content"));
    site.run(&["check"]).exits(0).silent_about("release.md` is missing");
}

#[test]
fn importing_the_seed_gives_the_committed_release() {
    let site = TestSite::seed();
    // The first import would write it.
    site.edit("content/newsroom.toml", "language = ", "archive_before = 2026-01-01\nlanguage = ");
    let committed = site.files("content");
    fs::remove_dir_all(site.path("content/releases")).unwrap();
    // What the import brings stands at the end of both files.
    for (name, first) in [("contacts.toml", "\n[emanuel-ksiazkiewicz]"), ("departments.toml", "\n[utbildningsforvaltningen]")] {
        let text = site.read(&format!("content/{name}"));
        let kept = text.split(first).next().unwrap();
        site.write(&format!("content/{name}"), kept);
    }
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed.txt");
    site.run(&["import", seed.to_str().unwrap()]).exits(0).says(SEED).says("address");
    assert_eq!(committed.keys().collect::<Vec<_>>(), site.files("content").keys().collect::<Vec<_>>());
    for (path, bytes) in &committed {
        assert_eq!(String::from_utf8_lossy(bytes), site.read(&format!("content/{path}")), "{path}");
    }
    // Once more, and from standard input: nothing changes.
    site.run(&["import", seed.to_str().unwrap()]).exits(0).says("imported before");
    assert_eq!(committed, site.files("content"));
}

#[test]
fn import_does_not_replace_a_release_with_errors() {
    let site = TestSite::seed();
    site.write("content/releases/2026/ny-badplats/release.md", "+++\nheadline = \"Ny badplats\"\n+++\n\nText.\n");
    site.write("text.txt", "Ny badplats\n\nSolvik kommun öppnar en badplats.\n\nPublicerad: 2026-03-02\n");
    site.run(&["import", "text.txt"]).exits(0).says("releases/2026/ny-badplats-2/release.md");
}

#[test]
fn import_explains_what_it_cannot_read() {
    let site = TestSite::seed();
    let before = site.files("content");
    site.run(&["import", "nowhere.txt"]).exits(3).says("nowhere.txt");
    site.run(&["import", "content"]).exits(1).says("is a text with front matter, not a release");
    site.write("tom.txt", "");
    site.run(&["import", "tom.txt"]).exits(1).says("tom.txt");
    site.write("bild.txt", "\u{0}\u{1}\u{0}\u{2}\u{0}\u{0}");
    site.run(&["import", "bild.txt"]).exits(1).says("bild.txt");
    assert_eq!(before, site.files("content"));
}

#[test]
fn show_writes_one_file() {
    let site = TestSite::with("tests/newsroom");
    let now = ["--now", NOW];
    site.run(&[&["show", "avgifter-for-simhallen", "--as", "txt"][..], &now].concat()).exits(0).says("RÄTTELSE: PRESSMEDDELANDE");
    let pdf = site.run(&[&["show", "avgifter-for-simhallen", "--as", "pdf"][..], &now].concat()).exits(0);
    assert!(pdf.output.stdout.starts_with(b"%PDF-1.7"));
    #[cfg(feature = "serve")]
    {
        let mail = site.run(&[&["show", "avgifter-for-simhallen", "--as", "mail"][..], &now].concat()).exits(0);
        mail.says("Subject: =?utf-8?").says("Content-Type: multipart/alternative").says("Content-Language: sv");
        site.run(&[&["wire", "preview", "avgifter-for-simhallen", "--as", "mail"][..], &now].concat())
            .exits(0)
            .says("format=\"flowed\"");
        site.run(&[&["show", "hemlig-utredning", "--as", "mail"][..], &now].concat()).exits(3).silent_about("Embargotext");
    }
    site.run(&[&["show", "hemlig-utredning", "--as", "txt"][..], &now].concat()).exits(3).silent_about("Embargotext");
    site.run(&[&["show", "hemlig-utredning", "--as", "txt", "--drafts"][..], &now].concat()).exits(0).says("EMBARGO TILL");
    site.run(&["show", "avgifter-for-simhallen", "--as", "rss"]).exits(3).says("not a format of a single release");
}

#[test]
fn formats_and_completions() {
    let site = TestSite::seed();
    site.run(&["formats"]).exits(0).says("atom").says("PDF");
    let rows: serde_json::Value = serde_json::from_str(&site.run(&["formats", "--json"]).exits(0).stdout()).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), depesch::format::FORMATS.len());
    for shell in ["bash", "zsh", "fish"] {
        site.run(&["completions", shell]).exits(0).says("depesch");
    }
    site.run(&["prnt"]).exits(2);
}

#[test]
fn a_changed_output_file_is_not_overwritten() {
    let site = TestSite::seed();
    site.run(&["build"]).exits(0);
    site.write("out/index.html", "min egen startsida");
    site.run(&["build"]).exits(3).says("`index.html`").says("changed since");
    assert_eq!(site.read("out/index.html"), "min egen startsida");
    // Gone from the content, the changed file stays where it is, and every build says so: it may be what must not be seen any more.
    let text = format!("out/{SEED}/index.html");
    fs::remove_file(site.path("out/index.html")).unwrap();
    site.run(&["build"]).exits(0);
    site.write(&text, "min egen sida");
    fs::remove_dir_all(site.path("content").join(SEED)).unwrap();
    for _ in 0..2 {
        site.run(&["build", "--allow-removals"]).exits(3).says(&format!("{SEED}/index.html"));
        assert_eq!(site.read(&text), "min egen sida");
    }
    fs::remove_file(site.path(&text)).unwrap();
    site.run(&["build", "--allow-removals"]).exits(0);
}

#[test]
fn releases_of_the_same_name_are_distinguished_by_year() {
    let site = TestSite::with("tests/newsroom");
    let text = site.read(&format!("content/{HALL}/release.md")).replace("f002", "f0f2").replace("2026-02-1", "2025-02-1");
    site.write("content/releases/2025/avgifter-for-simhallen/release.md", &text);
    site.run(&["show", "avgifter-for-simhallen", "--as", "txt"]).exits(3).says("2025/avgifter-for-simhallen");
    site.run(&["show", "2025/avgifter-for-simhallen", "--as", "txt"]).exits(0).says("10 FEBRUARI 2025".to_lowercase().as_str());
}

#[test]
fn a_read_only_content_folder_can_be_built() {
    let site = TestSite::seed();
    // A file stands where the last good texts would go.
    site.write("content/.depesch", "");
    site.run(&["build"]).exits(0).says("1 release").says(".depesch/last-good");
    site.run(&["new", "Rubrik", "--now", "2026-03-02T09:00:00Z"]).exits(0);
    site.run(&["new", "Rubrik", "--now", "2026-03-02T09:00:00Z"]).exits(3).says("exists");
}

/// A slip of the pen in the newsroom's tables takes no feed away from its readers.
#[test]
fn a_topic_with_an_error_keeps_its_page_and_feeds() {
    let site = TestSite::with("tests/newsroom");
    site.run(&["build"]).exits(0);
    let before = site.files("out");
    site.edit("content/newsroom.toml", "name = \"Fritid\"", "name = \"\"");
    site.edit(
        "content/departments.toml",
        "[kulturforvaltningen]\nname = \"Kulturförvaltningen\"",
        "[kulturforvaltningen]\nname = \"\"",
    );
    site.run(&["build"]).exits(1).says("fritid = { name = \"\"").says("--> departments.toml");
    let after = site.files("out");
    let gone: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    assert!(gone.is_empty(), "{gone:?}");
    let ids = |files: &std::collections::BTreeMap<String, Vec<u8>>, path: &str| -> Vec<String> {
        let feed = feed_rs::parser::parse(&files[path][..]).unwrap();
        feed.entries.into_iter().map(|entry| entry.id).collect()
    };
    for path in ["amnen/fritid/feed.atom", "avdelningar/kulturforvaltningen/feed.rss", "urval/barn-och-unga/feed.json"] {
        assert_eq!(ids(&before, path), ids(&after, path), "{path}");
        assert!(!ids(&after, path).is_empty(), "{path}");
    }
}

#[test]
fn a_theme_with_an_error_is_reported_and_not_used() {
    let site = TestSite::seed();
    let slug = SEED.rsplit('/').next().unwrap();
    let pdf = |out: &str| fs::read(site.path(out).join(SEED).join(format!("{slug}.pdf"))).unwrap();
    site.run(&["build", "--out", "plain"]).exits(0);
    site.write("templates/print/theme.toml", "paper = 'Letter'\n[logo]\nfile = 'logo.svg'\n");
    site.run(&["build", "--out", "broken"]).exits(1).says("there is no file `logo.svg`").says("theme.toml:3:8");
    assert!(pdf("broken") == pdf("plain"));
    site.run(&["check"]).exits(1).says("there is no file `logo.svg`");
    let mut show = Command::new(env!("CARGO_BIN_EXE_depesch"));
    let shown = show.args(["--lang", "en", "show", slug, "--as", "pdf"]).current_dir(site.folder.path()).output().unwrap();
    assert!(shown.stdout == pdf("plain") && shown.status.code() == Some(1));
    assert!(String::from_utf8(shown.stderr).unwrap().contains("there is no file `logo.svg`"));
    site.run(&["show", slug, "--as", "txt"]).exits(0);
    site.write("templates/print/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>");
    site.run(&["build", "--out", "mended"]).exits(0);
    assert!(pdf("mended") != pdf("plain"));
}

#[test]
fn a_theme_named_by_an_option_must_exist() {
    let site = TestSite::seed();
    site.run(&["build", "--theme", "elsewhere.toml"]).exits(3).says("the theme is missing");
    assert!(!site.path("out/index.html").exists());
    site.write("elsewhere.toml", "paper = 'Letter'\n");
    site.run(&["build", "--theme", "elsewhere.toml"]).exits(0);
}

#[test]
fn an_ambiguous_hour_on_the_command_line_names_both_candidates() {
    let site = TestSite::empty();
    let refused = |now: &str| site.run(&["build", "--now", now]).exits(3).stderr();
    let twice = refused("2026-10-25 02:30");
    assert!(twice.contains("`2026-10-25T02:30:00+02:00` or `2026-10-25T02:30:00+01:00`"), "{twice}");
    let skipped = refused("2026-03-29 02:30");
    assert!(skipped.contains("does not exist in Europe/Stockholm") && skipped.contains("`2026-03-29T03:30:00+02:00`"), "{skipped}");
    assert!(refused("igår").contains("`2026-03-02 09:00`"));
}
