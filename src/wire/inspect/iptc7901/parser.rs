//! The content of an IPTC 7901 message, and its parser.

use serde::Serialize;

use crate::wire::inspect::blocks::InspectedBlock;
use crate::wire::inspect::date_time::DateTime;
use crate::wire::inspect::dialect::{OptionalInformation, StatusLine};
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::LabelledValue;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::signal::MessageSignal;

/// A field that the message does not have is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Iptc7901 {
    /// The letters of the sender's service: `BOT`.
    pub service: String,
    /// The digits of the running number, as written.
    pub number: String,
    pub priority: Option<char>,
    pub category: String,
    /// The number of words according to the header.
    pub words_stated: Option<usize>,
    pub words_counted: usize,
    pub optional: OptionalInformation,
    pub keywords: Vec<String>,
    /// In one line, without the closing `=`.
    pub headline: String,
    pub status: Vec<StatusLine>,
    pub body: Vec<InspectedBlock>,
    /// The lines that separate the text from the notes.
    pub marks: Vec<String>,
    /// All lines of the notes.
    pub notes: Vec<String>,
    /// Names, phone numbers and addresses, line by line.
    pub contacts: Vec<String>,
    pub dates: Vec<LabelledValue>,
    pub id: Option<String>,
    /// From the notes, or else from the header.
    pub version: Option<u32>,
    /// The last line of the notes that is a paragraph of its own.
    pub sender: Option<String>,
    pub date_time: Option<DateTime>,
}

impl Iptc7901 {
    /// The signal in the header, or else in the status lines.
    pub fn signal(&self) -> Option<MessageSignal> {
        self.optional.signal.or_else(|| self.status.iter().find_map(|line| line.kind.signal()))
    }
}

pub struct Iptc7901Parser<'b, 'd> {
    pub input: WireInput<'b>,
    pub findings: &'d mut Findings,
    pub pieces: &'d mut MessagePieces,
    pub message: Iptc7901,
}
