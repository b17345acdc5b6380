//! What an import says when it is done: of one release everything, of many a line for each and a count.

use serde_json::{Value, json};

use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::diag::{self, Diagnostic, Message};
use crate::import::{Imported, Omission, OmissionReason};
use crate::msg;

/// One release.
#[derive(Debug)]
pub struct ImportedRelease {
    pub imported: Imported,
    /// Where it is now.
    pub file: String,
    /// What it was read from.
    pub input: String,
}

/// What came of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    pub releases: Vec<ImportedRelease>,
    pub failed: Vec<Vec<Diagnostic>>,
    pub warnings: Vec<Diagnostic>,
    /// Other content of the inputs, each with its input.
    pub omissions: Vec<(String, Omission)>,
    /// Files that were not read, and why.
    pub passed_over: Vec<(String, Message)>,
}

impl ImportReport {
    pub fn has_new(&self) -> bool {
        self.releases.iter().any(|taken| !taken.imported.already_there)
    }

    /// How many are new, were there already, and failed.
    fn count(&self) -> (usize, usize, usize) {
        let there = self.releases.iter().filter(|taken| taken.imported.already_there).count();
        (self.releases.len() - there, there, self.failed.len())
    }

    /// Of many releases.
    pub fn report(&self, common: &CommonOptions, env: &Environment) -> Report {
        let (new, there, failed) = self.count();
        let exit = if failed == 0 { Exit::Success } else { Exit::ContentErrors };
        if common.json {
            let omissions: Vec<_> = self.omissions.iter().map(|(name, left)| left_to_json(left, Some(name))).collect();
            let passed: Vec<_> =
                self.passed_over.iter().map(|(file, why)| json!({ "file": file, "why": why.text(env.ui_language) })).collect();
            let answer = json!({
                "imported": new, "already_there": there, "not_imported": failed,
                "releases": self.releases.iter().map(|taken| to_json(taken, env)).collect::<Vec<_>>(),
                "failed": self.failed.iter().map(|found| diag::to_json(found, env.ui_language)).collect::<Vec<_>>(),
                "left_out": omissions, "passed_over": passed, "diagnostics": diag::to_json(&self.warnings, env.ui_language),
            });
            return Report::json(&answer, exit);
        }
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let shown = |found: &[Diagnostic]| diag::render(found, env.ui_language, env.color);
        for (file, why) in &self.passed_over {
            let (why, file) = (why.text(env.ui_language), diag::escape_for_terminal(file));
            let text = msg!("passed over: {file} ({why})\n", "förbigången: {file} ({why})\n");
            stderr.push_str(text.text(env.ui_language));
        }
        for ImportedRelease { imported, file, input } in &self.releases {
            if imported.already_there {
                stderr.push_str(msg!("there already: {file}\n", "fanns redan: {file}\n").text(env.ui_language));
                continue;
            }
            stdout.push_str(&format!("{file}\n"));
            stderr.push_str(&shown(&imported.warnings));
            stderr.push_str(&render_omissions(imported.omissions.iter().map(|left| (Some(input.as_str()), left)), env));
        }
        stderr.push_str(&render_omissions(self.omissions.iter().map(|(name, left)| (Some(name.as_str()), left)), env));
        for found in std::iter::once(&self.warnings).chain(&self.failed) {
            stderr.push_str(&shown(found));
        }
        let text = msg!(
            "imported: {new}, there already: {there}, not imported: {failed}\n",
            "importerade: {new}, fanns redan: {there}, inte importerade: {failed}\n"
        );
        stderr.push_str(text.text(env.ui_language));
        Report { stdout: stdout.into_bytes(), stderr, exit }
    }
}

