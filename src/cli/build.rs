//! `depesch build`: makes everything that may be seen now.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use parking_lot::Mutex;

use clap::Args;

use super::console::Progress;
use super::environment::Environment;
use super::options;
use super::options::CommonOptions;
use super::report::Exit;
use super::report::Report;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::content;
use crate::content::BrokenRelease;
use crate::content::release_folder;
use crate::diag;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::diag::Message;
use crate::error::Error;
use crate::format;
use crate::format::FORMATS;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Newsroom;
use crate::msg;
use crate::out::Contents;
use crate::out::OutputDir;
use crate::out::WriteOutcome;
use crate::out::last_good;

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The folder to build in [default: out]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build what is true at this instant, for example 2026-03-02T09:00:00+01:00 [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Make only these formats (`depesch formats` lists them)
    #[arg(long, value_name = "FORMAT", num_args = 1.., value_delimiter = ',', value_parser = format_name)]
    only: Vec<&'static Format>,
    /// Show drafts and embargoed releases too, in a folder of their own
    #[arg(long, requires = "out")]
    drafts: bool,
    /// Treat characters missing from a wire charset as errors
    #[arg(long)]
    strict: bool,
    /// List every substitution on the wire: dashes, quotation marks, long addresses
    #[arg(long)]
    remarks: bool,
}

/// What a build came to, counted.
#[derive(Debug, Default)]
struct BuildTally {
    written: AtomicUsize,
    unchanged: AtomicUsize,
    notes: Mutex<Vec<Diagnostic>>,
    /// Remarks that were not asked for: counted, not kept.
    remarks_left_out: AtomicUsize,
    failure: Mutex<Option<Error>>,
}

impl BuildTally {
    fn note(&self, mut notes: Vec<Diagnostic>, remarks: bool) {
        let all = notes.len();
        notes.retain(|note| remarks || !note.is_info());
        self.remarks_left_out.fetch_add(all - notes.len(), Ordering::Relaxed);
        if !notes.is_empty() {
            self.notes.lock().extend(notes);
        }
    }
}

