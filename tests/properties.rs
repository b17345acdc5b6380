//! Any text in any field: every XML is well-formed, and reads back the same through a reader that is not ours (feed-rs).

mod common;

use common::Writing;
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
    let title = entry.title.as_ref().map(|title| title.content.clone()).unwrap_or_default();
    assert_eq!(words(&title), words(writing.release.headline.as_str()));
    let html = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
    let body = common::text_of_html(&html);
    for run in depesch::model::body::runs(&writing.release.body) {
        let said = words(&run.plain()).join(" ");
        assert!(words(&body).join(" ").contains(&said), "{said:?} is not in {body:?}");
    }
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
}
