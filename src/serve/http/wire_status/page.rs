//! What is on the operators' page.

use std::sync::LazyLock;

use serde::Serialize;

use super::words::{StatusWords, state, words};
use crate::db::delivery::{ChannelState, ChannelSummary, DeliveryRecord, HourCount};
use crate::diag::{Message, UiLanguage};
use crate::error::Error;
use crate::markup::templates::Templates;
use crate::model::{Instant, Zone};
use crate::msg;
use crate::serve::app::App;
use crate::serve::clock;

pub const STYLE: &str = include_str!("../../../../templates/status/style.css");

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::parse(&[
        ("wire.html", include_str!("../../../../templates/status/wire.html")),
        ("receipts.html", include_str!("../../../../templates/status/receipts.html")),
    ])
});

/// Seconds after which something that waits is late.
const LATE: i64 = 600;
const HOURS: i64 = 48;
const HISTORY: usize = 20;

#[derive(Serialize)]
struct Overview {
    lang: &'static str,
    words: &'static StatusWords,
    newsroom: String,
    time: String,
    notices: Vec<StatusNotice>,
    channels: Vec<ChannelCard>,
    bars: Vec<HourBar>,
    hours: Vec<HourRow>,
}

#[derive(Serialize)]
struct StatusNotice {
    text: String,
    command: String,
}

#[derive(Serialize)]
struct ChannelCard {
    key: String,
    class: &'static str,
    state: String,
    last: String,
    waiting: String,
    parked: u64,
    unknown: u64,
    trouble: String,
    acts: Vec<CardAct>,
    history: Vec<DeliveryRow>,
}

#[derive(Serialize)]
struct CardAct {
    name: &'static str,
    label: &'static str,
    command: String,
}

#[derive(Serialize)]
struct DeliveryRow {
    channel: String,
    receiver: String,
    number: String,
    /// `2026/ny-simhall`; empty for what is in no folder.
    folder: String,
    version: i64,
    state: &'static str,
    time: String,
    reply: String,
}

#[derive(Serialize)]
struct HourBar {
    x: i64,
    y: u64,
    delivered: u64,
    failed_y: u64,
    failed: u64,
}

#[derive(Serialize)]
struct HourRow {
    time: String,
    delivered: u64,
    failed: u64,
}

#[derive(Serialize)]
struct ReceiptsPage {
    lang: &'static str,
    words: &'static StatusWords,
    name: String,
    rows: Vec<DeliveryRow>,
}

/// The page of all channels.
pub fn overview(app: &App) -> Result<Option<String>, Error> {
    let (database, language, now) = (&app.database, app.language(), clock::now());
    let snapshot = app.site.snapshot();
    let publisher = snapshot.publisher();
    let zone = &publisher.zone;
    let states = database.channel_states()?;
    let names = database.folders_of_releases()?;
    let configured = app.delivery.get().map(|delivery| std::sync::Arc::clone(&delivery.channels.borrow()));
    let mut cards = Vec::new();
    for summary in database.channel_summaries()? {
        let Some(of_channel) = states.iter().find(|state| state.key == summary.channel) else { continue };
        let is_configured = configured.as_ref().is_some_and(|channels| channels.find(&summary.channel).is_some());
        let history = database.deliveries_to(&summary.channel, HISTORY)?;
        let history = history.iter().map(|delivery| row(delivery, &names, zone, language)).collect();
        cards.push(card(&summary, of_channel, is_configured, history, zone, language, now));
    }
    let from = (now / 3_600 - HOURS + 1) * 3_600;
    let counts = database.deliveries_by_hour(from)?;
    let page = Overview {
        lang: lang(language),
        words: words(language),
        newsroom: publisher.name.to_string(),
        time: time(now, zone),
        notices: notices(app, language)?,
        channels: cards,
        bars: bars(&counts, from),
        hours: counts
            .iter()
            .map(|hour| HourRow { time: time(hour.hour, zone), delivered: hour.delivered, failed: hour.failed })
            .collect(),
    };
    render("wire.html", &page)
}

