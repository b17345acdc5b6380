//! `depesch wire test CHANNEL`: whether a receiver can be reached, and takes a message.

use clap::Args;
use serde_json::json;

use super::journal::{reply_text, unknown_channel};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Abort, Exit, Report};
use crate::cli::send::load;
use crate::delivery::rehearsal::{Rehearsal, RehearsalReply};
use crate::diag::escape_for_terminal;
use crate::msg;

#[derive(Debug, Args)]
pub struct TestArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// Send an invented release, marked as a test
    #[arg(long)]
    send: bool,
    /// Private network that webhooks may connect to; repeatable
    #[arg(long, value_name = "NETWORK")]
    allow: Vec<String>,
}

impl TestArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Abort> {
        let loaded = load(common, env)?;
        let Some(channel) = loaded.channels.find(&self.channel) else {
            let keys = loaded.channels.channels.iter().map(|channel| channel.key.as_str());
            return Err(unknown_channel(&self.channel, keys).into());
        };
        let rehearsal = Rehearsal {
            publisher: &loaded.newsroom().publisher,
            channels: &loaded.channels,
            channel,
            content: &common.content,
            allowed: &self.allow,
        };
        let replies = if self.send {
            match rehearsal.send(&loaded.now)? {
                Ok(replies) => replies,
                Err(problems) => return Ok(Report::diagnostics(&problems, common, env)),
            }
        } else {
            rehearsal.probe()?
        };
        let exit = if replies.iter().all(|reply| reply.is_accepted) { Exit::Success } else { Exit::Failed };
        if common.json {
            let replies: Vec<_> = replies
                .iter()
                .map(|reply| {
                    json!({ "receiver": reply.receiver, "accepted": reply.is_accepted, "outcome": reply.outcome, "code": reply.code,
                        "reply": reply.text })
                })
                .collect();
            return Ok(Report::json(&json!({ "channel": self.channel, "sent": self.send, "replies": replies }), exit));
        }
        let text: String = replies.iter().map(|reply| self.line(reply, env)).collect();
        Ok(Report { stdout: text.into_bytes(), stderr: String::new(), exit })
    }

    fn line(&self, reply: &RehearsalReply, env: &Environment) -> String {
        let name = format!("{} {}", self.channel, reply.receiver).trim_end().to_owned();
        let words = escape_for_terminal(&reply_text(reply.code.map(i64::from), Some(&reply.text)));
        let message = match (reply.is_accepted, self.send) {
            (true, true) => msg!("{name}: took the test message: {words}\n", "{name}: tog emot provmeddelandet: {words}\n"),
            (true, false) => msg!("{name}: can be reached: {words}\n", "{name}: går att nå: {words}\n"),
            (false, true) => {
                msg!("{name}: did not take the test message: {words}\n", "{name}: tog inte emot provmeddelandet: {words}\n")
            }
            (false, false) => msg!("{name}: cannot be reached: {words}\n", "{name}: går inte att nå: {words}\n"),
        };
        message.text(env.ui_language).to_owned()
    }
}
