//! What readers of feeds may count on: the rules of the W3C's feed validator (feeds.md 1.11), and an archive from which everything that was
//! ever published can be rebuilt.

use crate::common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::Files;
use common::tree::Node;
use common::validator::rules;
use depesch::artifact::{Context, Family, Writer};
use depesch::format::FORMATS;
use depesch::markup::clean;
use depesch::model::invisible::without_invisible;
use depesch::model::*;
use proptest::prelude::*;

const NOW: &str = "2026-03-15T12:00:00+01:00";

const NEWSROOM: &str = "tests/newsroom";

/// Everything that is a feed or belongs to one.
fn feeds(folder: &str, now: &str) -> Files {
    let all = common::exported(folder, now);
    all.iter().filter(|(path, _)| common::rendition::is_feed(path)).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

#[test]
fn every_feed_keeps_the_rules_of_the_validator() {
    for (folder, least) in [(NEWSROOM, 100), ("content", 100)] {
        let site = common::folder(folder).publisher.base_url.to_string();
        let files = feeds(folder, NOW);
        assert!(files.len() > least, "{}", files.len());
        for (path, bytes) in &files {
            rules(&site, path, bytes).unwrap();
        }
    }
}

/// Of each rule, a document that breaks it.
#[test]
fn each_rule_can_fail() {
    let site = common::folder(NEWSROOM).publisher.base_url.to_string();
    let files = feeds(NEWSROOM, NOW);
    for (rule, path, from, to) in [
        ("MissingAtomSelfLink", "feed.rss", "rel=\"self\"", "rel=\"related\""),
        ("SelfDoesntMatchLocation", "feed.rss", "nyheter/feed.rss", "nyheter/feeds.rss"),
        ("MisplacedItem", "feed.rss", "<sy:updatePeriod>", "<item></item><sy:updatePeriod>"),
        ("MissingElement", "feed.rss", "<title>Solvik kommun – Pressmeddelanden</title>", ""),
        ("InvalidPermalink", "feed.rss", "isPermaLink=\"false\"", "isPermaLink=\"true\""),
        ("DuplicateIds", "feed.rss", "03-13:release/2f70d58ab46ce391</guid>", "03-12:release/73ce18f05ab9d624</guid>"),
        ("IncorrectDOW", "feed.rss", "<pubDate>Fri", "<pubDate>Thu"),
        ("InvalidPositiveInteger", "feed.rss", "<ttl>60", "<ttl>0"),
        ("MissingRealName", "feed.rss", " (Solvik kommun)", ""),
        ("ImageTitleDoesntMatch", "feed.rss", "<image>", "<image><title>Solvik</title>"),
        ("InvalidWidth", "feed.rss", "<width>144", "<width>512"),
        ("NeedDescriptionBeforeContent", "feed.rss", "<description><![CDATA[", "<content:encoded/><description><![CDATA["),
        ("DuplicateEnclosure", "feed.rss", "</enclosure>", "</enclosure><enclosure/>"),
        ("DuplicateItemSemantics", "feed.rss", "<dc:creator>", "<author>a@b.se</author><dc:creator>"),
        ("domain", "feed.rss", "<category domain=\"https", "<category domain=\"/https"),
        ("ContainsRelRef", "feed.rss", "href=\"https://www.solvik.example/kulturhuset\"", "href=\"/kulturhuset\""),
        ("SecurityRisk", "feed.rss", "<content:encoded><![CDATA[<p>", "<content:encoded><![CDATA[<script>"),
        ("SecurityRiskAttr", "feed.rss", "<content:encoded><![CDATA[<p>", "<content:encoded><![CDATA[<p onclick=\"x\">"),
        ("UnknownNamespace", "feed.rss", "\"http://search.yahoo.com/mrss/\"", "\"http://search.yahoo.com/mrss\""),
        ("InvalidIntegerAttribute", "feed.rss", "fileSize=\"", "fileSize=\"-"),
        ("MissingCurrentInArchive", "arkiv/2026-02.rss", "rel=\"current\"", "rel=\"related\""),
        ("MissingSelf", "feed.atom", "rel=\"self\"", "rel=\"related\""),
        ("UnregisteredAtomLinkRel", "feed.atom", "rel=\"enclosure\"", "rel=\"attached\""),
        ("no language of an entry", "feed.atom", "<entry xml:lang=\"en\"", "<entry"),
        ("DuplicateEntries", "feed.atom", "03-13:release/2f70d58ab46ce391</id>", "03-12:release/73ce18f05ab9d624</id>"),
        ("MissingElement or DuplicateElement", "feed.atom", "<summary", "<summary>x</summary><summary"),
        (
            "DuplicateAtomLink",
            "feed.atom",
            "rel=\"enclosure\" hreflang=\"sv\" type=\"application/pdf\"",
            "rel=\"alternate\" hreflang=\"sv\" type=\"text/html\"",
        ),
        ("MisplacedMetadata", "feed.atom", "<icon>", "<entry/><icon>"),
        ("UnknownNamespace", "feed.atom", "xmlns:media", "xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xmlns:media"),
        ("InvalidIRI", "feed.atom", "href=\"https://www.solvik.example/kulturhuset\" rel", "href=\"/å\" rel"),
        (
            "a tombstone beside",
            "changes.atom",
            "entry ref=\"",
            "entry ref=\"tag:solvik.example,2026-03-13:release/2f70d58ab46ce391\" was=\"",
        ),
        ("feed_url", "feed.json", "nyheter/feed.json\",\n  \"desc", "nyheter/feeds.json\",\n  \"desc"),
        ("id", "feed.json", "03-13:release/2f70d58ab46ce391\"", "03-12:release/73ce18f05ab9d624\""),
        ("a date of an item", "feed.json", "\"date_modified\": \"2026-03-1", "\"date_modified\": \"2026-03"),
        ("a name of our own", "feed.json", "\"summary\":", "\"lead\": \"\", \"summary\":"),
    ] {
        let text = String::from_utf8(files[path].clone()).unwrap();
        // An empty element is written as a pair in RSS.
        let text = text.replace("type=\"application/pdf\"/>", "type=\"application/pdf\"></enclosure>");
        assert!(text.contains(from), "{path} has no {from:?}");
        if path.ends_with(".rss") {
            rules(&site, path, text.as_bytes()).unwrap();
        }
        let text = if path.ends_with(".rss") { text } else { String::from_utf8(files[path].clone()).unwrap() };
        let planted = text.replacen(from, to, 1);
        let found = rules(&site, path, planted.as_bytes()).expect_err(&format!("nobody saw {to:?} in {path}"));
        assert!(found.contains(rule), "{to:?} in {path} should break {rule}: {found}");
    }
}

/// What a document of a feed says of itself, in any of the formats.
#[derive(Debug)]
struct Said {
    ids: Vec<String>,
    older: Option<String>,
    newer: Option<String>,
    current: Option<String>,
}

fn said(path: &str, bytes: &[u8]) -> Said {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    match path.rsplit('.').next().unwrap() {
        "json" => {
            let feed: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            let items = feed["items"].as_array().unwrap();
            Said {
                ids: items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect(),
                older: owned(feed["next_url"].as_str()),
                newer: owned(feed["_depesch"]["next_archive"].as_str()),
                current: owned(feed["_depesch"]["current"].as_str()),
            }
        }
        kind => {
            let root = Node::read(bytes);
            let is_rss = kind == "rss";
            let feed = if is_rss { root.child("channel").unwrap().clone() } else { root };
            let link = if is_rss { "atom:link" } else { "link" };
            let (entry, id) = if is_rss { ("item", "guid") } else { ("entry", "id") };
            // What stands in the place of something withdrawn is no entry.
            let is_there = |entry: &&Node| !entry.said("title").starts_with("Återkallat");
            Said {
                ids: feed.all(entry).filter(is_there).map(|entry| entry.said(id).to_owned()).collect(),
                older: owned(feed.link(link, "prev-archive")),
                newer: owned(feed.link(link, "next-archive")),
                current: owned(feed.link(link, "current")),
            }
        }
    }
}

/// From a feed back to the beginning: every document of its archive, newest first.
fn chain(site: &str, files: &Files, feed: &str) -> Vec<(String, Said)> {
    let mut found: Vec<(String, Said)> = Vec::new();
    let mut next = said(feed, &files[feed]).older;
    while let Some(address) = next {
        let path = address.strip_prefix(site).unwrap_or_else(|| panic!("{address} is elsewhere")).to_owned();
        assert!(found.iter().all(|(other, _)| *other != path), "{path} comes again");
        let here = said(&path, files.get(&path).unwrap_or_else(|| panic!("{path} is missing")));
        assert_eq!(here.newer, found.last().map(|(newer, _)| format!("{site}{newer}")), "{path}");
        assert_eq!(here.current.as_deref(), Some(&*format!("{site}{feed}")), "{path}");
        next = here.older.clone();
        found.push((path, here));
    }
    found
}

#[test]
fn a_new_subscriber_can_rebuild_everything() {
    for folder in [NEWSROOM, "content"] {
        let newsroom = common::folder(folder);
        let site = newsroom.publisher.base_url.to_string();
        let files = feeds(folder, NOW);
        let now = common::instant(&newsroom, NOW);
        let edition = newsroom.public(&now);
        let mut archives = BTreeSet::new();
        for selection in edition.selections() {
            let selected = edition.selected(selection.clone());
            let all: Vec<String> = selected.releases.iter().map(|release| release.id.to_string()).collect();
            for extension in ["rss", "atom", "json"] {
                let feed = newsroom.publisher.feed_path(&selection, extension);
                let mut newest = selected.releases.clone();
                newest.sort_by_key(|release| std::cmp::Reverse(edition.unique_update_instant(release)));
                let window = said(&feed, &files[&feed]).ids;
                let expected: BTreeSet<String> = newest.iter().take(window.len()).map(|release| release.id.to_string()).collect();
                assert_eq!(window.iter().cloned().collect::<BTreeSet<_>>(), expected, "{feed}");
                assert!(window.len() == all.len() || window.len() >= 10, "{feed}");
                let chain = chain(&site, &files, &feed);
                let archived: Vec<String> = chain.iter().flat_map(|(_, said)| said.ids.clone()).collect();
                assert_eq!(archived, all, "{feed}: each once, in its order");
                archives.extend(chain.into_iter().map(|(path, _)| path));
            }
        }
        // No archive stands outside the chains.
        let is_archive = |path: &&String| path.rsplit('/').next().unwrap().starts_with(|c: char| c.is_ascii_digit());
        assert_eq!(files.keys().filter(is_archive).cloned().collect::<BTreeSet<_>>(), archives);
    }
}

/// Which files differ between two instants.
fn changed(before: &str, after: &str) -> BTreeSet<String> {
    let (before, after) = (feeds(NEWSROOM, before), feeds(NEWSROOM, after));
    let differs = |path: &&String| before.get(*path) != after.get(*path);
    before.keys().chain(after.keys()).filter(differs).cloned().collect()
}

/// The archive of a month stays as it is but for what happens to its own releases.
#[test]
fn an_archive_changes_for_its_own_releases_alone() {
    // A correction of a release of February.
    let corrected = changed("2026-02-19T09:14:59+01:00", "2026-02-19T09:15:00+01:00");
    // A withdrawal of a release of March.
    let withdrawn = changed("2026-03-05T09:59:59+01:00", "2026-03-05T10:00:00+01:00");
    for (changed, month) in [(corrected, "2026-02"), (withdrawn, "2026-03")] {
        let archives: BTreeSet<&str> =
            changed.iter().filter_map(|path| path.split_once("arkiv/2")).map(|(_, rest)| &rest[..6]).collect();
        assert_eq!(archives, BTreeSet::from([&month[1..]]), "{changed:?}");
        assert!(changed.contains("feed.atom") && changed.contains(&format!("arkiv/{month}.feed.json")), "{changed:?}");
        // Nor do feeds of other selections.
        assert!(!changed.contains("typer/uttalanden/feed.atom") && !changed.contains("sprak/en/feed.rss"), "{changed:?}");
    }
    // What is new changes no month that was closed, but for the link to the next of the last one.
    let new = changed("2026-03-01T00:00:00+01:00", NOW);
    let older = |path: &&String| path.contains("arkiv/2025") || path.contains("arkiv/2026-01") || path.contains("arkiv/1991");
    let differing: Vec<&String> = new.iter().filter(older).collect();
    let (before, after) = (feeds(NEWSROOM, "2026-03-01T00:00:00+01:00"), feeds(NEWSROOM, NOW));
    for path in differing {
        let (before, after) = (said(path, &before[path]), said(path, &after[path]));
        assert_eq!((before.ids, before.newer), (after.ids.clone(), None), "{path}: {:?}", after.newer);
    }
}

/// The feed tells the newest change, and never the hour at which it was built.
#[test]
fn time_alone_changes_no_feed() {
    let changed = changed("2026-03-15T12:00:00+01:00", "2026-03-15T18:00:00+01:00");
    assert!(changed.is_empty(), "{changed:?}");
}

/// Names as nobody should write them and somebody will.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::collection::vec(any::<char>(), 1..30).prop_map(|chars| chars.into_iter().collect()),
        1 => "[&\"'<>;#x]{1,20}",
        1 => Just("]]> </media:title><![CDATA[ & &amp; &#0; <script>alert(1)</script> \" '".to_owned()),
        1 => Just("\u{202e}gpj.exe\u{202c} \u{2066}x \u{93}C1\u{94} \u{fffe}\u{1f}\u{b}y".to_owned()),
    ]
}

