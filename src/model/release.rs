//! A press release, written once.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::address::{FormerPath, Permalink};
use super::body::{Block, Inlines, Section, Speaker, attributed_quotes, first_text, pictures};
use super::document::Document;
use super::event::Event;
use super::media::{File, Picture};
use super::moment::{Instant, Moment, Zone};
use super::name::{Headline, Key, Lang, ReleaseId, SingleLine};
use super::party::{Contact, Department, Organisation};
use super::subject::MediaTopic;

/// One text of a press release, with all references (senders, contacts, topics, files) resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    pub id: ReleaseId,
    pub permalink: Permalink,
    /// Redirected to `permalink`.
    pub former_permalinks: Vec<Permalink>,
    /// Paths at another site, redirected to `permalink` too.
    pub former_paths: Vec<FormerPath>,
    pub lang: Lang,
    pub kind: Kind,
    pub headline: Headline,
    /// A second, smaller headline.
    pub subhead: Option<SingleLine>,
    /// A notice that the law or an exchange demands before everything else.
    pub legal: Option<Inlines>,
    /// `None` only in old releases: their text begins with the body (see [`Release::summary`]).
    pub lead: Option<Inlines>,
    pub body: Vec<Block>,
    pub event: Option<Event>,
    /// Those that are not in the text.
    pub pictures: Vec<Arc<Picture>>,
    pub documents: Vec<Document>,
    /// "Läs mer".
    pub read_more: Option<Section>,
    pub status: Status,
    pub dates: Dates,
    /// Oldest first.
    pub changes: Vec<Change>,
    /// The place in the dateline.
    pub place: Option<SingleLine>,
    pub urgency: Option<Urgency>,
    /// Empty for the newsroom's own sender: see [`Release::senders`].
    pub senders: Vec<Arc<Organisation>>,
    pub department: Option<Arc<Department>>,
    /// Includes expired contacts: see [`Edition::contacts`](super::Edition::contacts).
    pub contacts: Vec<Arc<Contact>>,
    /// By taxonomy, in the order of [`Taxonomy`].
    pub topics: Vec<Arc<Topic>>,
    /// Replaces the boilerplates of the senders.
    pub own_boilerplate: Option<Section>,
    /// Seconds added to the derived second of a release with only a day, to resolve a clash.
    pub order: u32,
    /// Keys of the channels that may get it before its embargo ends. For delivery alone: no output says it.
    pub advance: Vec<Key>,
    /// Its file, relative to the content folder, for diagnostics: `releases/2017/x/release.md`.
    pub source: String,
}

/// The kind of message, whose name each format writes in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    PressRelease,
    Invitation,
    News,
    Statement,
}

impl Kind {
    /// As files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::PressRelease => "press-release",
            Kind::Invitation => "invitation",
            Kind::News => "news",
            Kind::Statement => "statement",
        }
    }
}

/// In the words of IPTC, and drafts, which are internal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Draft,
    Withheld(Embargo),
    Usable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embargo {
    Until(Instant),
    UntilFurtherNotice,
}

/// IPTC urgency: 1 is a flash, 5 is ordinary, 9 is background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency(u8);

impl Urgency {
    /// Of a release that says none.
    pub const DEFAULT: Urgency = Urgency(4);

    /// `None` outside 1 to 9.
    pub fn new(number: u32) -> Option<Urgency> {
        u8::try_from(number).ok().filter(|n| (1..=9).contains(n)).map(Urgency)
    }

    pub fn number(self) -> u8 {
        self.0
    }
}

/// The known dates of a release: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dates {
    Published {
        first: Moment,
        updated: Option<Moment>,
    },
    /// The first publication is unknown, and outputs say so.
    OnlyUpdated(Moment),
}

impl Dates {
    /// First publication, if known.
    pub fn published(&self) -> Option<&Moment> {
        match self {
            Dates::Published { first, .. } => Some(first),
            Dates::OnlyUpdated(_) => None,
        }
    }

