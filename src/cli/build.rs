//! `depesch build`: writes everything that may be public now.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use parking_lot::Mutex;

use super::console::Progress;
use super::environment::Environment;
use super::options;
use super::options::CommonOptions;
use super::report::{Exit, Report, counted};
use crate::artifact::{Context, Format};
use crate::content::{ParseCache, release_folder};
use crate::diag::{Diagnostic, Location, Message};
use crate::error::Error;
use crate::format::{ExportResult, FORMATS, RenderJob};
use crate::model::{Edition, Instant, Newsroom, Release};
use crate::out::{
    Contents, LoadedSite, OutputDir, PublishedReleases, WithheldReleases, WriteOutcome, describe_broken, last_good,
    unchanged_texts, updates_to_come,
};
use crate::{content, diag, format, msg};

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Output folder [default: out]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build the state of this time, such as 2026-03-02T09:00:00+01:00 [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Build only these formats (`depesch formats` lists them)
    #[arg(long, value_name = "FORMAT", num_args = 1.., value_delimiter = ',', value_parser = parse_format)]
    only: Vec<&'static Format>,
    /// Include drafts and embargoed releases, in a folder of their own
    #[arg(long, requires = "out")]
    drafts: bool,
    /// Treat characters missing from a wire charset as errors
    #[arg(long)]
    strict: bool,
    /// List every substitution on the wire: dashes, quotation marks, long addresses
    #[arg(long)]
    remarks: bool,
    /// Build although many public releases are gone from the content folder
    #[arg(long)]
    allow_removals: bool,
}

/// How many of the releases that are not public yet a build names.
const MAX_NAMES: usize = 3;

/// The results of a build, counted.
#[derive(Debug, Default)]
struct BuildTally {
    /// Files that were written, are unchanged or failed.
    done: usize,
    written: usize,
    unchanged: usize,
    removed: usize,
    notes: Vec<Diagnostic>,
    /// Infos that were not asked for.
    hidden_infos: usize,
    failure: Option<Error>,
}

/// The result of a build, where there was a newsroom to build.
struct Built<'a> {
    releases: usize,
    /// Empty for a build with drafts, which shows them.
    withheld: WithheldReleases<'a>,
}

