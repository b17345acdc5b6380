//! The steps of a dialogue, how long each may take, and how it fails.

use std::fmt;
use std::time::Duration;

use super::reply::SmtpReply;
use crate::transport::{Outcome, Reply};

/// A step that the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpStep {
    Greeting,
    Hello,
    StartTls,
    Login,
    Sender,
    Recipient,
    Data,
    /// After the final dot.
    End,
    Reset,
    Quit,
}

impl SmtpStep {
    /// Shorter than RFC 5321, 4.5.3.2, asks of servers that wait for each other: an attempt ends after 60 seconds. It must be clear by then
    /// whether any of the text was sent.
    pub fn limit(self) -> Duration {
        Duration::from_secs(match self {
            SmtpStep::Greeting => 20,
            SmtpStep::Hello | SmtpStep::StartTls | SmtpStep::Login => 15,
            SmtpStep::Sender | SmtpStep::Recipient | SmtpStep::Data => 15,
            SmtpStep::End => 60,
            SmtpStep::Reset | SmtpStep::Quit => 5,
        })
    }
}

/// "after RCPT".
impl fmt::Display for SmtpStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SmtpStep::Greeting => "before its greeting",
            SmtpStep::Hello => "after EHLO",
            SmtpStep::StartTls => "after STARTTLS",
            SmtpStep::Login => "after AUTH",
            SmtpStep::Sender => "after MAIL",
            SmtpStep::Recipient => "after RCPT",
            SmtpStep::Data => "after DATA",
            SmtpStep::End => "after the final dot",
            SmtpStep::Reset => "after RSET",
            SmtpStep::Quit => "after QUIT",
        })
    }
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmtpFailure {
    /// The connection is of no use any more.
    Broken(Reply),
    /// The server said no.
    Rejected(SmtpReply),
}

/// The service is closing the connection (RFC 5321, 3.8).
const CLOSING: u16 = 421;

impl SmtpFailure {
    pub fn broken(reason: &str) -> SmtpFailure {
        SmtpFailure::Broken(Reply::new(None, reason))
    }

    /// A reply that is not among those that the step expects.
    pub fn from_reply(reply: SmtpReply) -> SmtpFailure {
        if reply.code == CLOSING || !(400..600).contains(&reply.code) {
            SmtpFailure::Broken(reply.receipt())
        } else {
            SmtpFailure::Rejected(reply)
        }
    }

    pub fn is_broken(&self) -> bool {
        matches!(self, SmtpFailure::Broken(_))
    }

    pub fn receipt(&self) -> Reply {
        match self {
            SmtpFailure::Broken(reply) => reply.clone(),
            SmtpFailure::Rejected(reply) => reply.receipt(),
        }
    }

    /// Before a message is named: whatever the server says is not about the message.
    pub fn of_relay(self) -> Outcome {
        Outcome::Retry { reply: self.receipt(), after: None }
    }

    /// Of a message that has not arrived. That a login is needed (RFC 4954, 6) is not about the message.
    pub fn of_message(self) -> Outcome {
        match self {
            SmtpFailure::Rejected(reply) if reply.is_permanent() && !matches!(reply.code, 530 | 534 | 535 | 538) => {
                Outcome::Refused(reply.receipt())
            }
            failure => failure.of_relay(),
        }
    }
}

/// The reply, if it is one of success.
pub fn expect_positive(reply: SmtpReply) -> Result<SmtpReply, SmtpFailure> {
    if reply.is_positive() { Ok(reply) } else { Err(SmtpFailure::from_reply(reply)) }
}
