//! A PDF of many releases: each reads as in its own PDF, contents and outline lead to it, and pages are numbered throughout.

use crate::print_room;

use std::collections::BTreeMap;

use depesch::artifact::Context;
use depesch::diag::Diagnostic;
use depesch::model::*;
use depesch::print::collection::{self, PrintedCollection};
use lopdf::{Dictionary, Object, ObjectId};
use print_room::newsroom::*;
use print_room::reader::{PdfReader, string};

const NOW: &str = "2030-01-01T00:00:00+01:00";

/// `release` with a number in address, id and headline.
fn number(release: Release, number: usize) -> Release {
    Release {
        id: ReleaseId::parse(&format!("tag:solvik.example,2026:release/n{number}")).unwrap(),
        permalink: Permalink::new(2026, Slug::parse(&format!("meddelande-{number}")).unwrap()),
        headline: Headline::parse(&format!("{} {number}", release.headline)).unwrap(),
        ..release
    }
}

fn in_language(release: Release, lang: &str) -> Release {
    Release { lang: Lang::parse(lang).unwrap(), ..release }
}

fn newsroom(releases: Vec<Release>) -> Newsroom {
    Newsroom::new(publisher(), releases)
}

fn no_files(file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
    panic!("{} was not expected", file.source)
}

/// A collection of all releases, by their numbers.
fn print_all(newsroom: &Newsroom) -> PrintedCollection {
    let edition = newsroom.public(&instant(NOW));
    let mut items: Vec<Item> = edition.items().collect();
    items.sort_by_key(|item| item.permalink().slug.as_str().rsplit('-').next().unwrap().parse::<usize>().unwrap());
    let collection = Collection { title: None, period: Period::parse("2026"), selections: vec![], items };
    collection::write(&edition, &collection, &Context::new(depesch::format::FORMATS, &no_files)).unwrap()
}

/// Releases in Swedish, English and Arabic, one with everything, one withdrawn.
fn mixed() -> Newsroom {
    let mut withdrawn = release(vec![para("Hemligt efteråt.")]);
    withdrawn.changes = vec![Change {
        at: Moment::Instant(instant("2026-03-05T08:00:00+01:00")),
        kind: ChangeKind::Withdrawal,
        note: line("Det var fel."),
    }];
    let arabic = in_language(release(vec![para("مرحبا بالعالم"), para("Effektiva flöden träffar.")]), "ar");
    let english = in_language(release(vec![para("The office is effective: fjord, ﬁ and 🎉."), heading(2, "Next")]), "en");
    let plain = release(vec![para("Effektiva ﬁ och 🎉."), heading(3, "Under"), heading(4, "Underst")]);
    let all = [full(), english, withdrawn, arabic, plain];
    newsroom(all.into_iter().enumerate().map(|(at, release)| number(release, at + 1)).collect())
}

/// The tags of the first level, with the lines of the tree below each.
fn parts(read: &PdfReader) -> Vec<(String, Vec<(String, String)>)> {
    let mut parts: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (tag, text) in read.tree().into_iter().skip(1) {
        match tag.strip_prefix("  ") {
            Some(top) if !top.starts_with(' ') => parts.push((top.to_owned(), Vec::new())),
            _ => parts.last_mut().unwrap().1.push((tag, text)),
        }
    }
    parts
}

/// The lines without indentation and empty lines.
fn trim(lines: &[(String, String)]) -> Vec<(String, String)> {
    let lines = lines.iter().map(|(tag, text)| (tag.trim_start().to_owned(), text.clone()));
    lines.filter(|(tag, text)| !tag.is_empty() || !text.is_empty()).collect()
}