impl BuildArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment, progress: Progress<'_>) -> Result<Report, Error> {
        let sources = options::gather(common)?;
        sources.pictures.save(&common.content);
        let mut site = LoadedSite::read(&common.content, sources, &mut ParseCache::default());
        let Some(newsroom) = &site.content.newsroom else {
            return Ok(self.report(common, env, site.content.diagnostics, BuildTally::default(), None));
        };
        let now = env.instant(newsroom, "--now", self.now.as_deref())?;
        if !self.drafts {
            site.restore_last_good(&now, env.now);
        }
        let newsroom = site.content.newsroom.as_ref().expect("restoring leaves the newsroom in place");
        let edition = if self.drafts { newsroom.preview(&now) } else { newsroom.public(&now) };
        let of_today = edition_of_today(newsroom, &edition, env.now);
        let published = PublishedReleases::of(&of_today);
        let warnings = if self.drafts { Vec::new() } else { self.compare(&site, newsroom, &now, &published)? };
        let mut tally = self.write(&site, newsroom, &edition, &common.content, progress)?;
        tally.notes.extend(warnings);
        let mut withheld = WithheldReleases::default();
        if !self.drafts {
            // A build of a past day must not forget what the public sees today.
            let latest = if of_today.now() > edition.now() { &of_today } else { &edition };
            let saved = site.save_last_good(latest).and_then(|()| published.save(&common.content));
            tally.notes.extend(saved.err().map(|error| not_saved(&error)));
            withheld = WithheldReleases::new(newsroom, &now);
            let kept = kept_folders(&site, newsroom, &edition);
            let is_kept = |folder: &str| kept.contains(&folder) && self.out().join(folder).join("index.html").exists();
            tally.notes.extend(describe_broken(&site.broken_texts(&now), &edition, is_kept));
        }
        let built = Built { releases: edition.releases().len(), withheld };
        Ok(self.report(common, env, site.content.diagnostics, tally, Some(built)))
    }

    /// Reports edits without notice to readers since the last build, and changes without a new text.
    ///
    /// # Errors
    /// When so much is gone that it looks like an accident.
    fn compare(
        &self,
        site: &LoadedSite,
        newsroom: &Newsroom,
        now: &Instant,
        published: &PublishedReleases,
    ) -> Result<Vec<Diagnostic>, Error> {
        let mut warnings = unchanged_texts(newsroom, now, false);
        warnings.extend(updates_to_come(newsroom, now));
        if let Some(comparison) = site.compare(newsroom, published) {
            if !self.allow_removals {
                comparison.refuse_mass_removal()?;
            }
            warnings.extend(comparison.warnings);
        }
        Ok(warnings)
    }

    fn out(&self) -> &Path {
        self.out.as_deref().unwrap_or("out".as_ref())
    }

    /// Writes the output folder and removes what is stale in it.
    fn write(
        &self,
        site: &LoadedSite,
        newsroom: &Newsroom,
        edition: &Edition,
        content: &Path,
        progress: Progress<'_>,
    ) -> Result<BuildTally, Error> {
        let formats: Vec<&Format> = if self.only.is_empty() { FORMATS.iter().collect() } else { self.only.clone() };
        let jobs = format::plan(edition);
        let planned: BTreeSet<&str> = jobs.iter().map(|job| job.path.as_str()).collect();
        let is_wanted = |job: &&RenderJob| formats.iter().any(|format| format.name == job.format.name);
        let announced: BTreeSet<&str> = jobs.iter().filter(is_wanted).map(|job| job.path.as_str()).collect();

        refuse_inside_content(content, self.out())?;
        refuse_around_content(content, self.out())?;
        let contents = if self.drafts { Contents::Drafts } else { Contents::Public };
        let mut folder = OutputDir::open(self.out(), contents)?;
        if !self.allow_removals {
            folder.refuse_mass_removal(newsroom, &site.broken_folders())?;
        }
        let load_attachment = content::attachment_loader(content);
        let note = if folder.has_lost_manifest() {
            let all: Vec<&Format> = FORMATS.iter().collect();
            // Files with errors are not there, and reported below.
            format::export(edition, &jobs, &all, Context::new(FORMATS, &load_attachment), &|_, result| {
                if let Ok((artifact, _)) = result {
                    folder.compare(&artifact);
                }
            });
            folder.adopt()?
        } else {
            None
        };
        folder.announce(&announced)?;
        let context = Context::new(FORMATS, &load_attachment).strict(self.strict);
        let tally = Mutex::new(BuildTally::default());
        format::export(edition, &jobs, &formats, context, &|_, result| {
            let done = self.record(&tally, &folder, result);
            progress(done, announced.len());
        });
        let mut tally = tally.into_inner();
        tally.notes.extend(note);
        if let Some(error) = tally.failure.take() {
            return Err(error);
        }
        let kept = kept_folders(site, newsroom, edition);
        let is_kept = |path: &str| planned.contains(path) || kept.iter().any(|folder| path.starts_with(*folder));
        tally.removed = folder.finish(&is_kept)?;
        if planned.iter().any(|path| !announced.contains(path) && self.out().join(path).exists()) {
            tally.notes.push(only_some(&self.only, self.out()));
        }
        Ok(tally)
    }

    /// Writes one file and counts it. Returns how many are done. Any thread may call it.
    fn record(&self, tally: &Mutex<BuildTally>, folder: &OutputDir, result: ExportResult) -> usize {
        // The lock is not held while the disk is at work.
        let result = result.map(|(artifact, notes)| (folder.write(&artifact), notes));
        let mut tally = tally.lock();
        tally.done += 1;
        match result {
            Ok((outcome, notes)) => {
                match outcome {
                    Ok(WriteOutcome::Written) => tally.written += 1,
                    Ok(WriteOutcome::Unchanged) => tally.unchanged += 1,
                    Err(error) => tally.failure = tally.failure.take().or(Some(error)),
                }
                let (hidden, shown): (Vec<_>, Vec<_>) = notes.into_iter().partition(|note| note.is_info() && !self.remarks);
                tally.hidden_infos += hidden.len();
                tally.notes.extend(shown);
            }
            Err(errors) => tally.notes.extend(errors),
        }
        tally.done
    }

    /// `found` are the diagnostics of the texts; those of the writers are in the tally.
    fn report(
        &self,
        common: &CommonOptions,
        env: &Environment,
        found: Vec<Diagnostic>,
        mut tally: BuildTally,
        built: Option<Built>,
    ) -> Report {
        // Warnings are for `check`: a build of a thousand releases would bury its errors under them.
        let (mut diagnostics, hidden): (Vec<_>, Vec<_>) = found.into_iter().partition(Diagnostic::is_error);
        diagnostics.append(&mut tally.notes);
        diagnostics.sort_by(|a, b| (&a.location, &a.message.en).cmp(&(&b.location, &b.message.en)));
        let exit = if diagnostics.iter().any(Diagnostic::is_error) { Exit::ContentErrors } else { Exit::Success };
        if common.json {
            let names = |releases: &[&Release]| releases.iter().map(|release| release.permalink.name()).collect::<Vec<_>>();
            let withheld = built.as_ref().map(|built| &built.withheld).map(|withheld| {
                serde_json::json!({
                    "drafts": names(&withheld.drafts), "scheduled": names(&withheld.scheduled),
                    "next": withheld.next.as_ref().map(Instant::rfc3339),
                })
            });
            let answer = serde_json::json!({
                "out": self.out(), "releases": built.map_or(0, |built| built.releases), "written": tally.written,
                "unchanged": tally.unchanged, "removed": tally.removed, "withheld": withheld, "hidden_warnings": hidden.len(),
                "hidden_infos": tally.hidden_infos, "diagnostics": diag::to_json(&diagnostics, env.ui_language),
            });
            return Report::json(&answer, exit);
        }
        let mut lines = vec![self.summary(&tally, built.as_ref())];
        if let Some(built) = built.filter(|built| !built.withheld.is_empty()) {
            let Message { en, sv } = built.withheld.message(MAX_NAMES);
            lines.push(msg!(
                "{en}; `depesch build --drafts --out preview` shows them",
                "{sv}; `depesch build --drafts --out förhandsvisning` visar dem"
            ));
        }
        if !hidden.is_empty() {
            let n = hidden.len();
            let (s, ar) = if n == 1 { ("", "") } else { ("s", "ar") };
            lines.push(msg!("{n} warning{s} about the texts: `depesch check`", "{n} varning{ar} om texterna: `depesch check`"));
        }
        if tally.hidden_infos > 0 {
            let n = tally.hidden_infos;
            let (s, ar) = if n == 1 { ("", "") } else { ("s", "ar") };
            lines.push(msg!(
                "{n} substitution{s} on the wire (dashes, quotation marks, long addresses): `depesch build --remarks`",
                "{n} ersättning{ar} på presstråden (tankstreck, citattecken, långa adresser): `depesch build --remarks`"
            ));
        }
        let mut stderr = diag::render(&diagnostics, env.ui_language, env.color);
        if !stderr.is_empty() {
            stderr.push('\n');
        }
        for line in lines {
            stderr.push_str(line.text(env.ui_language));
            stderr.push('\n');
        }
        Report { stdout: Vec::new(), stderr, exit }
    }

    fn summary(&self, tally: &BuildTally, built: Option<&Built>) -> Message {
        let Some(Built { releases, .. }) = built else {
            return msg!("nothing was built; the output folder is unchanged", "inget byggdes; utdatamappen är oförändrad");
        };
        let BuildTally { written, unchanged, removed, .. } = tally;
        let out = self.out().display();
        let releases_en = counted(*releases, "release", "releases");
        let releases_sv = counted(*releases, "meddelande", "meddelanden");
        let (files_en, files_sv) = (counted(*written, "file", "files"), counted(*written, "fil", "filer"));
        msg!(
            "{releases_en} in `{out}`: {files_en} written, {unchanged} unchanged, {removed} removed",
            "{releases_sv} i `{out}`: {files_sv} skrivna, {unchanged} oförändrade, {removed} borttagna"
        )
    }
}

