//! Every output in one table, and the export over it.
//!
//! The table feeds the build, the command line and the laws in `tests/`. To add a format: its file, its `mod` line, its line here,
//! and bless the golden files.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::artifact::Artifact;
use crate::artifact::Context;
use crate::artifact::FileInfo;
use crate::artifact::Format;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::diag::Diagnostic;
use crate::feed;
use crate::model::Edition;
use crate::model::File;
use crate::model::Month;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Selected;
use crate::model::Selection;
use crate::model::Withdrawal;
use crate::page;
use crate::print;
use crate::wire;

/// Every format. One that looks at another's files stands after it.
pub static FORMATS: &[Format] = &[
    PRINTED,
    wire::press_text::FORMAT,
    wire::iptc7901::FORMAT,
    wire::nitf::FORMAT,
    wire::newsml_g2::FORMAT,
    wire::ninjs::FORMAT,
    feed::rss::FORMAT,
    feed::rss::ARCHIVE,
    feed::atom::FORMAT,
    feed::atom::ARCHIVE,
    feed::atom::WITH_WITHDRAWN,
    feed::json_feed::FORMAT,
    feed::json_feed::ARCHIVE,
    feed::style::FORMAT,
    feed::icons::CHANNEL,
    feed::icons::SMALL,
    feed::icons::LARGE,
    feed::icons::LOGO,
    page::release::FORMAT,
    page::front::FORMAT,
    page::archive::FORMAT,
    page::archive::YEAR,
    page::listing::FORMAT,
    page::feeds::FORMAT,
    page::press::FORMAT,
    page::accessibility::FORMAT,
    page::opml::FORMAT,
    page::moved::FORMAT,
    page::moved::REDIRECTS,
    page::moved::NGINX,
    page::assets::STYLE,
    page::assets::ICON,
    page::sitemap::INDEX,
    page::sitemap::YEAR,
    page::sitemap::LISTS,
    page::sitemap::NEWS,
    page::robots::FORMAT,
    page::assets::SCRIPT,
    page::assets::FAVICON,
    page::assets::FILES,
];

/// What is printed takes the release along as ninjs: the one place where two formats meet.
const PRINTED: Format = print::format(printed);

fn printed(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    let Format { media_type, .. } = wire::ninjs::FORMAT;
    let bytes = wire::ninjs::file(edition, release, context);
    print::write(edition, release, context, print::EmbeddedSource { extension: wire::ninjs::EXTENSION, media_type, bytes })
}

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// One file that is to be made.
#[derive(Debug, Clone)]
pub struct Job<'e> {
    pub format: &'static Format,
    /// Relative to the output folder.
    pub path: String,
    subject: Subject<'e>,
}

#[derive(Debug, Clone)]
enum Subject<'e> {
    Edition,
    Selection(Arc<Selected<'e>>),
    Month(Arc<Selected<'e>>, Month),
    Year(i16),
    Release(&'e Release),
    Gone(Withdrawal<'e>),
    /// Where a release stood, and where it stands now.
    Former(&'e Permalink, &'e Permalink),
    File(&'e File),
}

impl Job<'_> {
    /// What stands there says that a release was withdrawn.
    pub fn is_gone(&self) -> bool {
        matches!(self.subject, Subject::Gone(_))
    }

    /// The media type of the file, which of a picture or document is its own.
    pub fn media_type(&self) -> &'static str {
        match &self.subject {
            Subject::File(file) => file.kind.media_type(),
            _ => self.format.media_type,
        }
    }

    /// The list that the file is about, where it is about one.
    pub fn selected(&self) -> Option<&Selected<'_>> {
        match &self.subject {
            Subject::Selection(selected) => Some(selected),
            _ => None,
        }
    }

    /// The release that the file is about, where it is about one that can be seen.
    pub fn release(&self) -> Option<&Release> {
        match &self.subject {
            Subject::Release(release) => Some(release),
            _ => None,
        }
    }

    /// Where the release stands that the file is about, where it is about one.
    pub fn permalink(&self) -> Option<&Permalink> {
        match &self.subject {
            Subject::Release(release) => Some(&release.permalink),
            Subject::Gone(notice) => Some(notice.permalink()),
            Subject::Edition | Subject::Selection(_) | Subject::Month(..) => None,
            Subject::Year(_) | Subject::Former(..) | Subject::File(_) => None,
        }
    }
}

/// Every file that the edition becomes, in the order of the table.
pub fn plan<'e>(edition: &Edition<'e>) -> Vec<Job<'e>> {
    let (years, former, files) = (edition.years(), edition.former(), edition.files());
    let selected: Vec<Arc<Selected>> =
        edition.selections().into_iter().map(|selection| Arc::new(edition.selected(selection))).collect();
    let mut jobs = Vec::new();
    for format in FORMATS {
        let job = |path: String, subject| Job { format, path, subject };
        match format.writer {
            Writer::Edition { path, .. } => jobs.push(job(path.to_owned(), Subject::Edition)),
            Writer::Optional { path, .. } => {
                jobs.extend(path(edition.publisher()).map(|path| job(path.to_owned(), Subject::Edition)));
            }
            Writer::Selection { path, .. } => jobs.extend(selected.iter().filter_map(|selected| {
                let path = path(edition.publisher(), &selected.selection)?;
                Some(job(path, Subject::Selection(Arc::clone(selected))))
            })),
            Writer::Month { path, .. } => jobs.extend(selected.iter().flat_map(|selected| {
                let of = move |month| job(path(&selected.selection, month), Subject::Month(Arc::clone(selected), month));
                selected.months().map(of)
            })),
            Writer::Year { path, .. } => jobs.extend(years.iter().map(|(year, _)| job(path(*year), Subject::Year(*year)))),
            Writer::Release { path, .. } => {
                jobs.extend(edition.releases().iter().map(|release| job(path(&release.permalink), Subject::Release(release))));
                jobs.extend(edition.gone().iter().map(|notice| job(path(notice.permalink()), Subject::Gone(*notice))));
            }
            Writer::Former { path, .. } => jobs.extend(former.iter().map(|(old, now)| job(path(old), Subject::Former(old, now)))),
            Writer::File { .. } => jobs.extend(files.iter().map(|file| job(file.path.clone(), Subject::File(file)))),
        }
    }
    jobs
}

