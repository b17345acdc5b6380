//! A release written elsewhere comes into the house with every word of it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use depesch::diag::Diagnostic;
use depesch::import::{ExistingContent, Imported, Importer, Input, InputRest};
use depesch::model::{Day, Lang, Zone};

/// A content folder to import into.
pub struct ContentFolder {
    publisher: &'static str,
    authority: &'static str,
    language: Lang,
    pub zone: Zone,
    contacts: String,
    departments: String,
    releases: BTreeMap<String, String>,
    folders: BTreeSet<String>,
    topics: BTreeMap<String, String>,
    seconds: BTreeSet<i64>,
    day: Day,
}

impl ContentFolder {
    fn new(publisher: &'static str, authority: &'static str) -> ContentFolder {
        ContentFolder {
            publisher,
            authority,
            language: Lang::swedish(),
            zone: Zone::parse("Europe/Stockholm").unwrap(),
            contacts: String::new(),
            departments: String::new(),
            releases: BTreeMap::new(),
            folders: BTreeSet::new(),
            seconds: BTreeSet::new(),
            topics: BTreeMap::from([("trafik".to_owned(), "Trafik och gator".to_owned())]),
            day: Day::new(2026, 3, 2).unwrap(),
        }
    }

    pub fn solvik() -> ContentFolder {
        ContentFolder::new("Solvik kommun", "solvik.example")
    }

    fn botkyrka() -> ContentFolder {
        ContentFolder::new("Botkyrka kommun", "botkyrka.se")
    }

    pub fn existing(&self) -> ExistingContent<'_> {
        ExistingContent {
            publisher: self.publisher,
            sender: "newsroom",
            id_authority: self.authority,
            language: &self.language,
            zone: &self.zone,
            contacts: &self.contacts,
            departments: &self.departments,
            releases: &self.releases,
            folders: &self.folders,
            topics: &self.topics,
            seconds: &self.seconds,
            day: self.day,
        }
    }

    pub fn import(&self, name: &str, bytes: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
        let (mut outcomes, _) = self.import_all(name, bytes);
        assert_eq!(outcomes.len(), 1, "{name} is not one release");
        outcomes.remove(0)
    }

    /// Everything that a feed gives.
    pub fn import_all(&self, name: &str, bytes: &[u8]) -> (Vec<Result<Imported, Vec<Diagnostic>>>, InputRest) {
        let existing = self.existing();
        let mut outcomes = Vec::new();
        let rest = Importer::new(&existing).unwrap().import(&Input { name, bytes }, &mut |outcome| outcomes.push(outcome));
        (outcomes, rest)
    }

    /// What the folder is after the import.
    pub fn add(&mut self, imported: &Imported) {
        self.contacts = imported.contacts.clone();
        self.departments = imported.departments.clone();
        self.releases.insert(imported.id.to_string(), imported.folder.clone());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn seed() -> Vec<u8> {
    std::fs::read(root().join("tests/import/seed.txt")).unwrap()
}

/// The owner's own file lies beside the clone on some machines; our copy always runs.
fn seeds() -> Vec<Vec<u8>> {
    let owners = std::fs::read(root().join("../shared/seed-release.txt")).ok();
    std::iter::once(seed()).chain(owners).collect()
}

#[test]
fn the_seed_becomes_the_release_in_content() {
    for bytes in seeds() {
        let imported = ContentFolder::botkyrka().import("seed-release.txt", &bytes).unwrap();
        let content = root().join("content");
        let there = |path: &str| std::fs::read_to_string(content.join(path)).unwrap_or_default();
        assert_eq!(imported.release, there(&imported.path()), "{}", imported.path());
        // Other newsrooms' people stand before them.
        for (made, name) in [(&imported.contacts, "contacts.toml"), (&imported.departments, "departments.toml")] {
            let (_, brought) = made.split_once("\n\n").unwrap();
            assert!(there(name).ends_with(&format!("\n{brought}")), "{name} does not end with\n{brought}");
        }
    }
}

/// Everything that an import gives, as one text to compare.
fn describe(imported: &Imported) -> String {
    let mut out = format!("=== {}\n{}", imported.path(), imported.release);
    out.push_str(&format!("\n=== contacts.toml\n{}", imported.contacts));
    out.push_str(&format!("\n=== departments.toml\n{}\n=== notes\n", imported.departments));
    for note in &imported.warnings {
        let at = note.location.span.as_ref().map(|spot| format!("{}:{}-{}", spot.line, spot.column, spot.column + spot.width));
        let hint = note.hint.as_ref().map(|hint| format!(" ({})", hint.en));
        out.push_str(&format!("{}: {}{}\n", at.unwrap_or_default(), note.message.en, hint.unwrap_or_default()));
    }
    out.push_str("\n=== left out\n");
    for left in &imported.omissions {
        out.push_str(&format!("{}: {:?}: {}\n", left.line, left.reason, left.text));
    }
    out
}

/// Each fixture becomes the text beside it; `BLESS=1 cargo test import` writes that anew.
#[test]
fn fixtures_match_their_expected_files() {
    for name in ["sitevision.html", "article.html", "word.html", "latin-1.html", "mail.txt", "bullets.txt"] {
        let path = root().join("tests/import").join(name);
        let imported = ContentFolder::solvik().import(name, &std::fs::read(&path).unwrap()).unwrap();
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, describe(&imported)).unwrap();
        }
        let there = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(describe(&imported), there, "{name}");
    }
}