/// What the public sees by the clock, whatever time is built.
fn edition_of_today<'n>(newsroom: &'n Newsroom, edition: &Edition, today: i64) -> Edition<'n> {
    let today = Instant::from_unix(&newsroom.publisher.zone, today);
    newsroom.public(&today.unwrap_or_else(|| edition.now().clone()))
}

/// What the public sees could not be saved: a folder that may only be read can still be built from.
fn not_saved(error: &Error) -> Diagnostic {
    Diagnostic::warning(Location::file(last_good::FOLDER), error.message().clone()).hint(msg!(
        "allow Depesch to write there, so that a release that gets an error can stay as it was",
        "låt Depesch skriva där, så att ett meddelande som får ett fel kan visas som det var"
    ))
}

/// The folders whose files stay as they are: a release with errors that could not be restored keeps those of its last good day. A
/// translation does not, when its original is known to be withheld or withdrawn.
fn kept_folders<'s>(site: &'s LoadedSite, newsroom: &Newsroom, edition: &Edition) -> Vec<&'s str> {
    let known: BTreeSet<String> = newsroom.records().map(|record| record.permalink().folder()).collect();
    let public: BTreeSet<String> = edition.releases().iter().map(|release| release.folder()).collect();
    let is_withheld = |folder: &str| release_folder(folder).is_some_and(|own| known.contains(&own) && !public.contains(&own));
    let folders = site.content.broken.iter().map(|release| release.folder.as_str());
    folders.filter(|folder| !site.restored.contains(*folder) && !is_withheld(folder)).collect()
}

