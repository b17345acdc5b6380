//! What a press text says, and the state of its reading.

use crate::wire::inspect::blocks::InspectedBlock;
use crate::wire::inspect::dialect::StatusLine;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::Labelled;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::signal::MessageSignal;

/// Columns of a line.
pub(super) const COLUMNS: usize = 72;

/// Lines that say that the text is over, in capitals or as they are.
pub(super) const END_MARKS: [&str; 6] = ["SLUT", "-30-", "###", "END", "ENDS", "- SLUT -"];

/// What a press text says. What it does not say is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PressText {
    /// What it is, without what is done to an earlier version: `PRESSMEDDELANDE`.
    pub kind: String,
    /// What the text does to an earlier version.
    pub signal: Option<MessageSignal>,
    /// Who sends it.
    pub sender: String,
    /// Lines of the head that say when something happened.
    pub dates: Vec<Labelled>,
    /// Whether it may be used.
    pub use_status: Option<UseStatus>,
    pub version: Option<u32>,
    /// What a correction puts right, and other lines of the head that say embargo, correction or kill.
    pub status: Vec<StatusLine>,
    /// All lines of the head that have a label before a colon.
    pub labelled: Vec<Labelled>,
    /// Lines of the head that are none of these.
    pub other: Vec<String>,
    pub headline: String,
    pub subhead: Option<String>,
    pub body: Vec<InspectedBlock>,
    /// As written: `SLUT`, `-30-`.
    pub end_mark: Option<String>,
    /// The text below the end mark, by its headings.
    pub sections: Vec<TailSection>,
    /// Lines that name people and how to reach them.
    pub contacts: Vec<String>,
    pub id: Option<String>,
    pub web: Option<String>,
    /// The other labelled lines of the tail: topics, areas.
    pub subjects: Vec<Labelled>,
}

/// Whether a text may be used, as its head says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseStatus {
    Immediate,
    /// The whole line: until when.
    Embargo(String),
    /// Not any more.
    Killed,
}

/// Some lines below a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TailSection {
    pub heading: String,
    pub lines: Vec<String>,
}

/// A press text while it is read.
pub(super) struct PressTextParser<'b, 'd> {
    pub source: WireInput<'b>,
    pub findings: &'d mut Findings,
    pub pieces: &'d mut MessagePieces,
    pub found: PressText,
}

pub(super) fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text == text.to_uppercase()
}
