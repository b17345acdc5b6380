//! The newsroom with everything in it, and the edition: what may be seen of it at one instant.
//!
//! Writers get an [`Edition`] and nothing else. What is withheld is not in it, so no writer can leak what it cannot name. Of a release
//! that was withdrawn it holds a [`Withdrawal`], which knows that there was one, and nothing of what it said.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::accessibility::Accessibility;
use super::address::{Email, Permalink, WebAddress};
use super::moment::{Day, Instant, Zone};
use super::name::{Key, Lang, ReleaseId, SingleLine};
use super::party::{Contact, Organisation};
use super::record::Record;
use super::release::{Change, Release};
use super::selection::{FeedSettings, Selected, Selection, feed_path};
use super::theme::Theme;
use super::wire::Wire;
use super::withdrawal::Withdrawal;

/// Who publishes, where, and in which time zone and language.
#[derive(Debug, Clone, PartialEq)]
pub struct Publisher {
    pub name: SingleLine,
    /// One sentence about what is published here: the description of the feeds.
    pub description: SingleLine,
    /// The address of the site's root, with a slash at its end; may hold a path.
    pub base_url: WebAddress,
    /// The publisher's own site, where there is one beside the newsroom.
    pub home: Option<WebAddress>,
    pub email: Option<Email>,
    /// Who sends a release that names no sender.
    pub sender: Organisation,
    /// Host name under which ids are minted (RFC 4151).
    pub id_authority: SingleLine,
    /// The year from which that host name was the newsroom's: part of the ids of its feeds.
    pub id_year: i16,
    pub zone: Zone,
    pub lang: Lang,
    /// Who may use the texts for what, as readers of feeds are told it.
    pub rights: Option<SingleLine>,
    /// Whom a reporter reaches whatever the matter is. Also those whose last day has passed: see [`Edition::press_contacts`].
    pub press_contacts: Vec<Arc<Contact>>,
    /// What the newsroom says of its pages, where it says anything.
    pub accessibility: Option<Accessibility>,
    pub feeds: FeedSettings,
    pub wire: Wire,
    /// What is printed looks like this.
    pub theme: Arc<Theme>,
}

impl Publisher {
    /// The absolute address of a path below the site's root.
    pub fn address(&self, path: &str) -> WebAddress {
        self.base_url.join(path)
    }

    /// The path of a selection's feed: `amnen/fritid/feed.rss`.
    pub fn feed_path(&self, selection: &Selection, extension: &str) -> String {
        feed_path(selection, &self.feeds.name, extension)
    }
}

/// Everything the newsroom has, also what nobody may see yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Newsroom {
    pub publisher: Publisher,
    /// Private: the way to what may be shown is [`Newsroom::public`].
    records: Vec<Arc<Record>>,
    /// The last day of each contact that has one, by today's table. It holds for texts that were read with an earlier table too.
    last_days: BTreeMap<Key, Day>,
}

impl Newsroom {
    pub fn new(publisher: Publisher, records: Vec<impl Into<Record>>) -> Newsroom {
        Newsroom::from_records(publisher, records.into_iter().map(|record| Arc::new(record.into())).collect())
    }

    /// The same with records that others hold too: nothing is copied.
    pub fn from_records(publisher: Publisher, records: Vec<Arc<Record>>) -> Newsroom {
        Newsroom { publisher, records, last_days: BTreeMap::new() }
    }

    pub fn with_last_days(self, last_days: BTreeMap<Key, Day>) -> Newsroom {
        Newsroom { last_days, ..self }
    }

    /// Takes in the releases of another newsroom whose id and addresses are not taken here. Returns their folders.
    ///
    /// A former address counts too: the way to the new one stands there as a page, and two pages cannot stand in one place.
    pub fn merge_absent(&mut self, other: Newsroom) -> Vec<String> {
        let mut ids: BTreeSet<ReleaseId> = self.records.iter().map(|record| record.id().clone()).collect();
        let mut taken: BTreeSet<String> = self.records().flat_map(addresses).collect();
        let mut adopted = Vec::new();
        for record in other.records {
            if ids.contains(record.id()) || addresses(&record).iter().any(|address| taken.contains(address)) {
                continue;
            }
            ids.insert(record.id().clone());
            taken.extend(addresses(&record));
            adopted.push(record.permalink().folder());
            self.records.push(record);
        }
        adopted
    }

