//! A press release: everything a newsroom says once.

use std::sync::Arc;

use super::body::{Block, Inlines, Section};
use super::moment::{Day, Instant, Moment, Zone};
use super::name::{Headline, Key, Lang, Line, ReleaseId, Slug};
use super::party::{Contact, Department};

/// A press release. Everything it names (department, contacts, topics) is resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    pub id: ReleaseId,
    /// The year of the folder it stands in: part of its address, never recomputed.
    pub year: i16,
    pub slug: Slug,
    pub lang: Lang,
    pub kind: Kind,
    pub headline: Headline,
    pub lead: Inlines,
    pub body: Vec<Block>,
    /// "Läs mer": where to read on.
    pub more: Option<Section>,
    pub status: Status,
    pub dates: Dates,
    /// Oldest first.
    pub changes: Vec<Change>,
    pub department: Option<Arc<Department>>,
    pub contacts: Vec<Arc<Contact>>,
    pub topics: Vec<Arc<Topic>>,
    /// A wording of its own, where the department's does not fit.
    pub own_boilerplate: Option<Section>,
    /// Seconds added to the derived time of a release of which only the day is known, to mend a clash.
    pub order: u32,
    /// The file it was read from, relative to the content folder, for diagnostics: `releases/2017/x/release.md`.
    pub source: String,
}

/// What sort of message it is; each output writes the name in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    PressRelease,
    Invitation,
    News,
    Statement,
}

/// May it be seen? In the words of IPTC, with the draft that never left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Draft,
    Withheld(Embargo),
    Usable,
}

/// How long a release is withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embargo {
    Until(Instant),
    UntilFurtherNotice,
}

/// What is known of a release's dates: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dates {
    Published {
        first: Moment,
        updated: Option<Moment>,
    },
    /// When it was first published is unknown, and outputs say so.
    OnlyUpdated(Moment),
}

impl Dates {
    /// First publication, where it is known.
    pub fn published(&self) -> Option<&Moment> {
        match self {
            Dates::Published { first, .. } => Some(first),
            Dates::OnlyUpdated(_) => None,
        }
    }

    /// First publication, or the best that is known in its place.
    pub fn published_or_updated(&self) -> &Moment {
        match self {
            Dates::Published { first, .. } => first,
            Dates::OnlyUpdated(updated) => updated,
        }
    }

    /// The last change that was told, or first publication where there was none.
    pub fn updated(&self) -> &Moment {
        match self {
            Dates::Published { first, updated } => updated.as_ref().unwrap_or(first),
            Dates::OnlyUpdated(updated) => updated,
        }
    }
}

/// A change that readers are told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at: Moment,
    pub kind: ChangeKind,
    /// What was changed, for readers: "Under Läs mer ska det stå 65 skolor."
    pub note: Line,
}

/// Whether something was wrong or something is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Correction,
    Update,
}

/// A subject that readers can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub key: Key,
    pub name: Line,
}

impl Release {
    /// 1 for the first version, one more for every change that was told.
    pub fn revision(&self) -> usize {
        1 + self.changes.len()
    }

    /// The last change that was told, which outputs show first.
    pub fn last_change(&self) -> Option<&Change> {
        self.changes.last()
    }

    /// The instant of first publication for formats that demand one (see [`Moment::instant_for`]).
    pub fn published_instant(&self, zone: &Zone) -> Instant {
        self.dates.published_or_updated().instant_for(zone, &self.id, self.order)
    }

    /// The instant of the last change that was told, for formats that demand one.
    pub fn updated_instant(&self, zone: &Zone) -> Instant {
        self.dates.updated().instant_for(zone, &self.id, self.order)
    }

    /// The text about the sender: the release's own wording, or the department's of the day of first publication.
    pub fn boilerplate(&self) -> Option<&Section> {
        let day: Day = self.dates.published_or_updated().day();
        self.own_boilerplate.as_ref().or_else(|| self.department.as_ref()?.boilerplate_on(day))
    }

    /// The folder of all its outputs: `releases/2017/<slug>/`.
    pub fn folder(&self) -> String {
        format!("releases/{}/{}/", self.year, self.slug)
    }

    /// May the public see it at `now`? The one place where this is decided.
    pub fn is_public(&self, now: &Instant, zone: &Zone) -> bool {
        let out_of_house = match &self.status {
            Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => false,
            Status::Withheld(Embargo::Until(until)) => until <= now,
            Status::Usable => true,
        };
        out_of_house && self.dates.published_or_updated().begins(zone) <= *now
    }
}
