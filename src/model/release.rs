//! A press release: everything a newsroom says once.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::address::Permalink;
use super::body::{Block, Inlines, Section, pictures};
use super::document::Document;
use super::event::Event;
use super::media::{File, Picture};
use super::moment::{Instant, Moment, Zone};
use super::name::{Headline, Key, Lang, ReleaseId, SingleLine};
use super::party::{Contact, Department, Organisation};
use super::subject::MediaTopic;

/// One text of a press release. Everything it names (senders, contacts, topics, files) is resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    pub id: ReleaseId,
    pub permalink: Permalink,
    /// Where it stood before: readers are sent on from there.
    pub former_permalinks: Vec<Permalink>,
    pub lang: Lang,
    pub kind: Kind,
    pub headline: Headline,
    /// A second, smaller headline.
    pub subhead: Option<SingleLine>,
    /// What the law or an exchange demands before everything else.
    pub legal: Option<Inlines>,
    pub lead: Inlines,
    pub body: Vec<Block>,
    /// What it invites to.
    pub event: Option<Event>,
    /// Pictures that go with it without standing in the text.
    pub pictures: Vec<Arc<Picture>>,
    pub documents: Vec<Document>,
    /// "Läs mer": where to read on.
    pub read_more: Option<Section>,
    pub status: Status,
    pub dates: Dates,
    /// Oldest first.
    pub changes: Vec<Change>,
    /// The place that the news comes from, where it was said.
    pub place: Option<SingleLine>,
    pub urgency: Option<Urgency>,
    /// Empty when the newsroom's own sender sends it: see [`Release::senders`].
    pub senders: Vec<Arc<Organisation>>,
    pub department: Option<Arc<Department>>,
    /// Also those whose last day has passed: an edition tells which may be given ([`Edition::contacts`](super::Edition::contacts)).
    pub contacts: Vec<Arc<Contact>>,
    /// By taxonomy, in the order of [`Taxonomy`].
    pub topics: Vec<Arc<Topic>>,
    /// A wording of its own, where the sender's does not fit.
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

/// How soon a news desk should look at it, as IPTC counts: 1 flash, 5 ordinary, 9 background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency(u8);

impl Urgency {
    /// `None` outside 1 to 9.
    pub fn new(number: u32) -> Option<Urgency> {
        u8::try_from(number).ok().filter(|n| (1..=9).contains(n)).map(Urgency)
    }

    pub fn number(self) -> u8 {
        self.0
    }
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

    /// The last update that the author wrote a date of, or first publication where there is none.
    fn updated(&self) -> &Moment {
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
    pub note: SingleLine,
}

/// Whether something was wrong, something is new, or nothing holds any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Correction,
    Update,
    Withdrawal,
}

/// A subject that readers can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub taxonomy: Taxonomy,
    pub key: Key,
    pub name: SingleLine,
    /// What the press of all countries calls it.
    pub media_topic: Option<MediaTopic>,
}

impl Topic {
    /// A subject that stands in no list but the newsroom's own.
    pub fn new(taxonomy: Taxonomy, key: Key, name: SingleLine) -> Topic {
        Topic { taxonomy, key, name, media_topic: None }
    }
}

/// The lists that a newsroom orders its releases by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taxonomy {
    /// What it is about.
    Topic,
    /// What sort of matter it is, in the newsroom's own order.
    Category,
    /// Which part of the place it concerns.
    Region,
}

impl Release {
    /// A text with a headline, a lead and a date, and nothing else yet.
    pub fn new(id: ReleaseId, permalink: Permalink, lang: Lang, headline: Headline, lead: Inlines, dates: Dates) -> Release {
        let source = format!("{}release.md", permalink.folder());
        Release {
            id,
            permalink,
            former_permalinks: Vec::new(),
            lang,
            kind: Kind::PressRelease,
            headline,
            subhead: None,
            legal: None,
            lead,
            body: Vec::new(),
            event: None,
            pictures: Vec::new(),
            documents: Vec::new(),
            read_more: None,
            status: Status::Usable,
            dates,
            changes: Vec::new(),
            place: None,
            urgency: None,
            senders: Vec::new(),
            department: None,
            contacts: Vec::new(),
            topics: Vec::new(),
            own_boilerplate: None,
            order: 0,
            source,
        }
    }

    /// 1 for the first version, one more for every change that was told.
    pub fn revision(&self) -> usize {
        1 + self.changes.len()
    }

    /// The last change that was told, which outputs show first.
    pub fn last_change(&self) -> Option<&Change> {
        self.changes.last()
    }

    /// The row that withdraws it, when it is the last: nothing of the text may be shown then.
    pub fn withdrawal(&self) -> Option<&Change> {
        self.last_change().filter(|change| change.kind == ChangeKind::Withdrawal)
    }