    /// First publication, or the update when that is unknown.
    pub fn published_or_updated(&self) -> &Moment {
        match self {
            Dates::Published { first, .. } => first,
            Dates::OnlyUpdated(updated) => updated,
        }
    }

    /// The author's date of the last update, or first publication.
    fn updated(&self) -> &Moment {
        match self {
            Dates::Published { first, updated } => updated.as_ref().unwrap_or(first),
            Dates::OnlyUpdated(updated) => updated,
        }
    }
}

/// A change that readers are informed of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at: Moment,
    pub kind: ChangeKind,
    /// For readers: "Under Läs mer ska det stå 65 skolor."
    pub note: SingleLine,
}

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
    /// Its IPTC code.
    pub media_topic: Option<MediaTopic>,
}

impl Topic {
    /// Without an IPTC code.
    pub fn new(taxonomy: Taxonomy, key: Key, name: SingleLine) -> Topic {
        Topic { taxonomy, key, name, media_topic: None }
    }
}

/// A newsroom's classifications of its releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taxonomy {
    /// Subjects.
    Topic,
    /// The newsroom's own kinds of matters.
    Category,
    /// Parts of the place that the newsroom covers.
    Region,
}

impl Release {
    /// With only the required fields.
    pub fn new(
        id: ReleaseId,
        permalink: Permalink,
        lang: Lang,
        headline: Headline,
        lead: impl Into<Option<Inlines>>,
        dates: Dates,
    ) -> Release {
        let source = format!("{}release.md", permalink.folder());
        Release {
            id,
            permalink,
            former_permalinks: Vec::new(),
            former_paths: Vec::new(),
            lang,
            kind: Kind::PressRelease,
            headline,
            subhead: None,
            legal: None,
            lead: lead.into(),
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
            advance: Vec::new(),
            source,
        }
    }

    /// The lead, or the first text of the body in its place, in lists and feeds. Without markup; empty when there is no text.
    pub fn summary(&self) -> String {
        let text = self.lead.as_ref().or_else(|| first_text(&self.body));
        text.map(Inlines::plain).unwrap_or_default()
    }

    /// 1 for the first version, one more for each change.
    pub fn revision(&self) -> usize {
        1 + self.changes.len()
    }

    /// The newest change, which outputs show first.
    pub fn last_change(&self) -> Option<&Change> {
        self.changes.last()
    }

    /// The last change when it is a withdrawal: nothing of the text may then be shown.
    pub fn withdrawal(&self) -> Option<&Change> {
        self.last_change().filter(|change| change.kind == ChangeKind::Withdrawal)
    }

    /// The instant from which it is withdrawn.
    pub fn withdrawal_instant(&self, zone: &Zone) -> Option<Instant> {
        self.withdrawal().and_then(|_| self.last_change_instant(zone))
    }

    /// The author's date of the last update or the last change, whichever is later.
    pub fn updated(&self) -> &Moment {
        let written = self.dates.updated();
        match self.last_change() {
            Some(change) if !change.at.is_earlier_than(written) => &change.at,
            _ => written,
        }
    }

    /// The instant of first publication, for formats that require one (see [`Moment::instant_for`]).
    pub fn published_instant(&self, zone: &Zone) -> Instant {
        self.dates.published_or_updated().instant_for(zone, &self.id, self.order)
    }

    /// The instant at which each change takes effect: later than the publication and the changes before it.
    pub fn change_instants(&self, zone: &Zone) -> Vec<Instant> {
        let mut last = self.published_instant(zone);
        let instants = self.changes.iter().enumerate().map(|(before, change)| {
            let order = self.order.saturating_add(u32::try_from(before + 1).unwrap_or(0));
            // The derived second of a day can be earlier than the change before it.
            last = change.at.instant_for(zone, &self.id, order).max(last.plus_seconds(1));
            last.clone()
        });
        instants.collect()
    }

