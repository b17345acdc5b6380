//! Joins lines into paragraphs, quotes, list items and table rows, and counts their words.

use std::ops::Range;

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InspectedBlockKind {
    Heading,
    Paragraph,
    /// Begins with a dash, the Swedish mark of a quote.
    Quote,
    Item,
    /// A line of a table.
    Row,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedBlock {
    pub kind: InspectedBlockKind,
    /// What precedes the text of an item or quote: `*`, `1.`, `-`.
    #[serde(rename = "mark")]
    pub marker: Option<String>,
    /// The lines, joined with spaces.
    pub text: String,
    /// In bytes of the file.
    #[serde(flatten)]
    pub range: Range<usize>,
}

impl InspectedBlock {
    fn new(kind: InspectedBlockKind, marker: Option<&str>, text: &str, range: Range<usize>) -> InspectedBlock {
        InspectedBlock { kind, marker: marker.map(str::to_owned), text: text.to_owned(), range }
    }

    /// The number of tokens with a letter or a digit, without the marker.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().filter(|token| token.chars().any(char::is_alphanumeric)).count()
    }

    /// Whether the marker is a number, which some senders count as a word.
    pub fn is_numbered(&self) -> bool {
        self.marker.as_ref().is_some_and(|marker| marker.starts_with(|c: char| c.is_ascii_digit()))
    }
}

#[derive(Debug, Default)]
pub struct BlockReader {
    blocks: Vec<InspectedBlock>,
    open: Option<InspectedBlock>,
    /// The column in which the text of the open item begins.
    hanging_indent: usize,
    /// The smallest indent of numbered items.
    min_indent: usize,
    /// For each indent the last number of its list.
    numbers: Vec<(usize, u32)>,
}

impl BlockReader {
    pub fn new(min_indent: usize) -> BlockReader {
        BlockReader { min_indent, ..BlockReader::default() }
    }

    pub fn push_line(&mut self, line: &str, range: Range<usize>) {
        let text = line.trim();
        if text.is_empty() {
            return self.close();
        }
        let indent = line.chars().take_while(|c| *c == ' ').count();
        if is_table_row(text) {
            self.close();
            return self.blocks.push(InspectedBlock::new(InspectedBlockKind::Row, None, text, range));
        }
        if let Some((kind, marker, rest)) = self.split_marker(text, indent) {
            self.close();
            self.hanging_indent = indent + marker.chars().count() + 1;
            self.open = Some(InspectedBlock::new(kind, Some(marker), rest, range));
            return;
        }
        let hanging_indent = self.hanging_indent;
        let continues = |open: &&mut InspectedBlock| match open.kind {
            InspectedBlockKind::Item => indent >= hanging_indent,
            _ => indent < 2,
        };
        if let Some(open) = self.open.as_mut().filter(continues) {
            open.text.push(' ');
            open.text.push_str(text);
            open.range.end = range.end;
            return;
        }
        self.close();
        self.open = Some(InspectedBlock::new(InspectedBlockKind::Paragraph, None, text, range));
    }

    pub fn push_heading(&mut self, text: &str, range: Range<usize>) {
        self.close();
        self.blocks.push(InspectedBlock::new(InspectedBlockKind::Heading, None, text.trim(), range));
    }

    pub fn finish(mut self) -> Vec<InspectedBlock> {
        self.close();
        self.blocks
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            if open.kind != InspectedBlockKind::Item {
                self.numbers.clear();
            }
            self.blocks.push(open);
        }
    }

    fn split_marker<'l>(&mut self, text: &'l str, indent: usize) -> Option<(InspectedBlockKind, &'l str, &'l str)> {
        let (marker, rest) = text.split_once(' ')?;
        let rest = rest.trim_start();
        match marker {
            "*" | "•" => Some((InspectedBlockKind::Item, marker, rest)),
            "-" | "–" | "—" => (self.open.is_none() || indent >= 2).then_some((InspectedBlockKind::Quote, marker, rest)),
            _ => {
                let number = marker.strip_suffix('.').filter(|digits| digits.len() <= 4)?.parse::<u32>().ok()?;
                let previous = self.numbers.iter().find(|(column, _)| *column == indent).map(|(_, number)| *number);
                // At the edge of a paragraph a number may be a date.
                let may_begin = match self.open.as_ref().map(|open| open.kind) {
                    None => true,
                    Some(InspectedBlockKind::Item) => number == 1 || previous.is_some_and(|previous| previous + 1 == number),
                    Some(_) => indent >= 2 || number == 1 && self.min_indent == 0,
                };
                (may_begin && indent >= self.min_indent).then(|| {
                    self.numbers.retain(|(column, _)| *column < indent);
                    self.numbers.push((indent, number));
                    (InspectedBlockKind::Item, marker, rest)
                })
            }
        }
    }
}

/// Frames or several spaces separate the columns of a table.
fn is_table_row(text: &str) -> bool {
    text.starts_with('|')
        || text.contains("   ")
        || text.len() > 2 && text.chars().all(|c| matches!(c, '-' | '=' | ' ' | '+' | '|'))
}
