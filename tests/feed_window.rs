//! What stands in a feed, in which order and under which date, in newsrooms that have more than a feed can hold.

use crate::common;

use std::collections::BTreeMap;

use common::tree::Node;
use depesch::format::FORMATS;
use depesch::model::*;

const NOW: &str = "2026-06-01T12:00:00+02:00";

/// Release number `n`, published `n` hours into the year.
fn release(n: i64, paragraphs: usize) -> Release {
    let text = "Kommunstyrelsen beslutade på måndagen att bygga om vägen mellan torget och stationen. ".repeat(12);
    let writing = common::writing("Beslut", "Beslutat.", &vec![text; paragraphs], "Solvik kommun", "roll").unwrap();
    let zone = &writing.newsroom.publisher.zone;
    let start = Instant::parse(zone, "2026-01-01T00:00:00+01:00").unwrap().unix();
    Release {
        id: ReleaseId::parse(&format!("tag:solvik.example,2026:release/{n:03}")).unwrap(),
        permalink: Permalink::new(2026, Slug::parse(&format!("beslut-{n}")).unwrap()),
        dates: Dates::Published { first: Moment::Instant(Instant::from_unix(zone, start + n * 3600).unwrap()), updated: None },
        changes: Vec::new(),
        ..writing.release
    }
}

fn corrected(release: Release, at: Moment) -> Release {
    let mut changes = release.changes.clone();
    changes.push(Change { at, kind: ChangeKind::Correction, note: SingleLine::parse("Det var fel.").unwrap() });
    Release { changes, ..release }
}

/// Public texts only: nothing that was kept is asked for.
fn newsroom(releases: Vec<Release>) -> Newsroom {
    let publisher = common::writing("x", "x", &["x".to_owned()], "Solvik kommun", "x").unwrap().newsroom.publisher;
    let kinds = [Kind::PressRelease, Kind::Invitation, Kind::News, Kind::Statement].map(Selection::Kind);
    let feeds = FeedSettings { selections: kinds.to_vec(), ..publisher.feeds.clone() };
    Newsroom::new(Publisher { feeds, ..publisher }, releases)
}

fn instant(text: &str) -> Instant {
    Instant::parse(&Zone::parse("Europe/Stockholm").unwrap(), text).unwrap()
}

fn feeds(newsroom: &Newsroom, now: &str) -> BTreeMap<String, Vec<u8>> {
    let names = ["rss", "rss-archive", "atom", "atom-archive", "changes", "json", "json-archive"];
    let wanted: Vec<_> = FORMATS.iter().filter(|format| names.contains(&format.name)).collect();
    common::export_only(newsroom, now, &wanted)
}

/// The numbers of the releases in a feed, in its order, in each of its formats.
fn numbers(files: &BTreeMap<String, Vec<u8>>, feed: &str) -> Vec<u32> {
    let number = |id: &str| id.rsplit('/').next().unwrap().parse::<u32>().unwrap();
    let rss = Node::read(&files[&format!("{feed}.rss")]);
    let rss: Vec<u32> = rss.child("channel").unwrap().all("item").map(|item| number(item.said("guid"))).collect();
    let atom = Node::read(&files[&format!("{feed}.atom")]);
    let atom: Vec<u32> = atom.all("entry").map(|entry| number(entry.said("id"))).collect();
    let json: serde_json::Value = serde_json::from_slice(&files[&format!("{feed}.json")]).unwrap();
    let json: Vec<u32> = json["items"].as_array().unwrap().iter().map(|item| number(item["id"].as_str().unwrap())).collect();
    assert!(rss == atom && atom == json, "{rss:?}\n{atom:?}\n{json:?}");
    rss
}

#[test]
fn fifty_stand_in_a_feed_and_what_changed_last_comes_first() {
    let mut releases: Vec<Release> = (0..75).map(|n| release(n, 1)).collect();
    let old = releases.remove(3);
    releases.push(corrected(old, Moment::Instant(instant("2026-05-01T09:00:00+02:00"))));
    // Of a release that was corrected, the text before is not kept here: nobody asks what was true then.
    let files = feeds(&newsroom(releases), NOW);
    let expected: Vec<u32> = [3].into_iter().chain((26..75).rev()).collect();
    assert_eq!(numbers(&files, "feed"), expected);
    let archived: Vec<String> = files.keys().filter(|path| path.starts_with("arkiv/")).cloned().collect();
    assert_eq!(archived, ["arkiv/2026-01.atom", "arkiv/2026-01.feed.json", "arkiv/2026-01.rss"]);
    assert_eq!(Node::read(&files["arkiv/2026-01.atom"]).all("entry").count(), 75);
}

