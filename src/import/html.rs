//! Reads a saved web page or a paste from a word processor. The door to `html5gum`.
//!
//! There is no tree: blocks are collected tag by tag, with a stack of bounded depth.

mod element;
mod figure;
mod furniture;
mod heading_path;
mod open_elements;
mod page_reader;
mod region;
mod structured_data;
mod table;
mod tag;

use std::collections::BTreeSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::import::document::ImportedDocument;
use crate::import::source_map::InputText;
use crate::import::{lists, phrases};

use heading_path::HeadingPath;
use page_reader::PageReader;
use tag::HtmlTag;

/// Whether the text is a page, a part of one, or what the clipboard holds after copying from a page or a word processor.
pub fn is_html(text: &str) -> bool {
    const TAGS: &str = "html|head|body|meta|main|article|section|div|p|h1|h2|h3|ul|ol|span|table|b|strong|header|font|title|link|style|\
        blockquote";
    let head: String = text.trim_start().chars().take(4096).collect::<String>().to_ascii_lowercase();
    let clipboard = head.starts_with("version:") && head.contains("starthtml:");
    let first = head.strip_prefix('<').map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
    clipboard
        || head.starts_with("<!doctype html")
        || head.starts_with("<!--")
        || (head.starts_with("<?xml") && head.contains("<html"))
        || first.is_some_and(|tag| phrases::contains(TAGS, tag))
}

pub fn read(input: &InputText<'_>) -> ImportedDocument {
    // The Windows clipboard has a few lines of numbers before the first tag.
    let start = input.text.find('<').unwrap_or(0);
    read_tags(input, start, PageReader::default())
}

/// Reads a part of a page, whose links are relative to `base`.
pub fn read_fragment(input: &InputText<'_>, base: Option<&str>) -> ImportedDocument {
    read_tags(input, 0, PageReader::with_base(base))
}

fn read_tags(input: &InputText<'_>, start: usize, mut page: PageReader) -> ImportedDocument {
    let heading_path = find_heading_path(input.text.get(start..).unwrap_or_default());
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Script, style, title and textarea do not contain tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(input.text.get(start..).unwrap_or_default(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let line = input.line_of(start + tag.span.start);
                let attributes = tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(&value.value))).collect();
                let holds_headline = heading_path.contains(&tag.span.start);
                page.read_start_tag(&HtmlTag { name: lossy(&tag.name), attributes }, line, holds_headline);
            }
            Token::EndTag(tag) => page.read_end_tag(&lossy(&tag.name)),
            Token::String(text) => page.read_text(&lossy(&text.value), input.line_of(start + text.span.start)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let mut source = page.finish();
    source.blocks = lists::nest_bullets(source.blocks);
    source
}

/// The positions of the start tags around the headline.
fn find_heading_path(text: &str) -> BTreeSet<usize> {
    let has_headline = text.contains("<h1") || text.contains("<H1");
    if !has_headline {
        return BTreeSet::new();
    }
    let mut path = HeadingPath::default();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(&value.value))).collect();
                path.read_start_tag(&HtmlTag { name: lossy(&tag.name), attributes }, tag.span.start);
            }
            Token::EndTag(tag) => path.read_end_tag(&lossy(&tag.name)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    path.finish()
}

/// Whether a page or a part of one is what WordPress shows in place of a text with a password.
pub fn is_protected(html: &str) -> bool {
    const SENTENCES: [&str; 4] = [
        "there is no excerpt because this is a protected post",
        "this content is password protected",
        "det finns inget utdrag eftersom detta är ett skyddat inlägg",
        "detta innehåll är lösenordsskyddat",
    ];
    // The form is at the start; a text about passwords is longer.
    let has_form = html.contains("post-password-form");
    let is_sentence = html.len() < 2000 && {
        let text = html.to_lowercase();
        SENTENCES.iter().any(|sentence| text.contains(sentence))
    };
    has_form || is_sentence
}

/// The character of `&name;`; `None` if HTML has no such name.
pub fn decode_reference(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let decoded = strip_tags(&written);
    (decoded != written && !decoded.ends_with(';')).then_some(decoded)
}

/// The text of HTML without its tags.
pub fn strip_tags(html: &str) -> String {
    let mut out = String::new();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&lossy(&text));
        }
    }
    out
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
