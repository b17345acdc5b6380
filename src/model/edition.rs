//! The newsroom with everything in it, and the edition: what may be seen of it at one instant.
//!
//! Writers get an [`Edition`] and nothing else. What is withheld is not in it, so no writer can leak what it cannot name.

use std::collections::BTreeMap;

use super::moment::{Instant, Zone};
use super::name::{Lang, Line, WebAddress};
use super::party::Email;
use super::release::Release;

/// Who publishes, where, and in which time zone and language.
#[derive(Debug, Clone, PartialEq)]
pub struct Publisher {
    pub name: Line,
    /// One sentence about what is published here: the description of the feeds.
    pub description: Line,
    /// The address of the site's root, with a slash at its end; may hold a path.
    pub base_url: WebAddress,
    /// The publisher's own site, where there is one beside the newsroom.
    pub home: Option<WebAddress>,
    pub email: Option<Email>,
    /// Host name under which ids are minted (RFC 4151).
    pub id_authority: Line,
    /// The year from which that host name was the newsroom's: part of the ids of its feeds.
    pub id_year: i16,
    pub zone: Zone,
    pub lang: Lang,
}

impl Publisher {
    /// The absolute address of a path below the site's root.
    pub fn address(&self, path: &str) -> WebAddress {
        self.base_url.join(path)
    }
}

/// Everything the newsroom has, also what nobody may see yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Newsroom {
    pub publisher: Publisher,
    /// Private: the way to what may be shown is [`Newsroom::public`].
    releases: Vec<Release>,
}

impl Newsroom {
    pub fn new(publisher: Publisher, releases: Vec<Release>) -> Newsroom {
        Newsroom { publisher, releases }
    }

    /// Takes in the releases of another newsroom whose id and folder are not taken here. Returns the folders that were.
    pub fn adopt(&mut self, other: Newsroom) -> Vec<String> {
        let mut adopted = Vec::new();
        for release in other.releases {
            if self.releases.iter().all(|here| here.id != release.id && here.folder() != release.folder()) {
                adopted.push(release.folder());
                self.releases.push(release);
            }
        }
        adopted
    }

    /// What the public may see at `now`.
    pub fn public(&self, now: &Instant) -> Edition<'_> {
        let zone = &self.publisher.zone;
        Edition::new(&self.publisher, now, self.releases.iter().filter(|r| r.is_public(now, zone)).collect(), false)
    }

    /// Everything, for the eyes of the newsroom alone: drafts and embargoed releases stand among the others.
    pub fn preview(&self, now: &Instant) -> Edition<'_> {
        Edition::new(&self.publisher, now, self.releases.iter().collect(), true)
    }
}

/// What may be seen at one instant, newest first.
#[derive(Debug, Clone)]
pub struct Edition<'a> {
    publisher: &'a Publisher,
    now: Instant,
    releases: Vec<&'a Release>,
    preview: bool,
}

impl<'a> Edition<'a> {
    fn new(publisher: &'a Publisher, now: &Instant, mut releases: Vec<&'a Release>, preview: bool) -> Edition<'a> {
        releases.sort_by_cached_key(|r| (std::cmp::Reverse(r.published_instant(&publisher.zone)), r.id.as_str().to_owned()));
        Edition { publisher, now: now.in_zone(&publisher.zone), releases, preview }
    }

    pub fn publisher(&self) -> &'a Publisher {
        self.publisher
    }

    /// The instant at which this edition is the true one.
    pub fn now(&self) -> &Instant {
        &self.now
    }

    /// Newest first by first publication; equal instants by id.
    pub fn releases(&self) -> &[&'a Release] {
        &self.releases
    }

    /// True when the edition holds drafts and embargoed releases: every output says so.
    pub fn is_preview(&self) -> bool {
        self.preview
    }

    /// The releases by the year of their address, newest year first.
    pub fn years(&self) -> Vec<(i16, Vec<&'a Release>)> {
        let mut years: BTreeMap<i16, Vec<&'a Release>> = BTreeMap::new();
        for release in &self.releases {
            years.entry(release.year).or_default().push(release);
        }
        years.into_iter().rev().collect()
    }
}
