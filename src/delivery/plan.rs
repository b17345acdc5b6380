//! What is new, and who gets it: compares what is public with what the journal knows. A pure function.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::delivery::{
    Approvals, ChannelState, DeliveryHolder, DeliveryPurpose, Epoch, KnownPublications, KnownRelease, NewPublication, OwedMessage,
    PublicationKind,
};
use crate::model::{Channel, Channels, Edition, Receiver};

use super::shown::{ShownVersion, shown_versions};

/// Seconds after which a release that nobody was sent counts as old: it is not sent by itself.
pub const FRESH: i64 = 3 * 86_400;

/// How long a correction whose text is the same as before waits for its text, in seconds: `depesch correct` comes first, and then the author
/// writes. Afterwards it is sent as it is: a new telephone number is no part of the text.
pub const WAIT_FOR_TEXT: i64 = 600;

/// New releases for one channel in one plan, and in a day, above which a person confirms.
pub const BURST_PLAN: usize = 20;
pub const BURST_DAY: u64 = 200;

/// What the journal knows.
#[derive(Debug, Clone)]
pub struct JournalView {
    pub epoch: Epoch,
    pub known: KnownPublications,
    pub channels: Vec<ChannelState>,
    pub approvals: Approvals,
    /// Who has a version of the releases in question: see [`releases_in_question`].
    pub holders: BTreeMap<String, Vec<DeliveryHolder>>,
    /// Ids of releases whose pending deliveries are held.
    pub held: BTreeSet<String>,
    /// Messages that could not be made yet.
    pub owed: Vec<OwedMessage>,
    /// New messages that each channel was given in the last day.
    pub today: BTreeMap<String, u64>,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// In the order in which they are published: kills, corrections, then what is new, oldest first.
    pub publications: Vec<PlannedPublication>,
    /// New releases that wait until a person confirms the plan.
    pub burst: Option<Burst>,
    /// Releases that are not sent, each with the reason.
    pub held: Vec<HeldRelease>,
    /// Texts that were changed after they were sent, without a correction.
    pub edited: Vec<EditedRelease>,
    /// Releases that receivers have and that are not public any more, without a withdrawal.
    pub vanished: Vec<VanishedRelease>,
    /// Ids of releases that are public again: what waited of them goes on.
    pub returned: Vec<String>,
    /// New releases that no channel takes.
    pub unmatched: Vec<UnmatchedRelease>,
}

/// A version, and the channels that get it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPublication {
    pub publication: NewPublication,
    /// Versions that nobody was sent, since this one followed before.
    pub skipped: Vec<NewPublication>,
    pub targets: Vec<Target>,
    /// Who had an earlier version, or may have had it; `None` where that does not matter.
    pub holders: Option<BTreeSet<(String, String)>>,
    /// Channels that are not in the settings any more, whose receivers have an earlier version.
    pub unreachable: Vec<String>,
}

