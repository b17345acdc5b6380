//! How readers and search engines find what there is: the feeds in the head of a page, the page about feeds, OPML, site maps, robots.txt.

use crate::common;

use std::collections::{BTreeMap, BTreeSet};

use depesch::artifact::{Family, Writer};
use depesch::format;
use depesch::format::FORMATS;
use depesch::model::{Edition, Lang, Newsroom, Release, Selection, Slug};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

const BEFORE: &str = "2026-03-15T12:00:00+01:00";
const AFTER: &str = "2026-06-01T08:00:00+02:00";
const A_SECOND_BEFORE: &str = "2026-06-01T07:59:59+02:00";
const SITE: &str = "https://www.solvik.example/nyheter/";

type Files = BTreeMap<String, Vec<u8>>;

/// What leads to releases; all but the last are also read by programs.
const NAMING: &[&str] =
    &["listing", "opml", "sitemap", "sitemap-year", "sitemap-lists", "sitemap-news", "robots", "redirects", "nginx-map", "feeds"];

fn newsroom() -> Newsroom {
    common::folder("tests/newsroom")
}

/// The files of these formats alone.
fn some(newsroom: &Newsroom, now: &str, names: &[&str]) -> Files {
    let wanted: Vec<_> = names.iter().map(|name| format::find(name).unwrap()).collect();
    common::export_only(newsroom, now, &wanted)
}

/// Where every file of the edition will stand.
fn paths(edition: &Edition) -> BTreeSet<String> {
    format::plan(edition).into_iter().map(|job| job.path).collect()
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} was not made")).clone()).unwrap()
}

/// A start tag.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// The start tags of a page in order, as a browser's tokenizer reads them.
fn tags(page: &str) -> Vec<Tag> {
    let of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut tags = Vec::new();
    for token in html5gum::Tokenizer::new(page) {
        if let Ok(html5gum::Token::StartTag(tag)) = token {
            let attributes = tag.attributes.iter().map(|(name, value)| (of(name), of(value))).collect();
            tags.push(Tag { name: of(&tag.name), attributes });
        }
    }
    tags
}

/// An element of an XML document, with the text directly inside it and how deep it stands.
#[derive(Debug)]
struct Element {
    tag: Tag,
    text: String,
    depth: usize,
}

fn elements(document: &str) -> Vec<Element> {
    common::assert_well_formed(document.as_bytes());
    let mut reader = Reader::from_str(document);
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = String::from_utf8(attribute.value.to_vec()).unwrap();
                    (String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), unescape(&value).unwrap().into_owned())
                });
                let tag =
                    Tag { name: String::from_utf8(start.name().as_ref().to_vec()).unwrap(), attributes: attributes.collect() };
                found.push(Element { tag, text: String::new(), depth: open.len() });
                if matches!(event, Event::Start(_)) {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(words) => {
                if let Some(at) = open.last() {
                    let words = String::from_utf8(words.to_vec()).unwrap();
                    found[*at].text.push_str(unescape(&words).unwrap().trim());
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(at) = open.last() {
                    let name = String::from_utf8(entity.to_vec()).unwrap();
                    found[*at].text.push_str(&unescape(&format!("&{name};")).unwrap());
                }
            }
            Event::Eof => break found,
            _ => {}
        }
    }
}

/// The texts of all elements of that name.
fn texts(document: &str, name: &str) -> Vec<String> {
    elements(document).into_iter().filter(|element| element.tag.name == name).map(|element| element.text).collect()
}