/// Everything that a feed gives, as one text to compare.
fn told_all(outcomes: &[Result<Imported, Vec<Diagnostic>>], rest: &InputRest) -> String {
    let mut out = String::new();
    let shown = |found: &Diagnostic| {
        let spot = found.location.span.as_ref().map(|spot| format!("{}:{}", spot.line, spot.column)).unwrap_or_default();
        format!("{}:{spot}: {}\n", found.location.file, found.message.en)
    };
    for outcome in outcomes {
        match outcome {
            Ok(imported) => out.push_str(&describe(imported)),
            Err(found) => out.push_str(&format!("=== not imported\n{}", found.iter().map(shown).collect::<String>())),
        }
        out.push_str("\n\n");
    }
    out.push_str("=== about the whole\n");
    out.extend(rest.warnings.iter().map(shown));
    for left in &rest.omissions {
        out.push_str(&format!("{}: {:?}: {}\n", left.line, left.reason, left.text));
    }
    out
}

/// The same for feeds.
#[test]
fn feeds_match_their_expected_files() {
    for name in ["nyheter.rss", "nyheter.atom", "nyheter.rdf", "nyheter.json", "wordpress.xml"] {
        let path = root().join("tests/import").join(name);
        let (outcomes, rest) = ContentFolder::solvik().import_all(name, &std::fs::read(&path).unwrap());
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, told_all(&outcomes, &rest)).unwrap();
        }
        let there = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(told_all(&outcomes, &rest), there, "{name}");
    }
}

/// What each outcome of a feed is: the headline, or the first mistake with its line and column.
fn headlines(name: &str, feed: &str) -> Vec<String> {
    let (outcomes, _) = ContentFolder::solvik().import_all(name, feed.as_bytes());
    let headline = |imported: &Imported| {
        let line = imported.release.lines().find(|line| line.starts_with("headline")).unwrap().to_owned();
        line.trim_start_matches("headline = ").trim_matches('"').to_owned()
    };
    let mistake = |found: &Vec<Diagnostic>| {
        let at = found[0].location.span.as_ref().map(|spot| format!("{}:{} ", spot.line, spot.column));
        format!("{}{}", at.unwrap_or_default(), found[0].message.en)
    };
    outcomes.iter().map(|outcome| outcome.as_ref().map_or_else(mistake, headline)).collect()
}

const ENTITIES: &str = "the file defines entities of its own, which are not read";

#[test]
fn a_feed_that_reaches_outside_itself_is_refused() {
    let xxe =
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss><channel><item><title>&x;</title></item></channel></rss>";
    assert_eq!(headlines("x.rss", xxe), [format!("1:1 {ENTITIES}")]);
    let bomb: String = (1..30).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    let bomb =
        format!("<!DOCTYPE rss [<!ENTITY a0 \"ha\">{bomb}]>\n<rss><channel><item><title>&a29;</title></item></channel></rss>");
    assert_eq!(headlines("x.rss", &bomb), [format!("1:1 {ENTITIES}")]);
}