#[test]
fn every_release_reads_as_in_its_own_pdf() {
    let newsroom = mixed();
    let read = PdfReader::open(&print_all(&newsroom).bytes);
    let parts = parts(&read);
    assert_eq!(parts.iter().map(|(tag, _)| tag.as_str()).collect::<Vec<_>>(), ["Sect", "Sect", "Art", "Art", "Art", "Art", "Art"]);
    let pages: Vec<u32> = read.outline().into_iter().filter(|(depth, ..)| *depth == 0).map(|(.., page)| page).collect();
    for (at, record) in newsroom.records().enumerate().filter(|(at, _)| *at != 2) {
        let alone = PdfReader::open(&print(record.newest().clone()).0);
        let (within, own) = (trim(&parts[at + 2].1), trim(&alone.tree()[1..]));
        assert_eq!(within.len(), own.len());
        for (within, own) in within.iter().zip(&own) {
            assert_eq!(within, own, "release {}", at + 1);
        }
        // It has the same page breaks.
        let next = pages.get(at + 3).copied().unwrap_or(u32::try_from(read.pages().len()).unwrap() + 1);
        assert_eq!((next - pages[at + 2]) as usize, alone.pages().len(), "release {}", at + 1);
    }
    let (_, notice) = &parts[4];
    assert!(
        notice.iter().any(|(tag, text)| tag.trim() == "H1" && text == "Återkallat: Solvik bygger en ny simhall 3"),
        "{notice:#?}"
    );
    assert!(!read.text().contains("Hemligt efteråt"));
}

