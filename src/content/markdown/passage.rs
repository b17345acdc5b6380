//! A passage of Markdown in its file.

use std::ops::Range;

use crate::content::figures::Figures;
use crate::content::text::{SourceText, Spanned};

pub(crate) struct Passage<'t> {
    pub(super) text: &'t SourceText<'t>,
    pub(super) markdown: &'t str,
    origin: Origin,
    /// What the fields say about its pictures; `None` where no pictures are allowed.
    pub(super) figures: Option<&'t Figures<'t>>,
}

enum Origin {
    /// The passage is in the file as it is, from this byte on.
    From(usize),
    /// The passage was written with escapes: its errors are reported for the whole of it.
    Whole(Range<usize>),
}

impl<'t> Passage<'t> {
    pub fn from_file(text: &'t SourceText<'t>, span: Range<usize>) -> Passage<'t> {
        Passage { text, markdown: text.slice(span.clone()), origin: Origin::From(span.start), figures: None }
    }

    pub fn from_field(text: &'t SourceText<'t>, field: &'t Spanned<String>) -> Passage<'t> {
        let origin = match text.slice(field.span.clone()).find(field.value.as_str()) {
            Some(at) => Origin::From(field.span.start + at),
            None => Origin::Whole(field.span.clone()),
        };
        Passage { text, markdown: &field.value, origin, figures: None }
    }

    pub fn with_figures(self, figures: &'t Figures<'t>) -> Passage<'t> {
        Passage { figures: Some(figures), ..self }
    }

    /// From bytes of the passage to bytes of the file.
    pub(super) fn file_span(&self, span: Range<usize>) -> Range<usize> {
        match &self.origin {
            Origin::From(base) => base + span.start..base + span.end,
            Origin::Whole(span) => span.clone(),
        }
    }
}
