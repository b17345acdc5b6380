//! The command line: what can be asked, and one file for each answer.
//!
//! A command is a function from its arguments to a [`Report`]; `main` prints it and takes the exit code from it.

#[cfg(feature = "serve")]
mod backup;
mod build;
mod change;
mod check;
mod console;
mod environment;
mod import;
mod init;
mod r#move;
mod new;
mod options;
mod print;
mod release_name;
mod report;
mod selection_args;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod stale_contacts;
mod wire;

use clap::CommandFactory;
use clap::Parser;
use clap::Subcommand;

pub use console::Console;
pub use environment::Environment;
use options::CommonOptions;
use report::Abort;
pub use report::Exit;
pub use report::Report;

use crate::format::FORMATS;
use crate::model::ChangeKind;

/// A press office writes each release once; Depesch makes feeds, printable PDFs, web pages and press text of it.
#[derive(Debug, Parser)]
#[command(name = "depesch", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    pub common: CommonOptions,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  a text has mistakes; every other release was built
  2  the command line was not understood
  3  something failed outside the texts: a folder, a file, the disk";

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a newsroom in a folder
    Init(init::InitArgs),
    /// Make everything that may be seen now, in the output folder
    Build(build::BuildArgs),
    /// Look for mistakes in all texts, and write nothing
    Check(check::CheckArgs),
    /// Begin a release: a file with a new id, ready to be written in
    New(new::NewArgs),
    /// WriteOutcome right what was wrong: keep today's text, and open a change row for the new one
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
    /// WriteOutcome such a copy back
    #[cfg(feature = "serve")]
    Restore(backup::RestoreArgs),
    /// Write completions for a shell to standard output
    Completions { shell: clap_complete::Shell },
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

pub fn run(cli: &Cli, env: &Environment, console: &Console<'_>) -> Report {
    run_command(cli, env, console).unwrap_or_else(|abort| match abort {
        Abort::Error(error) => Report::error(&error, Exit::Failed, &cli.common, env),
        Abort::Report(report) => report,
    })
}

fn run_command(cli: &Cli, env: &Environment, console: &Console<'_>) -> Result<Report, Abort> {
    let common = &cli.common;
    match &cli.command {
        Command::Init(init) => init.run(common, env, console.ask),
        Command::Build(build) => Ok(build.run(common, env, console.progress)?),
        Command::Check(check) => Ok(check.run(common, env)?),
        Command::New(new) => new.run(common, env),
        Command::Correct(change) => change.run(ChangeKind::Correction, common, env),
        Command::Update(change) => change.run(ChangeKind::Update, common, env),
        Command::Withdraw(change) => change.run(ChangeKind::Withdrawal, common, env),
        Command::Move(to) => to.run(common, env),
        Command::Import(import) => Ok(import.run(common, env)?),
        Command::Formats => Ok(formats(common)),
        Command::Show(show) => show.run(common, env),
        Command::Print(print) => print.run(common, env),
        Command::Wire(wire) => wire.run(common, env),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => Ok(serve.run(common, env)?),
        #[cfg(feature = "serve")]
        Command::Backup(backup) => Ok(backup.run(env)?),
        #[cfg(feature = "serve")]
        Command::Restore(restore) => Ok(restore.run(env)?),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "depesch", &mut script);
            Ok(Report::success(script))
        }
    }
}

fn formats(common: &CommonOptions) -> Report {
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