/// Of one release that was named alone.
pub fn of_single(taken: &ImportedRelease, dry_run: bool, common: &CommonOptions, env: &Environment) -> Report {
    let ImportedRelease { imported, file, .. } = taken;
    if common.json {
        let answer = to_json(taken, env);
        return Report::json(&answer, Exit::Success);
    }
    let mut stderr = String::new();
    if imported.already_there {
        let text = msg!("imported before, and left as it is\n", "importerad tidigare, och lämnad som den är\n");
        stderr.push_str(text.text(env.ui_language));
    } else {
        stderr.push_str(&diag::render(&imported.warnings, env.ui_language, env.color));
        stderr.push_str(&render_omissions(imported.omissions.iter().map(|left| (None, left)), env));
    }
    let stdout = if dry_run { imported.release.clone() } else { format!("{file}\n") };
    Report { stdout: stdout.into_bytes(), stderr, exit: Exit::Success }
}

/// A line for each stretch that was left out, as many as a person reads; `--json` has them all.
fn render_omissions<'a>(omissions: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Omission)>, env: &Environment) -> String {
    const SHOWN: usize = 200;
    let more = omissions.len().saturating_sub(SHOWN);
    let mut out: String = omissions.take(SHOWN).map(|(name, left)| render_omission(left, name, env)).collect();
    if more > 0 {
        let text = msg!(
            "left out besides: {more} more lines, which `--json` shows\n",
            "utelämnat därutöver: {more} rader till, som `--json` visar\n"
        );
        out.push_str(text.text(env.ui_language));
    }
    out
}

fn render_omission(left: &Omission, name: Option<&str>, env: &Environment) -> String {
    // The menu of a site can be a book.
    const LONGEST: usize = 500;
    let cut = left.text.char_indices().nth(LONGEST).map(|(at, _)| format!("{}…", left.text.get(..at).unwrap_or_default()));
    let (line, text, why) = (left.line, cut.as_ref().unwrap_or(&left.text), describe(left).text(env.ui_language).to_owned());
    let text = match name.map(diag::escape_for_terminal) {
        Some(name) => {
            msg!("left out of {name}, line {line}: {text:?} ({why})\n", "utelämnat ur {name}, rad {line}: {text:?} ({why})\n")
        }
        None => msg!("left out, line {line}: {text:?} ({why})\n", "utelämnat, rad {line}: {text:?} ({why})\n"),
    };
    text.text(env.ui_language).to_owned()
}

fn to_json(taken: &ImportedRelease, env: &Environment) -> Value {
    let ImportedRelease { imported, file, input } = taken;
    let omissions: Vec<_> = imported.omissions.iter().map(|left| left_to_json(left, None)).collect();
    json!({
        "input": input, "line": imported.line, "address": imported.address, "file": file, "id": imported.id.to_string(), "already_there": imported.already_there, "left_out": omissions,
        "diagnostics": diag::to_json(&imported.warnings, env.ui_language),
    })
}

fn left_to_json(left: &Omission, name: Option<&str>) -> Value {
    let mut value = json!({ "line": left.line, "text": left.text, "why": describe(left).en });
    if let (Some(name), Some(fields)) = (name, value.as_object_mut()) {
        fields.insert("input".to_owned(), Value::from(name));
    }
    value
}

fn describe(left: &Omission) -> Message {
    match left.reason {
        OmissionReason::PageChrome => msg!("part of the page", "del av sidan"),
        OmissionReason::Hidden => msg!("hidden, or for screen readers", "dolt, eller för skärmläsare"),
        OmissionReason::Repeated => msg!("repeated", "upprepat"),
        OmissionReason::Date => msg!("became a field", "blev ett fält"),
        OmissionReason::Event => msg!("became the event", "blev evenemanget"),
        OmissionReason::ContactLabel => msg!("became contacts", "blev kontakter"),
        OmissionReason::Picture => msg!("a picture", "en bild"),
        OmissionReason::Caption => msg!("the caption of a picture", "en bildtext"),
        OmissionReason::Outside => msg!("outside the release", "utanför meddelandet"),
        OmissionReason::NoField => msg!("a release has no field for it", "ett pressmeddelande har inget fält för det"),
        OmissionReason::NotPublic => msg!("not public where it comes from", "inte offentligt där det kommer från"),
        OmissionReason::NotARelease => msg!("not a release", "inte ett pressmeddelande"),
    }
}
