//! `depesch move SLUG NEW`: gives a release a new address, to which the old one redirects.

use std::fs;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::release_name::find_release;
use super::report::{Abort, Exit, Report};
use crate::content::change;
use crate::diag::Message;
use crate::error::Error;
use crate::model::{Instant, Permalink, Record, Release, Slug, Zone};
use crate::out::{last_good, replace};
use crate::{content, msg};

#[derive(Debug, Args)]
pub struct MoveArgs {
    /// Name of the release's folder; 2026/sommarlov if two years have it
    #[arg(value_name = "SLUG")]
    release: String,
    /// New name of the folder: a-z, 0-9 and hyphens
    #[arg(value_name = "NEW")]
    to: String,
}

impl MoveArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let slug = Slug::parse(&self.to).map_err(|error| {
            let Message { en, sv } = content::explain_name_error(&error);
            let hint = match Slug::from_headline(&self.to) {
                Some(better) => msg!("try `{better}`", "prova `{better}`"),
                None => msg!("use `a-z`, `0-9` and single hyphens", "använd `a-z`, `0-9` och enkla bindestreck"),
            };
            Error::new(msg!("this name cannot be used: {en}", "namnet kan inte användas: {sv}")).hint(hint)
        })?;
        let loaded = content::load(&common.content)?;
        let (newsroom, release) = find_release(&loaded, &self.release, common, env)?;
        let old = release.permalink.original();
        let new = Permalink { slug, ..old.clone() };
        let (from, to) = (common.content.join(old.folder()), common.content.join(new.folder()));
        if fs::symlink_metadata(&to).is_ok() {
            let to = to.display();
            return Err(Error::new(msg!("`{to}` exists", "`{to}` finns redan"))
                .hint(msg!("choose another name", "välj ett annat namn"))
                .into());
        }
        let (own, others): (Vec<&Record>, Vec<&Record>) =
            newsroom.records().partition(|record| record.permalink().original() == old);
        if let Some(other) = others.iter().find(|record| record.newest().former_permalinks.contains(&new)) {
            let file = &other.newest().source;
            return Err(Error::new(msg!("this is a former address of `{file}`", "`{file}` har haft den här adressen"))
                .hint(msg!(
                    "an address is never used again: choose another name",
                    "en adress används aldrig igen: välj ett annat namn"
                ))
                .into());
        }
        let file = from.join("release.md");
        let failed = |cause| Error::file(msg!("cannot move the release", "kan inte flytta pressmeddelandet"), &from, cause);
        let text = fs::read_to_string(&file).map_err(failed)?;
        let now = env.instant(newsroom, "--now", None)?;
        let known = last_good::exists(&common.content, &old.folder())
            || own.iter().any(|record| is_known(record.newest(), &now, &newsroom.publisher.zone));
        // If it had the new name before, that is not a former one any more.
        let mut moved = change::remove_former(&text, &[new.slug.as_str(), &format!("{}/{}", new.year, new.slug)])?;
        if known {
            moved = change::add_former(&moved, old.slug.as_str())?;
        }
        // The redirect first: without it a renamed folder would be a dead link, and nothing would report it.
        replace(&file, moved.as_bytes())?;
        fs::rename(&from, &to).map_err(failed)?;
        last_good::rename(&common.content, &old.folder(), &new.folder());
        let to = to.display().to_string();
        if common.json {
            let former = known.then(|| old.folder());
            return Ok(Report::json(&serde_json::json!({ "folder": to, "former": former }), Exit::Success));
        }
        Ok(Report::success(format!("{to}\n")))
    }
}

/// Whether readers can know the address: the release is public, or was.
fn is_known(release: &Release, now: &Instant, zone: &Zone) -> bool {
    release.is_public(now, zone) || !release.changes.is_empty() || !release.former_permalinks.is_empty()
}
