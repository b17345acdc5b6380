//! The press wire as a news desk meets it: frames, lines, numbers, characters.

use crate::common;

use std::collections::BTreeMap;

use depesch::artifact::{Context, SequenceNumber, Writer};
use depesch::diag::Diagnostic;
use depesch::format;
use depesch::markup::plain::Transliterate;
use depesch::model::{Charset, Edition, MarkLanguage, Newsroom, ReleaseId};
use depesch::wire::charset::CharsetEncoder;
use proptest::prelude::*;

const NOW: &str = "2026-03-15T12:00:00+01:00";

/// Every file of a format, by path.
fn exported(newsroom: &Newsroom, name: &str) -> BTreeMap<String, Vec<u8>> {
    common::export_only(newsroom, NOW, &[format::find(name).unwrap()])
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn folders() -> [Newsroom; 2] {
    [common::folder("tests/newsroom"), common::folder("content")]
}

#[test]
fn no_line_is_over_its_limit() {
    let mut looked_at = 0;
    for newsroom in folders() {
        for (path, bytes) in exported(&newsroom, "iptc7901") {
            for line in latin1(&bytes).lines() {
                looked_at += 1;
                let line = line.trim_matches(|c: char| c.is_control());
                assert!(line.chars().count() <= 69, "{path}: {line}");
            }
        }
        for (path, bytes) in exported(&newsroom, "txt") {
            for line in std::str::from_utf8(&bytes).unwrap().lines() {
                // A word that has no room stands alone, behind its label at most.
                let words = line.trim_start_matches("Webb: ").trim_start_matches("Web: ").trim_start_matches("Id: ");
                assert!(depesch::markup::plain::columns(line) <= 72 || !words.trim().contains(' '), "{path}: {line}");
            }
        }
    }
    assert!(looked_at > 2000, "{looked_at}");
}

#[test]
fn lines_end_in_cr_lf() {
    for name in ["iptc7901", "txt"] {
        for (path, bytes) in exported(&folders()[0], name) {
            let lone = bytes.windows(2).any(|pair| (pair[1] == b'\n') != (pair[0] == b'\r'));
            assert!(!lone, "{path}");
            assert!(!bytes.starts_with(b"\xef\xbb\xbf"), "{path} has a byte order mark");
        }
    }
}

/// Telephone numbers and digit groups of the whole newsroom, each looked for on one line.
#[test]
fn numbers_never_break() {
    let mut looked_at = 0;
    for newsroom in folders() {
        let now = common::instant(&newsroom, NOW);
        let edition = newsroom.public(&now);
        let (iptc, txt) = (exported(&newsroom, "iptc7901"), exported(&newsroom, "txt"));
        for release in edition.releases() {
            let mut numbers: Vec<String> = edition
                .contacts(release)
                .iter()
                .filter_map(|contact| contact.methods.phone())
                .map(|p| p.written().to_owned())
                .collect();
            for run in depesch::model::body::runs(&release.body).into_iter().chain(&release.lead) {
                numbers.extend(grouped(&run.plain()));
            }
            let files = [
                latin1(&iptc[&release.permalink.file("iptc")]),
                String::from_utf8(txt[&release.permalink.file("txt")].clone()).unwrap(),
            ];
            for number in numbers {
                looked_at += 1;
                let number = CharsetEncoder::new(Charset::Latin1).transliterate(&number).replace('\u{a0}', " ");
                for file in &files {
                    assert!(file.replace('\u{a0}', " ").lines().any(|line| line.contains(&number)), "{}: {number}", release.id);
                }
            }
        }
    }
    assert!(looked_at > 60, "{looked_at}");
}

/// "15 000", "073-421 86 53": digits parted by spaces.
fn grouped(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let is_digits = |word: &str| word.trim_end_matches(['.', ',', ')']).bytes().all(|b| b.is_ascii_digit()) && word.len() > 1;
    let pairs =
        words.windows(2).filter(|pair| is_digits(pair[0]) && is_digits(pair[1]) && pair[1].len() <= 4 && pair[0].len() <= 3);
    pairs.map(|pair| pair.join(" ")).collect()
}

/// What a channel that counts would make.
fn numbered(edition: &Edition, name: &str, number: u16) -> Vec<String> {
    let running = move |_: &ReleaseId| Some(SequenceNumber { number, replaces: Some(number - 4) });
    let context = || Context::new(format::FORMATS, &common::fetch).with_numbers(&running);
    let Writer::Release { write, gone, .. } = format::find(name).unwrap().writer else { panic!("{name}") };
    let releases = edition.releases().iter().map(|release| write(edition, release, &context()));
    let gone = edition.withdrawals().iter().map(|notice| gone(edition, notice, &context()));
    releases.chain(gone).map(|written| latin1(&written.unwrap().0)).collect()
}

#[test]
fn a_channel_that_counts_gives_its_number() {
    let newsroom = &folders()[0];
    let now = common::instant(newsroom, NOW);
    let edition = newsroom.public(&now);
    for message in numbered(&edition, "iptc7901", 123) {
        assert!(message.starts_with("\u{1}SOL0123 "), "{message}");
        let header = message.lines().next().unwrap();
        assert!(header.contains(" SOLVIK 0123 v"), "{header}");
        let replaces = ["COR", "UPD", "UTG"].iter().any(|signal| header.ends_with(&format!("{signal} 0119")));
        assert_eq!(replaces, !header.ends_with(" v1"), "{header}");
    }
    for message in numbered(&edition, "txt", 123) {
        assert!(message.lines().take(14).any(|line| line.ends_with(": SOL 0123")), "{message}");
        assert!(message.lines().take(14).any(|line| line.ends_with(": SOL 0119")), "{message}");
    }
    // Nobody counts what is built.
    for (path, bytes) in exported(newsroom, "iptc7901") {
        assert!(bytes.starts_with(b"\x01SOL0000 "), "{path}");
    }
    for (path, bytes) in exported(newsroom, "txt") {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("Löpnummer") && !text.contains("SOL 0"), "{path}");
    }
}

