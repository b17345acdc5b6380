//! The content of a press text, and its parser.

use serde::Serialize;

use crate::wire::inspect::blocks::InspectedBlock;
use crate::wire::inspect::dialect::StatusLine;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::LabelledValue;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::signal::MessageSignal;

/// Columns of a line.
pub const COLUMNS: usize = 72;

/// Lines that end the text.
pub const END_MARKS: [&str; 6] = ["SLUT", "-30-", "###", "END", "ENDS", "- SLUT -"];

/// A field that the text does not have is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PressText {
    /// Without the signal: `PRESSMEDDELANDE`.
    pub kind: String,
    pub signal: Option<MessageSignal>,
    pub sender: String,
    /// The dates in the head.
    pub dates: Vec<LabelledValue>,
    #[serde(skip)]
    pub use_status: Option<UseStatus>,
    pub version: Option<u32>,
    /// The lines of the head about embargo, correction or kill.
    pub status: Vec<StatusLine>,
    /// All labelled lines of the head.
    pub labelled: Vec<LabelledValue>,
    /// The remaining lines of the head.
    pub other: Vec<String>,
    pub headline: String,
    pub subhead: Option<String>,
    pub body: Vec<InspectedBlock>,
    /// As written: `SLUT`, `-30-`.
    pub end_mark: Option<String>,
    /// The sections below the end mark.
    pub sections: Vec<TailSection>,
    /// Names, phone numbers and addresses, line by line.
    pub contacts: Vec<String>,
    pub id: Option<String>,
    pub web: Option<String>,
    /// The other labelled lines of the tail: topics, areas.
    pub subjects: Vec<LabelledValue>,
}

/// Whether a text may be used, as its head says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseStatus {
    Immediate,
    /// With the line of the head.
    Embargo(String),
    Killed,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TailSection {
    pub heading: String,
    pub lines: Vec<String>,
}

pub struct PressTextParser<'b, 'd> {
    pub input: WireInput<'b>,
    pub findings: &'d mut Findings,
    pub pieces: &'d mut MessagePieces,
    pub message: PressText,
}

pub fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text == text.to_uppercase()
}
