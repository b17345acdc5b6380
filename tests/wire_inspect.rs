//! The reader of wire messages: our own, those of agencies, broken ones and junk.

use crate::common;

#[path = "wire_inspect/messages.rs"]
mod messages;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::test_site::TestSite;
use depesch::diag::Severity;
use depesch::model::Charset;
use depesch::wire::inspect::{
    Dialect, Finding, InspectedBlockKind, InspectedMessage, Inspection, Iptc7901, MessageField, PressText, Rule, StatusKind,
    UseStatus, superdesk_accepts,
};
use depesch::wire::signal::MessageSignal;
use messages::{ATS, BELGA, DPA, KNA, OURS, TEXT, latin1, seven_bit};
use proptest::prelude::*;

fn inspect(bytes: &[u8]) -> Inspection {
    depesch::wire::inspect::inspect(bytes, None)
}

#[track_caller]
fn wire(reading: &Inspection) -> &Iptc7901 {
    let InspectedMessage::Iptc7901(message) = &reading.message else { panic!("not IPTC 7901: {reading:?}") };
    message
}

#[track_caller]
fn text(reading: &Inspection) -> &PressText {
    let InspectedMessage::PressText(text) = &reading.message else { panic!("not a press text: {reading:?}") };
    text
}

fn rules(reading: &Inspection) -> BTreeSet<Rule> {
    reading.findings.iter().map(|finding| finding.rule).collect()
}

fn line_of(finding: &Finding) -> usize {
    finding.diagnostic.location.span.as_ref().unwrap().line
}

/// Every line end and space aside, each byte stands in one piece.
#[track_caller]
fn assert_nothing_dropped(bytes: &[u8], reading: &Inspection) {
    let mut reached = 0;
    for piece in &reading.pieces {
        assert!(
            reached <= piece.range.start && piece.range.start < piece.range.end && piece.range.end <= bytes.len(),
            "{piece:?} after {reached}"
        );
        assert!(bytes[reached..piece.range.start].iter().all(u8::is_ascii_whitespace), "before {piece:?}");
        reached = piece.range.end;
    }
    assert!(bytes[reached..].iter().all(u8::is_ascii_whitespace), "after {reached}");
    assert!(reading.findings.is_sorted_by_key(|finding| finding.offset));
}

#[test]
fn a_message_of_ours_is_read_field_by_field_and_has_no_fault() {
    let bytes = latin1(OURS);
    let reading = inspect(&bytes);
    assert_eq!(reading.findings, []);
    assert_nothing_dropped(&bytes, &reading);
    assert_eq!((reading.dialect, reading.charset()), (Dialect::Depesch, Charset::Latin1));
    let message = wire(&reading);
    assert_eq!((message.service.as_str(), message.number.as_str()), ("BOT", "0123"));
    assert_eq!((message.priority, message.category.as_str()), (Some('4'), "PRM"));
    assert_eq!((message.words_stated, message.words_counted), (Some(20), 20));
    let optional = &message.optional;
    assert_eq!(optional.language.as_deref(), Some("sv"));
    assert_eq!(optional.place.as_deref(), Some("BOTKYRKA"));
    assert_eq!(optional.counter.as_deref(), Some("0045"));
    assert_eq!((optional.version, optional.signal, optional.other.len()), (Some(1), None, 0));
    assert_eq!(message.keywords, ["Skola", "Botkyrka"]);
    assert_eq!(message.headline, "Ny skola öppnar i Tumba");
    assert_eq!(message.status, []);
    let body: Vec<_> = message.body.iter().map(|block| (block.kind, block.marker.as_deref(), block.text.as_str())).collect();
    let expected = [
        (InspectedBlockKind::Paragraph, None, "Den nya skolan öppnar på måndag, och alla får komma."),
        (InspectedBlockKind::Quote, Some("-"), "Det blir bra, säger Åsa Ek."),
        (InspectedBlockKind::Item, Some("*"), "Åtta klasser"),
        (InspectedBlockKind::Item, Some("1."), "Två salar"),
    ];
    assert_eq!(body, expected);
    assert_eq!(message.marks.len(), 2);
    assert_eq!(message.contacts, ["Anna Berg, rektor", "08-465 004 10"]);
    assert_eq!(message.dates[0].value, "20 juni 2017");
    assert_eq!(message.id.as_deref(), Some("tag:botkyrka.se,2017:pm/ny-skola"));
    assert_eq!((message.version, message.sender.as_deref()), (Some(1), Some("Botkyrka kommun")));
    assert_eq!(message.date_time.as_ref().unwrap().sorted(), "2017-06-19T22:00 GMT");
    let fields: Vec<MessageField> = reading.pieces.iter().map(|piece| piece.field).collect();
    assert!(fields.contains(&MessageField::Sender) && fields.contains(&MessageField::Contacts), "{fields:?}");
}