#[test]
fn whole_items_of_a_broken_feed_are_taken() {
    let item = |n: u8| format!("<item><guid>{n}</guid><title>Rubrik {n}</title><description>Text {n}.</description></item>\n");
    let feed = |inside: &str| format!("<rss version=\"2.0\"><channel><title>t</title>\n{inside}</channel></rss>");
    let cut = format!("<rss><channel>\n{}<item><guid>2</guid><title>Rubr", item(1));
    let told = "3:1 the feed is cut off here; the complete items before it are imported";
    assert_eq!(headlines("x.rss", &cut), ["Rubrik 1", told]);
    let torn = feed(&format!("<item><title>Utan slut</title>\n{}{}", item(1), item(2)));
    assert_eq!(headlines("x.rss", &torn), ["Rubrik 1", "Rubrik 2", "2:1 the item has no end"]);
    let bad = feed(&format!("{}<item><guid>9</guid></item>\n{}", item(1), item(2)));
    assert_eq!(headlines("x.rss", &bad), ["Rubrik 1", "3:1 no headline was found", "Rubrik 2"]);
    let tags = feed("<item><guid>1</guid><title>Rubrik</title><description><p>Ett<br>två</b></p></description></item>");
    assert_eq!(headlines("x.rss", &tags), ["Rubrik"]);
    assert!(headlines("x.rss", &feed("")).is_empty());
}

#[test]
fn what_is_escaped_too_often_is_read_once() {
    let title = |title: &str| {
        headlines(
            "x.rss",
            &format!("<rss><channel><item><title>{title}</title><link>http://a.example/b</link></item></channel></rss>"),
        )
    };
    for (written, read) in [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("A &amp;amp;amp; B", "A & B"),
        ("&Aring;r &#50; &foo; & ensam", "År 2 &foo; & ensam"),
        ("5 &lt; 6", "5 < 6"),
    ] {
        assert_eq!(title(written), [read], "{written}");
    }
    let twice = "<rss><channel><item><guid>1</guid><title>T</title><description>&amp;lt;p&amp;gt;Ett.&amp;lt;/p&amp;gt;</description></item></channel></rss>";
    let (outcomes, _) = ContentFolder::solvik().import_all("x.rss", twice.as_bytes());
    let imported = outcomes[0].as_ref().unwrap();
    assert!(imported.release.contains("lead = \"\"\"\nEtt.\n\"\"\""), "{}", imported.release);
    assert!(imported.warnings.iter().any(|note| note.message.en == "the text was escaped twice; it is read as HTML"));
}

#[test]
fn one_id_is_one_release() {
    let item = |text: &str| format!("<item><guid>samma</guid><title>Rubrik</title><description>{text}</description></item>");
    let feed = format!("<rss><channel>{}{}{}</channel></rss>", item("Ett."), item("Ett."), item("Två."));
    let (outcomes, _) = ContentFolder::solvik().import_all("x.rss", feed.as_bytes());
    let there: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().ok().map(|imported| imported.already_there)).collect();
    assert_eq!(there, [Some(false), Some(true), None]);
    assert_eq!(outcomes[2].as_ref().unwrap_err()[0].message.en, "`samma` is the id of another item too, in line 1");
    // The same feed under another name, on another day: the same releases.
    let mut folder = ContentFolder::solvik();
    folder.add(outcomes[0].as_ref().unwrap());
    folder.day = Day::new(2026, 5, 1).unwrap();
    let (again, _) = folder.import_all("y.xml", feed.as_bytes());
    assert!(again[0].as_ref().unwrap().already_there);
}

