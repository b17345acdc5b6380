//! What the web pages promise.

use crate::page_newsroom;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use depesch::artifact::{Context, WriteResult, Writer};
use depesch::diag::Diagnostic;
use depesch::format::FORMATS;
use depesch::markup::{clean, html};
use depesch::model::body::runs;
use depesch::model::*;
use html5gum::{Token, Tokenizer};
use page_newsroom::*;
use proptest::prelude::*;

/// Every file of the room that is a text, by its path.
fn written(edition: &Edition) -> BTreeMap<String, String> {
    let context = Context::new(FORMATS, &no_files);
    let mut files = BTreeMap::new();
    let mut put = |path: String, written: WriteResult| {
        let (bytes, notes) = written.unwrap_or_else(|mistakes| panic!("{path}: {mistakes:?}"));
        assert!(notes.is_empty(), "{path}: {notes:?}");
        if let Ok(text) = String::from_utf8(bytes) {
            assert_eq!(files.insert(path, text), None);
        }
    };
    // Those of the room stand last in the table, the page of a release first among them.
    for format in FORMATS.iter().skip_while(|format| format.name != "page") {
        match format.writer {
            Writer::Edition { path, write } => put(path.to_owned(), write(edition, &context)),
            Writer::Optional { path, write } => {
                if let Some(path) = path(edition.publisher()) {
                    put(path.to_owned(), write(edition, &context));
                }
            }
            Writer::Selection { path, write } => {
                for selected in edition.selections().into_iter().map(|selection| edition.selected(selection)) {
                    if let Some(path) = path(edition.publisher(), &selected.selection) {
                        put(path, write(edition, &selected, &context));
                    }
                }
            }
            Writer::Month { .. } => unreachable!("pages have no months"),
            Writer::Year { path, write } => {
                edition.years().iter().for_each(|(year, _)| put(path(*year), write(edition, *year, &context)));
            }
            Writer::Release { path, write, gone } => {
                edition.releases().iter().for_each(|release| put(path(&release.permalink), write(edition, release, &context)));
                edition.withdrawals().iter().for_each(|notice| put(path(notice.permalink()), gone(edition, notice, &context)));
            }
            Writer::Former { path, write } => {
                edition.former_permalinks().iter().for_each(|(old, now)| put(path(old), write(edition, old, now, &context)));
            }
            Writer::File { .. } => assert!(edition.files().is_empty()),
        }
    }
    files
}

fn no_files(file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
    panic!("{} was not expected", file.source)
}

fn public(newsroom: &Newsroom) -> BTreeMap<String, String> {
    written(&newsroom.public(&now()))
}

fn only(release: Release) -> String {
    let path = format!("{}index.html", release.folder());
    public(&Newsroom::new(publisher(), vec![release])).remove(&path).unwrap()
}

/// A page as a browser's tokenizer sees it.
#[derive(Default)]
struct Read {
    /// Name and attributes of each start tag, in order.
    tags: Vec<(String, BTreeMap<String, String>)>,
    /// The text outside head and scripts, white space evened out.
    text: String,
    /// The text of each element `h1`.
    h1: Vec<String>,
    scripts: Vec<String>,
}

