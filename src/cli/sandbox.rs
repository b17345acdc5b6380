//! `depesch sandbox`: shows on this machine what news desks receive.

use std::io::Write;

use clap::Args;

use super::environment::Environment;
use super::report::Report;
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::msg;
use crate::sandbox::{self, Misbehaviour, SandboxSettings};

#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// Make the receivers ill from the start; the page can change it
    #[arg(long, value_name = "HOW", value_parser = ["429", "500", "slow", "half", "never", "wrong-key"])]
    misbehave: Option<String>,
    /// Publish, correct and withdraw a release, check that every receiver got each, and end
    #[arg(long)]
    rehearse: bool,
    /// Port of the page that shows what arrived [default: any free one]
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
}

impl SandboxArgs {
    pub fn run(&self, env: &Environment) -> Result<Report, Error> {
        let program = std::env::current_exe();
        let program =
            program.map_err(|e| Error::caused(msg!("the program cannot find itself", "programmet hittar inte sig självt"), e))?;
        let settings = SandboxSettings {
            program,
            language: if env.ui_language == UiLanguage::Swedish { "sv" } else { "en" },
            misbehaviour: self.misbehave.as_deref().and_then(Misbehaviour::from_name),
            rehearse: self.rehearse,
            port: self.port,
            say,
        };
        sandbox::run(&settings)?;
        Ok(Report::success(""))
    }
}

/// Everything else is printed at the end; a sandbox is watched.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is no reason to stop the receivers.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
