//! The newsroom with all its releases, and the edition: its public part at one instant.
//!
//! Writers get an [`Edition`] and nothing else. It does not contain what is withheld, so that no writer can leak it. Of a withdrawn release
//! it contains a [`Withdrawal`], which gives nothing of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::accessibility::Accessibility;
use super::address::{Email, FormerPath, Permalink, WebAddress};
use super::channel::Channels;
use super::moment::{Day, Instant, Zone};
use super::name::{Key, Lang, ReleaseId, SingleLine};
use super::party::{Contact, Organisation};
use super::paths;
use super::record::Record;
use super::release::Release;
use super::selection::{FeedSettings, Selected, Selection};
use super::shown::ShownInstants;
use super::theme::Theme;
use super::wire::Wire;
use super::withdrawal::Withdrawal;

/// The settings of a newsroom.
#[derive(Debug, Clone, PartialEq)]
pub struct Publisher {
    pub name: SingleLine,
    /// One sentence about the newsroom: the description of its feeds.
    pub description: SingleLine,
    /// The site's root, with a slash at its end; can have a path.
    pub base_url: WebAddress,
    /// The publisher's own website, when it is not the newsroom.
    pub home: Option<WebAddress>,
    pub email: Option<Email>,
    /// Of releases that name no sender.
    pub sender: Organisation,
    /// The host name under which ids are minted (RFC 4151).
    pub id_authority: SingleLine,
    /// The year from which that host name was the newsroom's: a part of the ids of its feeds.
    pub id_year: i16,
    pub zone: Zone,
    pub lang: Lang,
    /// The terms of use, for the feeds.
    pub rights: Option<SingleLine>,
    /// For questions on any subject. Includes expired contacts: see [`Edition::press_contacts`].
    pub press_contacts: Vec<Arc<Contact>>,
    pub accessibility: Option<Accessibility>,
    pub feeds: FeedSettings,
    pub wire: Wire,
    pub theme: Arc<Theme>,
}

impl Publisher {
    /// The address of a path below the site's root.
    pub fn address(&self, path: &str) -> WebAddress {
        self.base_url.join(path)
    }

    /// The path of a selection's feed: `amnen/fritid/feed.rss`.
    pub fn feed_path(&self, selection: &Selection, extension: &str) -> String {
        paths::feed(&selection.folder(), &self.feeds.name, extension)
    }
}

/// All releases of a newsroom, including those that are not public.
#[derive(Debug, Clone, PartialEq)]
pub struct Newsroom {
    pub publisher: Publisher,
    /// Private: [`Newsroom::public`] gives those that may be shown.
    records: Vec<Arc<Record>>,
    /// The last days of contacts, by the newest `contacts.toml`. They also apply to releases that were read with an earlier one.
    last_days: BTreeMap<Key, Day>,
    /// `None` where `channels.toml` has an error.
    channels: Option<Arc<Channels>>,
}

impl Newsroom {
    pub fn new(publisher: Publisher, records: Vec<impl Into<Record>>) -> Newsroom {
        Newsroom::from_records(publisher, records.into_iter().map(|record| Arc::new(record.into())).collect())
    }

    /// Shares the records.
    pub fn from_records(publisher: Publisher, records: Vec<Arc<Record>>) -> Newsroom {
        Newsroom { publisher, records, last_days: BTreeMap::new(), channels: Some(Arc::default()) }
    }

    pub fn with_last_days(self, last_days: BTreeMap<Key, Day>) -> Newsroom {
        Newsroom { last_days, ..self }
    }

    pub fn with_channels(self, channels: Option<Arc<Channels>>) -> Newsroom {
        Newsroom { channels, ..self }
    }

    /// The receivers of its releases, for delivery alone. `None` where `channels.toml` has an error: nothing is planned until it is mended.
    pub fn channels(&self) -> Option<&Arc<Channels>> {
        self.channels.as_ref()
    }

    /// Whether there is any channel. A file with an error has some, so that a slip of the pen changes no page.
    fn delivers(&self) -> bool {
        self.channels.as_ref().is_none_or(|channels| !channels.channels.is_empty())
    }

    /// Adds the releases of `other` whose id and addresses, also the former ones, are not used here. Returns their folders.
    pub fn merge_absent(&mut self, other: Newsroom) -> Vec<String> {
        let mut ids: BTreeSet<ReleaseId> = self.records.iter().map(|record| record.id().clone()).collect();
        let mut taken: BTreeSet<String> = self.records().flat_map(addresses).collect();
        let mut added = Vec::new();
        for record in other.records {
            if ids.contains(record.id()) || addresses(&record).iter().any(|address| taken.contains(address)) {
                continue;
            }
            ids.insert(record.id().clone());
            taken.extend(addresses(&record));
            added.push(record.permalink().folder());
            self.records.push(record);
        }
        added
    }

