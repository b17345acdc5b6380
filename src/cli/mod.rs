//! The command line: what can be asked, and one file for each answer.
//!
//! A command is a function from its arguments to a [`Report`]; `main` prints it and takes the exit code from it.

#[cfg(feature = "serve")]
mod backup;
mod build;
mod change;
mod check;
mod import;
mod r#move;
mod new;
mod print;
mod selection_args;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod stale_contacts;
mod wire;

use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use clap::CommandFactory;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;

use crate::content;
use crate::content::Sources;
use crate::diag;
use crate::diag::Diagnostic;
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::format::FORMATS;
use crate::model::ChangeKind;

/// A press office writes each release once; Depesch makes feeds, printable PDFs, web pages and press text of it.
#[derive(Debug, Parser)]
#[command(name = "depesch", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    pub common: Common,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  a text has mistakes; every other release was built
  2  the command line was not understood
  3  something failed outside the texts: a folder, a file, the disk";

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The folder that holds newsroom.toml and the releases
    #[arg(long, global = true, value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
    /// What printed releases look like [default: templates/print/theme.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// The language of messages [default: by locale]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// Answer in JSON, for machines
    #[arg(long, global = true)]
    pub json: bool,
    /// When to colour messages
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    En,
    Sv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make everything that may be seen now, in the output folder
    Build(build::BuildArgs),
    /// Look for mistakes in all texts, and write nothing
    Check(check::CheckArgs),
    /// Begin a release: a file with a new id, ready to be written in
    New(new::NewArgs),
    /// Put right what was wrong: keep today's text, and open a change row for the new one
    Correct(change::ChangeArgs),
    /// Tell something new: keep today's text, and open a change row for the new one
    Update(change::ChangeArgs),
    /// Withdraw a release: its page says when and why, and its text leaves every public file
    Withdraw(change::ChangeArgs),
    /// Give a release a new address; the old one leads there
    Move(r#move::MoveArgs),
    /// Bring in releases that were written elsewhere: a text, a saved page, a feed, an export of WordPress, or a folder of them
    Import(import::ImportArgs),
    /// List the formats
    Formats,
    /// Write one release in one format to standard output
    Show(show::ShowArgs),
    /// Make one PDF of several releases: those of a month, of a topic, or named ones
    Print(print::PrintArgs),
    /// Messages of the press wire: see what a news desk gets, look into what a desk got
    Wire(wire::WireArgs),
    /// Answer on the web: the newsroom live, as its texts are saved and as time passes
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    /// Copy what the service must not forget, while it runs
    #[cfg(feature = "serve")]
    Backup(backup::BackupArgs),
    /// Put such a copy back
    #[cfg(feature = "serve")]
    Restore(backup::RestoreArgs),
    /// Write completions for a shell to standard output
    Completions { shell: clap_complete::Shell },
}

/// Where a run stands in the world. `main` alone asks the machine for it.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The language messages are given in when `--lang` is silent.
    pub ui_language: UiLanguage,
    /// Whether messages may be coloured when `--color` is silent.
    pub color: bool,
    /// Whether standard output is a terminal, which binary files would upset.
    pub terminal: bool,
}

impl Cli {
    /// Does it go on and on, and tell in a log how it fares?
    pub fn is_service(&self) -> bool {
        #[cfg(feature = "serve")]
        return matches!(self.command, Command::Serve(_));
        #[cfg(not(feature = "serve"))]
        false
    }
}

impl Environment {
    /// The world as the common arguments change it.
    pub fn with(mut self, common: &Common) -> Environment {
        match common.lang {
            Some(Language::En) => self.ui_language = UiLanguage::English,
            Some(Language::Sv) => self.ui_language = UiLanguage::Swedish,
            None => {}
        }
        match common.color {
            Color::Always => self.color = true,
            Color::Never => self.color = false,
            Color::Auto => {}
        }
        self
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success = 0,
    ContentErrors = 1,
    Failed = 3,
}

/// What a command has to say.
#[derive(Debug)]
pub struct Report {
    /// The answer itself.
    pub stdout: Vec<u8>,
    /// What is said beside it.
    pub stderr: String,
    pub exit: Exit,
}

impl Report {
    fn success(stdout: impl Into<Vec<u8>>) -> Report {
        Report { stdout: stdout.into(), stderr: String::new(), exit: Exit::Success }
    }
}

/// Where a theme stands unless another is asked for.
const THEME: &str = "templates/print/theme.toml";

/// The content folder with the theme that its releases are printed in. Only a theme that was asked for must be there.
fn gather(common: &Common) -> Result<Sources, Error> {
    gather_from(&common.content, common.theme.as_deref())
}

fn gather_from(content: &Path, theme: Option<&Path>) -> Result<Sources, Error> {
    let mut sources = content::read_dir(content)?;
    let usual = Path::new(THEME);
    let path = theme.or(usual.exists().then_some(usual));
    sources.theme = path.map(content::read_theme).transpose()?;
    Ok(sources)
}

/// Mistakes that leave nothing to do but to show them.
fn report_errors(found: &[Diagnostic], common: &Common, env: &Environment) -> Report {
    if common.json {
        let answer = serde_json::json!({ "diagnostics": diag::to_json(found, env.ui_language) });
        return Report { stdout: format!("{answer:#}\n").into_bytes(), stderr: String::new(), exit: Exit::ContentErrors };
    }
    Report { stdout: Vec::new(), stderr: diag::render(found, env.ui_language, env.color), exit: Exit::ContentErrors }
}

/// Told how many of how many files are made.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Answers the command. `progress` is called from many threads.
pub fn run(cli: &Cli, env: &Environment, progress: Progress<'_>) -> Result<Report, Error> {
    let common = &cli.common;
    match &cli.command {
        Command::Build(build) => build.run(common, env, progress),
        Command::Check(check) => check.run(common, env),
        Command::New(new) => new.run(common, env),
        Command::Correct(change) => change.run(ChangeKind::Correction, common, env),
        Command::Update(change) => change.run(ChangeKind::Update, common, env),
        Command::Withdraw(change) => change.run(ChangeKind::Withdrawal, common, env),
        Command::Move(to) => to.run(common, env),
        Command::Import(import) => import.run(common, env),
        Command::Formats => Ok(formats(common)),
        Command::Show(show) => show.run(common, env),
        Command::Print(print) => print.run(common, env),
        Command::Wire(wire) => wire.run(common, env),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve.run(common, env),
        #[cfg(feature = "serve")]
        Command::Backup(backup) => backup.run(env),
        #[cfg(feature = "serve")]
        Command::Restore(restore) => restore.run(env),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "depesch", &mut script);
            Ok(Report::success(script))
        }
    }
}

fn formats(common: &Common) -> Report {
    if common.json {
        let rows: Vec<_> = FORMATS
            .iter()
            .map(|f| serde_json::json!({ "name": f.name, "about": f.about, "media_type": f.media_type, "needs": f.depends_on, "omits": f.omits.iter().map(|(fact, why)| format!("{fact:?}: {why}")).collect::<Vec<_>>() }))
            .collect();
        return Report::success(format!("{:#}\n", serde_json::Value::from(rows)));
    }
    let width = FORMATS.iter().map(|f| f.name.len()).max().unwrap_or(0);
    Report::success(FORMATS.iter().map(|f| format!("{:width$}  {}\n", f.name, f.about)).collect::<String>())
}