#[test]
fn long_texts_make_a_feed_shorter_but_never_shorter_than_ten() {
    // About 20 kB each: 250 kB hold twelve.
    let files = feeds(&newsroom((0..16).map(|n| release(n, 18)).collect()), NOW);
    assert_eq!(numbers(&files, "feed"), (4..16).rev().collect::<Vec<u32>>());
    // Of these, not nine would fit.
    let files = feeds(&newsroom((0..16).map(|n| release(n, 27)).collect()), NOW);
    assert_eq!(numbers(&files, "feed"), (6..16).rev().collect::<Vec<u32>>());
}

/// Two releases of one second are told apart, and what happens to one changes nothing of the other.
#[test]
fn a_release_keeps_its_instant_whatever_happens_to_its_neighbours() {
    let other = Release { kind: Kind::Statement, dates: release(1, 1).dates, ..release(2, 1) };
    let alone = feeds(&newsroom(vec![other.clone()]), NOW);
    let first = release(1, 1);
    let beside = feeds(&newsroom(vec![first.clone(), other.clone()]), NOW);
    let later = corrected(first, Moment::Instant(instant("2026-05-01T09:00:00+02:00")));
    let after = feeds(&newsroom(vec![later, other]), NOW);
    let updated = Node::read(&beside["feed.atom"]).all("entry").map(|entry| entry.said("updated").to_owned()).collect::<Vec<_>>();
    assert!(updated[0] != updated[1] && updated[0][..19] == updated[1][..19], "{updated:?}");
    for path in ["typer/uttalanden/feed.atom", "typer/uttalanden/feed.json", "typer/uttalanden/arkiv/2026-01.atom"] {
        assert!(alone[path] == beside[path] && beside[path] == after[path], "{path}");
    }
    assert!(beside["feed.atom"] != after["feed.atom"]);
}

/// Of a day no time is known, and still every change moves the date of update.
#[test]
fn each_change_of_a_day_is_later_than_the_one_before() {
    let day = || Moment::Day(Day::new(2026, 3, 2).unwrap());
    for n in 0..40 {
        let first = Release { dates: Dates::Published { first: day(), updated: None }, ..release(n, 1) };
        let at = |clock: &str| Moment::Instant(instant(&format!("2026-03-02T{clock}:00+01:00")));
        let steps = [at("00:05"), day(), at("00:10"), at("10:00"), day()];
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let mut before = first.updated_instant(&zone);
        assert_eq!(before, first.published_instant(&zone));
        assert!(instant("2026-03-01T23:00:00Z") <= before && before < instant("2026-03-01T23:01:00Z"));
        let mut text = first;
        for (step, moment) in steps.into_iter().enumerate() {
            text = corrected(text, moment);
            let now = text.updated_instant(&zone);
            assert!(now > before, "release {n}, change {step}: {} is not after {}", now.rfc3339(), before.rfc3339());
            before = now;
        }
        // A tombstone is later than the entry that it takes away.
        let last = text.updated_instant(&zone);
        let mut withdrawn = text.clone();
        withdrawn.changes.push(Change { at: day(), kind: ChangeKind::Withdrawal, note: SingleLine::parse("Bort.").unwrap() });
        let newsroom = newsroom(vec![withdrawn]);
        let edition = newsroom.public(&instant(NOW));
        let when = edition.withdrawals()[0].withdrawn_instant(&zone);
        assert!(when > last, "{} is not after {}", when.rfc3339(), last.rfc3339());
    }
}

/// The instants in a text in which a reader looks for one: RFC 3339, RFC 2822, and without separators as in NITF and PDF.
fn instants(text: &str) -> Vec<Instant> {
    let zone = Zone::parse("Europe/Stockholm").unwrap();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut found = Vec::new();
    for (at, _) in text.match_indices("20") {
        let token: String = text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "+-:.".contains(*c)).collect();
        if token.len() >= 20 && token.contains('T') {
            let compact = !token.contains(':');
            let digits = |from: usize, to: usize| token.get(from..to).unwrap_or_default();
            let readable = format!(
                "{}-{}-{}T{}:{}:{}{}:{}",
                digits(0, 4),
                digits(4, 6),
                digits(6, 8),
                digits(9, 11),
                digits(11, 13),
                digits(13, 15),
                digits(15, 18),
                digits(18, 20)
            );
            found.extend(Instant::parse(&zone, if compact { &readable } else { &token }).ok());
        }
    }
    for (number, month) in months.iter().enumerate() {
        for (at, _) in text.match_indices(&format!(" {month} 20")) {
            // `Wed, 01 Jul 2026 00:00:23 +0200`
            let Some(part) = text.get(at.saturating_sub(2)..at + 24) else { continue };
            let readable =
                format!("{}-{:02}-{}T{}{}:{}", &part[7..11], number + 1, &part[..2], &part[12..20], &part[21..24], &part[24..26]);
            found.extend(Instant::parse(&zone, &readable).ok());
        }
    }
    found
}

