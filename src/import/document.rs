//! What was read, before it is understood: blocks with the line they began at. Both kinds of input end here.

use crate::import::imported::Omission;
use crate::import::styled_text::StyledText;

/// Everything that an input told.
#[derive(Debug, Default)]
pub(super) struct ImportedDocument {
    pub(super) blocks: Vec<SourceBlock>,
    /// Where it begins in an input that holds several; 0 for the whole of one.
    pub(super) line: usize,
    /// The `<title>` of a page.
    pub(super) title: Option<String>,
    /// The language that a page says it is in.
    pub(super) language: Option<String>,
    /// The page's own address.
    pub(super) address: Option<String>,
    /// `<time datetime>`: the words, and the machine's form of them.
    pub(super) times: Vec<(String, String)>,
    /// Dates from `<meta>`: first published, last changed.
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    /// Plain text has no headings: a short line above a text is one.
    pub(super) is_plain: bool,
    pub(super) omissions: Vec<Omission>,
    /// Lines with dates that stood outside the main part of a page.
    pub(super) dates: Vec<StyledText>,
}

/// One block and its line in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceBlock {
    pub(super) line: usize,
    pub(super) content: BlockContent,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockContent {
    Heading {
        level: u8,
        text: StyledText,
    },
    Paragraph(StyledText),
    /// One item of a list that is not gathered yet. `depth` counts from 0.
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

/// Lists in lists in lists: deeper ones are drawn at this depth.
pub(super) const DEEPEST: usize = 6;

impl SourceBlock {
    pub(super) fn paragraph(text: StyledText, line: usize) -> SourceBlock {
        SourceBlock { line, content: BlockContent::Paragraph(text) }
    }

    /// All text of the block, one piece a line, in reading order.
    pub(super) fn lines(&self) -> Vec<StyledText> {
        match &self.content {
            BlockContent::Heading { text, .. } | BlockContent::Paragraph(text) | BlockContent::Bullet { text, .. } => text.lines(),
            BlockContent::List { items, .. } => items.iter().flatten().flat_map(SourceBlock::lines).collect(),
            BlockContent::Quote(blocks) => blocks.iter().flat_map(SourceBlock::lines).collect(),
            BlockContent::Table(rows) => rows.iter().flatten().flat_map(StyledText::lines).collect(),
        }
    }

    /// All words of the block on one line.
    pub(super) fn plain_text(&self) -> String {
        self.lines().iter().map(StyledText::plain_text).collect::<Vec<_>>().join(" ")
    }
}