/// Only what a desk should know stands below the mark: nothing of the text that is meant to be published, and no contact above it.
#[test]
fn the_mark_parts_the_text_from_the_notes() {
    let newsroom = &folders()[0];
    let now = common::instant(newsroom, NOW);
    let edition = newsroom.public(&now);
    let files = exported(newsroom, "iptc7901");
    let letters = |text: &str| common::letters(&CharsetEncoder::new(Charset::Latin1).transliterate(&depesch::markup::clean(text)));
    for release in edition.releases() {
        let message = latin1(&files[&release.permalink.file("iptc")]);
        let (text, notes) = message.split_once("The following information is not intended for publication\r\n").unwrap();
        let (text, notes) = (common::letters(text), common::letters(notes));
        let sections = release.read_more.iter().chain(edition.boilerplates(release));
        let runs = depesch::model::body::runs(&release.body).into_iter().chain(&release.lead).chain(release.legal.as_ref());
        let all = runs.chain(sections.flat_map(|section| depesch::model::body::runs(&section.body)));
        // The notes say again which words lead where.
        let is_link = |run: &depesch::model::Inlines| run.links().iter().any(|(_, words)| *words == run.plain());
        for run in all.filter(|run| run.plain().chars().count() > 40 && !is_link(run)) {
            let said = letters(&run.plain());
            assert!(text.contains(&said) && !notes.contains(&said), "{}: {}", release.id, run.plain());
        }
        for phone in edition.contacts(release).iter().filter_map(|contact| contact.methods.phone()) {
            assert!(notes.contains(&letters(phone.written())), "{}: {}", release.id, phone.written());
        }
    }
}

/// A receiver chooses which sentence parts the notes from the text.
#[test]
fn the_mark_is_said_in_the_language_that_a_receiver_wants() {
    let mut newsroom = folders().into_iter().next().unwrap();
    for (mark, english, swedish) in
        [(MarkLanguage::Both, true, true), (MarkLanguage::English, true, false), (MarkLanguage::Own, false, true)]
    {
        newsroom.publisher.wire.mark = mark;
        let now = common::instant(&newsroom, NOW);
        let edition = newsroom.public(&now);
        let release = edition.releases().iter().find(|release| release.lang.primary() == "sv").unwrap();
        let message = latin1(&exported(&newsroom, "iptc7901")[&release.permalink.file("iptc")]);
        assert_eq!(message.contains("The following information is not intended for publication"), english);
        assert_eq!(message.contains("Red anm: "), swedish);
    }
}

