//! What a message of IPTC 7901 says, and the state of its reading.

use crate::wire::inspect::blocks::InspectedBlock;
use crate::wire::inspect::date_time::DateTime;
use crate::wire::inspect::dialect::OptionalInformation;
use crate::wire::inspect::dialect::StatusKind;
use crate::wire::inspect::dialect::StatusLine;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::Labelled;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::signal::MessageSignal;

/// What a message says, field by field. What it does not say is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Iptc7901 {
    /// The letters that name the sender's service: `BOT`.
    pub service: String,
    /// The digits of the day's running number, as they are written.
    pub number: String,
    pub priority: Option<char>,
    pub category: String,
    /// The number of words that the header states.
    pub words_stated: Option<usize>,
    /// The number of words that the text has.
    pub words_counted: usize,
    pub optional: OptionalInformation,
    pub keywords: Vec<String>,
    /// The lines of the headline as one, without the closing `=`.
    pub headline: String,
    pub status: Vec<StatusLine>,
    pub body: Vec<InspectedBlock>,
    /// The lines that part the text from the notes.
    pub marks: Vec<String>,
    /// All lines of the notes.
    pub notes: Vec<String>,
    /// Those that name people and how to reach them.
    pub contacts: Vec<String>,
    /// Lines that say when something happened.
    pub dates: Vec<Labelled>,
    pub id: Option<String>,
    /// As the notes have it, or else the header.
    pub version: Option<u32>,
    /// The last line of the notes that is a paragraph of its own.
    pub sender: Option<String>,
    pub date_time: Option<DateTime>,
}

impl Iptc7901 {
    /// What the message does to an earlier one, by its header or else by its status lines.
    pub fn signal(&self) -> Option<MessageSignal> {
        let told = self.status.iter().find_map(|line| match line.kind {
            StatusKind::Signal(signal) => Some(signal),
            _ => None,
        });
        self.optional.signal.or(told)
    }
}

/// A message while it is read.
pub(super) struct Iptc7901Parser<'b, 'd> {
    pub source: WireInput<'b>,
    pub findings: &'d mut Findings,
    pub pieces: &'d mut MessagePieces,
    pub found: Iptc7901,
}
