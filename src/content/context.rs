//! What a release is read with, and what reading gives.

use std::ops::Range;
use std::sync::Arc;

use crate::content::attachments::Attachments;
use crate::content::text::SourceText;
use crate::diag::Location;
use crate::model::Lang;
use crate::model::Permalink;
use crate::model::Record;
use crate::model::Release;

/// What is known of a text before it is read.
#[derive(Clone, Copy)]
pub(crate) struct ReleaseContext<'g> {
    /// The names of the folders that should be a year and a slug.
    pub folders: (&'g str, &'g str),
    pub beside: &'g Attachments<'g>,
    /// Of a translation: what it is a translation of, and into which language.
    pub original: Option<(&'g Release, &'g Lang)>,
}

/// A release that could be read, with the places that rules about it point at.
pub(crate) struct ParsedRelease {
    pub release: Release,
    pub text: SourceText,
    pub spots: FieldSpans,
}

/// The places that rules between releases point at, when the text itself is not held any more.
#[derive(Debug)]
pub(crate) struct RuleLocations {
    pub fence: Location,
    pub id: Location,
    /// Of the first publication, or of the update where that is not known.
    pub date: Location,
    pub former: Vec<(Permalink, Location)>,
}

impl ParsedRelease {
    pub fn marks(&self) -> RuleLocations {
        let place = |range: &Range<usize>| self.text.place(range.clone());
        let date = self.spots.published.as_ref().or(self.spots.updated.as_ref());
        RuleLocations {
            fence: place(&self.spots.fence),
            id: place(&self.spots.id),
            date: place(date.unwrap_or(&(0..0))),
            former: self.spots.former.iter().map(|(old, at)| (old.clone(), place(at))).collect(),
        }
    }
}

/// Where the parts of a release stand in its file.
#[derive(Default)]
pub(crate) struct FieldSpans {
    pub fence: Range<usize>,
    pub id: Range<usize>,
    pub headline: Range<usize>,
    pub published: Option<Range<usize>>,
    pub updated: Option<Range<usize>>,
    pub changes: Vec<Range<usize>>,
    pub former: Vec<(Permalink, Range<usize>)>,
    pub event: Option<Range<usize>>,
    /// The prose: lead and body.
    pub prose: Vec<Range<usize>>,
}

/// A release that was read, with the places that rules between releases point at. Cheap to clone: it is shared with what is remembered.
#[derive(Debug, Clone)]
pub(crate) struct LoadedRelease {
    pub record: Arc<Record>,
    pub marks: Arc<RuleLocations>,
}

/// A release with a mistake: it is not in the newsroom, and its last good output stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenRelease {
    /// `releases/2017/x/`.
    pub folder: String,
}
