//! Counts the parts of a text during parsing, which stops at the first limit that is exceeded.

use pulldown_cmark::{Event, Tag};

use super::bare_addresses::link_bare_addresses;
use crate::content::limits::{MAX_BLOCKS, MAX_CELLS, MAX_EMPHASIS, MAX_HEADING_LETTERS, MAX_LETTERS, MAX_LINES, MAX_LINKS};
use crate::content::text::Explanation;
use crate::model::Inline;
use crate::msg;

#[derive(Debug, Default)]
pub(super) struct PassageSize {
    blocks: usize,
    cells: usize,
    links: usize,
    emphasis: usize,
    lines: usize,
    /// Of the open paragraph, heading or cell.
    letters: usize,
    is_heading: bool,
}

impl PassageSize {
    /// Counts what Markdown finds.
    pub fn add_event(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong) => self.emphasis += 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => self.links += 1,
            Event::Start(tag) => {
                (self.letters, self.is_heading) = (0, matches!(tag, Tag::Heading { .. }));
                match tag {
                    Tag::TableCell => self.cells += 1,
                    Tag::TableRow | Tag::Item => self.blocks += 1,
                    _ => {}
                }
            }
            Event::Text(text) => self.letters += text.chars().count(),
            Event::SoftBreak | Event::HardBreak => self.lines += 1,
            _ => {}
        }
    }

    /// Counts a block, which can be one of several that Depesch makes of a paragraph.
    pub fn add_block(&mut self) {
        self.blocks += 1;
    }

    /// Links the addresses in `parts`, and counts them.
    pub fn link_bare_addresses(&mut self, parts: Vec<Inline>) -> Vec<Inline> {
        let before = count_links(&parts);
        let parts = link_bare_addresses(parts);
        self.links += count_links(&parts) - before;
        parts
    }

    /// The first limit that is exceeded.
    pub fn excess(&self) -> Option<Explanation> {
        let message = if self.blocks > MAX_BLOCKS {
            msg!(
                "the text has more than {MAX_BLOCKS} paragraphs, headings, list items and table rows",
                "texten har fler än {MAX_BLOCKS} stycken, rubriker, punkter och tabellrader"
            )
        } else if self.cells > MAX_CELLS {
            msg!("the text has more than {MAX_CELLS} table cells", "texten har fler än {MAX_CELLS} tabellceller")
        } else if self.links > MAX_LINKS {
            msg!("the text has more than {MAX_LINKS} links", "texten har fler än {MAX_LINKS} länkar")
        } else if self.emphasis > MAX_EMPHASIS {
            msg!(
                "the text has more than {MAX_EMPHASIS} parts in italics or bold",
                "texten har fler än {MAX_EMPHASIS} kursiva eller feta delar"
            )
        } else if self.lines > MAX_LINES {
            msg!("the paragraphs have more than {MAX_LINES} line ends", "styckena har fler än {MAX_LINES} radslut")
        } else {
            return self.excess_of_letters();
        };
        let hint = msg!(
            "divide it into several releases, or attach the long part as a document",
            "dela upp den på flera pressmeddelanden, eller bifoga den långa delen som ett dokument"
        );
        Some((message, hint))
    }

    fn excess_of_letters(&self) -> Option<Explanation> {
        if self.is_heading && self.letters > MAX_HEADING_LETTERS {
            return Some((
                msg!(
                    "a heading has more than {MAX_HEADING_LETTERS} characters",
                    "en rubrik har fler än {MAX_HEADING_LETTERS} tecken"
                ),
                msg!("put an empty line after the heading", "sätt en tom rad efter rubriken"),
            ));
        }
        (self.letters > MAX_LETTERS).then(|| {
            (
                msg!("a paragraph has more than {MAX_LETTERS} characters", "ett stycke har fler än {MAX_LETTERS} tecken"),
                msg!("divide it with empty lines", "dela upp det med tomma rader"),
            )
        })
    }
}

fn count_links(parts: &[Inline]) -> usize {
    let count = |part: &Inline| match part {
        Inline::Link { .. } => 1,
        Inline::Emphasis(inner) | Inline::Strong(inner) => count_links(inner),
        Inline::Text(_) | Inline::Break => 0,
    };
    parts.iter().map(count).sum()
}
