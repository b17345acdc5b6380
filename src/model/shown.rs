//! The instant at which each release is judged. The clock of a machine can be set back: what was shown before that stays, and what was not
//! is judged by the clock.

use std::collections::BTreeMap;

use super::moment::Instant;
use super::name::ReleaseId;
use super::record::Record;

/// One instant for all, and later ones for the releases that were shown while the clock was ahead.
#[derive(Debug, Clone)]
pub struct ShownInstants {
    clock: Instant,
    /// Of the edition: it never goes back.
    edition: Instant,
    /// Between the clock's instant and the edition's.
    later: BTreeMap<ReleaseId, Instant>,
}

impl ShownInstants {
    /// Every release is judged by the clock.
    pub fn at(clock: &Instant) -> ShownInstants {
        ShownInstants { clock: clock.clone(), edition: clock.clone(), later: BTreeMap::new() }
    }

    /// Of an edition that stays ahead of the clock, with the releases that are judged later than by that.
    pub(super) fn ahead(clock: &Instant, edition: &Instant, later: BTreeMap<ReleaseId, Instant>) -> ShownInstants {
        ShownInstants { clock: clock.clone(), edition: edition.clone(), later }
    }

    /// The instant at which a release is judged.
    pub fn of(&self, record: &Record) -> &Instant {
        if self.later.is_empty() { &self.clock } else { self.later.get(record.id()).unwrap_or(&self.clock) }
    }

    /// The instant of the edition.
    pub fn edition(&self) -> &Instant {
        &self.edition
    }
}