#[test]
fn depth_and_breadth_of_a_feed_are_no_danger() {
    let deep = |open: &str, close: &str| {
        format!(
            "<rss><channel><item><title>Djup</title><description>{}ord{}</description></item></channel></rss>",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    for feed in [deep("<b>", "</b>"), deep("<b>", ""), deep("", "</b>"), deep("&lt;div>", ""), deep("&x;", "<a b='&y;' ")] {
        let (outcomes, _) = ContentFolder::solvik().import_all("x.rss", feed.as_bytes());
        assert_eq!(outcomes.len(), 1);
    }
    let json = format!("{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": {}", "[".repeat(100_000));
    assert!(headlines("x.json", &json)[0].contains("the JSON cannot be read"));
}

#[test]
fn a_page_in_place_of_a_feed_is_told() {
    let page = "<!doctype html><title>404</title><h1>Sidan finns inte</h1>";
    assert_eq!(headlines("x.html", page), ["the page has no text below its headline"]);
    assert_eq!(headlines("x.rss", &format!("{page}<p>Gå till startsidan.</p>")), ["`x.rss` is a web page, not a feed"]);
}

/// Words in the order of the alphabet, with the marks of typography taken off.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for word in text.split(|c: char| c.is_whitespace() || "•–#[]()=\"+".contains(c)).filter(|word| !word.is_empty() && *word != "-")
    {
        *count.entry(word.trim_matches([',', '.', ':']).to_owned()).or_insert(0) += 1;
    }
    count.remove("");
    count
}

/// The words of front matter and tables that we add: names of fields, keys, the id.
fn without_fields(toml: &str) -> String {
    let is_text = |line: &&str| {
        let field = line.split('=').next().unwrap_or_default().trim();
        !line.starts_with(['#', '[']) && !["id", "kind", "department", "contacts", "updated"].contains(&field) && *line != "+++"
    };
    let bare = |line: &str| {
        ["headline =", "lead =", "heading =", "text =", "name =", "party =", "role =", "phone ="]
            .iter()
            .fold(line.to_owned(), |line, field| line.strip_prefix(field).map(str::to_owned).unwrap_or(line))
    };
    toml.lines().filter(is_text).map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_word_of_the_seed_is_lost_or_added() {
    for bytes in seeds() {
        let imported = ContentFolder::botkyrka().import("seed-release.txt", &bytes).unwrap();
        let (front, body) = imported.release.split_once("\n+++\n").unwrap();
        // The department's name is the first word of its boilerplate once more.
        let departments = imported.departments.replacen("name = \"Utbildningsförvaltningen\"", "", 1);
        let ours = [&without_fields(front), body, &without_fields(&imported.contacts), &without_fields(&departments)]
            .map(String::from)
            .join("\n");
        let text = String::from_utf8(bytes).unwrap();
        let (before, rest) = text.split_once("\n\n").unwrap();
        assert!(before.starts_with("• Startsida"), "the breadcrumb is what stands first");
        let furniture = [
            ("länk till annan webbplats, öppnas i nytt fönster", ""),
            ("Kontaktpersoner", ""),
            ("Pressmeddelande: ", ""),
            ("Skriv ut", ""),
            ("Senast uppdaterad: 20 juni 2017", ""),
        ];
        let theirs = furniture.iter().fold(rest.to_owned(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replacen(from, to, 1)
        });
        assert_eq!(words(&ours), words(&theirs));
        // Whole sentences, in their order, the author's slip included.
        for sentence in theirs
            .split(['\n', '•'])
            .map(|line| line.trim().trim_start_matches("– "))
            .filter(|line| line.ends_with('.') && !line.starts_with("Läs mer"))
        {
            assert!(ours.contains(sentence), "{sentence}");
        }
        assert!(ours.contains("för att för att öka måluppfyllelsen"));
    }
}

#[test]
fn importing_twice_changes_nothing() {
    for name in ["seed.txt", "sitevision.html", "word.html", "latin-1.html", "mail.txt"] {
        let bytes = std::fs::read(root().join("tests/import").join(name)).unwrap();
        let mut folder = ContentFolder::solvik();
        let first = folder.import(name, &bytes).unwrap();
        assert!(!first.already_there);
        folder.add(&first);
        let again = folder.import(name, &bytes).unwrap();
        assert!(again.already_there, "{name}");
        assert_eq!((&again.id, &again.folder, &again.release), (&first.id, &first.folder, &first.release), "{name}");
        assert_eq!((&again.contacts, &again.departments), (&first.contacts, &first.departments), "{name}");
    }
}

#[test]
fn an_undated_text_is_a_draft_and_stays_the_same_on_another_day() {
    let text = "Ny bro över Solån\n\nBron öppnar på måndag.\n\nKontakt: Bo Ek, 08-465 004 01\n".as_bytes();
    let mut folder = ContentFolder::solvik();
    let first = folder.import("bro.txt", text).unwrap();
    assert!(first.release.contains("published = 2026-03-02\nstatus = \"draft\"\n"), "{}", first.release);
    assert!(first.warnings.iter().any(|note| note.message.en == "no date was found; the release is a draft of `2026-03-02`"));
    folder.add(&first);
    folder.day = Day::new(2026, 5, 1).unwrap();
    let again = folder.import("bro.txt", text).unwrap();
    assert_eq!((again.id, again.folder, again.release), (first.id, first.folder, first.release));
}

#[test]
fn another_text_with_the_same_headline_gets_a_number() {
    let mut folder = ContentFolder::solvik();
    let text = |words: &str| format!("Ny bro\n\n{words}\n\nKontakt: Bo Ek, 08-465 004 01\n\nPublicerad: 2026-03-02\n");
    for (words, expected) in [("Ett.", "ny-bro"), ("Två.", "ny-bro-2"), ("Tre.", "ny-bro-3")] {
        let imported = folder.import("bro.txt", text(words).as_bytes()).unwrap();
        assert_eq!(imported.folder, format!("releases/2026/{expected}/"));
        folder.add(&imported);
    }
    assert_eq!(folder.contacts.matches("[bo-ek").count(), 1, "the same person is one contact: {}", folder.contacts);
}

#[test]
fn what_the_folder_has_is_used_and_never_changed() {
    let mut folder = ContentFolder::botkyrka();
    folder.contacts = "# våra\n[emk]\nname = \"Emanuel Ksiazkiewicz\"\nphone = \"073 421 86 53\"   # mobil".to_owned();
    folder.departments =
        "[uf]\nname = \"utbildningsförvaltningen\"\n[[uf.boilerplate]]\nheading = \"Om oss\"\ntext = \"Vi är 3 600.\"\n".to_owned();
    let imported = folder.import("seed.txt", &seed()).unwrap();
    assert!(imported.release.contains("contacts = [\"emk\", \"mikael-caiman-larsson\"]"));
    assert!(imported.contacts.starts_with(&format!("{}\n\n[mikael-caiman-larsson]\n", folder.contacts)));
    assert_eq!(imported.departments, folder.departments);
    assert!(imported.release.contains("department = \"uf\""));
    assert!(
        imported.release.contains("[boilerplate]\nheading = \"Botkyrkas utbildningsförvaltning\""),
        "its own wording stays with the release"
    );
}

#[test]
fn the_author_is_told_what_to_complete() {
    let imported = ContentFolder::botkyrka().import("seed.txt", &seed()).unwrap();
    let said: Vec<_> =
        imported.warnings.iter().map(|note| (note.location.span.as_ref().unwrap().line, note.message.en.as_str())).collect();
    let department = "`Utbildningsförvaltningen` was taken for a department of the sender; it is in departments.toml now";
    assert_eq!(said, [(34, "the link has no address"), (36, department), (43, "the date of first publication is missing")]);
    let left: Vec<_> = imported.omissions.iter().map(|left| left.text.as_str()).collect();
    assert!(left.contains(&"Skriv ut") && left.contains(&"länk till annan webbplats, öppnas i nytt fönster"), "{left:?}");
}

#[test]
fn what_is_no_release_is_refused_with_a_remedy() {
    let mistake = |bytes: &[u8]| ContentFolder::solvik().import("x", bytes).unwrap_err().remove(0);
    for (bytes, expected) in [
        (&b""[..], "`x` is empty"),
        (b" \n\xc2\xa0\n", "`x` is empty"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "`x` is a picture, not text"),
        (b"\x1f\x8b\x08\0", "`x` is a compressed file, not text"),
        (b"PK\x03\x04", "`x` is a word processor's file or an archive, not text"),
        (b"%PDF-1.7", "`x` is a PDF, not text"),
        (b"text\0text", "`x` is not text: it holds NUL bytes"),
        (b"{\"title\": \"x\"}", "`x` is JSON, but not JSON Feed"),
        (b"+++\nid = 1\n+++\n", "`x` is a text with front matter, not a release"),
        (b"<?xml version=\"1.0\"?><note>Text.</note>", "`x` is XML, such as a feed, not a release"),
        (b"***\n\nText.\n", "no headline was found"),
        (b"<html><body><nav>Meny</nav></body></html>", "no headline was found"),
        (b"Pressmeddelande:\n", "no headline was found"),
    ] {
        let found = mistake(bytes);
        assert_eq!(found.message.en, expected, "{}", String::from_utf8_lossy(bytes));
        assert!(found.is_error() && found.hint.is_some() && found.location.file == "x");
    }
    let (releases, rest) = ContentFolder::solvik().import_all("x", b"<?xml version=\"1.0\"?><rss></rss>");
    assert!(releases.is_empty() && rest.is_feed);
}

#[test]
fn every_way_of_writing_characters_is_read() {
    let text = "Två åtgärder\n\nVi bygger ”bättre” – för 48 €.\n\nPublicerad: 2026-03-02\n";
    let utf16 = |text: &str| std::iter::once(0xfeffu16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '”' => 0x94,
            '–' => 0x96,
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    // Latin-1 bytes that somebody made UTF-8 of: the quotation marks became control characters.
    let twice: String = windows.iter().map(|b| char::from(*b)).collect();
    let mut mixed = "Två åtgärder\n\n".as_bytes().to_vec();
    mixed.extend(&windows[windows.iter().position(|b| *b == b'V').unwrap()..]);
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        utf16(text),
        windows,
        twice.into_bytes(),
        mixed,
        text.replace('\n', "\r\n").into_bytes(),
    ] {
        let release = ContentFolder::solvik().import("x.txt", &bytes).unwrap().release;
        assert!(release.contains("headline = \"Två åtgärder\""), "{release}");
        assert!(release.contains("Vi bygger ”bättre” – för 48 €."), "{release}");
    }
}

#[test]
fn a_hundred_thousand_tags_are_no_danger() {
    let deep = |open: &str, close: &str| format!("<h1>Rubrik</h1><p>Text.</p>{}ord{}", open.repeat(100_000), close.repeat(100_000));
    for page in [deep("<div>", "</div>"), deep("<ul><li>", ""), deep("<b>", "")] {
        let release = ContentFolder::solvik().import("x.html", page.as_bytes()).unwrap().release;
        assert!(release.contains("ord"), "{release}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Whatever stands in a feed.
    #[test]
    fn no_feed_breaks_it(text in "(</?(item|title|guid|link|description|entry|content:encoded|p|b)>|<!\\[CDATA\\[|\\]\\]>|&[a-z#0-9]{0,4};?|<!--|\\PC|\n){0,60}") {
        for feed in [format!("<rss><channel><item>{text}</item></channel></rss>"), format!("<feed><entry>{text}"), format!("<rss>{text}")] {
            let (outcomes, _) = ContentFolder::solvik().import_all("x.rss", feed.as_bytes());
            for imported in outcomes.iter().flatten() {
                let front = imported.release.strip_prefix("+++\n").unwrap().split("\n+++\n").next().unwrap();
                proptest::prop_assert!(front.parse::<toml::Table>().is_ok(), "{}", front);
            }
        }
    }

    /// Any bytes give a release or a mistake, and what is written can be read.
    #[test]
    fn nothing_that_is_fed_breaks_it(text in "(<[a-z]{1,4}( [a-z]+=.{0,5})?>|</[a-z]{1,4}>|\\PC|\n|Kontakt|Läs mer|08-465 004 01|• |- |1\\. ){0,60}") {
        for bytes in [format!("Rubrik\n\n{text}"), format!("<h1>Rubrik</h1>{text}"), text] {
            if let Ok(imported) = ContentFolder::solvik().import("x", bytes.as_bytes()) {
                let front = imported.release.strip_prefix("+++\n").unwrap().split("\n+++\n").next().unwrap().to_owned();
                for toml in [&front, &imported.contacts, &imported.departments] {
                    proptest::prop_assert!(toml.parse::<toml::Table>().is_ok(), "{}", toml);
                }
            }
        }
    }
}

#[test]
fn case_control_references_are_left_out_and_reported_as_raw_control_characters_are() {
    let html =
        b"<html><body><article><h1>Rubrik &#x1; ett</h1><p>Publicerad 2 mars 2026</p><p>Ingress.</p></article></body></html>";
    let rss = b"<rss version=\"2.0\"><channel><title>t</title><link>https://g.example/</link><description>d</description><item>\
        <title>Ett</title><guid>https://g.example/1</guid><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate>\
        <description><![CDATA[<p>Ingress.</p><p>Text &#x10; ord.</p>]]></description></item></channel></rss>";
    for (name, bytes, text) in [("control.html", &html[..], "headline = \"Rubrik ett\""), ("control.rss", &rss[..], "Text ord.")] {
        let (releases, _) = ContentFolder::solvik().import_all(name, bytes);
        let imported = releases.into_iter().next().unwrap().unwrap_or_else(|found| panic!("{found:#?}"));
        assert!(imported.release.contains(text), "{}", imported.release);
    }
}
