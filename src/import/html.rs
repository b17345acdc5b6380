//! Reads a saved web page or a paste from a word processor. The door to `html5gum`.
//!
//! There is no tree: blocks are collected tag by tag, with a stack of bounded depth.

mod element;
mod open_elements;
mod page_reader;
mod region;
mod table;
mod tag;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::import::document::ImportedDocument;
use crate::import::source_map::InputText;
use crate::import::{lists, phrases};

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
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Script, style, title and textarea do not contain tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(input.text.get(start..).unwrap_or_default(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let line = input.line_of(start + tag.span.start);
                let attributes = tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(&value.value))).collect();
                page.read_start_tag(&HtmlTag { name: lossy(&tag.name), attributes }, line);
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
