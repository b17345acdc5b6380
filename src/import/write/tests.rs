//! Whatever is written reads back as the same text.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::import::styled_text::{LinkTarget, RunStyle};
use crate::model::WebAddress;

#[rustfmt::skip]
const SYNTAX: &[&str] = &[
    "*", "**", "_", "__", "[", "]", "(", ")", "](", "!", "<", ">", "<b>", "</p>", "<!--", "<https://a.example>",
    "&amp;", "&", ";", "#", "# ", "## ", "- ", "+ ", "* ", "1. ", "12) ", "+++", "---", "===", "```", "`", "~~~", "|",
    "|---|", ":-", "\\", "\\\\", "\"", "\"\"\"", "'''", "\n", " ", "\u{a0}", "–", "– ", "ord", "å", "Ö", "fil_namn",
    "15 000", "S:t", "x", "😀", "\u{ad}", "\u{301}", "[^1]", "[ ]", "{#id}", "$", "http://b.example", "a@b.example",
    "^", "=", ":", "\t", "é", "ا",
];

/// Words, and syntax of Markdown, HTML and TOML.
fn text() -> impl Strategy<Value = String> {
    let syntax = prop::sample::select(SYNTAX);
    prop::collection::vec(prop_oneof![4 => syntax.prop_map(str::to_owned), 1 => "\\PC{1,6}"], 0..12)
        .prop_map(|parts| parts.concat())
}

fn style() -> impl Strategy<Value = RunStyle> {
    let link = prop_oneof![
        6 => Just(None),
        1 => Just(Some(LinkTarget::Unknown)),
        1 => Just(Some(LinkTarget::To(WebAddress::parse("https://solvik.example/a_(b)?x=1&amp;y=*2*#_").unwrap()))),
        1 => Just(Some(LinkTarget::Lost("javascript:alert(1)".to_owned()))),
    ];
    (any::<bool>(), any::<bool>(), link).prop_map(|(strong, emphasis, link)| RunStyle { strong, emphasis, link })
}

/// A paragraph as the readers produce it: normalized white space, something visible in it.
fn styled() -> impl Strategy<Value = StyledText> {
    prop::collection::vec((text(), style()), 1..6).prop_filter_map("nothing to see", |runs| {
        let mut styled = StyledText::default();
        runs.iter().for_each(|(text, style)| styled.push(text, style, 1));
        styled.paragraphs().into_iter().next()
    })
}

/// The text of the only block of `markdown`, without marks and addresses.
fn read_back(markdown: &str) -> Result<String, TestCaseError> {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Paragraph) if out.is_empty() => {}
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. }) | Event::End(_) => {}
            Event::Start(Tag::Heading { .. } | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
            other => return Err(TestCaseError::fail(format!("{other:?} in {markdown:?}"))),
        }
    }
    Ok(out)
}

/// Alphabetic in Unicode and symbols in CommonMark, which generated texts rarely contain.
#[test]
fn enclosed_letters_read_back() {
    let plain = RunStyle::default();
    for letter in ['Ⓐ', 'ⓩ', '🄰', '🅉', '🅐', '🅩', '🅰', '🆉'] {
        for (strong, emphasis) in [(true, false), (false, true), (true, true)] {
            let marked = RunStyle { strong, emphasis, link: None };
            for inner in [format!("{letter}1."), format!("1{letter}"), letter.to_string(), format!("{letter}_x_{letter}_1")] {
                for (before, after) in [("", ""), ("ord", "ord"), ("ord ", " ord"), ("(", ")"), ("_", "_")] {
                    let mut styled = StyledText::default();
                    for (text, style) in [(before, &plain), (&inner, &marked), (after, &plain)] {
                        styled.push(text, style, 1);
                    }
                    for (position, sign) in [(InlinePosition::Paragraph, ""), (InlinePosition::Heading, "## ")] {
                        let markdown = format!("{sign}{}", inline_markdown(&styled, position));
                        assert_eq!(read_back(&markdown).unwrap(), styled.plain_text(), "{markdown}");
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_paragraph_reads_back_as_the_same_text(styled in styled()) {
        let markdown = inline_markdown(&styled, InlinePosition::Paragraph);
        prop_assert_eq!(read_back(&markdown)?, styled.plain_text(), "{}", markdown);
    }

    #[test]
    fn a_quote_reads_back_with_one_dash(styled in styled()) {
        let markdown = format!("– {}", inline_markdown(&styled, InlinePosition::Continuation));
        prop_assert_eq!(read_back(&markdown)?, format!("– {}", styled.plain_text()), "{}", markdown);
    }

    #[test]
    fn a_heading_reads_back_on_one_line(styled in styled()) {
        let markdown = format!("## {}", inline_markdown(&styled, InlinePosition::Heading));
        prop_assert_eq!(read_back(&markdown)?, styled.plain_text().replace('\n', " "), "{}", markdown);
    }

    #[test]
    fn a_cell_reads_back_on_one_line(styled in styled()) {
        let markdown = table(&[vec![styled.clone()]]);
        prop_assert_eq!(read_back(&markdown)?, styled.plain_text().replace('\n', " "), "{}", markdown);
    }

    #[test]
    fn toml_strings_read_back(text in "(\\PC|[\"\\\\\n\t'\u{7f}]){0,40}") {
        let read = |toml: String| toml.parse::<toml::Table>().ok().and_then(|table| table.get("x")?.as_str().map(str::to_owned));
        prop_assert_eq!(read(format!("x = {}", toml_string(&text))), Some(text.clone()));
        prop_assert_eq!(read(format!("x = {}", toml_text(&text))), Some(format!("{text}\n")));
    }
}
