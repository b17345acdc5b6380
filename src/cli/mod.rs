//! The command line: one file for each command.
//!
//! A command is a function from its arguments to a [`Report`], which `main` prints; it has the exit code too.

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
#[cfg(feature = "serve")]
mod sandbox;
mod selection_args;
#[cfg(feature = "serve")]
mod send;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod stale_contacts;
mod threads;
mod wire;

use clap::{CommandFactory, Parser, Subcommand};

pub use console::Console;
pub use environment::Environment;
use options::CommonOptions;
use report::Abort;
pub use report::{Exit, Report};

use crate::format::FORMATS;
use crate::model::ChangeKind;

/// Turns press releases, each written once, into web pages, feeds, printable PDFs and wire text
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
  0  success
  1  a text has errors; every other release was built
  2  the command line is not valid
  3  something outside the texts failed: a folder, a file, the disk
  4  a delivery is late
  5  a delivery was refused, or nobody knows whether it arrived
  6  something is not sent until a person decides";

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a newsroom in a folder
    Init(init::InitArgs),
    /// Write everything that may be public now to the output folder
    Build(build::BuildArgs),
    /// List every error and warning in the texts, and write nothing
    Check(check::CheckArgs),
    /// Start a release: a file with a new id
    New(new::NewArgs),
    /// Start a correction: keep the current text and add a change entry
    Correct(change::ChangeArgs),
    /// Start an update: keep the current text and add a change entry
    Update(change::ChangeArgs),
    /// Withdraw a release: its page says when and why, and its text is in no public file any more
    Withdraw(change::ChangeArgs),
    /// Give a release a new address; the old one redirects
    Move(r#move::MoveArgs),
    /// Import releases written elsewhere: texts, saved pages, feeds, WordPress exports, or a folder of these
    Import(import::ImportArgs),
    /// List the formats
    Formats,
    /// Write one release in one format to standard output
    Show(show::ShowArgs),
    /// Make one PDF of several releases: of a month, of a topic, or named ones
    Print(print::PrintArgs),
    /// Show and explain messages of the press wire
    Wire(wire::WireArgs),
    /// Deliver to news desks what is new, without a service: see channels.toml
    #[cfg(feature = "serve")]
    Send(send::SendArgs),
    /// Serve the newsroom over HTTP and publish changes as they happen
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    /// Try out deliveries on this machine: a newsroom, the service, and a receiver for every protocol
    #[cfg(feature = "serve")]
    Sandbox(sandbox::SandboxArgs),
    /// Back up the state of the service, also while it runs
    #[cfg(feature = "serve")]
    Backup(backup::BackupArgs),
    /// Restore the state of the service from a backup
    #[cfg(feature = "serve")]
    Restore(backup::RestoreArgs),
    /// Write shell completions to standard output
    Completions { shell: clap_complete::Shell },
}

impl Cli {
    /// Whether it runs until it is stopped, and logs.
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
    threads::start()?;
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
        Command::Send(send) => send.run(common, env),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => Ok(serve.run(common, env)?),
        #[cfg(feature = "serve")]
        Command::Sandbox(sandbox) => Ok(sandbox.run(env)?),
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
            .map(|f| serde_json::json!({ "name": f.name, "about": f.about, "media_type": f.media_type, "needs": f.depends_on.iter().map(|(name, _)| name).collect::<Vec<_>>(), "omits": f.omits.iter().map(|(fact, why)| format!("{fact:?}: {why}")).collect::<Vec<_>>() }))
            .collect();
        return Report::success(format!("{:#}\n", serde_json::Value::from(rows)));
    }
    let width = FORMATS.iter().map(|f| f.name.len()).max().unwrap_or(0);
    Report::success(FORMATS.iter().map(|f| format!("{:width$}  {}\n", f.name, f.about)).collect::<String>())
}
