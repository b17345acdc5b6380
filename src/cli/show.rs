//! `depesch show SLUG --as FORMAT`: writes one release in one format to standard output.

#[cfg(feature = "serve")]
mod mail;

use std::sync::Arc;

use parking_lot::Mutex;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::release_name::{ambiguous, matches_name, not_found};
use super::report::{Abort, Exit, Report, require_newsroom};
use super::{build, options};
use crate::artifact::{Artifact, Context, Family, Format, WriteResult, Writer};
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::format::FORMATS;
use crate::model::{Edition, Permalink, Wire};
use crate::{content, diag, format, msg};

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Name of the release's folder; 2026/sommarlov if two years have it, 2026/sommarlov/en for a translation
    #[arg(value_name = "SLUG")]
    pub(super) release: String,
    /// Format of a single release
    #[arg(long = "as", value_name = "FORMAT", value_parser = parse_format)]
    pub(super) format: &'static Format,
    /// Show the state of this time [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Include drafts and embargoed releases
    #[arg(long)]
    drafts: bool,
}

/// A row of the table, or the mail.
fn parse_format(name: &str) -> Result<&'static Format, String> {
    #[cfg(feature = "serve")]
    if name == mail::FORMAT.name {
        return Ok(&mail::FORMAT);
    }
    build::parse_format(name)
}

/// A rendered file with its diagnostics.
pub(super) struct RenderedRelease {
    pub artifact: Artifact,
    pub notes: Vec<Diagnostic>,
}

impl ShowArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        if !matches!(self.format.writer, Writer::Release { .. }) {
            let name = self.format.name;
            let names: Vec<&str> = FORMATS.iter().filter(|f| matches!(f.writer, Writer::Release { .. })).map(|f| f.name).collect();
            let names = names.join("`, `");
            return Err(Error::new(msg!(
                "`{name}` is not a format of a single release",
                "`{name}` är inte ett format för ett enskilt meddelande"
            ))
            .hint(msg!("choose one of `{names}`", "välj ett av `{names}`"))
            .into());
        }
        let is_text = self.format.family == Family::Text || self.format.media_type.contains("text");
        if env.terminal && !is_text && !self.format.media_type.contains("xml") {
            let name = self.format.name;
            return Err(Error::new(msg!("`{name}` cannot be shown on a terminal", "`{name}` kan inte visas i terminalen"))
                .hint(msg!("write it to a file: `depesch show ... > file`", "skriv det till en fil: `depesch show ... > fil`"))
                .into());
        }
        let shown = self.render(common, env, &|_| {}, false)?;
        let notes: Vec<Diagnostic> = shown.notes.into_iter().filter(|note| !note.is_info()).collect();
        let exit = if notes.iter().any(Diagnostic::is_error) { Exit::ContentErrors } else { Exit::Success };
        Ok(Report { stdout: shown.artifact.bytes.to_vec(), stderr: diag::render(&notes, env.ui_language, env.color), exit })
    }

    /// The file in the format, with the newsroom's wire as `adapt` changes it.
    pub(super) fn render(
        &self,
        common: &CommonOptions,
        env: &Environment,
        adapt: &dyn Fn(&mut Wire),
        strict: bool,
    ) -> Result<RenderedRelease, Abort> {
        let sources = options::gather(common)?;
        let loaded = content::read(&sources);
        let mut newsroom = require_newsroom(&loaded, common, env)?.clone();
        adapt(&mut newsroom.publisher.wire);
        let now = env.instant(&newsroom, "--now", self.now.as_deref())?;
        let edition = if self.drafts { newsroom.preview(&now) } else { newsroom.public(&now) };
        let jobs = format::plan(&edition);
        let mut matches: Vec<&Permalink> =
            jobs.iter().filter_map(|job| job.permalink()).filter(|at| matches_name(at, &self.release)).collect();
        matches.sort();
        matches.dedup();
        if matches.len() > 1 {
            return Err(ambiguous(&self.release, matches.into_iter()).into());
        }
        let matches: Vec<Permalink> = matches.into_iter().cloned().collect();
        if format::find(self.format.name).is_none() {
            let fetch = content::attachment_loader(&common.content);
            let context = Context::new(FORMATS, &fetch).strict(strict);
            let written = matches.first().and_then(|at| self.write_alone(&edition, at, &context));
            return match written {
                Some(Ok((bytes, notes))) => {
                    let Format { extension, media_type, .. } = *self.format;
                    let path = matches.first().map_or_else(String::new, |at| at.file(extension));
                    Ok(RenderedRelease { artifact: Artifact { path, media_type, bytes: Arc::new(bytes) }, notes })
                }
                Some(Err(errors)) => Err(Report::diagnostics(&errors, common, env).into()),
                None => Err(self.explain_absence(&loaded.diagnostics, common, env)),
            };
        }
        let jobs: Vec<_> = jobs.into_iter().filter(|job| job.permalink().is_none_or(|at| matches.contains(at))).collect();
        let found = Mutex::new(None);
        let fetch = content::attachment_loader(&common.content);
        let context = Context::new(FORMATS, &fetch).strict(strict);
        format::export(&edition, &jobs, &[self.format], context, &|_, outcome| {
            *found.lock() = Some(outcome);
        });
        match found.into_inner() {
            Some(Ok((artifact, mut notes))) => {
                // A theme with errors is not used: that explains the look of a PDF.
                let theme = sources.theme.as_ref().filter(|_| self.format.media_type == "application/pdf");
                let of_theme = |d: &&Diagnostic| theme.is_some_and(|theme| theme.has_file(&d.location.file));
                notes.extend(loaded.diagnostics.iter().filter(|d| d.is_error()).filter(of_theme).cloned());
                Ok(RenderedRelease { artifact, notes })
            }
            Some(Err(errors)) => Err(Report::diagnostics(&errors, common, env).into()),
            None => Err(self.explain_absence(&loaded.diagnostics, common, env)),
        }
    }

    /// A format of which no file is exported. `None` when the release is not there.
    fn write_alone(&self, edition: &Edition, permalink: &Permalink, context: &Context) -> Option<WriteResult> {
        let Writer::Release { write, gone, .. } = self.format.writer else { return None };
        if let Some(release) = edition.releases().iter().find(|release| release.permalink == *permalink) {
            return Some(write(edition, release, context));
        }
        let withdrawal = edition.withdrawals().iter().find(|withdrawal| withdrawal.permalink() == permalink)?;
        Some(gone(edition, withdrawal, context))
    }

    /// No such release, or one with errors: then these are reported.
    fn explain_absence(&self, diagnostics: &[Diagnostic], common: &CommonOptions, env: &Environment) -> Abort {
        let slug = self.release.rsplit('/').next().unwrap_or_default();
        let own: Vec<Diagnostic> =
            diagnostics.iter().filter(|d| d.is_error() && d.location.file.split('/').any(|part| part == slug)).cloned().collect();
        if !own.is_empty() {
            return Report::diagnostics(&own, common, env).into();
        }
        not_found(slug).into()
    }
}