#[test]
fn corrections_and_kills_of_ours_have_no_fault() {
    let corrected = OURS
        .replace("4 PRM 20 sv BOTKYRKA 0045 v1", "3 PRM 20 sv UPPLANDS VASBY 0046 v2 COR 0123")
        .replace("Tumba =\r\n", "Tumba =\r\nEMBARGO TILL 2017-06-20 KL 10.00 SVENSK TID\r\nRÄTTELSE\r\n(Skolan ligger i Tumba. I version 1\r\nstod Tullinge.)\r\n")
        .replace("Version: 1", "Version: 2 (ersätter version 1)");
    let reading = inspect(&latin1(&corrected));
    assert_eq!(reading.findings, []);
    let message = wire(&reading);
    assert_eq!(message.headline, "Ny skola öppnar i Tumba");
    assert_eq!(message.optional.place.as_deref(), Some("UPPLANDS VASBY"));
    assert_eq!((message.signal(), message.optional.replaced.as_deref()), (Some(MessageSignal::Correction), Some("0123")));
    let status: Vec<_> = message.status.iter().map(|line| (line.kind, line.text.as_str())).collect();
    let expected = [
        (StatusKind::Embargo, "EMBARGO TILL 2017-06-20 KL 10.00 SVENSK TID"),
        (StatusKind::Signal(MessageSignal::Correction), "RÄTTELSE"),
        (StatusKind::Reason, "(Skolan ligger i Tumba. I version 1 stod Tullinge.)"),
    ];
    assert_eq!(status, expected);

    let killed = OURS
        .replace("4 PRM 20 sv BOTKYRKA 0045 v1", "2 PRM 20 en BOTKYRKA 0046 v1 UTG 0123")
        .replace("Tumba =\r\n", "Tumba =\r\nKILL KILL KILL\r\n");
    let reading = inspect(&latin1(&killed));
    assert_eq!(reading.findings, []);
    assert_eq!(wire(&reading).signal(), Some(MessageSignal::Kill));
}

#[test]
fn the_dialect_of_dpa_is_understood() {
    let bytes = latin1(DPA);
    let reading = inspect(&bytes);
    assert_nothing_dropped(&bytes, &reading);
    assert!(reading.is_sound(), "{:#?}", reading.findings);
    assert_eq!(reading.dialect, Dialect::Dpa);
    let message = wire(&reading);
    assert_eq!((message.service.as_str(), message.number.as_str()), ("bdt", "0231"));
    assert_eq!((message.optional.agency.as_deref(), message.optional.counter.as_deref()), (Some("dpa"), Some("1231")));
    assert_eq!(message.headline, "Eil: Hafen von Nordstadt bleibt geschlossen");
    assert_eq!(message.status[0].kind, StatusKind::Embargo);
    assert_eq!(message.status[1].text, "Von Jana Küster, dpa");
    assert_eq!(message.body.len(), 2);
    assert_eq!(message.words_counted, 22);
    assert_eq!(message.marks.len(), 2);
    assert_eq!(message.sender.as_deref(), Some("dpa jk yy"));
    assert_eq!(message.date_time.as_ref().unwrap().sorted(), "2017-10-09T14:20");
    assert!(rules(&reading).is_superset(&[Rule::Bell, Rule::LfAfterHeader, Rule::NoZone, Rule::LocalMonth].into()));
}

#[test]
fn the_dialect_of_ats_is_understood() {
    let bytes = latin1(ATS);
    let reading = inspect(&bytes);
    assert_nothing_dropped(&bytes, &reading);
    assert!(reading.is_sound(), "{:#?}", reading.findings);
    assert_eq!(reading.dialect, Dialect::Ats);
    let message = wire(&reading);
    assert_eq!((message.service.as_str(), message.number.as_str()), ("bsf", "037"));
    assert_eq!(message.optional.selectors.as_deref(), Some("gef"));
    assert_eq!(message.keywords, ["Port de Vernes"]);
    assert_eq!(message.headline, "Port de Vernes: Le bac reprend son service");
    assert_eq!(message.date_time.as_ref().unwrap().month, 1);
    assert!(rules(&reading).is_superset(&[Rule::FillersBefore, Rule::FillersAfter, Rule::KeywordOpen, Rule::NoMark].into()));
}

