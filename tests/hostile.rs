//! Hostile input: whatever comes, there is an answer that names the file, nothing is half-written, and what is accepted stays whole in
//! every format. The inputs are made here; `docs/hostile.md` tells of a larger set that was run by hand.

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use common::facts::Tables;
use common::test_site::TestSite;
use depesch::content;
use depesch::diag::Diagnostic;
use depesch::format::FORMATS;
use depesch::import::{ExistingContent, Imported, Importer, Input, InputRest};
use depesch::model::{Day, Edition, Lang, Release, Zone};

const NOW: &str = "2026-12-01T12:00:00+01:00";

/// A newsroom without releases and with one contact.
fn site() -> TestSite {
    let site = TestSite::empty();
    site.write("content/contacts.toml", "[bo-ek]\nname = \"Bo Ek\"\nphone = \"08-465 004 01\"\n");
    site
}

/// Exit code, standard output, standard error. The program neither panics nor commands the terminal.
fn run(site: &TestSite, arguments: &[&str]) -> (Option<i32>, String, String) {
    let (code, stdout, stderr) = site.run(arguments).into_parts();
    assert!(matches!(code, Some(0 | 1 | 3)) && !stderr.contains("panicked"), "{arguments:?}: {stderr}");
    let wild = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!stderr.contains(wild), "{arguments:?} commands the terminal: {stderr:?}");
    (code, stdout, stderr)
}

/// An import in memory, into an empty folder.
fn import(name: &str, bytes: &[u8]) -> (Vec<Result<Imported, Vec<Diagnostic>>>, InputRest) {
    let (language, zone) = (Lang::swedish(), Zone::parse("Europe/Stockholm").unwrap());
    let known = ExistingContent {
        publisher: "Solvik kommun",
        id_authority: "solvik.example",
        language: &language,
        zone: &zone,
        contacts: "",
        departments: "",
        releases: &BTreeMap::new(),
        folders: &BTreeSet::new(),
        topics: &BTreeMap::new(),
        seconds: &BTreeSet::new(),
        sender: "solvik",
        day: Day::new(2026, 3, 2).unwrap(),
    };
    let mut outcomes = Vec::new();
    let rest = Importer::new(&known).unwrap().import(&Input { name, bytes }, &mut |outcome| outcomes.push(outcome));
    (outcomes, rest)
}

/// A mistake or note as `3:14 what it says`.
fn shown(found: &Diagnostic) -> String {
    let spot = found.location.span.as_ref().map(|spot| format!("{}:{} ", spot.line, spot.column));
    spot.unwrap_or_default() + &found.message.en
}

/// The first mistake of an input that is refused as a whole.
fn refusal(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let (outcomes, _) = import(name, bytes.as_ref());
    assert_eq!(outcomes.len(), 1, "{name}");
    shown(&outcomes[0].as_ref().unwrap_err()[0])
}

/// The text of the one release of an input, and everything that was noted.
fn accepted(name: &str, bytes: impl AsRef<[u8]>) -> (String, Vec<String>) {
    let (mut outcomes, rest) = import(name, bytes.as_ref());
    assert_eq!(outcomes.len(), 1, "{name}");
    let imported = outcomes.remove(0).unwrap();
    (imported.release, imported.warnings.iter().chain(&rest.warnings).map(shown).collect())
}

const END: &str = "\n\nKontakt: Bo Ek, 08-465 004 01\n\nPublicerad: 2026-03-02\n";
const PAGE_END: &str = "<h2>Kontakt</h2><p>Bo Ek, 08-465 004 01</p><p>Publicerad: 2026-03-02</p>";

fn text(words: &str) -> String {
    format!("Rubriken först\n\nIngressen kommer sedan.\n\n{words}{END}")
}

fn page(html: &str) -> String {
    format!("<!doctype html><title>x</title><main><h1>Rubriken först</h1><p>Ingressen kommer sedan.</p>{html}{PAGE_END}</main>")
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>\n{items}</channel></rss>")
}

fn item(id: &str, html: &str) -> String {
    format!(
        "<item><guid>https://solvik.example/{id}</guid><title>Rubriken först</title><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate>\
         <description><![CDATA[<p>Ingressen kommer sedan.</p>{html}<h2>Kontakt</h2><p>Bo Ek, 08-465 004 01</p>]]></description></item>\n"
    )
}

fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = std::iter::once('\u{feff}').filter(|_| mark).chain(text.chars()).collect::<String>();
    units.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// Words that no format may lose, from every corner of writing.
