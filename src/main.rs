//! Runs a command and prints its report; asks the machine for time, locale and terminal.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use depesch::cli;
use depesch::cli::{Cli, Console, Environment, Exit};
use depesch::diag::UiLanguage;

/// mimalloc returns freed memory to the system; a service reloads its content for months.
#[cfg(feature = "serve")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = environment().with(&cli.common);
    if cli.is_service() {
        start_log(env.color);
    }
    let bar = ProgressBar { is_shown: !cli.common.json && std::io::stderr().is_terminal(), percent: AtomicUsize::new(0) };
    let progress = |done: usize, total: usize| bar.advance(done, total);
    let is_interactive = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let console = Console { progress: &progress, ask: is_interactive.then_some(&ask) };
    let report = cli::run(&cli, &env, &console);
    bar.clear();
    let printed = std::io::stdout().write_all(&report.stdout).and_then(|()| std::io::stdout().flush());
    // There is no other place to report that standard error is closed.
    let _ = std::io::stderr().write_all(report.stderr.as_bytes());
    match printed {
        // The reader of a pipe has seen enough.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(Exit::Failed as u8),
        _ => ExitCode::from(report.exit as u8),
    }
}

#[expect(clippy::disallowed_methods, reason = "here the time comes in")]
fn environment() -> Environment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
    let is_swedish = locale.as_ref().is_some_and(|locale| locale.starts_with("sv"));
    let ui_language = if is_swedish { UiLanguage::Swedish } else { UiLanguage::English };
    let color = std::io::stderr().is_terminal() && set(&"NO_COLOR").is_none();
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(set);
    Environment { now, ui_language, locale, time_zone: time_zone(), user, color, terminal: std::io::stdout().is_terminal() }
}

/// The IANA name: of the environment, else of the link that Unix systems keep.
fn time_zone() -> Option<String> {
    let link = || std::fs::read_link("/etc/localtime").ok()?.to_str()?.split_once("zoneinfo/").map(|(_, name)| name.to_owned());
    std::env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned()).filter(|name| !name.is_empty()).or_else(link)
}

/// Asks on standard error and reads one line. `None` at the end of the input.
fn ask(prompt: &str) -> Option<String> {
    std::io::stderr().write_all(prompt.as_bytes()).ok()?;
    let mut line = Vec::new();
    let length = std::io::stdin().lock().read_until(b'\n', &mut line).ok()?;
    if length == 0 {
        // The cursor is still behind the question.
        let _ = std::io::stderr().write_all(b"\n");
        return None;
    }
    Some(String::from_utf8_lossy(&line).into_owned())
}

/// The log of a service, on standard error: text on a terminal, JSON elsewhere.
#[cfg(feature = "serve")]
fn start_log(color: bool) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO);
    if std::io::stderr().is_terminal() {
        log.with_ansi(color).init();
    } else {
        log.json().flatten_event(true).init();
    }
}

#[cfg(not(feature = "serve"))]
fn start_log(_: bool) {}

/// A line on standard error.
struct ProgressBar {
    is_shown: bool,
    /// As drawn last.
    percent: AtomicUsize,
}

impl ProgressBar {
    /// Threads report out of order: only a higher percentage is drawn.
    fn advance(&self, done: usize, total: usize) {
        let percent = (100 * done).checked_div(total).unwrap_or(0).min(100);
        if self.is_shown && self.percent.fetch_max(percent, Ordering::Relaxed) < percent {
            let filled = percent * 2 / 5;
            let line = format!("\r{}{} {done}/{total}", "█".repeat(filled), "░".repeat(40 - filled));
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn clear(&self) {
        if self.percent.load(Ordering::Relaxed) > 0 && self.is_shown {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}
