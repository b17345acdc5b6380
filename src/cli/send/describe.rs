//! A plan and a round of deliveries in words, and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::loaded::LoadedNewsroom;
use crate::cli::environment::Environment;
use crate::db::Database;
use crate::db::delivery::{DeliveryState, NewPublication, PublicationKind};
use crate::delivery::deliveries::RoundReport;
use crate::delivery::journal::ChannelChange;
use crate::delivery::plan::{HeldRelease, HoldReason, Plan, PlannedPublication};
use crate::diag::{Message, UiLanguage};
use crate::error::Error;
use crate::msg;

/// What would be done.
pub struct PlanDescription<'p> {
    /// `None` before the first start.
    plan: Option<&'p Plan>,
    baseline: usize,
    /// The next number of each channel.
    next: BTreeMap<String, i64>,
    today: i64,
}

struct Row {
    label: String,
    name: String,
    version: String,
    text: String,
}

impl<'p> PlanDescription<'p> {
    pub fn new(plan: Option<&'p Plan>, loaded: &LoadedNewsroom, database: Option<&Database>) -> Result<PlanDescription<'p>, Error> {
        let states = database.map(Database::channel_states).transpose()?.unwrap_or_default();
        let next = states.into_iter().map(|state| (state.key, state.cursor + 1)).collect();
        Ok(PlanDescription { plan, baseline: loaded.edition().releases().len(), next, today: loaded.now.unix() })
    }

    pub fn text(&self, language: UiLanguage) -> String {
        let Some(plan) = self.plan else {
            let count = self.baseline;
            let text = msg!(
                "This is the first start: {count} public releases are noted as known, and nothing of them is sent. What is published from then on is sent.\n",
                "Det här är första starten: {count} publika meddelanden noteras som kända, och inget av dem skickas. Det som publiceras därefter skickas.\n"
            );
            return text.text(language).to_owned();
        };
        let mut next = self.next.clone();
        let mut rows: Vec<Row> = Vec::new();
        for planned in &plan.publications {
            rows.push(Row::new(kind_label(planned, language), &planned.publication, numbers(planned, &mut next)));
            rows.extend(planned.unreachable.iter().map(|channel| unreachable(&planned.publication, channel, language)));
        }
        rows.extend(held_rows(plan, self.today, language));
        if rows.is_empty() {
            return msg!("Nothing is new.\n", "Inget är nytt.\n").text(language).to_owned();
        }
        table(&rows)
    }

    pub fn json(&self) -> Value {
        let Some(plan) = self.plan else { return json!({ "first_start": true, "known": self.baseline }) };
        let mut next = self.next.clone();
        let publications: Vec<Value> = plan
            .publications
            .iter()
            .map(|planned| {
                let targets: Vec<Value> = planned
                    .targets
                    .iter()
                    .map(|target| {
                        let number = take(&mut next, &target.channel);
                        json!({ "channel": target.channel, "number": number, "purpose": target.purpose.name(),
                            "receivers": target.receivers.len(), "replaces": target.replaces.as_ref().map(|message| message.cursor) })
                    })
                    .collect();
                json!({ "release": name(&planned.publication), "version": planned.publication.revision,
                    "kind": planned.publication.kind.name(), "channels": targets, "unreachable": planned.unreachable })
            })
            .collect();
        json!({
            "publications": publications,
            "burst": plan.burst.as_ref().map(|burst| json!({ "code": burst.hash, "releases": burst.releases.iter().map(name).collect::<Vec<_>>(), "channels": burst.channels })),
            "held": plan.held.iter().map(|held| json!({ "release": name(&held.publication), "reason": reason_key(held.reason) })).collect::<Vec<_>>(),
            "edited": plan.edited.iter().map(|edited| json!({ "release": name(&edited.publication), "receivers": edited.holders })).collect::<Vec<_>>(),
            "vanished": plan.vanished.iter().map(|gone| json!({ "release": short(&gone.folder), "receivers": gone.holders })).collect::<Vec<_>>(),
            "unmatched": plan.unmatched.iter().map(|unmatched| name(&unmatched.publication)).collect::<Vec<_>>(),
        })
    }
}

/// What a round did, with what is left.
pub fn round_text(round: &RoundReport, database: &Database, env: &Environment) -> Result<String, Error> {
    let language = env.ui_language;
    let mut text = String::new();
    let mut say = |message: Message| text.push_str(message.text(language));
    if let Some(count) = round.opened.as_ref().and_then(|opened| opened.baseline) {
        say(msg!(
            "{count} releases were public before the first start; nothing is sent of them\n",
            "{count} meddelanden var publika före första starten; inget skickas av dem\n"
        ));
    }
    for change in &round.changes {
        match change {
            ChannelChange::New(channel) => say(msg!("new channel `{channel}`\n", "ny kanal `{channel}`\n")),
            ChannelChange::Moved(channel) => say(msg!(
                "the address of `{channel}` has changed: it is paused until `depesch wire resume {channel}`\n",
                "adressen för `{channel}` har ändrats: den är pausad tills `depesch wire resume {channel}`\n"
            )),
        }
    }
    for lost in round.opened.iter().flat_map(|opened| &opened.lost) {
        let (channel, first, last) = (&lost.channel, lost.first, lost.last);
        say(msg!(
            "`{channel}`: the numbers {first} to {last} were given and are lost; they are not used again\n",
            "`{channel}`: numren {first} till {last} har delats ut och är förlorade; de används inte igen\n"
        ));
    }
    if round.waits.is_some() {
        say(msg!(
            "The journal is older than what may have been sent: nothing is sent until `depesch wire continue`.\n",
            "Journalen är äldre än det som kan ha skickats: inget skickas förrän `depesch wire continue`.\n"
        ));
    }
    let mut numbers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (channel, cursor, folder) in &round.publish.numbers {
        numbers.entry(folder).or_default().push(format!("{channel} {cursor:04}"));
    }
    let mut rows: Vec<Row> = Vec::new();
    for planned in &round.publish.published {
        let given = numbers.get(planned.publication.folder.as_str()).map(|given| given.join("  "));
        let nobody = || match language {
            UiLanguage::English => "no channel takes it".to_owned(),
            UiLanguage::Swedish => "ingen kanal tar det".to_owned(),
        };
        rows.push(Row::new(kind_label(planned, language), &planned.publication, given.unwrap_or_else(nobody)));
        rows.extend(planned.unreachable.iter().map(|channel| unreachable(&planned.publication, channel, language)));
    }
    rows.extend(held_rows(&round.plan, env.now, language));
    text.push_str(&table(&rows));
    let count = |states: &[DeliveryState]| Ok::<_, Error>(database.deliveries_in(states)?.len());
    let (waiting, parked, unknown) = (
        count(&[DeliveryState::Pending, DeliveryState::Sending])?,
        count(&[DeliveryState::Parked])?,
        count(&[DeliveryState::Unknown])?,
    );
    let last = match (waiting, parked + unknown) {
        (0, 0) => msg!("everything is sent\n", "allt är skickat\n"),
        _ => msg!(
            "{waiting} wait, {parked} parked, {unknown} unknown: `depesch wire status`\n",
            "{waiting} väntar, {parked} parkerade, {unknown} okända: `depesch wire status`\n"
        ),
    };
    text.push_str(last.text(language));
    Ok(text)
}

pub fn round_json(round: &RoundReport, database: &Database) -> Result<Value, Error> {
    let count = |state| Ok::<_, Error>(database.deliveries_in(&[state])?.len());
    Ok(json!({
        "baseline": round.opened.as_ref().and_then(|opened| opened.baseline),
        "waits_for_continue": round.waits.is_some(),
        "published": round.publish.published.iter().map(|planned| json!({
            "release": name(&planned.publication), "version": planned.publication.revision, "kind": planned.publication.kind.name(),
        })).collect::<Vec<_>>(),
        "messages": round.publish.numbers.iter().map(|(channel, number, folder)| json!({
            "channel": channel, "number": number, "release": short(folder),
        })).collect::<Vec<_>>(),
        "held": round.plan.held.iter().map(|held| json!({ "release": name(&held.publication), "reason": reason_key(held.reason) })).collect::<Vec<_>>(),
        "burst": round.plan.burst.as_ref().map(|burst| burst.hash.clone()),
        "vanished": round.plan.vanished.iter().map(|gone| short(&gone.folder)).collect::<Vec<_>>(),
        "pending": count(DeliveryState::Pending)? + count(DeliveryState::Sending)?,
        "parked": count(DeliveryState::Parked)?,
        "unknown": count(DeliveryState::Unknown)?,
    }))
}

impl Row {
    fn new(label: &str, publication: &NewPublication, text: String) -> Row {
        Row { label: label.to_owned(), name: name(publication), version: format!("v{}", publication.revision), text }
    }
}

/// What is not sent, with the reason and what can be done: one line each.
pub fn attention_text(plan: &Plan, now: i64, language: UiLanguage) -> String {
    table(&held_rows(plan, now, language))
}

fn held_rows(plan: &Plan, now: i64, language: UiLanguage) -> Vec<Row> {
    let mut rows = Vec::new();
    for held in &plan.held {
        let text = hold_reason(held, now);
        rows.push(Row::new(msg!("held", "hålls").text(language), &held.publication, text.text(language).to_owned()));
    }
    if let Some(burst) = &plan.burst {
        let (count, hash) = (burst.releases.len(), &burst.hash);
        let text = msg!(
            "{count} new releases at once: if that is meant, `depesch send --confirm {hash}`",
            "{count} nya meddelanden på en gång: om det är meningen, `depesch send --confirm {hash}`"
        );
        let (label, text) = (msg!("waits", "väntar").text(language).to_owned(), text.text(language).to_owned());
        rows.push(Row { label, name: String::new(), version: String::new(), text });
    }
    for edited in plan.edited.iter().filter(|edited| edited.holders > 0) {
        let (count, name) = (edited.holders, name(&edited.publication));
        let text = msg!(
            "the text was changed after it was sent to {count}: if it matters, `depesch correct {name} --note \"...\"`",
            "texten ändrades efter att den skickats till {count}: om det har betydelse, `depesch correct {name} --note \"...\"`"
        );
        rows.push(Row::new(msg!("not told", "ej meddelat").text(language), &edited.publication, text.text(language).to_owned()));
    }
    for gone in &plan.vanished {
        let (count, name) = (gone.holders, short(&gone.folder));
        let text = msg!(
            "{count} receivers have a text that is not public any more: `depesch withdraw {name}` tells them, `depesch wire forget {name}` says that it is meant",
            "{count} mottagare har en text som inte längre är publik: `depesch withdraw {name}` berättar det för dem, `depesch wire forget {name}` säger att det är meningen"
        );
        let (label, text) = (msg!("vanished", "försvunnet").text(language).to_owned(), text.text(language).to_owned());
        rows.push(Row { label, name, version: String::new(), text });
    }
    for unmatched in &plan.unmatched {
        let name = name(&unmatched.publication);
        let text =
            msg!("no channel takes it: `depesch wire why CHANNEL {name}`", "ingen kanal tar det: `depesch wire why KANAL {name}`");
        rows.push(Row::new(msg!("nobody", "ingen").text(language), &unmatched.publication, text.text(language).to_owned()));
    }
    rows
}

/// Why a release is not sent, and what can be done.
pub fn hold_reason(held: &HeldRelease, now: i64) -> Message {
    let name = name(&held.publication);
    match held.reason {
        HoldReason::Old => {
            let days = (now - held.publication.published).max(0) / 86_400;
            msg!(
                "published {days} days ago: `depesch send --old {name}`",
                "publicerat för {days} dagar sedan: `depesch send --old {name}`"
            )
        }
        HoldReason::TextUnchanged => msg!(
            "waits for its new text: it is sent when that is saved, or ten minutes after the change",
            "väntar på sin nya text: det skickas när den sparas, eller tio minuter efter ändringen"
        ),
        HoldReason::ContentOlder => msg!(
            "the content folder has an older version than what was sent: an old checkout?",
            "innehållsmappen har en äldre version än den som skickades: en gammal utcheckning?"
        ),
        HoldReason::IdChanged => msg!(
            "another id than that of the release that was sent from this folder: write the former id",
            "ett annat id än det meddelande hade som skickades från den här mappen: skriv det tidigare id:t"
        ),
    }
}

fn unreachable(publication: &NewPublication, channel: &str, language: UiLanguage) -> Row {
    let text = msg!(
        "`{channel}` has an earlier version and is no longer in channels.toml: nobody tells it",
        "`{channel}` har en tidigare version och finns inte längre i channels.toml: den får inget veta"
    );
    Row::new(msg!("unreachable", "nås inte").text(language), publication, text.text(language).to_owned())
}

fn kind_label(planned: &PlannedPublication, language: UiLanguage) -> &'static str {
    let is_history = planned.targets.iter().any(|target| target.purpose == crate::db::delivery::DeliveryPurpose::History);
    let (english, swedish) = match planned.publication.kind {
        _ if is_history => ("history", "historik"),
        PublicationKind::New | PublicationKind::Baseline | PublicationKind::Skipped => ("new", "nytt"),
        PublicationKind::Update => ("update", "uppdatering"),
        PublicationKind::Correction => ("correction", "rättelse"),
        PublicationKind::Kill => ("withdrawal", "återkallat"),
    };
    match language {
        UiLanguage::English => english,
        UiLanguage::Swedish => swedish,
    }
}

