//! Lines put together again as paragraphs, quotes, items of lists and rows of tables; and how many words they have.

use std::ops::Range;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InspectedBlockKind {
    Heading,
    Paragraph,
    /// Begins with a dash, as Swedish quotes do.
    Quote,
    Item,
    /// A line of a table.
    Row,
}

impl InspectedBlockKind {
    pub fn name(self) -> &'static str {
        match self {
            InspectedBlockKind::Heading => "heading",
            InspectedBlockKind::Paragraph => "paragraph",
            InspectedBlockKind::Quote => "quote",
            InspectedBlockKind::Item => "item",
            InspectedBlockKind::Row => "row",
        }
    }
}

/// A piece of the text whose lines are put together again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedBlock {
    pub kind: InspectedBlockKind,
    /// The mark before the text of an item or quote: `*`, `1.`, `-`.
    pub mark: Option<String>,
    pub text: String,
    /// From its first byte to its last.
    pub at: Range<usize>,
}

impl InspectedBlock {
    /// Tokens that hold a letter or a digit, the mark not among them.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().filter(|token| token.chars().any(char::is_alphanumeric)).count()
    }

    /// Whether a number is its mark, which some count among the words.
    pub fn is_numbered(&self) -> bool {
        self.mark.as_ref().is_some_and(|mark| mark.starts_with(|c: char| c.is_ascii_digit()))
    }
}

/// Joins lines to blocks.
#[derive(Debug, Default)]
pub(super) struct BlockReader {
    done: Vec<InspectedBlock>,
    open: Option<InspectedBlock>,
    /// In which column the text of the open item begins.
    hang: usize,
    /// The least indentation of numbered items.
    least_indent: usize,
    /// The last number of a list, for each indentation.
    numbers: Vec<(usize, u32)>,
}

impl BlockReader {
    pub fn new(least_indent: usize) -> BlockReader {
        BlockReader { least_indent, ..BlockReader::default() }
    }

    pub fn line(&mut self, line: &str, at: Range<usize>) {
        let text = line.trim();
        if text.is_empty() {
            return self.close();
        }
        let indent = line.chars().take_while(|c| *c == ' ').count();
        if is_row(text) {
            self.close();
            return self.done.push(InspectedBlock { kind: InspectedBlockKind::Row, mark: None, text: text.to_owned(), at });
        }
        if let Some((kind, mark, rest)) = self.marked(text, indent) {
            self.close();
            self.hang = indent + mark.chars().count() + 1;
            self.open = Some(InspectedBlock { kind, mark: Some(mark.to_owned()), text: rest.to_owned(), at });
            return;
        }
        let hang = self.hang;
        let goes_on = |open: &&mut InspectedBlock| match open.kind {
            InspectedBlockKind::Item => indent >= hang,
            _ => indent < 2,
        };
        if let Some(open) = self.open.as_mut().filter(goes_on) {
            open.text.push(' ');
            open.text.push_str(text);
            open.at.end = at.end;
            return;
        }
        self.close();
        self.open = Some(InspectedBlock { kind: InspectedBlockKind::Paragraph, mark: None, text: text.to_owned(), at });
    }

    /// Adds a heading.
    pub fn heading(&mut self, text: &str, at: Range<usize>) {
        self.close();
        self.done.push(InspectedBlock { kind: InspectedBlockKind::Heading, mark: None, text: text.trim().to_owned(), at });
    }

    pub fn finish(mut self) -> Vec<InspectedBlock> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            if open.kind != InspectedBlockKind::Item {
                self.numbers.clear();
            }
            self.done.push(open);
        }
    }

    fn marked<'l>(&mut self, text: &'l str, indent: usize) -> Option<(InspectedBlockKind, &'l str, &'l str)> {
        let (mark, rest) = text.split_once(' ')?;
        let rest = rest.trim_start();
        match mark {
            "*" | "•" => Some((InspectedBlockKind::Item, mark, rest)),
            "-" | "–" | "—" => (self.open.is_none() || indent >= 2).then_some((InspectedBlockKind::Quote, mark, rest)),
            _ => {
                let number = mark.strip_suffix('.').filter(|digits| digits.len() <= 4)?.parse::<u32>().ok()?;
                let before = self.numbers.iter().find(|(column, _)| *column == indent).map(|(_, number)| *number);
                // Within a paragraph a number at the edge is a date or the like.
                let follows = before.is_some_and(|before| before + 1 == number);
                let within = self.open.as_ref().map(|open| open.kind);
                let begins = match within {
                    None => true,
                    Some(InspectedBlockKind::Item) => number == 1 || follows,
                    Some(_) => indent >= 2 || number == 1 && self.least_indent == 0,
                };
                (begins && indent >= self.least_indent).then(|| {
                    self.numbers.retain(|(column, _)| *column < indent);
                    self.numbers.push((indent, number));
                    (InspectedBlockKind::Item, mark, rest)
                })
            }
        }
    }
}

/// Columns of a table are set apart by frames or by several spaces.
fn is_row(text: &str) -> bool {
    text.starts_with('|')
        || text.contains("   ")
        || text.len() > 2 && text.chars().all(|c| matches!(c, '-' | '=' | ' ' | '+' | '|'))
}
