//! A release through its life on the command line: correct, update, withdraw, move, and what the public sees after each.

use crate::common;

use std::fs;
use std::path::Path;

use common::rendition;
use common::test_site::{HALL, TestSite};

const FERRY: &str = "releases/2026/new-ferry-line";
const NOW: &str = "2026-03-15T12:00:00+01:00";
const SOON: &str = "2026-03-20T08:00:00+01:00";

impl TestSite {
    fn build_at(&self, now: &str) {
        self.run(&["build", "--now", now]).exits(0);
    }

    fn page(&self, folder: &str) -> String {
        self.read(&format!("out/{folder}/index.html")).replace('\u{a0}', " ")
    }
}

fn newsroom() -> TestSite {
    TestSite::with("tests/newsroom")
}

#[test]
fn a_correction_saves_the_text_and_shows_its_note_in_every_format() {
    let site = newsroom();
    let before = site.read(&format!("content/{FERRY}/release.md"));
    let note = "The ferry leaves at 6:45, not at 6:15.";
    let answer = site.run(&["correct", "new-ferry-line", "--note", note, "--at", NOW]).exits(0).says("now write the new text");
    assert_eq!(answer.stdout().trim(), format!("content/{FERRY}/revisions/1.md"));
    assert_eq!(before, site.read(&format!("content/{FERRY}/revisions/1.md")));
    // Every byte of the text is there still, with a row at the end of its fields.
    let row = format!("\n[[changes]]\nat = {NOW}\nkind = \"correction\"\nnote = \"{note}\"\n");
    assert_eq!(site.read(&format!("content/{FERRY}/release.md")).replacen(&row, "", 1), before);
    site.edit(&format!("content/{FERRY}/release.md"), "leaves at 6:15.\n", "leaves at 6:45.\n");

    site.build_at(NOW);
    let slug = "new-ferry-line";
    assert!(site.page(FERRY).contains("Correction") && site.page(FERRY).contains("leaves at 6:45."));
    let text = site.read(&format!("out/{FERRY}/{slug}.txt"));
    assert!(
        text.starts_with("CORRECTION: NEWS\r\n") && text.contains("Version: 2 (replaces version 1)") && text.contains(note),
        "{text}"
    );
    let pdf = common::pdf::pdf_words(&fs::read(site.path(&format!("out/{FERRY}/{slug}.pdf"))).unwrap());
    assert!(pdf.find("CORRECTION") < pdf.rfind("New ferry line") && pdf.contains(note), "{pdf}");
    for feed in ["feed.rss", "feed.atom", "feed.json"] {
        assert!(site.read(&format!("out/{feed}")).contains(note), "{feed}");
    }
    // With microseconds of its own.
    assert!(site.read("out/feed.atom").contains("<updated>2026-03-15T12:00:00."));
    // A second before, the first text was the true one.
    site.build_at("2026-03-15T11:59:59+01:00");
    assert!(site.page(FERRY).contains("leaves at 6:15.") && !site.page(FERRY).contains("6:45"));

    // Another one, and the texts are counted on.
    site.run(&["update", "2026/new-ferry-line", "--note", "A bus meets the ferry.", "--at", SOON]).exits(0).says("revisions/2.md");
    site.run(&["check"]).exits(0).says("0 errors, ");
    site.build_at(SOON);
    assert!(site.read(&format!("out/{FERRY}/{slug}.txt")).contains("Version: 3 (replaces version 2)"));
}

#[test]
fn a_scheduled_correction_shows_at_its_time_and_not_before() {
    let site = TestSite::built(NOW);
    let before = site.files("out");
    site.run(&["correct", "new-ferry-line", "--note", "Every half hour.", "--at", SOON]).exits(0);
    site.edit(&format!("content/{FERRY}/release.md"), "every hour", "every half hour");
    site.build_at(NOW);
    assert_eq!(before, site.files("out"));
    site.build_at(SOON);
    assert!(site.page(FERRY).contains("every half hour"));
}