    /// The same newsroom with only the releases of these folders and their translations.
    pub fn with_only(&self, folders: &BTreeSet<&str>) -> Newsroom {
        let is_in = |permalink: &Permalink| {
            folders.contains(permalink.folder().as_str()) || folders.contains(permalink.original().folder().as_str())
        };
        let records = self.records.iter().filter(|record| is_in(record.permalink())).cloned().collect();
        let (publisher, last_days, channels) = (self.publisher.clone(), self.last_days.clone(), self.channels.clone());
        Newsroom { publisher, records, last_days, channels }
    }

    /// Whether both differ only in their releases, and in what no output shows.
    pub fn has_same_settings(&self, other: &Newsroom) -> bool {
        self.publisher == other.publisher && self.last_days == other.last_days && self.delivers() == other.delivers()
    }

    /// Removes the releases of these folders.
    pub fn remove(&mut self, folders: &[String]) {
        self.records.retain(|record| !folders.contains(&record.permalink().folder()));
    }

    /// The public edition at `now`.
    pub fn public(&self, now: &Instant) -> Edition<'_> {
        self.public_at(&ShownInstants::at(now))
    }

    /// The public edition with each release as it is at its own instant.
    pub fn public_at(&self, instants: &ShownInstants) -> Edition<'_> {
        let zone = &self.publisher.zone;
        self.edition(instants.edition(), false, |record| {
            let now = instants.of(record);
            let text = record.text_at(now, zone)?;
            // Withholding a release withholds all its texts.
            (record.newest().is_released(now) && text.is_public(now, zone)).then_some(text)
        })
    }

    /// The internal edition: all releases in their newest text, including drafts and embargoed ones.
    pub fn preview(&self, now: &Instant) -> Edition<'_> {
        let zone = &self.publisher.zone;
        self.edition(now, true, |record| {
            let newest = record.newest();
            let is_withdrawn_later = newest.withdrawal_instant(zone).is_some_and(|at| at > *now);
            if is_withdrawn_later { record.text_at(now, zone) } else { Some(newest) }
        })
    }

    /// The releases whose text at `now` is unknown: a change is still to come, and the text before it was not kept.
    pub fn releases_unknown_at(&self, now: &Instant) -> Vec<&Release> {
        let zone = &self.publisher.zone;
        self.records().filter(|record| record.text_at(now, zone).is_none()).map(Record::newest).collect()
    }

    /// In no particular order.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.records.iter().map(AsRef::as_ref)
    }

    fn edition<'a>(&'a self, now: &Instant, is_preview: bool, text_of: impl Fn(&'a Record) -> Option<&'a Release>) -> Edition<'a> {
        let zone = &self.publisher.zone;
        let mut releases = Vec::new();
        let mut withdrawals = Vec::new();
        let mut originals: BTreeMap<&Permalink, &Release> = BTreeMap::new();
        let (translations, own): (Vec<&Record>, Vec<&Record>) =
            self.records().partition(|record| record.permalink().translation.is_some());
        // A release that was withdrawn before it was public leaves no trace, except in a preview.
        let is_hidden = |text: &Release, withdrawn: &Release| {
            !is_preview && withdrawn.withdrawal_instant(zone).is_some_and(|at| !text.is_public(&at, zone))
        };
        let text_of = |record| text_of(record).filter(|text| !is_hidden(text, text));
        for text in own.into_iter().filter_map(text_of) {
            originals.insert(&text.permalink, text);
            match Withdrawal::new(text, text) {
                Some(withdrawal) => withdrawals.push(withdrawal),
                None => releases.push(text),
            }
        }
        for record in translations {
            // A translation is public and withdrawn with its original.
            let Some(original) = originals.get(&record.permalink().original()) else { continue };
            let Some(text) = record.for_original(original).and_then(text_of) else { continue };
            let withdrawn = if text.withdrawal().is_some() { text } else { original };
            match Withdrawal::new(text, withdrawn) {
                Some(_) if is_hidden(text, withdrawn) => {}
                Some(withdrawal) => withdrawals.push(withdrawal),
                None => releases.push(text),
            }
        }
        Edition::new(self, now, releases, withdrawals, is_preview)
    }
}

