//! The surroundings of a release while it is read, and the results of reading it.

use std::ops::Range;
use std::sync::Arc;

use crate::content::attachments::Attachments;
use crate::content::newsroom::registry::Registry;
use crate::content::sources::ReleaseSource;
use crate::content::text::SourceText;
use crate::diag::{Diagnostics, Location};
use crate::model::{Lang, Permalink, Record, Release};

/// What is known of a release before it is read.
#[derive(Clone, Copy)]
pub(crate) struct ReleaseContext<'c> {
    pub source: &'c ReleaseSource,
    pub attachments: &'c Attachments<'c>,
    pub registry: &'c Registry,
    pub diagnostics: &'c Diagnostics,
    /// Of a translation: its original and its own language.
    pub translation: Option<(&'c Release, &'c Lang)>,
}

impl<'c> ReleaseContext<'c> {
    /// The names of the folders that should be a year and a slug.
    pub fn folders(&self) -> (&'c str, &'c str) {
        (&self.source.year, &self.source.slug)
    }

    /// The release that a translation inherits from.
    pub fn original(&self) -> Option<&'c Release> {
        self.translation.map(|(original, _)| original)
    }

    pub fn translation_lang(&self) -> Option<&'c Lang> {
        self.translation.map(|(_, lang)| lang)
    }
}

/// A release, with its text and the spans that rules point at.
pub(crate) struct ParsedRelease<'d> {
    pub release: Release,
    pub text: SourceText<'d>,
    pub spans: FieldSpans,
}

/// The locations that rules between releases point at, when the texts are no longer in memory.
#[derive(Debug)]
pub(crate) struct RuleLocations {
    pub fence: Location,
    pub id: Location,
    /// Of the first publication, or of the update when that is unknown.
    pub date: Location,
    pub former: Vec<(Permalink, Location)>,
}

impl ParsedRelease<'_> {
    pub fn rule_locations(&self) -> RuleLocations {
        let location = |span: &Range<usize>| self.text.location(span.clone());
        let date = self.spans.published.as_ref().or(self.spans.updated.as_ref());
        RuleLocations {
            fence: location(&self.spans.fence),
            id: location(&self.spans.id),
            date: location(date.unwrap_or(&(0..0))),
            former: self.spans.former.iter().map(|(old, span)| (old.clone(), location(span))).collect(),
        }
    }
}

/// The parts of a release in its file, in bytes.
#[derive(Default)]
pub(crate) struct FieldSpans {
    pub fence: Range<usize>,
    pub id: Range<usize>,
    pub headline: Range<usize>,
    pub published: Option<Range<usize>>,
    pub updated: Option<Range<usize>>,
    pub changes: Vec<Range<usize>>,
    pub former: Vec<(Permalink, Range<usize>)>,
    /// Lead and body.
    pub prose: Vec<Range<usize>>,
}

/// A release with the locations that rules between releases point at. Cheap to clone: the parse cache shares it.
#[derive(Debug, Clone)]
pub(crate) struct LoadedRelease {
    pub record: Arc<Record>,
    pub locations: Arc<RuleLocations>,
}

/// A release with an error: it is not in the newsroom, and its last good output stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenRelease {
    /// `releases/2017/x/`.
    pub folder: String,
}