/// A release whose pictures, documents, links, place, topics and hubs are called as they come.
fn adorned(names: &[String; 6], length: usize) -> Option<(Newsroom, Release)> {
    let line = |n: usize| SingleLine::parse(&names[n]).ok();
    let writing = common::writing("Rubrik", &names[0], &[names[1].clone()], &names[2], &names[3])?;
    let file = |name: &str, kind| {
        let name = FileName::parse(name).unwrap();
        let path = format!("{}files/{name}", writing.release.folder());
        Arc::new(File {
            source: path.clone(),
            name,
            path,
            kind,
            length: 7,
            hash: [0; 32],
            orientation: Orientation::default(),
            words: None,
        })
    };
    let long = WebAddress::parse(&format!("https://solvik.example/{}?a=1&b='\u{e5}'", "å&".repeat(length / 7))).unwrap();
    let picture = Picture {
        file: file("karta.png", FileKind::Png),
        width: 2,
        height: 1,
        alt: line(0)?,
        caption: line(1),
        credit: line(2),
        rights: line(3),
    };
    let document =
        Document { file: file("plan.pdf", FileKind::Pdf), title: line(4)?, lang: None, pages: None, access: Access::Unknown };
    let link = Inline::Link { to: long.clone(), text: vec![Inline::Text(names[5].clone())] };
    let release = Release {
        pictures: vec![Arc::new(picture)],
        documents: vec![document],
        place: line(5),
        read_more: Some(Section { heading: line(4)?, body: vec![Block::Paragraph(Inlines::new(vec![link])?)] }),
        ..writing.release
    };
    let mut publisher = writing.newsroom.publisher.clone();
    publisher.feeds.hubs = vec![long];
    Some((Newsroom::new(publisher, vec![release.clone()]), release))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_breaks_a_feed_and_each_reads_back(
        names in proptest::array::uniform6(name()),
        length in prop_oneof![9 => Just(14_usize), 1 => Just(20_000)],
    ) {
        let adorned = adorned(&names, length);
        // Some names are no names.
        prop_assume!(adorned.is_some());
        let (newsroom, release) = adorned.unwrap();
        let now = common::instant(&newsroom, NOW);
        let edition = newsroom.public(&now);
        let selected = edition.selected(Selection::All);
        let no_files = |file: &File| panic!("{} was not asked for", file.source);
        let mut context = Context::new(FORMATS, &no_files);
        context.set_length("pdf", &release, 9);
        let site = newsroom.publisher.base_url.to_string();
        for format in FORMATS {
            let (path, written) = match format.writer {
                Writer::Selection { path, write } if format.family == Family::Feed => {
                    (path(&newsroom.publisher, &Selection::All), write(&edition, &selected, &context))
                }
                Writer::Month { path, write } => {
                    let month = selected.months().next().unwrap();
                    (Some(path(&Selection::All, month)), write(&edition, &selected, month, &context))
                }
                _ => continue,
            };
            let (path, (bytes, _)) = (path.unwrap(), written.unwrap());
            // A parser that is not ours, and the rules.
            let parsed = feed_rs::parser::parse(&bytes[..]).unwrap_or_else(|e| panic!("{path}: {e}"));
            prop_assert_eq!(parsed.entries.len(), 1);
            rules(&site, &path, &bytes).unwrap();
            if path.ends_with(".json") {
                let feed: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                let (item, more) = (&feed["items"][0], &feed["items"][0]["_depesch"]);
                let picture = &release.pictures[0];
                let cleaned = |line: &SingleLine| clean(line.as_str()).into_owned();
                let titled = |line: &SingleLine| clean(&without_invisible(line.as_str())).into_owned();
                let said = |value: &serde_json::Value| value.as_str().map(str::to_owned);
                prop_assert_eq!(said(&more["pictures"][0]["alt"]), Some(cleaned(&picture.alt)));
                prop_assert_eq!(said(&more["pictures"][0]["caption"]), picture.caption.as_ref().map(cleaned));
                prop_assert_eq!(said(&more["pictures"][0]["credit"]), picture.credit.as_ref().map(cleaned));
                prop_assert_eq!(said(&more["pictures"][0]["rights"]), picture.rights.as_ref().map(cleaned));
                prop_assert_eq!(said(&more["place"]), release.place.as_ref().map(cleaned));
                prop_assert_eq!(said(&more["subhead"]), release.subhead.as_ref().map(titled));
                prop_assert_eq!(said(&more["categories"][1]["label"]), Some(cleaned(&release.topics[0].name)));
                let author = common::letters(newsroom.publisher.sender.name.as_str());
                prop_assert!(common::letters(&said(&item["authors"][0]["name"]).unwrap()).starts_with(&common::letters(&clean(&author))));
                prop_assert_eq!(said(&item["attachments"][1]["title"]), Some(titled(&release.documents[0].title)));
                continue;
            }
            common::assert_well_formed(&bytes);
            let root = Node::read(&bytes);
            let contents: Vec<&Node> = root.every().into_iter().filter(|node| node.name == "media:content").collect();
            let picture = &release.pictures[0];
            let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let expected = |line: &SingleLine| even(&clean(line.as_str()));
            let data_title = |line: &SingleLine| even(&clean(&without_invisible(line.as_str())));
            let credit = contents[0].said("media:credit");
            prop_assert_eq!(even(credit), picture.credit.as_ref().map(expected).unwrap_or_default());
            let titled = |content: &Node| match content.child("media:title").and_then(|title| title.attribute("type")) {
                Some("html") => common::text_of_html(content.said("media:title")),
                _ => content.said("media:title").to_owned(),
            };
            prop_assert_eq!(even(&titled(contents[0])), picture.caption.as_ref().map(expected).unwrap_or_default());
            prop_assert_eq!(even(contents[0].said("media:copyright")), picture.rights.as_ref().map(expected).unwrap_or_default());
            // It is HTML: what it says is what a browser would show.
            let alt = common::text_of_html(contents[0].said("media:description"));
            prop_assert_eq!(even(&alt), expected(&picture.alt));
            let title = if path.ends_with(".rss") { titled(contents[1]) } else {
                let links = root.every().into_iter().filter(|node| node.name == "link");
                let document = links.into_iter().find(|link| link.attribute("href").is_some_and(|href| href.ends_with("plan.pdf")));
                document.unwrap().attribute("title").unwrap().to_owned()
            };
            prop_assert_eq!(even(&title), data_title(&release.documents[0].title));
            // Who sends it, what it is about, where it comes from, who spreads it.
            let every = root.every();
            let said = |name: &str| every.iter().find(|node| node.name == name).map(|node| even(&node.text)).unwrap_or_default();
            let topic = expected(&release.topics[0].name);
            let labels: Vec<String> = every
                .iter()
                .filter(|node| node.name == "category")
                .map(|node| even(node.attribute("label").unwrap_or(&node.text)))
                .collect();
            prop_assert!(labels.contains(&topic), "{} is not in {:?}", topic, labels);
            // Its department stands behind it, before a direction mark that it leaves open is closed.
            let author = common::letters(&expected(&newsroom.publisher.sender.name));
            if path.ends_with(".rss") {
                prop_assert!(common::letters(&said("dc:creator")).starts_with(&author), "{}", author);
                prop_assert_eq!(said("dcterms:spatial"), release.place.as_ref().map(expected).unwrap_or_default());
                prop_assert_eq!(said("dcterms:alternative"), release.subhead.as_ref().map(data_title).unwrap_or_default());
                prop_assert_eq!(said("copyright"), newsroom.publisher.rights.as_ref().map(expected).unwrap_or_default());
            } else {
                let authors = every.iter().filter(|node| node.name == "author");
                prop_assert!(authors.into_iter().all(|node| common::letters(node.said("name")).starts_with(&author)), "{}", author);
            }
            let hubs: Vec<&str> = every
                .iter()
                .filter(|node| node.attribute("rel") == Some("hub"))
                .filter_map(|node| node.attribute("href"))
                .collect();
            let expected_hubs: Vec<&str> =
                if path.contains("arkiv/") { vec![] } else { newsroom.publisher.feeds.hubs.iter().map(WebAddress::as_str).collect() };
            prop_assert_eq!(hubs, expected_hubs);
        }
    }
}
