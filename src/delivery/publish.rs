//! Carries out a plan: makes the messages, gives them their numbers, and records everything in one transaction before the first byte leaves.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::artifact::SequenceNumber;
use crate::db::Database;
use crate::db::delivery::{ChannelState, NewMessage, PublicationKind, PublicationStep, PublishResult};
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::model::Day;
use crate::msg;
use crate::transport::fault_points;

use super::plan::{EditedRelease, Plan, PlannedPublication, Target};
use super::render::{MessageRenderer, RenderedMessage};
use super::shown::{ShownVersion, shown_versions};
use super::witness::Witness;

/// The highest number of a day in the header of IPTC 7901.
const MAX_NUMBER: i64 = 9_999;

/// Publications in one transaction.
const BATCH: usize = 50;

/// What became of a plan.
#[derive(Debug, Default)]
pub struct PublishReport {
    /// Folder and revision of what was published.
    pub published: Vec<PlannedPublication>,
    /// The numbers that each channel was given: channel, cursor, folder.
    pub numbers: Vec<(String, i64, String)>,
    /// Why a message could not be made. Its release is not published; others are.
    pub errors: Vec<Diagnostic>,
    /// The journal changed meanwhile: the rest has to be planned again.
    pub is_outdated: bool,
}

/// Publishes what the plan says. Everything that is in the report is on the disk.
///
/// # Errors
/// When the journal or the witness cannot be written.
pub fn publish(
    database: &Database,
    witness: &Witness,
    renderer: &MessageRenderer,
    plan: &Plan,
    now: i64,
) -> Result<PublishReport, Error> {
    fault_points::reach("planned");
    for vanished in &plan.vanished {
        database.hold_release(&vanished.release)?;
    }
    for release in &plan.returned {
        database.let_release_go(release, now)?;
    }
    let versions = shown_versions(renderer.edition());
    for edited in &plan.edited {
        renew(database, renderer, edited, &versions, now)?;
    }
    let mut report = PublishReport::default();
    for batch in batches(&plan.publications) {
        // One that is outdated does not stop the others: it is planned again.
        publish_batch(database, renderer, batch, &versions, now, &mut report)?;
        witness.write(&database.witness_entries()?)?;
        fault_points::reach("witnessed");
        database.release_witnessed()?;
    }
    Ok(report)
}

/// What is urgent has a transaction of its own; what is new shares them.
fn batches(publications: &[PlannedPublication]) -> Vec<&[PlannedPublication]> {
    let urgent = publications.iter().take_while(|planned| is_urgent(planned)).count();
    let (urgent, rest) = publications.split_at(urgent);
    urgent.chunks(1).chain(rest.chunks(BATCH)).collect()
}

/// A correction or a withdrawal.
fn is_urgent(planned: &PlannedPublication) -> bool {
    matches!(planned.publication.kind, PublicationKind::Correction | PublicationKind::Update | PublicationKind::Kill)
}

fn publish_batch(
    database: &Database,
    renderer: &MessageRenderer,
    batch: &[PlannedPublication],
    versions: &BTreeMap<String, ShownVersion>,
    now: i64,
    report: &mut PublishReport,
) -> Result<(), Error> {
    let states = database.channel_states()?;
    let mut left: Vec<PlannedPublication> = batch.to_vec();
    let mut owed: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    // A message that cannot be made gives its number back, and those after it are counted again.
    let steps = loop {
        let mut counter = NumberCounter::new(&states, renderer.edition().now().day());
        let numbered: Vec<_> = left.iter().map(|planned| (planned, counter.take(planned))).collect();
        let made: Vec<_> =
            numbered.par_iter().map(|(planned, numbers)| make_messages(renderer, planned, numbers, versions)).collect();
        if made.iter().all(|(_, failed)| failed.is_empty()) {
            let steps = left.iter().zip(made).map(|(planned, (messages, _))| {
                let owed = owed.remove(&planned.publication.release).unwrap_or_default();
                step(planned, messages, owed)
            });
            break steps.collect::<Vec<_>>();
        }
        for (planned, (_, failed)) in left.iter_mut().zip(made) {
            for (channel, errors) in failed {
                planned.targets.retain(|target| target.channel != channel);
                let reason = errors.first().map_or_else(String::new, |error| error.message.en.clone());
                owed.entry(planned.publication.release.clone()).or_default().push((channel, reason));
                report.errors.extend(errors);
            }
        }
    };
    if steps.is_empty() {
        return Ok(());
    }
    fault_points::reach("rendered");
    if database.publish(&steps, now)? == PublishResult::Outdated {
        report.is_outdated = true;
        return Ok(());
    }
    fault_points::reach("taken");
    for (step, planned) in steps.iter().zip(left) {
        let numbers =
            step.messages.iter().map(|message| (message.channel.clone(), message.cursor, step.publication.folder.clone()));
        report.numbers.extend(numbers);
        report.published.push(planned.clone());
    }
    Ok(())
}

fn step(planned: &PlannedPublication, messages: Vec<NewMessage>, owed: Vec<(String, String)>) -> PublicationStep {
    PublicationStep {
        publication: planned.publication.clone(),
        skipped: planned.skipped.clone(),
        messages,
        holders: planned.holders.clone(),
        owed,
    }
}

