//! Opens the journal of deliveries: the first start, and what is noticed when it is older than what was sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::Database;
use crate::db::delivery::{Epoch, EpochReason, JournalLoss, NewPublication, PublicationKind};
use crate::error::Error;
use crate::model::{Channel, Channels, Edition, Receiver};
use crate::msg;

use super::plan::{JournalView, releases_in_question};
use super::shown::shown_versions;
use super::witness::Witness;

/// The journal, and what was found when it was opened.
#[derive(Debug)]
pub struct OpenedJournal {
    pub epoch: Epoch,
    /// Releases that were public before the first start: they are known, and never sent by themselves.
    pub baseline: Option<usize>,
    pub lost: Vec<JournalLoss>,
}

/// Makes sure that there is an epoch, and begins another one where the journal is older than its witness.
///
/// # Errors
/// When the journal or the witness cannot be used.
pub fn open(database: &Database, witness: &Witness, edition: &Edition, now: i64) -> Result<OpenedJournal, Error> {
    let known = witness.read()?;
    let is_ahead = |known: &[crate::db::delivery::WitnessEntry]| -> Result<bool, Error> {
        let journal: BTreeMap<String, i64> =
            database.witness_entries()?.into_iter().map(|entry| (entry.channel, entry.cursor)).collect();
        Ok(known.iter().any(|entry| entry.cursor > journal.get(&entry.channel).copied().unwrap_or(0)))
    };
    let mut baseline = None;
    let mut lost = Vec::new();
    match (database.epoch()?, &known) {
        (None, _) => {
            // Before the first number is given: without it the journal would look moved.
            if known.is_none() {
                witness.write(&[])?;
            }
            let publications = as_baseline(edition);
            database.begin_first_epoch(EpochReason::First, &publications, now)?;
            baseline = Some(publications.len());
        }
        (Some(_), None) => drop(database.begin_restored_epoch(EpochReason::Moved, &[], now)?),
        (Some(_), Some(_)) => {}
    }
    if let Some(known) = &known
        && is_ahead(known)?
    {
        lost = database.begin_restored_epoch(EpochReason::Restored, known, now)?;
    }
    witness.write(&database.witness_entries()?)?;
    database.release_witnessed()?;
    let epoch = database.epoch()?.ok_or_else(|| Error::new(msg!("the journal has no epoch", "journalen har ingen epok")))?;
    Ok(OpenedJournal { epoch, baseline, lost })
}

fn as_baseline(edition: &Edition) -> Vec<NewPublication> {
    let all = shown_versions(edition).into_values().map(|version| version.publication);
    // A withdrawal is final: it stays one.
    let kind = |kind| if kind == PublicationKind::Kill { PublicationKind::Kill } else { PublicationKind::Baseline };
    all.map(|publication| NewPublication { kind: kind(publication.kind), ..publication }).collect()
}

/// What the plan asks the journal.
///
/// # Errors
/// When the journal cannot be read.
pub fn view(database: &Database, epoch: Epoch, edition: &Edition, now: i64) -> Result<JournalView, Error> {
    let known = database.known_publications()?;
    let held: BTreeSet<String> = database.held_releases()?.into_iter().collect();
    let mut holders = BTreeMap::new();
    for release in releases_in_question(edition, &known, &held) {
        let found = database.holders(&release)?;
        holders.insert(release, found);
    }
    let owed = database.owed_messages()?;
    for message in &owed {
        if !holders.contains_key(&message.release) {
            holders.insert(message.release.clone(), database.holders(&message.release)?);
        }
    }
    let channels = database.channel_states()?;
    let mut today = BTreeMap::new();
    for channel in &channels {
        today.insert(channel.key.clone(), database.messages_since(&channel.key, now - 86_400)?);
    }
    Ok(JournalView { epoch, known, channels, approvals: database.approvals()?, holders, held, owed, today })
}

/// A channel that the journal has just learnt of, or whose address is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelChange {
    New(String),
    /// It is paused until a person resumes it.
    Moved(String),
}

/// Enters the channels of the settings in the journal.
///
/// # Errors
/// When the journal cannot be written.
pub fn save_channels(database: &Database, channels: &Channels, now: i64) -> Result<Vec<ChannelChange>, Error> {
    let known = database.channel_states()?;
    let mut changes = Vec::new();
    for channel in &channels.channels {
        let (receiver, settings) = (hash(&address(channel)), hash(&format!("{channel:?}")));
        let is_same =
            known.iter().any(|state| state.key == channel.key.as_str() && state.receiver == receiver && state.settings == settings);
        if is_same {
            continue;
        }
        let reason = "the address of the channel has changed: `depesch wire resume` when it is right";
        let (is_new, has_moved) = database.save_channel(channel.key.as_str(), &receiver, &settings, reason, now)?;
        if is_new {
            changes.push(ChannelChange::New(channel.key.to_string()));
        } else if has_moved {
            changes.push(ChannelChange::Moved(channel.key.to_string()));
        }
    }
    Ok(changes)
}

/// What may not change by mistake: where messages go.
fn address(channel: &Channel) -> String {
    match &channel.receiver {
        Receiver::Sftp(sftp) => format!("sftp {}:{} {}", sftp.host, sftp.port, sftp.path),
        // Each mailbox is a receiver of its own: another one is a new receiver.
        Receiver::Mail(_) => "mail".to_owned(),
        Receiver::Pull(_) => "pull".to_owned(),
        other => format!("{other:?}"),
    }
}

fn hash(text: &str) -> Vec<u8> {
    blake3::hash(text.as_bytes()).as_bytes()[..16].to_vec()
}
