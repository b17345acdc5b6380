//! `depesch wire`: messages of the press wire, looked at.

mod inspect;
mod preview;

use clap::Args;
use clap::Subcommand;

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::Report;
use crate::error::Error;

#[derive(Debug, Args)]
pub struct WireArgs {
    #[command(subcommand)]
    command: WireCommand,
}

#[derive(Debug, Subcommand)]
enum WireCommand {
    /// Show a release as a news desk gets it, with control characters visible and every character told that was written otherwise
    Preview(preview::PreviewArgs),
    /// Explain a message field by field, and say what is wrong with it: IPTC 7901 or press text, anybody's
    Inspect(inspect::InspectArgs),
}

impl WireArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        match &self.command {
            WireCommand::Preview(preview) => preview.run(common, env),
            WireCommand::Inspect(inspect) => inspect.run(common, env),
        }
    }
}