/// A channel that gets a version.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub channel: String,
    pub purpose: DeliveryPurpose,
    /// `""` for the channel itself, or mailboxes.
    pub receivers: Vec<String>,
    /// The newest message of this release that it may have.
    pub replaces: Option<crate::db::delivery::HeldMessage>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// Names this plan: another one has another hash.
    pub hash: String,
    /// How many new releases each channel would get.
    pub channels: BTreeMap<String, usize>,
    pub releases: Vec<NewPublication>,
    /// The same with the channels that take them.
    pub planned: Vec<PlannedPublication>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HoldReason {
    /// Published longer ago than a desk wants news from.
    Old,
    /// The content has fewer changes than what was sent: an old checkout.
    ContentOlder,
    /// Another id than that of the release that was sent from this folder.
    IdChanged,
    /// The correction or update has just been begun, and the text is still the one that was sent.
    TextUnchanged,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRelease {
    pub publication: NewPublication,
    pub reason: HoldReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedRelease {
    /// Of the journal.
    pub id: i64,
    pub publication: NewPublication,
    /// How many receivers have the earlier text, or may have it.
    pub holders: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VanishedRelease {
    pub release: String,
    pub folder: String,
    pub headline: String,
    pub holders: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedRelease {
    pub publication: NewPublication,
}

impl Plan {
    /// Whether a person has to decide something.
    pub fn needs_person(&self) -> bool {
        let is_waiting = |held: &HeldRelease| held.reason == HoldReason::TextUnchanged;
        self.burst.is_some() || !self.held.iter().all(is_waiting) || !self.vanished.is_empty()
    }
}

/// The ids of releases whose receivers the plan asks for: those that differ from what was sent.
pub fn releases_in_question(edition: &Edition, known: &KnownPublications, held: &BTreeSet<String>) -> BTreeSet<String> {
    let shown = shown_versions(edition);
    let is_same = |known: &KnownRelease, shown: &ShownVersion| {
        known.revision == shown.publication.revision && (shown.is_withdrawn() || known.text == shown.publication.text)
    };
    let differing = known.iter().filter(|(id, known)| !shown.get(*id).is_some_and(|shown| is_same(known, shown)));
    differing.map(|(id, _)| id.clone()).chain(held.iter().cloned()).collect()
}

/// The plan for what is public in `edition`. Nothing of it is done yet.
pub fn plan(edition: &Edition, journal: &JournalView, channels: &Channels, now: i64) -> Plan {
    let shown = shown_versions(edition);
    let by_folder: BTreeMap<&str, &str> = journal.known.iter().map(|(id, known)| (known.folder.as_str(), id.as_str())).collect();
    let planner = Planner { journal, channels, now };
    let mut plan = Plan::default();
    let mut new = Vec::new();
    for version in shown.values() {
        let id = &version.publication.release;
        match journal.known.get(id) {
            Some(known) => planner.compare(known, version, &mut plan),
            None if version.is_withdrawn() => {}
            None => {
                let publication = version.publication.clone();
                let former = by_folder.get(publication.folder.as_str());
                if former.is_some_and(|former| !shown.contains_key(*former)) {
                    plan.held.push(HeldRelease { publication, reason: HoldReason::IdChanged });
                } else if planner.is_old(version) {
                    plan.held.push(HeldRelease { publication, reason: HoldReason::Old });
                } else {
                    new.push(planner.new_publication(version));
                }
            }
        }
    }
    planner.find_vanished(&shown, &mut plan);
    new.extend(planner.history(&shown));
    new.sort_by(|a, b| {
        let key = |p: &PlannedPublication| (p.publication.published, p.publication.folder.clone());
        key(a).cmp(&key(b))
    });
    // Whoever is sent nothing is recorded all the same: it is not new the next time.
    plan.unmatched = new
        .iter()
        .filter(|planned| planned.targets.is_empty())
        .map(|planned| UnmatchedRelease { publication: planned.publication.clone() })
        .collect();
    plan.publications.extend(planner.owed(&shown));
    plan.publications.sort_by_key(|planned| (planned.publication.kind != PublicationKind::Kill, planned.publication.published));
    match planner.burst(&new) {
        Some(burst) => plan.burst = Some(burst),
        None => plan.publications.extend(new),
    }
    plan
}

struct Planner<'a> {
    journal: &'a JournalView,
    channels: &'a Channels,
    now: i64,
}

impl Planner<'_> {
    /// A release that nobody was sent, and that is no news. What should have gone out while nothing ran is not old.
    fn is_old(&self, version: &ShownVersion) -> bool {
        let published = version.public_from;
        published < self.now - FRESH
            && published <= self.journal.epoch.last_seen
            && !self.journal.approvals.old.contains(&version.publication.release)
    }

    fn holders(&self, release: &str) -> &[DeliveryHolder] {
        self.journal.holders.get(release).map(Vec::as_slice).unwrap_or_default()
    }

    fn compare(&self, known: &KnownRelease, version: &ShownVersion, plan: &mut Plan) {
        let publication = &version.publication;
        if publication.revision < known.revision {
            // A version that was never sent can be taken back.
            if !self.holders(&publication.release).is_empty() {
                plan.held.push(HeldRelease { publication: publication.clone(), reason: HoldReason::ContentOlder });
            }
            return;
        }
        if self.journal.held.contains(&publication.release) {
            plan.returned.push(publication.release.clone());
        }
        let is_begun = publication.text == known.text && self.now < version.not_before + WAIT_FOR_TEXT;
        if publication.revision > known.revision && is_begun && !version.is_withdrawn() {
            plan.held.push(HeldRelease { publication: publication.clone(), reason: HoldReason::TextUnchanged });
        } else if publication.revision > known.revision {
            plan.publications.push(self.next_version(known, version));
        } else if !version.is_withdrawn() && publication.text != known.text && known.kind != PublicationKind::Kill {
            let holders = self.holders(&publication.release).len();
            if known.kind != PublicationKind::Baseline || holders > 0 {
                plan.edited.push(EditedRelease { id: known.publication, publication: publication.clone(), holders });
            }
        }
    }

    fn new_publication(&self, version: &ShownVersion) -> PlannedPublication {
        let publication = NewPublication { kind: PublicationKind::New, ..version.publication.clone() };
        let targets = self.channels.channels.iter().filter_map(|channel| self.target(channel, version, &[], true)).collect();
        PlannedPublication { publication, skipped: Vec::new(), targets, holders: Some(BTreeSet::new()), unreachable: Vec::new() }
    }

    fn next_version(&self, known: &KnownRelease, version: &ShownVersion) -> PlannedPublication {
        let holders = self.holders(&version.publication.release);
        let kind = version.kind_since(known.revision);
        let publication = NewPublication { kind, ..version.publication.clone() };
        let skipped = (known.revision + 1..publication.revision)
            .map(|revision| NewPublication { revision, kind: PublicationKind::Skipped, text: String::new(), ..publication.clone() })
            .collect();
        // A correction of something that nobody got is news only while the release is.
        let is_news = kind != PublicationKind::Kill && !self.is_old(version) && known.kind != PublicationKind::Kill;
        let targets = self.channels.channels.iter().filter_map(|channel| self.target(channel, version, holders, is_news)).collect();
        let unreachable: BTreeSet<String> = holders
            .iter()
            .filter(|holder| self.channels.find(&holder.channel).is_none())
            .map(|holder| holder.channel.clone())
            .collect();
        PlannedPublication {
            publication,
            skipped,
            targets,
            holders: Some(holders.iter().map(|holder| (holder.channel.clone(), holder.receiver.clone())).collect()),
            unreachable: unreachable.into_iter().collect(),
        }
    }

    /// Whoever has an earlier version gets this one, whatever the filter says now. `is_news`: others get it too, if they take it.
    fn target(&self, channel: &Channel, version: &ShownVersion, holders: &[DeliveryHolder], is_news: bool) -> Option<Target> {
        let holders: Vec<&DeliveryHolder> = holders.iter().filter(|holder| holder.channel == channel.key.as_str()).collect();
        let mut receivers: BTreeSet<String> = holders.iter().map(|holder| holder.receiver.clone()).collect();
        if is_news && version.release().is_some_and(|release| channel.filter.matches(release)) {
            receivers.extend(receivers_of(channel));
        }
        if receivers.is_empty() {
            return None;
        }
        let purpose = if version.is_withdrawn() { DeliveryPurpose::Kill } else { DeliveryPurpose::Release };
        let newest = holders.iter().max_by_key(|holder| holder.revision);
        let replaces = newest.and_then(|holder| holder.message.clone());
        Some(Target { channel: channel.key.to_string(), purpose, receivers: receivers.into_iter().collect(), replaces })
    }

    /// What could not be made before, where it is still the newest version.
    fn owed(&self, shown: &BTreeMap<String, ShownVersion>) -> Vec<PlannedPublication> {
        let plan_one = |owed: &OwedMessage| {
            let version = shown.get(&owed.release)?;
            let known = self.journal.known.get(&owed.release)?;
            if known.revision != owed.revision || version.publication.revision != owed.revision {
                return None;
            }
            let channel = self.channels.find(&owed.channel)?;
            let target = self.target(channel, version, self.holders(&owed.release), true)?;
            let publication = NewPublication { kind: known.kind, ..version.publication.clone() };
            Some(PlannedPublication {
                publication,
                skipped: Vec::new(),
                targets: vec![target],
                holders: None,
                unreachable: Vec::new(),
            })
        };
        self.journal.owed.iter().filter_map(plan_one).collect()
    }

    /// The newest releases, for channels that were given nothing yet and ask for some.
    fn history(&self, shown: &BTreeMap<String, ShownVersion>) -> Vec<PlannedPublication> {
        let is_new = |channel: &&Channel| {
            let state = self.journal.channels.iter().find(|state| state.key == channel.key.as_str());
            channel.history > 0 && state.is_none_or(|state| state.cursor == 0)
        };
        let mut found: BTreeMap<String, PlannedPublication> = BTreeMap::new();
        for channel in self.channels.channels.iter().filter(is_new) {
            let mut known: Vec<&ShownVersion> = shown
                .values()
                .filter(|version| {
                    self.journal
                        .known
                        .get(&version.publication.release)
                        .is_some_and(|known| known.revision == version.publication.revision)
                })
                .filter(|version| version.release().is_some_and(|release| channel.filter.matches(release)))
                .collect();
            known.sort_by_key(|version| std::cmp::Reverse(version.public_from));
            for version in known.into_iter().take(channel.history) {
                let planned = found.entry(version.publication.release.clone()).or_insert_with(|| PlannedPublication {
                    publication: version.publication.clone(),
                    skipped: Vec::new(),
                    targets: Vec::new(),
                    holders: None,
                    unreachable: Vec::new(),
                });
                let receivers = receivers_of(channel);
                planned.targets.push(Target {
                    channel: channel.key.to_string(),
                    purpose: DeliveryPurpose::History,
                    receivers,
                    replaces: None,
                });
            }
        }
        found.into_values().collect()
    }

    fn find_vanished(&self, shown: &BTreeMap<String, ShownVersion>, plan: &mut Plan) {
        for (id, known) in &self.journal.known {
            let is_gone = !shown.contains_key(id) && known.kind != PublicationKind::Kill;
            let holders = if is_gone { self.holders(id).len() } else { 0 };
            if is_gone && !self.journal.approvals.forgotten.contains(id) && known.kind != PublicationKind::Baseline {
                let (folder, headline) = (known.folder.clone(), known.headline.clone());
                plan.vanished.push(VanishedRelease { release: id.clone(), folder, headline, holders });
            }
        }
    }

    /// Too much at once looks like an accident: an import, a wrong clock, a wrong branch.
    fn burst(&self, new: &[PlannedPublication]) -> Option<Burst> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for target in new.iter().flat_map(|planned| &planned.targets).filter(|target| target.purpose == DeliveryPurpose::Release) {
            *counts.entry(target.channel.clone()).or_default() += 1;
        }
        let is_too_much = counts.iter().any(|(channel, count)| {
            let today = self.journal.today.get(channel).copied().unwrap_or(0);
            *count > BURST_PLAN || (*count > 1 && today + *count as u64 > BURST_DAY)
        });
        if !is_too_much {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        for planned in new {
            let channels: Vec<&str> = planned.targets.iter().map(|target| target.channel.as_str()).collect();
            hasher.update(format!("{} {} {channels:?}\n", planned.publication.release, planned.publication.revision).as_bytes());
        }
        let hash = hasher.finalize().to_hex()[..8].to_owned();
        let releases = new.iter().map(|planned| planned.publication.clone()).collect();
        (!self.journal.approvals.bursts.contains(&hash)).then_some(Burst {
            hash,
            channels: counts,
            releases,
            planned: new.to_vec(),
        })
    }
}

/// The receivers of a channel as the journal counts them.
pub fn receivers_of(channel: &Channel) -> Vec<String> {
    match &channel.receiver {
        Receiver::Mail(mail) => mail.to.iter().map(|address| address.as_str().to_owned()).collect(),
        _ => vec![String::new()],
    }
}