const WORDS: [(&str, &str); 24] = [
    ("nfd", "A\u{30a}ngstro\u{308}m i tva\u{30a} former: Ångström"),
    ("zalgo", "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}algo"),
    ("arabic", "مرحبا بكم في سولفيك 2026"),
    ("hebrew", "שלום Solvik 12 שלום"),
    ("override", "rapport \u{202e}gpj.exe\u{202c} klar"),
    ("emoji", "👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣ 🇸🇪"),
    ("shy", "kommun\u{ad}styrelse\u{ad}ordförande"),
    ("spaces", "1\u{a0}234\u{202f}567\u{2007}kr\u{2009}§\u{a0}7"),
    ("zero", "noll\u{200b}bredd\u{200c}o\u{200d}ch\u{2060}fog"),
    ("homoglyph", "Кommun med kyrilliskt К"),
    ("casing", "İstanbul ı ß ﬁnal"),
    ("wide", "ｆｕｌｌ　ｂｒｅｄｄ 東京 ไทย"),
    ("cdata", "slut ]]> och ]]&gt; igen"),
    ("tags", "<script>alert(1)</script> och <b>fet"),
    ("template", "{{ 7*7 }} {% include 'x' %} #include \\input{x} ${HOME} <%= 1 %>"),
    ("markdown", "*a* _b_ `c` [d](e) ![f](g) # h | i ~j~ \\k"),
    ("entity", "&amp; &lt; &#0; &#xD800; &nosuch; & ensam"),
    ("mail", "Rad.\n.\nFrom mig\n--boundary\nBcc: x@solvik.example"),
    ("wire", "zczc nnnn +++ slut"),
    ("table", "=1+1 +2 -3 @x ;'\"-- DROP TABLE; $(rm) `ls`"),
    ("dashes", "–75,6 mnkr och — tankstreck ―"),
    ("quotes", "”””””””””"),
    ("url", "se https://solvik.example/?a=1&b=<2>&c=ö#å och javascript:alert(1)"),
    ("toml", "+++ \"\"\" ''' \\u0041 key = 'x'"),
];

#[test]
fn words_of_every_sort_come_back_from_every_format() {
    let site = site();
    for (name, words) in WORDS {
        site.write(&format!("in/{name}.txt"), text(&format!("Början {words} slutet.")));
    }
    // The importer escapes what Markdown would read.
    let (code, stdout, stderr) = run(&site, &["import", "in"]);
    assert_eq!((code, stdout.lines().count()), (Some(0), WORDS.len()), "{stderr}");
    let loaded = content::load(&site.path("content")).unwrap();
    let mistakes: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    let newsroom = loaded.newsroom.unwrap();
    let files = common::export(&newsroom, NOW);
    for (path, bytes) in &files {
        well_formed(path, bytes);
    }
    let edition = newsroom.public(&common::instant(&newsroom, NOW));
    assert_eq!(edition.releases().len(), WORDS.len());
    let site = edition.publisher().base_url.to_string();
    for release in edition.releases() {
        let written = WORDS.iter().find(|(_, words)| story_of(&edition, release).contains(&visible(words)));
        assert!(written.is_some(), "{} does not hold what was imported", release.headline);
        let mut read = 0;
        for (path, bytes) in &files {
            let Some(told) = common::rendition::of_release(&site, path, bytes, release) else { continue };
            let text = visible(&told.text);
            for fact in common::facts::of(&edition, release, &FORMATS[0], Tables::Rows).iter().flat_map(|group| &group.facts) {
                let fact = told.letters(&depesch::markup::clean(fact));
                assert!(text.contains(&fact), "{path} lost words\n{fact}\n{text}");
            }
            read += 1;
        }
        assert!(read >= 6, "page, PDF, press text and three feeds: {read}");
    }
}

fn story_of(edition: &Edition, release: &Release) -> String {
    let groups = common::facts::of(edition, release, &FORMATS[0], Tables::Rows);
    groups.iter().find(|group| group.name == "story").unwrap().facts.iter().map(|fact| visible(fact)).collect()
}

/// What leaves ink.
fn visible(text: &str) -> String {
    common::letters(text)
}

/// Every file is what its name says, to a reader that is not ours.
fn well_formed(path: &str, bytes: &[u8]) {
    match path.rsplit('.').next().unwrap() {
        "rss" | "atom" | "xml" => common::assert_well_formed(bytes),
        "json" => drop(serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|e| panic!("{path}: {e}"))),
        "pdf" => assert!(!common::pdf::pdf_words(bytes).is_empty(), "{path}"),
        "html" | "txt" => drop(std::str::from_utf8(bytes).unwrap_or_else(|e| panic!("{path}: {e}"))),
        _ => {}
    }
}