#[test]
fn the_dialect_of_kna_is_understood() {
    let reading = inspect(&latin1(KNA));
    assert!(reading.is_sound(), "{:#?}", reading.findings);
    let message = wire(&reading);
    assert_eq!(reading.dialect, Dialect::Kna);
    assert_eq!(message.optional.selectors.as_deref(), Some("vvvvb"));
    assert_eq!((message.optional.counter.as_deref(), message.version), (Some("170123-89-00065"), Some(2)));
    assert_eq!(message.signal(), Some(MessageSignal::Correction));
    assert_eq!(message.headline, "Glocken läuten wieder");
    assert_eq!(message.date_time.as_ref().unwrap().zone.as_deref(), Some("MEZ"));
    assert_eq!(message.date_time.as_ref().unwrap().month, 12);
}

#[test]
fn the_dialect_of_belga_is_understood() {
    let reading = inspect(&latin1(BELGA));
    assert!(reading.is_sound(), "{:#?}", reading.findings);
    let message = wire(&reading);
    assert_eq!(reading.dialect, Dialect::Belga);
    assert_eq!((message.words_stated, message.category.as_str()), (Some(7), "EMC"));
    assert_eq!(message.optional.language.as_deref(), Some("F"));
    assert_eq!(message.optional.counter.as_deref(), Some("0031"));
    assert_eq!((message.optional.signal, message.optional.replaced.as_deref()), (Some(MessageSignal::Correction), Some("703")));
    assert_eq!(message.date_time.as_ref().unwrap().year, 1997);
    assert!(rules(&reading).contains(&Rule::WordsPadded));
}

#[test]
fn characters_are_guessed_by_evidence() {
    let plain = OURS.replace(['å', 'ä', 'ö', 'Å'], "a");
    for (bytes, charset) in [
        (latin1(OURS), Charset::Latin1),
        (OURS.as_bytes().to_vec(), Charset::Utf8),
        (plain.into_bytes(), Charset::Ascii),
        (seven_bit(OURS), Charset::Swedish7),
    ] {
        let reading = inspect(&bytes);
        assert_eq!(reading.charset(), charset, "{:?}", reading.evidence);
        let headline = &wire(&reading).headline;
        assert!(
            headline == "Ny skola öppnar i Tumba" || charset == Charset::Ascii && headline == "Ny skola appnar i Tumba",
            "{headline}"
        );
    }
    // What was agreed on is no finding.
    assert_eq!(depesch::wire::inspect::inspect(OURS.as_bytes(), Some(Charset::Utf8)).findings, []);
    assert_eq!(depesch::wire::inspect::inspect(&seven_bit(OURS), Some(Charset::Swedish7)).findings, []);
    // Links and addresses of folders are no Swedish.
    assert_eq!(inspect(b"Se [1] och C:\\dir\\fil {a} a | b.\r\n").charset(), Charset::Ascii);
}

#[test]
fn the_detector_of_superdesk_is_met_by_hand() {
    for taken in ["\u{1}BOT0123 4 PRM 359 sv", "\u{1}bdt0231 3 pl 213 dpa", "\u{1} x A  ", "\u{1}abc ! spo 12 ", "\u{1}123 4 s 1 é"]
    {
        assert!(superdesk_accepts(taken.as_bytes()), "{taken:?}");
    }
    for refused in [
        "BOT0123 4 PRM 359 sv",
        "\u{1}BOT0123  4 PRM 359 sv",
        "\u{1}BOT0123 4 PRMX 359 sv",
        "\u{1}BOT0123 4 PRM 359",
        "\u{1}BÖT0123 4 PRM 359 ",
        "\u{1}BOT0123 44 PRM 359 ",
        "\u{1}BOT 0123 4 PRM 359 ",
        "\u{1}BOT0123 \n PRM 359 ",
        "\u{1}BOT0123 4 1 359 ",
        "\u{1}",
        "",
    ] {
        assert!(!superdesk_accepts(refused.as_bytes()), "{refused:?}");
    }
}

