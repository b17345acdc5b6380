//! The closing of a message: date and time after ETX, and fillers before EOT.

use super::frame::{DEL, MessageFrame};
use super::parser::Iptc7901Parser;
use crate::msg;
use crate::wire::inspect::date_time;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::rules::Rule;

impl Iptc7901Parser<'_, '_> {
    pub fn parse_closing(&mut self, frame: &MessageFrame) {
        let Some(closing) = frame.closing.clone() else { return };
        let bytes = self.input.slice(&closing);
        let len = bytes.iter().take_while(|b| !matches!(**b, b'\r' | b'\n' | DEL)).count();
        let range = closing.start..closing.start + len;
        let text = self.input.text(&range);
        self.pieces.add(MessageField::DateTime, range.clone());
        if text.trim().is_empty() {
            let message = msg!("no date and time follow ETX", "ingen datum- och tidsgrupp följer efter ETX");
            self.findings.add(Rule::NoDateTime, range.start, message);
        } else {
            match date_time::parse(&text) {
                Ok(date_time) => {
                    if date_time.zone.is_none() {
                        self.findings.add(Rule::NoZone, range.start, msg!("the time has no zone", "tiden saknar tidszon"));
                    }
                    if !date_time.is_english() {
                        let month = &date_time.month_written;
                        let message = msg!(
                            "the month `{month}` is not the English abbreviation",
                            "månaden `{month}` är inte den engelska förkortningen"
                        );
                        self.findings.add(Rule::LocalMonth, range.start, message);
                    }
                    self.message.date_time = Some(date_time);
                }
                Err(message) => self.findings.add(Rule::DateTime, range.start, message),
            }
        }
        // Other bytes remain a gap, which is reported as not understood.
        let rest = &bytes[len..];
        let fillers = rest.iter().take_while(|b| matches!(**b, b'\r' | b'\n' | b' ' | 0 | DEL)).count();
        if rest[..fillers].contains(&DEL) || rest[..fillers].contains(&0) {
            self.pieces.add(MessageField::Fillers, range.end..range.end + fillers);
        }
    }
}
