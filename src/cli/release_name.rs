//! Finds a release by its name on the command line: `slug`, `2026/slug`, or `2026/slug/en` for a translation.

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Report, require_newsroom};
use crate::content::LoadedContent;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{Newsroom, Permalink, Record, Release};
use crate::msg;

/// The newest text of the release called `name`. One with errors is not returned: its newest text is not known.
pub(super) fn find_release<'l>(
    loaded: &'l LoadedContent,
    name: &str,
    common: &CommonOptions,
    env: &Environment,
) -> Result<(&'l Newsroom, &'l Release), Abort> {
    let newsroom = require_newsroom(loaded, common, env)?;
    let mut matches: Vec<&Release> = newsroom.records().map(Record::newest).collect();
    matches.retain(|release| matches_name(&release.permalink, name));
    matches.sort_by(|a, b| a.permalink.cmp(&b.permalink));
    match matches[..] {
        [release] => return Ok((newsroom, release)),
        [] => {}
        _ => return Err(ambiguous(name, matches.iter().map(|release| &release.permalink)).into()),
    }
    let name = name.trim_matches('/');
    let folder = format!("/{name}/");
    // `2026/sommarlov/en` is written in `2026/sommarlov/release.en.md`.
    let translation = name.rsplit_once('/').map(|(slug, lang)| format!("/{slug}/release.{lang}.md"));
    let is_own = |file: &str| file.contains(&folder) || translation.as_ref().is_some_and(|name| file.ends_with(name));
    let own: Vec<Diagnostic> = loaded.diagnostics.iter().filter(|d| d.is_error() && is_own(&d.location.file)).cloned().collect();
    if !own.is_empty() {
        return Err(Report::diagnostics(&own, common, env).into());
    }
    Err(Error::new(msg!("there is no release `{name}`", "det finns inget meddelande `{name}`"))
        .hint(msg!("give its folder: `2026/name`", "ange dess mapp: `2026/namn`"))
        .into())
}

pub(super) fn not_found(name: &str) -> Error {
    Error::new(msg!("there is no public release `{name}`", "det finns inget offentligt meddelande `{name}`"))
        .hint(msg!("`--drafts` includes drafts and embargoed releases", "`--drafts` tar med utkast och meddelanden med embargo"))
}

pub(super) fn ambiguous<'p>(name: &str, matches: impl Iterator<Item = &'p Permalink>) -> Error {
    let names = matches.map(Permalink::name).collect::<Vec<_>>().join("`, `");
    Error::new(msg!("more than one release is called `{name}`", "flera meddelanden heter `{name}`"))
        .hint(msg!("choose one: `{names}`", "välj ett: `{names}`"))
}

pub(super) fn matches_name(permalink: &Permalink, name: &str) -> bool {
    permalink.slug.as_str() == name && permalink.translation.is_none() || permalink.name() == name
}