const ENTITIES: &str = "1:1 the file defines entities of its own, which are not read";

#[test]
fn what_is_no_release_is_refused_where_it_is_wrong() {
    let bomb =
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><title>&b;</title></item></channel></rss>";
    for (name, bytes, told) in [
        ("tom.txt", b"".as_slice(), "`tom.txt` is empty"),
        ("blank.txt", b" \n\t\xc2\xa0\n", "`blank.txt` is empty"),
        ("bild.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", "`bild.txt` is a picture, not text"),
        ("flode.rss", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "`flode.rss` is a compressed file, not text"),
        ("nul.txt", b"Rubrik\0 och text", "`nul.txt` is not text: it holds NUL bytes"),
        ("flode.rss", bomb.as_bytes(), ENTITIES),
        ("noll.json", b"null", "`noll.json` is JSON, but not JSON Feed"),
        ("tal.json", b"[1, 2]", "`tal.json` is JSON, but not JSON Feed"),
        ("post.txt", b"{\"title\": \"Rubrik\"}", "`post.txt` is JSON, but not JSON Feed"),
        (
            "avhuggen.json",
            b"{\n  \"title\": \"Rubr",
            "2:16 the JSON cannot be read: EOF while parsing a string at line 2 column 16",
        ),
        ("rader.jsonl", b"{\"a\": 1}\n{\"b\": NaN}", "2:7 the JSON cannot be read: expected value at line 2 column 7"),
        ("kommentar.json", b"// nej\n{}", "1:1 the JSON cannot be read: expected value at line 1 column 1"),
        (
            "falt.md",
            b"\xef\xbb\xbf\xef\xbb\xbf+++\nheadline = 'x'\n+++\ntext",
            "`falt.md` is a text with front matter, not a release",
        ),
        ("fel.rss", b"<html><h1>502</h1><p>Bad gateway</p></html>", "`fel.rss` is a web page, not a feed"),
        ("fel.html", b"<html><h1>502</h1></html>", "the page has no text below its headline"),
    ] {
        assert_eq!(refusal(name, bytes), told, "{name}");
    }
    let long = "Rubrik ".repeat(15_000);
    let told = format!("1:1 `Rubrik Rubrik Rubrik…` cannot be the headline: it has {} characters", long.trim().len());
    assert_eq!(refusal("lang.txt", format!("{long}\n\nText.")), told);
    assert_eq!(refusal("djup.json", "[".repeat(200_000) + &"]".repeat(200_000)), "`djup.json` is JSON, but not JSON Feed");
}

/// How a text is written says which encoding was meant; where that is a guess, a note says so and where.
#[test]
fn every_encoding_is_read_or_told() {
    let feed = format!("<?xml version=\"1.0\"?>\n{}", rss(&item("1", "<p>Räksmörgås – 5 € på fjället.</p>")));
    for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
        let (release, notes) = accepted("x.rss", utf_16(&feed, mark, big));
        assert!(release.contains("Räksmörgås – 5 € på fjället."), "{release}");
        let name = if big { "UTF-16BE" } else { "UTF-16LE" };
        assert_eq!(notes, if mark { vec![] } else { vec![format!("the text is read as {name}")] });
    }
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<_>>();
    let declared = |encoding: &str| feed.replacen("?>", &format!(" encoding=\"{encoding}\"?>"), 1);
    let short = |encoding: &str| declared(encoding).replace("– 5 €", "5");
    for (bytes, note) in [
        (latin(&short("ISO-8859-1")), None),
        (latin(&short("UTF-8")), Some("7:27 the text is read as windows-1252")),
        // Whoever writes letters of one byte does not write UTF-16.
        (latin(&short("UTF-16")), Some("7:27 the text is read as windows-1252")),
        (short("ISO-8859-1").into_bytes(), Some("the file says it is windows-1252, but it is UTF-8")),
        (format!("\u{feff}{feed}").into_bytes(), None),
        (format!("\u{feff}\u{feff}{feed}").into_bytes(), None),
    ] {
        let (release, notes) = accepted("x.rss", &bytes);
        assert!(release.contains("Räksmörgås"), "{release}");
        let told = notes.first().map(|said| {
            if said.contains(' ') && note.is_some_and(|n| n.starts_with('7')) {
                said.split_once(' ').unwrap().1.to_owned()
            } else {
                said.clone()
            }
        });
        let wanted = note.map(|note| note.trim_start_matches("7:27 ").to_owned());
        assert_eq!(told, wanted, "{notes:?}");
    }
    // Quotation marks of Windows in what calls itself Latin-1.
    let mut quotes = latin(&short("ISO-8859-1"));
    let at = quotes.windows(5).position(|five| five == b"fj\xe4ll").unwrap();
    quotes.splice(at..at, [0x93, 0x94]);
    assert!(accepted("x.rss", &quotes).0.contains("“”fjäll"));
}