#[test]
fn a_translation_inherits_a_scheduled_change_at_its_time() {
    let site = TestSite::built(NOW);
    let before = site.files("out");
    let folder = "releases/2026/sa-sorterar-du-avfall";
    site.run(&["update", "sa-sorterar-du-avfall", "--note", "Nu finns guiden.", "--at", SOON]).exits(0);
    let text = site.path(&format!("content/{folder}/release.md"));
    site.edit(&format!("content/{folder}/release.md"), "file = \"sorteringsguide.pdf\"", "file = \"ny-guide.pdf\"");
    fs::copy(text.with_file_name("sorteringsguide.pdf"), text.with_file_name("ny-guide.pdf")).unwrap();
    site.edit(&format!("content/{folder}/release.md"), "contacts = [", "place = \"Hamnplan\"\ncontacts = [");
    site.build_at(NOW);
    let after = site.files("out");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<_> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).collect();
    assert!(changed.is_empty(), "{:?}", changed.iter().map(|(path, _)| path).collect::<Vec<_>>());
    assert!(site.page(&format!("{folder}/en")).contains("sorteringsguide.pdf"));
    site.build_at(SOON);
    for page in [format!("{folder}/en"), format!("{folder}/ar")] {
        assert!(site.page(&page).contains("ny-guide.pdf") && site.page(&page).contains("Hamnplan"));
    }
    site.build_at(NOW);
    assert_eq!(before, site.files("out"));
}

#[test]
fn a_withdrawn_release_is_replaced_by_a_notice() {
    let site = TestSite::built(NOW);
    site.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Taxan är inte beslutad.", "--at", SOON]).exits(0);
    site.build_at(SOON);
    let folder = "releases/2026/sa-sorterar-du-avfall";
    for page in [folder.to_owned(), format!("{folder}/en"), format!("{folder}/ar")] {
        let page = site.page(&page);
        assert!(page.contains("Taxan är inte beslutad.") && page.contains("noindex"), "{page}");
    }
    for (path, bytes) in site.files("out") {
        let text = common::searchable(&path, &bytes);
        assert!(!text.contains("Grundavgiften") && !text.contains("basic charge") && !path.contains("sorteringsguide"), "{path}");
    }
    site.run(&["correct", "sa-sorterar-du-avfall", "--note", "x", "--at", "2026-04-01T00:00:00+02:00"]).exits(3).says("withdrawn");
    assert!(site.run(&["show", "sa-sorterar-du-avfall", "--as", "txt", "--now", SOON]).exits(0).stdout().starts_with("UTGÅR: "));
}

#[test]
fn a_translation_is_changed_separately() {
    let site = newsroom();
    let folder = "releases/2026/sa-sorterar-du-avfall";
    site.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "The charge is SEK 1,480.", "--at", NOW])
        .exits(0)
        .says(&format!("content/{folder}/revisions/1.en.md"));
    site.build_at(NOW);
    assert!(site.page(&format!("{folder}/en")).contains("The charge is SEK 1,480."));
    assert!(!site.page(folder).contains("The charge is SEK 1,480."));
}

#[test]
fn an_impossible_change_is_refused_and_writes_nothing() {
    let site = newsroom();
    let before = site.files("content");
    for (release, at, why) in [
        ("hemlig-utredning", NOW, "not public at that time"),
        ("halvfardigt", NOW, "not public at that time"),
        ("new-ferry-line", "2026-02-01T00:00:00+01:00", "not public at that time"),
        ("avgifter-for-simhallen", "2026-02-11T15:00:00+01:00", "there is a change at"),
        ("finns-inte", NOW, "there is no release `finns-inte`"),
        ("new-ferry-line", "i morgon", "`i morgon` is not a valid time for `--at`"),
    ] {
        site.run(&["correct", release, "--note", "x", "--at", at]).exits(3).says(why);
    }
    site.run(&["correct", "new-ferry-line", "--note", " \u{200b}", "--at", NOW]).exits(3).says("this note cannot be used");
    site.run(&["correct", "new-ferry-line"]).exits(2).says("--note");
    assert_eq!(before, site.files("content"));
    // A text that has mistakes is mended first.
    site.edit(&format!("content/{HALL}/release.md"), "headline", "hedline");
    site.run(&["correct", "avgifter-for-simhallen", "--note", "x", "--at", NOW]).exits(1).says("hedline");
}