#[test]
fn a_press_text_is_read_field_by_field() {
    let reading = inspect(TEXT.as_bytes());
    assert_eq!(reading.findings, []);
    assert_nothing_dropped(TEXT.as_bytes(), &reading);
    assert_eq!((reading.dialect, reading.charset()), (Dialect::Depesch, Charset::Utf8));
    let found = text(&reading);
    assert_eq!((found.kind.as_str(), found.signal), ("PRESSMEDDELANDE", Some(MessageSignal::Correction)));
    assert_eq!(found.sender, "Solvik kommun, Fritidsförvaltningen");
    assert_eq!(
        found.dates.iter().map(|date| date.value.as_str()).collect::<Vec<_>>(),
        ["10 februari 2026", "11 februari 2026 kl. 15.00"]
    );
    assert_eq!((&found.use_status, found.version), (&Some(UseStatus::Immediate), Some(2)));
    assert!(found.status.iter().any(|line| line.text.ends_with("stod 54 kronor.")), "{:?}", found.status);
    assert_eq!(found.headline, "Oförändrade avgifter i simhallen");
    assert_eq!(found.subhead.as_deref(), Some("Så mycket kostar det"));
    let body: Vec<_> = found.body.iter().map(|block| block.text.as_str()).collect();
    let expected = [
        "Avgifterna i simhallen är oförändrade hela året, har nämnden bestämt på sitt möte i måndags.",
        "Det här kostar det",
        "Barn betalar 45 kronor.",
        "Vuxna betalar 90 kronor.",
        "Det är roligt, säger Disa Hjorth.",
    ];
    assert_eq!(body, expected);
    assert_eq!(found.end_mark.as_deref(), Some("SLUT"));
    let headings: Vec<_> = found.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["KONTAKT", "Om Solvik kommun", "LÄNKAR"]);
    assert_eq!(
        found.contacts,
        ["Sakfrågor: Disa Hjorth, bibliotekschef", "08-465 004 31", "Presstjänsten", "press@solvik.example"]
    );
    assert_eq!(found.id.as_deref(), Some("tag:solvik.example,2026-02-10:release/19f5ba7ec2d0468b"));
    assert_eq!(found.web.as_deref(), Some("https://www.solvik.example/nyheter/"));
    assert_eq!(found.subjects[0].value, "Fritid");
}

#[test]
fn embargo_and_kill_of_a_press_text_are_understood() {
    let embargo = TEXT.replace("FÖR OMEDELBAR PUBLICERING", "EMBARGO TILL 20 JUNI 2026 KL. 10.00");
    let reading = inspect(embargo.as_bytes());
    assert_eq!(reading.findings, []);
    assert_eq!(text(&reading).use_status, Some(UseStatus::Embargo("EMBARGO TILL 20 JUNI 2026 KL. 10.00".to_owned())));
    let kill = "KILL: PRESS RELEASE\r\nSolvik\r\nVersion: 2 (replaces version 1)\r\nDO NOT USE ANY EARLIER VERSION OF THIS RELEASE.\r\n\r\n\
Free buses\r\n\r\nIt was sent by mistake.\r\n\r\n-30-\r\n\r\nCONTACT\r\npress@solvik.example\r\n\r\nId: tag:solvik.example,2026:x\r\n";
    let reading = inspect(kill.as_bytes());
    assert_eq!(reading.findings, []);
    assert_eq!((text(&reading).signal, &text(&reading).use_status), (Some(MessageSignal::Kill), &Some(UseStatus::Killed)));
}