/// The deliveries of one release; `name` is its folder below `releases/`.
pub fn receipts(app: &App, name: &str) -> Result<Option<String>, Error> {
    let (database, language) = (&app.database, app.language());
    let name = name.trim_matches('/');
    let Some(release) = database.release_in_folder(&format!("releases/{name}/"))? else { return Ok(None) };
    let snapshot = app.site.snapshot();
    let zone = &snapshot.publisher().zone;
    let names = database.folders_of_releases()?;
    let rows = database.deliveries_of(&release)?;
    let rows = rows.iter().map(|delivery| row(delivery, &names, zone, language)).collect();
    render("receipts.html", &ReceiptsPage { lang: lang(language), words: words(language), name: name.to_owned(), rows })
}

fn render(template: &'static str, page: &impl Serialize) -> Result<Option<String>, Error> {
    TEMPLATES.render(template, page).map(Some).map_err(|error| {
        let reason = error.reason;
        Error::new(msg!("the page cannot be made: {reason}", "sidan kan inte göras: {reason}"))
    })
}

fn card(
    summary: &ChannelSummary,
    of_channel: &ChannelState,
    is_configured: bool,
    history: Vec<DeliveryRow>,
    zone: &Zone,
    language: UiLanguage,
    now: i64,
) -> ChannelCard {
    let key = &summary.channel;
    let is_late = summary.oldest.is_some_and(|oldest| now - oldest > LATE);
    let (class, text) = match of_channel.pause_reason(now) {
        Some(reason) => ("paused", msg!("paused: {reason}", "pausad: {reason}")),
        None if !is_configured => ("late", msg!("no longer in channels.toml", "finns inte längre i channels.toml")),
        None if of_channel.breaker_until > now => {
            let until = time(of_channel.breaker_until, zone);
            ("ill", msg!("fails; tried again at {until}", "svarar inte rätt; nytt försök {until}"))
        }
        None if is_late => ("late", msg!("late", "sen")),
        None if summary.parked + summary.unknown > 0 => ("late", msg!("a person decides", "en människa avgör")),
        None => ("well", msg!("well", "fungerar")),
    };
    let nothing = || msg!("nothing yet", "inget än").text(language).to_owned();
    let minutes = summary.oldest.map_or(0, |oldest| (now - oldest).max(0) / 60);
    let count = summary.waiting;
    let waiting = match count {
        0 => "0".to_owned(),
        _ => msg!("{count}, the oldest for {minutes} minutes", "{count}, det äldsta i {minutes} minuter").text(language).to_owned(),
    };
    ChannelCard {
        key: key.clone(),
        class,
        state: text.text(language).to_owned(),
        last: summary.last.map_or_else(nothing, |(number, at)| format!("{number:04}, {}", time(at, zone))),
        waiting,
        parked: summary.parked,
        unknown: summary.unknown,
        trouble: summary.trouble.as_ref().map_or_else(String::new, |(at, reply)| format!("{reply} ({})", time(*at, zone))),
        acts: acts(summary, of_channel, language, now),
        history,
    }
}

fn acts(summary: &ChannelSummary, of_channel: &ChannelState, language: UiLanguage, now: i64) -> Vec<CardAct> {
    let key = &summary.channel;
    let label = |english, swedish| match language {
        UiLanguage::English => english,
        UiLanguage::Swedish => swedish,
    };
    let mut acts = Vec::new();
    if of_channel.pause_reason(now).is_some() {
        let command = format!("depesch wire resume {key}");
        acts.push(CardAct { name: "resume", label: label("Resume", "Återuppta"), command });
    } else {
        let command = format!("depesch wire pause {key} --reason \"...\"");
        acts.push(CardAct { name: "pause", label: label("Pause", "Pausa"), command });
        if summary.waiting > 0 {
            let command = format!("depesch wire resume {key}");
            acts.push(CardAct { name: "resume", label: label("Try now", "Försök nu"), command });
        }
    }
    if summary.parked + summary.unknown > 0 {
        acts.push(CardAct {
            name: "retry",
            label: label("Send again", "Skicka igen"),
            command: format!("depesch wire retry {key}"),
        });
        let command = format!("depesch wire settle {key} SLUG --sent");
        acts.push(CardAct { name: "settle", label: label("It has arrived", "Det har kommit fram"), command });
    }
    acts
}