#[test]
fn a_saved_revision_is_never_overwritten() {
    let site = newsroom();
    site.write(&format!("content/{FERRY}/revisions/1.md"), "en annan text");
    site.run(&["correct", "new-ferry-line", "--note", "x", "--at", NOW]).exits(3).says("exists with another text");
    // A run that was killed after keeping the text can be done again.
    let text = site.read(&format!("content/{FERRY}/release.md"));
    site.write(&format!("content/{FERRY}/revisions/1.md"), &text);
    site.run(&["correct", "new-ferry-line", "--note", "x", "--at", NOW]).exits(0);
}

#[test]
fn a_scheduled_change_without_its_earlier_text_shows_the_last_public_text() {
    let site = newsroom();
    let now = [&["build", "--now", "2099-01-01T00:00:00+01:00"][..]].concat();
    site.run(&now).exits(0);
    let before = site.page(FERRY);
    let row = "+++\n\nThe first ferry";
    let coming = "[[changes]]\nat = 2099-06-01 08:00\nkind = \"update\"\nnote = \"Oftare.\"\n+++\n\nThe first ferry";
    site.edit(&format!("content/{FERRY}/release.md"), row, coming);
    site.edit(&format!("content/{FERRY}/release.md"), "every hour", "every half hour");
    site.run(&now).exits(1).says("the text before a later change is not kept").says("revisions/1.md");
    assert_eq!(before, site.page(FERRY));
    assert!(site.read("out/feed.atom").contains("New ferry line"));
}

#[test]
fn a_moved_release_is_redirected_from_its_old_address() {
    let site = TestSite::built(NOW);
    let moved = site.run(&["move", "new-ferry-line", "ferry-every-hour"]).exits(0).stdout();
    assert_eq!(moved.trim(), "content/releases/2026/ferry-every-hour/");
    site.run(&["check"]).exits(0);
    site.build_at(NOW);
    assert!(site.page("releases/2026/ferry-every-hour").contains("every hour"));
    let old = site.page(FERRY);
    assert!(old.contains("url=../ferry-every-hour/index.html") && old.contains("noindex"), "{old}");
    assert!(old.contains("<link rel=\"canonical\" href=\"https://www.solvik.example/nyheter/releases/2026/ferry-every-hour/\">"));
    let line = "/nyheter/releases/2026/new-ferry-line/ /nyheter/releases/2026/ferry-every-hour/";
    assert!(site.read("out/_redirects").contains(&format!("{line} 301\n")));
    assert!(site.read("out/redirects.nginx.map").contains(&format!("{line};\n")));
    // The id stays, and no address is ever given to another release.
    assert!(site.read("out/feed.atom").contains("1b0d3a5c77e1f003"));
    site.run(&["move", "avgifter-for-simhallen", "new-ferry-line"]).exits(3).says("a former address of");
    site.run(&["move", "ferry-every-hour", "avgifter-for-simhallen"]).exits(3).says("exists");
    site.run(&["move", "ferry-every-hour", "Färjan går"]).exits(3).says("try `farjan-gar`");
    site.run(&["move", "ferry-every-hour", "ferry-twice-an-hour"]).exits(0);
    site.build_at(NOW);
    assert!(
        site.read("out/_redirects")
            .contains("/nyheter/releases/2026/new-ferry-line/ /nyheter/releases/2026/ferry-twice-an-hour/ 301")
    );
    // Back to the first name: it is not a former one any more, and the later ones are.
    site.run(&["move", "ferry-twice-an-hour", "new-ferry-line"]).exits(0);
    let text = site.read(&format!("content/{FERRY}/release.md"));
    assert!(text.contains("former = [\"ferry-twice-an-hour\", \"ferry-every-hour\"]\n"), "{text}");
    site.run(&["check"]).exits(0).says("0 errors, ");
}