#[test]
fn every_press_text_of_the_golden_newsroom_is_without_a_fault() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/releases")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                let bytes = fs::read(&path).unwrap();
                let reading = inspect(&bytes);
                assert_nothing_dropped(&bytes, &reading);
                let wrong: Vec<_> = reading.findings.iter().filter(|finding| finding.rule != Rule::NoContact).collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
                let found = text(&reading);
                assert!(!found.headline.is_empty() && found.id.is_some() && found.web.is_some(), "{}: {found:#?}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn the_samples_of_every_wire_format_are_without_a_fault() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/samples");
    if !samples.is_dir() {
        eprintln!("skipped: the samples are not on this machine");
        return;
    }
    for (name, words, signal) in
        [("seed", 359, None), ("correction", 359, Some(MessageSignal::Correction)), ("kill", 12, Some(MessageSignal::Kill))]
    {
        let bytes = fs::read(samples.join(format!("{name}.iptc"))).unwrap();
        let reading = inspect(&bytes);
        assert_eq!(reading.findings, [], "{name}");
        assert_nothing_dropped(&bytes, &reading);
        let message = wire(&reading);
        assert_eq!((message.words_counted, message.signal()), (words, signal), "{name}");
        assert_eq!(message.headline, "Skolor och förskolor i Botkyrka utvecklas med stöd av Skolverket");
        assert_eq!((message.contacts.len(), message.sender.as_deref()), (4, Some("Botkyrka kommun")));
        let bytes = fs::read(samples.join(format!("{name}.txt"))).unwrap();
        let reading = inspect(&bytes);
        assert_eq!(reading.findings, [], "{name}.txt");
        let found = text(&reading);
        assert_eq!((found.headline.as_str(), found.signal), (message.headline.as_str(), signal));
        assert_eq!(found.contacts, message.contacts);
        // The same text in both forms, but for what Latin-1 does not have.
        let plain = |text: &str| text.replace(['”', '“'], "\"").replace('–', "-");
        let in_text: Vec<_> = found.body.iter().map(|block| plain(&block.text)).collect();
        let on_wire: Vec<_> = message.body.iter().map(|block| block.text.clone()).collect();
        assert_eq!(in_text, on_wire, "{name}");
    }
}