/// Messages, and the channels whose message cannot be made.
type MadeMessages = (Vec<NewMessage>, Vec<(String, Vec<Diagnostic>)>);

fn make_messages(
    renderer: &MessageRenderer,
    planned: &PlannedPublication,
    numbers: &[MessageNumber],
    versions: &BTreeMap<String, ShownVersion>,
) -> MadeMessages {
    let publication = &planned.publication;
    let (mut messages, mut failed) = (Vec::new(), Vec::new());
    let Some(version) = versions.get(&publication.release) else { return (messages, failed) };
    for (target, number) in planned.targets.iter().zip(numbers) {
        let made = if number.number > MAX_NUMBER {
            Err(vec![too_many(&target.channel, &publication.folder)])
        } else {
            let sequence = SequenceNumber {
                number: u16::try_from(number.number).unwrap_or(u16::MAX),
                replaces: number.replaces.and_then(|replaces| u16::try_from(replaces).ok()),
            };
            renderer.render(&target.channel, version, target, sequence)
        };
        match made {
            Ok(rendered) => messages.push(message(target, number, rendered, version.not_before)),
            Err(errors) => failed.push((target.channel.clone(), errors)),
        }
    }
    (messages, failed)
}

fn message(target: &Target, number: &MessageNumber, rendered: RenderedMessage, not_before: i64) -> NewMessage {
    NewMessage {
        channel: target.channel.clone(),
        cursor: number.cursor,
        day: number.day.clone(),
        number: number.number,
        replaces: number.replaces,
        purpose: target.purpose,
        format: rendered.format.to_owned(),
        media_type: rendered.media_type,
        name: rendered.name,
        id: rendered.id,
        payload: rendered.payload,
        receivers: target.receivers.clone(),
        not_before,
    }
}

/// The text was edited after it was published: what has not left is made of the new text.
fn renew(
    database: &Database,
    renderer: &MessageRenderer,
    edited: &EditedRelease,
    versions: &BTreeMap<String, ShownVersion>,
    now: i64,
) -> Result<(), Error> {
    let text = &edited.publication.text;
    let waiting = database.untouched_messages(edited.id)?;
    if edited.holders > 0 {
        database.record_silent_edit(edited.id, text, now)?;
    }
    let Some(version) = versions.get(&edited.publication.release) else { return Ok(()) };
    let mut is_whole = edited.holders == 0;
    for (channel, cursor) in waiting {
        let Some(message) = database.messages(&channel, cursor, cursor, 1)?.pop() else { continue };
        let earlier = database.holders(&message.release)?.into_iter().filter(|holder| holder.channel == channel);
        let target = Target {
            channel: channel.clone(),
            purpose: message.purpose,
            receivers: database.message_receivers(&channel, cursor)?,
            replaces: earlier.max_by_key(|holder| holder.revision).and_then(|holder| holder.message),
        };
        let sequence = SequenceNumber {
            number: u16::try_from(message.number).unwrap_or(u16::MAX),
            replaces: message.replaces.and_then(|replaces| u16::try_from(replaces).ok()),
        };
        // Where it cannot be made, the earlier bytes stay.
        is_whole &= match renderer.render(&channel, version, &target, sequence) {
            Ok(rendered) => database.replace_payload(&channel, cursor, &rendered.payload)?,
            Err(_) => false,
        };
    }
    if is_whole { database.replace_text(edited.id, text, &edited.publication.headline) } else { Ok(()) }
}

/// The numbers of one message.
#[derive(Debug, Clone)]
struct MessageNumber {
    cursor: i64,
    day: String,
    number: i64,
    /// Of the message that it replaces, if that has a number of the same day: another day has the same numbers.
    replaces: Option<i64>,
}

/// Counts the messages of each channel, in all and for each day.
struct NumberCounter {
    day: String,
    channels: BTreeMap<String, (i64, String, i64)>,
}

impl NumberCounter {
    fn new(states: &[ChannelState], today: Day) -> NumberCounter {
        let channels = states.iter().map(|state| (state.key.clone(), (state.cursor, state.day.clone(), state.number))).collect();
        NumberCounter { day: today.to_string(), channels }
    }

    fn take(&mut self, planned: &PlannedPublication) -> Vec<MessageNumber> {
        let NumberCounter { day: today, channels } = self;
        let take = |target: &Target| {
            let (cursor, day, number) = channels.entry(target.channel.clone()).or_insert_with(|| (0, today.clone(), 0));
            // A day that lies behind is not begun again: its numbers are taken.
            if *day < *today {
                (*day, *number) = (today.clone(), 0);
            }
            (*cursor, *number) = (*cursor + 1, *number + 1);
            let replaces = target.replaces.as_ref().filter(|replaces| replaces.day == *day).map(|replaces| replaces.number);
            MessageNumber { cursor: *cursor, day: day.clone(), number: *number, replaces }
        };
        planned.targets.iter().map(take).collect()
    }
}

fn too_many(channel: &str, folder: &str) -> Diagnostic {
    let message = msg!(
        "the channel `{channel}` was given {MAX_NUMBER} messages today, and a day has no more numbers",
        "kanalen `{channel}` har fått {MAX_NUMBER} meddelanden i dag, och en dag har inte fler nummer"
    );
    let hint = msg!("it is sent tomorrow", "det skickas i morgon");
    Diagnostic::error(Location::file(folder), message).hint(hint)
}
