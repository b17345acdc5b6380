//! Every output in one table, and the export over it.
//!
//! The table feeds the build, the command line and the laws in `tests/`. To add a format: its file, its `mod` line, its line here,
//! and bless the golden files.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::artifact::{Artifact, Context, Format, WriteResult, Writer};
use crate::diag::Diagnostic;
use crate::model::{Edition, File, Month, Permalink, Release, Selected, Withdrawal};
use crate::{feed, page, print, wire};

/// Every format, in the order in which pages and the command line list them.
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
    page::redirects::FORMAT,
    page::redirects::REDIRECTS,
    page::redirects::NGINX,
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

/// A PDF embeds the release as ninjs: the one place where two formats meet.
const PRINTED: Format = print::format(printed);

fn printed(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    let Format { media_type, .. } = wire::ninjs::FORMAT;
    let bytes = wire::ninjs::embedded(edition, release, context);
    print::write(edition, release, context, print::EmbeddedSource { extension: wire::ninjs::EXTENSION, media_type, bytes })
}

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// For pages that the service writes on request.
pub fn page_context() -> Context<'static> {
    Context::new(FORMATS, &|_| unreachable!("a page links to attachments and never reads them")).served()
}

/// One file to render.
#[derive(Debug, Clone)]
pub struct RenderJob<'e> {
    pub format: &'static Format,
    /// Relative to the output folder.
    pub path: String,
    subject: Task<'e>,
}

#[derive(Debug, Clone)]
enum Task<'e> {
    Edition,
    Selection(Arc<Selected<'e>>),
    Month(Arc<Selected<'e>>, Month),
    Year(i16),
    Release(&'e Release),
    Gone(Withdrawal<'e>),
    /// The former and the current address of a release.
    Former(&'e Permalink, &'e Permalink),
    File(&'e File),
}

impl RenderJob<'_> {
    /// The notice of a withdrawn release.
    pub fn is_gone(&self) -> bool {
        matches!(self.subject, Task::Gone(_))
    }

    /// The media type of the file; that of a picture or document is its own.
    pub fn media_type(&self) -> &'static str {
        match &self.subject {
            Task::File(file) => file.kind.media_type(),
            _ => self.format.media_type,
        }
    }

    /// The length of a picture or document in bytes, which is known before it is read.
    pub fn file_length(&self) -> Option<u64> {
        match &self.subject {
            Task::File(file) => Some(file.length),
            _ => None,
        }
    }

    /// The selection of the file, where it has one.
    pub fn selected(&self) -> Option<&Selected<'_>> {
        match &self.subject {
            Task::Selection(selected) => Some(selected),
            _ => None,
        }
    }

    /// The release of the file, where it has one that is not withdrawn.
    pub fn release(&self) -> Option<&Release> {
        match &self.subject {
            Task::Release(release) => Some(release),
            _ => None,
        }
    }

    /// The permalink of the file's release, where it has one.
    pub fn permalink(&self) -> Option<&Permalink> {
        match &self.subject {
            Task::Release(release) => Some(&release.permalink),
            Task::Gone(notice) => Some(notice.permalink()),
            Task::Edition | Task::Selection(_) | Task::Month(..) => None,
            Task::Year(_) | Task::Former(..) | Task::File(_) => None,
        }
    }
}

/// Every file of the edition, in the order of the table.
pub fn plan<'e>(edition: &Edition<'e>) -> Vec<RenderJob<'e>> {
    let (years, former, files) = (edition.years(), edition.former_permalinks(), edition.files());
    let selected: Vec<Arc<Selected>> =
        edition.selections().into_iter().map(|selection| Arc::new(edition.selected(selection))).collect();
    let mut jobs = Vec::new();
    for format in FORMATS {
        let job = |path: String, subject| RenderJob { format, path, subject };
        match format.writer {
            Writer::Edition { path, .. } => jobs.push(job(path.to_owned(), Task::Edition)),
            Writer::Optional { path, .. } => {
                jobs.extend(path(edition.publisher()).map(|path| job(path.to_owned(), Task::Edition)));
            }
            Writer::Selection { path, .. } => jobs.extend(selected.iter().filter_map(|selected| {
                let path = path(edition.publisher(), &selected.selection)?;
                Some(job(path, Task::Selection(Arc::clone(selected))))
            })),
            Writer::Month { path, .. } => jobs.extend(selected.iter().flat_map(|selected| {
                let of = move |month| job(path(&selected.selection, month), Task::Month(Arc::clone(selected), month));
                selected.months().map(of)
            })),
            Writer::Year { path, .. } => jobs.extend(years.iter().map(|(year, _)| job(path(*year), Task::Year(*year)))),
            Writer::Release { path, .. } => {
                jobs.extend(edition.releases().iter().map(|release| job(path(&release.permalink), Task::Release(release))));
                jobs.extend(edition.withdrawals().iter().map(|notice| job(path(notice.permalink()), Task::Gone(*notice))));
            }
            Writer::Former { path, .. } => jobs.extend(former.iter().map(|(old, now)| job(path(old), Task::Former(old, now)))),
            Writer::File { .. } => jobs.extend(files.iter().map(|file| job(file.path.clone(), Task::File(file)))),
        }
    }
    jobs
}

