//! Mail: one message as signed MIME, made once when it is published, and SMTP to the newsroom's relay.

mod dkim;
mod header;
mod mime;
mod smtp;

use std::sync::Arc;

pub use dkim::DkimSigner;
pub use header::{HeaderText, MessageId};
pub use smtp::SmtpTransport;

use crate::error::Error;
use crate::model::{Email, Instant, Lang, MailSender};

/// A mail to one receiver, without what all mails of the newsroom have.
#[derive(Debug, Clone)]
pub struct MailContent {
    pub message_id: MessageId,
    /// The earlier mails of the same release to this receiver, oldest first: what a correction or a withdrawal answers.
    pub references: Vec<MessageId>,
    /// All mailboxes of the desk: each gets the same bytes.
    pub to: Vec<Email>,
    pub subject: HeaderText,
    /// In the newsroom's zone. The same at each attempt.
    pub date: Instant,
    pub lang: Lang,
    /// Flowed (RFC 3676, `delsp=no`), lines end with `\n`.
    pub text: String,
    pub html: String,
    pub attachments: Vec<MailAttachment>,
}

/// A file beside the text.
#[derive(Debug, Clone)]
pub struct MailAttachment {
    pub name: HeaderText,
    /// With its charset where it has one: `text/plain; charset=utf-8`.
    pub media_type: &'static str,
    pub bytes: Arc<Vec<u8>>,
}

/// What all mails of a newsroom have.
#[derive(Debug, Clone, Copy)]
pub struct MailSettings<'a> {
    pub from: &'a MailSender,
    pub reply_to: Option<&'a Email>,
    /// `None` where the relay signs.
    pub signer: Option<&'a DkimSigner>,
}

/// The bytes that SMTP sends, lines with CR LF. The same input gives the same bytes.
pub fn make(content: &MailContent, settings: &MailSettings) -> Result<Vec<u8>, Error> {
    let mail = mime::write(content, settings);
    let Some(signer) = settings.signer else { return Ok(mail) };
    let mut signed = signer.sign(&mail, content.date.unix())?.into_bytes();
    signed.extend_from_slice(&mail);
    Ok(signed)
}