fn read(page: &str) -> Read {
    let mut read = Read::default();
    let (mut inside, mut body, mut text) = (String::new(), false, String::new());
    for token in Tokenizer::new(page) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                let of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                read.tags.push((name.clone(), tag.attributes.iter().map(|(name, value)| (of(name), of(value))).collect()));
                match name.as_str() {
                    "body" => body = true,
                    "h1" => read.h1.push(String::new()),
                    "script" => read.scripts.push(String::new()),
                    "p" | "li" | "br" | "td" | "th" | "h2" | "h3" | "h4" | "dt" | "dd" => text.push(' '),
                    _ => {}
                }
                inside = name;
            }
            Token::EndTag(tag) => {
                if tag.name.as_slice() == inside.as_bytes() {
                    inside.clear();
                }
            }
            Token::String(words) => {
                let words = String::from_utf8(words.to_vec()).unwrap();
                match inside.as_str() {
                    "script" => read.scripts.last_mut().unwrap().push_str(&words),
                    _ if body => text.push_str(&words),
                    _ => {}
                }
                if inside == "h1" {
                    read.h1.last_mut().unwrap().push_str(&words);
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    read.text = even(&text);
    read
}

fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_of_the_release_stands_in_the_page_in_order() {
    let release = full();
    let text = read(&only(release.clone())).text.replace(" (länk till annan webbplats)", "");
    let mut words: Vec<String> =
        vec!["Pressmeddelande".to_owned(), release.headline.to_string(), release.changes[0].note.to_string()];
    words.push(release.summary());
    words.extend(runs(&release.body).iter().map(|run| run.plain()));
    words.push("Kontakt".to_owned());
    for contact in &release.contacts {
        words.push(contact.title());
        words.extend(contact.methods.phone().map(|phone| phone.written().to_owned()));
        words.extend(contact.methods.email().map(ToString::to_string));
    }
    for section in [release.read_more.as_ref().unwrap(), release.boilerplates(&publisher().sender)[0]] {
        words.push(section.heading.to_string());
        words.extend(runs(&section.body).iter().map(|run| run.plain()));
    }
    words
        .extend(["Skriv ut (PDF)", "Presstext", "Senast uppdaterad: 18\u{a0}november\u{a0}2026 kl.\u{a0}14.05"].map(str::to_owned));
    words.extend(
        ["Kultur- och fritidsförvaltningen", "Kultur och fritid, Byggande", "En kontaktperson har tillkommit."].map(str::to_owned),
    );
    let mut at = 0;
    for piece in words.iter().map(|piece| even(piece)) {
        let found = text[at..].find(&piece).unwrap_or_else(|| panic!("{piece:?} is not in the rest of the page: {}", &text[at..]));
        at += found + piece.len();
    }
    assert!(text.contains("– Vi får ett badhus som håller i femtio år, säger Åsa Öberg (–), kommunstyrelsens ordförande."));
}

#[test]
fn hostile_text_stays_text_in_every_field() {
    let hostile = "<script>alert('x')</script> \" onload=\"x ]]> {{ 7*7 }} {% if %} </title><!-- &lt; \u{202e}";
    let mut release = full();
    let text = || run(hostile);
    release.headline = Headline::parse(hostile).unwrap();
    release.lead = Some(text());
    let table = Table::new(vec![text()], vec![], vec![vec![Some(text())]]).unwrap();
    let quote = Quote { mark: QuoteMark::Dash, paragraphs: vec![text()], attribution: None };
    let list = List { start: None, items: vec![vec![para(hostile)]] };
    release.body =
        vec![Block::Heading { level: 2, text: text() }, para(hostile), Block::List(list), Block::Quote(quote), Block::Table(table)];
    let section = || Section { heading: line(hostile), body: vec![para(hostile)] };
    release.read_more = Some(section());
    release.own_boilerplate = Some(section());
    release.changes[0].note = line(hostile);
    release.contacts = vec![contact(hostile, Some(hostile), hostile, "08-465 004 01", None)];
    release.topics = vec![Arc::new(Topic::new(Taxonomy::Topic, Key::parse("t").unwrap(), line(hostile)))];
    release.department =
        Some(Arc::new(Department { key: Key::parse("d").unwrap(), name: line(hostile), sender: None, boilerplates: vec![] }));
    let mut sender = publisher();
    sender.name = line(hostile);
    sender.description = line(hostile);
    let newsroom = Newsroom::new(sender, vec![release]);
    let harmless = public(&Newsroom::new(publisher(), vec![full()]));
    for (path, page) in public(&newsroom).iter().filter(|(path, _)| path.ends_with(".html")) {
        let (told, model) = (read(page), read(&harmless[path]));
        let scripts = |read: &Read| read.tags.iter().filter(|(name, _)| name == "script").count();
        assert_eq!(scripts(&told), scripts(&model), "{path}");
        assert!(told.tags.iter().all(|(_, attributes)| attributes.keys().all(|name| !name.starts_with("on"))), "{path}");
        assert!(!page.contains("<script>") && !page.contains("49") && !page.contains("<!-- "), "{path}");
        // The override that the text leaves open is closed each time, so that what follows is not turned round.
        let whole = even(&clean(hostile));
        assert!(whole.ends_with("\u{202e}\u{202c}"));
        let times = told.text.matches(&whole).count();
        let least = if path.starts_with("releases/") { 18 } else { 3 };
        assert!(times >= least, "{path}: {times} times in {}", told.text);
    }
}

#[test]
fn links_that_leave_the_site_are_marked_and_no_others() {
    let page = only(full());
    assert_eq!(page.matches("<span class=\"hidden\"> (länk till annan webbplats)</span></a>").count(), 2);
    assert_eq!(page.matches("class=\"external\"").count(), 2);
    let own = page.split("<a ").find(|link| link.contains("årets budget")).unwrap();
    assert!(!own.contains("external"), "{own}");
    assert!(only(english()).contains("Published"), "an English release is framed in English");
}

#[test]
fn every_link_between_pages_leads_to_a_file_that_is_made() {
    let newsroom = newsroom();
    let edition = newsroom.public(&now());
    let files = written(&edition);
    let mut made: BTreeSet<String> = files.keys().cloned().collect();
    made.extend(["feed.atom", "feed.rss", "feed.json", "changes.atom"].map(str::to_owned));
    for release in edition.releases() {
        made.extend(FORMATS.iter().filter_map(|format| match format.writer {
            Writer::Release { path, .. } => Some(path(&release.permalink)),
            _ => None,
        }));
    }
    let mut checked = 0;
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for (name, attributes) in read(page).tags {
            let Some(href) = attributes.get("href") else { continue };
            if href.contains(':') {
                let loads = name == "link" && attributes.get("rel").is_none_or(|rel| rel != "canonical");
                assert!(!loads, "{path} loads {href}");
                continue;
            }
            let (file, fragment) = href.split_once('#').map_or((href.as_str(), None), |(file, id)| (file, Some(id)));
            let mut folders: Vec<&str> = path.split('/').collect();
            if !file.is_empty() {
                folders.pop();
                for step in file.split('/') {
                    if step == ".." {
                        assert!(folders.pop().is_some(), "{href} in {path} leaves the site");
                    } else {
                        folders.push(step);
                    }
                }
            }
            let target = folders.join("/");
            assert!(made.contains(&target), "{href} in {path} leads to {target}");
            if let Some(id) = fragment {
                assert!(files[&target].contains(&format!("id=\"{id}\"")), "{href} in {path}");
            }
            checked += 1;
        }
    }
    assert!(checked > 300, "{checked}");
    // Every page can be reached from the archive.
    let archive = read(&files["nyhetsarkiv/index.html"]);
    for release in edition.releases() {
        let href = format!("../{}index.html", release.folder());
        assert!(archive.tags.iter().any(|(_, attributes)| attributes.get("href") == Some(&href)), "{href}");
    }
}

