//! A release through time: all its texts, and the time of each.

use super::address::Permalink;
use super::moment::{Instant, Zone};
use super::name::ReleaseId;
use super::release::Release;

/// All texts of one release. Each change makes a new one; the changes of the newest text say when.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Revisions 1, 2, ...; `None` for one that was not kept.
    earlier: Vec<Option<Release>>,
    newest: Release,
    /// Of a translation: its texts while only the first n changes of its original have been made, since it inherits fields from that. `None`
    /// when they are unknown. Empty for an original.
    for_earlier_originals: Vec<Option<Record>>,
}

impl Record {
    /// `earlier[n]` is the text before change n of the newest text; those missing at the end were not kept.
    pub fn new(newest: Release, mut earlier: Vec<Option<Release>>) -> Record {
        earlier.resize(newest.changes.len(), None);
        Record { earlier, newest, for_earlier_originals: Vec::new() }
    }

    /// `records[n]` is the translation of the original with n changes.
    pub fn with_earlier_originals(self, records: Vec<Option<Record>>) -> Record {
        Record { for_earlier_originals: records, ..self }
    }

    /// The translation of this text of its original.
    pub fn for_original(&self, original: &Release) -> Option<&Record> {
        match self.for_earlier_originals.get(original.changes.len()) {
            Some(earlier) => earlier.as_ref(),
            None => Some(self),
        }
    }

    /// The text after all changes.
    pub fn newest(&self) -> &Release {
        &self.newest
    }

    /// `None` when it was not kept.
    pub fn text_at(&self, now: &Instant, zone: &Zone) -> Option<&Release> {
        match self.earlier.get(self.newest.changes_made(now, zone)) {
            Some(text) => text.as_ref(),
            None => Some(&self.newest),
        }
    }

    /// All texts that were kept, oldest first.
    pub fn texts<'r>(&'r self) -> impl Iterator<Item = &'r Release> {
        let own = |record: &'r Record| record.earlier.iter().flatten().chain([&record.newest]);
        self.for_earlier_originals.iter().flatten().flat_map(own).chain(own(self))
    }

    /// Versions 1, 2, ... up to the newest; `None` for one that was not kept.
    pub fn versions(&self) -> Vec<Option<&Release>> {
        self.earlier.iter().map(Option::as_ref).chain([Some(&self.newest)]).collect()
    }

    pub fn id(&self) -> &ReleaseId {
        &self.newest.id
    }

    pub fn permalink(&self) -> &Permalink {
        &self.newest.permalink
    }
}

/// A release without earlier texts.
impl From<Release> for Record {
    fn from(newest: Release) -> Record {
        Record::new(newest, Vec::new())
    }
}