/// For each rule a message that breaks it.
fn broken() -> Vec<(Rule, Vec<u8>)> {
    let ours = |from: &str, to: &str| {
        assert!(OURS.contains(from), "{from:?}");
        latin1(&OURS.replacen(from, to, 1))
    };
    let text = |from: &str, to: &str| {
        assert!(TEXT.contains(from), "{from:?}");
        TEXT.replacen(from, to, 1).into_bytes()
    };
    let corrected = |from: &str, to: &str| {
        latin1(&OURS.replace("0045 v1", "0045 v1 COR 0122").replace(" =\r\n", " =\r\nRÄTTELSE\r\n").replace(from, to))
    };
    let mut windows = ours("bra", "?");
    let at = windows.iter().position(|b| *b == b'?').unwrap();
    windows[at] = 0x96;
    let mut mixed = latin1(OURS);
    mixed.splice(100..100, *b"\xc3\xa5");
    vec![
        (Rule::Empty, b" \r\n".to_vec()),
        (Rule::TooLong, [latin1(OURS), vec![b' '; 5 << 20]].concat()),
        (Rule::NoSoh, ours("\u{1}", "")),
        (Rule::TwoSoh, ours("bra", "\u{1}")),
        (Rule::BeforeSoh, ours("\u{1}", "ZCZC\r\n\u{1}")),
        (Rule::FillersBefore, ours("\u{1}", "\u{7f}\u{7f}\u{1}")),
        (Rule::Header, ours("0123 4", "0123  4")),
        (Rule::HeaderCharacter, ours("BOTKYRKA", "MALMÖ")),
        (Rule::Service, ours("BOT0123", "B0123")),
        (Rule::Number, ours("BOT0123", "BOT12")),
        (Rule::Priority, ours(" 4 PRM", " A PRM")),
        (Rule::NoWords, ours("PRM 20 sv", "PRM  sv")),
        (Rule::WordsPadded, ours("PRM 20", "PRM 0020")),
        (Rule::WordCount, ours("PRM 20", "PRM 19")),
        (Rule::OptionalLong, ours("BOTKYRKA", &"BOTKYRKA ".repeat(6))),
        (Rule::NoKeywords, ours("Skola/Botkyrka/\r\n", "")),
        (Rule::KeywordOpen, ours("Botkyrka/\r\n", "Botkyrka\r\n")),
        (Rule::NoStx, ours("\u{2}", "")),
        (Rule::TwoStx, ours("bra", "\u{2}")),
        (Rule::StxWithinLine, ours("Botkyrka/\r\n\u{2}", "Botkyrka/\u{2}")),
        (Rule::NoHeadline, ours("\u{2}", "\u{2}\r\n")),
        (Rule::HeadlineOpen, ours(" =\r\n", "\r\n")),
        (Rule::Bell, ours("\u{2}", "\u{2}\u{7}\u{7}")),
        (Rule::StatusMissing, ours("0045 v1", "0045 v1 COR 0122")),
        (Rule::SignalMissing, ours(" =\r\n", " =\r\nUPPDATERING\r\n")),
        (Rule::NoReason, corrected("bra", "bra")),
        (Rule::KillPriority, ours(" =\r\n", " =\r\nUTGÅR UTGÅR UTGÅR\r\n")),
        (Rule::NoBody, b"\x01BOT0123 4 PRM 0 sv BOTKYRKA 0045 v1\r\nA/\r\n\x02A =\r\n\r\n\x03192200 GMT JUN 17\r\n\x04".to_vec()),
        (Rule::NoMark, latin1(&OURS.replace("The following", "A").replace("Red anm: Följande uppgifter", "B"))),
        (Rule::MarkUnseen, ours("The following information is not intended for publication\r\n", "")),
        (Rule::NoId, ours("Id: ", "Nr ")),
        (Rule::VersionDiffers, ours("Version: 1", "Version: 2")),
        (Rule::NoEtx, ours("\u{3}", "")),
        (Rule::TwoEtx, ours("bra", "\r\n\u{3}")),
        (Rule::EtxWithinLine, ours("bra", "\u{3}")),
        (Rule::OutOfOrder, ours("bra", "\u{4}")),
        (Rule::NoDateTime, ours("192200 GMT JUN 17", "")),
        (Rule::DateTime, ours("192200 GMT JUN", "312200 GMT JUN")),
        (Rule::NoZone, ours(" GMT", "")),
        (Rule::LocalMonth, ours("JUN", "juni")),
        (Rule::NoEot, ours("\u{4}", "")),
        (Rule::FillersAfter, ours("\u{4}", "\u{4}\r\n")),
        (Rule::AfterEot, ours("\u{4}", "\u{4}NNNN")),
        (Rule::SecondMessage, latin1(&OURS.repeat(2))),
        (Rule::NotUnderstood, ours("JUN 17\r\n", "JUN 17\r\nNNNN")),
        (Rule::LongLine, ours("bra", &"bra".repeat(30))),
        (Rule::Control, ours("bra", "\u{1b}[2J")),
        (Rule::Tab, ours("bra", "\tbra")),
        (Rule::LoneLf, ours("komma.\r\n", "komma.\n")),
        (Rule::LfAfterHeader, ours("v1\r\n", "v1\r\n\n")),
        (Rule::LoneCr, ours("komma.\r\n", "komma.\r")),
        (Rule::Charset, OURS.as_bytes().to_vec()),
        (Rule::Charset, windows),
        (Rule::Charset, latin1(&TEXT.replace('–', "-"))),
        (Rule::MixedCharset, mixed),
        (Rule::National, seven_bit(OURS)),
        (Rule::Mojibake, text("avgifter i", "Ã¤vgifter i")),
        (Rule::Bom, text("RÄTTELSE: PRESS", "\u{feff}RÄTTELSE: PRESS")),
        (Rule::NoEndMark, text("SLUT\r\n", "")),
        (Rule::NoKind, text("RÄTTELSE: PRESSMEDDELANDE", "Hej alla")),
        (Rule::NoStatus, text("FÖR OMEDELBAR PUBLICERING\r\n", "")),
        (Rule::NoVersion, text("Version: 2", "Vers: 2")),
        (Rule::NoContact, text("KONTAKT\r\n", "FAKTA\r\n")),
        (Rule::NoLastLineEnd, text("Fritid\r\n", "Fritid")),
    ]
}

#[test]
fn every_rule_has_a_message_that_breaks_it() {
    let mut shown = BTreeSet::new();
    for (rule, bytes) in broken() {
        let reading = inspect(&bytes);
        let finding = reading.findings.iter().find(|finding| finding.rule == rule);
        let finding = finding.unwrap_or_else(|| panic!("{rule:?} is not among {:?}", rules(&reading)));
        assert_nothing_dropped(&bytes, &reading);
        assert!(line_of(finding) >= 1 && finding.offset <= bytes.len());
        for said in [&finding.diagnostic.message, finding.diagnostic.hint.as_ref().unwrap()] {
            assert!(!said.en.ends_with('.') || said.en.ends_with("..."), "{said:?}");
            assert!(said.en != said.sv, "{said:?}");
        }
        shown.insert(rule);
    }
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !shown.contains(rule)).collect();
    assert!(missing.is_empty(), "no message breaks {missing:?}");
    let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
}