impl BuildArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment, progress: Progress<'_>) -> Result<Report, Error> {
        let sources = options::gather(common)?;
        let mut loaded = content::read(&sources);
        let Some(newsroom) = loaded.newsroom.as_mut() else {
            return Ok(self.report(common, env, loaded.diagnostics, &BuildTally::default(), None));
        };
        let now = env.instant(newsroom, "--now", self.now.as_deref())?;
        let restored = if self.drafts {
            BTreeSet::new()
        } else {
            let (restored, told) =
                last_good::restore_last_good(&common.content, &sources, newsroom, &mut loaded.broken, &now, env.now);
            loaded.diagnostics.extend(told);
            restored
        };
        let edition = if self.drafts { newsroom.preview(&now) } else { newsroom.public(&now) };

        let wanted: Vec<&Format> = if self.only.is_empty() { FORMATS.iter().collect() } else { self.only.clone() };
        let jobs = format::plan(&edition);
        let planned: BTreeSet<&str> = jobs.iter().map(|job| job.path.as_str()).collect();
        let is_wanted = |name: &str| wanted.iter().any(|format| format.name == name);
        let announced: BTreeSet<&str> = jobs.iter().filter(|job| is_wanted(job.format.name)).map(|job| job.path.as_str()).collect();

        let contents = if self.drafts { Contents::Drafts } else { Contents::Public };
        let out = self.out.as_deref().unwrap_or("out".as_ref());
        refuse_inside_content(&common.content, out)?;
        let mut folder = OutputDir::open(out, contents)?;
        folder.announce(&announced)?;

        let tally = BuildTally::default();
        let made = AtomicUsize::new(0);
        let fetch = content::attachment_loader(&common.content);
        let context = Context::new(crate::format::FORMATS, &fetch).strict(self.strict);
        format::export(&edition, &jobs, &wanted, context, &|_, outcome| {
            match outcome {
                Ok((artifact, notes)) => {
                    tally.note(notes, self.remarks);
                    match folder.write(&artifact) {
                        Ok(WriteOutcome::Written) => tally.written.fetch_add(1, Ordering::Relaxed),
                        Ok(WriteOutcome::Unchanged) => tally.unchanged.fetch_add(1, Ordering::Relaxed),
                        Err(error) => {
                            tally.failure.lock().get_or_insert(error);
                            0
                        }
                    };
                }
                Err(mistakes) => tally.notes.lock().extend(mistakes),
            }
            progress(made.fetch_add(1, Ordering::Relaxed) + 1, announced.len());
        });
        if let Some(error) = tally.failure.lock().take() {
            return Err(error);
        }
        let stay = folders_that_stay(&loaded.broken, &restored, newsroom, &edition);
        let removed = folder.finish(&|path: &str| planned.contains(path) || stay.iter().any(|folder| path.starts_with(*folder)))?;
        if planned.iter().any(|path| !announced.contains(path) && out.join(path).exists()) {
            tally.notes.lock().push(only_some(&self.only, out));
        }
        if !self.drafts {
            // A build of a past day must not forget what the public sees today.
            let today = Instant::from_unix(&newsroom.publisher.zone, env.now).filter(|today| *today > now);
            let seen = today.map_or(edition.clone(), |today| newsroom.public(&today));
            // A folder that may only be read can still be built from.
            if let Err(error) = last_good::save(&common.content, &sources, &seen, &restored) {
                let note = Diagnostic::warning(Location::file(last_good::FOLDER), error.message().clone()).hint(msg!(
                    "a release that becomes wrong cannot be shown as it was; let Depesch write there",
                    "ett meddelande som blir fel kan inte visas som det var; låt Depesch skriva där"
                ));
                tally.notes.lock().push(note);
            }
        }
        Ok(self.report(common, env, loaded.diagnostics, &tally, Some((edition.releases().len(), removed))))
    }

    /// `found` is what stands in the texts; what the writers had to say is in the tally.
    fn report(
        &self,
        common: &CommonOptions,
        env: &Environment,
        found: Vec<Diagnostic>,
        tally: &BuildTally,
        done: Option<(usize, usize)>,
    ) -> Report {
        // Warnings are for `check`: a build of a thousand releases would bury its errors under them.
        let (mut diagnostics, hidden): (Vec<_>, Vec<_>) = found.into_iter().partition(Diagnostic::is_error);
        diagnostics.append(&mut tally.notes.lock());
        let remarks_left_out = tally.remarks_left_out.load(Ordering::Relaxed);
        diagnostics.sort_by(|a, b| (&a.location, &a.message.en).cmp(&(&b.location, &b.message.en)));
        let exit = if diagnostics.iter().any(Diagnostic::is_error) { Exit::ContentErrors } else { Exit::Success };
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from("out"));
        let (written, unchanged) = (tally.written.load(Ordering::Relaxed), tally.unchanged.load(Ordering::Relaxed));
        if common.json {
            let (releases, removed) = done.unwrap_or_default();
            let answer = serde_json::json!({
                "out": out, "releases": releases, "written": written, "unchanged": unchanged, "removed": removed,
                "hidden_warnings": hidden.len(), "hidden_infos": remarks_left_out, "diagnostics": diag::to_json(&diagnostics, env.ui_language),
            });
            return Report::json(&answer, exit);
        }
        let mut stderr = diag::render(&diagnostics, env.ui_language, env.color);
        if !stderr.is_empty() {
            stderr.push('\n');
        }
        stderr.push_str(summary(&out, written, unchanged, done).text(env.ui_language));
        stderr.push('\n');
        if !hidden.is_empty() {
            let n = hidden.len();
            let (s, ar) = if n == 1 { ("", "") } else { ("s", "ar") };
            let told = msg!("{n} warning{s} about the texts: `depesch check`\n", "{n} varning{ar} om texterna: `depesch check`\n");
            stderr.push_str(told.text(env.ui_language));
        }
        if remarks_left_out > 0 {
            let n = remarks_left_out;
            let (s, ar) = if n == 1 { ("", "") } else { ("s", "ar") };
            let told = msg!(
                "{n} substitution{s} on the wire (dashes, quotation marks, long addresses): `depesch build --remarks`\n",
                "{n} ersättning{ar} på presstråden (tankstreck, citattecken, långa adresser): `depesch build --remarks`\n"
            );
            stderr.push_str(told.text(env.ui_language));
        }
        Report { stdout: Vec::new(), stderr, exit }
    }
}

