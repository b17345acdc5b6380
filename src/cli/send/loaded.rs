//! The newsroom as the public gets it, with its channels, for the commands of the delivery.

use std::sync::Arc;

use crate::cli::environment::Environment;
use crate::cli::options;
use crate::cli::options::CommonOptions;
use crate::cli::release_name::{ambiguous, matches_name};
use crate::cli::report::{Abort, Report};
use crate::content::ParseCache;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{Channels, Edition, Instant, Newsroom, Record};
use crate::msg;
use crate::out::LoadedSite;

pub struct LoadedNewsroom {
    newsroom: Newsroom,
    pub channels: Arc<Channels>,
    pub now: Instant,
}

/// Reads the content folder; a release with errors is as it was in the last good build.
pub fn load(common: &CommonOptions, env: &Environment) -> Result<LoadedNewsroom, Abort> {
    let sources = options::gather(common)?;
    sources.pictures.save(&common.content);
    let mut site = LoadedSite::read(&common.content, sources, &mut ParseCache::default());
    let failed = |found: &[Diagnostic]| Abort::Report(Report::diagnostics(found, common, env));
    let Some(newsroom) = &site.content.newsroom else { return Err(failed(&site.content.diagnostics)) };
    let now = env.instant(newsroom, "--now", None)?;
    site.restore_last_good(&now, env.now);
    let Some(newsroom) = site.content.newsroom.take() else { return Err(failed(&site.content.diagnostics)) };
    let Some(channels) = newsroom.channels().cloned() else {
        let mut own = std::mem::take(&mut site.content.diagnostics);
        own.retain(|found| found.is_error() && found.location.file == "channels.toml");
        return Err(failed(&own));
    };
    Ok(LoadedNewsroom { newsroom, channels, now })
}

impl LoadedNewsroom {
    pub fn edition(&self) -> Edition<'_> {
        self.newsroom.public(&self.now)
    }

    pub fn newsroom(&self) -> &Newsroom {
        &self.newsroom
    }

    /// The release of that name.
    pub fn find(&self, name: &str) -> Result<&Record, Error> {
        let name = name.trim_matches('/');
        let name = name.strip_prefix("releases/").unwrap_or(name);
        let mut found: Vec<&Record> = self.newsroom.records().filter(|record| matches_name(record.permalink(), name)).collect();
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(Error::new(msg!("there is no release `{name}`", "det finns inget meddelande `{name}`"))
                .hint(msg!("give its folder: `2026/name`", "ange dess mapp: `2026/namn`"))),
            _ => Err(ambiguous(name, found.into_iter().map(Record::permalink))),
        }
    }

    pub fn find_id(&self, name: &str) -> Result<String, Error> {
        self.find(name).map(|record| record.id().to_string())
    }
}
