//! `depesch print --select 2026-03`: one PDF of several releases.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Exit, Report, require_newsroom};
use super::{build, options, release_name, selection_args};
use crate::artifact::Context;
use crate::content::ParseCache;
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{Collection, Edition, Item, SingleLine};
use crate::out::LoadedSite;
use crate::print::collection;
use crate::print::collection::PrintedCollection;
use crate::{content, diag, msg, out};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group = ArgGroup::new("what").required(true).multiple(true))]
pub struct PrintArgs {
    /// Names of releases, as for `show`; they come first, in this order
    #[arg(value_name = "SLUG", group = "what")]
    releases: Vec<String>,
    /// What to print; a release must match all of several selections. A year (2026), a month (2026-03), months (2026-01..2026-03), or a
    /// list that readers can follow, by its folder or the end of it (amnen/fritid, fritid, avdelningar/..., sprak/en, typer/..., rattelser,
    /// urval/...)
    #[arg(long, value_name = "SELECTION", num_args = 1.., value_delimiter = ',', group = "what")]
    select: Vec<String>,
    /// Output file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Title on the cover [default: from the selection]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Print the state of this time [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Include drafts and embargoed releases; every page says so
    #[arg(long)]
    drafts: bool,
}

const EXAMPLES: &str = "\
Oldest first, by first publication. Of a release in several languages only the original is printed, unless a language is \
selected (sprak/en) or the translation is named (2026/sommarlov/en). A withdrawn release is printed as its notice.

Examples:
  depesch print --select 2026-03 -o mars.pdf
  depesch print --select 2026 amnen/fritid --title \"Fritidsåret 2026\" -o fritid.pdf
  depesch print ny-simhall 2026/sommarlov/en > two.pdf";

