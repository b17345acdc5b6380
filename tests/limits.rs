//! Texts over a limit are refused where they exceed it, and reading stops there. The inputs are made here, since they are large.

use crate::common;

use common::test_site::TestSite;
use depesch::content::limits::*;
use depesch::content::{self, LoadedContent};
use depesch::diag::Diagnostic;

/// A release of this body, in a folder that has nothing else.
fn load(body: &str) -> LoadedContent {
    load_with("", body)
}

fn load_with(fields: &str, body: &str) -> LoadedContent {
    content::load(&site(fields, body).path("content")).unwrap()
}

fn site(fields: &str, body: &str) -> TestSite {
    let site = TestSite::empty();
    site.write("content/contacts.toml", "[bo-ek]\nname = \"Bo Ek\"\nphone = \"08-465 004 01\"\n");
    let head = "id = \"tag:solvik.example,2026:release/1\"\nkind = \"press-release\"\nheadline = \"Rubrik\"\nlead = \"Ingress.\"\n\
                published = 2026-03-02 10:00\ncontacts = [\"bo-ek\"]\n";
    site.write("content/releases/2026/x/release.md", format!("+++\n{head}{fields}+++\n\n{body}\n"));
    site
}

fn errors(loaded: &LoadedContent) -> Vec<&Diagnostic> {
    loaded.diagnostics.iter().filter(|found| found.is_error()).collect()
}

/// `body` is refused with this message on this line; one `part` less is accepted.
fn refused(name: &str, least: usize, part: impl Fn(usize) -> String, line: usize, message: &str) {
    let body = |count: usize| (0..count).map(&part).collect::<String>();
    let loaded = load(&body(least + 1));
    let found = errors(&loaded);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    assert_eq!(found[0].message.en, message, "{name}");
    assert_eq!(found[0].location.span.as_ref().unwrap().line, line, "{name}");
    assert!(found[0].hint.is_some(), "{name}");
    let loaded = load(&body(least));
    assert!(errors(&loaded).is_empty(), "{name}: {:?}", errors(&loaded));
}

/// The line of the first byte of the body.
const FIRST: usize = 10;

#[test]
fn a_text_over_a_limit_is_refused_where_it_exceeds_it() {
    let blocks = "the text has more than 10000 paragraphs, headings, list items and table rows";
    refused("paragraphs", MAX_BLOCKS, |n| format!("Text {n}.\n\n"), FIRST + 2 * MAX_BLOCKS, blocks);
    refused("quotes", MAX_BLOCKS, |n| format!("– Citat {n}, säger Bo Ek.\n\n"), FIRST + 2 * MAX_BLOCKS, blocks);
    let links = "the text has more than 5000 links";
    refused("links", MAX_LINKS, |n| format!("[ord](https://solvik.example/{n})\n\n"), FIRST + 2 * MAX_LINKS, links);
    refused("addresses", MAX_LINKS, |n| format!("https://solvik.example/{n}\n\n"), FIRST + 2 * MAX_LINKS, links);
    refused(
        "addresses in cells",
        MAX_LINKS,
        |n| format!("{}| www.solvik.example/{n} |\n", if n == 0 { "| A |\n| - |\n" } else { "" }),
        FIRST + 2 + MAX_LINKS,
        links,
    );
    refused(
        "emphasis",
        MAX_EMPHASIS,
        |_| "*ord*\n\n".to_owned(),
        FIRST + 2 * MAX_EMPHASIS,
        "the text has more than 10000 parts in italics or bold",
    );
    let letters = "a paragraph has more than 100000 characters";
    refused("letters", MAX_LETTERS, |_| "å".to_owned(), FIRST, letters);
    let heading = "a heading has more than 1000 characters";
    refused("heading", MAX_HEADING_LETTERS, |n| if n == 0 { "## å" } else { "å" }.to_owned(), FIRST, heading);
}

#[test]
fn lists_tables_and_lines_have_limits_too() {
    let messages = |body: String| errors(&load(&body)).iter().map(|found| found.message.en.clone()).collect::<Vec<_>>();
    let blocks = ["the text has more than 10000 paragraphs, headings, list items and table rows"];
    // Each item holds a paragraph.
    assert_eq!(messages("- ord\n".repeat(MAX_BLOCKS / 2)), blocks);
    assert_eq!(messages("- ord\n".repeat(MAX_BLOCKS / 2 - 1)), [""; 0]);
    assert_eq!(
        messages(format!("{}\n\n## Rubrik\n\nText.", "• ord\n".repeat(MAX_LINES + 2))),
        ["the paragraphs have more than 10000 line ends"]
    );
    assert_eq!(messages("rad\\\n".repeat(MAX_LINES + 1) + "slut"), ["the paragraphs have more than 10000 line ends"]);
    let table = |rows: usize| format!("| A | B | C | D |\n|-|-|-|-|\n{}", "| 1 | 2 | 3 | 4 |\n".repeat(rows));
    assert_eq!(messages(table(MAX_CELLS / 4)), ["the text has more than 10000 table cells"]);
    assert_eq!(messages(table(MAX_CELLS / 4 - 1)), [""; 0]);
}

/// A field is a text too.
#[test]
fn the_lead_has_the_limits_of_a_text() {
    let loaded = load_with(&format!("legal = \"\"\"\n{}\n\"\"\"\n", "ord ".repeat(MAX_LETTERS / 4 + 1)), "Text.");
    let found = errors(&loaded);
    assert_eq!((found.len(), found[0].message.en.as_str()), (1, "a paragraph has more than 100000 characters"));
    assert_eq!(found[0].location.span.as_ref().unwrap().line, 9);
}

/// Many brackets must not each search the whole text. A test cannot measure time; a quadratic search would take minutes here.
#[test]
fn brackets_without_end_are_read_in_time() {
    for part in
        ["[", "[a](", "[a] (", "(a)[", "](tel:", "<http://a b ", "![", "*a ", "**a", "_a", "`a ", "``", "&", "\\[", "[a]:", "> "]
    {
        let loaded = load(&part.repeat(20_000 / part.len()));
        assert!(loaded.newsroom.is_some(), "{part}");
    }
}

/// The PDF holds all pictures.
#[test]
fn the_pictures_of_a_text_are_limited_together() {
    let site = site("", "![Ett.](a.png)\n\n![Två.](b.png)\n\n![Ett igen.](a.png)\n\n![Tre.](c.png)");
    let picture = std::fs::read("tests/newsroom/releases/2026/flera-skolplatser-hosten-2026/skolplatser-2022-2026.png").unwrap();
    for name in ["a", "b", "c"] {
        site.write(&format!("content/releases/2026/x/{name}.png"), &picture);
    }
    let mut sources = content::read_dir(&site.path("content")).unwrap();
    assert!(errors(&content::read(&sources)).is_empty());
    for file in &mut sources.releases[0].files {
        file.facts.as_mut().unwrap().length = MAX_PICTURE_BYTES / 2;
    }
    let loaded = content::read(&sources);
    let found = errors(&loaded);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message.en, "the pictures of this release are larger than 100 MB together");
    assert_eq!(found[0].location.span.as_ref().unwrap().line, FIRST + 6);
}
