//! `depesch wire status`: how each channel is, and what needs a person.

use clap::Args;
use serde_json::{Value, json};

use super::columns::align;
use super::journal::{ReadNewsroom, StateOption};
use super::local_times::{LocalTimes, length};
use super::words::{explain, state_word};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::cli::send::{PlanDescription, attention_text, short};
use crate::db::Database;
use crate::db::delivery::{DeliveryRecord, DeliveryState, Epoch, JournalLoss, KnownPublications};
use crate::delivery::deliveries::preview;
use crate::delivery::plan::Plan;
use crate::delivery::status::{ChannelCondition, ChannelStatus, LATE, channel_statuses};
use crate::diag::{Message, UiLanguage};
use crate::error::Error;
use crate::model::Channels;
use crate::msg;

/// How many undecided deliveries are listed.
const MAX_UNDECIDED: usize = 20;
/// Seconds for which lost numbers are shown.
const LOSS_SHOWN: i64 = 30 * 86_400;

#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    state: StateOption,
}

/// What the journal and the newsroom say.
struct WireStatus {
    channels: Vec<ChannelStatus>,
    /// Unknown and parked deliveries.
    undecided: Vec<DeliveryRecord>,
    known: KnownPublications,
    plan: Option<Plan>,
    epoch: Option<Epoch>,
    lost: Vec<(JournalLoss, i64)>,
    /// Environment variables that channels need and that are not set here, by channel.
    missing: Vec<(String, String)>,
}

impl StatusArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let newsroom = ReadNewsroom::read(common, env);
        let status = WireStatus::read(&database, &newsroom, env)?;
        let times = newsroom.times(env);
        let exit = status.exit(env.now);
        if common.json {
            let plan = newsroom.loaded.as_ref().map(|loaded| {
                PlanDescription::new(status.plan.as_ref(), loaded, Some(&database)).map(|description| description.json())
            });
            return Ok(Report::json(&status.json(plan.transpose()?, &times, env.now), exit));
        }
        let text = status.text(&times, env);
        Ok(Report { stdout: text.into_bytes(), stderr: newsroom.problem, exit })
    }
}

impl WireStatus {
    fn read(database: &Database, newsroom: &ReadNewsroom, env: &Environment) -> Result<WireStatus, Error> {
        let plan = match &newsroom.loaded {
            Some(loaded) => preview(Some(database), &loaded.edition(), &loaded.channels, env.now)?,
            None => None,
        };
        let mut lost = database.lost_numbers()?;
        lost.retain(|(_, noticed)| *noticed > env.now - LOSS_SHOWN);
        Ok(WireStatus {
            channels: channel_statuses(database, newsroom.channels(), env.now)?,
            undecided: database.deliveries_in(&[DeliveryState::Unknown, DeliveryState::Parked])?,
            known: database.known_publications()?,
            plan,
            epoch: database.epoch()?,
            lost,
            missing: newsroom.channels().map(missing_secrets).unwrap_or_default(),
        })
    }

    /// Nothing may be sent until a person has decided.
    fn waits_for_person(&self) -> bool {
        self.epoch.as_ref().is_some_and(|epoch| epoch.accepted.is_none())
    }

    /// Since when neither a service nor `depesch send` has run, where something waits for them.
    fn idle_since(&self, now: i64) -> Option<i64> {
        let waits = self.channels.iter().any(|status| status.summary.waiting > 0)
            || self.plan.as_ref().is_some_and(|plan| !plan.publications.is_empty());
        let epoch = self.epoch.as_ref().filter(|epoch| waits && now - epoch.last_seen > LATE)?;
        Some(epoch.last_seen)
    }

    /// The most urgent first: late, then undecided, then held.
    fn exit(&self, now: i64) -> Exit {
        if self.waits_for_person() {
            Exit::Held
        } else if self.channels.iter().any(|status| status.late > 0) || self.idle_since(now).is_some() {
            Exit::Late
        } else if !self.undecided.is_empty() {
            Exit::Parked
        } else if self.plan.as_ref().is_some_and(Plan::needs_person) {
            Exit::Held
        } else {
            Exit::Success
        }
    }

