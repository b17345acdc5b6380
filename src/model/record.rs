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
}

impl Record {
    /// `earlier[n]` is the text before row n of the newest text's changes. What is missing at its end was not kept.
    pub fn new(newest: Release, mut earlier: Vec<Option<Release>>) -> Record {
        earlier.resize(newest.changes.len(), None);
        Record { earlier, newest }
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
    pub fn texts(&self) -> impl Iterator<Item = &Release> {
        self.earlier.iter().flatten().chain([&self.newest])
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
