//! Where something stood in the text that is being imported.

use crate::diag::Diagnostic;
use crate::diag::Place;
use crate::diag::Say;
use crate::diag::Spot;
use crate::say;

/// The decoded input with its name, and where its lines begin.
#[derive(Debug)]
pub(super) struct Original<'a> {
    name: &'a str,
    pub(super) text: &'a str,
    starts: Vec<usize>,
    /// The number of its first line in the file that it is a part of.
    first: usize,
}

/// A line may be a megabyte long; a person is shown this much of it.
const EXCERPT: usize = 240;
/// More notes than this help nobody.
const NOTES: usize = 100;

impl<'a> Original<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Original<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Original { name, text, starts, first: 1 }
    }

    /// A text that stood in a file of that name, from line `first` on.
    pub(super) fn part(name: &'a str, text: &'a str, first: usize) -> Original<'a> {
        Original { first, ..Original::new(name, text) }
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The input as a whole.
    pub(super) fn file(&self) -> Place {
        Place::file(self.name)
    }

    /// The line (from 1) of a byte.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1) + self.first - 1
    }

    /// A hint about the tag that begins at a byte, or about the rest of its line.
    pub(super) fn note_at(&self, at: usize, say: Say) -> Diagnostic {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let whole = self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let (before, rest) = whole.split_at_checked(at.saturating_sub(start)).unwrap_or((whole, ""));
        let width = rest.find('>').map_or(rest.len(), |end| end + 1);
        let width = rest.get(..width).unwrap_or_default().chars().count();
        let (excerpt, column, width) = clip(whole, before.chars().count(), width);
        let spot = Spot { line: line + self.first - 1, column: column + 1, width: width.max(1), excerpt };
        Diagnostic::note(Place { file: self.name.to_owned(), spot: Some(spot) }, say)
    }

    /// A hint about one byte of a line, both from 1.
    pub(super) fn note_in(&self, line: usize, column: usize, say: Say) -> Diagnostic {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let mut at = (start + column.saturating_sub(1)).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let mut note = self.note_at(at, say);
        if let Some(spot) = &mut note.place.spot {
            spot.width = 1;
        }
        note
    }

    /// A hint about `words` in `line`; about the whole line when they cannot be seen there.
    pub(super) fn note(&self, line: usize, words: Option<&str>, say: Say) -> Diagnostic {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        let whole = rest.split('\n').next().unwrap_or_default();
        let indent = whole.len() - whole.trim_start().len();
        let found = words.filter(|words| !words.is_empty()).and_then(|words| whole.find(words).map(|at| (at, words.len())));
        let (from, length) = found.unwrap_or((indent, whole.trim().len()));
        let column = whole.get(..from).unwrap_or_default().chars().count();
        let width = whole.get(from..from + length).unwrap_or_default().chars().count();
        let (excerpt, column, width) = clip(whole, column, width);
        let spot = Spot { line: line.max(1), column: column + 1, width: width.max(1), excerpt };
        Diagnostic::note(Place { file: self.name.to_owned(), spot: Some(spot) }, say)
    }
}

/// The stretch of a long line that can be shown, with the column in it.
fn clip(line: &str, column: usize, width: usize) -> (String, usize, usize) {
    if line.chars().nth(EXCERPT).is_none() {
        return (line.to_owned(), column, width);
    }
    let from = column.saturating_sub(EXCERPT / 4);
    let shown: String = line.chars().skip(from).take(EXCERPT).collect();
    (shown, column - from, width.min(EXCERPT - (column - from)))
}

/// The first hundred notes, and how many there were beyond them.
pub(super) fn at_most(mut notes: Vec<Diagnostic>, original: &Original<'_>) -> Vec<Diagnostic> {
    if notes.len() > NOTES {
        let more = notes.len() - NOTES;
        notes.truncate(NOTES);
        notes.push(Diagnostic::note(
            original.file(),
            say!("there are {more} more places to look at", "det finns {more} ställen till att se över"),
        ));
    }
    notes
}
