//! `depesch wire`: messages of the press wire, looked at.

mod inspect;
mod preview;

use clap::Args;
use clap::Subcommand;

use super::Common;
use super::Environment;
use super::Report;
use crate::error::Error;

#[derive(Debug, Args)]
pub struct Wire {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a release as a news desk gets it, with control characters visible and every character told that was written otherwise
    Preview(preview::Preview),
    /// Explain a message field by field, and say what is wrong with it: IPTC 7901 or press text, anybody's
    Inspect(inspect::Inspect),
}

impl Wire {
    pub fn run(&self, common: &Common, world: &Environment) -> Result<Report, Error> {
        match &self.command {
            Command::Preview(preview) => preview.run(common, world),
            Command::Inspect(inspect) => inspect.run(common, world),
        }
    }
}
