//! One mail over an open connection: MAIL, RCPT, DATA, the text and its final dot.
//!
//! A server that has not read the whole final dot has nothing (RFC 5321, 4.1.1.4). From then on only its reply shows what it has.

use std::time::{Duration, Instant};

use super::reply::SmtpReply;
use super::session::SmtpSession;
use super::step::{SmtpFailure, SmtpStep, expect_positive};
use crate::model::Email;
use crate::transport::fault_points::{self, reach};
use crate::transport::{Attempt, Outcome, Reply};

/// What came of one mail, and what the connection is worth afterwards.
pub struct Transaction {
    pub outcome: Outcome,
    pub connection: AfterMail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterMail {
    /// Ready for the next mail.
    Ready,
    /// Lost, or in a state that nobody knows.
    Lost,
}

/// For the whole text.
const TEXT_LIMIT: Duration = Duration::from_secs(30);

/// The line that ends the text.
const FINAL_DOT: &[u8] = b".\r\n";

impl SmtpSession {
    /// Names sender and recipient, up to the point where the server waits for the text. An error is the end of the mail.
    pub async fn prepare(&mut self, length: usize, from: &Email, to: &Email) -> Result<(), Transaction> {
        reach("greeted");
        if let Some(limit) = self.offers.size.filter(|limit| length > *limit) {
            let text = format!("the relay takes at most {limit} bytes, and the mail has {length}");
            return Err(Transaction { outcome: Outcome::Refused(Reply::new(None, &text)), connection: AfterMail::Ready });
        }
        match self.announce(length, from, to).await {
            Ok(()) => Ok(()),
            Err(failure) if failure.is_broken() => Err(Transaction { outcome: failure.of_message(), connection: AfterMail::Lost }),
            Err(failure) => {
                let connection = self.reset().await;
                Err(Transaction { outcome: failure.of_message(), connection })
            }
        }
    }

    /// MAIL, RCPT and DATA, in one packet where the server allows it (RFC 2920).
    async fn announce(&mut self, length: usize, from: &Email, to: &Email) -> Result<(), SmtpFailure> {
        let size = if self.offers.size.is_some() { format!(" SIZE={length}") } else { String::new() };
        let sender = format!("MAIL FROM:<{}>{size}", from.as_str());
        let recipient = format!("RCPT TO:<{}>", to.as_str());
        if !self.offers.pipelining {
            expect_positive(self.stream.ask(&sender, SmtpStep::Sender).await?)?;
            expect_positive(self.stream.ask(&recipient, SmtpStep::Recipient).await?)?;
            return expect_go_ahead(self.stream.ask("DATA", SmtpStep::Data).await?);
        }
        let written = self.stream.write(format!("{sender}\r\n{recipient}\r\nDATA\r\n").as_bytes(), SmtpStep::Sender.limit()).await;
        written.failure.map_or(Ok(()), Err)?;
        let sender = expect_positive(self.stream.read_reply(SmtpStep::Sender).await?);
        // Of a connection that is being closed no more is to be read.
        if sender.as_ref().is_err_and(SmtpFailure::is_broken) {
            return sender.map(|_| ());
        }
        let recipient = expect_positive(self.stream.read_reply(SmtpStep::Recipient).await?);
        if recipient.as_ref().is_err_and(SmtpFailure::is_broken) {
            return recipient.map(|_| ());
        }
        let data = expect_go_ahead(self.stream.read_reply(SmtpStep::Data).await?);
        match (sender.and(recipient), data) {
            (Ok(_), data) => data,
            // The server waits for a text without a recipient: it gets an empty one.
            (Err(failure), Ok(())) => {
                self.stream.write(FINAL_DOT, SmtpStep::Data.limit()).await.failure.map_or(Ok(()), Err)?;
                self.stream.read_reply(SmtpStep::End).await?;
                Err(failure)
            }
            (Err(failure), Err(_)) => Err(failure),
        }
    }

    async fn reset(&mut self) -> AfterMail {
        match self.stream.ask("RSET", SmtpStep::Reset).await {
            Ok(reply) if reply.is_positive() => AfterMail::Ready,
            Ok(_) | Err(_) => AfterMail::Lost,
        }
    }

    /// The text and its final dot, and what the server says of them.
    pub async fn send_text(&mut self, attempt: &Attempt) -> Transaction {
        // Another worker may send it later on, so the dot must not follow then. The connection ends without it.
        let left = attempt.commit_before.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Transaction { outcome: Outcome::late(), connection: AfterMail::Lost };
        }
        let mut text = stuff_dots(&attempt.payload.bytes);
        if fault_points::is_set("half-sent") {
            let rest = text.split_off(text.len() / 2);
            self.stream.write(&text, TEXT_LIMIT).await;
            reach("half-sent");
            text = rest;
        }
        let dot = text.len();
        text.extend_from_slice(FINAL_DOT);
        let written = self.stream.write(&text, left.min(TEXT_LIMIT)).await;
        if let Some(failure) = written.failure {
            let reply = failure.receipt();
            let may_be_there = written.bytes > dot;
            let outcome = if may_be_there { Outcome::Unknown(reply) } else { Outcome::Retry { reply, after: None } };
            return Transaction { outcome, connection: AfterMail::Lost };
        }
        reach("sent");
        let reply = self.stream.read_reply(SmtpStep::End).await;
        reach("answered");
        settle(reply)
    }
}

/// What the reply to the final dot means.
fn settle(reply: Result<SmtpReply, SmtpFailure>) -> Transaction {
    match reply {
        Ok(reply) if reply.is_positive() => {
            Transaction { outcome: Outcome::Delivered(reply.receipt()), connection: AfterMail::Ready }
        }
        // It took the text and says that it has not kept it.
        Ok(reply) if (400..600).contains(&reply.code) => {
            let connection = if reply.code == 421 { AfterMail::Lost } else { AfterMail::Ready };
            let receipt = reply.receipt();
            let is_permanent = reply.is_permanent();
            let outcome = if is_permanent { Outcome::Refused(receipt) } else { Outcome::Retry { reply: receipt, after: None } };
            Transaction { outcome, connection }
        }
        Ok(reply) => Transaction { outcome: Outcome::Unknown(reply.receipt()), connection: AfterMail::Lost },
        Err(failure) => Transaction { outcome: Outcome::Unknown(failure.receipt()), connection: AfterMail::Lost },
    }
}

fn expect_go_ahead(reply: SmtpReply) -> Result<(), SmtpFailure> {
    if reply.code == 354 { Ok(()) } else { Err(SmtpFailure::from_reply(reply)) }
}

/// A dot at the start of a line is doubled (RFC 5321, 4.5.2), and the last line is ended.
fn stuff_dots(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + mail.len() / 64 + 16);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled_at_the_start_of_lines_only() {
        assert_eq!(stuff_dots(b".a\r\n.\r\nb.c\r\n..\r\n"), b"..a\r\n..\r\nb.c\r\n...\r\n");
        assert_eq!(stuff_dots(b"a"), b"a\r\n");
        assert_eq!(stuff_dots(b""), b"\r\n");
    }
}
