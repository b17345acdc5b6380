//! Parses, runs, prints, and ends with the exit code. Nothing else prints, and nothing else asks for the time.

use std::io::IsTerminal;
use std::io::Write;
use std::process::ExitCode;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use clap::Parser;
use depesch::cli;
use depesch::cli::Cli;
use depesch::cli::Environment;
use depesch::cli::Exit;
use depesch::cli::Report;
use depesch::diag::UiLanguage;
use depesch::error::Error;
use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;
use indicatif::ProgressStyle;

/// A service runs for months and reads everything again and again: what it gave back must not stay with it.
#[cfg(feature = "serve")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = environment().with(&cli.common);
    if cli.is_service() {
        log(env.color);
    }
    let bar = progress_bar(cli.common.json);
    let result = cli::run(&cli, &env, &|done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let report = result.unwrap_or_else(|error| failure(&error, &cli, &env));
    let written = std::io::stdout().write_all(&report.stdout).and_then(|()| std::io::stdout().flush());
    // Standard error is the last place to say anything: when it is closed, there is nobody to tell.
    let _ = std::io::stderr().write_all(report.stderr.as_bytes());
    match written {
        // The reader of a pipe has seen enough.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(Exit::Failed as u8),
        _ => ExitCode::from(report.exit as u8),
    }
}

/// What the machine says of time, language and terminal.
fn environment() -> Environment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    let ui_language = if locale.is_some_and(|locale| locale.starts_with("sv")) { UiLanguage::Swedish } else { UiLanguage::English };
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Environment { now, ui_language, color, terminal: std::io::stdout().is_terminal() }
}

/// The log of a service, on standard error: words for a terminal, JSON for whatever collects it.
#[cfg(feature = "serve")]
fn log(color: bool) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO);
    match std::io::stderr().is_terminal() {
        true => log.with_ansi(color).init(),
        false => log.json().flatten_event(true).init(),
    }
}

#[cfg(not(feature = "serve"))]
fn log(_: bool) {}

/// A bar on a terminal; nothing in a pipe.
fn progress_bar(json: bool) -> ProgressBar {
    let target = if json || !std::io::stderr().is_terminal() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    match ProgressStyle::with_template("{bar:40} {pos}/{len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// An error as a report: what, why, and what to do.
fn failure(error: &Error, cli: &Cli, env: &Environment) -> Report {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let said = error.message().text(env.ui_language);
    let hint = error.hint_message().map(|hint| hint.text(env.ui_language));
    if cli.common.json {
        let answer = serde_json::json!({ "error": said, "causes": causes, "hint": hint });
        return Report { stdout: format!("{answer:#}\n").into_bytes(), stderr: String::new(), exit: Exit::Failed };
    }
    let (label, tip) = match env.ui_language {
        UiLanguage::English => ("error", "hint"),
        UiLanguage::Swedish => ("fel", "tips"),
    };
    // Names of files are in it, and a name can hold what commands a terminal.
    let escape_for_terminal = |text: &str| text.lines().map(depesch::diag::escape_for_terminal).collect::<Vec<_>>().join("\n");
    let mut text = format!("{label}: {}", escape_for_terminal(said));
    for cause in causes.iter().map(|cause| escape_for_terminal(cause)) {
        text.push_str(&format!(": {cause}"));
    }
    text.push('\n');
    if let Some(hint) = hint {
        text.push_str(&format!("  {tip}: {}\n", escape_for_terminal(hint)));
    }
    Report { stdout: Vec::new(), stderr: text, exit: Exit::Failed }
}
