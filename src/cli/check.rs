//! `depesch check`: lists every error and warning, and writes nothing.

use std::path::PathBuf;

use clap::Args;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Exit, Report, counted};
use super::{options, stale_contacts};
use crate::diag::{Diagnostic, Severity};
use crate::error::Error;
use crate::{content, diag, msg};

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Show errors only
    #[arg(long, alias = "no-hints")]
    no_warnings: bool,
    /// Output folder that is searched for expired contacts
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Check the state of this time [default: now]
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
}

impl CheckArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let loaded = content::read(&options::gather(common)?);
        let mut found = loaded.diagnostics;
        if let Some(newsroom) = &loaded.newsroom {
            let now = env.instant(newsroom, "--now", self.now.as_deref())?;
            found.extend(stale_contacts::check(newsroom, &now, &self.out));
        }
        if self.no_warnings {
            found.retain(Diagnostic::is_error);
        }
        let errors = found.iter().filter(|d| d.is_error()).count();
        let warnings = found.iter().filter(|d| d.severity == Severity::Warning).count();
        let exit = if errors > 0 { Exit::ContentErrors } else { Exit::Success };
        if common.json {
            let answer = serde_json::json!({ "errors": errors, "warnings": warnings, "diagnostics": diag::to_json(&found, env.ui_language) });
            return Ok(Report::json(&answer, exit));
        }
        let (errors_en, warnings_en) = (counted(errors, "error", "errors"), counted(warnings, "warning", "warnings"));
        let warnings_sv = counted(warnings, "varning", "varningar");
        let last = msg!("{errors_en}, {warnings_en}", "{errors} fel, {warnings_sv}");
        let mut text = diag::render(&found, env.ui_language, env.color && env.terminal);
        text.push_str(last.text(env.ui_language));
        text.push('\n');
        Ok(Report { stdout: text.into_bytes(), stderr: String::new(), exit })
    }
}
