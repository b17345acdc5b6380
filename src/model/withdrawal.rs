//! The public part of a withdrawn release.

use super::address::Permalink;
use super::moment::{Instant, Moment, Zone};
use super::name::{Headline, Lang, ReleaseId};
use super::party::Department;
use super::release::{Change, Kind, Release};

/// A withdrawal, its time and its reason. Of the text it gives only the headline, which the newest text can reword.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Withdrawal<'a> {
    release: &'a Release,
    /// The release itself, or the original with which it is withdrawn.
    withdrawn: &'a Release,
    change: &'a Change,
}

impl<'a> Withdrawal<'a> {
    /// `None` when `withdrawn`, which is `release` itself or its original, is not withdrawn.
    pub(super) fn new(release: &'a Release, withdrawn: &'a Release) -> Option<Withdrawal<'a>> {
        Some(Withdrawal { release, withdrawn, change: withdrawn.withdrawal()? })
    }

    pub fn id(&self) -> &'a ReleaseId {
        &self.release.id
    }

    pub fn permalink(&self) -> &'a Permalink {
        &self.release.permalink
    }

    pub fn lang(&self) -> &'a Lang {
        &self.release.lang
    }

    pub fn kind(&self) -> Kind {
        self.release.kind
    }

    pub fn headline(&self) -> &'a Headline {
        &self.release.headline
    }

    pub fn department(&self) -> Option<&'a Department> {
        self.release.department.as_deref()
    }

    /// Redirected to `permalink`.
    pub fn former_permalinks(&self) -> &'a [Permalink] {
        &self.release.former_permalinks
    }

    /// The change that withdrew it.
    pub fn change(&self) -> &'a Change {
        self.change
    }

    /// The number of this version; the earlier ones are withdrawn.
    pub fn revision(&self) -> usize {
        self.release.revision() + usize::from(self.release.withdrawal().is_none())
    }

    /// First publication, if known.
    pub fn published(&self) -> Option<&'a Moment> {
        self.release.dates.published()
    }

    /// The instant of first publication, for formats that require one.
    pub fn published_instant(&self, zone: &Zone) -> Instant {
        self.release.published_instant(zone)
    }

    /// The instant of the withdrawal, for formats that require one.
    pub fn withdrawn_instant(&self, zone: &Zone) -> Instant {
        let last = self.release.updated_instant(zone);
        if self.release.withdrawal().is_some() {
            return last;
        }
        // With its original.
        last.plus_seconds(1).max(self.withdrawn.updated_instant(zone))
    }

    /// Its file, for diagnostics.
    pub fn source(&self) -> &'a str {
        &self.release.source
    }

    /// For selecting and sorting.
    pub(super) fn release(&self) -> &'a Release {
        self.release
    }
}