    /// The number of changes that have taken effect at `now`.
    pub fn changes_made(&self, now: &Instant, zone: &Zone) -> usize {
        if self.changes.is_empty() { 0 } else { self.change_instants(zone).iter().filter(|at| *at <= now).count() }
    }

    /// The instant at which the last change takes effect.
    pub fn last_change_instant(&self, zone: &Zone) -> Option<Instant> {
        self.change_instants(zone).pop()
    }

    /// The instant of this version, for formats that require one. An author's day of update without a time is its start, so that it does not lie
    /// ahead on that day.
    pub fn version_instant(&self, zone: &Zone) -> Instant {
        let made = self.last_change_instant(zone).unwrap_or_else(|| self.published_instant(zone));
        made.max(self.dates.updated().start(zone))
    }

    /// As [`Release::version_instant`], and not before the end of an embargo.
    pub fn updated_instant(&self, zone: &Zone) -> Instant {
        let updated = self.version_instant(zone);
        match &self.status {
            Status::Withheld(Embargo::Until(until)) => updated.max(until.clone()),
            Status::Withheld(Embargo::UntilFurtherNotice) | Status::Draft | Status::Usable => updated,
        }
    }

    /// Its own senders, or its department's organisation, or the `newsroom`'s own sender.
    pub fn senders<'r>(&'r self, newsroom: &'r Organisation) -> Vec<&'r Organisation> {
        if !self.senders.is_empty() {
            return self.senders.iter().map(AsRef::as_ref).collect();
        }
        vec![self.department.as_ref().and_then(|department| department.sender.as_deref()).unwrap_or(newsroom)]
    }

    /// Its own boilerplate, or that of each sender on the day of first publication; the department's replaces that of its organisation.
    pub fn boilerplates<'r>(&'r self, newsroom: &'r Organisation) -> Vec<&'r Section> {
        if let Some(own) = &self.own_boilerplate {
            return vec![own];
        }
        let day = self.dates.published_or_updated().day();
        let of_department = self.department.as_ref().and_then(|department| department.boilerplate_on(day));
        let home = self.department.as_ref().map(|department| department.sender.as_deref().unwrap_or(newsroom));
        let boilerplate = |sender: &'r Organisation| {
            of_department.filter(|_| home.is_none_or(|home| home.key == sender.key)).or(sender.boilerplate_on(day))
        };
        self.senders(newsroom).into_iter().filter_map(boilerplate).collect()
    }

    /// Those who are quoted in the text, each name once, in its order.
    pub fn speakers(&self) -> Vec<&Speaker> {
        let mut seen = BTreeSet::new();
        let speakers = attributed_quotes(&self.body).into_iter().map(|(_, speaker)| speaker);
        speakers.filter(|speaker| seen.insert(speaker.name.as_str())).collect()
    }

    /// The pictures in the text, in its order, then the others.
    pub fn all_pictures(&self) -> Vec<&Arc<Picture>> {
        pictures(&self.body).into_iter().chain(&self.pictures).collect()
    }

    /// Its pictures and documents, each file once.
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

    /// Whether this text may be public at `now`, if it is the text of that time.
    pub fn is_public(&self, now: &Instant, zone: &Zone) -> bool {
        self.public_from(zone).is_some_and(|from| from <= *now)
    }

    /// `None` for a draft and for an embargo until further notice.
    pub fn public_from(&self, zone: &Zone) -> Option<Instant> {
        let published = self.published_instant(zone);
        match &self.status {
            Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => None,
            Status::Withheld(Embargo::Until(until)) => Some(published.max(until.clone())),
            Status::Usable => Some(published),
        }
    }

    /// Whether it is neither a draft nor under embargo at `now`.
    pub fn is_released(&self, now: &Instant) -> bool {
        match &self.status {
            Status::Draft | Status::Withheld(Embargo::UntilFurtherNotice) => false,
            Status::Withheld(Embargo::Until(until)) => until <= now,
            Status::Usable => true,
        }
    }
}