    /// A newsroom with nothing but what stands in these folders; a release brings its translations along.
    pub fn only(&self, folders: &BTreeSet<&str>) -> Newsroom {
        let is_in = |permalink: &Permalink| {
            folders.contains(permalink.folder().as_str()) || folders.contains(permalink.original().folder().as_str())
        };
        let records = self.records.iter().filter(|record| is_in(record.permalink())).cloned().collect();
        Newsroom { publisher: self.publisher.clone(), records, last_days: self.last_days.clone() }
    }

    /// Do both say the same of themselves and of their contacts, whatever their releases are?
    pub fn has_same_settings(&self, other: &Newsroom) -> bool {
        self.publisher == other.publisher && self.last_days == other.last_days
    }

    /// Takes out the releases of these folders.
    pub fn remove(&mut self, folders: &[String]) {
        self.records.retain(|record| !folders.contains(&record.permalink().folder()));
    }

    /// What the public may see at `now`.
    pub fn public(&self, now: &Instant) -> Edition<'_> {
        let zone = &self.publisher.zone;
        self.edition(now, false, |record| {
            let text = record.at(now, zone)?;
            // Whoever withholds a release today withholds every text it had.
            (record.newest().is_released(now) && text.is_public(now, zone)).then_some(text)
        })
    }

    /// Everything, for the eyes of the newsroom alone: drafts and embargoed releases stand among the others, in their newest text.
    pub fn preview(&self, now: &Instant) -> Edition<'_> {
        let zone = &self.publisher.zone;
        self.edition(now, true, |record| {
            let newest = record.newest();
            let still_there = newest.withdrawal().is_some_and(|change| change.at.begins(zone) > *now);
            if still_there { record.at(now, zone) } else { Some(newest) }
        })
    }

    /// The releases of which nobody knows what they say at `now`: a change is yet to come, and the text before it was not kept.
    pub fn releases_unknown_at(&self, now: &Instant) -> Vec<&Release> {
        let zone = &self.publisher.zone;
        self.records().filter(|record| record.at(now, zone).is_none()).map(Record::newest).collect()
    }

    /// Every release with all its texts, in no order that means anything.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.records.iter().map(AsRef::as_ref)
    }

    fn edition<'a>(&'a self, now: &Instant, preview: bool, text_of: impl Fn(&'a Record) -> Option<&'a Release>) -> Edition<'a> {
        let zone = &self.publisher.zone;
        let mut releases = Vec::new();
        let mut gone = Vec::new();
        let mut originals: BTreeMap<&Permalink, &Release> = BTreeMap::new();
        let (translations, own): (Vec<&Record>, Vec<&Record>) =
            self.records().partition(|record| record.permalink().translation.is_some());
        // A preview shows that too.
        let unseen = |text, withdrawal| !preview && is_gone_unseen(text, withdrawal, zone);
        let text_of = |record| text_of(record).filter(|text| !unseen(text, text.withdrawal()));
        for text in own.into_iter().filter_map(text_of) {
            originals.insert(&text.permalink, text);
            match text.withdrawal() {
                Some(change) => gone.push(Withdrawal::new(text, change)),
                None => releases.push(text),
            }
        }
        for record in translations {
            // A translation is seen when its original is, and goes when that goes.
            let Some(original) = originals.get(&record.permalink().original()) else { continue };
            let Some(text) = record.beside(original).and_then(text_of) else { continue };
            match text.withdrawal().or(original.withdrawal()) {
                Some(change) if unseen(text, Some(change)) => {}
                Some(change) => gone.push(Withdrawal::new(text, change)),
                None => releases.push(text),
            }
        }
        Edition::new(self, now, releases, gone, preview)
    }
}

