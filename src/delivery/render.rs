//! Makes the bytes of a message: a release or its withdrawal in the format of a channel.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::artifact::{LoadAttachment, SequenceNumber};
use crate::db::delivery::{DeliveryPurpose, PublicationKind, StoredPayload};
use crate::diag::{Diagnostic, Location};
use crate::model::{Channel, Channels, Edition, Publisher, Receiver, WireFormat};
use crate::msg;

use super::file::{file_name, write};
use super::identifiers::{message_id, webhook_id};
use super::mail::{MailMaker, MailParts};
use super::plan::Target;
use super::shown::ShownVersion;

/// Makes messages from one edition.
pub struct MessageRenderer<'r> {
    edition: &'r Edition<'r>,
    channels: &'r Channels,
    fetch: LoadAttachment<'r>,
    mail: &'r MailMaker,
}

/// A message as it is sent.
#[derive(Debug, Clone)]
pub struct RenderedMessage {
    pub format: &'static str,
    pub media_type: String,
    /// Of the file, for receivers that take files.
    pub name: String,
    /// The same for the same message, also in another journal.
    pub id: String,
    pub payload: StoredPayload,
}

impl<'r> MessageRenderer<'r> {
    pub fn new(
        edition: &'r Edition<'r>,
        channels: &'r Channels,
        fetch: LoadAttachment<'r>,
        mail: &'r MailMaker,
    ) -> MessageRenderer<'r> {
        MessageRenderer { edition, channels, fetch, mail }
    }

    pub fn edition(&self) -> &'r Edition<'r> {
        self.edition
    }

    /// The message of a version to a channel.
    ///
    /// # Errors
    /// When the format cannot say it.
    pub fn render(
        &self,
        channel: &str,
        version: &ShownVersion,
        target: &Target,
        number: SequenceNumber,
    ) -> Result<RenderedMessage, Vec<Diagnostic>> {
        let Some(channel) = self.channels.find(channel) else {
            return Err(vec![unknown_channel(channel, &version.publication.folder)]);
        };
        let publication = &version.publication;
        let id = message_id(&publication.release, publication.revision, target.purpose, &target.channel);
        let adapted = adapt(self.edition.publisher(), channel);
        let edition = self.edition.clone();
        let edition = match &adapted {
            Some(publisher) => edition.with_publisher(publisher),
            None => edition,
        };
        if channel.format == WireFormat::Mail {
            let relay = self.channels.mail.as_ref();
            let bytes = self.mail.make(&MailParts {
                edition: &edition,
                fetch: self.fetch,
                relay,
                channel,
                version,
                target,
                id: &id,
                number,
            })?;
            let name = file_name(channel, version, number, "eml");
            return Ok(RenderedMessage {
                format: "mail",
                media_type: "message/rfc822".to_owned(),
                name,
                id,
                payload: payload(bytes),
            });
        }
        let (row, bytes) = write(&edition, self.fetch, channel.format, version, number)?;
        let name = file_name(channel, version, number, row.extension);
        if let Receiver::Webhook(_) = &channel.receiver {
            let bytes = envelope(event(version, target), version, &bytes);
            let id = webhook_id(&id, channel.key.as_str());
            return Ok(RenderedMessage {
                format: row.name,
                media_type: "application/json".to_owned(),
                name,
                id,
                payload: payload(bytes),
            });
        }
        Ok(RenderedMessage { format: row.name, media_type: row.media_type.to_owned(), name, id, payload: payload(bytes) })
    }
}

/// The settings with the charset of the channel, where it has one.
fn adapt(publisher: &Publisher, channel: &Channel) -> Option<Publisher> {
    let charset = channel.charset?;
    let mut adapted = publisher.clone();
    let wire = &mut adapted.wire;
    (wire.press_text, wire.iptc7901, wire.xml) = (charset, charset, charset);
    Some(adapted)
}

/// The type of a webhook's event.
fn event(version: &ShownVersion, target: &Target) -> &'static str {
    match (target.purpose, version.publication.kind) {
        (DeliveryPurpose::Test, _) => "test",
        (DeliveryPurpose::History, _) => "release.history",
        (_, PublicationKind::Kill) => "release.withdrawn",
        (_, PublicationKind::Correction) => "release.corrected",
        (_, PublicationKind::Update) => "release.updated",
        _ => "release.published",
    }
}

/// The body of a webhook (Standard Webhooks, "Payload structure"): the release is the `data`, as it was written.
fn envelope(event: &str, version: &ShownVersion, ninjs: &[u8]) -> Vec<u8> {
    let mut body = format!(r#"{{"type":"{event}","timestamp":"{}","data":"#, version.at.rfc3339()).into_bytes();
    body.extend_from_slice(ninjs.trim_ascii_end());
    body.push(b'}');
    body
}

fn payload(bytes: Vec<u8>) -> StoredPayload {
    StoredPayload { hash: Sha256::digest(&bytes).into(), bytes: Arc::new(bytes) }
}

fn unknown_channel(channel: &str, folder: &str) -> Diagnostic {
    Diagnostic::error(Location::file(folder), msg!("there is no channel `{channel}`", "det finns ingen kanal `{channel}`"))
}
