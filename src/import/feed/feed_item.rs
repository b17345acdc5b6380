//! A feed and its items, as written.

use crate::diag::Diagnostic;
use crate::import::imported::Omission;

/// A feed with its items in file order.
#[derive(Debug, Default)]
pub struct Feed {
    /// Its id or its address, which distinguishes it from other feeds.
    pub id: String,
    pub language: Option<String>,
    /// The address that its links are relative to.
    pub base: Option<String>,
    pub items: Vec<FeedItem>,
    /// Errors of the whole feed, and of items that cannot be read.
    pub errors: Vec<Diagnostic>,
    pub warnings: Vec<Diagnostic>,
    /// Parts of an export that are not posts: pages, attachments.
    pub omissions: Vec<Omission>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedItem {
    pub line: usize,
    /// Its offset in bytes.
    pub at: usize,
    pub id: Option<String>,
    pub link: Option<String>,
    /// The last part of its address, if the feed has it as a field.
    pub name: Option<String>,
    pub base: Option<String>,
    pub title: Option<FeedText>,
    pub summary: Option<FeedText>,
    pub content: Option<FeedText>,
    /// As written, the most exact first.
    pub published: Vec<String>,
    pub updated: Vec<String>,
    pub language: Option<String>,
    pub categories: Vec<String>,
    pub is_draft: bool,
    /// An export says that its time has not come.
    pub is_scheduled: bool,
    /// It has a password or is private.
    pub is_restricted: bool,
    /// Fields that a release does not have, by name: `enclosure`, `author`.
    pub other_fields: Vec<(&'static str, String)>,
}

impl FeedItem {
    pub fn has_same_texts(&self, other: &FeedItem) -> bool {
        let texts =
            |item: &FeedItem| [&item.title, &item.summary, &item.content].map(|text| text.as_ref().map(|text| text.value.clone()));
        texts(self) == texts(other)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedText {
    pub value: String,
    pub syntax: TextSyntax,
    /// The line of its start in the file, from 1.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSyntax {
    #[default]
    Plain,
    Html,
    /// HTML with empty lines between paragraphs, as WordPress stores posts.
    Post,
}
