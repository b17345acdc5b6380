//! `depesch wire`: shows and explains messages of the press wire.

mod charset_arg;
mod inspect;
mod preview;

use clap::{Args, Subcommand};

use super::environment::Environment;
use super::options::CommonOptions;
use super::report::{Abort, Report};

#[derive(Debug, Args)]
pub struct WireArgs {
    #[command(subcommand)]
    command: WireCommand,
}

#[derive(Debug, Subcommand)]
enum WireCommand {
    /// Show a release as a news desk receives it, with visible control characters and a list of substituted characters
    Preview(preview::PreviewArgs),
    /// Explain an IPTC 7901 or press text message of any sender field by field, and report what is wrong with it
    Inspect(inspect::InspectArgs),
}

impl WireArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        match &self.command {
            WireCommand::Preview(preview) => preview.run(common, env),
            WireCommand::Inspect(inspect) => Ok(inspect.run(common, env)?),
        }
    }
}
