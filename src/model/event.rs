//! The event that a release invites to.

use super::address::WebAddress;
use super::moment::Moment;
use super::name::SingleLine;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub start: Moment,
    /// Never before the start.
    pub end: Option<Moment>,
    pub place: SingleLine,
    /// The last moment for registration.
    pub register_by: Option<Moment>,
    /// Where to register.
    pub register: Option<WebAddress>,
    pub programme: Vec<ProgrammeItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeItem {
    /// As the author wrote it: "9.30", "9:55", "ca 11".
    pub time: SingleLine,
    pub what: SingleLine,
}