#[test]
fn what_breaks_a_message_is_reported_with_its_place() {
    let bytes = latin1(&OURS.replace("bra", "b\u{3}ra"));
    let reading = inspect(&bytes);
    let finding = reading.findings.iter().find(|finding| finding.rule == Rule::EtxWithinLine).unwrap();
    assert_eq!((finding.diagnostic.severity, line_of(finding)), (Severity::Error, 9));
    assert_eq!(bytes[finding.offset], 3);
    assert!(!reading.is_sound());
    // Foreign text stays, and is told.
    let bytes = latin1(&OURS.replace("JUN 17\r\n", "JUN 17\r\nNNNN\r\n"));
    let reading = inspect(&bytes);
    let piece = reading.pieces.iter().find(|piece| piece.field == MessageField::NotUnderstood).unwrap();
    assert_eq!(&bytes[piece.range.start..piece.range.start + 4], b"NNNN");
}

#[test]
fn junk_takes_no_longer_than_its_length() {
    for unit in [
        "\u{1}",
        "\u{2}\n",
        "\u{3}",
        "\n",
        "a",
        " ",
        "\u{1}\u{2}\u{3}\u{4}",
        "* a\n",
        "1. 1.\n\n",
        "Id:\nx\n\n",
        "å[{|}]\r",
        "(a\n",
    ] {
        let bytes = unit.repeat((1 << 19) / unit.len()).into_bytes();
        assert_nothing_dropped(&bytes, &inspect(&bytes));
        let framed = [b"\x01BOT0123 4 PRM 20 sv A 0045 v1\r\nA/\r\n\x02A =\r\n".as_slice(), &bytes].concat();
        assert_nothing_dropped(&framed, &inspect(&framed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        assert_nothing_dropped(&bytes, &inspect(&bytes));
        for charset in Charset::ALL {
            assert_nothing_dropped(&bytes, &depesch::wire::inspect::inspect(&bytes, Some(charset)));
        }
    }

    #[test]
    fn any_structure_is_read_without_panic(parts in prop::collection::vec(0_usize..16, 0..60)) {
        let units: [&[u8]; 16] = [b"\x01", b"\x02", b"\x03", b"\x04", b"\r\n", b"\n", b"\r", b" =", b"BOT0123 4 PRM 9 ", b"(", b"   * ", b"1. ", b"Id: x",
            b"\x7f", b"\xc3\xa5", b"192200 GMT JUN 17"];
        let bytes: Vec<u8> = parts.iter().flat_map(|part| units[*part].iter().copied()).collect();
        assert_nothing_dropped(&bytes, &inspect(&bytes));
    }

    #[test]
    fn any_damage_is_read_without_panic(
        which in 0_usize..6,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..20, prop::collection::vec(any::<u8>(), 0..4)), 0..5),
    ) {
        let mut bytes = match which {
            0 => latin1(DPA),
            1 => latin1(ATS),
            2 => latin1(BELGA),
            3 => latin1(KNA),
            4 => TEXT.as_bytes().to_vec(),
            _ => latin1(OURS),
        };
        for (at, long, put) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + long).min(bytes.len());
            bytes.splice(at..end, put);
        }
        assert_nothing_dropped(&bytes, &inspect(&bytes));
    }

    #[test]
    fn the_detector_and_the_fields_agree(line in "[A-Za-z]{0,3}[0-9]{0,3} {0,2}[0-9A-Z]{0,2} {0,2}[A-Za-z]{0,4} {0,2}[0-9]{0,3} {0,2}[a-z0-9#]{0,4}") {
        let taken = superdesk_accepts(format!("\u{1}{line}").as_bytes());
        let reading = inspect(format!("\u{1}{line}\r\n\u{2}A =\r\n\r\n   a\r\n\u{3}").as_bytes());
        prop_assert_eq!(taken, !rules(&reading).contains(&Rule::Header));
    }
}

fn site(name: &str, bytes: &[u8]) -> TestSite {
    let site = TestSite { folder: tempfile::tempdir().unwrap() };
    fs::write(site.path(name), bytes).unwrap();
    site
}

