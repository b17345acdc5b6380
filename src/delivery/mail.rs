//! Makes mails to desks: the words of `wire/email`, with addresses, ids and signature.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::artifact::{Context, LoadAttachment, SequenceNumber};
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::model::{Channel, DkimSettings, Edition, Email, MailRelay, Receiver, SecretName, WireFormat};
use crate::transport::mail::{self, DkimSigner, HeaderText, MailAttachment, MailContent, MailSettings, MessageId};
use crate::wire::email;
use crate::{format, msg};

use super::file;
use super::plan::Target;
use super::shown::{ShownText, ShownVersion};

/// Holds the key that mails are signed with.
#[derive(Debug, Default)]
pub struct MailMaker {
    signer: Mutex<Option<(DkimSettings, Arc<DkimSigner>)>>,
}

/// What a mail is made of.
pub struct MailParts<'p> {
    pub edition: &'p Edition<'p>,
    pub fetch: LoadAttachment<'p>,
    pub relay: Option<&'p MailRelay>,
    pub channel: &'p Channel,
    pub version: &'p ShownVersion<'p>,
    pub target: &'p Target,
    /// Of the message, the same in another journal.
    pub id: &'p str,
    pub number: SequenceNumber,
}

impl MailMaker {
    /// The bytes of the mail: the same for all mailboxes of the channel.
    ///
    /// # Errors
    /// When a text cannot be written, or the key cannot be read.
    pub fn make(&self, parts: &MailParts) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let MailParts { edition, version, channel, .. } = parts;
        let (Some(relay), Receiver::Mail(receiver)) = (parts.relay, &channel.receiver) else { return Err(no_relay(parts)) };
        let context = Context::new(format::FORMATS, parts.fetch);
        let words = match version.text {
            ShownText::Release(release) => email::write(edition, release, &context),
            ShownText::Withdrawal(withdrawal) => email::write_kill(edition, &withdrawal, &context),
        }?;
        let attach = receiver.attach.iter().filter(|format| **format != WireFormat::Mail);
        let attachments = attach.map(|format| attachment(parts, *format)).collect::<Result<Vec<_>, _>>()?;
        let host = domain(&relay.from.address);
        let message_id = MessageId::new(parts.id, host).ok_or_else(|| no_relay(parts))?;
        let references = parts.target.replaces.iter().filter_map(|earlier| MessageId::new(&earlier.id, host)).collect();
        // Those who have an earlier version can have left the settings since.
        let to = parts.target.receivers.iter().filter_map(|address| Email::parse(address).ok());
        let content = MailContent {
            message_id,
            references,
            to: to.collect(),
            subject: HeaderText::new(&words.subject),
            date: edition.now().clone(),
            lang: words.lang,
            text: words.text,
            html: words.html,
            attachments,
        };
        let explain = |error: Error| vec![Diagnostic::error(Location::file(&version.publication.folder), error.message().clone())];
        let signer = relay.dkim.as_ref().map(|dkim| self.signer(dkim)).transpose().map_err(explain)?;
        let settings = MailSettings { from: &relay.from, reply_to: relay.reply_to.as_ref(), signer: signer.as_deref() };
        mail::make(&content, &settings).map_err(explain)
    }

    fn signer(&self, settings: &DkimSettings) -> Result<Arc<DkimSigner>, Error> {
        let mut known = self.signer.lock();
        if let Some((of, signer)) = known.as_ref()
            && of == settings
        {
            return Ok(Arc::clone(signer));
        }
        let pem = read_key(&settings.key_file)?;
        let signer = Arc::new(DkimSigner::new(&settings.domain, &settings.selector, &pem)?);
        *known = Some((settings.clone(), Arc::clone(&signer)));
        Ok(signer)
    }
}

/// The key in the file that an environment variable names.
fn read_key(name: &SecretName) -> Result<String, Error> {
    let variable = name.as_str();
    let path = std::env::var(variable).map_err(|_| {
        Error::new(msg!("the environment variable `{variable}` is not set", "miljövariabeln `{variable}` är inte satt"))
    })?;
    std::fs::read_to_string(&path).map_err(|e| {
        let message = msg!("cannot read the key that `{variable}` names", "kan inte läsa nyckeln som `{variable}` anger");
        Error::caused(message, e)
    })
}

fn attachment(parts: &MailParts, wanted: WireFormat) -> Result<MailAttachment, Vec<Diagnostic>> {
    let (row, bytes) = file::write(parts.edition, parts.fetch, wanted, parts.version, parts.number)?;
    let name = file::file_name(parts.channel, parts.version, parts.number, row.extension);
    Ok(MailAttachment { name: HeaderText::new(&name), media_type: row.media_type, bytes: Arc::new(bytes) })
}

fn domain(address: &Email) -> &str {
    address.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
}

fn no_relay(parts: &MailParts) -> Vec<Diagnostic> {
    let channel = parts.channel.key.as_str();
    let message = msg!("the channel `{channel}` needs a mail relay", "kanalen `{channel}` behöver en e-postserver");
    let hint = msg!("write a table `[mail]` in channels.toml", "skriv en tabell `[mail]` i channels.toml");
    vec![Diagnostic::error(Location::file(&parts.version.publication.folder), message).hint(hint)]
}
