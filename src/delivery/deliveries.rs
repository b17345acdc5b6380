//! One round of the delivery: looks what is public, plans, and publishes. The same for the service and for `depesch send`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::content;
use crate::db::Database;
use crate::db::delivery::{Epoch, JournalLoss, NewPublication};
use crate::error::Error;
use crate::model::{Channels, Edition};
use crate::msg;

use super::journal::{self, ChannelChange, OpenedJournal, save_channels, view};
use super::mail::MailMaker;
use super::plan::{Plan, Target, plan};
use super::publish::{PublishReport, publish};
use super::render::MessageRenderer;
use super::shown::shown_versions;
use super::witness::Witness;

/// Rounds after which a plan that is outdated again and again is left for the next time.
const MAX_ROUNDS: usize = 5;

/// Seconds for which the bytes of messages are kept, to be shown and sent again; those of a withdrawn release since its withdrawal.
const KEPT: i64 = 90 * 86_400;
const KEPT_WITHDRAWN: i64 = 7 * 86_400;
/// Seconds between two removals of old bytes.
const CLEANING: i64 = 3_600;

/// The journal with what belongs to it. One process has it at a time.
#[derive(Debug)]
pub struct Deliveries {
    database: Arc<Database>,
    witness: Witness,
    content: PathBuf,
    mail: MailMaker,
    /// The witness was compared with the journal.
    is_open: Mutex<bool>,
    /// When old bytes were last removed.
    cleaned: Mutex<i64>,
}

/// What one round did.
#[derive(Debug, Default)]
pub struct RoundReport {
    /// `None` when the journal was open already, or there are no channels and never were.
    pub opened: Option<OpenedJournal>,
    pub changes: Vec<ChannelChange>,
    pub plan: Plan,
    pub publish: PublishReport,
    /// A person has to decide before anything is sent: the journal is older than what was sent.
    pub waits: Option<Epoch>,
}

/// A version that a restored journal does not know, with the channels and receivers that would get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenPublication {
    pub publication: NewPublication,
    pub receivers: Vec<(String, String)>,
}

impl Deliveries {
    /// `state` is the folder of the database, `content` that of the attachments.
    pub fn new(database: Arc<Database>, state: &Path, content: &Path, mail: MailMaker) -> Deliveries {
        Deliveries {
            database,
            witness: Witness::of(state),
            content: content.to_owned(),
            mail,
            is_open: Mutex::new(false),
            cleaned: Mutex::new(0),
        }
    }

    /// Compares what is public with what the journal knows, and publishes what is new.
    ///
    /// # Errors
    /// When the journal or the witness cannot be used.
    pub fn update(&self, edition: &Edition, channels: &Channels, now: i64) -> Result<RoundReport, Error> {
        let mut is_open = self.is_open.lock();
        let mut report = RoundReport::default();
        if channels.channels.is_empty() && self.database.epoch()?.is_none() {
            return Ok(report);
        }
        if !*is_open {
            report.opened = Some(journal::open(&self.database, &self.witness, edition, now)?);
            *is_open = true;
        }
        report.changes = save_channels(&self.database, channels, now)?;
        let fetch = content::attachment_loader(&self.content);
        let renderer = MessageRenderer::new(edition, channels, &fetch, &self.mail);
        let forgotten = self.database.approvals()?.forgotten;
        for release in self.database.held_releases()?.iter().filter(|release| forgotten.contains(*release)) {
            self.database.suppress_held(release, "it is meant that the release is gone", now)?;
        }
        for _ in 0..MAX_ROUNDS {
            let epoch = self.epoch()?;
            report.plan = plan(edition, &view(&self.database, epoch.clone(), edition, now)?, channels, now);
            if epoch.accepted.is_none() {
                report.waits = Some(epoch);
                break;
            }
            let done = publish(&self.database, &self.witness, &renderer, &report.plan, now)?;
            let is_outdated = done.is_outdated;
            report.publish.add(done);
            // What is outdated is planned again.
            if !is_outdated {
                break;
            }
        }
        self.database.record_presence(now)?;
        let mut cleaned = self.cleaned.lock();
        if now - *cleaned >= CLEANING {
            self.database.remove_old_payloads(now - KEPT, now - KEPT_WITHDRAWN)?;
            *cleaned = now;
        }
        Ok(report)
    }

    /// A receiver has seen this number of a channel, which the journal does not know: it and those before are not given again.
    ///
    /// # Errors
    /// When the journal or the witness cannot be written.
    pub fn raise_cursor(&self, channel: &str, cursor: i64, edition: &Edition, now: i64) -> Result<Option<JournalLoss>, Error> {
        let lost = self.database.raise_cursor(channel, cursor, &edition.now().day().to_string(), now)?;
        self.witness.write(&self.database.witness_entries()?)?;
        Ok(lost)
    }

    /// What is new to the journal and may have been sent before it was found to be older. What became public since then was sent by nobody.
    ///
    /// # Errors
    /// When the journal cannot be used.
    pub fn sent_unseen(&self, edition: &Edition, channels: &Channels, now: i64) -> Result<Vec<UnseenPublication>, Error> {
        let epoch = self.epoch()?;
        let began = epoch.began;
        let plan = plan(edition, &view(&self.database, epoch, edition, now)?, channels, now);
        let shown = shown_versions(edition);
        let waiting = plan.burst.iter().flat_map(|burst| &burst.planned);
        let planned = plan.publications.iter().chain(waiting).map(|planned| {
            let of_target = |target: &Target| {
                let of = |receiver: &String| (target.channel.clone(), receiver.clone());
                target.receivers.iter().map(of).collect::<Vec<_>>()
            };
            UnseenPublication {
                publication: planned.publication.clone(),
                receivers: planned.targets.iter().flat_map(of_target).collect(),
            }
        });
        let was_public =
            |unseen: &UnseenPublication| shown.get(&unseen.publication.release).is_none_or(|version| version.not_before <= began);
        Ok(planned.filter(was_public).collect())
    }

    /// A person says that deliveries go on after a restore: with `sent`, all that may have been sent meanwhile was sent.
    ///
    /// # Errors
    /// When the journal cannot be used.
    pub fn accept(&self, edition: &Edition, channels: &Channels, sent: bool, now: i64) -> Result<(), Error> {
        let mut assumed: Vec<NewPublication> = Vec::new();
        let mut receivers = Vec::new();
        for unseen in self.sent_unseen(edition, channels, now)? {
            receivers.extend(unseen.receivers.into_iter().map(|(channel, receiver)| (assumed.len(), channel, receiver)));
            assumed.push(unseen.publication);
        }
        self.database.accept_epoch(sent, &assumed, &receivers, now)
    }

    fn epoch(&self) -> Result<Epoch, Error> {
        self.database.epoch()?.ok_or_else(|| Error::new(msg!("the journal has no epoch", "journalen har ingen epok")))
    }
}

/// What a round would do; `database` is `None` before the first.
///
/// # Errors
/// When the journal cannot be read.
pub fn preview(database: Option<&Database>, edition: &Edition, channels: &Channels, now: i64) -> Result<Option<Plan>, Error> {
    let Some(epoch) = database.map(Database::epoch).transpose()?.flatten() else { return Ok(None) };
    let Some(database) = database else { return Ok(None) };
    Ok(Some(plan(edition, &view(database, epoch, edition, now)?, channels, now)))
}

impl PublishReport {
    fn add(&mut self, other: PublishReport) {
        self.published.extend(other.published);
        self.numbers.extend(other.numbers);
        // A message that cannot be made is told once.
        self.errors = other.errors;
        self.is_outdated = other.is_outdated;
    }
}