#[test]
fn pages_load_nothing_but_their_own_style_and_mark() {
    let files = public(&newsroom());
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for (name, attributes) in read(page).tags {
            assert!(!attributes.contains_key("style"), "{path}: {name}");
            assert!(attributes.keys().all(|name| !name.starts_with("on")), "{path}: {name}");
            // The one script is a file of the site's own: a policy of `script-src 'self'` lets it run, and nothing inline.
            let source = attributes.get("src").map(String::as_str);
            let own = path == "feeds/index.html" && source == Some("../assets/feeds.js");
            let data = attributes.get("type").is_some_and(|kind| kind == "application/ld+json");
            assert!(source.is_none() || own, "{path} loads {source:?}");
            assert!(name != "script" || data || own, "{path} has a script");
            assert!(!matches!(name.as_str(), "img" | "iframe" | "object" | "embed" | "style" | "base"), "{path}: {name}");
        }
    }
    let style = &files["assets/depesch.css"];
    assert!(!style.contains("url(") && !style.contains("@import"));
    for clause in ["prefers-color-scheme: dark", "forced-colors", "@media print", "focus-visible"] {
        assert!(style.contains(clause), "{clause}");
    }
}

#[test]
fn the_release_can_be_read_by_machines() {
    let mut release = full();
    release.headline = Headline::parse("Nu </script><!-- slut").unwrap();
    let page = read(&only(release));
    let [script] = page.scripts.as_slice() else { panic!("{:?}", page.scripts) };
    assert!(!script.contains('<'));
    let article: serde_json::Value = serde_json::from_str(script).unwrap();
    assert_eq!(article["@type"], "NewsArticle");
    assert_eq!(article["headline"], "Nu </script><!-- slut");
    assert_eq!(article["identifier"], "tag:solvik.example,2026-03-01:release/badhuset-byggs-om");
    assert_eq!(article["url"], "https://press.solvik.example/releases/2026/badhuset-byggs-om/");
    assert_eq!(
        (&article["datePublished"], &article["dateModified"]),
        (&"2026-11-16T09:30:00+01:00".into(), &"2026-11-18T14:05:00+01:00".into())
    );
    assert_eq!((&article["publisher"]["name"], &article["inLanguage"]), (&"Solvik kommun".into(), &"sv".into()));
}