#[test]
fn a_text_that_cannot_take_a_change_entry_is_unchanged() {
    let site = newsroom();
    let file = format!("content/{FERRY}/release.md");
    let rows = "changes = [{ at = 2026-03-10 09:00, kind = \"update\", note = \"Oftare.\" }]\n";
    let former = "former = [\"old-line\" # first\n, \"older-line\"]\n";
    site.write(&file, site.read(&file).replacen("+++\n", &format!("+++\n{former}{rows}"), 1));
    let before = site.files("content");
    site.run(&["correct", "new-ferry-line", "--note", "x", "--at", NOW]).exits(3).says("a `[[changes]]` line of its own");
    site.run(&["move", "new-ferry-line", "old-line"]).exits(3).says("on one line, without comments");
    assert_eq!(before, site.files("content"));
}

#[test]
fn an_unpublished_release_moves_without_a_redirect() {
    let site = newsroom();
    let embargo = "content/releases/2026/hemlig-utredning/release.md";
    site.edit(embargo, "embargo = 2026-06-01 08:00", "embargo = \"until further notice\"");
    site.edit(embargo, "former = [\"hemlig-plan\"]\n", "");
    for name in ["halvfardigt", "hemlig-utredning"] {
        let text = site.read(&format!("content/releases/2026/{name}/release.md"));
        site.run(&["move", name, &format!("{name}-och-klart")]).exits(0);
        assert_eq!(text, site.read(&format!("content/releases/2026/{name}-och-klart/release.md")));
    }
}

#[test]
fn check_lists_expired_contacts_on_published_pages() {
    let site = newsroom();
    site.build_at("2026-01-31T12:00:00+01:00");
    site.run(&["check", "--now", "2026-01-31T23:00:00+01:00"]).exits(0).silent_about("maja-lindvall");
    let late = ["check", "--now", "2026-02-01T00:00:00+01:00"];
    site.run(&late)
        .exits(0)
        .says("the contact `maja-lindvall` was valid until 2026-01-31")
        .says("out/releases/2025/kvarnbron-byggs-om/index.html")
        .says("kvarnbron-byggs-om.txt")
        .says("out/feed.rss")
        .says("out/feed.atom")
        .says("out/feed.json");
    site.build_at("2026-02-01T00:00:00+01:00");
    site.run(&late).exits(0).silent_about("was valid until").silent_about("any more");
}

#[test]
fn check_reports_a_release_without_a_valid_contact() {
    let site = newsroom();
    site.write(
        "content/contacts.toml",
        site.read("content/contacts.toml")
            .replace("\nname = ", "\nvalid_until = 2026-02-28\nname = ")
            .replace("valid_until = 2026-01-31\n", "")
            .replace("valid_until = 2027-12-31\n", ""),
    );
    site.run(&["check", "--now", "2026-02-28T12:00:00+01:00"]).exits(0).silent_about("any more");
    site.run(&["check", "--now", NOW])
        .exits(0)
        .says("the release has no valid contact any more")
        .says("nobody can be asked any more for an accessible form of");
}

#[test]
fn attachments_are_copied_and_stay_when_they_are_taken_away() {
    let site = TestSite::built(NOW);
    let file = |path: &str| fs::read(site.path(path)).unwrap();
    let document = "releases/2026/sa-gick-det-for-solvik-2025";
    assert!(file(&format!("content/{document}/bokslut-2025.pdf")) == file(&format!("out/{document}/files/bokslut-2025.pdf")));
    let folder = "releases/2026/strandpromenad-i-norra-hamnen";
    // A picture that is taken away while the text still shows it: the public keeps what it had.
    let before = site.files("out");
    fs::remove_file(site.path(&format!("content/{folder}/fyren-pa-lotsudden.png"))).unwrap();
    site.run(&["build", "--now", NOW]).exits(1).says("the file `fyren-pa-lotsudden.png` does not exist");
    let after = site.files("out");
    for (path, bytes) in before.iter().filter(|(path, _)| Path::new(path).starts_with(folder)) {
        assert!(after.get(path) == Some(bytes), "{path}");
    }
}