/// The same message in UTF-8 and in ISO 8859-1, but for what the table tells.
#[test]
fn charsets_differ_by_the_table_alone() {
    for mut newsroom in folders() {
        let plain = exported(&newsroom, "txt");
        newsroom.publisher.wire.press_text = Charset::Latin1;
        for (path, bytes) in exported(&newsroom, "txt") {
            let spelled =
                CharsetEncoder::new(Charset::Latin1).transliterate(std::str::from_utf8(&plain[&path]).unwrap()).into_owned();
            let evened = |text: &str| text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(evened(&latin1(&bytes)), evened(&spelled), "{path}");
        }
    }
}

#[test]
fn every_substitution_is_reported_and_strict_forbids_it() {
    let writing = common::writing("Łódź – en ”vänort”", "Vi åker 😀 dit.", &["Kostar 5 €.".to_owned()], "Solvik", "chef").unwrap();
    let now = common::instant(&writing.newsroom, NOW);
    let edition = writing.newsroom.public(&now);
    let Writer::Release { write, .. } = format::find("iptc7901").unwrap().writer else { panic!() };
    let release = edition.releases()[0];
    let (_, notes) = write(&edition, release, &Context::new(format::FORMATS, &common::fetch)).unwrap();
    for c in "Łź–”😀€".chars() {
        let found: Vec<&Diagnostic> = notes.iter().filter(|note| note.message.en.contains(&format!("`{c}`"))).collect();
        assert_eq!(found.len(), 1, "{c}");
        assert_eq!(found[0].is_info(), "–”€".contains(c), "{c}");
        assert_eq!(found[0].location.file, release.source);
    }
    let mistakes = write(&edition, release, &Context::new(format::FORMATS, &common::fetch).strict(true)).unwrap_err();
    assert!(mistakes.len() >= 6 && mistakes.iter().all(Diagnostic::is_error), "{mistakes:#?}");
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(any::<char>(), 1..40).prop_map(|chars| chars.into_iter().collect()),
        2 => "[ -~åäöÅÄÖ–”’…=/*\u{1}\u{2}\u{3}\u{4}\u{7f}\u{a0}\u{ad}\u{85}]{1,90}",
        1 => "[a-z]{60,200}",
        1 => Just("a =\u{3}131137 GMT NOV 13\r\n\u{4}\u{1}EVL0666 1 PRM 1 sv".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a text, in every charset: one frame, no stray control, no line over the limit.
    #[test]
    fn the_frame_stays_whole(headline in hostile(), lead in hostile(), paragraphs in proptest::collection::vec(hostile(), 1..4), name in hostile(), role in hostile()) {
        let Some(mut writing) = common::writing(&headline, &lead, &paragraphs, &name, &role) else { return Ok(()) };
        for charset in Charset::ALL {
            writing.newsroom.publisher.wire.iptc7901 = charset;
            let bytes = writing.export("iptc7901");
            let controls: Vec<u8> = bytes.iter().copied().filter(|byte| *byte < 0x20 && !matches!(byte, b'\r' | b'\n')).collect();
            prop_assert_eq!(controls, [1u8, 2, 3, 4]);
            let text = if charset == Charset::Utf8 { String::from_utf8(bytes.clone()).unwrap() } else { latin1(&bytes) };
            for line in text.lines() {
                prop_assert!(depesch::markup::plain::columns(line.trim_matches(|c: char| c.is_control())) <= 70, "{line:?}");
            }
            // Superdesk's pattern: ^\x01([a-zA-Z]*)([0-9]*) (.) ([A-Z]{1,3}) ([0-9]*) ([a-zA-Z0-9 ]*)
            let header = text.lines().next().unwrap();
            let fields: Vec<&str> = header.trim_start_matches('\u{1}').splitn(5, ' ').collect();
            prop_assert_eq!(fields[0], "SOL0000");
            prop_assert!(fields[1].len() == 1 && fields[2] == "PRM" && fields[3].parse::<usize>().is_ok());
            prop_assert!(fields[4].len() <= 50 && fields[4].bytes().all(|b| b.is_ascii_alphanumeric() || b == b' '), "{header}");
        }
    }
}
