//! `depesch wire why CHANNEL SLUG`: why a channel got a release, or did not.

use std::fs;

use clap::Args;
use serde_json::{Value, json};

use super::columns::align;
use super::journal::{NamedRelease, StateOption, find_release, reply_text, unknown_channel};
use super::local_times::LocalTimes;
use super::words::{explain, state_word};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Exit, Report};
use crate::cli::send::{LoadedNewsroom, hold_reason, load};
use crate::db::Database;
use crate::db::delivery::{AttemptRecord, ChannelState, DeliveryRecord, PublicationKind};
use crate::delivery::deliveries::preview;
use crate::delivery::plan::Plan;
use crate::diag::{Message, UiLanguage};
use crate::error::Error;
use crate::model::{Channel, Embargo, Record, Release, Status};
use crate::msg;

/// Attempts that are shown of a delivery.
const MAX_ATTEMPTS: usize = 5;

#[derive(Debug, Args)]
pub struct WhyArgs {
    /// Key of the channel in channels.toml
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// The release: `slug` or `2026/slug`
    #[arg(value_name = "SLUG")]
    release: String,
    #[command(flatten)]
    state: StateOption,
}

/// What is known of a release for a channel.
struct Answer {
    release: NamedRelease,
    channel: String,
    /// What it was sent, with the attempts of each.
    deliveries: Vec<(DeliveryRecord, Vec<AttemptRecord>)>,
    verdict: Message,
    /// The answers of the filter.
    steps: Vec<FilterStep>,
}

/// One condition of the filter.
struct FilterStep {
    field: &'static str,
    is_satisfied: bool,
    has: Vec<String>,
    takes: Vec<String>,
    /// The line of channels.toml.
    line: Option<usize>,
}

impl WhyArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let database = self.state.open()?;
        let loaded = load(common, env)?;
        let states = database.channel_states()?;
        let state = states.iter().find(|state| state.key == self.channel);
        let channel = loaded.channels.find(&self.channel);
        if state.is_none() && channel.is_none() {
            let keys = states.iter().map(|state| state.key.as_str());
            let keys = keys.chain(loaded.channels.channels.iter().map(|channel| channel.key.as_str()));
            return Err(unknown_channel(&self.channel, keys).into());
        }
        let release = find_release(&database, Some(&loaded), &self.release)?;
        let times = LocalTimes::new(Some(&loaded.newsroom().publisher.zone), env.now);
        let text = fs::read_to_string(common.content.join("channels.toml")).unwrap_or_default();
        let answer = Answer::find(&database, &loaded, (channel, state, &self.channel), release, &text, env)?;
        if common.json {
            return Ok(Report::json(&answer.json(&times, env), Exit::Success));
        }
        Ok(Report::success(answer.text(&times, env)))
    }
}

impl Answer {
    fn find(
        database: &Database,
        loaded: &LoadedNewsroom,
        (channel, state, key): (Option<&Channel>, Option<&ChannelState>, &str),
        release: NamedRelease,
        channels_toml: &str,
        env: &Environment,
    ) -> Result<Answer, Error> {
        let mut deliveries = Vec::new();
        for delivery in database.deliveries_of(&release.id)?.into_iter().filter(|delivery| delivery.channel == key) {
            let attempts = database.attempts(delivery.id)?;
            deliveries.push((delivery, attempts));
        }
        let edition = loaded.edition();
        let public = edition.releases().iter().copied().find(|public| public.id.as_str() == release.id);
        let newest = loaded.newsroom().records().find(|record| record.id().as_str() == release.id).map(Record::newest);
        let steps = match (channel, public.or(newest)) {
            (Some(channel), Some(text)) => steps(channel, text, channels_toml),
            _ => Vec::new(),
        };
        let verdict = if deliveries.is_empty() {
            let plan = preview(Some(database), &edition, &loaded.channels, env.now)?;
            let question =
                Question { database, key, channel, state, id: &release.id, name: &release.name, public, newest, now: env.now };
            question.verdict(plan.as_ref(), steps.iter().all(|step| step.is_satisfied), loaded)?
        } else {
            let count = deliveries.len();
            match count {
                1 => msg!("`{key}` was given one version:", "`{key}` har fått en version:"),
                _ => msg!("`{key}` was given {count} messages of it:", "`{key}` har fått {count} meddelanden om det:"),
            }
        };
        Ok(Answer { release, channel: key.to_owned(), deliveries, verdict, steps })
    }