/// What the service does not decide.
fn notices(app: &App, language: UiLanguage) -> Result<Vec<StatusNotice>, Error> {
    let Some(delivery) = app.delivery.get() else { return Ok(Vec::new()) };
    let plan = std::sync::Arc::clone(&delivery.plan.borrow());
    let mut notices = Vec::new();
    let mut add = |text: Message, command: String| {
        notices.push(StatusNotice { text: text.text(language).to_owned(), command });
    };
    if app.database.epoch()?.is_some_and(|epoch| epoch.accepted.is_none()) {
        let text = msg!(
            "The journal is older than what may have been sent: nothing is sent.",
            "Journalen är äldre än det som kan ha skickats: inget skickas."
        );
        add(text, "depesch wire continue".to_owned());
    }
    if let Some(burst) = &plan.burst {
        let (count, hash) = (burst.releases.len(), &burst.hash);
        add(
            msg!("{count} new releases at once wait.", "{count} nya meddelanden på en gång väntar."),
            format!("depesch send --confirm {hash}"),
        );
    }
    for held in &plan.held {
        let name = held.publication.folder.trim_start_matches("releases/").trim_end_matches('/');
        add(msg!("Held: {name}", "Hålls: {name}"), "depesch send --plan".to_owned());
    }
    for gone in &plan.vanished {
        let (name, count) = (gone.folder.trim_start_matches("releases/").trim_end_matches('/'), gone.holders);
        let text = msg!(
            "{name} is not public any more; {count} receivers have it.",
            "{name} är inte längre publikt; {count} mottagare har det."
        );
        add(text, format!("depesch wire forget {name}"));
    }
    for edited in plan.edited.iter().filter(|edited| edited.holders > 0) {
        let (name, count) = (edited.publication.folder.trim_start_matches("releases/").trim_end_matches('/'), edited.holders);
        let text = msg!(
            "The text of {name} was changed after it was sent to {count}.",
            "Texten i {name} ändrades efter att den skickats till {count}."
        );
        add(text, format!("depesch correct {name} --note \"...\""));
    }
    Ok(notices)
}

fn row(
    delivery: &DeliveryRecord,
    names: &std::collections::BTreeMap<String, String>,
    zone: &Zone,
    language: UiLanguage,
) -> DeliveryRow {
    let folder = names.get(&delivery.release).map(|folder| folder.trim_start_matches("releases/").trim_end_matches('/').to_owned());
    let reply = delivery.reply.as_deref().unwrap_or_default();
    // SMTP repeats its code in the text.
    let code = delivery.code.map(|code| code.to_string()).filter(|code| !reply.starts_with(code.as_str()));
    let code = code.map_or_else(String::new, |code| format!("{code} "));
    DeliveryRow {
        channel: delivery.channel.clone(),
        receiver: delivery.receiver.clone(),
        number: delivery.cursor.map_or_else(String::new, |number| format!("{number:04}")),
        folder: folder.unwrap_or_default(),
        version: delivery.revision,
        state: state(delivery.state, language),
        time: time(delivery.settled.unwrap_or(delivery.added), zone),
        reply: format!("{code}{reply}").trim().to_owned(),
    }
}

/// Bars of at most 90 units, one an hour.
fn bars(counts: &[HourCount], from: i64) -> Vec<HourBar> {
    let most = counts.iter().map(|hour| hour.delivered + hour.failed).max().unwrap_or(0).max(1);
    let bar = |hour: &HourCount| {
        let scaled = |count: u64| (count * 90).div_ceil(most);
        let (delivered, failed) = (scaled(hour.delivered), scaled(hour.failed));
        let y = 99 - delivered.min(99);
        HourBar { x: (hour.hour - from) / 3_600 * 10, y, delivered, failed_y: y - failed.min(y), failed }
    };
    counts.iter().map(bar).collect()
}

fn time(at: i64, zone: &Zone) -> String {
    let Some(instant) = Instant::from_unix(zone, at) else { return String::new() };
    format!("{} {:02}.{:02}", instant.day(), instant.hour(), instant.minute())
}

fn lang(language: UiLanguage) -> &'static str {
    match language {
        UiLanguage::English => "en",
        UiLanguage::Swedish => "sv",
    }
}
