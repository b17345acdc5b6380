//! `depesch import FILE|DIR|-`: brings in releases that were written elsewhere.

mod input_files;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::Report;
use crate::content::{self, Sources, added_field, front_matter};
use crate::diag::Message;
use crate::error::Error;
use crate::import::{ExistingContent, ImportOutcome, Imported, Importer, Input, InputRest};
use crate::model::{Day, Instant, Moment, Newsroom};
use crate::msg;
use crate::out::replace;

use report::{ImportReport, ImportedRelease};

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A plain text, a saved web page, Markdown with front matter, a feed (RSS, Atom, JSON Feed), an export of WordPress, or a folder of
    /// these; `-` reads standard input
    #[arg(value_name = "FILE|DIR|-")]
    file: PathBuf,
    /// Write nothing; show the release that would be written, or the names of many
    #[arg(long)]
    dry_run: bool,
}

impl ImportArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let is_folder = self.file.is_dir();
        let bytes = if is_folder { Vec::new() } else { input_files::read_named(&self.file)? };
        let sources = content::read_dir(&common.content)?;
        let loaded = content::read(&sources);
        let Some(newsroom) = &loaded.newsroom else { return Ok(Report::diagnostics(&loaded.diagnostics, common, env)) };
        let now = env.instant(newsroom, "--now", None)?;
        let (releases, folders) = (known_releases(newsroom, &now, &sources), known_folders(&sources));
        let (contacts, departments) = (read_optional(common, "contacts.toml")?, read_optional(common, "departments.toml")?);
        let topics = topics(&read_optional(common, "newsroom.toml")?);
        let publisher = &newsroom.publisher;
        let known = ExistingContent {
            publisher: publisher.sender.name.as_str(),
            sender: publisher.sender.key.as_str(),
            id_authority: publisher.id_authority.as_str(),
            language: &publisher.lang,
            zone: &publisher.zone,
            contacts: &contacts,
            departments: &departments,
            releases: &releases,
            folders: &folders,
            topics: &topics,
            seconds: &known_seconds(newsroom, &now),
            day: now.day(),
        };
        let importer = match Importer::new(&known) {
            Ok(importer) => importer,
            Err(found) => return Ok(Report::diagnostics(&found, common, env)),
        };
        let mut run = ImportRun {
            importer,
            common,
            today: now.day(),
            dry_run: self.dry_run,
            written: (contacts.clone(), departments.clone()),
            report: ImportReport::default(),
        };
        if is_folder {
            run.import_folder(&self.file)?;
            return Ok(run.report.report(common, env));
        }
        let rest = run.import_one(&self.file.display().to_string(), &bytes)?;
        match (run.report.releases.as_slice(), run.report.failed.as_slice()) {
            ([taken], []) if !rest.is_feed => Ok(report::of_single(taken, self.dry_run, common, env)),
            ([], [found]) if !rest.is_feed => Ok(Report::diagnostics(found, common, env)),
            _ => Ok(run.report.report(common, env)),
        }
    }
}

/// An import while it goes on.
struct ImportRun<'a> {
    importer: Importer<'a>,
    common: &'a CommonOptions,
    dry_run: bool,
    /// The releases of an archive are older than the day of its first import.
    today: Day,
    /// The text of contacts.toml and departments.toml now.
    written: (String, String),
    report: ImportReport,
}

impl ImportRun<'_> {
    fn import_folder(&mut self, root: &Path) -> Result<(), Error> {
        let inputs = input_files::find(root);
        if inputs.files.is_empty() && inputs.mistakes.is_empty() {
            return Err(no_input(root, &inputs.passed_over));
        }
        self.report.passed_over.extend(inputs.passed_over.into_iter().map(|(path, why)| (path.display().to_string(), why)));
        self.report.failed.extend(inputs.mistakes.into_iter().map(|mistake| vec![mistake]));
        for path in inputs.files {
            match input_files::read_file(&path) {
                Ok(bytes) => {
                    self.import_one(&path.display().to_string(), &bytes)?;
                }
                Err(found) => self.report.failed.push(found),
            }
        }
        Ok(())
    }

    /// Takes in one input and writes each of its releases before the next is looked at.
    fn import_one(&mut self, name: &str, bytes: &[u8]) -> Result<InputRest, Error> {
        let (common, dry_run, today) = (self.common, self.dry_run, self.today);
        let (report, written) = (&mut self.report, &mut self.written);
        let mut failure = None;
        let mut keep = |outcome: ImportOutcome| match outcome {
            // The disk has failed: nothing more is written, and nothing more is reported as done.
            _ if failure.is_some() => {}
            Err(found) => report.failed.push(found),
            Ok(mut imported) => {
                let path = common.content.join(&imported.folder).join("release.md");
                if !dry_run && !imported.already_there {
                    let begun = if report.has_new() { Ok(()) } else { begin_archive(common, today) };
                    failure = begun.and_then(|()| write(common, &imported, written)).err();
                }
                // Thousands of releases would hold these thousands of times.
                (imported.contacts, imported.departments) = (String::new(), String::new());
                if !dry_run {
                    imported.release = String::new();
                }
                report.releases.push(ImportedRelease { imported, file: path.display().to_string(), input: name.to_owned() });
            }
        };
        let mut rest = self.importer.import(&Input { name, bytes }, &mut keep);
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.report.warnings.append(&mut rest.warnings);
        self.report.omissions.extend(rest.omissions.drain(..).map(|left| (name.to_owned(), left)));
        Ok(rest)
    }
}

