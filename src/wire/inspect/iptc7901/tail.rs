//! The end of a message: date and time after ETX, and fillers up to EOT.

use super::frame::MessageFrame;
use super::parser::Iptc7901Parser;
use crate::msg;
use crate::wire::inspect::date_time;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::rules::Rule;

const DEL: u8 = 0x7f;

impl Iptc7901Parser<'_, '_> {
    /// Reads the bytes after ETX.
    pub(super) fn tail(&mut self, frame: &MessageFrame) {
        let Some(after) = frame.after.clone() else { return };
        let bytes = self.source.slice(&after);
        let written = bytes.iter().take_while(|b| !matches!(**b, b'\r' | b'\n' | DEL)).count();
        let at = after.start..after.start + written;
        let text = self.source.text(&at);
        self.pieces.add(MessageField::DateTime, at.clone());
        if text.trim().is_empty() {
            self.findings.add(
                Rule::NoDateTime,
                at.start,
                msg!("no date and time follow ETX", "ingen datum- och tidsgrupp följer efter ETX"),
            );
        } else {
            match date_time::read(&text) {
                Ok(date_time) => {
                    let month = date_time.month_written.clone();
                    if date_time.zone.is_none() {
                        let say = msg!("the time has no zone", "tiden saknar tidszon");
                        self.findings.add(Rule::NoZone, at.start, say);
                    }
                    if !date_time.is_english() {
                        let say = msg!(
                            "the month `{month}` is not the English abbreviation",
                            "månaden `{month}` är inte den engelska förkortningen"
                        );
                        self.findings.add(Rule::LocalMonth, at.start, say);
                    }
                    self.found.date_time = Some(date_time);
                }
                Err(say) => self.findings.add(Rule::DateTime, at.start, say),
            }
        }
        // Other bytes are not claimed, and are reported as not understood.
        let rest = &bytes[written..];
        let fillers = rest.iter().take_while(|b| matches!(**b, b'\r' | b'\n' | b' ' | 0 | DEL)).count();
        if rest[..fillers].contains(&DEL) || rest[..fillers].contains(&0) {
            self.pieces.add(MessageField::Fillers, at.end..at.end + fillers);
        }
    }
}