impl PrintArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        self.refuse_bad_places(common, env)?;
        let title = self.title.as_deref().map(parse_title).transpose()?;
        let mut site = LoadedSite::read(&common.content, options::gather(common)?, &mut ParseCache::default());
        let now = env.instant(require_newsroom(&site.content, common, env)?, "--now", self.now.as_deref())?;
        if !self.drafts {
            site.restore_last_good(&now, env.now);
        }
        let newsroom = require_newsroom(&site.content, common, env)?;
        let edition = if self.drafts { newsroom.preview(&now) } else { newsroom.public(&now) };
        let errors = site.content.diagnostics.iter().filter(|found| found.is_error() && self.concerns(found));
        let mut diagnostics: Vec<Diagnostic> = errors.cloned().collect();

        let (period, selections) = selection_args::parse(&edition, &self.select)?;
        let mut items = self.named(&edition, &diagnostics)?;
        if !self.select.is_empty() {
            let selected = edition.collect(period, &selections);
            if selected.is_empty() && diagnostics.is_empty() {
                return Err(selection_args::none_found(&edition, &self.select, self.drafts).into());
            }
            let is_new = |item: &Item| !items.iter().any(|named| named.permalink() == item.permalink());
            let selected: Vec<Item> = selected.into_iter().filter(is_new).collect();
            items.extend(selected);
        }
        if items.is_empty() {
            return Ok(nothing_printed(&diagnostics, common, env));
        }
        let collection = Collection { title, period, selections, items };
        match collection::write(
            &edition,
            &collection,
            &Context::new(crate::format::FORMATS, &content::attachment_loader(&common.content)),
        ) {
            Ok(mut printed) => {
                diagnostics.append(&mut printed.notes);
                Ok(self.report(printed, diagnostics, common, env)?)
            }
            Err(errors) => {
                diagnostics.extend(errors);
                Ok(nothing_printed(&diagnostics, common, env))
            }
        }
    }

    /// Refuses a PDF on a terminal or among the texts, and drafts in a public folder, before anything is read.
    fn refuse_bad_places(&self, common: &CommonOptions, env: &Environment) -> Result<(), Error> {
        match &self.out {
            None if env.terminal => {
                Err(Error::new(msg!("a PDF cannot be shown on a terminal", "en PDF kan inte visas i terminalen"))
                    .hint(msg!("name a file: `depesch print ... -o file.pdf`", "ange en fil: `depesch print ... -o fil.pdf`")))
            }
            None => Ok(()),
            Some(file) => {
                build::refuse_inside_content(&common.content, file)?;
                if self.drafts { out::refuse_in_public_folder(file) } else { Ok(()) }
            }
        }
    }

    /// Releases that were named, in this order. One with errors is reported already.
    fn named<'a>(&self, edition: &Edition<'a>, diagnostics: &[Diagnostic]) -> Result<Vec<Item<'a>>, Error> {
        let mut items: Vec<Item> = Vec::new();
        for name in &self.releases {
            let matches: Vec<Item> = edition.items().filter(|item| release_name::matches_name(item.permalink(), name)).collect();
            match matches[..] {
                [one] if items.iter().any(|item| item.permalink() == one.permalink()) => {}
                [one] => items.push(one),
                [] if diagnostics.iter().any(|found| is_about(found, name)) => {}
                [] => return Err(release_name::not_found(name)),
                _ => return Err(release_name::ambiguous(name, matches.iter().map(Item::permalink))),
            }
        }
        Ok(items)
    }

    /// A release with errors might belong to any selection; named releases have only errors of their own. Errors of the newsroom or its
    /// theme concern every print.
    fn concerns(&self, found: &Diagnostic) -> bool {
        let is_of_releases = found.location.file.starts_with("releases/");
        !is_of_releases || !self.select.is_empty() || self.releases.iter().any(|name| is_about(found, name))
    }

    fn report(
        &self,
        printed: PrintedCollection,
        mut diagnostics: Vec<Diagnostic>,
        common: &CommonOptions,
        env: &Environment,
    ) -> Result<Report, Error> {
        diagnostics.sort_by(|a, b| (&a.location, &a.message.en).cmp(&(&b.location, &b.message.en)));
        let exit = if diagnostics.iter().any(Diagnostic::is_error) { Exit::ContentErrors } else { Exit::Success };
        let mut stderr = diag::render(&diagnostics, env.ui_language, env.color);
        let Some(file) = &self.out else {
            return Ok(Report { stdout: printed.bytes, stderr, exit });
        };
        out::replace(file, &printed.bytes)?;
        if common.json {
            let answer = serde_json::json!({
                "out": file, "title": printed.title, "releases": printed.releases, "pages": printed.pages,
                "diagnostics": diag::to_json(&diagnostics, env.ui_language),
            });
            return Ok(Report::json(&answer, exit));
        }
        if !stderr.is_empty() {
            stderr.push('\n');
        }
        stderr.push_str(summary(&printed, file).text(env.ui_language));
        stderr.push('\n');
        Ok(Report { stdout: Vec::new(), stderr, exit })
    }
}

/// Every selected release has errors.
fn nothing_printed(diagnostics: &[Diagnostic], common: &CommonOptions, env: &Environment) -> Report {
    let mut report = Report::diagnostics(diagnostics, common, env);
    if !common.json {
        let message = msg!("nothing was printed", "inget skrevs ut");
        report.stderr.push_str(&format!("\n{}\n", message.text(env.ui_language)));
    }
    report
}

fn summary(printed: &PrintedCollection, file: &Path) -> diag::Message {
    let (releases, pages, file) = (printed.releases, printed.pages, file.display());
    let s = if releases == 1 { "" } else { "s" };
    let en = if releases == 1 { "" } else { "n" };
    msg!("{releases} release{s} on {pages} pages in `{file}`", "{releases} meddelande{en} på {pages} sidor i `{file}`")
}

fn parse_title(text: &str) -> Result<SingleLine, Error> {
    SingleLine::parse(text).map_err(|error| {
        let why = content::explain_name_error(&error);
        let (en, sv) = (why.en, why.sv);
        Error::new(msg!("the title cannot be used: {en}", "titeln kan inte användas: {sv}"))
            .hint(msg!("write one line: `--title \"Spring 2026\"`", "skriv en rad: `--title \"Våren 2026\"`"))
    })
}

/// Whether a diagnostic is in the folder of the release of that name.
fn is_about(found: &Diagnostic, name: &str) -> bool {
    let slug = match *name.split('/').collect::<Vec<_>>() {
        [_, slug, ..] => slug,
        _ => name,
    };
    found.location.file.split('/').any(|part| part == slug)
}