/// What became of a job: the file and what should be known of it, or why there is none.
pub type Outcome = Result<(Artifact, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Makes the files of all `jobs` whose format is named in `wanted`, and hands each to `done` as soon as it is made, on any thread.
/// What wanted formats need is made as well and not handed out, so a part of an export has the same bytes as the whole.
/// What `context` holds beside earlier files (the bytes of pictures and documents, the numbers of a channel) goes to every writer.
pub fn export(edition: &Edition, jobs: &[Job], wanted: &[&Format], mut context: Context, done: &(dyn Fn(&Job, Outcome) + Sync)) {
    let wanted: BTreeSet<&str> = wanted.iter().map(|format| format.name).collect();
    let made = with_needs(&wanted);
    let needed: BTreeSet<&str> = made.iter().flat_map(|format| format.needs.iter().copied()).collect();
    let in_feeds = in_feeds(edition, jobs, &made);
    let is_due =
        |job: &Job| wanted.contains(job.format.name) || !is_for_feeds_alone(job.format, &made) || in_feeds.contains(&job.path);
    // Formats that need nothing of each other run together; a wave ends where one needs what the wave makes.
    let mut rest: &[&Format] = &made;
    while !rest.is_empty() {
        let wave = wave_of(rest);
        let (now, later) = rest.split_at(wave);
        let is_now = |job: &&Job| now.iter().any(|format| format.name == job.format.name);
        let todo: Vec<&Job> = jobs.iter().filter(is_now).filter(|job| is_due(job)).collect();
        let kept: Vec<(&Job, FileInfo)> = todo
            .into_par_iter()
            .filter_map(|job| {
                let outcome = run(edition, job, &context);
                let keep = match (&outcome, needed.contains(job.format.name)) {
                    (Ok((artifact, _)), true) => Some((job, FileInfo::from(artifact))),
                    _ => None,
                };
                if wanted.contains(job.format.name) {
                    done(job, outcome);
                }
                keep
            })
            .collect();
        for (job, made) in kept {
            if let Subject::Release(release) = &job.subject {
                context.provide(job.format.name, release, made);
            }
        }
        rest = later;
    }
}

/// The files that the file of `job` looks at through [`Context::made_for`], with the releases that they are about: they are made before it.
pub fn dependencies<'e>(edition: &Edition<'e>, job: &Job<'e>) -> Vec<(&'static Format, &'e Release, String)> {
    let releases = match &job.subject {
        Subject::Selection(selected) => feed::candidates(edition, selected),
        Subject::Edition => feed::candidates(edition, &edition.selected(Selection::All)),
        Subject::Release(release) => vec![*release],
        Subject::Month(..) | Subject::Year(_) | Subject::Gone(_) | Subject::Former(..) | Subject::File(_) => Vec::new(),
    };
    let of = |name: &&'static str| {
        let format = find(name)?;
        let Writer::Release { path, .. } = format.writer else { return None };
        let releases = releases.clone().into_iter();
        Some(releases.map(move |release| (format, release, path(&release.permalink))))
    };
    if job.format.needs.is_empty() { Vec::new() } else { job.format.needs.iter().filter_map(of).flatten().collect() }
}