#[test]
fn inspect_explains_a_sound_message() {
    let site = site("a.iptc", &latin1(OURS));
    let answer = site.run(&["wire", "inspect", "a.iptc"]).exits(0);
    for said in [
        "a.iptc: IPTC 7901, dialect Depesch, read as iso-8859-1",
        "<SOH>",
        "service               BOT",
        "= language sv, place BOTKYRKA, counter 0045, version 1",
        "= 2017-06-19T22:00 GMT",
        "<DEL><DEL><DEL><DEL>",
        "nothing is wrong",
    ] {
        assert!(answer.stdout().contains(said), "{said:?} is not in:\n{}", answer.stdout());
    }
    site.run(&["wire", "inspect", "a.iptc", "--lang", "sv"]).exits(0).says("inget är fel").says("nyckelord");
}

#[test]
fn inspect_says_what_is_wrong_and_how_to_mend_it() {
    let site = site("a.iptc", &latin1(&OURS.replace("PRM 20", "PRM 24").replace("\u{4}", "")));
    site.run(&["wire", "inspect", "a.iptc"])
        .exits(1)
        .says("warning[word-count]: the header states 24 words, the text has 20\n --> a.iptc:1:2\n")
        .says("1 | ␁BOT0123 4 PRM 24 sv BOTKYRKA 0045 v1\n  |  ^\n")
        .says("= hint: count what")
        .says("warning[no-eot]: there is no EOT at the end\n  --> a.iptc:29:5\n")
        .says("errors (receivers lose or misread the message): 0, warnings (against our rules): 2, infos: 0");
    site.run(&["wire", "inspect", "a.iptc", "--lang", "sv"])
        .exits(1)
        .says("varning[word-count]: rubrikraden anger 24 ord, texten har 20");
    site.run(&["wire", "inspect", "gone.iptc"]).exits(3).says("the file cannot be read: `gone.iptc`");
}

#[test]
fn inspect_answers_machines_and_several_files() {
    let site = site("a.iptc", &latin1(OURS));
    fs::write(site.path("b.txt"), TEXT).unwrap();
    let answer = site.run(&["wire", "inspect", "a.iptc", "b.txt", "--json"]).exits(0);
    let told: serde_json::Value = serde_json::from_str(&answer.stdout()).unwrap();
    assert_eq!(told["messages"][0]["form"], "iptc7901");
    assert_eq!(told["messages"][0]["fields"]["headline"], "Ny skola öppnar i Tumba");
    assert_eq!(told["messages"][0]["fields"]["date_time"]["sorted"], "2017-06-19T22:00 GMT");
    assert_eq!(told["messages"][1]["form"], "press_text");
    assert_eq!(told["messages"][1]["fields"]["use"], "immediate");
    assert_eq!(told["messages"][1]["findings"], serde_json::json!([]));
}

#[test]
fn inspect_takes_what_was_agreed_and_standard_input() {
    let site = site("a.iptc", OURS.as_bytes());
    site.run(&["wire", "inspect", "a.iptc"]).exits(1).says("the text is utf-8, not iso-8859-1");
    site.run(&["wire", "inspect", "a.iptc", "--charset", "utf-8"]).exits(0);
    site.run(&["wire", "inspect", "a.iptc", "--charset", "ebcdic"]).exits(2).says("the charsets are us-ascii, iso-8859-1");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_depesch"))
        .args(["wire", "inspect", "-", "--lang", "en"])
        .stdin(fs::File::open(site.path("a.iptc")).unwrap())
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("-: IPTC 7901"));
}

#[test]
fn no_message_can_command_the_terminal() {
    let wild = format!("{}\u{1b}]0;x\u{7}\u{9b}2J\u{202e}", TEXT.replace("simhallen", "\u{1b}[2J\u{202e}hallen"));
    for bytes in [
        wild.as_bytes().to_vec(),
        latin1(&OURS.replace("JUN 17\r\n", "JUN 17\r\n\u{1b}[2J\u{9b}").replace("BOTKYRKA", "\u{1b}[2J")),
        (0..=255).collect(),
    ] {
        let site = site("a", &bytes);
        for json in [&[][..], &["--json"]] {
            let answer = site.run(&[&["wire", "inspect", "a"][..], json].concat());
            let said = answer.stdout();
            assert!(
                said.chars()
                    .all(|c| c == '\n'
                        || !(c.is_control() && json.is_empty() || c == '\u{1b}' || c == '\u{202e}' && json.is_empty())),
                "{said:?}"
            );
        }
    }
}