    /// When readers were last told of something new: the author's date or the last change, whichever is later.
    pub fn updated(&self) -> &Moment {
        let written = self.dates.updated();
        match self.last_change() {
            Some(change) if !change.at.is_earlier_than(written) => &change.at,
            _ => written,
        }
    }

    /// The instant of first publication for formats that demand one (see [`Moment::instant_for`]).
    pub fn published_instant(&self, zone: &Zone) -> Instant {
        self.dates.published_or_updated().instant_for(zone, &self.id, self.order)
    }

    /// The instant of the last change that was told, for formats that demand one: later than publication and than every change before, and
    /// never before an embargo ended.
    pub fn updated_instant(&self, zone: &Zone) -> Instant {
        let mut updated = self.published_instant(zone);
        for (before, change) in self.changes.iter().enumerate() {
            updated = self.instant_after(updated, &change.at, before, zone);
        }
        if self.changes.last().is_none_or(|change| change.at != *self.updated()) {
            updated = updated.max(self.updated().instant_for(zone, &self.id, self.order));
        }
        match &self.status {
            Status::Withheld(Embargo::Until(until)) => updated.max(until.clone()),
            Status::Withheld(Embargo::UntilFurtherNotice) | Status::Draft | Status::Usable => updated,
        }
    }

    /// The instant of a change that came at `moment` and has so many before it. A day without a time has a second of its own, which can be
    /// earlier than a change at a time of that day.
    pub(super) fn instant_after(&self, last: Instant, moment: &Moment, before: usize, zone: &Zone) -> Instant {
        let order = self.order + u32::try_from(before + 1).unwrap_or(0);
        moment.instant_for(zone, &self.id, order).max(last.plus_seconds(1))
    }

    /// Who sends it: what it names, or its department's organisation, or the `newsroom`'s own sender.
    pub fn senders<'r>(&'r self, newsroom: &'r Organisation) -> Vec<&'r Organisation> {
        if !self.senders.is_empty() {
            return self.senders.iter().map(AsRef::as_ref).collect();
        }
        vec![self.department.as_ref().and_then(|department| department.sender.as_deref()).unwrap_or(newsroom)]
    }

    /// What is said about the senders: the release's own wording, or what each said about itself on the day of first publication, its
    /// department before itself.
    pub fn boilerplates<'r>(&'r self, newsroom: &'r Organisation) -> Vec<&'r Section> {
        if let Some(own) = &self.own_boilerplate {
            return vec![own];
        }
        let day = self.dates.published_or_updated().day();
        let of_department = self.department.as_ref().and_then(|department| department.boilerplate_on(day));
        let home = self.department.as_ref().map(|department| department.sender.as_deref().unwrap_or(newsroom));
        let of = |sender: &'r Organisation| {
            of_department.filter(|_| home.is_none_or(|home| home.key == sender.key)).or(sender.boilerplate_on(day))
        };
        self.senders(newsroom).into_iter().filter_map(of).collect()
    }

    /// Every picture: those in the text in its order, then the others.
    pub fn all_pictures(&self) -> Vec<&Arc<Picture>> {
        pictures(&self.body).into_iter().chain(&self.pictures).collect()
    }

    /// Every file that goes with it, once each.
    pub fn files(&self) -> Vec<&File> {
        let pictures = self.all_pictures().into_iter().map(|picture| picture.file.as_ref());
        let mut seen = BTreeSet::new();
        pictures
            .chain(self.documents.iter().map(|document| document.file.as_ref()))
            .filter(|file| seen.insert(&file.path))
            .collect()
    }

    /// The folder of all its outputs: `releases/2017/<slug>/`.
    pub fn folder(&self) -> String {
        self.permalink.folder()
    }

    /// May the public see this text at `now`? [`Newsroom::public`](super::Newsroom::public) asks it of the text that is true then.
    pub fn is_public(&self, now: &Instant, zone: &Zone) -> bool {
        self.public_from(zone).is_some_and(|from| from <= *now)
    }

    /// When the public may see it; `None` of a draft and of an embargo until further notice.
    pub fn public_from(&self, zone: &Zone) -> Option<Instant> {
        let published = self.dates.published_or_updated().begins(zone);
        match &self.status {
            Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => None,
            Status::Withheld(Embargo::Until(until)) => Some(published.max(until.clone())),
            Status::Usable => Some(published),
        }
    }

    /// No draft, and no embargo that still holds at `now`.
    pub fn is_released(&self, now: &Instant) -> bool {
        match &self.status {
            Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => false,
            Status::Withheld(Embargo::Until(until)) => until <= now,
            Status::Usable => true,
        }
    }
}