/// The result of a job: the file with its notes, or the errors.
pub type ExportResult = Result<(Artifact, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Renders all `jobs` whose format is in `wanted`, and hands each file to `done` as soon as it is rendered, on any thread. Files that these
/// formats depend on are rendered as well and not handed out, so a part of an export has the same bytes as the whole.
pub fn export(
    edition: &Edition,
    jobs: &[RenderJob],
    wanted: &[&Format],
    mut context: Context,
    done: &(dyn Fn(&RenderJob, ExportResult) + Sync),
) {
    let wanted: BTreeSet<&str> = wanted.iter().map(|format| format.name).collect();
    let is_wanted = |job: &RenderJob| wanted.contains(job.format.name);
    let needed: BTreeSet<String> =
        jobs.iter().filter(|job| is_wanted(job)).flat_map(|job| dependencies(edition, job)).map(|(_, _, path)| path).collect();
    let is_needed = |job: &RenderJob| needed.contains(&job.path);
    let lengths: Vec<_> = jobs
        .par_iter()
        .filter(|job| is_needed(job))
        .filter_map(|job| {
            let outcome = run(edition, job, &context);
            let length = outcome.as_ref().ok().map(|(artifact, _)| artifact.bytes.len());
            if is_wanted(job) {
                done(job, outcome);
            }
            Some((job.format.name, job.release()?, length?))
        })
        .collect();
    for (format, release, length) in lengths {
        context.set_length(format, release, length);
    }
    let rest = jobs.par_iter().filter(|job| is_wanted(job) && !is_needed(job));
    rest.for_each(|job| done(job, run(edition, job, &context)));
}

/// The files whose length the writer of `job` asks for, with their formats and releases: they are rendered before it.
pub fn dependencies<'e>(edition: &Edition<'e>, job: &RenderJob<'e>) -> Vec<(&'static Format, &'e Release, String)> {
    let Task::Selection(selected) = &job.subject else { return Vec::new() };
    if !feed::states_lengths(selected) {
        return Vec::new();
    }
    let formats = job.format.depends_on.iter().filter_map(|(name, _)| find(name));
    let files = formats.flat_map(|format| {
        let Writer::Release { path, .. } = format.writer else { return Vec::new() };
        let candidates = feed::candidates(edition, selected).into_iter();
        candidates.map(|release| (format, release, path(&release.permalink))).collect()
    });
    files.collect()
}

/// Renders the file of one job. The lengths of its [`dependencies`] must be in `context`.
pub fn render(edition: &Edition, job: &RenderJob, context: &Context) -> ExportResult {
    run(edition, job, context)
}

fn run(edition: &Edition, job: &RenderJob, context: &Context) -> ExportResult {
    let written = match (job.format.writer, &job.subject) {
        (Writer::Edition { write, .. } | Writer::Optional { write, .. }, _) => write(edition, context),
        (Writer::Selection { write, .. }, Task::Selection(selected)) => write(edition, selected, context),
        (Writer::Month { write, .. }, Task::Month(selected, month)) => write(edition, selected, *month, context),
        (Writer::Year { write, .. }, Task::Year(year)) => write(edition, *year, context),
        (Writer::Release { write, .. }, Task::Release(release)) => write(edition, release, context),
        (Writer::Release { gone, .. }, Task::Gone(notice)) => gone(edition, notice, context),
        (Writer::Former { write, .. }, Task::Former(old, now)) => write(edition, old, now, context),
        (Writer::File { write }, Task::File(file)) => write(file, context),
        (writer, task) => unreachable!("`plan` gives {writer:?} another task than {task:?}"),
    };
    let media_type = job.media_type();
    written.map(|(bytes, notes)| (Artifact { path: job.path.clone(), media_type, bytes: Arc::new(bytes) }, notes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Family;
    use crate::model::WireFormat;

    #[test]
    fn each_format_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(names.len(), FORMATS.len());
    }

    #[test]
    fn each_wire_format_but_mail_is_a_row_of_the_table() {
        for format in WireFormat::ALL.into_iter().filter(|format| *format != WireFormat::Mail) {
            let row = find(format.name()).unwrap_or_else(|| panic!("{} is no format", format.name()));
            assert!(
                matches!(row.family, Family::Wire | Family::Text) && matches!(row.writer, Writer::Release { .. }),
                "{}",
                row.name
            );
        }
        assert!(find(WireFormat::Mail.name()).is_none());
        let is_for_desks = |format: &&Format| matches!(format.family, Family::Wire | Family::Text);
        assert_eq!(FORMATS.iter().filter(is_for_desks).count(), WireFormat::ALL.len() - 1);
    }

    /// Every dependency renders files of another format first: whoever adds one must say here what a reader would miss.
    #[test]
    fn only_what_a_reader_would_miss_is_rendered_first() {
        let dependencies: String = FORMATS
            .iter()
            .flat_map(|format| format.depends_on.iter().map(|(on, why)| format!("{} -> {on}: {why}\n", format.name)))
            .collect();
        assert_eq!(dependencies, "rss -> pdf: an enclosure must state its length (RSS 2.0), and readers show it\n");
    }

    /// `export` renders what others depend on in one turn, and for a selection's releases.
    #[test]
    fn a_dependency_is_a_file_of_a_release_and_has_none_itself() {
        for format in FORMATS.iter().filter(|format| !format.depends_on.is_empty()) {
            assert!(matches!(format.writer, Writer::Selection { .. }), "{} has no selection", format.name);
            for (on, _) in format.depends_on {
                let on = find(on).unwrap_or_else(|| panic!("{} depends on {on}, which is no format", format.name));
                assert!(matches!(on.writer, Writer::Release { .. }) && on.depends_on.is_empty(), "{}", on.name);
            }
        }
    }
}
