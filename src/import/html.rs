//! Reads a saved web page or a paste from a word processor. The door to `html5gum`.
//!
//! There is no tree: tags are followed one by one, with a stack of bounded depth, and blocks come out.

mod element;
mod open_elements;
mod page_reader;
mod region;
mod table;
mod tag;

use html5gum::Token;
use html5gum::Tokenizer;
use html5gum::emitters::default::DefaultEmitter;

use crate::import::document::ImportedDocument;
use crate::import::lists;
use crate::import::phrases;
use crate::import::source_map::InputText;

use page_reader::PageReader;
use tag::HtmlTag;

/// True for a page, a part of one, and what the clipboard holds after copying from a page or a word processor.
pub(super) fn is_html(text: &str) -> bool {
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

pub(super) fn read(input: &InputText<'_>) -> ImportedDocument {
    // The clipboard of Windows puts a few lines of numbers before the first tag.
    let start = input.text.find('<').unwrap_or(0);
    read_tags(input, start, PageReader::default())
}

/// Reads a part of a page, whose links are relative to `base`.
pub(super) fn fragment(input: &InputText<'_>, base: Option<&str>) -> ImportedDocument {
    read_tags(input, 0, PageReader::at(base))
}

fn read_tags(input: &InputText<'_>, start: usize, mut page: PageReader) -> ImportedDocument {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // The insides of script, style, title and textarea are not tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(input.text.get(start..).unwrap_or_default(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let line = input.line_of(start + tag.span.start);
                let attributes = tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(&value.value))).collect();
                page.start(&HtmlTag { name: lossy(&tag.name), attributes }, line);
            }
            Token::EndTag(tag) => page.end(&lossy(&tag.name)),
            Token::String(text) => page.text(&lossy(&text.value), input.line_of(start + text.span.start)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let mut source = page.finish();
    source.blocks = lists::nest_bullets(source.blocks);
    source
}

/// What `&name;` stands for; `None` when HTML knows no such name.
pub(super) fn decode_reference(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let decoded = strip_tags(&written);
    (decoded != written && !decoded.ends_with(';')).then_some(decoded)
}

/// The words of HTML, without its tags.
pub(super) fn strip_tags(html: &str) -> String {
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
