//! `depesch correct`, `update` and `withdraw`: keep the current text and add a change entry for the next one.

mod plan;

use clap::Args;

use super::environment::Environment;
use super::options;
use super::options::CommonOptions;
use super::release_name::find_release;
use super::report::{Abort, Exit, Report};
use crate::content::ParseCache;
use crate::diag::{Diagnostic, Message};
use crate::error::Error;
use crate::model::{Change, ChangeKind, Instant, Newsroom, Record, Release, SingleLine, Status, Zone};
use crate::out::LoadedSite;
use crate::{content, msg};
use plan::{ChangePlan, NewChange, TextFiles};

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
        let site = self.read(kind, common, env)?;
        let (newsroom, release) = find_release(&site.content, &self.release, common, env)?;
        let zone = &newsroom.publisher.zone;
        let now = env.instant(newsroom, "--at", None)?;
        let at = self.instant(release, &now, newsroom, env)?;
        let is_restored = site.restored.contains(&release.folder());
        let files = TextFiles::new(&common.content, release, &at, zone, is_restored);
        let original = original_of(release, newsroom);
        check_allowed(release, original, &at, &now, zone)?;

        let change = NewChange { kind, at: at.clone(), note: &note };
        let is_public = release.is_public(&at, zone) && original.is_public(&at, zone);
        let plan = match kind {
            _ if !is_public => unpublished(kind, &files)?,
            ChangeKind::Correction | ChangeKind::Update => ChangePlan::insert(&files, &change)?,
            ChangeKind::Withdrawal => {
                let translations = translations_of(release, newsroom);
                let is_restored = |text: &Release| site.restored.contains(&text.folder());
                let files_of = |text| TextFiles::new(&common.content, text, &at, zone, is_restored(text));
                let translations: Vec<TextFiles> = translations.into_iter().map(files_of).collect();
                ChangePlan::withdraw(&files, &translations, &change, now.day())?
            }
        };
        plan.carry_out()?;
        let left = if is_restored { errors_of(release, common)? } else { Vec::new() };
        if !left.is_empty() {
            return Ok(Report::diagnostics(&left, common, env));
        }
        Ok(report(kind, &plan, &files, &change, is_public, common, env))
    }

    /// The content as the public gets it: a withdrawal does not wait until the errors of a text are mended.
    fn read(&self, kind: ChangeKind, common: &CommonOptions, env: &Environment) -> Result<LoadedSite, Error> {
        let mut site = LoadedSite::read(&common.content, options::gather(common)?, &mut ParseCache::default());
        if let (ChangeKind::Withdrawal, Some(newsroom)) = (kind, &site.content.newsroom) {
            let now = env.instant(newsroom, "--at", None)?;
            site.restore_last_good(&now, env.now);
        }
        Ok(site)
    }

    /// The time of the change: without `--at` it is now, or the second after a change of this very second.
    fn instant(&self, release: &Release, now: &Instant, newsroom: &Newsroom, env: &Environment) -> Result<Instant, Error> {
        let zone = &newsroom.publisher.zone;
        if let Some(text) = self.at.as_deref() {
            let at = env.instant(newsroom, "--at", Some(text))?;
            return Ok(Instant::from_unix(zone, at.unix()).unwrap_or(at));
        }
        let is_taken = |at: &Instant| release.change_instants(zone).contains(at);
        let mut at = now.clone();
        while is_taken(&at) {
            at = at.plus_seconds(1);
        }
        Ok(at)
    }
}

fn original_of<'r>(release: &'r Release, newsroom: &'r Newsroom) -> &'r Release {
    let own = release.permalink.original();
    newsroom.records().map(Record::newest).find(|other| other.permalink == own).unwrap_or(release)
}

/// The translations of an original, which are withdrawn with it.
fn translations_of<'r>(release: &Release, newsroom: &'r Newsroom) -> Vec<&'r Release> {
    let is_translation = |other: &&Release| other.permalink != release.permalink && other.permalink.original() == release.permalink;
    newsroom.records().map(Record::newest).filter(is_translation).collect()
}