/// A release of a day is public from the second that outputs state, in the first minute of the day.
#[test]
fn a_day_without_a_time_never_lies_ahead() {
    let day = || Moment::Day(Day::new(2026, 7, 1).unwrap());
    let of_the_day = |n| Release { dates: Dates::Published { first: day(), updated: None }, ..release(n, 1) };
    let updated = Release {
        dates: Dates::Published { first: release(1, 1).dates.published().unwrap().clone(), updated: Some(day()) },
        ..release(30, 1)
    };
    let withdrawn = Release {
        changes: vec![Change { at: day(), kind: ChangeKind::Withdrawal, note: SingleLine::parse("Bort.").unwrap() }],
        ..release(31, 1)
    };
    let mut all: Vec<Record> = (0..20).map(|n| of_the_day(n).into()).collect();
    // The texts before a change are kept, as in a content folder.
    let with_earlier = |newest: Release| Record::new(newest.clone(), vec![Some(Release { changes: Vec::new(), ..newest })]);
    all.extend([
        updated.into(),
        with_earlier(withdrawn),
        with_earlier(corrected(release(32, 1), day())),
        with_earlier(corrected(of_the_day(33), day())),
    ]);
    let newsroom = Newsroom::from_records(newsroom(Vec::new()).publisher, all.into_iter().map(std::sync::Arc::new).collect());
    let order = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let ids = Node::read(&files["feed.atom"]).all("entry").map(|entry| entry.said("id").to_owned()).collect::<Vec<_>>();
        // A change moves the others.
        ids.into_iter().filter(|id| id.as_str() < "tag:solvik.example,2026:release/020").collect()
    };
    let noon = order(&feeds(&newsroom, "2026-07-01T12:00:00+02:00"));
    let mut seen = 0;
    for second in (0..60).step_by(7).chain([59]) {
        let now = format!("2026-07-01T00:00:{second:02}+02:00");
        let files = common::export(&newsroom, &now);
        for (path, bytes) in files.iter().filter(|(path, _)| !path.ends_with("sitemap.xml") && !path.starts_with("sitemaps/")) {
            for instant in instants(&common::searchable(path, bytes)) {
                seen += 1;
                // Microseconds only tell releases of one second apart.
                assert!(instant.unix() <= self::instant(&now).unix(), "{path} at {now}: {}", instant.rfc3339());
            }
        }
        // They come one after the other, and their order stays.
        let order = order(&files);
        let later: Vec<&String> = noon.iter().filter(|id| order.contains(id)).collect();
        assert_eq!(order.iter().collect::<Vec<_>>(), later, "{now}");
        let atom = Node::read(&files["feed.atom"]);
        for entry in atom.all("entry") {
            let slug = entry.said("id").rsplit('/').next().unwrap().trim_start_matches('0').to_owned();
            let slug = if slug.is_empty() { "0" } else { &slug };
            let ninjs: serde_json::Value =
                serde_json::from_slice(&files[&format!("releases/2026/beslut-{slug}/beslut-{slug}.ninjs.json")]).unwrap();
            let to_the_second = |text: &str| Instant::parse(&Zone::parse("UTC").unwrap(), text).unwrap().unix();
            assert_eq!(to_the_second(entry.said("updated")), to_the_second(ninjs["versionCreated"].as_str().unwrap()), "{slug}");
            assert_eq!(to_the_second(entry.said("published")), to_the_second(ninjs["firstCreated"].as_str().unwrap()), "{slug}");
        }
    }
    assert!(noon.len() == 20 && seen > 1000, "{} releases, {seen} instants", noon.len());
}

/// What was withheld comes to subscribers when it is freed, however old it says that it is.
#[test]
fn the_end_of_an_embargo_is_an_update() {
    let until = instant("2026-05-31T09:00:00+02:00");
    let withheld = Release { status: Status::Withheld(Embargo::Until(until)), ..release(0, 1) };
    let releases: Vec<Release> = (1..70).map(|n| release(n, 1)).chain([withheld]).collect();
    let newsroom = newsroom(releases);
    assert!(!numbers(&feeds(&newsroom, "2026-05-31T08:59:59+02:00"), "feed").contains(&0));
    assert_eq!(numbers(&feeds(&newsroom, "2026-05-31T09:00:00+02:00"), "feed")[0], 0);
}

