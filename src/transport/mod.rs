//! Hands bytes to receivers: one file for each protocol. Knows bytes and addresses, and no release.

#![expect(clippy::disallowed_methods, reason = "a lease ends at an instant, and a webhook is signed with one")]

mod connect;
pub mod fault_points;
mod folder;
pub mod mail;
mod sftp;
mod webhook;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use connect::{Transport, TransportContext};

/// One message, ready to be sent. The same bytes and ids at each attempt.
#[derive(Debug, Clone)]
pub struct Payload {
    /// For receivers that take files: `2026-11-30-ny-simhall-v1.7901`.
    pub file_name: String,
    /// The same for the same message to the same receiver, also after the journal is lost: `msg_tt.k3v...`.
    pub id: String,
    pub media_type: String,
    pub bytes: Arc<Vec<u8>>,
}

/// One attempt to send a message.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub payload: Payload,
    /// An earlier attempt may have arrived: a protocol that can look does so first.
    pub may_have_arrived: bool,
    /// The end of the lease, less a margin: whatever cannot be taken back must not begin later. Another worker may send by then.
    pub commit_before: Instant,
}

impl Attempt {
    /// Whether there is time left for the step that cannot be taken back: the rename, the final dot, the request.
    pub fn may_commit(&self) -> bool {
        Instant::now() < self.commit_before
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Delivered(Reply),
    /// Nothing has arrived; another attempt can succeed. `after`: the receiver asks for this pause.
    Retry {
        reply: Reply,
        after: Option<Duration>,
    },
    /// The receiver refuses this message for good.
    Refused(Reply),
    /// The receiver wants nothing any more.
    Gone(Reply),
    /// It broke where the message may have arrived, and the protocol cannot look.
    Unknown(Reply),
}

impl Outcome {
    /// Without a pause that the receiver asks for.
    fn retry(code: impl Into<Option<u16>>, text: &str) -> Outcome {
        Outcome::Retry { reply: Reply::new(code, text), after: None }
    }

    /// There is no time left for the step that cannot be taken back.
    fn late() -> Outcome {
        Outcome::retry(None, "the lease is about to end")
    }

    /// An earlier attempt has arrived.
    fn already_there() -> Outcome {
        Outcome::Delivered(Reply::new(None, "already there"))
    }

    fn name_taken() -> Outcome {
        Outcome::Refused(Reply::new(None, "name taken by another file"))
    }
}

/// What the receiver answered, or what went wrong, for the receipts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    pub code: Option<u16>,
    /// One line in the receiver's own words, shortened: "226 Transfer complete".
    pub text: String,
}

impl Reply {
    /// Control characters become spaces, and at most 300 characters are kept.
    pub fn new(code: impl Into<Option<u16>>, text: &str) -> Reply {
        let text: String =
            text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
        Reply { code: code.into(), text: text.trim().chars().take(300).collect() }
    }
}

/// The name of a file while it is written: `.NAME.part`. `None` for a name that is no plain file name.
fn part_name(file_name: &str) -> Option<String> {
    let is_plain = !file_name.is_empty()
        && !file_name.starts_with('.')
        && !file_name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\'));
    is_plain.then(|| format!(".{file_name}.part"))
}