#[test]
fn a_damaged_text_is_taken_with_a_note_of_the_place() {
    let note = |bytes: &[u8]| {
        accepted("x.txt", bytes).1.into_iter().find(|said| !said.contains("no contact") && !said.contains("no date"))
    };
    let mut cut = "Rubrik på svenska\n\nTexten är kort men sl\u{f6}".as_bytes().to_vec();
    cut.pop();
    assert_eq!(note(&cut).unwrap(), "3:21 the file ends inside a character: it is cut off here");
    let mut mixed = text("Två kodningar på").into_bytes();
    mixed.extend(b"\n\nF\xf6r l\xe4nge sedan.");
    assert_eq!(note(&mixed).unwrap(), "12:2 most of the text is UTF-8, some of it windows-1252");
    let lost = text("Tv\u{fffd} tecken f\u{fffd}rlorade.");
    assert_eq!(note(lost.as_bytes()).unwrap(), "5:3 characters were lost before the import: 2");
    let misread = text("Det hÃ¤r lÃ¤stes fel.");
    assert_eq!(note(misread.as_bytes()).unwrap(), "5:6 `Ã¤` looks like a letter that was read in a wrong encoding");
    assert_eq!(note(text("São Paulo, ÃO och â i rumänska.").as_bytes()), None);
}

#[test]
fn a_torn_feed_gives_its_whole_items() {
    let both = rss(&(item("1", "<p>Ett.</p>") + &item("2", "<p>Två.</p>")));
    let second = both.find("solvik.example/2").unwrap();
    for end in (second..both.find("</channel>").unwrap()).step_by(7).filter(|end| both.is_char_boundary(*end)) {
        let (outcomes, _) = import("x.rss", &both.as_bytes()[..end]);
        let whole = usize::from(both[..end].contains("</item>\n<item>")) + usize::from(both[..end].ends_with("</item>\n"));
        let (good, bad): (Vec<_>, Vec<_>) = outcomes.iter().partition(|outcome| outcome.is_ok());
        assert_eq!((good.len(), bad.len()), (whole.max(1), 1), "cut at {end}");
        assert!(shown(&bad[0].as_ref().unwrap_err()[0]).contains("the feed is cut off here"), "cut at {end}");
    }
}

/// Items without an id get one of what they say; the same feed again brings nothing new.
#[test]
fn ids_are_stable_with_and_without_a_guid() {
    let feed = rss(
        "<item><title>Samma</title><description>Ett.</description></item>\n<item><title>Samma</title><description>Två.</description></item>",
    );
    let site = site();
    site.write("x.rss", &feed);
    let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": 7, \"content_text\": \"Rubrik\\n\\nText.\"}, \
                null, {\"id\": \"8\"}, {\"title\": null, \"content_html\": \"<h1>Hej</h1><p>Text\", \"authors\": \"nej\", \"date_published\": \"ig\\u00e5r\"}]}";
    site.write("y.json", json);
    for (file, end) in
        [("x.rss", "imported: 2, there already: 0, not imported: 0"), ("y.json", "imported: 2, there already: 0, not imported: 2")]
    {
        let (_, _, stderr) = run(&site, &["import", file]);
        assert!(stderr.trim_end().ends_with(end), "{stderr}");
    }
    let before = site.entries("content");
    for (file, end) in
        [("x.rss", "imported: 0, there already: 2, not imported: 0"), ("y.json", "imported: 0, there already: 2, not imported: 2")]
    {
        let (_, _, stderr) = run(&site, &["import", file]);
        assert!(stderr.trim_end().ends_with(end), "{stderr}");
    }
    assert_eq!(before, site.entries("content"));
}