/// A change entry comes after every change that has been made, and never after a withdrawal.
fn check_allowed(release: &Release, original: &Release, at: &Instant, now: &Instant, zone: &Zone) -> Result<(), Error> {
    let withdrawn = [release, original].into_iter().find_map(|text| text.withdrawal_instant(zone).filter(|from| from <= at));
    if let Some(from) = withdrawn {
        let error = if from <= *now {
            Error::new(msg!("the release is withdrawn", "pressmeddelandet är återkallat"))
        } else {
            let from = from.rfc3339();
            Error::new(msg!("the release is withdrawn from `{from}` on", "pressmeddelandet är återkallat från `{from}`"))
        };
        return Err(error.hint(msg!("publish a new one: `depesch new`", "publicera ett nytt: `depesch new`")));
    }
    let instants = release.change_instants(zone);
    if let Some((change, _)) =
        release.changes.iter().zip(&instants).rev().find(|(_, made)| *made == at || (*made > at && *made <= now))
    {
        let last = change.at.iso();
        return Err(Error::new(msg!("there is a change at `{last}` already", "det finns redan en ändring `{last}`"))
            .hint(msg!("give a later time with `--at`", "ange en senare tid med `--at`")));
    }
    Ok(())
}

/// What a command does with a release that is not public at that time: a withdrawal makes it a draft, and other changes are just written.
fn unpublished(kind: ChangeKind, files: &TextFiles) -> Result<ChangePlan, Error> {
    if kind == ChangeKind::Withdrawal && files.status() != &Status::Draft {
        return ChangePlan::unschedule(files);
    }
    let text = files.current();
    let text = text.display();
    Err(Error::new(msg!("the release is not public at that time", "pressmeddelandet är inte publikt vid den tiden")).hint(msg!(
        "readers have not seen it and need no note: write the new text in `{text}`",
        "läsarna har inte sett det och behöver ingen not: skriv den nya texten i `{text}`"
    )))
}

/// The errors that a release still has.
fn errors_of(release: &Release, common: &CommonOptions) -> Result<Vec<Diagnostic>, Error> {
    let folder = release.permalink.original().folder();
    let mut found = content::load(&common.content)?.diagnostics;
    found.retain(|diagnostic| diagnostic.is_error() && diagnostic.location.file.starts_with(&folder));
    Ok(found)
}

fn report(
    kind: ChangeKind,
    plan: &ChangePlan,
    files: &TextFiles,
    change: &NewChange,
    is_public: bool,
    common: &CommonOptions,
    env: &Environment,
) -> Report {
    let (revision, text) = (plan.revision.display().to_string(), plan.text.display().to_string());
    let times = |changes: &[Change]| changes.iter().map(|change| change.at.iso()).collect::<Vec<_>>();
    let planned = times(files.planned());
    let dropped: Vec<String> = plan.dropped.iter().map(|folder| folder.display().to_string()).collect();
    if common.json {
        let kept: &[String] = if kind == ChangeKind::Withdrawal { &[] } else { &planned };
        return Report::json(
            &serde_json::json!({
                "file": text, "revision": is_public.then_some(revision), "at": change.at.rfc3339(), "kept": kept, "dropped": dropped,
            }),
            Exit::Success,
        );
    }
    let newest = files.newest();
    let (newest, planned) = (newest.display(), planned.join(", "));
    let next = match kind {
        ChangeKind::Withdrawal if !is_public => msg!(
            "it has not been public, so no notice is needed; it is now a draft: remove `status = \"draft\"` to publish it after all",
            "det har inte varit publikt, så inget besked behövs; det är nu ett utkast: ta bort `status = \"draft\"` för att ändå publicera det"
        ),
        ChangeKind::Withdrawal if dropped.is_empty() => {
            msg!("publish the notice: `depesch build`", "publicera beskedet: `depesch build`")
        }
        ChangeKind::Withdrawal => {
            let folder = dropped.join("`, `");
            msg!(
                "publish the notice: `depesch build`; the texts that were planned or had errors are dropped, and saved in `{folder}`",
                "publicera beskedet: `depesch build`; texterna som var planerade eller hade fel är strukna, och sparade i `{folder}`"
            )
        }
        ChangeKind::Correction | ChangeKind::Update if planned.is_empty() => {
            msg!("now write the new text in `{text}`", "skriv nu den nya texten i `{text}`")
        }
        ChangeKind::Correction | ChangeKind::Update => msg!(
            "now write the new text in `{text}`; what is planned for {planned} stays: look whether `{newest}` needs the same",
            "skriv nu den nya texten i `{text}`; det som är planerat till {planned} ligger kvar: se om `{newest}` behöver samma sak"
        ),
    };
    let mut report = Report::success(format!("{revision}\n"));
    report.stderr = format!("{}\n", next.text(env.ui_language));
    report
}
