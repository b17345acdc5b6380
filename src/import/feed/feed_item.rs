//! A feed and its items, as they are written.

use crate::diag::Diagnostic;
use crate::import::imported::Omission;

/// A feed with its items in the order of the file.
#[derive(Debug, Default)]
pub(in crate::import) struct Feed {
    /// What tells it from other feeds: its id, or its address.
    pub(in crate::import) id: String,
    pub(in crate::import) language: Option<String>,
    /// The address that its links are relative to.
    pub(in crate::import) base: Option<String>,
    pub(in crate::import) items: Vec<FeedItem>,
    /// Mistakes that concern no whole item, or items that could not be read to their end.
    pub(in crate::import) mistakes: Vec<Diagnostic>,
    pub(in crate::import) warnings: Vec<Diagnostic>,
    /// Pages, attachments and what else an export holds beside its posts.
    pub(in crate::import) omissions: Vec<Omission>,
}

/// One item, as it stands in the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct FeedItem {
    pub(in crate::import) line: usize,
    /// Where it begins, in bytes.
    pub(in crate::import) at: usize,
    pub(in crate::import) id: Option<String>,
    pub(in crate::import) link: Option<String>,
    /// The last part of its address, where the feed tells it apart.
    pub(in crate::import) name: Option<String>,
    pub(in crate::import) base: Option<String>,
    pub(in crate::import) title: Option<FeedText>,
    pub(in crate::import) summary: Option<FeedText>,
    pub(in crate::import) content: Option<FeedText>,
    /// Dates as written, from the most exact to the least.
    pub(in crate::import) published: Vec<String>,
    pub(in crate::import) updated: Vec<String>,
    pub(in crate::import) language: Option<String>,
    pub(in crate::import) categories: Vec<String>,
    pub(in crate::import) draft: bool,
    /// A password stands before it, or it is for some only.
    pub(in crate::import) closed: bool,
    /// What a release has no place for, by its name: `enclosure`, `author`.
    pub(in crate::import) beside: Vec<(&'static str, String)>,
}

impl FeedItem {
    pub(in crate::import) fn has_same_texts(&self, other: &FeedItem) -> bool {
        let texts =
            |item: &FeedItem| [&item.title, &item.summary, &item.content].map(|text| text.as_ref().map(|text| text.value.clone()));
        texts(self) == texts(other)
    }
}

/// A text in a feed, and what its characters mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct FeedText {
    pub(in crate::import) value: String,
    pub(in crate::import) form: TextSyntax,
    /// Where it begins in the file, from 1.
    pub(in crate::import) line: usize,
}

/// What the characters of a text mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::import) enum TextSyntax {
    #[default]
    Plain,
    Html,
    /// HTML in which an empty line begins a paragraph, as WordPress keeps its posts.
    Post,
}
