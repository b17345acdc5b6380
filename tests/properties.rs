//! Any text in any field: every XML is well-formed, and reads back the same through a reader that is not ours (feed-rs).

use crate::common;

use common::Writing;
use common::facts::Tables;
use depesch::format::FORMATS;
use feed_rs::model::Feed;
use proptest::prelude::*;

/// Text as authors and their programs produce it: letters of all scripts, markup, controls, direction marks.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(any::<char>(), 1..40).prop_map(|chars| chars.into_iter().collect()),
        1 => "[ -~åäöÅÄÖ–”’…\u{ad}\u{a0}]{1,60}",
        1 => Just("]]> <![CDATA[ & &amp; &#0; <script>alert(1)</script> \" ' {{ 7*7 }}".to_owned()),
        1 => Just("\u{202e}gpj.exe\u{202c} \u{2066}x 👩🏽\u{200d}🚒 e\u{301}\u{fffe}\u{1f}".to_owned()),
    ]
}

/// What a reader must give back: the words, as XML can hold them and with white space evened out.
fn words(text: &str) -> Vec<String> {
    depesch::markup::clean(text)
        .chars()
        .filter(|c| c.is_whitespace() || !depesch::model::name::is_invisible(*c))
        .collect::<String>()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn check(feed: &Feed, writing: &Writing) {
    assert_eq!(feed.entries.len(), 1);
    let entry = &feed.entries[0];
    assert_eq!(entry.id, writing.release.id.as_str());
    let title = entry.title.as_ref().map(common::title).unwrap_or_default();
    assert_eq!(words(&title), words(writing.release.headline.as_str()));
    let html = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
    let body = common::text_of_html(&html);
    for run in depesch::model::body::runs(&writing.release.body) {
        let said = words(&run.plain()).join(" ");
        assert!(words(&body).join(" ").contains(&said), "{said:?} is not in {body:?}");
    }
}

/// By readers that are not ours.
fn assert_valid(path: &str, bytes: &[u8]) {
    match path.rsplit('.').next().unwrap() {
        "rss" | "atom" | "opml" | "xml" => common::assert_well_formed(bytes),
        "iptc" => framed(bytes),
        // Files of templates/, copied.
        "png" | "ico" => {}
        "json" => assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok(), "{path}"),
        "html" => {
            let mut script = false;
            for token in html5gum::Tokenizer::new(std::str::from_utf8(bytes).unwrap()) {
                let Ok(token) = token;
                match &token {
                    html5gum::Token::StartTag(tag) => script = &tag.name[..] == b"script",
                    html5gum::Token::EndTag(_) => script = false,
                    // The tokenizer does not know that a script holds no entities.
                    html5gum::Token::Error(_) => assert!(script, "{path}: {token:?}"),
                    _ => {}
                }
            }
        }
        "pdf" => assert!(common::pdf::pdf_structure(bytes).contains("Document")),
        _ => assert!(
            std::str::from_utf8(bytes).unwrap().chars().all(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t')),
            "{path}"
        ),
    }
}

/// One message: each sign of the frame once, in its order, and no other control.
fn framed(bytes: &[u8]) {
    let controls: Vec<u8> = bytes.iter().copied().filter(|byte| *byte < 0x20 && !matches!(byte, b'\r' | b'\n')).collect();
    assert_eq!(controls, [1, 2, 3, 4]);
    assert!(bytes.starts_with(&[1]) && bytes.ends_with(&[4]));
    assert!(!bytes.iter().any(|byte| (0x80..0xa0).contains(byte)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn feeds_read_back(headline in text(), lead in text(), paragraphs in proptest::collection::vec(text(), 1..4), name in text(), role in text()) {
        let Some(writing) = common::writing(&headline, &lead, &paragraphs, &name, &role) else { return Ok(()) };
        for format in ["rss", "atom", "json"] {
            let bytes = writing.export(format);
            if format != "json" {
                common::assert_well_formed(&bytes);
            }
            let feed = feed_rs::parser::Builder::new().sanitize_content(false).build().parse(&bytes[..])
                .unwrap_or_else(|e| panic!("{format} cannot be read: {e}"));
            check(&feed, &writing);
        }
    }

    /// Laws 3 and 4 for any text that the content room lets in: every format is well-formed and tells every fact.
    #[test]
    fn every_format_keeps_every_word(headline in text(), lead in text(), paragraphs in proptest::collection::vec(text(), 1..4), name in text(), role in text()) {
        // What cannot stand in a text is refused at the door, with its place.
        let allowed = |text: &str| -> String {
            text.chars().map(|c| if c.is_control() || depesch::model::name::is_noncharacter(c) { ' ' } else { c }).collect()
        };
        let paragraphs: Vec<String> = paragraphs.iter().map(|text| allowed(text)).collect();
        let writing = common::writing(&allowed(&headline), &allowed(&lead), &paragraphs, &allowed(&name), &allowed(&role));
        let Some(writing) = writing else { return Ok(()) };
        let now = common::instant(&writing.newsroom, "2026-03-15T12:00:00Z");
        let edition = writing.newsroom.public(&now);
        let site = edition.publisher().base_url.to_string();
        for (path, (format, bytes)) in common::export_with_formats(&edition, &FORMATS.iter().collect::<Vec<_>>()) {
            assert_valid(&path, &bytes);
            let Some(told) = common::rendition::of_release(&site, &path, &bytes, &writing.release) else { continue };
            let text = common::letters(&told.text);
            for group in common::facts::of(&edition, &writing.release, format, Tables::Rows) {
                let mut at = 0;
                for fact in &group.facts {
                    let said = told.letters(&depesch::markup::clean(fact));
                    let found = text[at..].find(&said);
                    prop_assert!(found.is_some(), "{}: the {} lacks {:?} in {:?}", path, group.name, said, text);
                    at += found.unwrap_or(0) + said.len();
                }
            }
        }
    }

    #[test]
    fn press_text_keeps_every_word(headline in text(), lead in text(), paragraphs in proptest::collection::vec(text(), 1..4), name in text(), role in text()) {
        let Some(writing) = common::writing(&headline, &lead, &paragraphs, &name, &role) else { return Ok(()) };
        let text = String::from_utf8(writing.export("txt")).unwrap();
        let flat = words(&text).join(" ");
        for run in depesch::model::body::runs(&writing.release.body) {
            let said = words(&run.plain()).join(" ");
            prop_assert!(flat.contains(&said), "{said:?} is not in {flat:?}");
        }
        prop_assert!(text.chars().all(|c| !c.is_control() || c == '\r' || c == '\n'));
    }

    /// Both parts of a mail hold every word, its lines are flowed, and neither has a control character.
    #[test]
    fn a_mail_keeps_every_word(headline in text(), lead in text(), paragraphs in proptest::collection::vec(text(), 1..4), name in text(), role in text()) {
        let Some(writing) = common::writing(&headline, &lead, &paragraphs, &name, &role) else { return Ok(()) };
        let now = common::instant(&writing.newsroom, "2026-03-15T12:00:00Z");
        let edition = writing.newsroom.public(&now);
        let context = depesch::artifact::Context::new(FORMATS, &common::fetch);
        let email = depesch::wire::email::write(&edition, &writing.release, &context).unwrap();
        let html = common::letters(&common::rendition::html(&email.html, "").text);
        let text = common::letters(&email.text);
        for run in depesch::model::body::runs(&writing.release.body).into_iter().chain(&writing.release.lead) {
            let said = common::letters(&depesch::markup::clean(&run.plain()));
            prop_assert!(text.contains(&said), "{said:?} is not in the text {text:?}");
            prop_assert!(html.contains(&said), "{said:?} is not in the HTML {html:?}");
        }
        for part in [&email.text, &email.html] {
            prop_assert!(part.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        }
        for line in email.text.lines() {
            prop_assert!(!line.starts_with('>') && !line.starts_with("From ") && line != "-- ", "{line:?}");
        }
    }
}
