//! `depesch wire retry` and `depesch wire settle`: what a person decides of deliveries that were refused, or of which nobody knows.

use clap::Args;
use serde_json::json;

use super::acts::{carried_out_later, person};
use super::journal::{ReadNewsroom, StateOption, find_channel, find_release};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::db::Database;
use crate::db::delivery::ParkedSelection;
use crate::diag::Message;
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct RetryArgs {
    /// Only of this channel
    #[arg(value_name = "CHANNEL")]
    channel: Option<String>,
    /// Only of this release
    #[arg(value_name = "SLUG")]
    release: Option<String>,
    #[command(flatten)]
    state: StateOption,
}

#[derive(Debug, Args)]
pub struct SettleArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    #[arg(value_name = "SLUG")]
    release: String,
    /// It has arrived
    #[arg(long, required_unless_present = "again", conflicts_with = "again")]
    sent: bool,
    /// It has not: send it again
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    state: StateOption,
}

impl RetryArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let selection = select(&database, self.channel.as_deref(), self.release.as_deref(), common, env)?;
        retry(&database, &selection, common, env)
    }
}

impl SettleArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let selection = select(&database, Some(&self.channel), Some(&self.release), common, env)?;
        if self.again {
            return retry(&database, &selection, common, env);
        }
        let reply = format!("settled by {}", person(env));
        let count = database.settle_as_sent(&selection, &reply, env.now)?;
        let text = msg!("noted as arrived: {count}\n", "noterat som framme: {count}\n");
        Ok(report(count, &text, common, env))
    }
}

fn retry(database: &Database, selection: &ParkedSelection, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
    let count = database.retry(selection, env.now)?;
    let later = carried_out_later();
    let (en, sv) = (later.en, later.sv);
    Ok(report(count, &msg!("tried again: {count}\n{en}", "försöks igen: {count}\n{sv}"), common, env))
}

fn report(count: usize, text: &Message, common: &CommonOptions, env: &Environment) -> Report {
    if common.json {
        return Report::json(&json!({ "deliveries": count }), Exit::Success);
    }
    let none = msg!("nothing of it is parked or unknown\n", "inget av det är parkerat eller okänt\n");
    let text = if count == 0 { &none } else { text };
    Report::success(text.text(env.ui_language))
}

fn select(
    database: &Database,
    channel: Option<&str>,
    release: Option<&str>,
    common: &CommonOptions,
    env: &Environment,
) -> Result<ParkedSelection, Error> {
    let channel = channel.map(|key| find_channel(database, key)).transpose()?.map(|state| state.key);
    let find = |name: &str| {
        let newsroom = ReadNewsroom::read(common, env);
        find_release(database, newsroom.loaded.as_ref(), name)
    };
    let release = release.map(find).transpose()?.map(|release| release.id);
    Ok(ParkedSelection { channel, release })
}