/// A build of some formats leaves the others as they are, with releases that were withdrawn or embargoed since.
fn only_some(only: &[&Format], out: &Path) -> Diagnostic {
    let names = only.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    let message = msg!(
        "only {names} was built: the other files can still contain releases that were withdrawn or embargoed since",
        "bara {names} byggdes: de andra filerna kan innehålla meddelanden som återkallats eller fått embargo sedan dess"
    );
    let hint = msg!("build everything before you publish: `depesch build`", "bygg allt innan du publicerar: `depesch build`");
    Diagnostic::warning(Location::file(out.display().to_string()), message).hint(hint)
}

/// The output is public, the texts are not: an output folder inside the content folder would mix the two.
pub(super) fn refuse_inside_content(content: &Path, out: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    // Of a path that does not exist, the nearest folder that does.
    let real = absolute.ancestors().find_map(|at| at.canonicalize().ok());
    if let (Some(real), Ok(content)) = (real, content.canonicalize())
        && real.starts_with(&content)
    {
        let out = out.display();
        return Err(Error::new(msg!("`{out}` is in the content folder", "`{out}` ligger i innehållsmappen"))
            .hint(msg!("name a folder outside it with `--out`", "ange en mapp utanför den med `--out`")));
    }
    Ok(())
}

/// An output folder around the content folder would publish it with a copy of the whole.
fn refuse_around_content(content: &Path, out: &Path) -> Result<(), Error> {
    if let (Ok(real), Ok(inside)) = (out.canonicalize(), content.canonicalize())
        && inside.starts_with(&real)
    {
        let (out, content) = (out.display(), content.display());
        return Err(Error::new(msg!(
            "the content folder `{content}` is in the output folder `{out}`",
            "innehållsmappen `{content}` ligger i utdatamappen `{out}`"
        ))
        .hint(msg!("name a folder of its own with `--out`", "ange en egen mapp med `--out`")));
    }
    Ok(())
}

pub(super) fn parse_format(name: &str) -> Result<&'static Format, String> {
    format::find(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("the formats are {}", names.join(", "))
    })
}