/// As large as a press site will ever see, and beyond: taken whole, or refused before anything is written.
#[test]
fn size_is_no_danger() {
    let count = |name: &str, input: String, word: &str| accepted(name, input).0.matches(word).count();
    assert_eq!(count("x.txt", text(&"vila ".repeat(40_000)), "vila"), 40_000);
    assert_eq!(count("x.txt", text(&"vila\n\n".repeat(5_000)), "vila"), 5_000);
    assert_eq!(count("x.html", page(&format!("<ul>{}</ul>", "<li>vila</li>".repeat(5_000))), "- vila"), 5_000);
    assert_eq!(count("x.html", page(&format!("<p>{}</p>", "<b>vila</b> <a href='/x'>y</a>".repeat(3_000))), "vila"), 3_000);
    assert_eq!(count("x.html", page(&"<div><ul><li><table><tr><td>".repeat(10_000)), "Ingressen"), 1);
    // One headline for all, and one name for all: each folder and key gets its own number.
    let items: String =
        (0..500).map(|n| item(&format!("{n}"), "").replace("08-465 004 01", &format!("bo{n}@solvik.example"))).collect();
    let (outcomes, _) = import("x.rss", rss(&items).as_bytes());
    let folders: BTreeSet<_> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap().folder.clone()).collect();
    assert!(folders.len() == 500 && folders.contains("releases/2026/rubriken-forst-500/"));
    let contacts = &outcomes.last().unwrap().as_ref().unwrap().contacts;
    assert_eq!((contacts.matches("\n[bo-ek").count(), contacts.matches("\n[bo-ek-500]").count()), (500, 1));
}

#[test]
fn a_text_that_check_could_not_read_is_not_written() {
    // Small as it comes: every link is relative to a long address.
    let long = format!("<link>https://solvik.example/{}</link><title>", "mapp/".repeat(800));
    let large = item("1", &"<p><a href='x'>vila</a></p>".repeat(3_000)).replace("<title>", &long).replace("Bo Ek", "Stor Text");
    let (outcomes, _) = import("x.rss", rss(&(large + &item("2", "<p>Liten.</p>"))).as_bytes());
    assert_eq!(shown(&outcomes[0].as_ref().unwrap_err()[0]), "2:1 it would make `release.md` larger than 1 MB");
    let contacts = &outcomes[1].as_ref().unwrap().contacts;
    assert!(contacts.contains("Bo Ek") && !contacts.contains("Stor Text"), "its people stay away too: {contacts}");
}

/// Minified feeds are one line: a note looks at what it shows, not at all of it.
#[test]
fn one_line_with_thousands_of_items_is_read_in_a_breath() {
    let items: String = (0..6_000).map(|n| format!("<item><title>Nummer {n}</title></item>")).collect();
    let (outcomes, _) = import("x.rss", rss(&items).replace('\n', "").as_bytes());
    let last = outcomes.last().unwrap().as_ref().unwrap();
    assert_eq!((outcomes.len(), last.folder.as_str()), (6_000, "releases/2026/nummer-5999/"));
    let spot = last.warnings[0].location.span.as_ref().unwrap();
    assert_eq!(
        (spot.line, spot.column, spot.width, spot.excerpt.as_ref().unwrap().contains("<title>Nummer 5999</title>")),
        (1, 61, 6, true)
    );
}