#[test]
fn a_feed_says_the_language_of_what_stands_in_it() {
    let newsroom = common::folder("tests/newsroom");
    let files = common::export(&newsroom, "2026-03-15T12:00:00+01:00");
    let opml = Node::read(&files["feeds.opml"]);
    let site = newsroom.publisher.base_url.to_string();
    let mut languages = Vec::new();
    for outline in opml.every().into_iter().filter(|node| node.attribute("type") == Some("rss")) {
        let feed = outline.attribute("xmlUrl").unwrap().strip_prefix(&site).unwrap();
        let rss = Node::read(&files[feed]);
        let language = rss.child("channel").unwrap().said("language").to_owned();
        assert_eq!(outline.attribute("language"), Some(&*language), "{feed}");
        let atom = Node::read(&files[&feed.replace(".rss", ".atom")]);
        assert_eq!(atom.attribute("xml:lang"), Some(&*language), "{feed}");
        languages.push(language);
    }
    for language in ["sv", "en", "ar"] {
        assert!(languages.iter().any(|other| other == language), "{languages:?}");
    }
}

/// However a language is written, its releases are in one list.
#[test]
fn one_language_is_one_selection() {
    let english = |n, tag: &str| Release { lang: Lang::parse(tag).unwrap(), ..release(n, 1) };
    let mut newsroom = newsroom(vec![english(1, "en-GB"), english(2, "en-gb"), english(3, "en")]);
    newsroom.publisher.feeds.by_language = true;
    let files = feeds(&newsroom, NOW);
    assert_eq!(numbers(&files, "sprak/en-gb/feed"), [2, 1]);
    assert_eq!(numbers(&files, "sprak/en/feed"), [3]);
}

/// Whoever opens a preview in a reader sees that it is one, whichever feed it is.
#[test]
fn every_feed_of_a_preview_says_so() {
    let newsroom = common::folder("tests/newsroom");
    let edition = newsroom.preview(&common::instant(&newsroom, "2026-03-15T12:00:00+01:00"));
    let files = common::export_edition(&edition, &FORMATS.iter().collect::<Vec<_>>());
    let is_feed = |path: &&String| common::rendition::is_feed(path);
    let feeds: Vec<&String> = files.keys().filter(is_feed).collect();
    assert!(feeds.len() > 100, "{}", feeds.len());
    for path in feeds {
        let feed = feed_rs::parser::parse(&files[path][..]).unwrap();
        let title = feed.title.unwrap().content;
        assert!(title.starts_with("Utkast – "), "{path}: {title}");
    }
}

/// The list of corrections begins with the last of them, and tells its day.
#[test]
fn corrections_are_listed_by_when_they_came() {
    let at = |text: &str| Moment::Instant(instant(text));
    let mut newsroom = newsroom(vec![
        corrected(release(5, 1), at("2026-03-01T09:00:00+01:00")),
        corrected(release(1, 1), at("2026-05-01T09:00:00+02:00")),
        release(9, 1),
    ]);
    newsroom.publisher.feeds.selections.push(Selection::Corrections);
    let files = common::export(&newsroom, NOW);
    assert_eq!(numbers(&files, "rattelser/feed"), [1, 5]);
    let page = String::from_utf8(files["rattelser/index.html"].clone()).unwrap();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(place("1\u{a0}maj\u{a0}2026") < place("beslut-1/"));
    assert!(place("beslut-1/") < place("1\u{a0}mars\u{a0}2026") && place("1\u{a0}mars\u{a0}2026") < place("beslut-5/"));
    assert!(!page.contains("beslut-9/"));
}

/// Where everything was withdrawn there is nothing to keep, and an archive of nothing leads nowhere.
#[test]
fn an_archive_of_withdrawals_alone_goes() {
    let withdrawn = |n| {
        let release = release(n, 1);
        let note = SingleLine::parse("Det gäller inte.").unwrap();
        let at = Moment::Instant(instant("2026-05-01T09:00:00+02:00"));
        Release { changes: vec![Change { at, kind: ChangeKind::Withdrawal, note }], kind: Kind::Statement, ..release }
    };
    let alone = feeds(&newsroom(vec![withdrawn(1)]), NOW);
    assert!(!alone.keys().any(|path| path.contains("arkiv/")), "{:?}", alone.keys());
    let feed = Node::read(&alone["feed.atom"]);
    assert!(feed.link("link", "prev-archive").is_none() && feed.child("entry").is_none());
    // Beside others, its month stays: the archives before and after it lead to it.
    let beside = feeds(&newsroom(vec![withdrawn(1), release(24 * 40, 1)]), NOW);
    let month = Node::read(&beside["arkiv/2026-01.atom"]);
    assert!(month.child("entry").is_none() && month.link("link", "next-archive").is_some());
    assert!(!beside.keys().any(|path| path.starts_with("typer/uttalanden/arkiv/")), "{:?}", beside.keys());
}