#[test]
fn what_is_not_known_is_not_told() {
    let mut release = bare(2017, "gammal", "Gammal text", "Bara den senaste ändringen är känd.");
    release.dates = Dates::OnlyUpdated(day(2017, 6, 20));
    let page = only(release.clone());
    assert!(
        page.contains("Första publicering: okänd")
            && page.contains("Senast uppdaterad <time datetime=\"2017-06-20\">20\u{a0}juni\u{a0}2017</time>")
    );
    assert!(!page.contains("datePublished") && !page.contains("published_time") && !page.contains("Publicerat"));
    let mut reserved = publisher();
    (reserved.home, reserved.email) = (None, None);
    let reserved = public(&Newsroom::new(reserved, Vec::<Release>::new()));
    assert!(!reserved["index.html"].contains("Kontakt:") && !reserved["press/index.html"].contains("mailto:"));
    // No section stands empty.
    assert!(
        !page.contains("<h2>Kontakt</h2>")
            && !page.contains("Läs mer")
            && !page.contains("Ändringar")
            && !page.contains("Förvaltning:")
    );
}

#[test]
fn feeds_are_found_in_the_order_atom_rss_json_under_titles_of_their_own() {
    let page = read(&only(full()));
    let feeds: Vec<_> = page
        .tags
        .iter()
        .filter(|(name, attributes)| name == "link" && attributes.get("href").is_some_and(|href| href.contains("feed.")))
        .map(|(_, attributes)| (attributes["type"].as_str(), attributes["href"].as_str(), attributes["title"].as_str()))
        .collect();
    assert_eq!(
        feeds,
        [
            ("application/atom+xml", "../../../feed.atom", "Solvik kommun: Pressmeddelanden (Atom)"),
            ("application/rss+xml", "../../../feed.rss", "Solvik kommun: Pressmeddelanden (RSS)"),
            ("application/feed+json", "../../../feed.json", "Solvik kommun: Pressmeddelanden (JSON Feed)"),
        ]
    );
}

#[test]
fn a_release_tells_its_language_and_direction() {
    let page = only(arabic());
    assert!(page.contains("<html lang=\"en\">") && page.contains("<h1 lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<div class=\"words\" lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<span class=\"hidden\" lang=\"en\" dir=\"ltr\"> (link to another website)</span>"));
    // The department speaks Swedish about itself, and says so.
    assert!(page.contains("<section class=\"panel words\" lang=\"sv\">"));
    assert!(only(english()).contains("<html lang=\"en-GB\">"));
    let front = &public(&newsroom())["index.html"];
    assert!(
        front.contains("<html lang=\"sv\">")
            && front.contains("<h2 lang=\"en-GB\">")
            && front.contains("<h2 lang=\"ar\" dir=\"rtl\">")
    );
}

#[test]
fn a_preview_says_so_on_every_page_and_the_public_sees_nothing_of_it() {
    let newsroom = with_withheld();
    let preview = written(&newsroom.preview(&now()));
    for (path, page) in preview.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">") && page.contains("Förhandsvisning"), "{path}");
    }
    for (slug, words) in [
        ("utkast", "Utkast"),
        ("embargo", "Embargo till 1\u{a0}december\u{a0}2026 kl.\u{a0}9.30"),
        ("tills-vidare", "Embargo tills vidare"),
    ] {
        let notice = format!("<strong>{words}</strong>");
        assert!(preview[&format!("releases/2026/{slug}/index.html")].contains(&notice), "{slug}");
        assert!(preview["index.html"].contains(&notice), "{slug}");
    }
    // The page for journalists tells what an embargo is.
    for (path, page) in public(&newsroom).into_iter().filter(|(path, _)| path != "press/index.html") {
        for secret in ["embargo", "utkast", "tills-vidare", "noindex", "Förhandsvisning"] {
            assert!(!path.contains(secret) && !page.to_lowercase().contains(&secret.to_lowercase()), "{secret} in {path}");
        }
    }
}

