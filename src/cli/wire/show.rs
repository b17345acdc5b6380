//! `depesch wire show CHANNEL N`: what a receiver got, byte for byte.

use clap::Args;
use serde_json::json;

use super::columns::align;
use super::journal::{ReadNewsroom, StateOption, find_channel};
use super::preview::visible;
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::cli::send::short;
use crate::db::delivery::{ChannelState, MessageRecord};
use crate::error::Error;
use crate::msg;

#[derive(Debug, Args)]
pub struct ShowMessageArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// Number of the message
    #[arg(value_name = "N")]
    number: i64,
    /// Write the bytes as they are
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    state: StateOption,
}

impl ShowMessageArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        let channel = find_channel(&database, &self.channel)?;
        let Some(message) = database.messages(&self.channel, self.number, self.number, 1)?.pop() else {
            return Err(no_message(&channel, self.number));
        };
        let payload = database.payload(&self.channel, self.number)?;
        if common.json {
            let text = payload.as_ref().and_then(|payload| std::str::from_utf8(&payload.bytes).ok());
            let times = ReadNewsroom::read(common, env).times(env);
            let value = json!({
                "channel": message.channel, "number": message.cursor, "day": message.day, "number_of_day": message.number,
                "replaces": message.replaces, "purpose": message.purpose.name(), "format": message.format,
                "media_type": message.media_type, "name": message.name, "id": message.id, "made": times.rfc3339(message.made),
                "release": short(&message.folder), "version": message.revision, "headline": message.headline,
                "length": message.length, "sha256": hex(&message.hash), "is_kept": payload.is_some(),
                "is_withdrawn": message.is_withdrawn, "text": text,
            });
            return Ok(Report::json(&value, Exit::Success));
        }
        let Some(payload) = payload else { return Err(removed(&message)) };
        if self.raw {
            return Ok(Report::success(payload.bytes.to_vec()));
        }
        let facts = vec![
            format!("{} {:04}", message.channel, message.cursor),
            format!("{} v{}", short(&message.folder), message.revision),
            message.name.clone(),
            format!("{} B", message.length),
            format!("sha256 {}", &hex(&message.hash)[..16]),
        ];
        Ok(Report { stderr: align(&[facts]), ..Report::success(visible(&payload.bytes)) })
    }
}

fn no_message(channel: &ChannelState, number: i64) -> Error {
    let (key, last) = (&channel.key, channel.cursor);
    Error::new(msg!("`{key}` has no message {number}", "`{key}` har inget meddelande {number}"))
        .hint(msg!("the last number is {last}", "det sista numret är {last}"))
}

fn removed(message: &MessageRecord) -> Error {
    let (key, number, hash) = (&message.channel, message.cursor, hex(&message.hash));
    Error::new(msg!(
        "the bytes of message {number} of `{key}` are no longer kept; their SHA-256 is {hash}",
        "innehållet i meddelande {number} till `{key}` finns inte kvar; dess SHA-256 är {hash}"
    ))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
