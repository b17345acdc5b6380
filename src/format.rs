//! Every output in one table, and the export over it.
//!
//! The table feeds the build, the command line and the laws in `tests/`. To add a format: its file, its `mod` line, its line here,
//! and bless the golden files.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::artifact::Artifact;
use crate::artifact::Context;
use crate::artifact::Format;
use crate::artifact::Writer;
use crate::diag::Diagnostic;
use crate::feed;
use crate::model::Edition;
use crate::model::Release;
use crate::page;
use crate::print;
use crate::wire;

/// Every format. One that looks at another's files stands after it.
pub static FORMATS: &[Format] = &[
    print::FORMAT,
    wire::press_text::FORMAT,
    feed::rss::FORMAT,
    feed::atom::FORMAT,
    feed::json_feed::FORMAT,
    feed::style::FORMAT,
    page::release::FORMAT,
    page::front::FORMAT,
    page::archive::FORMAT,
    page::archive::YEAR,
    page::assets::STYLE,
    page::assets::ICON,
];

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

#[derive(Debug, Clone, Copy)]
enum Subject<'e> {
    Edition,
    Year(i16),
    Release(&'e Release),
}

impl Job<'_> {
    /// The release that the file is about, where it is about one.
    pub fn release(&self) -> Option<&Release> {
        match self.subject {
            Subject::Release(release) => Some(release),
            Subject::Edition | Subject::Year(_) => None,
        }
    }
}

/// Every file that the edition becomes, in the order of the table.
pub fn plan<'e>(edition: &Edition<'e>) -> Vec<Job<'e>> {
    let mut jobs = Vec::new();
    for format in FORMATS {
        match format.writer {
            Writer::Edition { path, .. } => jobs.push(Job { format, path: path.to_owned(), subject: Subject::Edition }),
            Writer::Year { path, .. } => {
                jobs.extend(edition.years().iter().map(|(year, _)| Job {
                    format,
                    path: path(*year),
                    subject: Subject::Year(*year),
                }));
            }
            Writer::Release { path, .. } => jobs.extend(edition.releases().iter().map(|release| Job {
                format,
                path: path(release),
                subject: Subject::Release(release),
            })),
        }
    }
    jobs
}

/// What became of a job: the file and what should be known of it, or why there is none.
pub type Outcome = Result<(Artifact, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Makes the files of all `jobs` whose format is named in `wanted`, and hands each to `done` as soon as it is made, on any thread.
/// What wanted formats need is made as well and not handed out, so a part of an export has the same bytes as the whole.
pub fn export(edition: &Edition, jobs: &[Job], wanted: &[&Format], done: &(dyn Fn(&Job, Outcome) + Sync)) {
    let wanted: BTreeSet<&str> = wanted.iter().map(|format| format.name).collect();
    let made = with_needs(&wanted);
    let needed: BTreeSet<&str> = made.iter().flat_map(|format| format.needs.iter().copied()).collect();
    let mut context = Context::default();
    // Formats that need nothing of each other run together; a wave ends where one needs what the wave makes.
    let mut rest: &[&Format] = &made;
    while !rest.is_empty() {
        let wave = wave_of(rest);
        let (now, later) = rest.split_at(wave);
        let todo: Vec<&Job> = jobs.iter().filter(|job| now.iter().any(|format| format.name == job.format.name)).collect();
        let kept: Vec<(&Job, Artifact)> = todo
            .into_par_iter()
            .filter_map(|job| {
                let outcome = run(edition, job, &context);
                let keep = match (&outcome, needed.contains(job.format.name)) {
                    (Ok((artifact, _)), true) => Some((job, artifact.clone())),
                    _ => None,
                };
                if wanted.contains(job.format.name) {
                    done(job, outcome);
                }
                keep
            })
            .collect();
        for (job, artifact) in kept {
            if let Subject::Release(release) = job.subject {
                context.remember(job.format.name, release, artifact);
            }
        }
        rest = later;
    }
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
    let written = match (job.format.writer, job.subject) {
        (Writer::Edition { write, .. }, _) => write(edition, context),
        (Writer::Year { write, .. }, Subject::Year(year)) => write(edition, year, context),
        (Writer::Release { write, .. }, Subject::Release(release)) => write(edition, release, context),
        // `plan` pairs each writer with its subject.
        (Writer::Year { .. } | Writer::Release { .. }, _) => Err(Vec::new()),
    };
    written.map(|(bytes, notes)| {
        let artifact = Artifact { path: job.path.clone(), media_type: job.format.media_type, bytes: Arc::new(bytes) };
        (artifact, notes)
    })
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