/// What was withdrawn before anybody could see it leaves nothing behind, not even that it was there.
fn is_gone_unseen(text: &Release, withdrawal: Option<&Change>, zone: &Zone) -> bool {
    withdrawal.is_some_and(|change| !text.is_public(&change.at.begins(zone), zone))
}

/// Where a release stands and stood, as any of its texts says.
fn addresses(record: &Record) -> BTreeSet<String> {
    let all = record.texts().flat_map(|text| [&text.permalink].into_iter().chain(&text.former_permalinks));
    all.map(Permalink::folder).collect()
}

/// What may be seen at one instant, newest first.
#[derive(Debug, Clone)]
pub struct Edition<'a> {
    publisher: &'a Publisher,
    last_days: &'a BTreeMap<Key, Day>,
    now: Instant,
    releases: Vec<&'a Release>,
    gone: Vec<Withdrawal<'a>>,
    /// Of the releases that can be seen in several languages: all forms of each, by the original's place, the original first.
    languages: BTreeMap<Permalink, Vec<&'a Release>>,
    /// By id, of the few that would share an instant of update with another: one that no other has.
    nudged: BTreeMap<&'a str, Instant>,
    preview: bool,
}

impl<'a> Edition<'a> {
    fn new(
        newsroom: &'a Newsroom,
        now: &Instant,
        mut releases: Vec<&'a Release>,
        mut gone: Vec<Withdrawal<'a>>,
        preview: bool,
    ) -> Edition<'a> {
        use std::cmp::Reverse;
        let Newsroom { publisher, last_days, .. } = newsroom;
        let zone = &publisher.zone;
        releases.sort_by_cached_key(|r| (Reverse(r.published_instant(zone)), r.id.as_str().to_owned()));
        gone.sort_by_cached_key(|n| (Reverse(n.withdrawn_instant(zone)), n.id().as_str().to_owned()));
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
        let nudged = nudged(&releases, zone);
        Edition { publisher, last_days, now: now.in_zone(zone), releases, gone, languages, nudged, preview }
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

    /// What was withdrawn, newest first by withdrawal.
    pub fn withdrawals(&self) -> &[Withdrawal<'a>] {
        &self.gone
    }

    /// True when the edition holds drafts and embargoed releases: every output says so.
    pub fn is_preview(&self) -> bool {
        self.preview
    }

    /// The releases by the year of their address, newest year first.
    pub fn years(&self) -> Vec<(i16, Vec<&'a Release>)> {
        let mut years: BTreeMap<i16, Vec<&'a Release>> = BTreeMap::new();
        for release in &self.releases {
            years.entry(release.permalink.year).or_default().push(release);
        }
        years.into_iter().rev().collect()
    }