/// A correction touches what tells of the release, and no other feed or page.
#[test]
fn a_correction_changes_only_the_files_that_contain_it() {
    let site = TestSite::built(NOW);
    let before = site.files("out");
    site.run(&["correct", "new-ferry-line", "--note", "The ferry leaves at 6:45.", "--at", NOW]).exits(0);
    site.edit(&format!("content/{FERRY}/release.md"), "leaves at 6:15.\n", "leaves at 6:45.\n");
    site.build_at(NOW);
    let after = site.files("out");

    let changed: Vec<&String> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert!(before.keys().all(|path| after.contains_key(path)), "nothing goes");
    let tells = |path: &str| common::searchable(path, &after[path]).contains("new-ferry-line");
    // What counts releases or tells when something changed last.
    let sums = [".depesch.json", "feeds.opml", "feeds/index.html", "sitemap.xml", "sitemaps/lists.xml"];
    for path in &changed {
        assert!(path.starts_with(FERRY) || tells(path) || sums.contains(&path.as_str()), "{path} has nothing of it");
    }
    let feeds: Vec<&&String> = changed.iter().filter(|path| rendition::is_feed(path)).collect();
    let telling: Vec<&String> = after.keys().filter(|path| rendition::is_feed(path) && tells(path)).collect();
    assert_eq!(feeds.len(), telling.len(), "{feeds:?}\n{telling:?}");
    // Of the many: everything, its language, kind, department, topics and now the corrections, and changes.atom.
    for path in
        ["feed.rss", "arkiv/2026-02.atom", "sprak/en/feed.json", "typer/nyheter/feed.atom", "rattelser/feed.rss", "changes.atom"]
    {
        assert!(changed.iter().any(|other| *other == path), "{path}: {changed:?}");
    }
    assert!(!changed.iter().any(|path| path.starts_with("typer/uttalanden") || path.starts_with("arkiv/2026-03")), "{changed:?}");
}

/// Times that lie ahead of any clock that runs these tests.
const LATER: &str = "2098-03-15T12:00:00+01:00";
const MUCH_LATER: &str = "2099-03-20T08:00:00+01:00";
const LAST: &str = "2099-06-01T08:00:00+02:00";

/// The ferry goes more often from a time to come, and is faster from another.
fn with_planned_updates(site: &TestSite) -> String {
    let text = format!("content/{FERRY}/release.md");
    site.run(&["update", "new-ferry-line", "--note", "Every half hour.", "--at", MUCH_LATER]).exits(0);
    site.edit(&text, "every hour", "every half hour");
    site.run(&["update", "new-ferry-line", "--note", "A faster ferry.", "--at", LAST]).exits(0);
    site.edit(&text, "every half hour", "every ten minutes");
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ");
    text
}

#[test]
fn a_correction_at_once_goes_before_what_is_planned() {
    let site = newsroom();
    let text = with_planned_updates(&site);
    let note = "The ferry leaves at 6:45, not at 6:15.";
    site.run(&["correct", "new-ferry-line", "--note", note, "--at", LATER])
        .exits(0)
        .says(&format!("now write the new text in `content/{FERRY}/revisions/2.md`"))
        .says(&format!("planned for {MUCH_LATER}, {LAST} stays: look whether `{text}` needs the same"));
    for text in ["revisions/2.md", "revisions/3.md", "release.md"] {
        site.edit(&format!("content/{FERRY}/{text}"), "leaves at 6:15.\n", "leaves at 6:45.\n");
    }
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ");
    for (now, version, says, not_yet) in [
        ("2098-03-15T11:59:59+01:00", "Version: 1", "every hour", "6:45"),
        (LATER, "Version: 2 (replaces", "every hour", "half hour"),
        (MUCH_LATER, "Version: 3 (replaces", "every half hour", "ten minutes"),
        (LAST, "Version: 4 (replaces", "every ten minutes", "6:15"),
    ] {
        site.build_at(now);
        let wire = site.read(&format!("out/{FERRY}/new-ferry-line.txt"));
        assert!(wire.contains(version) && wire.contains(says), "{now}: {wire}");
        assert!(not_yet == "6:15" || !wire.contains(not_yet), "{now}: {wire}");
    }
    // Now, by the clock of this machine, it is the same; a second one of the same second is put after it.
    for note in ["Once more.", "And again."] {
        site.run(&["correct", "new-ferry-line", "--note", note]).exits(0).says("stays: look whether");
    }
    site.run(&["check"]).exits(0).says("0 errors, ");
}

