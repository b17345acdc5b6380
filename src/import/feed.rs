//! Feeds: RSS, Atom, a WordPress export and JSON Feed become items, and each item what the other rooms of the import know as a source.

mod dates;
mod element_reader;
mod item_reader;
mod json_feed;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::import::Omission;
use crate::import::html;
use crate::import::source_map::InputText;
use crate::import::xml;
use crate::msg;

pub(super) use item_reader::Identity;
pub(super) use item_reader::read_item;
pub(super) use json_feed::json_error;

/// Which language a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeedSyntax {
    Xml,
    Json,
}

/// A feed with its items in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Feed {
    /// What tells it from other feeds: its id, or its address.
    pub(super) id: String,
    pub(super) language: Option<String>,
    /// The address that its links are relative to.
    pub(super) base: Option<String>,
    pub(super) items: Vec<FeedItem>,
    /// Mistakes that concern no whole item, or items that could not be read to their end.
    pub(super) mistakes: Vec<Diagnostic>,
    pub(super) notes: Vec<Diagnostic>,
    /// Pages, attachments and what else an export holds beside its posts.
    pub(super) left_out: Vec<Omission>,
}

/// One item, as it stands in the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FeedItem {
    pub(super) line: usize,
    /// Where it begins, in bytes.
    pub(super) at: usize,
    pub(super) id: Option<String>,
    pub(super) link: Option<String>,
    /// The last part of its address, where the feed tells it apart.
    pub(super) name: Option<String>,
    pub(super) base: Option<String>,
    pub(super) title: Option<FeedText>,
    pub(super) summary: Option<FeedText>,
    pub(super) content: Option<FeedText>,
    /// Dates as written, from the most exact to the least.
    pub(super) published: Vec<String>,
    pub(super) updated: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) categories: Vec<String>,
    pub(super) draft: bool,
    /// A password stands before it, or it is for some only.
    pub(super) closed: bool,
    /// What a release has no place for, by its name: `enclosure`, `author`.
    pub(super) beside: Vec<(&'static str, String)>,
}

/// A text in a feed, and what its characters mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FeedText {
    pub(super) value: String,
    pub(super) form: TextSyntax,
    /// Where it begins in the file, from 1.
    pub(super) line: usize,
}

/// What the characters of a text mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum TextSyntax {
    #[default]
    Plain,
    Html,
    /// HTML in which an empty line begins a paragraph, as WordPress keeps its posts.
    Post,
}

/// Whether `text` is a feed.
pub(super) fn detect_syntax(text: &str) -> Option<FeedSyntax> {
    if json_feed::is_feed(text) {
        return Some(FeedSyntax::Json);
    }
    let root = xml::root_name(text)?;
    ["rss", "rdf", "feed"].contains(&root.as_str()).then_some(FeedSyntax::Xml)
}

/// Reads a feed; what could not be read is among its mistakes.
pub(super) fn read(syntax: FeedSyntax, input: &InputText<'_>) -> Feed {
    let mut feed = match syntax {
        FeedSyntax::Xml => element_reader::read(input),
        FeedSyntax::Json => json_feed::read(input),
    };
    if feed.items.is_empty() && feed.mistakes.is_empty() && feed.left_out.is_empty() {
        feed.notes.push(Diagnostic::warning(Location::file(input.name()), msg!("the feed has no items", "flödet har inga poster")));
    }
    feed
}

/// `text` with character references read as often as they were escaped, at most three times; whether there were any.
fn unescape(text: &str) -> (String, bool) {
    let mut text = text.to_owned();
    for round in 0..3 {
        let read = replace_references(&text);
        if read == text {
            return (text, round > 0);
        }
        text = read;
    }
    (text, true)
}

/// Every reference once; tags stay what they are.
fn replace_references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next().unwrap_or_default();
        let tail = after.get(name.len()..).and_then(|tail| tail.strip_prefix(';')).filter(|_| (1..=40).contains(&name.len()));
        match tail.and_then(|tail| Some((tail, html::decode_reference(name)?))) {
            Some((tail, character)) => {
                out.push_str(&character);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// True for a text with tags or character references.
fn is_marked_up(text: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    text.split('<').skip(1).any(is_tag) || replace_references(text) != text
}