/// Makes the file of one job. What it looks at must stand in `context`: see [`looked_at`].
pub fn make(edition: &Edition, job: &Job, context: &Context) -> Outcome {
    run(edition, job, context)
}

/// True for a format that only feeds look at: it is made for what stands in a feed and for nothing else of the archive.
fn is_for_feeds_alone(format: &Format, made: &[&Format]) -> bool {
    let mut needing = made.iter().filter(|other| other.needs.contains(&format.name));
    needing.all(|other| matches!(other.writer, Writer::Selection { .. } | Writer::Edition { .. }))
}

/// The paths of all files of releases that may stand in one of the feeds that are made.
fn in_feeds(edition: &Edition, jobs: &[Job], made: &[&Format]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let mut looked_at: BTreeSet<String> = BTreeSet::new();
    for job in jobs.iter().filter(|job| made.iter().any(|format| format.name == job.format.name && !format.needs.is_empty())) {
        let everything = || Arc::new(edition.selected(Selection::All));
        let selected = match &job.subject {
            Subject::Selection(selected) => Arc::clone(selected),
            Subject::Edition => everything(),
            _ => continue,
        };
        if looked_at.insert(selected.selection.folder()) {
            folders.extend(feed::candidates(edition, &selected).into_iter().map(Release::folder));
        }
    }
    let is_in = |job: &&Job| job.permalink().is_some_and(|permalink| folders.contains(&permalink.folder()));
    jobs.iter().filter(is_in).map(|job| job.path.clone()).collect()
}

/// The formats of these names and, before them, all that they need; in the order of the table.
fn with_needs(names: &BTreeSet<&str>) -> Vec<&'static Format> {
    let mut all = names.clone();
    for format in FORMATS.iter().rev() {
        if all.contains(format.name) {
            all.extend(format.needs);
        }
    }
    FORMATS.iter().filter(|format| all.contains(format.name)).collect()
}

/// How many of the first formats can be made at once; at least one.
fn wave_of(formats: &[&Format]) -> usize {
    let mut names: Vec<&str> = Vec::new();
    for format in formats {
        if format.needs.iter().any(|need| names.contains(need)) {
            break;
        }
        names.push(format.name);
    }
    names.len().max(1)
}

fn run(edition: &Edition, job: &Job, context: &Context) -> Outcome {
    let written = match (job.format.writer, &job.subject) {
        (Writer::Edition { write, .. } | Writer::Optional { write, .. }, _) => write(edition, context),
        (Writer::Selection { write, .. }, Subject::Selection(selected)) => write(edition, selected, context),
        (Writer::Month { write, .. }, Subject::Month(selected, month)) => write(edition, selected, *month, context),
        (Writer::Year { write, .. }, Subject::Year(year)) => write(edition, *year, context),
        (Writer::Release { write, .. }, Subject::Release(release)) => write(edition, release, context),
        (Writer::Release { gone, .. }, Subject::Gone(notice)) => gone(edition, notice, context),
        (Writer::Former { write, .. }, Subject::Former(old, now)) => write(edition, old, now),
        (Writer::File { write }, Subject::File(file)) => write(file, context),
        // `plan` pairs each writer with its subject.
        (Writer::Selection { .. } | Writer::Month { .. } | Writer::Year { .. }, _) => Err(Vec::new()),
        (Writer::Release { .. } | Writer::Former { .. } | Writer::File { .. }, _) => Err(Vec::new()),
    };
    let media_type = job.media_type();
    written.map(|(bytes, notes)| (Artifact { path: job.path.clone(), media_type, bytes: Arc::new(bytes) }, notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_stands_after_what_it_needs_and_has_a_name_of_its_own() {
        for (at, format) in FORMATS.iter().enumerate() {
            let before: Vec<&str> = FORMATS[..at].iter().map(|f| f.name).collect();
            assert!(!before.contains(&format.name), "{} stands twice", format.name);
            for need in format.needs {
                assert!(before.contains(need), "{} needs {need}, which stands after it or nowhere", format.name);
            }
        }
    }
}
