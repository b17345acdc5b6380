//! `depesch wire pause` and `depesch wire resume`: a channel is given numbers and nothing is sent, until it goes on.

use clap::Args;
use serde_json::json;

use super::acts::{carried_out_later, person};
use super::journal::{ReadNewsroom, StateOption, find_channel};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Exit, Report};
use crate::cli::send::load;
use crate::db::delivery::PauseRequest;
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct PauseArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// Why, for the others who read the status
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// When it goes on by itself: `2026-03-02 09:00`
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Withdrawals wait too
    #[arg(long)]
    also_kills: bool,
    #[command(flatten)]
    state: StateOption,
}

#[derive(Debug, Args)]
pub struct ResumeArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// What has waited is not sent; withdrawals are
    #[arg(long)]
    skip: bool,
    #[command(flatten)]
    state: StateOption,
}

impl PauseArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let database = self.state.open()?;
        let channel = find_channel(&database, &self.channel)?.key;
        let until = match &self.until {
            Some(text) => Some(self.end(text, common, env)?),
            None => None,
        };
        let reason = format!("{}: {}", person(env), one_line(&self.reason));
        let request = PauseRequest { channel: channel.clone(), reason, until, holds_kills: self.also_kills };
        database.pause_channel(&request, env.now)?;
        let times = ReadNewsroom::read(common, env).times(env);
        if common.json {
            let value = json!({ "channel": channel, "paused": request.reason, "until": until.and_then(|until| times.rfc3339(until)),
                "holds_withdrawals": self.also_kills });
            return Ok(Report::json(&value, Exit::Success));
        }
        let text = match (until.map(|until| times.day_and_time(until)), self.also_kills) {
            (Some(until), _) => msg!("`{channel}` is paused until {until}\n", "`{channel}` är pausad till {until}\n"),
            (None, true) => msg!(
                "`{channel}` is paused, withdrawals too, until `depesch wire resume {channel}`\n",
                "`{channel}` är pausad, även för återkallelser, tills `depesch wire resume {channel}`\n"
            ),
            (None, false) => msg!(
                "`{channel}` is paused until `depesch wire resume {channel}`; withdrawals are sent all the same\n",
                "`{channel}` är pausad tills `depesch wire resume {channel}`; återkallelser skickas ändå\n"
            ),
        };
        Ok(Report::success(text.text(env.ui_language)))
    }

    fn end(&self, text: &str, common: &CommonOptions, env: &Environment) -> Result<i64, Abort> {
        let loaded = load(common, env)?;
        let until = env.instant(loaded.newsroom(), "--until", Some(text))?.unix();
        if until <= env.now {
            return Err(Error::new(msg!("`{text}` is in the past", "`{text}` har redan varit")).into());
        }
        Ok(until)
    }
}

impl ResumeArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let channel = find_channel(&database, &self.channel)?.key;
        let skipped = format!("skipped by {}", person(env));
        let count = database.resume_channel(&channel, self.skip.then_some(skipped.as_str()), env.now)?.unwrap_or(0);
        if common.json {
            return Ok(Report::json(&json!({ "channel": channel, "go_on": count, "skipped": self.skip }), Exit::Success));
        }
        let mut text = match (self.skip, count) {
            (true, 0) => msg!(
                "`{channel}` goes on; what has waited is not sent\n",
                "`{channel}` går igång; det som har väntat skickas inte\n"
            ),
            (true, _) => msg!(
                "`{channel}` goes on; what has waited is not sent, but for withdrawals: {count}\n",
                "`{channel}` går igång; det som har väntat skickas inte, utom återkallelser: {count}\n"
            ),
            (false, _) => msg!(
                "`{channel}` goes on; deliveries that waited: {count}\n",
                "`{channel}` går igång; leveranser som väntade: {count}\n"
            ),
        }
        .text(env.ui_language)
        .to_owned();
        if count > 0 {
            text.push_str(carried_out_later().text(env.ui_language));
        }
        Ok(Report::success(text))
    }
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
