//! Reads a saved web page or a paste from a word processor. The door to `html5gum`.
//!
//! There is no tree: tags are followed one by one, with a stack of bounded depth, and blocks come out.

mod element;
mod page_reader;
mod region;
mod open_elements;
mod table;

use std::collections::BTreeMap;

use html5gum::Token;
use html5gum::Tokenizer;
use html5gum::emitters::default::DefaultEmitter;

use crate::import::lists;
use crate::import::source_map::Original;
use crate::import::document::Source;

use page_reader::Page;

/// A start tag: its name in lower case, and its attributes.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// True for a page, a part of one, and what the clipboard holds after copying from a page or a word processor.
pub(super) fn is_html(text: &str) -> bool {
    const TAGS: [&str; 24] = [
        "html",
        "head",
        "body",
        "meta",
        "main",
        "article",
        "section",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "span",
        "table",
        "b",
        "strong",
        "header",
        "font",
        "title",
        "link",
        "style",
        "blockquote",
    ];
    let head: String = text.trim_start().chars().take(4096).collect::<String>().to_ascii_lowercase();
    let clipboard = head.starts_with("version:") && head.contains("starthtml:");
    let first = head.strip_prefix('<').map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
    clipboard
        || head.starts_with("<!doctype html")
        || head.starts_with("<!--")
        || (head.starts_with("<?xml") && head.contains("<html"))
        || first.is_some_and(|tag| TAGS.contains(&tag))
}

pub(super) fn read(original: &Original<'_>) -> Source {
    // The clipboard of Windows puts a few lines of numbers before the first tag.
    let start = original.text.find('<').unwrap_or(0);
    follow(original, start, Page::default())
}

/// Reads a part of a page, whose links are relative to `base`.
pub(super) fn fragment(original: &Original<'_>, base: Option<&str>) -> Source {
    follow(original, 0, Page::at(base))
}

fn follow(original: &Original<'_>, start: usize, mut page: Page) -> Source {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // The insides of script, style, title and textarea are not tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(original.text.get(start..).unwrap_or_default(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let line = original.line_of(start + tag.span.start);
                let attributes = tag.attributes.iter().map(|(name, value)| (words(name), words(&value.value))).collect();
                page.start(&Tag { name: words(&tag.name), attributes }, line);
            }
            Token::EndTag(tag) => page.end(&words(&tag.name)),
            Token::String(text) => page.text(&words(&text.value), original.line_of(start + text.span.start)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let mut source = page.finish();
    source.blocks = lists::gather(source.blocks);
    source
}

/// What `&name;` stands for; `None` when HTML knows no such name.
pub(super) fn character(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let decoded = text(&written);
    (decoded != written && !decoded.ends_with(';')).then_some(decoded)
}

/// The words of HTML, without its tags.
pub(super) fn text(html: &str) -> String {
    let mut out = String::new();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&words(&text));
        }
    }
    out
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