#[cfg(unix)]
#[test]
fn a_folder_of_traps_is_walked_to_its_end() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let site = site();
    let (mut good, bytes) = (0, |n: usize| text(&format!("Text nummer {n}.")));
    let mut put = |name: &std::ffi::OsStr| {
        good += 1;
        let path = site.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes(good)).unwrap();
    };
    put(std::ffi::OsStr::new("Ä med mellanrum & (1).txt"));
    put(std::ffi::OsStr::new("nfd-A\u{30a}.TXT"));
    put(std::ffi::OsStr::from_bytes(b"latin1-\xe5.txt"));
    put(std::ffi::OsStr::new("flyktig\u{1b}[31m\u{202e}.txt"));
    put(std::ffi::OsStr::new("mapp.html/inuti.txt"));
    put(std::ffi::OsStr::new(&format!("{}x.txt", "djup/".repeat(60))));
    put(std::ffi::OsStr::new("varv/a/x.txt"));
    site.write("in/.dold.txt", text("Dold."));
    site.write("in/reserv.txt~", text("Reserv."));
    site.write("in/utan-slut", text("Utan slut."));
    site.write("in/rod\u{1b}[31m.png", "x");
    site.write("utanfor/hemligt.txt", text("Utanför."));
    symlink(site.path("in/varv"), site.path("in/varv/a/runt")).unwrap();
    symlink("sig-sjalv.txt", site.path("in/sig-sjalv.txt")).unwrap();
    symlink(site.path("utanfor"), site.path("in/ut")).unwrap();
    symlink(site.path("utanfor/hemligt.txt"), site.path("in/ut.txt")).unwrap();
    symlink("finns-inte.txt", site.path("in/dinglar.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(site.path("in/ror.txt")).status().unwrap().success());
    let (code, stdout, stderr) = run(&site, &["import", "in"]);
    assert_eq!((code, stdout.lines().count()), (Some(0), good), "{stderr}");
    for told in
        ["in/varv/a/runt (a link)", "in/ut.txt (a link)", "in/ror.txt (not a file)", "in/reserv.txt~ (not a page, text or feed)"]
    {
        assert!(stderr.contains(&format!("passed over: {told}")), "{told}: {stderr}");
    }
    let before = site.entries("content");
    assert!(!before.values().flatten().any(|bytes| String::from_utf8_lossy(bytes).contains("Utanför")));
    run(&site, &["import", "in"]);
    assert_eq!(before, site.entries("content"));
    // Named alone, each is answered too.
    for name in ["in/ror.txt", "in/sig-sjalv.txt", "in/dinglar.txt", "in/flyktig\u{1b}[31m\u{202e}.txt", "finns-inte"] {
        run(&site, &["import", name]);
    }
    site.write("tom/bild.png", "x");
    let (code, _, stderr) = run(&site, &["import", "tom"]);
    assert_eq!(
        (code, stderr.as_str()),
        (Some(3), "error: there is no file to import in `tom`\n  hint: passed over: `tom/bild.png` (not a page, text or feed)\n")
    );
}

/// A release with one part of it made hostile: a field's line, or the text.
fn release(fields: &str, body: &str) -> String {
    let written = |field: &str| fields.lines().any(|line| line.starts_with(&format!("{field} =")));
    let usual = [
        ("headline", "\"Rubriken först\""),
        ("lead", "\"Ingressen kommer sedan.\""),
        ("published", "2026-03-02 09:00"),
        ("contacts", "[\"bo-ek\"]"),
    ];
    let usual: String =
        usual.iter().filter(|(field, _)| !written(field)).map(|(field, value)| format!("{field} = {value}\n")).collect();
    format!("+++\n{usual}{fields}\n+++\n\n{body}\n")
}

/// The bytes of a release, and the first mistake that `check` finds in it; `None` when it is good.
fn cases() -> Vec<(Vec<u8>, Option<&'static str>)> {
    let field = |line: &str| release(line, "Texten.").into_bytes();
    let body = |text: &str| release("", text).into_bytes();
    let fold = |text: &str| text.replace('\n', "\r\n").into_bytes();
    let good = release("", "Texten.");
    vec![
        // Text.
        (body("A\u{30a}ngstro\u{308}m och Ångström, z\u{300}\u{301}\u{302}\u{303}\u{304}algo, İı ß ﬁ"), None),
        (body("مرحبا بكم في سولفيك، שלום 12 👩‍👩‍👧‍👦🏳️‍🌈 ｆｕｌｌ　東京 ไทย"), None),
        (body("kommun\u{ad}styrelse\u{ad}ordförande 1\u{a0}234\u{202f}567, noll\u{200b}bredd\u{2060}fog"), None),
        (field("headline = \"Rapport \u{202e}gpj.exe\u{202c} klar\""), None),
        (body(&"ord".repeat(1_700)), None),
        (body(&format!("Se [sidan](https://www.solvik.example/{}).", "a/".repeat(5_000))), None),
        (body("rad\u{85}brytning"), Some("the character U+0085 cannot be used in a text")),
        (body("pling\u{7}"), Some("the character U+0007 cannot be used in a text")),
        (body("icke\u{ffff}tecken"), Some("the character U+FFFF cannot be used in a text")),
        (field("headline = \"a\\u0000b\""), Some("the character U+0000 cannot be used in `headline`")),
        (field("headline = \" \u{a0}\u{200b}\""), Some("`headline` is empty")),
        (field(&format!("headline = \"{}\"", "lång ".repeat(20_000))), Some("`headline` is longer than 1000 bytes")),
        // What other programs would obey.
        (body("slut ]]> och {{ 7*7 }} {% raw %} \\input{x} #include =1+1 $(rm) '; DROP"), None),
        (body("Rad.\\\n.\\\nFrom mig\\\n\\--boundary\\\nBcc: x, zczc nnnn"), None),
        (body("<script>alert(1)</script>"), Some("HTML cannot be used in the text")),
        (body("en rad <b onclick='x'>fet"), Some("HTML cannot be used in the text")),
        (body("```\nprogram\n```"), Some("a code block cannot be used in the text")),
        (body("[a](JaVaScRiPt:alert(1))"), Some("the address `JaVaScRiPt:alert(1)` of the link has a scheme that cannot be used")),
        (body("[a](file:///etc/passwd)"), Some("the address `file:///etc/passwd` of the link has a scheme that cannot be used")),
        (field("headline = \"två\\r\\nBcc: x@solvik.example\""), None),
        // Fields.
        (field("headline = 42"), Some("`headline` must be text")),
        (field("headline = [\"a\"]"), Some("`headline` must be text")),
        (field("contacts = \"bo-ek\""), Some("`contacts` must be a list")),
        (field("language = \"svenska\""), Some("`svenska` is not a language tag")),
        (field("okand = 1"), Some("unknown field `okand`")),
        (b"".to_vec(), Some("the fields at the top of the release are missing")),
        (b"+++\nheadline = \"a\"\n\nText utan slut.\n".to_vec(), Some("the line `+++` that closes the fields is missing")),
        (b"Bara text.\n".to_vec(), Some("the fields at the top of the release are missing")),
        (format!("+++\n{}x = 1\n+++\n", "a.".repeat(20_000)).into_bytes(), Some("this cannot be read")),
        (format!("+++\na = {}\n+++\n", "[".repeat(20_000)).into_bytes(), Some("this cannot be read")),
        (field("headline = \"a\"\nheadline = \"b\""), Some("this field is written twice")),
        (fold(&good), None),
        (format!("\u{feff}{good}").into_bytes(), None),
        // Time.
        (field("published = 2026-13-01"), Some("this date or time does not exist")),
        (field("published = 2026-02-30"), Some("this date or time does not exist")),
        (field("published = 2024-02-29"), None),
        (field("published = 2025-02-29"), Some("this date or time does not exist")),
        (field("published = 0000-01-01"), Some("the day `0000-01-01` does not exist")),
        (field("published = 10000-01-01"), Some("this date or time does not exist")),
        (field("published = 1970-01-01T00:00:00Z"), None),
        (field("published = 2026-03-29 02:30"), Some("this time does not exist in Europe/Stockholm")),
        (field("published = 2026-10-25 02:30"), Some("this time occurs twice in Europe/Stockholm")),
        (field("published = 2026-10-25T02:30:00+02:00"), None),
        (field("published = 2026-10-25T02:30:00+01:00"), None),
        (field("published = 2026-03-02T09:00:00+14:00"), None),
        (field("published = \"2 mars 2026\""), Some("`published` must be a date")),
        (field("published = 1782888000000"), Some("`published` must be a date")),
        (field("published = 2026-03-02\nupdated = 2026-03-01"), Some("`updated` is earlier than `published`")),
        (field("published = 2099-01-01 09:00"), None),
        (field("embargo = 2026-10-25 02:30"), Some("this time occurs twice in Europe/Stockholm")),
        (field("embargo = 2026-10-25T02:30:00+01:00"), None),
        // Encodings.
        (
            good.replace("Texten", "Tjära").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
            Some("the file is not in UTF-8"),
        ),
        (utf_16(&good, true, false), Some("the file is not in UTF-8")),
        (vec![0xff, 0xd8, 0xff, 0xe0, 0, 0x10], Some("the file is not in UTF-8")),
        (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), Some("the file is not in UTF-8")),
        // Size.
        (body(&"vila ".repeat(19_900)), None),
        (body(&"- vila\n".repeat(1_500)), None),
        (body(&"vila\n\n".repeat(3_000)), None),
        (body(&"> ".repeat(5_000)), Some("a block quotation can only hold paragraphs")),
        (vec![b'a'; 11 << 20], Some("the file is larger than 1 MB")),
    ]
}