    fn text(&self, times: &LocalTimes, env: &Environment) -> String {
        let language = env.ui_language;
        let say = |message: Message| message.text(language).to_owned() + "\n";
        if self.epoch.is_none() {
            return say(msg!(
                "Nothing was delivered yet: the first start of `depesch send` or of the service begins the journal.",
                "Inget har levererats än: första starten av `depesch send` eller av tjänsten börjar journalen."
            ));
        }
        let head = ["channel", "last", "waiting", "oldest", "late", "parked", "unknown", "state"];
        let head_sv = ["kanal", "senast", "väntar", "äldst", "sena", "parkerade", "okända", "läge"];
        let head = if language == UiLanguage::Swedish { head_sv } else { head };
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.channels.iter().map(|status| self.row(status, times, env)));
        let mut text = align(&rows);
        text.push_str(&self.undecided_text(times, env));
        text.push_str(&self.plan.as_ref().map(|plan| attention_text(plan, env.now, language)).unwrap_or_default());
        for (JournalLoss { channel, first, last }, noticed) in &self.lost {
            let when = times.day_and_time(*noticed);
            text.push_str(&say(msg!(
                "`{channel}`: the numbers {first} to {last} were given and are lost; they are not used again (noticed {when})",
                "`{channel}`: numren {first} till {last} har delats ut och är förlorade; de används inte igen (upptäckt {when})"
            )));
        }
        if let Some(since) = self.idle_since(env.now) {
            let (since, waited) = (times.short(since), length(env.now - since));
            text.push_str(&say(msg!(
                "Nothing has been delivered since {since}, for {waited}: neither the service nor `depesch send` runs.",
                "Inget har levererats sedan {since}, i {waited}: varken tjänsten eller `depesch send` är igång."
            )));
        }
        if self.waits_for_person() {
            text.push_str(&say(msg!(
                "The journal is older than what may have been sent: nothing is sent until `depesch wire continue`.",
                "Journalen är äldre än det som kan ha skickats: inget skickas förrän `depesch wire continue`."
            )));
        }
        text
    }

    fn row(&self, status: &ChannelStatus, times: &LocalTimes, env: &Environment) -> Vec<String> {
        let summary = &status.summary;
        let last = summary.last.map_or_else(|| "-".to_owned(), |(cursor, at)| format!("{cursor:04} {}", times.short(at)));
        let oldest = summary.oldest.map_or_else(String::new, |oldest| length(env.now - oldest));
        let state = self.condition(status, times).text(env.ui_language).to_owned();
        vec![
            summary.channel.clone(),
            last,
            summary.waiting.to_string(),
            oldest,
            status.late.to_string(),
            summary.parked.to_string(),
            summary.unknown.to_string(),
            state,
        ]
    }

    fn condition(&self, status: &ChannelStatus, times: &LocalTimes) -> Message {
        let (key, waiting) = (&status.summary.channel, status.summary.waiting);
        let missing: Vec<&str> = self.missing.iter().filter(|(channel, _)| channel == key).map(|(_, name)| name.as_str()).collect();
        let missing = missing.join("`, `");
        match &status.condition {
            // The service may have what this shell lacks: said only where nothing leaves.
            ChannelCondition::Well if status.late > 0 && !missing.is_empty() => msg!(
                "nothing leaves; `{missing}` is not set here: is it set where the service runs?",
                "inget går iväg; `{missing}` är inte satt här: är den satt där tjänsten körs?"
            ),
            ChannelCondition::Well if status.held > 0 => msg!("well; some of it is held", "fungerar; en del hålls"),
            ChannelCondition::Well => msg!("well", "fungerar"),
            ChannelCondition::Failing { since, reply, next } => {
                let since = times.short(*since);
                match next.map(|next| times.short(next)) {
                    Some(next) => msg!(
                        "ill since {since}: {reply}; next try {next}",
                        "svarar fel sedan {since}: {reply}; nästa försök {next}"
                    ),
                    None => msg!("ill since {since}: {reply}", "svarar fel sedan {since}: {reply}"),
                }
            }
            ChannelCondition::Paused { reason, at, until, holds_kills } => {
                let at = at.map_or_else(String::new, |at| times.short(at));
                let until_en = until.map_or_else(String::new, |until| format!(" until {}", times.short(until)));
                let until_sv = until.map_or_else(String::new, |until| format!(" till {}", times.short(until)));
                let (kills_en, kills_sv) = if *holds_kills { (", withdrawals too", ", återkallelser också") } else { ("", "") };
                msg!(
                    "paused {at}{until_en}{kills_en}: {reason}; `depesch wire resume {key}`",
                    "pausad {at}{until_sv}{kills_sv}: {reason}; `depesch wire resume {key}`"
                )
            }
            ChannelCondition::Gone if waiting > 0 => msg!(
                "not in channels.toml any more; what waits is not sent: put it back, or `depesch wire resume {key} --skip`",
                "finns inte längre i channels.toml; det som väntar skickas inte: lägg tillbaka den, eller `depesch wire resume {key} --skip`"
            ),
            ChannelCondition::Gone => msg!("not in channels.toml any more", "finns inte längre i channels.toml"),
        }
    }

    /// The name of a release on the command line.
    fn name(&self, release: &str) -> String {
        self.known.get(release).map_or_else(|| release.to_owned(), |known| short(&known.folder))
    }

    fn undecided_text(&self, times: &LocalTimes, env: &Environment) -> String {
        let line = |delivery: &DeliveryRecord| {
            let name = self.name(&delivery.release);
            let receiver = format!("{} {}", delivery.channel, delivery.receiver).trim_end().to_owned();
            let words = explain(delivery, &name, times, env.now).text(env.ui_language).to_owned();
            vec![receiver, name, format!("v{}", delivery.revision), state_word(delivery, env.ui_language), words]
        };
        let mut text = align(&self.undecided.iter().take(MAX_UNDECIDED).map(line).collect::<Vec<_>>());
        let more = self.undecided.len().saturating_sub(MAX_UNDECIDED);
        if more > 0 {
            text.push_str(msg!("and {more} more\n", "och {more} till\n").text(env.ui_language));
        }
        text
    }

    fn json(&self, plan: Option<Value>, times: &LocalTimes, now: i64) -> Value {
        let time = |at: i64| times.rfc3339(at);
        let channels: Vec<Value> = self
            .channels
            .iter()
            .map(|status| {
                let summary = &status.summary;
                let state = match &status.condition {
                    ChannelCondition::Well => json!({ "name": "well" }),
                    ChannelCondition::Gone => json!({ "name": "gone" }),
                    ChannelCondition::Failing { since, reply, next } => {
                        json!({ "name": "failing", "since": time(*since), "reply": reply, "next": next.and_then(time) })
                    }
                    ChannelCondition::Paused { reason, at, until, holds_kills } => json!({
                        "name": "paused", "reason": reason, "since": at.and_then(time), "until": until.and_then(time),
                        "holds_withdrawals": holds_kills,
                    }),
                };
                json!({
                    "channel": summary.channel, "last_number": summary.last.map(|(cursor, _)| cursor),
                    "last": summary.last.and_then(|(_, at)| time(at)), "waiting": summary.waiting,
                    "oldest_seconds": summary.oldest.map(|oldest| (now - oldest).max(0)), "late": status.late, "held": status.held,
                    "parked": summary.parked, "unknown": summary.unknown, "state": state,
                })
            })
            .collect();
        let undecided = self.undecided.iter().map(|delivery| {
            json!({ "channel": delivery.channel, "receiver": delivery.receiver, "release": self.name(&delivery.release),
                "version": delivery.revision, "number": delivery.cursor, "state": delivery.state.name(),
                "code": delivery.code, "reply": delivery.reply })
        });
        json!({
            "channels": channels,
            "undecided": undecided.collect::<Vec<_>>(),
            "plan": plan,
            "waits_for_continue": self.waits_for_person(),
            "idle_since": self.idle_since(now).and_then(time),
            "last_seen": self.epoch.as_ref().and_then(|epoch| time(epoch.last_seen)),
            "lost": self.lost.iter().map(|(lost, noticed)| json!({ "channel": lost.channel, "first": lost.first, "last": lost.last,
                "noticed": time(*noticed) })).collect::<Vec<_>>(),
        })
    }
}

fn missing_secrets(channels: &Channels) -> Vec<(String, String)> {
    let is_missing = |name: &str| std::env::var_os(name).is_none_or(|value| value.is_empty());
    let of_channels = channels.channels.iter().flat_map(|channel| {
        channel.receiver.secrets().into_iter().map(|secret| (channel.key.to_string(), secret.as_str().to_owned()))
    });
    of_channels.filter(|(_, name)| is_missing(name)).collect()
}
