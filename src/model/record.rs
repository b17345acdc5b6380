//! A release through time: every text it had, and which of them was the true one when.

use super::address::Permalink;
use super::moment::{Instant, Zone};
use super::name::ReleaseId;
use super::release::Release;

/// All texts of one release. A change that readers are told of makes a new one; the rows of the newest tell when each began.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The text of revision 1, 2, ...; `None` where it was not kept.
    earlier: Vec<Option<Release>>,
    newest: Release,
    /// Of a translation: what it says as long as only the first n changes of its original have come, since it takes from its original
    /// what it does not say itself. `None` where nobody knows. Empty for an original.
    beside_earlier: Vec<Option<Record>>,
}

impl Record {
    /// `earlier[n]` is the text before row n of the newest text's changes. What is missing at its end was not kept.
    pub fn new(newest: Release, mut earlier: Vec<Option<Release>>) -> Record {
        earlier.resize(newest.changes.len(), None);
        Record { earlier, newest, beside_earlier: Vec::new() }
    }

    /// The translation with its readings beside each earlier text of its original: `earlier[n]` beside the one with n changes.
    pub fn beside_earlier(self, earlier: Vec<Option<Record>>) -> Record {
        Record { beside_earlier: earlier, ..self }
    }

    /// A translation as it is beside this text of its original.
    pub fn beside(&self, original: &Release) -> Option<&Record> {
        match self.beside_earlier.get(original.changes.len()) {
            Some(earlier) => earlier.as_ref(),
            None => Some(self),
        }
    }

    /// The text as it will be when every row has come.
    pub fn newest(&self) -> &Release {
        &self.newest
    }

    /// The text whose row stands at or before `now`; `None` where it was not kept.
    pub fn at(&self, now: &Instant, zone: &Zone) -> Option<&Release> {
        let begun = self.newest.changes.iter().filter(|change| change.at.begins(zone) <= *now).count();
        match self.earlier.get(begun) {
            Some(text) => text.as_ref(),
            None => Some(&self.newest),
        }
    }

    /// Every text that is kept, oldest first.
    pub fn texts<'r>(&'r self) -> impl Iterator<Item = &'r Release> {
        let own = |record: &'r Record| record.earlier.iter().flatten().chain([&record.newest]);
        self.beside_earlier.iter().flatten().flat_map(own).chain(own(self))
    }

    pub fn id(&self) -> &ReleaseId {
        &self.newest.id
    }

    pub fn permalink(&self) -> &Permalink {
        &self.newest.permalink
    }
}

/// A release of which no earlier text was kept.
impl From<Release> for Record {
    fn from(newest: Release) -> Record {
        Record::new(newest, Vec::new())
    }
}
