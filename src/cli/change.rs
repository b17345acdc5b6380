//! `depesch correct`, `update` and `withdraw`: keep the current text and add a change entry for the next one.

use std::fs;
use std::path::Path;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::release_name::find_release;
use super::report::Abort;
use super::report::Exit;
use super::report::Report;
use crate::content;
use crate::content::change;
use crate::diag::Message;
use crate::error::Error;
use crate::model::ChangeKind;
use crate::model::Instant;
use crate::model::Newsroom;
use crate::model::Permalink;
use crate::model::Record;
use crate::model::Release;
use crate::model::SingleLine;
use crate::msg;
use crate::out::replace;
use crate::out::write_new;

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
                .hint(msg!("write for readers, in one line: `--note \"...\"`", "skriv för läsarna, på en rad: `--note \"...\"`"))
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
        let kept = revision_path(&common.content, release);
        save_revision(&kept, &text)?;
        replace(&file, changed.as_bytes())?;

        let (kept, file) = (kept.display().to_string(), file.display().to_string());
        if common.json {
            return Ok(Report::json(&serde_json::json!({ "file": file, "kept": kept, "at": at.rfc3339() }), Exit::Success));
        }
        let next = match kind {
            ChangeKind::Correction | ChangeKind::Update => {
                msg!("now write the new text in `{file}`\n", "skriv nu den nya texten i `{file}`\n")
            }
            ChangeKind::Withdrawal => msg!(
                "the page will say that it was withdrawn, and why: `depesch build`\n",
                "sidan kommer att säga att det återkallats, och varför: `depesch build`\n"
            ),
        };
        let mut report = Report::success(format!("{kept}\n"));
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
        |release: &&Release| release.last_change().is_some_and(|last| last.at.begins(zone) > *now && last.at.begins(zone) >= *at);
    if let Some(planned) = [release, original].into_iter().find(planned) {
        let last = planned.last_change().map_or_else(String::new, |last| last.at.iso());
        let kept = change::revision_file_name(planned.changes.len(), planned.permalink.translation.as_ref());
        return Err(Error::new(msg!("a change is planned for `{last}`", "en ändring är planerad till `{last}`")).hint(msg!(
            "write a later time with `--at`; to be first: save the planned text elsewhere, put that of `revisions/{kept}` back in its place, and take the file away",
            "skriv en senare tid med `--at`; för att komma före: spara den planerade texten någon annanstans, lägg tillbaka den i `revisions/{kept}` och ta bort filen"
        )));
    }
    if release.withdrawal().is_some() || original.withdrawal().is_some() {
        return Err(Error::new(msg!("the release is withdrawn", "pressmeddelandet är återkallat"))
            .hint(msg!("publish a new one: `depesch new`", "publicera ett nytt: `depesch new`")));
    }
    if !release.is_public(at, zone) || !original.is_public(at, zone) {
        return Err(Error::new(msg!(
            "nobody outside has seen this release at that time",
            "ingen utanför har sett pressmeddelandet vid den tiden"
        ))
        .hint(msg!("change the text itself; readers need not be told", "ändra själva texten; läsarna behöver inte få veta det")));
    }
    if let Some(last) = release.last_change().filter(|last| last.at.begins(zone) >= *at) {
        let last = last.at.iso();
        return Err(Error::new(msg!("a change of `{last}` is told already", "en ändring från `{last}` är redan berättad"))
            .hint(msg!("write a later time with `--at`", "skriv en senare tid med `--at`")));
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
    if let Ok(there) = fs::read(path) {
        if there == text.as_bytes() {
            return Ok(());
        }
        let path = path.display();
        return Err(Error::new(msg!("`{path}` is there already, with another text", "`{path}` finns redan, med en annan text"))
            .hint(msg!(
                "look at it: an earlier text may be kept in the wrong place",
                "se efter: en tidigare text kan vara sparad på fel plats"
            )));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|cause| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), folder, cause))?;
    }
    write_new(path, text.as_bytes())
}