    fn text(&self, times: &LocalTimes, env: &Environment) -> String {
        let language = env.ui_language;
        let mut text = self.verdict.text(language).to_owned() + "\n";
        for (delivery, attempts) in &self.deliveries {
            text.push_str(&self.delivery_text(delivery, attempts, times, env));
        }
        if !self.steps.is_empty() && !self.deliveries.is_empty() {
            text.push_str(msg!("the filter as it is now:\n", "filtret som det är nu:\n").text(language));
        }
        text.push_str(&align(&self.steps.iter().map(|step| step.row(language)).collect::<Vec<_>>()));
        text
    }

    fn delivery_text(
        &self,
        delivery: &DeliveryRecord,
        attempts: &[AttemptRecord],
        times: &LocalTimes,
        env: &Environment,
    ) -> String {
        let language = env.ui_language;
        let number = delivery.cursor.map_or_else(|| "-".to_owned(), |cursor| format!("{cursor:04}"));
        let state = match delivery.settled.filter(|_| delivery.state == crate::db::delivery::DeliveryState::Delivered) {
            Some(settled) => times.short(settled),
            None => state_word(delivery, language),
        };
        let words = explain(delivery, &self.release.name, times, env.now).text(language).to_owned();
        let mut rows = vec![vec![format!("  v{}", delivery.revision), number, delivery.receiver.clone(), state, words]];
        rows[0].retain(|cell| !cell.is_empty());
        let mut text = align(&rows);
        let shown = attempts.len().saturating_sub(MAX_ATTEMPTS);
        // One that succeeded at once says nothing more.
        if attempts.len() > 1 {
            let line = |attempt: &AttemptRecord| {
                let reply = reply_text(attempt.code, attempt.reply.as_deref());
                vec![format!("      {}", times.short(attempt.began)), attempt.outcome.clone().unwrap_or_default(), reply]
            };
            text.push_str(&align(&attempts[shown..].iter().map(line).collect::<Vec<_>>()));
        }
        text
    }

    fn json(&self, times: &LocalTimes, env: &Environment) -> Value {
        let time = |at: i64| times.rfc3339(at);
        let deliveries = self.deliveries.iter().map(|(d, attempts)| {
            let attempts = attempts.iter().map(|attempt| {
                json!({ "began": time(attempt.began), "ended": attempt.ended.and_then(time), "outcome": attempt.outcome,
                    "code": attempt.code, "reply": attempt.reply })
            });
            json!({ "version": d.revision, "number": d.cursor, "receiver": d.receiver, "purpose": d.purpose.name(),
                "state": d.state.name(), "due": time(d.due).filter(|_| !d.is_held()), "attempts": attempts.collect::<Vec<_>>() })
        });
        let steps = self.steps.iter().map(|step| {
            json!({ "condition": step.field, "satisfied": step.is_satisfied, "has": step.has, "takes": step.takes, "line": step.line })
        });
        json!({ "channel": self.channel, "release": self.release.name, "answer": self.verdict.text(env.ui_language),
            "deliveries": deliveries.collect::<Vec<_>>(), "filter": steps.collect::<Vec<_>>() })
    }
}

