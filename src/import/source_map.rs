//! Locations in the imported text.

use crate::diag::{Diagnostic, Location, Span};
use crate::msg;

/// The decoded input with its name and line starts.
#[derive(Debug)]
pub struct InputText<'a> {
    name: &'a str,
    pub text: &'a str,
    starts: Vec<usize>,
    /// The line of the file on which it begins.
    first_line: usize,
}

/// A line may be a megabyte long; diagnostics show this much of it.
const MAX_EXCERPT: usize = 240;
/// Longer lines are not searched for words.
const MAX_SEARCHED: usize = 1 << 20;
/// More warnings help nobody.
const MAX_WARNINGS: usize = 100;

impl<'a> InputText<'a> {
    pub fn new(name: &'a str, text: &'a str) -> InputText<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        InputText { name, text, starts, first_line: 1 }
    }

    /// A part of a file that begins on `first_line`.
    pub fn part(name: &'a str, text: &'a str, first_line: usize) -> InputText<'a> {
        InputText { first_line, ..InputText::new(name, text) }
    }

    pub fn name(&self) -> &'a str {
        self.name
    }

    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// The input as a whole.
    pub fn file(&self) -> Location {
        Location::file(self.name)
    }

    /// The line of a byte, from 1.
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1) + self.first_line - 1
    }

    /// The start of a line (from 1, of this text), and its text.
    fn line(&self, line: usize) -> (usize, &'a str) {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let end = self.starts.get(line.max(1)).map_or(self.text.len(), |next| next - 1);
        (start, self.text.get(start..end).unwrap_or_default())
    }

    /// The tag at a byte, or the rest of its line.
    pub fn locate_byte(&self, at: usize) -> Location {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let (start, whole) = self.line(line);
        let (before, rest) = whole.split_at_checked(at.saturating_sub(start)).unwrap_or((whole, ""));
        let width = rest.chars().take(MAX_EXCERPT).position(|c| c == '>').map_or(MAX_EXCERPT, |end| end + 1);
        self.excerpt(line + self.first_line - 1, before, rest, width)
    }

    /// One byte of a line, both from 1.
    pub fn locate_column(&self, line: usize, column: usize) -> Location {
        let (_, whole) = self.line(line);
        let at = (0..column.min(whole.len() + 1)).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
        let (before, rest) = whole.split_at_checked(at).unwrap_or((whole, ""));
        self.excerpt(line.max(1), before, rest, 1)
    }

    /// The location of `words` in `line`, or of the whole line if they are not in it.
    pub fn locate(&self, line: usize, words: Option<&str>) -> Location {
        let (_, whole) = self.line(line);
        let words = words.filter(|words| !words.is_empty() && whole.len() <= MAX_SEARCHED);
        let found = words.and_then(|words| whole.find(words).map(|at| (at, words)));
        let (at, words) = found.unwrap_or((whole.len() - whole.trim_start().len(), whole.trim()));
        let (before, rest) = whole.split_at_checked(at).unwrap_or((whole, ""));
        self.excerpt(line.max(1), before, rest, words.chars().take(MAX_EXCERPT).count())
    }

    /// The first `width` characters of `rest`, after `before` in the same line. A feed may be one line of many megabytes with thousands of
    /// warnings, so only the excerpt is examined.
    fn excerpt(&self, line: usize, before: &str, rest: &str, width: usize) -> Location {
        let is_short = before.chars().take(MAX_EXCERPT + 1).count() + rest.chars().take(MAX_EXCERPT + 1).count() <= MAX_EXCERPT;
        let before_len = if is_short { MAX_EXCERPT } else { MAX_EXCERPT / 4 };
        let from = before.char_indices().rev().take(before_len).last().map_or(before.len(), |(at, _)| at);
        let before = before.get(from..).unwrap_or_default();
        let column = before.chars().count();
        let excerpt: String = before.chars().chain(rest.chars()).take(MAX_EXCERPT).collect();
        let width = width.min(excerpt.chars().count() - column).max(1);
        let span = Span { line, column: column + 1, width, excerpt: Some(excerpt), before: 0 };
        Location { file: self.name.to_owned(), span: Some(span) }
    }
}

/// Limits the warnings to a hundred, and counts the rest.
pub fn truncate(mut warnings: Vec<Diagnostic>, input: &InputText<'_>) -> Vec<Diagnostic> {
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.len() - MAX_WARNINGS;
        warnings.truncate(MAX_WARNINGS);
        warnings.push(Diagnostic::warning(
            input.file(),
            msg!("there are {more} more places to look at", "det finns {more} ställen till att se över"),
        ));
    }
    warnings
}
