//! The blocks of an input, with their lines, before they are recognized.

use crate::import::imported::{Omission, OmissionReason};
use crate::import::styled_text::StyledText;

#[derive(Debug, Default)]
pub struct ImportedDocument {
    pub blocks: Vec<SourceBlock>,
    /// The line in an input of several documents where it begins; 0 if it is the only one.
    pub line: usize,
    /// The `<title>` of a page.
    pub title: Option<String>,
    /// The declared language.
    pub language: Option<String>,
    /// The page's canonical address.
    pub address: Option<String>,
    /// `<time datetime>`: the text and the machine-readable form.
    pub times: Vec<(String, String)>,
    /// When events are that the page names, as machines or people read it. They say nothing about its publication.
    pub event_dates: Vec<String>,
    /// Dates for machines, the surest first.
    pub published: Vec<String>,
    pub updated: Vec<String>,
    /// What the page says about itself to search engines.
    pub description: Option<String>,
    /// Plain text, which has no headings: a short line above a text counts as one.
    pub is_plain: bool,
    /// Ends of words that were divided at the end of a line and are joined now, with their line.
    pub joined: Vec<(usize, String)>,
    pub omissions: Vec<Omission>,
    /// Lines with dates outside the main part of a page.
    pub dates: Vec<StyledText>,
    /// Contacts beside the main part: a heading, and what is below it.
    pub contacts: Vec<SourceBlock>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceBlock {
    pub line: usize,
    pub content: BlockContent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockContent {
    Heading {
        level: u8,
        text: StyledText,
    },
    Paragraph(StyledText),
    /// A list item before lists are nested. `depth` counts from 0.
    Bullet {
        depth: usize,
        number: Option<u64>,
        text: StyledText,
    },
    List {
        start: Option<u64>,
        items: Vec<Vec<SourceBlock>>,
    },
    Quote(Vec<SourceBlock>),
    /// The first row is the header.
    Table(Vec<Vec<StyledText>>),
}

/// Deeper lists are flattened to this depth.
pub const MAX_LIST_DEPTH: usize = 6;

impl ImportedDocument {
    /// Puts a summary before the text, unless the text repeats it.
    pub fn prepend_summary(&mut self, summary: Vec<SourceBlock>) {
        let content: String = self.blocks.iter().map(|block| letters_only(&block.plain_text())).collect();
        let mut before = Vec::new();
        for block in summary {
            let plain = block.plain_text();
            let letters = letters_only(&plain);
            let omission = |reason: OmissionReason| Omission { line: block.line, text: plain.clone(), reason };
            if content.contains(&letters) {
                self.omissions.push(omission(OmissionReason::Repeated));
            } else if is_signature(&plain) {
                self.omissions.push(omission(OmissionReason::PageChrome));
            } else {
                before.push(block);
            }
        }
        self.blocks.splice(0..0, before);
    }
}

/// For comparison: a teaser ends with dots.
fn letters_only(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `The post Ny bro appeared first on Solvik`, which WordPress appends to summaries.
fn is_signature(text: &str) -> bool {
    (text.starts_with("The post ") && text.contains(" first on ")) || (text.starts_with("Inlägget ") && text.contains(" först på "))
}

impl SourceBlock {
    pub fn new(line: usize, content: BlockContent) -> SourceBlock {
        SourceBlock { line, content }
    }

    pub fn paragraph(text: StyledText, line: usize) -> SourceBlock {
        SourceBlock::new(line, BlockContent::Paragraph(text))
    }

    /// Applies `change` to the text of a paragraph; other blocks stay as they are.
    pub fn map_paragraph(self, change: impl FnOnce(StyledText) -> StyledText) -> SourceBlock {
        match self.content {
            BlockContent::Paragraph(text) => SourceBlock::paragraph(change(text), self.line),
            content => SourceBlock { content, ..self },
        }
    }

    /// The text of the block, line by line in reading order.
    pub fn lines(&self) -> Vec<StyledText> {
        match &self.content {
            BlockContent::Heading { text, .. } | BlockContent::Paragraph(text) | BlockContent::Bullet { text, .. } => text.lines(),
            BlockContent::List { items, .. } => items.iter().flatten().flat_map(SourceBlock::lines).collect(),
            BlockContent::Quote(blocks) => blocks.iter().flat_map(SourceBlock::lines).collect(),
            BlockContent::Table(rows) => rows.iter().flatten().flat_map(StyledText::lines).collect(),
        }
    }

    /// The lines of each paragraph, list item or table row.
    pub fn line_groups(&self) -> Vec<Vec<StyledText>> {
        match &self.content {
            BlockContent::List { items, .. } => {
                items.iter().map(|item| item.iter().flat_map(SourceBlock::lines).collect()).collect()
            }
            BlockContent::Table(rows) => rows.iter().map(|row| row.iter().flat_map(StyledText::lines).collect()).collect(),
            BlockContent::Heading { .. } | BlockContent::Paragraph(_) | BlockContent::Bullet { .. } | BlockContent::Quote(_) => {
                vec![self.lines()]
            }
        }
    }

    /// The text of the block on one line.
    pub fn plain_text(&self) -> String {
        self.lines().iter().map(StyledText::plain_text).collect::<Vec<_>>().join(" ")
    }
}
