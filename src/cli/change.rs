//! `depesch correct`, `update` and `withdraw`: keep the current text and add a change entry for the next one.

use std::fs;
use std::path::Path;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::release_name::find_release;
use super::report::{Abort, Exit, Report};
use crate::content::change;
use crate::diag::Message;
use crate::error::Error;
use crate::model::{ChangeKind, Instant, Newsroom, Permalink, Record, Release, SingleLine};
use crate::out::{replace, write_new};
use crate::{content, msg};

#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// Name of the release's folder; 2026/sommarlov if two years have it, 2026/sommarlov/en for a translation
    #[arg(value_name = "SLUG")]
    release: String,
    /// Note for readers: what was wrong, what is new, or why it is withdrawn
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// When the change takes effect, such as 2026-03-02T09:00:00+01:00; can be in the future [default: now]
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
}

impl ChangeArgs {
    pub fn run(&self, kind: ChangeKind, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let note = SingleLine::parse(&self.note).map_err(|error| {
            let Message { en, sv } = content::explain_name_error(&error);
            Error::new(msg!("this note cannot be used: {en}", "noten kan inte användas: {sv}"))
                .hint(msg!("write one line for readers: `--note \"...\"`", "skriv en rad för läsarna: `--note \"...\"`"))
        })?;
        let loaded = content::load(&common.content)?;
        let (newsroom, release) = find_release(&loaded, &self.release, common, env)?;
        let zone = &newsroom.publisher.zone;
        let at = env.instant(newsroom, "--at", self.at.as_deref())?;
        let at = Instant::from_unix(zone, at.unix()).unwrap_or(at);
        check_allowed(release, &at, &env.instant(newsroom, "--at", None)?, newsroom)?;

        let file = common.content.join(&release.source);
        let text = fs::read_to_string(&file)
            .map_err(|cause| Error::file(msg!("cannot read the file", "kan inte läsa filen"), &file, cause))?;
        let changed = change::add_change_row(&text, kind, &at, &note)?;
        let revision = revision_path(&common.content, release);
        save_revision(&revision, &text)?;
        replace(&file, changed.as_bytes())?;

        let (revision, file) = (revision.display().to_string(), file.display().to_string());
        if common.json {
            return Ok(Report::json(&serde_json::json!({ "file": file, "revision": revision, "at": at.rfc3339() }), Exit::Success));
        }
        let next = match kind {
            ChangeKind::Correction | ChangeKind::Update => {
                msg!("now write the new text in `{file}`\n", "skriv nu den nya texten i `{file}`\n")
            }
            ChangeKind::Withdrawal => msg!("publish the notice: `depesch build`\n", "publicera beskedet: `depesch build`\n"),
        };
        let mut report = Report::success(format!("{revision}\n"));
        report.stderr = next.text(env.ui_language).to_owned();
        Ok(report)
    }
}

/// A change entry is only for a release that the public has seen, after every earlier change, and never after a withdrawal.
fn check_allowed(release: &Release, at: &Instant, now: &Instant, newsroom: &Newsroom) -> Result<(), Error> {
    let zone = &newsroom.publisher.zone;
    let own = release.permalink.original();
    let original = newsroom.records().map(Record::newest).find(|other| other.permalink == own).unwrap_or(release);
    let planned =
        |release: &&Release| release.last_change().is_some_and(|last| last.at.start(zone) > *now && last.at.start(zone) >= *at);
    if let Some(planned) = [release, original].into_iter().find(planned) {
        let last = planned.last_change().map_or_else(String::new, |last| last.at.iso());
        let revision = change::revision_file_name(planned.changes.len(), planned.permalink.translation.as_ref());
        return Err(Error::new(msg!("a change is planned for `{last}`", "en ändring är planerad till `{last}`")).hint(msg!(
            "give a later time with `--at`; for an earlier one, save the planned text elsewhere, move the text of `revisions/{revision}` back in its place, and run the command again",
            "ange en senare tid med `--at`; för en tidigare: spara den planerade texten någon annanstans, flytta tillbaka texten i `revisions/{revision}` och kör kommandot igen"
        )));
    }
    if release.withdrawal().is_some() || original.withdrawal().is_some() {
        return Err(Error::new(msg!("the release is withdrawn", "pressmeddelandet är återkallat"))
            .hint(msg!("publish a new one: `depesch new`", "publicera ett nytt: `depesch new`")));
    }
    if !release.is_public(at, zone) || !original.is_public(at, zone) {
        return Err(Error::new(msg!("the release is not public at that time", "pressmeddelandet är inte publikt vid den tiden"))
            .hint(msg!("edit the text; readers need no note", "ändra i texten; läsarna behöver ingen not")));
    }
    if let Some(last) = release.last_change().filter(|last| last.at.start(zone) >= *at) {
        let last = last.at.iso();
        return Err(Error::new(msg!("there is a change at `{last}` already", "det finns redan en ändring `{last}`"))
            .hint(msg!("give a later time with `--at`", "ange en senare tid med `--at`")));
    }
    Ok(())
}

/// Where the current text is saved: `revisions/<n>.md`, by its own number.
fn revision_path(content: &Path, release: &Release) -> std::path::PathBuf {
    let Permalink { translation, .. } = &release.permalink;
    let name = change::revision_file_name(release.revision(), translation.as_ref());
    content.join(release.permalink.original().folder()).join("revisions").join(name)
}

/// Writes the file completely or not at all. It may have the same text already, from a run that was killed.
fn save_revision(path: &Path, text: &str) -> Result<(), Error> {
    if let Ok(old) = fs::read(path) {
        if old == text.as_bytes() {
            return Ok(());
        }
        let path = path.display();
        return Err(Error::new(msg!("`{path}` exists with another text", "`{path}` finns redan, med en annan text")).hint(msg!(
            "check whether an earlier text was saved in the wrong place",
            "se efter om en tidigare text är sparad på fel plats"
        )));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|cause| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), folder, cause))?;
    }
    write_new(path, text.as_bytes())
}
