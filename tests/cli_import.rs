//! `depesch import` of feeds, exports and folders, as its users meet it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A newsroom without releases, and the program to try there.
struct Office {
    folder: TempDir,
}

/// Exit code, standard output, standard error.
struct Answer(Option<i32>, String, String);

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        office.write(
            "content/newsroom.toml",
            "name = \"Solvik kommun\"\ndescription = \"Nyheter\"\nbase_url = \"https://www.solvik.example/\"\n\
             id_authority = \"solvik.example\"\nid_year = 2020\ntime_zone = \"Europe/Stockholm\"\nlanguage = \"sv\"\n\n\
             [topics]\ntrafik = \"Trafik och gator\"\n",
        );
        office
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn fixture(&self, name: &str, to: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name);
        fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
        fs::copy(from, self.path(to)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_depesch"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "en_GB.UTF-8")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer(output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// Every file of the content folder.
    fn content(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.path("content")];
        while let Some(at) = folders.pop() {
            for entry in fs::read_dir(&at).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { drop(found.insert(path.clone(), fs::read(&path).unwrap())) }
            }
        }
        found
    }
}

fn last_line(text: &str) -> &str {
    text.trim_end().rsplit('\n').next().unwrap()
}

#[test]
fn a_feed_is_imported_item_by_item_and_once() {
    let office = Office::new();
    office.fixture("nyheter.rss", "nyheter.rss");
    let Answer(code, stdout, stderr) = office.run(&["import", "nyheter.rss"]);
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
    let before = office.content();
    let Answer(_, stdout, stderr) = office.run(&["import", "nyheter.rss"]);
    assert_eq!((stdout.as_str(), last_line(&stderr)), ("", "imported: 0, there already: 3, not imported: 1"));
    assert_eq!(before, office.content());
    assert!(before.keys().all(|path| !path.display().to_string().contains(".import")), "nothing unfinished is left: {before:?}");
    // The one with a contact, a date and a text is ready to be published.
    let Answer(_, _, stderr) = office.run(&["check"]);
    assert!(!stderr.contains("bron-over-solan"), "{stderr}");
}

#[test]
fn a_wordpress_export_is_imported_without_its_pages() {
    let office = Office::new();
    office.fixture("wordpress.xml", "export.xml");
    let Answer(code, stdout, stderr) = office.run(&["import", "export.xml"]);
    assert_eq!((code, stdout.lines().count()), (Some(0), 3), "{stderr}");
    assert!(stderr.contains("left out of export.xml, line 62: \"page: Om kommunen\" (not a release)"), "{stderr}");
    let public = office.run(&["check"]).2;
    assert!(!public.contains("nytt-bibliotek-i-solvik"), "{public}");
    let before = office.content();
    assert_eq!(last_line(&office.run(&["import", "export.xml"]).2), "imported: 0, there already: 3, not imported: 0");
    assert_eq!(before, office.content());
}

#[test]
fn a_folder_is_imported_in_the_order_of_its_names() {
    let office = Office::new();
    let page = |headline: &str| {
        format!("<h1>{headline}</h1><p>Publicerad: 2026-03-02</p><p>Text.</p><h2>Kontakt</h2><p>Bo Ek, 08-465 004 01</p>")
    };
    office.write("sidor/b.html", &page("Bron"));
    office.write("sidor/a/c.htm", &page("Cykeln"));
    office.write("sidor/b_files/ram.html", &page("Reklam"));
    office.write("sidor/logo.png", "x");
    office.write("sidor/.dold.html", &page("Dold"));
    office.write("sidor/tom.txt", "");
    office.fixture("nyheter.json", "sidor/z.json");
    #[cfg(unix)]
    std::os::unix::fs::symlink(office.path("sidor"), office.path("sidor/runt")).unwrap();
    let Answer(code, stdout, stderr) = office.run(&["import", "sidor"]);
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
    assert_eq!(fs::read_to_string(office.path("content/contacts.toml")).unwrap().matches("[bo-ek").count(), 1);
    let before = office.content();
    assert_eq!(last_line(&office.run(&["import", "sidor"]).2), "imported: 0, there already: 4, not imported: 3");
    assert_eq!(before, office.content());
}

#[test]
fn a_dry_run_writes_nothing_and_json_lists_everything() {
    let office = Office::new();
    office.fixture("nyheter.rss", "nyheter.rss");
    let before = office.content();
    let Answer(code, stdout, _) = office.run(&["import", "nyheter.rss", "--dry-run", "--json"]);
    assert_eq!((code, &before), (Some(1), &office.content()));
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
    let office = Office::new();
    office.write("bro.txt", "Ny bro över Solån\n\nBron öppnar på måndag.\n\nPublicerad: 2026-03-02\n");
    assert_eq!(office.run(&["import", "bro.txt"]).0, Some(0));
    assert_eq!(office.run(&["check"]).0, Some(1), "it has no contact");
    let before = office.content();
    let Answer(code, _, stderr) = office.run(&["import", "bro.txt"]);
    assert!(code == Some(0) && stderr.contains("imported before"), "{stderr}");
    assert_eq!(before, office.content());
}