/// The current and former addresses in all texts of a release.
fn addresses(record: &Record) -> BTreeSet<String> {
    let all = record.texts().flat_map(|text| [&text.permalink].into_iter().chain(&text.former_permalinks));
    all.map(Permalink::folder).collect()
}

/// The releases and withdrawals that may be shown at one instant, newest first.
#[derive(Debug, Clone)]
pub struct Edition<'a> {
    publisher: &'a Publisher,
    last_days: &'a BTreeMap<Key, Day>,
    now: Instant,
    releases: Vec<&'a Release>,
    withdrawals: Vec<Withdrawal<'a>>,
    /// The releases in several languages: the original and its translations, by the original's permalink.
    languages: BTreeMap<Permalink, Vec<&'a Release>>,
    /// By id: unique instants of update for the few releases that would share one.
    nudged: BTreeMap<&'a str, Instant>,
    is_preview: bool,
    delivers: bool,
}

impl<'a> Edition<'a> {
    fn new(
        newsroom: &'a Newsroom,
        now: &Instant,
        mut releases: Vec<&'a Release>,
        mut withdrawals: Vec<Withdrawal<'a>>,
        is_preview: bool,
    ) -> Edition<'a> {
        use std::cmp::Reverse;
        let Newsroom { publisher, last_days, .. } = newsroom;
        let zone = &publisher.zone;
        releases.sort_by_cached_key(|r| (Reverse(r.published_instant(zone)), r.id.as_str().to_owned()));
        withdrawals.sort_by_cached_key(|n| (Reverse(n.withdrawn_instant(zone)), n.id().as_str().to_owned()));
        let mut languages: BTreeMap<Permalink, Vec<&'a Release>> = BTreeMap::new();
        for translation in releases.iter().filter(|r| r.permalink.translation.is_some()) {
            languages.entry(translation.permalink.original()).or_default().push(translation);
        }
        for original in releases.iter().filter(|r| r.permalink.translation.is_none()) {
            if let Some(all) = languages.get_mut(&original.permalink) {
                all.push(original);
                all.sort_by_key(|r| r.permalink.translation.clone());
            }
        }
        let nudged = nudge_update_instants(&releases, zone);
        Edition {
            publisher,
            last_days,
            now: now.in_zone(zone),
            releases,
            withdrawals,
            languages,
            nudged,
            is_preview,
            delivers: newsroom.delivers(),
        }
    }

    pub fn publisher(&self) -> &'a Publisher {
        self.publisher
    }

    /// The same releases under other settings, such as a charset of the wire.
    pub fn with_publisher<'b>(self, publisher: &'b Publisher) -> Edition<'b>
    where
        'a: 'b,
    {
        Edition { publisher, ..self }
    }

    /// The instant of this edition.
    pub fn now(&self) -> &Instant {
        &self.now
    }

    /// Whether news desks can have releases sent to them. To whom they are sent is not in an edition.
    pub fn delivers(&self) -> bool {
        self.delivers
    }

    /// Newest first by first publication; equal instants by id.
    pub fn releases(&self) -> &[&'a Release] {
        &self.releases
    }

    /// Newest first by withdrawal.
    pub fn withdrawals(&self) -> &[Withdrawal<'a>] {
        &self.withdrawals
    }

    /// Whether it includes drafts and embargoed releases, which every output says.
    pub fn is_preview(&self) -> bool {
        self.is_preview
    }

    /// The releases by the year of their address, newest year first.
    pub fn years(&self) -> Vec<(i16, Vec<&'a Release>)> {
        let mut years: BTreeMap<i16, Vec<&'a Release>> = BTreeMap::new();
        for release in &self.releases {
            years.entry(release.permalink.year).or_default().push(release);
        }
        years.into_iter().rev().collect()
    }

    /// The release in other languages, the original first.
    pub fn translations(&self, release: &Release) -> Vec<&'a Release> {
        let all = self.languages.get(&release.permalink.original());
        all.into_iter().flatten().copied().filter(|other| other.permalink != release.permalink).collect()
    }

    /// At least one.
    pub fn senders<'r>(&'r self, release: &'r Release) -> Vec<&'r Organisation> {
        release.senders(&self.publisher.sender)
    }

    pub fn senders_of_withdrawal(&self, withdrawal: &Withdrawal<'a>) -> Vec<&'a Organisation> {
        withdrawal.release().senders(&self.publisher.sender)
    }

    /// The boilerplates of the senders on the release's day.
    pub fn boilerplates<'r>(&'r self, release: &'r Release) -> Vec<&'r super::Section> {
        release.boilerplates(&self.publisher.sender)
    }

    /// Without those that have expired.
    pub fn contacts<'r>(&self, release: &'r Release) -> Vec<&'r Contact> {
        release.contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// Without those that have expired.
    pub fn press_contacts(&self) -> Vec<&'a Contact> {
        self.publisher.press_contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// For questions about the withdrawal.
    pub fn contacts_of_withdrawal(&self, withdrawal: &Withdrawal<'a>) -> Vec<&'a Contact> {
        withdrawal.release().contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// Whether neither the contact nor the one through whom it is reached has expired.
    pub fn may_publish(&self, contact: &Contact) -> bool {
        let today: Day = self.now.day();
        let is_valid =
            |contact: &Contact| contact.is_valid(today) && self.last_days.get(&contact.key).is_none_or(|last| today <= *last);
        is_valid(contact) && contact.methods.via().is_none_or(is_valid)
    }

    /// The instant of a release's last update, with microseconds that make it unique in the edition. They do not depend on whether another
    /// release shares its second, so that a change to the other does not affect it.
    pub fn unique_update_instant(&self, release: &Release) -> Instant {
        let nudged = self.nudged.get(release.id.as_str()).cloned();
        nudged.unwrap_or_else(|| unique_update_instant(release, &self.publisher.zone))
    }

    /// In the order in which readers are shown them.
    pub fn selections(&self) -> Vec<Selection> {
        let feeds = &self.publisher.feeds;
        let mut all = vec![Selection::All];
        all.extend(feeds.selections.iter().cloned());
        if feeds.by_language {
            let seen = self.releases.iter().map(|release| &release.lang).chain(self.withdrawals.iter().map(Withdrawal::lang));
            let langs: BTreeSet<&str> = seen.chain([&self.publisher.lang]).map(Lang::as_str).collect();
            all.extend(langs.into_iter().filter_map(|lang| Lang::parse(lang).ok()).map(Selection::Language));
        }
        all
    }

    pub fn selected(&self, selection: Selection) -> Selected<'a> {
        Selected::new(selection, &self.publisher.zone, &self.releases, &self.withdrawals)
    }

    /// Former and current permalinks.
    pub fn former_permalinks(&self) -> Vec<(&'a Permalink, &'a Permalink)> {
        let usable = self.releases.iter().map(|release| (&release.former_permalinks, &release.permalink));
        let withdrawn = self.withdrawals.iter().map(|withdrawal| (&withdrawal.release().former_permalinks, withdrawal.permalink()));
        let mut all: Vec<_> = usable.chain(withdrawn).flat_map(|(former, now)| former.iter().map(move |old| (old, now))).collect();
        all.sort();
        all
    }

    /// Paths of pages at another site, and the permalinks that they lead to now.
    pub fn former_paths(&self) -> Vec<(&'a FormerPath, &'a Permalink)> {
        let usable = self.releases.iter().map(|release| (&release.former_paths, &release.permalink));
        let withdrawn = self.withdrawals.iter().map(|withdrawal| (&withdrawal.release().former_paths, withdrawal.permalink()));
        let mut all: Vec<_> = usable.chain(withdrawn).flat_map(|(former, now)| former.iter().map(move |old| (old, now))).collect();
        all.sort();
        all
    }

    /// The pictures and documents of all releases, sorted by path.
    pub fn files(&self) -> Vec<&'a super::File> {
        let by_path: BTreeMap<&str, &super::File> =
            self.releases.iter().flat_map(|release| release.files()).map(|file| (file.path.as_str(), file)).collect();
        by_path.into_values().collect()
    }
}

/// With microseconds derived from the id and the revision.
fn unique_update_instant(release: &Release, zone: &Zone) -> Instant {
    let hash = blake3::hash(format!("{} {}", release.id, release.revision()).as_bytes());
    let [a, b, c, ..] = *hash.as_bytes();
    release.updated_instant(zone).plus_microseconds(u32::from_be_bytes([0, a, b, c]) % 1_000_000)
}

/// Moves the update instants of releases that still share one, which is rare: the later ids move by a microsecond.
fn nudge_update_instants<'a>(releases: &[&'a Release], zone: &Zone) -> BTreeMap<&'a str, Instant> {
    let mut all: Vec<(Instant, &str)> =
        releases.iter().map(|release| (unique_update_instant(release, zone), release.id.as_str())).collect();
    all.sort();
    let mut nudged = BTreeMap::new();
    for at in 1..all.len() {
        if all[at].0 <= all[at - 1].0 {
            all[at].0 = all[at - 1].0.plus_microseconds(1);
            nudged.insert(all[at].1, all[at].0.clone());
        }
    }
    nudged
}
