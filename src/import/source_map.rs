//! Where something stood in the text that is being imported.

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::diag::Message;
use crate::diag::Span;
use crate::msg;

/// The decoded input with its name, and where its lines begin.
#[derive(Debug)]
pub(super) struct InputText<'a> {
    name: &'a str,
    pub(super) text: &'a str,
    starts: Vec<usize>,
    /// The number of its first line in the file that it is a part of.
    first_line: usize,
}

/// A line may be a megabyte long; a person is shown this much of it.
const EXCERPT: usize = 240;
/// In a longer line no words are looked for.
const SEARCHED: usize = 1 << 20;
/// More notes than this help nobody.
const NOTES: usize = 100;

impl<'a> InputText<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> InputText<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        InputText { name, text, starts, first_line: 1 }
    }

    /// A text that stood in a file of that name, from line `first` on.
    pub(super) fn part(name: &'a str, text: &'a str, first_line: usize) -> InputText<'a> {
        InputText { first_line, ..InputText::new(name, text) }
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn first_line(&self) -> usize {
        self.first_line
    }

    /// The input as a whole.
    pub(super) fn file(&self) -> Location {
        Location::file(self.name)
    }

    /// The line (from 1) of a byte.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1) + self.first_line - 1
    }

    /// Where a line (from 1, of this text) begins, and the line.
    fn line(&self, line: usize) -> (usize, &'a str) {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let end = self.starts.get(line.max(1)).map_or(self.text.len(), |next| next - 1);
        (start, self.text.get(start..end).unwrap_or_default())
    }

    /// A hint about the tag that begins at a byte, or about the rest of its line.
    pub(super) fn warn_at_byte(&self, at: usize, say: Message) -> Diagnostic {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let (start, whole) = self.line(line);
        let (before, rest) = whole.split_at_checked(at.saturating_sub(start)).unwrap_or((whole, ""));
        let width = rest.chars().take(EXCERPT).position(|c| c == '>').map_or(EXCERPT, |end| end + 1);
        self.excerpt_warning(line + self.first_line - 1, before, rest, width, say)
    }

    /// A hint about one byte of a line, both from 1.
    pub(super) fn warn_at_column(&self, line: usize, column: usize, say: Message) -> Diagnostic {
        let (_, whole) = self.line(line);
        let at = (0..column.min(whole.len() + 1)).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
        let (before, rest) = whole.split_at_checked(at).unwrap_or((whole, ""));
        self.excerpt_warning(line.max(1), before, rest, 1, say)
    }

    /// A hint about `words` in `line`; about the whole line when they cannot be seen there.
    pub(super) fn warn(&self, line: usize, words: Option<&str>, say: Message) -> Diagnostic {
        let (_, whole) = self.line(line);
        let words = words.filter(|words| !words.is_empty() && whole.len() <= SEARCHED);
        let found = words.and_then(|words| whole.find(words).map(|at| (at, words)));
        let (at, words) = found.unwrap_or((whole.len() - whole.trim_start().len(), whole.trim()));
        let (before, rest) = whole.split_at_checked(at).unwrap_or((whole, ""));
        self.excerpt_warning(line.max(1), before, rest, words.chars().take(EXCERPT).count(), say)
    }

    /// A hint about the first `width` characters of `rest` in the line that `before` and `rest` are. A feed may be one line of many
    /// megabytes with thousands of notes about it, so only what is shown is looked at.
    fn excerpt_warning(&self, line: usize, before: &str, rest: &str, width: usize, say: Message) -> Diagnostic {
        let is_short = before.chars().take(EXCERPT + 1).count() + rest.chars().take(EXCERPT + 1).count() <= EXCERPT;
        let shown = if is_short { EXCERPT } else { EXCERPT / 4 };
        let from = before.char_indices().rev().take(shown).last().map_or(before.len(), |(at, _)| at);
        let before = before.get(from..).unwrap_or_default();
        let column = before.chars().count();
        let excerpt: String = before.chars().chain(rest.chars()).take(EXCERPT).collect();
        let width = width.min(excerpt.chars().count() - column).max(1);
        let spot = Span { line, column: column + 1, width, excerpt, before: 0 };
        Diagnostic::warning(Location { file: self.name.to_owned(), span: Some(spot) }, say)
    }
}

/// The first hundred notes, and how many there were beyond them.
pub(super) fn truncate(mut warnings: Vec<Diagnostic>, input: &InputText<'_>) -> Vec<Diagnostic> {
    if warnings.len() > NOTES {
        let more = warnings.len() - NOTES;
        warnings.truncate(NOTES);
        warnings.push(Diagnostic::warning(
            input.file(),
            msg!("there are {more} more places to look at", "det finns {more} ställen till att se över"),
        ));
    }
    warnings
}
