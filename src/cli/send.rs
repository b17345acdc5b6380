//! `depesch send`: delivers to news desks without a service, as from cron.

mod describe;
mod loaded;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Exit, Report};
use crate::db::Database;
use crate::db::delivery::{ApprovalKind, DeliveryState};
use crate::delivery::clock::Clock;
use crate::delivery::deliveries::{Deliveries, RoundReport, preview};
use crate::delivery::mail::MailMaker;
use crate::delivery::runner::{RunSettings, deliver};
use crate::error::Error;
use crate::serve::state;
use crate::{db, msg};

pub(super) use describe::{PlanDescription, attention_text, hold_reason, short};
pub(super) use loaded::{LoadedNewsroom, load};

#[derive(Debug, Args)]
pub struct SendArgs {
    /// Show what would be sent, and send nothing
    #[arg(long)]
    plan: bool,
    /// The longest time for sending: `30s`, `10m`, `2h`. It ends before when nothing is due
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "10m")]
    within: Duration,
    /// Send many new releases at once: the code that `--plan` shows
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
    /// Send these old releases all the same; repeatable
    #[arg(long, value_name = "SLUG")]
    old: Vec<String>,
    /// Directory for persistent state: database and keys
    #[arg(long, value_name = "DIR", default_value = "state")]
    pub(super) state: PathBuf,
    /// Private network that webhooks may connect to, for tests and intranets; repeatable
    #[arg(long, value_name = "NETWORK")]
    allow: Vec<String>,
}

impl SendArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let loaded = load(common, env)?;
        if self.plan {
            return self.show_plan(&loaded, common, env);
        }
        let old = self.old.iter().map(|name| loaded.find_id(name)).collect::<Result<Vec<String>, Error>>()?;
        // What a person allows is a row of the journal, also beside a service.
        let approve = |database: &Database| {
            database.approve(ApprovalKind::Old, &old, env.now)?;
            database.approve(ApprovalKind::Burst, &self.confirm.iter().cloned().collect::<Vec<_>>(), env.now)
        };
        let Some(_lock) = state::try_lock(&self.state)? else {
            let database = Database::open_beside(&self.state)?;
            approve(&database)?;
            let folder = self.state.display();
            let text = msg!(
                "a service uses `{folder}` and sends by itself; `depesch wire status` shows what it does\n",
                "en tjänst använder `{folder}` och skickar själv; `depesch wire status` visar vad den gör\n"
            );
            return Ok(Report::success(text.text(env.ui_language)));
        };
        let database = std::sync::Arc::new(Database::open(&self.state)?);
        approve(&database)?;
        let deliveries = Deliveries::new(std::sync::Arc::clone(&database), &self.state, &common.content, MailMaker::default());
        let round = deliveries.update(&loaded.edition(), &loaded.channels, env.now)?;
        if round.waits.is_none() {
            let settings = RunSettings { content: common.content.clone(), allowed: self.allow.clone(), within: self.within };
            deliver(std::sync::Arc::clone(&database), std::sync::Arc::clone(&loaded.channels), &settings, Clock::system())?;
        }
        self.report(&round, &database, common, env)
    }

    fn show_plan(&self, loaded: &LoadedNewsroom, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let database = self.state.join(db::FILE).exists().then(|| Database::open_beside(&self.state)).transpose()?;
        let plan = preview(database.as_ref(), &loaded.edition(), &loaded.channels, env.now)?;
        let description = PlanDescription::new(plan.as_ref(), loaded, database.as_ref())?;
        if common.json {
            return Ok(Report::json(&description.json(), Exit::Success));
        }
        Ok(Report::success(description.text(env.ui_language)))
    }

    fn report(&self, round: &RoundReport, database: &Database, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let left = database.deliveries_in(&[DeliveryState::Pending, DeliveryState::Sending])?;
        let parked = database.deliveries_in(&[DeliveryState::Unknown, DeliveryState::Parked])?;
        let exit = if round.waits.is_some() || round.plan.needs_person() {
            Exit::Held
        } else if !parked.is_empty() {
            Exit::Parked
        } else if !left.is_empty() {
            Exit::Late
        } else if !round.publish.errors.is_empty() {
            Exit::ContentErrors
        } else if round.publish.is_outdated {
            // Something else writes to the journal: the next run publishes it.
            Exit::Late
        } else {
            Exit::Success
        };
        if common.json {
            return Ok(Report::json(&describe::round_json(round, database)?, exit));
        }
        let text = describe::round_text(round, database, env)?;
        let stderr = crate::diag::render(&round.publish.errors, env.ui_language, env.color);
        Ok(Report { stdout: text.into_bytes(), stderr, exit })
    }
}

/// `90s`, `10m`, `2h`.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let explain = || format!("`{text}` is not a length of time: write `30s`, `10m` or `2h`");
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or_else(explain)?);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return Err(explain()),
    };
    let number: u64 = number.parse().map_err(|_| explain())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(explain)
}