#[test]
fn cover_and_contents_list_the_releases() {
    let printed = print_all(&mixed());
    let read = PdfReader::open(&printed.bytes);
    let text = read.text().replace('\u{a0}', " ");
    for expected in [
        "Solvik kommun",
        "Pressmeddelanden 2026",
        "5 meddelanden, varav 1 återkallat",
        "2 mars 2026",
        "Sammanställt 1 januari 2030 kl. 0.00",
        "nyheter.solvik.example",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let tags = read.tags();
    let contents = ["Sect", "H1", "TOC", "TOCI", "Reference", "Link", "TOCI", "Reference", "Link", "Span", "TOCI"];
    assert!(tags.windows(contents.len()).any(|part| part == contents), "{tags:?}");
    assert_eq!(string(read.catalog().get(b"Lang").unwrap()), "sv");
    let info = read.document.get_dictionary(read.document.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(string(info.get(b"Title").unwrap()), "Pressmeddelanden 2026");
    assert_eq!(printed.title, "Pressmeddelanden 2026");
    assert_eq!((printed.releases, printed.pages), (5, read.document.get_pages().len()));
}

#[test]
fn contents_and_outline_link_to_the_page_they_name() {
    let printed = print_all(&mixed());
    let read = PdfReader::open(&printed.bytes);
    let numbers: BTreeMap<ObjectId, u32> = read.document.get_pages().into_iter().map(|(number, id)| (id, number)).collect();
    let outline = read.outline();
    let tops: Vec<(&str, u32)> =
        outline.iter().filter(|(depth, ..)| *depth == 0).map(|(_, title, page)| (title.as_str(), *page)).collect();
    assert_eq!(tops[..2], [("Pressmeddelanden 2026", 1), ("Innehåll", 2)]);
    assert_eq!(tops.len(), 7);
    let within: Vec<Dictionary> = read.annotations().into_iter().filter(|link| link.has(b"Dest")).collect();
    assert_eq!(within.len(), 5);
    for (link, (headline, page)) in within.iter().zip(&tops[2..]) {
        let to = link.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        assert_eq!(numbers[&to], *page, "{headline}");
        let contents = string(link.get(b"Contents").unwrap());
        assert!(contents.starts_with(headline) && contents.ends_with(&format!(", sida {page}")), "{contents}");
        assert!(!link.has(b"A") && link.has(b"StructParent") && link.get(b"F").unwrap().as_i64().unwrap() == 4);
    }
    // The text of a link ends with the page number.
    let links: Vec<String> = read
        .tree()
        .into_iter()
        .skip_while(|(tag, _)| tag.trim() != "TOC")
        .take_while(|(tag, _)| tag.trim() != "Art")
        .map(|(_, text)| text)
        .collect();
    for (_, page) in &tops[2..] {
        assert!(links.iter().any(|text| text.ends_with(&format!(" {page}")) || *text == page.to_string()), "{page}: {links:?}");
    }
    // Each release begins on a new page, and the outline puts its headings below its headline.
    assert!(tops.windows(2).all(|pair| pair[0].1 < pair[1].1), "{tops:?}");
    assert!(outline.iter().any(|(depth, title, _)| *depth == 1 && title == "Så byggs hallen"));
    let labels = read.catalog().get(b"PageLabels").unwrap().as_dict().unwrap().get(b"Nums").unwrap().as_array().unwrap();
    assert_eq!(labels[0], Object::Integer(0), "all pages share one numbering");
}

#[test]
fn heading_levels_are_never_skipped() {
    let levels: Vec<u32> =
        PdfReader::open(&print_all(&mixed()).bytes).tags().iter().filter_map(|tag| tag.strip_prefix('H')?.parse().ok()).collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn a_language_is_set_only_where_it_begins() {
    let read = PdfReader::open(&print_all(&mixed()).bytes);
    let langs: Vec<(String, String)> = read
        .document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|element| element.has(b"S") && element.has(b"Lang"))
        .map(|element| {
            let tag = String::from_utf8_lossy(element.get(b"S").unwrap().as_name().unwrap()).into_owned();
            (tag, string(element.get(b"Lang").unwrap()))
        })
        .collect();
    for (tag, lang) in [("Art", "en"), ("Art", "ar"), ("Span", "en"), ("Span", "ar")] {
        assert!(langs.iter().any(|(t, l)| t == tag && l == lang), "{tag} {lang}: {langs:?}");
    }
    assert!(!langs.iter().any(|(tag, lang)| tag == "Art" && lang == "sv"));
}

#[test]
fn missing_characters_are_reported_for_their_release() {
    let notes = print_all(&mixed()).notes;
    let named: Vec<&str> =
        notes.iter().filter(|note| note.message.en.contains('🎉')).map(|note| note.location.file.as_str()).collect();
    assert_eq!(named.len(), 2, "{notes:#?}");
}

#[test]
fn the_same_selection_gives_the_same_bytes_and_the_same_first_half_of_the_identifier() {
    let newsroom = mixed();
    let bytes = print_all(&newsroom).bytes;
    assert!(bytes == print_all(&newsroom).bytes);
    let elsewhere = std::thread::spawn(|| print_all(&mixed()).bytes).join().unwrap();
    assert!(bytes == elsewhere);
    let halves = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let read = PdfReader::open(bytes);
        let halves = read.document.trailer.get(b"ID").unwrap().as_array().unwrap().clone();
        halves.iter().map(|half| half.as_str().unwrap().to_vec()).collect()
    };
    let mut fewer: Vec<Release> = mixed().records().map(|record| record.newest().clone()).collect();
    fewer.pop();
    let other = print_all(&self::newsroom(fewer)).bytes;
    assert_eq!(halves(&bytes)[0], halves(&other)[0]);
    assert_ne!(halves(&bytes)[1], halves(&other)[1]);
}

#[test]
fn a_withheld_release_does_not_affect_a_collection() {
    let mut withheld = number(release(vec![para("Embargotext.")]), 2);
    withheld.status = Status::Withheld(Embargo::Until(instant("2031-01-01T00:00:00+01:00")));
    let open = number(release(vec![para("Öppet.")]), 1);
    let alone = print_all(&newsroom(vec![open.clone()])).bytes;
    let with_withheld = print_all(&newsroom(vec![open, withheld])).bytes;
    assert!(alone == with_withheld, "a withheld release changes the collection");
}

#[test]
fn three_hundred_releases_are_printed_and_grow_in_proportion() {
    let words = "Kommunen bygger en ny simhall vid havet, och den öppnar om två år. ";
    let print_many = |count: usize| {
        let releases = (1..=count).map(|n| number(release(vec![para(&words.repeat(6)), para(&words.repeat(2 + n % 9))]), n));
        print_all(&newsroom(releases.collect()))
    };
    let (few, many) = (print_many(100), print_many(300));
    assert_eq!((few.releases, many.releases), (100, 300));
    assert!(many.bytes.len() < few.bytes.len() * 7 / 2, "{} bytes for 100, {} for 300", few.bytes.len(), many.bytes.len());
    let read = PdfReader::open(&many.bytes);
    let tops: Vec<u32> = read.outline().into_iter().filter(|(depth, ..)| *depth == 0).map(|(.., page)| page).collect();
    assert_eq!(tops.len(), 302);
    let within = read.annotations().into_iter().filter(|link| link.has(b"Dest")).count();
    assert_eq!(within, 300);
    assert!(tops[2] > 8, "the contents have several pages: {:?}", &tops[..3]);
    let last = format!(" {}", tops[301]);
    assert!(read.tree().iter().any(|(tag, text)| tag.trim() == "Link" && text.ends_with(&last)), "{last}");
}