/// The file that an absolute address of the site leads to.
fn file_at(address: &str) -> String {
    let path = address.strip_prefix(SITE).unwrap_or_else(|| panic!("{address} is not of this site"));
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// The file that a relative link of the page `from` leads to.
fn file_from(from: &str, href: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in href.split('/') {
        if step == ".." { assert!(folders.pop().is_some(), "{href} in {from} leaves the site") } else { folders.push(step) }
    }
    folders.join("/")
}

/// Type, address and title of each feed in the head of a page, in order.
fn feeds_in_head(page: &str) -> Vec<(String, String, String)> {
    let is_feed = |tag: &&Tag| {
        tag.name == "link" && tag.get("rel") == "alternate" && tag.get("type").contains("atom")
            || tag.name == "link" && (tag.get("type").contains("rss") || tag.get("type").contains("feed+json"))
    };
    let told = |tag: &Tag| (tag.get("type").to_owned(), tag.get("href").to_owned(), tag.get("title").to_owned());
    tags(page).iter().filter(is_feed).map(told).collect()
}

#[test]
fn a_listing_names_its_own_feeds_first_and_those_of_everything_after() {
    let files = some(&newsroom(), BEFORE, &["listing"]);
    let found = feeds_in_head(&text(&files, "amnen/fritid/index.html"));
    let told: Vec<_> = found.iter().map(|(kind, href, title)| (kind.as_str(), href.as_str(), title.as_str())).collect();
    assert_eq!(
        told,
        [
            ("application/atom+xml", "feed.atom", "Solvik kommun: Ämne: Fritid (Atom)"),
            ("application/rss+xml", "feed.rss", "Solvik kommun: Ämne: Fritid (RSS)"),
            ("application/feed+json", "feed.json", "Solvik kommun: Ämne: Fritid (JSON Feed)"),
            ("application/atom+xml", "../../feed.atom", "Solvik kommun: Pressmeddelanden (Atom)"),
            ("application/rss+xml", "../../feed.rss", "Solvik kommun: Pressmeddelanden (RSS)"),
            ("application/feed+json", "../../feed.json", "Solvik kommun: Pressmeddelanden (JSON Feed)"),
        ]
    );
    for (path, bytes) in &files {
        let found = feeds_in_head(std::str::from_utf8(bytes).unwrap());
        let titles: BTreeSet<&str> = found.iter().map(|(_, _, title)| title.as_str()).collect();
        assert_eq!((found.len(), titles.len()), (6, 6), "{path}");
    }
    // The list of everything has the start page.
    assert!(!files.contains_key("index.html"));
}

#[test]
fn a_feed_in_another_language_than_its_page_says_so() {
    let files = some(&newsroom(), BEFORE, &["listing", "page"]);
    let languages = |path: &str| -> Vec<String> {
        let tags = tags(&text(&files, path));
        let feeds = tags.iter().filter(|tag| tag.name == "link" && tag.get("href").contains("feed."));
        feeds.map(|tag| tag.get("hreflang").to_owned()).collect()
    };
    assert_eq!(languages("sprak/en/index.html"), ["en", "en", "en", "", "", ""]);
    assert_eq!(languages("amnen/fritid/index.html"), [""; 6]);
    let english = newsroom();
    let edition = english.public(&common::instant(&english, BEFORE));
    let release = edition.releases().iter().find(|release| release.lang.as_str() == "en").unwrap();
    assert_eq!(languages(&format!("{}index.html", release.folder())), ["sv"; 3]);
}

#[test]
fn every_page_follows_the_name_that_feeds_have() {
    let mut newsroom = newsroom();
    newsroom.publisher.feeds.name = Slug::parse("nyheter").unwrap();
    let files = some(&newsroom, BEFORE, &["page", "front", "archive", "archive-year", "listing", "feeds", "opml"]);
    for (path, bytes) in &files {
        let page = String::from_utf8_lossy(bytes);
        assert!(page.contains("nyheter.rss"), "{path}");
        for old in ["/feed.rss", "\"feed.rss", "feed.atom", "feed.json"] {
            assert!(!page.contains(old), "{old} in {path}");
        }
    }
}

#[test]
fn a_listing_holds_what_the_selection_holds_newest_first() {
    let newsroom = newsroom();
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    let files = some(&newsroom, BEFORE, &["listing"]);
    let mut full = 0;
    for selection in edition.selections().into_iter().filter(|selection| *selection != Selection::All) {
        let path = format!("{}index.html", selection.folder());
        let expected: Vec<String> =
            edition.selected(selection).releases.iter().map(|release| format!("{}index.html", release.folder())).collect();
        let links = tags(&text(&files, &path));
        let links = links.iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href"));
        let found: Vec<String> = links.filter(|href| href.contains("releases/")).map(|href| file_from(&path, href)).collect();
        assert_eq!(found, expected, "{path}");
        full += usize::from(!found.is_empty());
    }
    assert!(full > 10, "{full}");
    // Years have headings where there are many.
    let years = text(&files, "typer/pressmeddelanden/index.html");
    assert!(years.contains("<h2>2026</h2>") && years.contains("<h2>2025</h2>"));
}

#[test]
fn an_empty_selection_is_a_page_too() {
    let Newsroom { publisher, .. } = newsroom();
    let empty = Newsroom::new(publisher, Vec::<Release>::new());
    let files = some(&empty, BEFORE, &["listing", "feeds", "opml", "sitemap", "sitemap-lists", "sitemap-news"]);
    let page = text(&files, "amnen/fritid/index.html");
    assert!(page.contains("Här finns inga meddelanden än.") && page.contains("0\u{a0}meddelanden"));
    assert_eq!(feeds_in_head(&page).len(), 6);
    assert!(page.contains(&format!("{SITE}amnen/fritid/feed.atom")));
    assert!(texts(&text(&files, "feeds.opml"), "dateModified").is_empty());
    assert_eq!(texts(&text(&files, "sitemap.xml"), "loc"), [format!("{SITE}sitemaps/lists.xml")]);
    assert!(texts(&text(&files, "sitemaps/lists.xml"), "lastmod").is_empty());
}

#[test]
fn a_release_leads_to_the_lists_it_stands_in() {
    let mut newsroom = newsroom();
    let page = |newsroom: &Newsroom| text(&some(newsroom, BEFORE, &["page"]), "releases/2026/badplatserna-oppnar/index.html");
    let links = |page: &str| -> Vec<String> {
        let listing =
            |tag: &&Tag| ["amnen/", "omraden/", "kategorier/", "avdelningar/"].iter().any(|at| tag.get("href").contains(at));
        tags(page).iter().filter(|tag| tag.name == "a").filter(listing).map(|tag| tag.get("href").to_owned()).collect()
    };
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    let release = edition.releases().iter().find(|release| release.permalink.folder().contains("badplatserna-oppnar")).unwrap();
    let department = release.department.as_ref().unwrap();
    let mut expected = vec![format!("../../../avdelningar/{}/index.html", department.key)];
    let folder = |topic| Selection::Topic(std::sync::Arc::clone(topic)).folder();
    expected.extend(release.topics.iter().map(|topic| format!("../../../{}index.html", folder(topic))));
    let whole = page(&newsroom);
    assert!(expected.len() > 2);
    assert_eq!(links(&whole), expected);
    // A newsroom that offers none of them has the same words without links.
    newsroom.publisher.feeds.selections.clear();
    let bare = page(&newsroom);
    assert!(links(&bare).is_empty());
    assert_eq!(common::text_of_html(&whole), common::text_of_html(&bare));
}

#[test]
fn everything_that_is_named_is_there() {
    let newsroom = newsroom();
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    let there = paths(&edition);
    let files = some(&newsroom, BEFORE, NAMING);
    let mut named: Vec<(String, String)> = Vec::new();
    for (path, bytes) in &files {
        let document = String::from_utf8(bytes.clone()).unwrap();
        let mut lead = |to: String| named.push((path.clone(), to));
        match path.rsplit('.').next().unwrap() {
            "html" => {
                for area in document.split("</textarea>").filter(|before| before.contains("<textarea")) {
                    lead(file_at(area.rsplit('>').next().unwrap()));
                }
                for tag in tags(&document) {
                    let (href, src) = (tag.get("href"), tag.get("src"));
                    for way in [href, src].into_iter().filter(|way| !way.is_empty() && !way.contains(':')) {
                        let file = way.split('#').next().unwrap();
                        if !file.is_empty() {
                            lead(file_from(path, file));
                        }
                    }
                }
            }
            "opml" => {
                for element in elements(&document).iter().filter(|element| element.tag.attributes.contains_key("xmlUrl")) {
                    lead(file_at(element.tag.get("xmlUrl")));
                    lead(file_at(element.tag.get("htmlUrl")));
                }
            }
            "xml" => {
                texts(&document, "loc").iter().for_each(|address| lead(file_at(address)));
                let links = elements(&document);
                let links = links.iter().filter(|element| element.tag.name == "xhtml:link");
                links.for_each(|element| lead(file_at(element.tag.get("href"))));
            }
            _ if path == "robots.txt" => {
                document.lines().filter_map(|line| line.strip_prefix("Sitemap: ")).for_each(|address| lead(file_at(address)));
            }
            _ => {}
        }
    }
    for (from, to) in &named {
        assert!(there.contains(to), "{from} names {to}, which is not made");
    }
    // And everything that should be named is.
    let by = |from: &str| -> BTreeSet<&str> { named.iter().filter(|(path, _)| path == from).map(|(_, to)| to.as_str()).collect() };
    for selection in edition.selections() {
        for extension in ["rss", "atom", "json"] {
            assert!(by("feeds/index.html").contains(edition.publisher().feed_path(&selection, extension).as_str()));
        }
        assert!(by("feeds.opml").contains(edition.publisher().feed_path(&selection, "rss").as_str()));
        assert!(by("sitemaps/lists.xml").contains(format!("{}index.html", selection.folder()).as_str()));
    }
    assert_eq!(by("robots.txt"), BTreeSet::from(["sitemap.xml", "sitemap-news.xml"]));
    let maps: BTreeSet<&str> = files.keys().map(String::as_str).filter(|path| path.starts_with("sitemaps/")).collect();
    assert_eq!(by("sitemap.xml"), maps);
    for release in edition.releases() {
        let (map, page) = (format!("sitemaps/{}.xml", release.permalink.year), format!("{}index.html", release.folder()));
        assert!(by(&map).contains(page.as_str()), "{page}");
    }
}

#[test]
fn an_opml_reader_finds_each_feed_once_under_its_heading() {
    let newsroom = newsroom();
    let document = text(&some(&newsroom, BEFORE, &["opml"]), "feeds.opml");
    let found = elements(&document);
    assert_eq!((found[0].tag.name.as_str(), found[0].tag.get("version")), ("opml", "2.0"));
    let outlines: Vec<&Element> = found.iter().filter(|element| element.tag.name == "outline").collect();
    let (groups, feeds): (Vec<&Element>, Vec<&Element>) =
        outlines.into_iter().partition(|element| !element.tag.attributes.contains_key("xmlUrl"));
    assert!(groups.iter().all(|group| group.depth == 2) && feeds.iter().all(|feed| feed.depth == 3));
    let headings: Vec<&str> = groups.iter().map(|group| group.tag.get("text")).collect();
    assert_eq!(headings[..4], ["Allt", "Ämnen", "Kategorier", "Områden"]);
    assert_eq!(headings.iter().collect::<BTreeSet<_>>().len(), headings.len());
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    assert_eq!(feeds.len(), edition.selections().len());
    let addresses: BTreeSet<&str> = feeds.iter().map(|feed| feed.tag.get("xmlUrl")).collect();
    assert_eq!(addresses.len(), feeds.len());
    for feed in feeds {
        let tag = &feed.tag;
        assert_eq!((tag.get("type"), tag.get("version"), tag.get("text")), ("rss", "RSS2", tag.get("title")));
        assert!(Lang::parse(tag.get("language")).is_ok(), "{tag:?}");
    }
    assert!(document.contains("Förskola &amp; skola"));
    // The date is that of the last change, whenever it is built.
    let later = text(&some(&newsroom, "2026-03-15T13:00:00+01:00", &["opml"]), "feeds.opml");
    assert_eq!(document, later);
    assert!(!texts(&document, "dateModified")[0].contains("15 Mar 2026"));
}

#[test]
fn what_is_withheld_is_named_nowhere_to_the_second() {
    let newsroom = newsroom();
    let naming = |now: &str| some(&newsroom, now, NAMING);
    let holders = |files: &Files, secret: &str| -> Vec<String> {
        files
            .iter()
            .filter(|(path, bytes)| path.contains(secret) || String::from_utf8_lossy(bytes).contains(secret))
            .map(|(path, _)| path.clone())
            .collect()
    };
    for secret in ["hemlig-utredning", "hemlig-plan", "halvfardigt", "ny-museichef", "sommarjobb-for-unga"] {
        assert_eq!(holders(&naming(BEFORE), secret), [""; 0], "{secret}");
    }
    assert_eq!(holders(&naming(A_SECOND_BEFORE), "hemlig-utredning"), [""; 0]);
    let after = holders(&naming(AFTER), "hemlig-utredning");
    for path in ["sitemaps/2026.xml", "sprak/sv/index.html", "typer/pressmeddelanden/index.html"] {
        assert!(after.iter().any(|found| found == path), "{path} is silent after the embargo: {after:?}");
    }
}

#[test]
fn what_was_withdrawn_is_in_no_site_map_and_in_no_list() {
    let newsroom = newsroom();
    let edition = newsroom.public(&common::instant(&newsroom, AFTER));
    assert!(!edition.withdrawals().is_empty());
    let files = some(&newsroom, AFTER, &["listing", "sitemap-year", "sitemap-lists", "sitemap-news"]);
    for notice in edition.withdrawals() {
        let folder = notice.permalink().folder();
        for (path, bytes) in &files {
            let document = String::from_utf8_lossy(bytes);
            assert!(!document.contains(&format!("{folder}<")) && !document.contains(&format!("{folder}index.html")), "{path}");
        }
    }
}

#[test]
fn news_is_news_for_two_days() {
    let newsroom = newsroom();
    let titles = |now: &str| texts(&text(&some(&newsroom, now, &["sitemap-news"]), "sitemap-news.xml"), "news:title");
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    let expected = |now: &str| -> Vec<String> {
        let now = common::instant(&newsroom, now);
        let zone = &newsroom.publisher.zone;
        let young = |release: &&&Release| {
            release.dates.published().is_some_and(|first| now.unix() - first.start(zone).unix() <= 2 * 86_400)
        };
        newsroom.public(&now).releases().iter().filter(young).map(|release| release.headline.to_string()).collect()
    };
    // By the clock: the release of 13 March at noon.
    let release = edition.releases()[0];
    let first = release.dates.published().unwrap().start(&newsroom.publisher.zone);
    assert_eq!(first.rfc3339(), "2026-03-13T12:00:00+01:00");
    let headline = release.headline.to_string();
    for (now, there) in [
        ("2026-03-13T11:59:59+01:00", false),
        ("2026-03-13T12:00:00+01:00", true),
        ("2026-03-15T12:00:00+01:00", true),
        ("2026-03-15T12:00:01+01:00", false),
    ] {
        let titles = titles(now);
        assert_eq!(titles.contains(&headline), there, "{now}");
        assert_eq!(titles, expected(now), "{now}");
    }
    assert!(titles("2026-04-10T12:00:00+02:00").is_empty());
    let found = elements(&text(&some(&newsroom, BEFORE, &["sitemap-news"]), "sitemap-news.xml"));
    let told = |name: &str| found.iter().find(|element| element.tag.name == name).map(|element| element.text.clone()).unwrap();
    assert_eq!(told("news:name"), newsroom.publisher.name.as_str());
    assert_eq!(told("news:language"), release.lang.primary());
    assert_eq!(told("news:publication_date"), "2026-03-13T12:00:00+01:00");
}

#[test]
fn a_site_map_tells_the_last_change_and_every_language() {
    let newsroom = newsroom();
    let edition = newsroom.public(&common::instant(&newsroom, AFTER));
    let files = some(&newsroom, AFTER, &["sitemap", "sitemap-year"]);
    let document = text(&files, "sitemaps/2026.xml");
    let of_year: Vec<&&Release> = edition.releases().iter().filter(|release| release.permalink.year == 2026).collect();
    let lastmods: Vec<String> = of_year.iter().map(|release| release.updated().iso()).collect();
    assert_eq!(texts(&document, "lastmod"), lastmods);
    // Each form names every form, itself too.
    let forms: usize = of_year
        .iter()
        .map(|release| edition.translations(release).len())
        .filter(|others| *others > 0)
        .map(|others| others + 1)
        .sum();
    assert!(forms > 2);
    assert_eq!(texts(&document, "xhtml:link").len(), forms);
    // In the index, a year is as new as the newest of its releases, not as the build.
    let index = elements(&text(&files, "sitemap.xml"));
    let at = index.iter().position(|element| element.text.ends_with("sitemaps/2025.xml")).unwrap();
    assert!(index[at + 1].text.starts_with("2025-"), "{:?}", index[at + 1]);
}

#[test]
fn a_preview_is_shown_to_no_search_engine() {
    let newsroom = newsroom();
    let edition = newsroom.preview(&common::instant(&newsroom, BEFORE));
    let wanted: Vec<_> = FORMATS.iter().filter(|format| format.name.starts_with("sitemap") || format.name == "robots").collect();
    let files = common::export_edition(&edition, &wanted);
    assert!(files.len() > 4);
    for (path, bytes) in &files {
        let document = std::str::from_utf8(bytes).unwrap();
        if path == "robots.txt" {
            assert!(document.contains("\nDisallow: /\n") && !document.contains("Sitemap") && !document.contains("Allow: /\n\n"));
        } else {
            assert_eq!(elements(document).len(), 1, "{path}");
        }
    }
}

#[test]
fn a_former_name_of_the_feeds_leads_on() {
    let mut newsroom = newsroom();
    newsroom.publisher.feeds.former_names = vec![Slug::parse("press").unwrap(), Slug::parse("rss").unwrap()];
    let files = some(&newsroom, BEFORE, &["redirects", "nginx-map"]);
    let (redirects, map) = (text(&files, "_redirects"), text(&files, "redirects.nginx.map"));
    let edition = newsroom.public(&common::instant(&newsroom, BEFORE));
    for selection in edition.selections() {
        for former in ["press", "rss"] {
            for extension in ["rss", "atom", "json"] {
                let folder = selection.folder();
                let (old, now) = (format!("/nyheter/{folder}{former}.{extension}"), format!("/nyheter/{folder}feed.{extension}"));
                assert!(redirects.lines().any(|line| line == format!("{old} {now} 301")), "{old}");
                assert!(map.lines().any(|line| line == format!("{old} {now};")), "{old}");
            }
        }
    }
    // What has no name of the newsroom's own keeps its address.
    assert!(!redirects.contains("changes.atom"));
    for selected in edition.selections().into_iter().map(|selection| edition.selected(selection)) {
        let archive = |month| format!("{}arkiv/{month}.", selected.selection.folder());
        assert!(selected.months().all(|month| !redirects.contains(&archive(month))));
    }
}

#[test]
fn the_feeds_of_an_older_system_lead_on() {
    let site = common::test_site::TestSite::with("tests/newsroom");
    let list = "former_feeds = [\"/feed/\", \"https://www.solvik.example/nyheter/rss.xml\", { from = \"/ämnen/kultur.xml\", to = \"/nyheter/amnen/kultur/feed.atom\" }]\n";
    site.edit("content/newsroom.toml", "archive_before", &format!("{list}archive_before"));
    let newsroom = depesch::content::load(&site.path("content")).unwrap().newsroom.unwrap();
    let files = some(&newsroom, BEFORE, &["redirects", "nginx-map"]);
    for (from, decoded, to) in [
        ("/feed/", "/feed/", "/nyheter/feed.rss"),
        ("/feed", "/feed", "/nyheter/feed.rss"),
        ("/nyheter/rss.xml", "/nyheter/rss.xml", "/nyheter/feed.rss"),
        ("/%C3%A4mnen/kultur.xml", "\"/ämnen/kultur.xml\"", "/nyheter/amnen/kultur/feed.atom"),
    ] {
        assert!(text(&files, "_redirects").lines().any(|line| line == format!("{from} {to} 301")), "{from}");
        assert!(text(&files, "redirects.nginx.map").lines().any(|line| line == format!("{decoded} {to};")), "{from}");
    }
    // The extensions that a target can have are those of the table.
    let feeds = FORMATS.iter().filter(|format| format.family == Family::Feed && matches!(format.writer, Writer::Selection { .. }));
    let extensions: BTreeSet<&str> = feeds.map(|format| format.extension).collect();
    assert_eq!(extensions, BTreeSet::from(depesch::model::paths::FEED_EXTENSIONS));
}

#[test]
fn the_mark_of_the_site_is_a_picture_of_64_pixels_where_programs_look_for_it() {
    let files = some(&newsroom(), BEFORE, &["favicon", "icon-small"]);
    let (icon, picture) = (&files["favicon.ico"], &files["assets/icon-64.png"]);
    assert_eq!(icon[..8], [0, 0, 1, 0, 1, 0, 64, 64]);
    assert_eq!(u32::from_le_bytes(icon[14..18].try_into().unwrap()) as usize, picture.len());
    assert_eq!(icon[icon[18] as usize..], picture[..]);
}

#[test]
fn the_page_about_feeds_is_whole_without_its_script() {
    let files = some(&newsroom(), BEFORE, &["feeds", "script"]);
    let page = text(&files, "feeds/index.html");
    let tags = tags(&page);
    let areas: Vec<&Tag> = tags.iter().filter(|tag| tag.name == "textarea").collect();
    let labels: BTreeSet<&str> = tags.iter().filter(|tag| tag.name == "label").map(|tag| tag.get("for")).collect();
    assert!(areas.iter().all(|area| area.attributes.contains_key("readonly") && labels.contains(area.get("id"))));
    assert_eq!(areas.len(), labels.len());
    // Buttons that could do nothing are not shown.
    assert!(tags.iter().all(|tag| tag.name != "button"));
    for words in ["feeds.opml", "changes.atom", "RFC 5005"] {
        assert!(page.contains(words), "{words}");
    }
    let script = text(&files, "assets/feeds.js");
    for foreign in ["http:", "https:", "innerHTML", "eval", "fetch"] {
        assert!(!script.contains(foreign), "{foreign}");
    }
}

#[test]
fn the_page_about_feeds_names_the_languages_of_the_list_of_everything() {
    const SWEDISH: &str = "releases/2026/badplatserna-oppnar/";
    let newsroom = newsroom();
    let sentence = "Den här listan har meddelanden på ";
    let page = text(&some(&newsroom, BEFORE, &["feeds"]), "feeds/index.html");
    let of = page.split(sentence).nth(1).expect("the sentence").split("</p>").next().unwrap();
    assert_eq!(of, "svenska, arabiska och engelska. Vill du bara ha ett språk väljer du det längre ner.");
    assert_eq!(page.matches(sentence).count(), 1, "for the list of everything alone");
    let one = newsroom.with_only(&BTreeSet::from([SWEDISH]));
    let page = text(&some(&one, BEFORE, &["feeds"]), "feeds/index.html");
    assert!(page.contains("1\u{a0}meddelande") && !page.contains(sentence));
}