#[test]
fn check_answers_every_case_with_its_place_and_what_is_good_is_exported() {
    let site = site();
    let cases = cases();
    for (number, (bytes, _)) in cases.iter().enumerate() {
        let id = format!("+++\nid = \"tag:solvik.example,2026:release/{number}\"\n");
        let whole = match bytes.strip_prefix(b"+++\n") {
            Some(rest) => [id.as_bytes(), rest].concat(),
            None => String::from_utf8(bytes.clone()).map_or_else(
                |_| bytes.clone(),
                |text| text.replacen("+++\n", &id, 1).replacen("+++\r\n", &id.replace('\n', "\r\n"), 1).into_bytes(),
            ),
        };
        site.write(&format!("content/releases/2026/fall-{number}/release.md"), whole);
    }
    let loaded = content::load(&site.path("content")).unwrap();
    let mut wrong = Vec::new();
    for (number, (_, expected)) in cases.iter().enumerate() {
        let file = format!("releases/2026/fall-{number}/release.md");
        let told: Vec<_> =
            loaded.diagnostics.iter().filter(|found| found.is_error() && found.location.file == file).map(shown).collect();
        let fits = match expected {
            Some(expected) => told.iter().any(|told| told.contains(expected)),
            None => told.is_empty(),
        };
        if !fits {
            wrong.push(format!("{number}: {told:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let newsroom = loaded.newsroom.unwrap();
    let good = cases.iter().filter(|(_, mistake)| mistake.is_none()).count();
    assert_eq!(newsroom.preview(&common::instant(&newsroom, NOW)).releases().len(), good);
    for (path, bytes) in common::export(&newsroom, NOW) {
        well_formed(&path, &bytes);
        assert!(!path.contains("fall-48/"), "it is of 2099: {path}");
    }
    let (code, _, stderr) = run(&site, &["check"]);
    assert_eq!(code, Some(1), "{stderr}");
}

/// A page as a browser saves it: every word of the article stands in the release or with its contact, and every word of the page that does
/// not is reported.
#[test]
fn no_word_of_a_saved_swedish_page_is_lost() {
    let page = include_str!("hostile/sparad-sida.html");
    let (mut outcomes, _) = import("sparad-sida.html", page.as_bytes());
    let imported = outcomes.remove(0).unwrap();
    let told = visible(&(imported.release.clone() + &imported.contacts));
    for sentence in [
        "Så rustar vi Norra hamnen för stigande vatten",
        "Solvik bygger en ny strandpromenad med inbyggt översvämningsskydd. Arbetet börjar den 7 april 2026 och kostar 128,5 miljoner kronor.",
        "Havet utanför Solvik väntas stiga 30–70 centimeter till år 2100, enligt [Väderverkets beräkning](https://vaderverket.example/havsniva?lan=01&ar=2100). Därför höjs kajen med 1,2 meter – ”en Solviksaln”, som hamnarbetarna säger.",
        "## Tre etapper till 2029",
        "| Etapp | Plats | Klar |",
        "| 2 | Magasinskajen & Smedjan | våren 2028 |",
        "| 3 | Fyrudden | 2029 |",
        "– Vi bygger inte en mur. Vi bygger en plats att vara på, säger Göran Åkerblom (C), ordförande i samhällsbyggnadsnämnden.",
        "- Buss 14 stannar vid _Kvarnen_ i stället för vid _Tullhuset_.",
        "[våra riktvärden för buller](https://www.solvik.example/bygga-bo/buller/)",
        "> Staden möter vattnet med öppna ögon.",
        "name = \"Göran Åkerblom\"",
        "role = \"ordförande i samhällsbyggnadsnämnden\"",
        "phone = \"08-465 004 12\"",
        "## Läs mer",
        "[Länsstyrelsens beslut](https://lansstyrelsen.example/solvik)",
        "published = 2026-03-11T10:15:00+01:00",
        "updated = 2026-03-12",
    ] {
        assert!(told.contains(&visible(sentence)), "{sentence}\n{}", imported.release);
    }
    assert!(imported.release.contains("strand\u{ad}promenad") && imported.release.contains("7\u{a0}april"), "characters stay");
    assert!(!told.contains(&visible("öppnas i nytt fönster")) && !told.contains(&visible("kakor")));
    // The rest of the page, word by word.
    let words = |text: &str| -> BTreeSet<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\u{ad}').filter(|word| !word.is_empty());
        parts.map(|word| visible(&word.to_lowercase())).collect()
    };
    let reported: String = imported.omissions.iter().map(|left| format!("{} ", left.text)).collect();
    let here = words(&format!("{} {} {reported}", imported.release, imported.contacts));
    let body = &page[page.find("<body").unwrap()..];
    // Labels before a number and an address became the names of fields.
    let labels = BTreeSet::from(["telefon", "post", "e", "kontakt"].map(str::to_owned));
    let lost: Vec<_> = words(&common::text_of_html(&body.replace('<', " <")))
        .into_iter()
        .filter(|word| !here.contains(word) && !labels.contains(word))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(imported.warnings.iter().any(|note| note.message.en.contains("a picture and its caption are not imported")));
}
