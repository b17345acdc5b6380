//! `depesch wire resend CHANNEL N-M`: the same messages again, under the same ids.

use clap::Args;
use serde_json::json;

use super::acts::carried_out_later;
use super::journal::{StateOption, find_channel};
use crate::cli::environment::Environment;
use crate::cli::options::CommonOptions;
use crate::cli::report::{Exit, Report};
use crate::db::Database;
use crate::db::delivery::MessageRecord;
use crate::diag::Message;
use crate::error::Error;
use crate::msg;

/// The longest range: whoever misses more is better served by an archive.
const MAX_RANGE: i64 = 1_000;

#[derive(Debug, Args)]
pub struct ResendArgs {
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// A number, or the first and the last: `118-123`
    #[arg(value_name = "N-M", value_parser = parse_range)]
    range: (i64, i64),
    #[command(flatten)]
    state: StateOption,
}

impl ResendArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let database = self.state.open()?;
        find_channel(&database, &self.channel)?;
        let (first, last) = self.range;
        let messages = database.messages(&self.channel, first, last, usize::try_from(MAX_RANGE).unwrap_or(usize::MAX))?;
        let sent = database.resend(&self.channel, first, last, env.now)?;
        let left: Vec<&MessageRecord> = messages.iter().filter(|message| !sent.contains(&message.cursor)).collect();
        let reasons = left.iter().map(|message| reason(&database, message)).collect::<Result<Vec<Message>, Error>>()?;
        if common.json {
            let left: Vec<_> = left
                .iter()
                .zip(&reasons)
                .map(|(message, reason)| json!({ "number": message.cursor, "reason": reason.text(env.ui_language) }))
                .collect();
            return Ok(Report::json(&json!({ "channel": self.channel, "resent": sent, "left_out": left }), Exit::Success));
        }
        let mut text = String::new();
        for (message, reason) in left.iter().zip(&reasons) {
            text.push_str(&format!("{:04}: {}\n", message.cursor, reason.text(env.ui_language)));
        }
        let numbers = sent.iter().map(|number| format!("{number:04}")).collect::<Vec<_>>().join(", ");
        if sent.is_empty() {
            let channel = &self.channel;
            let none = msg!("nothing of `{channel}` is sent again\n", "inget till `{channel}` skickas igen\n");
            text.push_str(none.text(env.ui_language));
        } else {
            text.push_str(msg!("sent again: {numbers}\n", "skickas igen: {numbers}\n").text(env.ui_language));
            text.push_str(carried_out_later().text(env.ui_language));
        }
        Ok(Report::success(text))
    }
}

/// Why a message is left out.
fn reason(database: &Database, message: &MessageRecord) -> Result<Message, Error> {
    if message.is_withdrawn && message.newest_revision > message.revision {
        return Ok(msg!("left out: the release is withdrawn", "hoppas över: meddelandet är återkallat"));
    }
    if message.newest_revision > message.revision {
        let newest = message.newest_revision;
        return Ok(msg!("left out: version {newest} has replaced it", "hoppas över: version {newest} har ersatt den"));
    }
    if database.payload(&message.channel, message.cursor)?.is_none() {
        return Ok(msg!("left out: its bytes are no longer kept", "hoppas över: dess innehåll finns inte kvar"));
    }
    Ok(msg!("left out: it waits, or is on its way", "hoppas över: den väntar eller är på väg"))
}

fn parse_range(text: &str) -> Result<(i64, i64), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let explain = |_| format!("`{text}` is not a range of numbers: write `118` or `118-123`");
    let (first, last): (i64, i64) = (first.parse().map_err(explain)?, last.parse().map_err(explain)?);
    if first < 1 || last < first {
        return Err(format!("`{text}` is not a range of numbers: write the lower one first"));
    }
    if last - first >= MAX_RANGE {
        return Err(format!("at most {MAX_RANGE} messages at once"));
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_number_or_two() {
        assert_eq!(parse_range("118"), Ok((118, 118)));
        assert_eq!(parse_range("118-123"), Ok((118, 123)));
        for wrong in ["", "-", "123-118", "0-3", "a", "1-", "1-1001"] {
            assert!(parse_range(wrong).is_err(), "{wrong}");
        }
    }
}
