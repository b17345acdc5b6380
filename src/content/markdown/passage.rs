//! A stretch of Markdown in its file.

use std::ops::Range;

use crate::content::figures::Figures;
use crate::content::text::SourceText;
use crate::content::text::Spanned;
use crate::diag::Location;

/// A stretch of Markdown and where it stands in its file.
pub(crate) struct Passage<'t> {
    pub(super) text: &'t SourceText,
    pub(super) markdown: &'t str,
    origin: Origin,
    /// What is said about the pictures that it may show; `None` where no picture can stand.
    pub(super) figures: Option<&'t Figures<'t>>,
}

enum Origin {
    /// The passage stands in the file as it is, from this byte on.
    From(usize),
    /// It was written with escapes: its mistakes are shown at the whole of it.
    Somewhere(Range<usize>),
}

impl<'t> Passage<'t> {
    /// A part of the file.
    pub fn part(text: &'t SourceText, range: Range<usize>) -> Passage<'t> {
        Passage { text, markdown: text.slice(range.clone()), origin: Origin::From(range.start), figures: None }
    }

    /// The same passage, in which pictures may stand.
    pub fn with(self, figures: &'t Figures<'t>) -> Passage<'t> {
        Passage { figures: Some(figures), ..self }
    }

    /// The text of a field.
    pub fn value(text: &'t SourceText, value: &'t Spanned<String>) -> Passage<'t> {
        let origin = match text.slice(value.at.clone()).find(value.value.as_str()) {
            Some(at) => Origin::From(value.at.start + at),
            None => Origin::Somewhere(value.at.clone()),
        };
        Passage { text, markdown: &value.value, origin, figures: None }
    }

    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        match &self.origin {
            Origin::From(base) => base + range.start..base + range.end,
            Origin::Somewhere(whole) => whole.clone(),
        }
    }

    pub(super) fn place(&self, range: Range<usize>) -> Location {
        self.text.place(self.range(range))
    }
}