#[test]
fn a_withdrawal_at_once_drops_what_is_planned_and_says_where_it_is() {
    let site = newsroom();
    let planned = site.read(&with_planned_updates(&site));
    let answer = site.run(&["withdraw", "new-ferry-line", "--note", "There is no ferry.", "--json"]).exits(0);
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout()).unwrap();
    let dropped = answer["dropped"][0].as_str().unwrap().to_owned();
    assert_eq!((answer["kept"].as_array().unwrap().len(), answer["dropped"].as_array().unwrap().len()), (0, 1));
    assert_eq!(site.read(&format!("{dropped}/release.md")), planned);
    assert!(site.read(&format!("{dropped}/2.md")).contains("every half hour"));
    site.run(&["check"]).exits(0).says("0 errors, ").silent_about("dropped").silent_about("no change was made");
    site.run(&["build"]).exits(0);
    let withdrawn = site.files("out");
    assert!(site.page(FERRY).contains("There is no ferry."));
    site.build_at("2099-12-01T12:00:00+01:00");
    let wire = format!("{FERRY}/new-ferry-line.txt");
    assert_eq!(withdrawn[&wire], site.files("out")[&wire], "nothing that was planned comes after it");
    for (path, bytes) in site.files("out").into_iter().chain(withdrawn) {
        let text = common::searchable(&path, &bytes);
        assert!(!text.contains("half hour") && !text.contains("ten minutes") && !text.contains("faster ferry"), "{path}");
    }
    site.run(&["withdraw", "new-ferry-line", "--note", "x"]).exits(3).says("is withdrawn");
}

#[test]
fn a_planned_withdrawal_is_preceded_by_a_correction_and_moved_by_another() {
    let site = newsroom();
    site.run(&["withdraw", "new-ferry-line", "--note", "The trial is over.", "--at", MUCH_LATER]).exits(0);
    site.run(&["correct", "new-ferry-line", "--note", "It leaves at 6:45.", "--at", LAST])
        .exits(3)
        .says("withdrawn from `2099-03-20");
    site.run(&["correct", "new-ferry-line", "--note", "It leaves at 6:45.", "--at", LATER]).exits(0).says("stays");
    site.edit(&format!("content/{FERRY}/revisions/2.md"), "leaves at 6:15.\n", "leaves at 6:45.\n");
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ");
    site.build_at(LATER);
    assert!(site.page(FERRY).contains("leaves at 6:45."));
    site.build_at(MUCH_LATER);
    assert!(site.page(FERRY).contains("The trial is over."));
    // Earlier than planned.
    let at = "2098-06-01T12:00:00+02:00";
    site.run(&["withdraw", "new-ferry-line", "--note", "The ferry has sunk.", "--at", at]).exits(0).says("dropped");
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ");
    site.build_at(at);
    let sunk = site.page(FERRY);
    assert!(sunk.contains("The ferry has sunk.") && !sunk.contains("The trial is over."), "{sunk}");
}

#[test]
fn a_withdrawal_ends_the_planned_changes_of_translations() {
    let site = newsroom();
    let folder = "releases/2026/sa-sorterar-du-avfall";
    let english = format!("content/{folder}/release.en.md");
    let before = site.read(&english);
    site.run(&["update", "2026/sa-sorterar-du-avfall/en", "--note", "The charge rises.", "--at", MUCH_LATER]).exits(0);
    // An urgent act on the original or on a translation is not in the way of the other.
    site.run(&["update", "sa-sorterar-du-avfall", "--note", "Ny tid.", "--at", LAST]).exits(0);
    site.run(&["correct", "2026/sa-sorterar-du-avfall/en", "--note", "SEK 1,480.", "--at", LATER])
        .exits(0)
        .says("revisions/2.en.md");
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ");
    let at = "2098-06-01T12:00:00+02:00";
    site.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Taxan är inte beslutad.", "--at", at]).exits(0).says("dropped");
    assert!(site.read(&english).contains("SEK 1,480.") && !site.read(&english).contains("The charge rises."), "{before}");
    site.run(&["check", "--now", LATER]).exits(0).says("0 errors, ").silent_about("no change was made");
    site.build_at(at);
    let wire = format!("{folder}/en/sa-sorterar-du-avfall.txt");
    let withdrawn = site.files("out").remove(&wire);
    assert!(withdrawn.is_some());
    site.build_at("2099-12-01T12:00:00+01:00");
    assert!(withdrawn == site.files("out").remove(&wire), "no new version of a notice by itself");
}