#[test]
fn an_empty_newsroom_has_pages_and_the_same_input_gives_the_same_bytes() {
    let empty = public(&Newsroom::new(publisher(), Vec::<Release>::new()));
    assert_eq!(
        empty.keys().collect::<Vec<_>>(),
        [
            "_redirects",
            "assets/depesch.css",
            "assets/feeds.js",
            "assets/icon.svg",
            "feeds.opml",
            "feeds/index.html",
            "index.html",
            "nyhetsarkiv/index.html",
            "press/index.html",
            "redirects.nginx.map",
            "robots.txt",
            "sitemap-news.xml",
            "sitemap.xml",
            "sitemaps/lists.xml"
        ]
    );
    for page in ["index.html", "nyhetsarkiv/index.html"] {
        assert!(empty[page].contains("Inga pressmeddelanden är publicerade än."));
    }
    assert_eq!(public(&newsroom()), public(&newsroom()));
}

#[test]
fn journalists_find_contacts_and_every_form_on_a_page_of_their_own() {
    let mut newsroom = newsroom();
    let mut gone = (*contact("Maja Lindvall", None, "projektledare", "08-465 004 02", None)).clone();
    gone.valid_until = Day::new(2026, 1, 31);
    let press = contact("Anna Berg", Some("S"), "presschef", "08-465 004 01", Some("anna.berg@solvik.example"));
    newsroom.publisher.press_contacts = vec![press, Arc::new(gone)];
    newsroom.publisher.rights = Some(line("Texten får återges fritt & utan att fråga."));
    let files = public(&newsroom);
    // What belongs together is held together.
    let page = &files["press/index.html"].replace('\u{a0}', " ");
    for part in [
        "<strong>Anna Berg (S)</strong>",
        "href=\"tel:+46846500401\"",
        "E-post: <a href=\"mailto:press@solvik.example\">",
        "Texten får återges fritt &amp; utan att fråga.",
        "Rättelse (RÄTTELSE)",
        "Återkallat (UTGÅR)",
        "href=\"../feeds/index.html\"",
        "href=\"../changes.atom\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Lindvall"), "her last day has passed");
    // Every form of a release stands there with what it is for, and leads to the file of one.
    let public = newsroom.public(&now());
    let newest = public.releases().iter().find(|release| release.permalink.translation.is_none()).unwrap();
    let mut forms = 0;
    for format in FORMATS {
        let Writer::Release { path, .. } = format.writer else { continue };
        let path = path(&newest.permalink);
        let own = page
            .split("<dt>")
            .skip(1)
            .find(|form| form.contains(&format!("href=\"../{path}\"")))
            .unwrap_or_else(|| panic!("{path}"));
        let kind = format.media_type.split(';').next().unwrap();
        assert!(own.contains(&format!("type=\"{kind}\"")), "{own}");
        let what = own.split("<dd>").nth(1).unwrap().split("</dd>").next().unwrap();
        assert!(what.len() > 10, "{path} has no words");
        forms += 1;
    }
    assert_eq!(forms, page.matches("<dt><a").count());
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(page.contains(">För journalister</a>") || page.contains(">For journalists</a>"), "{path}");
        assert!(!page.contains("Tillgänglighetsredogörelse"), "{path} leads to a statement that nobody made");
    }
}