impl FilterStep {
    fn row(&self, language: UiLanguage) -> Vec<String> {
        let (has, takes) = (self.has.join(", "), self.takes.join(", "));
        let has = if has.is_empty() { "-".to_owned() } else { has };
        let (answer, detail) = if self.is_satisfied {
            (msg!("yes", "ja"), msg!("{has}", "{has}"))
        } else {
            let detail = msg!("the release has {has}; the channel takes {takes}", "meddelandet har {has}; kanalen tar {takes}");
            (msg!("no", "nej"), detail)
        };
        let place = self.line.map_or_else(String::new, |line| format!("channels.toml:{line}"));
        vec![format!("  {}", self.field), answer.text(language).to_owned(), detail.text(language).to_owned(), place]
    }
}

/// Why a channel was given nothing of a release.
struct Question<'q> {
    database: &'q Database,
    key: &'q str,
    channel: Option<&'q Channel>,
    state: Option<&'q ChannelState>,
    id: &'q str,
    name: &'q str,
    public: Option<&'q Release>,
    newest: Option<&'q Release>,
    now: i64,
}

impl Question<'_> {
    fn verdict(&self, plan: Option<&Plan>, matches: bool, loaded: &LoadedNewsroom) -> Result<Message, Error> {
        let (key, name) = (self.key, self.name);
        let Some(channel) = self.channel else {
            return Ok(msg!(
                "`{key}` got nothing of it, and is not in channels.toml any more",
                "`{key}` har inte fått något av det, och finns inte längre i channels.toml"
            ));
        };
        if self.public.is_none() {
            return Ok(self.not_public(loaded));
        }
        if let Some(reason) = plan.and_then(|plan| self.waiting(plan, channel)) {
            return Ok(reason);
        }
        if !matches {
            return Ok(msg!(
                "`{key}` did not get `{name}`: its filter does not take it",
                "`{key}` har inte fått `{name}`: filtret tar det inte"
            ));
        }
        let versions = self.database.publications_of(self.id)?;
        let Some(first) = versions.first() else {
            return Ok(msg!(
                "`{key}` takes it, and the journal does not know it yet: the service or `depesch send` publishes it",
                "`{key}` tar det, och journalen känner inte till det än: tjänsten eller `depesch send` publicerar det"
            ));
        };
        let is_baseline = versions.iter().all(|version| version.kind == PublicationKind::Baseline);
        if is_baseline {
            return Ok(msg!(
                "`{key}` did not get `{name}`: it was public before the first start, and nothing is sent of such releases",
                "`{key}` har inte fått `{name}`: det var publikt före första starten, och inget skickas av sådana meddelanden"
            ));
        }
        if self.state.is_none_or(|state| state.since > first.seen) {
            return Ok(msg!(
                "`{key}` did not get `{name}`: it was published before the channel was added",
                "`{key}` har inte fått `{name}`: det publicerades innan kanalen lades till"
            ));
        }
        Ok(msg!(
            "`{key}` did not get `{name}`: its filter did not take it when it was published",
            "`{key}` har inte fått `{name}`: filtret tog det inte när det publicerades"
        ))
    }

    fn not_public(&self, loaded: &LoadedNewsroom) -> Message {
        let name = self.name;
        let Some(newest) = self.newest else {
            return msg!("`{name}` is not in the content folder any more", "`{name}` finns inte längre i innehållsmappen");
        };
        if newest.withdrawal().is_some() {
            return msg!(
                "`{name}` is withdrawn, and the channel never had it: there is nothing to withdraw",
                "`{name}` är återkallat, och kanalen har aldrig haft det: det finns inget att återkalla"
            );
        }
        let zone = &loaded.newsroom().publisher.zone;
        match (&newest.status, newest.public_from(zone)) {
            (Status::Draft, _) => msg!("`{name}` is a draft", "`{name}` är ett utkast"),
            (Status::Withheld(Embargo::UntilFurtherNotice), _) => {
                msg!("`{name}` is under embargo until further notice", "`{name}` har embargo tills vidare")
            }
            (_, Some(from)) => {
                let from = from.rfc3339();
                msg!("`{name}` is not public before {from}", "`{name}` är inte publikt före {from}")
            }
            (_, None) => msg!("`{name}` is not public", "`{name}` är inte publikt"),
        }
    }

    /// What the plan says of it.
    fn waiting(&self, plan: &Plan, channel: &Channel) -> Option<Message> {
        let (key, name) = (self.key, self.name);
        let is_this = |id: &str| id == self.id;
        if let Some(held) = plan.held.iter().find(|held| is_this(&held.publication.release)) {
            let reason = hold_reason(held, self.now);
            let (en, sv) = (reason.en, reason.sv);
            return Some(msg!("`{name}` is held: {en}", "`{name}` hålls: {sv}"));
        }
        let takes = self.public.is_some_and(|public| channel.filter.matches(public));
        if let Some(burst) = plan.burst.as_ref().filter(|_| takes)
            && burst.releases.iter().any(|publication| is_this(&publication.release))
        {
            let code = &burst.hash;
            return Some(msg!(
                "`{name}` waits, as one of many new releases: `depesch send --confirm {code}`",
                "`{name}` väntar, som ett av många nya meddelanden: `depesch send --confirm {code}`"
            ));
        }
        let planned = plan.publications.iter().find(|planned| is_this(&planned.publication.release))?;
        planned.targets.iter().any(|target| target.channel == key).then(|| {
            msg!(
                "`{key}` gets `{name}` as soon as the service or `depesch send` runs",
                "`{key}` får `{name}` så snart tjänsten eller `depesch send` körs"
            )
        })
    }
}