    /// The same release in other languages, by language; the original first.
    pub fn translations(&self, release: &Release) -> Vec<&'a Release> {
        let all = self.languages.get(&release.permalink.original());
        all.into_iter().flatten().copied().filter(|other| other.permalink != release.permalink).collect()
    }

    /// Who sends a release: at least one.
    pub fn senders<'r>(&'r self, release: &'r Release) -> Vec<&'r Organisation> {
        release.senders(&self.publisher.sender)
    }

    /// Who sent what was withdrawn.
    pub fn senders_of_withdrawal(&self, notice: &Withdrawal<'a>) -> Vec<&'a Organisation> {
        notice.release().senders(&self.publisher.sender)
    }

    /// What the senders say about themselves, as it was said on the release's day.
    pub fn boilerplates<'r>(&'r self, release: &'r Release) -> Vec<&'r super::Section> {
        release.boilerplates(&self.publisher.sender)
    }

    /// The contacts that may be given to readers today: one whose last day has passed is left out.
    pub fn contacts<'r>(&self, release: &'r Release) -> Vec<&'r Contact> {
        release.contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// The press contacts of the newsroom that may be given to readers today.
    pub fn press_contacts(&self) -> Vec<&'a Contact> {
        self.publisher.press_contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// The contacts of what was withdrawn, for questions about that.
    pub fn contacts_of_withdrawal(&self, notice: &Withdrawal<'a>) -> Vec<&'a Contact> {
        notice.release().contacts.iter().map(AsRef::as_ref).filter(|contact| self.may_publish(contact)).collect()
    }

    /// May this contact be given to readers today? Neither may one that is reached through somebody who may not.
    pub fn may_publish(&self, contact: &Contact) -> bool {
        let today: Day = self.now.day();
        let is_valid =
            |contact: &Contact| contact.is_valid(today) && self.last_days.get(&contact.key).is_none_or(|last| today <= *last);
        is_valid(contact) && contact.reach.via().is_none_or(is_valid)
    }

    /// When a release was last updated, as no other release of the edition: with microseconds of its own, whether another shares its second
    /// or not, so that what happens to the other changes nothing here.
    pub fn unique_update_instant(&self, release: &Release) -> Instant {
        let moved = self.nudged.get(release.id.as_str()).cloned();
        moved.unwrap_or_else(|| unique_update_instant(release, &self.publisher.zone))
    }

    /// Everything, and each selection that the newsroom offers, in the order in which readers are shown them.
    pub fn selections(&self) -> Vec<Selection> {
        let feeds = &self.publisher.feeds;
        let mut all = vec![Selection::All];
        all.extend(feeds.selections.iter().cloned());
        if feeds.by_language {
            let seen = self.releases.iter().map(|release| &release.lang).chain(self.gone.iter().map(|notice| notice.lang()));
            let langs: BTreeSet<&str> = seen.chain([&self.publisher.lang]).map(Lang::as_str).collect();
            all.extend(langs.into_iter().filter_map(|lang| Lang::parse(lang).ok()).map(Selection::Language));
        }
        all
    }

    /// What can be seen of a selection.
    pub fn selected(&self, selection: Selection) -> Selected<'a> {
        Selected::new(selection, &self.publisher.zone, &self.releases, &self.gone)
    }

    /// Every former address of what can be seen, with where it leads now.
    pub fn former_permalinks(&self) -> Vec<(&'a Permalink, &'a Permalink)> {
        let usable = self.releases.iter().map(|release| (&release.former_permalinks, &release.permalink));
        let gone = self.gone.iter().map(|notice| (&notice.release().former_permalinks, notice.permalink()));
        let mut all: Vec<_> = usable.chain(gone).flat_map(|(former, now)| former.iter().map(move |old| (old, now))).collect();
        all.sort();
        all
    }

    /// Every picture and document of what can be seen, once each, by path.
    pub fn files(&self) -> Vec<&'a super::File> {
        let by_path: BTreeMap<&str, &super::File> =
            self.releases.iter().flat_map(|release| release.files()).map(|file| (file.path.as_str(), file)).collect();
        by_path.into_values().collect()
    }
}

/// The instant of a release's last update with microseconds that are taken from id and revision.
fn unique_update_instant(release: &Release, zone: &Zone) -> Instant {
    let hash = blake3::hash(format!("{} {}", release.id, release.revision()).as_bytes());
    let [a, b, c, ..] = *hash.as_bytes();
    release.updated_instant(zone).plus_microseconds(u32::from_be_bytes([0, a, b, c]) % 1_000_000)
}

/// The releases whose microseconds are those of another in the same second, which is rare: the later by id are moved on.
fn nudged<'a>(releases: &[&'a Release], zone: &Zone) -> BTreeMap<&'a str, Instant> {
    let mut all: Vec<(Instant, &str)> =
        releases.iter().map(|release| (unique_update_instant(release, zone), release.id.as_str())).collect();
    all.sort();
    let mut moved = BTreeMap::new();
    for at in 1..all.len() {
        if all[at].0 <= all[at - 1].0 {
            all[at].0 = all[at - 1].0.plus_microseconds(1);
            moved.insert(all[at].1, all[at].0.clone());
        }
    }
    moved
}
