//! What the commands of the delivery share: the journal, the newsroom where it can be read, and names of channels and releases.

use std::path::PathBuf;

use clap::Args;

use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Report, render_error};
use crate::cli::send::{LoadedNewsroom, load, short};
use crate::content::find_nearest;
use crate::db::Database;
use crate::db::delivery::ChannelState;
use crate::error::Error;
use crate::model::{Channels, Record};
use crate::msg;

use super::local_times::LocalTimes;

#[derive(Debug, Args)]
pub struct StateOption {
    /// Directory of the state of the service, or of `depesch send`
    #[arg(long, value_name = "DIR", default_value = "state")]
    pub state: PathBuf,
}

impl StateOption {
    /// The journal, also beside a service that uses it.
    pub fn open(&self) -> Result<Database, Error> {
        Database::open_beside(&self.state)
    }
}

/// The newsroom for a command that has to answer also when its settings have an error.
pub struct ReadNewsroom {
    pub loaded: Option<LoadedNewsroom>,
    /// Why it could not be read.
    pub problem: String,
}

impl ReadNewsroom {
    pub fn read(common: &CommonOptions, env: &Environment) -> ReadNewsroom {
        match load(common, env) {
            Ok(loaded) => ReadNewsroom { loaded: Some(loaded), problem: String::new() },
            // Standard output has the diagnostics as JSON.
            Err(Abort::Report(Report { stdout, stderr, .. })) => {
                let problem = if stderr.is_empty() { String::from_utf8_lossy(&stdout).into_owned() } else { stderr };
                ReadNewsroom { loaded: None, problem }
            }
            Err(Abort::Error(error)) => {
                let hint = error.hint_message().map(|hint| hint.text(env.ui_language));
                let problem = render_error(error.message(), &[], hint, env.ui_language);
                ReadNewsroom { loaded: None, problem }
            }
        }
    }

    pub fn channels(&self) -> Option<&Channels> {
        self.loaded.as_ref().map(|loaded| &*loaded.channels)
    }

    pub fn times(&self, env: &Environment) -> LocalTimes {
        LocalTimes::new(self.loaded.as_ref().map(|loaded| &loaded.newsroom().publisher.zone), env.now)
    }
}

/// A channel that the journal knows.
///
/// # Errors
/// When it knows none of that name.
pub fn find_channel(database: &Database, key: &str) -> Result<ChannelState, Error> {
    let mut states = database.channel_states()?;
    match states.iter().position(|state| state.key == key) {
        Some(at) => Ok(states.swap_remove(at)),
        None => Err(unknown_channel(key, states.iter().map(|state| state.key.as_str()))),
    }
}

pub fn unknown_channel<'a>(key: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::new(msg!("there is no channel `{key}`", "det finns ingen kanal `{key}`"));
    let names = known.clone().collect::<Vec<_>>().join("`, `");
    match find_nearest(key, known) {
        Some(near) => error.hint(msg!("did you mean `{near}`?", "menade du `{near}`?")),
        None if names.is_empty() => error.hint(msg!(
            "channels are in channels.toml; `depesch send` or the service enters them in the journal",
            "kanaler står i channels.toml; `depesch send` eller tjänsten för in dem i journalen"
        )),
        None => error.hint(msg!("the channels are `{names}`", "kanalerna är `{names}`")),
    }
}

/// A release that a person has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRelease {
    pub id: String,
    /// `2026/ny-simhall`.
    pub name: String,
}

/// The release of that name: of the content folder, or one that the journal knows.
///
/// # Errors
/// When there is none, or more than one.
pub fn find_release(database: &Database, newsroom: Option<&LoadedNewsroom>, name: &str) -> Result<NamedRelease, Error> {
    let wanted = short(name.trim_matches('/'));
    let records = newsroom.into_iter().flat_map(|loaded| loaded.newsroom().records());
    let of_record = |record: &Record| NamedRelease { id: record.id().to_string(), name: short(&record.permalink().folder()) };
    let mut known: Vec<NamedRelease> = records.map(of_record).collect();
    for (id, release) in database.known_publications()? {
        let name = short(&release.folder);
        // A release that was moved has its former name in the journal too.
        if !known.iter().any(|other| other.id == id && other.name == name) {
            known.push(NamedRelease { id, name });
        }
    }
    if let Some(exact) = known.iter().find(|release| release.name == wanted) {
        return Ok(exact.clone());
    }
    let slug = |release: &NamedRelease| release.name.split_once('/').map(|(_, slug)| slug.to_owned());
    let found: Vec<&NamedRelease> = known.iter().filter(|release| slug(release).as_deref() == Some(&wanted)).collect();
    match found[..] {
        [release] => Ok(release.clone()),
        [first, ..] if found.iter().all(|release| release.id == first.id) => Ok(first.clone()),
        [] => Err(unknown_release(&wanted, &known)),
        _ => {
            let names = found.iter().map(|release| release.name.as_str()).collect::<Vec<_>>().join("`, `");
            Err(Error::new(msg!("more than one release is called `{wanted}`", "flera meddelanden heter `{wanted}`"))
                .hint(msg!("choose one: `{names}`", "välj ett: `{names}`")))
        }
    }
}

fn unknown_release(wanted: &str, known: &[NamedRelease]) -> Error {
    let error = Error::new(msg!("there is no release `{wanted}`", "det finns inget meddelande `{wanted}`"));
    let names = known.iter().map(|release| release.name.as_str());
    let slugs = names.clone().filter_map(|name| name.split_once('/').map(|(_, slug)| slug));
    match find_nearest(wanted, names.chain(slugs)) {
        Some(near) => error.hint(msg!("did you mean `{near}`?", "menade du `{near}`?")),
        None => error.hint(msg!(
            "give its folder: `2026/name`; a new release with errors counts when they are fixed: `depesch check`",
            "ange dess mapp: `2026/namn`; ett nytt meddelande med fel räknas när de är rättade: `depesch check`"
        )),
    }
}

/// What a receiver answered: `503 Service Unavailable`.
pub fn reply_text(code: Option<i64>, reply: Option<&str>) -> String {
    let reply = reply.unwrap_or_default();
    match code {
        Some(code) if !reply.starts_with(&code.to_string()) => format!("{code} {reply}").trim_end().to_owned(),
        _ => reply.to_owned(),
    }
}