/// The folders whose files stay as they are: what is wrong today and could not be restored keeps those of its last good day. A translation
/// does not, when its original is known to be withheld or withdrawn.
fn folders_that_stay<'b>(
    broken: &'b [BrokenRelease],
    restored: &BTreeSet<String>,
    newsroom: &Newsroom,
    edition: &Edition,
) -> Vec<&'b str> {
    let known: BTreeSet<String> = newsroom.records().map(|record| record.permalink().folder()).collect();
    let public: BTreeSet<String> = edition.releases().iter().map(|release| release.folder()).collect();
    let is_withheld = |folder: &str| release_folder(folder).is_some_and(|own| known.contains(&own) && !public.contains(&own));
    let folders = broken.iter().map(|release| release.folder.as_str());
    folders.filter(|folder| !restored.contains(*folder) && !is_withheld(folder)).collect()
}

/// A build of some formats leaves the others alone, and with them what was withdrawn or put under embargo since.
fn only_some(only: &[&Format], out: &Path) -> Diagnostic {
    let names = only.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    let say = msg!(
        "only {names} was made: the other files can still hold what was withdrawn or withheld since they were built",
        "bara {names} gjordes: de andra filerna kan ännu innehålla sådant som återkallats eller fått embargo sedan de byggdes"
    );
    let hint = msg!("build everything before you publish: `depesch build`", "bygg allt innan du publicerar: `depesch build`");
    Diagnostic::warning(Location::file(out.display().to_string()), say).hint(hint)
}

/// The output is for the public, the texts are not: an output folder that is the content folder, or lies in it, would mix the two.
pub(super) fn refuse_inside_content(content: &Path, out: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    // What is not there yet is judged by the nearest folder that is.
    let real = absolute.ancestors().find_map(|at| at.canonicalize().ok());
    if let (Some(real), Ok(content)) = (real, content.canonicalize())
        && real.starts_with(&content)
    {
        let out = out.display();
        return Err(Error::new(msg!("`{out}` lies in the content folder", "`{out}` ligger i innehållsmappen"))
            .hint(msg!("name a place beside it with `--out`", "ange en plats bredvid den med `--out`")));
    }
    Ok(())
}

fn summary(out: &Path, written: usize, unchanged: usize, done: Option<(usize, usize)>) -> Message {
    let Some((releases, removed)) = done else {
        return msg!(
            "nothing was built; what stood in the output folder stands there still",
            "inget byggdes; det som fanns i utdatamappen finns kvar"
        );
    };
    let out = out.display();
    let releases_en = if releases == 1 { "1 release".to_owned() } else { format!("{releases} releases") };
    let releases_sv = if releases == 1 { "1 meddelande".to_owned() } else { format!("{releases} meddelanden") };
    let files_en = if written == 1 { "1 file".to_owned() } else { format!("{written} files") };
    let files_sv = if written == 1 { "1 fil".to_owned() } else { format!("{written} filer") };
    msg!(
        "{releases_en} in `{out}`: {files_en} written, {unchanged} unchanged, {removed} removed",
        "{releases_sv} i `{out}`: {files_sv} skrivna, {unchanged} oförändrade, {removed} borttagna"
    )
}

pub(super) fn format_name(name: &str) -> Result<&'static Format, String> {
    format::find(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("the formats are {}", names.join(", "))
    })
}