fn numbers(planned: &PlannedPublication, next: &mut BTreeMap<String, i64>) -> String {
    let targets = planned.targets.iter().map(|target| {
        let number = take(next, &target.channel);
        let replaces = target.replaces.as_ref().map_or_else(String::new, |message| format!(" (replaces {:04})", message.cursor));
        format!("{} {number:04}{replaces}", target.channel)
    });
    targets.collect::<Vec<_>>().join("  ")
}

fn take(next: &mut BTreeMap<String, i64>, channel: &str) -> i64 {
    let next = next.entry(channel.to_owned()).or_insert(1);
    *next += 1;
    *next - 1
}

fn reason_key(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Old => "old",
        HoldReason::TextUnchanged => "text_unchanged",
        HoldReason::ContentOlder => "content_older",
        HoldReason::IdChanged => "id_changed",
    }
}

fn table(rows: &[Row]) -> String {
    let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (labels, names, versions) = (width(|row| &row.label), width(|row| &row.name), width(|row| &row.version));
    let line = |row: &Row| {
        let Row { label, name, version, text } = row;
        format!("{label:labels$}  {name:names$}  {version:versions$}  {text}").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// `2026/ny-simhall`, as on the command line.
fn name(publication: &NewPublication) -> String {
    short(&publication.folder)
}

pub fn short(folder: &str) -> String {
    folder.trim_start_matches("releases/").trim_end_matches('/').to_owned()
}