#[test]
fn what_the_newsroom_says_of_accessibility_stands_where_the_law_asks_for_it() {
    let stated = |conformance, email: Option<&str>| Accessibility {
        conformance,
        assessed: Day::new(2026, 11, 20).unwrap(),
        assessor: Assessor::Itself,
        email: email.map(|email| Email::parse(email).unwrap()),
        phone: None,
    };
    let made = |stated, lang: &str| {
        let publisher = Publisher { accessibility: Some(stated), lang: Lang::parse(lang).unwrap(), ..publisher() };
        public(&Newsroom::new(publisher, vec![full()]))
    };
    let files = made(stated(Conformance::Partial(vec![line("Äldre kartor <PDF> & filmer.")]), None), "sv");
    let page = &files["tillganglighet/index.html"];
    for part in [
        "<h1>Tillgänglighetsredogörelse för <span>Solvik kommun</span></h1>",
        "delvis förenlig med lagen",
        "<li>Äldre kartor &lt;PDF&gt; &amp; filmer.</li>",
        "href=\"mailto:press@solvik.example\"",
        "href=\"https://www.digg.se/tdosanmalan\"",
        "<time datetime=\"2026-11-20\">20\u{a0}november\u{a0}2026</time>",
        "Vi har själva bedömt webbplatsen.",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(page.contains("tillganglighet/index.html\">") || path.starts_with("tillganglighet/"), "{path}");
    }
    assert!(files["sitemaps/lists.xml"].contains("https://press.solvik.example/tillganglighet/"));
    let full = &made(stated(Conformance::Full, Some("webb@solvik.example")), "sv")["tillganglighet/index.html"];
    assert!(
        full.contains("helt förenlig") && !full.contains("inte är tillgängligt") && full.contains("mailto:webb@solvik.example")
    );
    let none = &made(stated(Conformance::Not(vec![line("Alt")]), None), "fi")["tillganglighet/index.html"];
    assert!(none.contains("is not compliant with") && none.contains("<ul lang=\"fi\">") && none.contains("<html lang=\"en\">"));
}

#[test]
fn the_archive_counts_what_it_shows() {
    let files = public(&newsroom());
    let archive = read(&files["nyhetsarkiv/index.html"]).text;
    assert!(archive.contains("2026 (2 meddelanden) 2025 (1 meddelande) 2024 (12 meddelanden) 2017 (1 meddelande)"), "{archive}");
    let year = read(&files["nyhetsarkiv/2024/index.html"]).text;
    assert!(year.contains("Beslut nummer 12") && year.contains("Kommunstyrelsen har sammanträtt.") && !year.contains("Badhuset"));
    assert_eq!(files["index.html"].matches("<h2><a").count() + files["index.html"].matches("<h2 lang").count(), 10);
}

/// Controls, noncharacters and direction marks too, which `any::<String>()` leaves out.
fn any_text() -> impl Strategy<Value = String> {
    let special =
        prop::sample::select("\0\u{b}\r\n\u{85}\u{9f}\u{fffe}\u{202e}\u{202c}\u{2067}\u{2069}<&\"]'".chars().collect::<Vec<_>>());
    prop::collection::vec(prop_oneof![any::<char>(), special], 0..40).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_out_of_the_page(headline in "\\PC{1,40}", lead in any_text(), inner in any_text()) {
        let Ok(headline) = Headline::parse(&headline) else { return Ok(()) };
        let text = |text: &str| Inlines::new(vec![Inline::Strong(vec![Inline::Text(text.to_owned())]), Inline::Break, Inline::Text("x".to_owned())]);
        let (Some(lead), Some(inner)) = (text(&lead), text(&inner)) else { return Ok(()) };
        let mut release = bare(2026, "vad-som-helst", "x", "x");
        release.headline = headline;
        release.lead = Some(lead.clone());
        let item = vec![Block::Paragraph(inner.clone()), Block::Quote(Quote { mark: QuoteMark::Dash, paragraphs: vec![inner], attribution: None })];
        release.body = vec![Block::List(List { start: Some(0), items: vec![item] })];
        let page = read(&only(release.clone()));
        // A page holds numbers together where the author typed a space.
        let even = |text: &str| text.replace('\u{a0}', " ");
        prop_assert_eq!(page.h1.iter().map(|h1| even(h1)).collect::<Vec<_>>(), [even(&clean(release.headline.as_str()))]);
        let visible = |text: &str| text.chars().filter(|c| !name::is_invisible(*c) && !c.is_control()).collect::<String>();
        prop_assert!(visible(&page.text).contains(&visible(&clean(&lead.plain()))));
        // With `<br>` closed, the same markup is well-formed XML.
        let xml = format!("<div>{}</div>", html::blocks(&release.body, &html::HtmlStyle::feed(&publisher().base_url, &Lang::swedish())).replace("<br>", "<br/>"));
        // XML 1.0, production `Char`: quick-xml does not look.
        prop_assert!(xml.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)), "{:?}", xml);
        let mut reader = quick_xml::Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(TestCaseError::fail(format!("{error} in {xml}"))),
            }
        }
    }
}