/// A folder without anything to import, and why nothing in it was.
fn no_input(root: &Path, passed_over: &[(PathBuf, Message)]) -> Error {
    const MAX_NAMES: usize = 5;
    let root = root.display();
    let error = Error::new(msg!("there is no file to import in `{root}`", "det finns ingen fil att importera i `{root}`"));
    if passed_over.is_empty() {
        return error.hint(msg!("the folder is empty", "mappen är tom"));
    }
    let list = |why: fn(&Message) -> &str| {
        let names = passed_over.iter().take(MAX_NAMES).map(|(path, said)| format!("`{}` ({})", path.display(), why(said)));
        names.collect::<Vec<_>>().join(", ")
    };
    let (en, sv, more) = (list(|say| &say.en), list(|say| &say.sv), passed_over.len().saturating_sub(MAX_NAMES));
    error.hint(if more == 0 {
        msg!("passed over: {en}", "förbigångna: {sv}")
    } else {
        msg!("passed over: {en}, and {more} more", "förbigångna: {sv} och {more} till")
    })
}

/// Writes `archive_before` into newsroom.toml where it is missing. Every other byte of the file stays.
fn begin_archive(common: &CommonOptions, today: Day) -> Result<(), Error> {
    let before = read_optional(common, "newsroom.toml")?;
    match added_field::add_top_level_field(&before, "archive_before", &today.to_string()) {
        Some(now) => replace(&common.content.join("newsroom.toml"), now.as_bytes()),
        None => Ok(()),
    }
}

/// What the release names first, then the release in one step: whenever the disk fails, the same import can be done again.
fn write(common: &CommonOptions, imported: &Imported, written: &mut (String, String)) -> Result<(), Error> {
    for (name, now, before) in
        [("contacts.toml", &imported.contacts, &mut written.0), ("departments.toml", &imported.departments, &mut written.1)]
    {
        if now != before {
            replace(&common.content.join(name), now.as_bytes())?;
            before.clone_from(now);
        }
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |e| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), &path, e)
    };
    let folder = common.content.join(imported.folder.trim_end_matches('/'));
    // The folder comes into being with its text in it. One that begins with a dot is not looked at by anybody.
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.with_file_name(format!(".{name}.import"));
    fs::create_dir_all(&unfinished).map_err(failed(&unfinished))?;
    replace(&unfinished.join("release.md"), imported.release.as_bytes())?;
    if fs::symlink_metadata(&folder).is_ok() {
        let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(failed(&folder)(there));
    }
    fs::rename(&unfinished, &folder).map_err(failed(&folder))
}

/// Every release by id, with its folder; also those with mistakes in them, which are there nevertheless.
fn known_releases(newsroom: &Newsroom, now: &Instant, sources: &Sources) -> BTreeMap<String, String> {
    let everything = newsroom.preview(now);
    let mut known: BTreeMap<String, String> =
        everything.releases().iter().map(|release| (release.id.to_string(), release.folder())).collect();
    let good: BTreeSet<String> = known.values().cloned().collect();
    for release in sources.releases.iter().filter(|release| !good.contains(&release.folder())) {
        if let Some(id) = release.source.bytes.as_ref().ok().and_then(|bytes| written_id(bytes)) {
            known.entry(id).or_insert_with(|| release.folder());
        }
    }
    known
}

/// The seconds that releases with only a day have got.
fn known_seconds(newsroom: &Newsroom, now: &Instant) -> BTreeSet<i64> {
    let zone = &newsroom.publisher.zone;
    let everything = newsroom.preview(now);
    let with_day = everything.releases().iter().filter_map(|release| {
        let published = release.dates.published_or_updated();
        matches!(published, Moment::Day(_)).then(|| published.instant_for(zone, &release.id, release.order).unix())
    });
    with_day.collect()
}

/// Every folder that holds a text, or should.
fn known_folders(sources: &Sources) -> BTreeSet<String> {
    sources.releases.iter().map(content::ReleaseSource::folder).collect()
}

/// The id in a text that has mistakes.
fn written_id(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let front = text.trim_start_matches('\u{feff}').strip_prefix("+++")?;
    let front = front.split("\n+++").next()?;
    let read = |toml: &str| front_matter::parse_values(toml).ok()?.get("id")?.as_str().map(str::to_owned);
    // Where the fields cannot be read as a whole, the one line may be.
    read(front).or_else(|| read(front.lines().find(|line| line.trim_start().starts_with("id"))?))
}

/// Names of topics by key.
fn topics(newsroom: &str) -> BTreeMap<String, String> {
    let table = front_matter::parse_values(newsroom).unwrap_or_default();
    let topics = table.get("topics").and_then(|topics| topics.as_object());
    topics.into_iter().flatten().filter_map(|(key, name)| Some((key.clone(), name.as_str()?.to_owned()))).collect()
}

/// The text of one of the newsroom's files; empty when there is none.
fn read_optional(common: &CommonOptions, name: &str) -> Result<String, Error> {
    let path = common.content.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(Error::file(msg!("cannot read the file", "kan inte läsa filen"), &path, e)),
    }
}
