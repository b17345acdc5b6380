//! Delivers releases to news desks: never lost, never silently twice, never early.
//!
//! ```text
//! edition --> plan --> publish (numbers, bytes, one transaction) --> dispatcher --> transport
//!               ^          '------------> db/delivery <-----------------'
//!               '--- what the journal knows ---'
//! ```
//!
//! `plan` and `policy` are pure functions. The journal knows everything else, so that a process that dies at any moment is followed by one
//! that goes on where it was.

pub mod clock;
pub mod deliveries;
pub mod dispatcher;
mod file;
mod identifiers;
pub mod journal;
pub mod mail;
pub mod observer;
pub mod plan;
mod policy;
pub mod publish;
mod rate;
pub mod rehearsal;
pub mod render;
pub mod runner;
pub mod sender;
mod shown;
pub mod status;
pub mod witness;