fn steps(channel: &Channel, release: &Release, channels_toml: &str) -> Vec<FilterStep> {
    let answers = channel.filter.explain(release).into_iter();
    let step = |answer: crate::model::FilterAnswer<'_>| {
        let field = answer.condition.field();
        let line = find_line(channels_toml, channel.key.as_str(), field);
        FilterStep { field, is_satisfied: answer.is_satisfied, has: answer.has, takes: answer.takes, line }
    };
    answers.map(step).collect()
}

/// The line of a condition in the table of a channel, counted from 1.
fn find_line(text: &str, key: &str, field: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| line.starts_with("[[")).map(|(at, _)| at).collect();
    let has_key = |line: &str| assigned(line, "key").is_some_and(|value| value.trim_matches(['"', '\'']) == key);
    let at = lines.iter().position(|line| has_key(line))?;
    let first = starts.iter().copied().filter(|start| *start <= at).max()?;
    let last = starts.iter().copied().find(|start| *start > at).unwrap_or(lines.len());
    let names_field = |line: &str| {
        let words = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
        line.match_indices(field).any(|(from, _)| {
            let (before, after) = (&line[..from], &line[from + field.len()..]);
            before.chars().next_back().is_none_or(words) && after.trim_start().starts_with('=')
        })
    };
    (first..last).find(|at| !lines[*at].starts_with('#') && names_field(lines[*at])).map(|at| at + 1)
}

/// The value of `key = value`, without a comment.
fn assigned<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
    Some(value.split_once('#').map_or(value, |(value, _)| value).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_found_in_the_table_of_its_channel() {
        let text = "[[channel]]\nkey = \"sr\"\nfilter = { topics = [\"a\"] }\n\n[[channel]]\nkey = \"tt\" # the agency\n\
                    # topics = []\nfilter = { languages = [\"sv\"], topics = [\"politik\"] }\n[[channel]]\nkey = \"x\"\nurgency = 3\n";
        assert_eq!(find_line(text, "tt", "topics"), Some(8));
        assert_eq!(find_line(text, "sr", "topics"), Some(3));
        assert_eq!(find_line(text, "tt", "urgency"), None);
        assert_eq!(find_line(text, "x", "urgency"), Some(11));
        assert_eq!(find_line(text, "nobody", "topics"), None);
    }
}
