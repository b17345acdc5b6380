//! What a release invites to: when, where, until when to say so, and what happens.

use super::address::WebAddress;
use super::moment::Moment;
use super::name::SingleLine;

/// An event that the press is invited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub start: Moment,
    /// Never before the start.
    pub end: Option<Moment>,
    pub place: SingleLine,
    /// The last moment to say that one comes.
    pub register_by: Option<Moment>,
    /// Where one says it.
    pub register: Option<WebAddress>,
    pub programme: Vec<ProgrammeItem>,
}

/// A point of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeItem {
    /// As the author writes it: "9.30", "9:55", "ca 11".
    pub time: SingleLine,
    pub what: SingleLine,
}
