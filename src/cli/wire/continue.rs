//! `depesch wire continue`: after a restore, a person says what has become of what may have been sent.

use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::columns::align;
use super::journal::{StateOption, find_channel};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Exit, Report};
use crate::cli::send::{LoadedNewsroom, load, short};
use crate::db::Database;
use crate::db::delivery::{DeliveryState, Epoch};
use crate::delivery::deliveries::Deliveries;
use crate::delivery::mail::MailMaker;
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct ContinueArgs {
    /// What is listed was sent: only what is new from now on is
    #[arg(long, conflicts_with = "again")]
    sent: bool,
    /// What is listed is sent, also to those who may have it
    #[arg(long)]
    again: bool,
    /// The last number that a receiver has seen, where the witness is lost too; repeatable
    #[arg(long, value_name = "CHANNEL=N", value_parser = parse_after)]
    after: Vec<(String, i64)>,
    #[command(flatten)]
    state: StateOption,
}

/// What may have been sent already: release, version and channels.
struct InDoubt {
    name: String,
    revision: i64,
    channels: Vec<String>,
}

impl ContinueArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let database = Arc::new(self.state.open()?);
        let waits = database.epoch()?.filter(|epoch| epoch.accepted.is_none());
        let Some(epoch) = waits else {
            let text = msg!("nothing waits for this\n", "inget väntar på det här\n");
            if common.json {
                return Ok(Report::json(&json!({ "waits": false }), Exit::Success));
            }
            return Ok(Report::success(text.text(env.ui_language)));
        };
        let loaded = load(common, env)?;
        let deliveries = Deliveries::new(Arc::clone(&database), &self.state.state, &common.content, MailMaker::default());
        for (channel, number) in &self.after {
            find_channel(&database, channel)?;
            deliveries.raise_cursor(channel, *number, &loaded.edition(), env.now)?;
        }
        let in_doubt = in_doubt(&database, &deliveries, &loaded, env)?;
        if !self.sent && !self.again {
            return Ok(list(&in_doubt, &epoch, &database, common, env)?);
        }
        deliveries.accept(&loaded.edition(), &loaded.channels, self.sent, env.now)?;
        if common.json {
            return Ok(Report::json(&json!({ "waits": false, "sent": self.sent, "releases": in_doubt.len() }), Exit::Success));
        }
        let count = in_doubt.len();
        let text = if self.sent {
            msg!("deliveries go on; noted as sent: {count}\n", "leveranserna går igång; noterade som skickade: {count}\n")
        } else {
            msg!(
                "deliveries go on; sent by the service or `depesch send`: {count}\n",
                "leveranserna går igång; skickas av tjänsten eller `depesch send`: {count}\n"
            )
        };
        Ok(Report::success(text.text(env.ui_language)))
    }
}

/// Deliveries in doubt, and what was public when the journal turned out to be older, and is new to it.
fn in_doubt(
    database: &Database,
    deliveries: &Deliveries,
    loaded: &LoadedNewsroom,
    env: &Environment,
) -> Result<Vec<InDoubt>, Error> {
    let known = database.known_publications()?;
    let mut found: Vec<InDoubt> = Vec::new();
    let mut add = |name: String, revision: i64, channel: Option<&str>| {
        let at = match found.iter().position(|other| other.name == name && other.revision == revision) {
            Some(at) => at,
            None => {
                found.push(InDoubt { name, revision, channels: Vec::new() });
                found.len() - 1
            }
        };
        if let Some(channel) = channel.filter(|channel| !found[at].channels.iter().any(|other| other == channel)) {
            found[at].channels.push(channel.to_owned());
        }
    };
    for delivery in database.deliveries_in(&[DeliveryState::Unknown])? {
        let name = known.get(&delivery.release).map_or_else(|| delivery.release.clone(), |known| short(&known.folder));
        add(name, delivery.revision, Some(&delivery.channel));
    }
    for unseen in deliveries.sent_unseen(&loaded.edition(), &loaded.channels, env.now)? {
        let (name, revision) = (short(&unseen.publication.folder), unseen.publication.revision);
        if unseen.receivers.is_empty() {
            add(name.clone(), revision, None);
        }
        for (channel, _) in &unseen.receivers {
            add(name.clone(), revision, Some(channel));
        }
    }
    Ok(found)
}

fn list(
    in_doubt: &[InDoubt],
    epoch: &Epoch,
    database: &Database,
    common: &CommonOptions,
    env: &Environment,
) -> Result<Report, Error> {
    let lost = database.lost_numbers()?;
    let lost: Vec<_> = lost.into_iter().filter(|(_, noticed)| *noticed >= epoch.began).map(|(lost, _)| lost).collect();
    if common.json {
        let releases: Vec<_> =
            in_doubt.iter().map(|one| json!({ "release": one.name, "version": one.revision, "channels": one.channels })).collect();
        let lost: Vec<_> =
            lost.iter().map(|lost| json!({ "channel": lost.channel, "first": lost.first, "last": lost.last })).collect();
        let value = json!({ "waits": true, "reason": epoch.reason.name(), "may_have_been_sent": releases, "lost": lost });
        return Ok(Report::json(&value, Exit::Held));
    }
    let language = env.ui_language;
    let mut text = String::new();
    for lost in &lost {
        let (channel, first, last) = (&lost.channel, lost.first, lost.last);
        let line = msg!(
            "`{channel}`: the numbers {first} to {last} were given and are lost; they are not used again\n",
            "`{channel}`: numren {first} till {last} har delats ut och är förlorade; de används inte igen\n"
        );
        text.push_str(line.text(language));
    }
    let row = |one: &InDoubt| vec![format!("  {}", one.name), format!("v{}", one.revision), one.channels.join(", ")];
    if !in_doubt.is_empty() {
        text.push_str(msg!("these may have been sent already:\n", "dessa kan redan ha skickats:\n").text(language));
        text.push_str(&align(&in_doubt.iter().map(row).collect::<Vec<_>>()));
    }
    let choices = msg!(
        "ask the receivers, then `depesch wire continue --sent` (they have them) or `depesch wire continue --again` (send them)\n",
        "fråga mottagarna, sedan `depesch wire continue --sent` (de har dem) eller `depesch wire continue --again` (skicka dem)\n"
    );
    text.push_str(choices.text(language));
    if epoch.reason == crate::db::delivery::EpochReason::Moved {
        let after = msg!(
            "the witness is lost: with `--after CHANNEL=N` say the last number that each receiver has seen\n",
            "vittnesfilen är förlorad: ange med `--after KANAL=N` det sista nummer som varje mottagare har sett\n"
        );
        text.push_str(after.text(language));
    }
    Ok(Report { stdout: text.into_bytes(), stderr: String::new(), exit: Exit::Held })
}

fn parse_after(text: &str) -> Result<(String, i64), String> {
    let (channel, number) = text.split_once('=').ok_or_else(|| format!("write CHANNEL=N, as in `tt={text}`"))?;
    let number = number.parse().map_err(|_| format!("`{number}` is not a number"))?;
    Ok((channel.to_owned(), number))
}
