//! The output of a command, and its exit code.

use std::error::Error as _;

use serde_json::{Value, json};

use super::environment::Environment;
use super::options::CommonOptions;
use crate::content::LoadedContent;
use crate::diag;
use crate::diag::{Diagnostic, Message, UiLanguage, escape_for_terminal};
use crate::error::Error;
use crate::model::Newsroom;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success = 0,
    /// A text has errors.
    ContentErrors = 1,
    /// The command line is wrong; clap uses the same code.
    Usage = 2,
    /// A folder, a file or the disk failed.
    Failed = 3,
    /// A delivery is late.
    Late = 4,
    /// A delivery was refused, or nobody knows whether it arrived: a person decides.
    Parked = 5,
    /// Something is not sent until a person decides.
    Held = 6,
}

#[derive(Debug)]
pub struct Report {
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub exit: Exit,
}

/// Why a command ends early: a failure, or a report of its own such as the errors of the texts.
#[derive(Debug)]
pub(super) enum Abort {
    Error(Error),
    Report(Report),
}

impl From<Error> for Abort {
    fn from(error: Error) -> Abort {
        Abort::Error(error)
    }
}

impl From<Report> for Abort {
    fn from(report: Report) -> Abort {
        Abort::Report(report)
    }
}

/// The newsroom, or the errors of its own files.
pub(super) fn require_newsroom<'l>(
    loaded: &'l LoadedContent,
    common: &CommonOptions,
    env: &Environment,
) -> Result<&'l Newsroom, Abort> {
    loaded.newsroom.as_ref().ok_or_else(|| Abort::Report(Report::diagnostics(&loaded.diagnostics, common, env)))
}

impl Report {
    pub(super) fn success(stdout: impl Into<Vec<u8>>) -> Report {
        Report { stdout: stdout.into(), stderr: String::new(), exit: Exit::Success }
    }

    /// One JSON value on standard output.
    pub(super) fn json(value: &Value, exit: Exit) -> Report {
        Report { stdout: format!("{value:#}\n").into_bytes(), stderr: String::new(), exit }
    }

    /// Diagnostics that end a command.
    pub(super) fn diagnostics(found: &[Diagnostic], common: &CommonOptions, env: &Environment) -> Report {
        if common.json {
            return Report::json(&json!({ "diagnostics": diag::to_json(found, env.ui_language) }), Exit::ContentErrors);
        }
        Report { stdout: Vec::new(), stderr: diag::render(found, env.ui_language, env.color), exit: Exit::ContentErrors }
    }

    /// An error with its causes and its hint.
    pub(super) fn error(error: &Error, exit: Exit, common: &CommonOptions, env: &Environment) -> Report {
        let language = env.ui_language;
        let causes: Vec<String> = std::iter::successors(error.source(), |&cause| cause.source()).map(ToString::to_string).collect();
        let hint = error.hint_message().map(|hint| hint.text(language));
        if common.json {
            return Report::json(&json!({ "error": error.message().text(language), "causes": causes, "hint": hint }), exit);
        }
        Report { stdout: Vec::new(), stderr: render_error(error.message(), &causes, hint, language), exit }
    }
}

/// `error: cannot read the file: permission denied`, and the hint on a line of its own.
pub(super) fn render_error(message: &Message, causes: &[String], hint: Option<&str>, language: UiLanguage) -> String {
    let (label, hint_label) = match language {
        UiLanguage::English => ("error", "hint"),
        UiLanguage::Swedish => ("fel", "tips"),
    };
    // A file name in a message can hold control sequences.
    let escape = |text: &str| text.lines().map(escape_for_terminal).collect::<Vec<_>>().join("\n");
    let mut text = format!("{label}: {}", escape(message.text(language)));
    for cause in causes {
        text.push_str(&format!(": {}", escape(cause)));
    }
    text.push('\n');
    if let Some(hint) = hint {
        text.push_str(&format!("  {hint_label}: {}\n", escape(hint)));
    }
    text
}

/// `1 file`, `2 files`.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
