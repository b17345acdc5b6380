//! `depesch wire`: shows and explains messages of the press wire, and what became of them.

#[cfg(feature = "serve")]
mod acts;
mod charset_arg;
#[cfg(feature = "serve")]
mod columns;
#[cfg(feature = "serve")]
mod r#continue;
#[cfg(feature = "serve")]
mod forget;
mod inspect;
#[cfg(feature = "serve")]
mod journal;
#[cfg(feature = "serve")]
mod key;
#[cfg(feature = "serve")]
mod local_times;
#[cfg(feature = "serve")]
mod pause;
mod preview;
#[cfg(feature = "serve")]
mod receipts;
#[cfg(feature = "serve")]
mod resend;
#[cfg(feature = "serve")]
mod settle;
#[cfg(feature = "serve")]
mod show;
#[cfg(feature = "serve")]
mod status;
#[cfg(feature = "serve")]
mod test;
#[cfg(feature = "serve")]
mod why;
#[cfg(feature = "serve")]
mod words;

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
    /// Show how each channel is: what waits, what is late, what needs a person
    #[cfg(feature = "serve")]
    Status(status::StatusArgs),
    /// Explain why a channel got a release, or did not
    #[cfg(feature = "serve")]
    Why(why::WhyArgs),
    /// List who has got a release, each version, with the receivers' replies
    #[cfg(feature = "serve")]
    Receipts(receipts::ReceiptsArgs),
    /// Show what a channel was given under a number, byte for byte
    #[cfg(feature = "serve")]
    Show(show::ShowMessageArgs),
    /// Send messages of a channel again, unchanged: `118-123`
    #[cfg(feature = "serve")]
    Resend(resend::ResendArgs),
    /// Try again what was refused or is unknown
    #[cfg(feature = "serve")]
    Retry(settle::RetryArgs),
    /// Say whether something arrived of which nobody knows
    #[cfg(feature = "serve")]
    Settle(settle::SettleArgs),
    /// Send nothing to a channel for now; its messages are kept
    #[cfg(feature = "serve")]
    Pause(pause::PauseArgs),
    /// End a pause, or try a channel that fails at once
    #[cfg(feature = "serve")]
    Resume(pause::ResumeArgs),
    /// Say that a release is gone without a withdrawal, and that it is meant
    #[cfg(feature = "serve")]
    Forget(forget::ForgetArgs),
    /// Let deliveries go on after a restore
    #[cfg(feature = "serve")]
    Continue(r#continue::ContinueArgs),
    /// Try whether a receiver can be reached, or send it an invented release
    #[cfg(feature = "serve")]
    Test(test::TestArgs),
    /// Show the keys of an SFTP server, for channels.toml
    #[cfg(feature = "serve")]
    Key(key::KeyArgs),
}

impl WireArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        match &self.command {
            WireCommand::Preview(preview) => preview.run(common, env),
            WireCommand::Inspect(inspect) => Ok(inspect.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Status(status) => Ok(status.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Why(why) => why.run(common, env),
            #[cfg(feature = "serve")]
            WireCommand::Receipts(receipts) => Ok(receipts.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Show(show) => Ok(show.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Resend(resend) => Ok(resend.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Retry(retry) => Ok(retry.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Settle(settle) => Ok(settle.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Pause(pause) => pause.run(common, env),
            #[cfg(feature = "serve")]
            WireCommand::Resume(resume) => Ok(resume.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Forget(forget) => Ok(forget.run(common, env)?),
            #[cfg(feature = "serve")]
            WireCommand::Continue(go_on) => go_on.run(common, env),
            #[cfg(feature = "serve")]
            WireCommand::Test(test) => test.run(common, env),
            #[cfg(feature = "serve")]
            WireCommand::Key(key) => Ok(key.run(common, env)?),
        }
    }
}