#[test]
fn what_has_not_been_public_becomes_a_draft() {
    let site = newsroom();
    let text = "content/releases/2026/hemlig-utredning/release.md";
    site.edit(text, "embargo = 2026-06-01 08:00", "embargo = 2099-06-01 08:00");
    site.run(&["correct", "hemlig-utredning", "--note", "x"]).exits(3).says(&format!("write the new text in `{text}`"));
    site.run(&["withdraw", "hemlig-utredning", "--note", "x"]).exits(0).says("it has not been public").says("it is now a draft");
    assert!(site.read(text).starts_with("+++\nstatus = \"draft\"\n"));
    site.run(&["check"]).exits(0).says("0 errors, ");
    site.build_at("2099-12-01T12:00:00+01:00");
    assert!(!site.path("out/releases/2026/hemlig-utredning").exists());
    site.run(&["withdraw", "hemlig-utredning", "--note", "x"]).exits(3).says("readers have not seen it");
}

#[test]
fn a_text_with_errors_is_withdrawn_in_its_last_good_form() {
    let site = newsroom();
    site.run(&["build"]).exits(0);
    let text = format!("content/{FERRY}/release.md");
    site.edit(&text, "headline", "hedline");
    let broken = site.read(&text);
    site.run(&["withdraw", "new-ferry-line", "--note", "There is no ferry."]).exits(0).says("had errors are dropped");
    site.run(&["build"]).exits(0);
    assert!(site.page(FERRY).contains("There is no ferry."));
    let dropped = site.files(&format!("content/{FERRY}/dropped"));
    assert!(dropped.values().any(|bytes| bytes == broken.as_bytes()), "{:?}", dropped.keys());
    site.run(&["check"]).exits(0).says("0 errors, ");

    // The text before a planned change is not kept, and readers see the last good one.
    let hall = format!("content/{HALL}/release.md");
    let row = format!("\n[[changes]]\nat = {MUCH_LATER}\nkind = \"update\"\nnote = \"Sänkt.\"\n+++\n");
    let planned = site.read(&hall).trim_start_matches("+++\n").replacen("+++\n", &row, 1);
    site.write(&hall, format!("+++\n{planned}"));
    site.run(&["withdraw", "avgifter-for-simhallen", "--note", "Inte beslutat."]).exits(0);
    site.run(&["build"]).exits(0);
    assert!(site.page(HALL).contains("Inte beslutat."));
    site.run(&["check"]).exits(0).says("0 errors, ");
}

/// The text that readers see is known only from the last build, and a planned change is in the way.
#[test]
fn a_translation_whose_earlier_text_is_missing_is_withdrawn_with_its_original() {
    let site = newsroom();
    let folder = "content/releases/2026/sa-sorterar-du-avfall";
    site.run(&["build"]).exits(0);
    site.run(&["update", "2026/sa-sorterar-du-avfall/en", "--note", "The charge rises.", "--at", MUCH_LATER]).exits(0);
    fs::remove_file(site.path(&format!("{folder}/revisions/1.en.md"))).unwrap();
    site.run(&["withdraw", "sa-sorterar-du-avfall", "--note", "Taxan är inte beslutad."]).exits(0).says("dropped");
    assert!(!site.read(&format!("{folder}/release.en.md")).contains("The charge rises."));
    site.run(&["check"]).exits(0).says("0 errors, ");
    site.run(&["build"]).exits(0);
    assert!(site.page("releases/2026/sa-sorterar-du-avfall/en").contains("Taxan är inte beslutad."));
}
