//! `depesch check`: lists every error and warning, and writes nothing but which pictures it has decoded.

use std::path::PathBuf;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Exit, Report, counted};
use super::{options, stale_contacts};
use crate::content::ParseCache;
use crate::diag::{Diagnostic, Location, Severity};
use crate::error::Error;
use crate::model::Newsroom;
use crate::out::{LoadedSite, PublishedReleases, describe_broken, unchanged_texts, updates_to_come};
use crate::{diag, msg};

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Show errors only
    #[arg(long, alias = "no-hints")]
    no_warnings: bool,
    /// Output folder that is searched for expired contacts
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Check the state of this time [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
}

impl CheckArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let sources = options::gather(common)?;
        sources.pictures.save(&common.content);
        let mut site = LoadedSite::read(&common.content, sources, &mut ParseCache::default());
        let mut found = std::mem::take(&mut site.content.diagnostics);
        if let Some(newsroom) = &site.content.newsroom {
            let now = env.instant(newsroom, "--now", self.now.as_deref())?;
            found.extend(stale_contacts::check(newsroom, &now, &self.out));
            found.extend(unchanged_texts(newsroom, &now, true));
            found.extend(updates_to_come(newsroom, &now));
            found.extend(compare(&site, newsroom, env)?);
        }
        found.extend(self.describe_broken(&mut site, env)?);
        if self.no_warnings {
            found.retain(Diagnostic::is_error);
        }
        let errors = found.iter().filter(|d| d.is_error()).count();
        let warnings = found.iter().filter(|d| d.severity == Severity::Warning).count();
        let exit = if errors > 0 { Exit::ContentErrors } else { Exit::Success };
        if common.json {
            let answer = serde_json::json!({ "errors": errors, "warnings": warnings, "diagnostics": diag::to_json(&found, env.ui_language) });
            return Ok(Report::json(&answer, exit));
        }
        let (errors_en, warnings_en) = (counted(errors, "error", "errors"), counted(warnings, "warning", "warnings"));
        let warnings_sv = counted(warnings, "varning", "varningar");
        let last = msg!("{errors_en}, {warnings_en}", "{errors} fel, {warnings_sv}");
        let mut text = diag::render(&found, env.ui_language, env.color && env.terminal);
        text.push_str(last.text(env.ui_language));
        text.push('\n');
        Ok(Report { stdout: text.into_bytes(), stderr: String::new(), exit })
    }

    /// Reports what the public sees of the texts that have errors.
    fn describe_broken(&self, site: &mut LoadedSite, env: &Environment) -> Result<Vec<Diagnostic>, Error> {
        let Some(newsroom) = &site.content.newsroom else { return Ok(Vec::new()) };
        let now = env.instant(newsroom, "--now", self.now.as_deref())?;
        site.restore_last_good(&now, env.now);
        let edition = site.content.newsroom.as_ref().map(|newsroom| newsroom.public(&now));
        Ok(edition.map(|edition| describe_broken(&site.broken_texts(&now), &edition, |_| false)).unwrap_or_default())
    }
}

/// Reports edits without notice to readers since the last build.
fn compare(site: &LoadedSite, newsroom: &Newsroom, env: &Environment) -> Result<Vec<Diagnostic>, Error> {
    let today = env.instant(newsroom, "--now", None)?;
    let Some(comparison) = site.compare(newsroom, &PublishedReleases::of(&newsroom.public(&today))) else {
        let message = msg!(
            "nothing was published from this folder on this machine: changed ids, dates and texts are not noticed",
            "inget har publicerats från den här mappen på den här datorn: ändrade id:n, datum och texter märks inte"
        );
        return Ok(vec![Diagnostic::info(Location::file("releases/"), message)]);
    };
    match comparison.refuse_mass_removal() {
        Ok(()) => Ok(comparison.warnings),
        Err(error) => {
            let found = Diagnostic::error(Location::file("releases/"), error.message().clone());
            Ok(vec![match error.hint_message() {
                Some(hint) => found.hint(hint.clone()),
                None => found,
            }])
        }
    }
}
