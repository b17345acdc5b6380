//! `to` and the fields that belong to it: how a receiver is reached.

use super::file_server::{read_ftp, read_sftp};
use super::folder::read_folder;
use super::mailbox::read_mail;
use super::protocol::{self, Protocol};
use super::secret::read_secrets;
use super::webhook::read_webhook;
use crate::content::front_matter::TableReader;
use crate::content::text::Spanned;
use crate::model::{PullReceiver, Receiver};
use crate::msg;

/// Reads the fields of the receiver, and reports those that belong to others.
pub(super) fn read_receiver(
    fields: &mut TableReader,
    protocol: Option<Protocol>,
    addresses: &[Spanned<String>],
) -> Option<Receiver> {
    let Some((protocol, first)) = protocol.zip(addresses.first()) else {
        protocol::ignore_own_fields(fields);
        return None;
    };
    protocol.reject_foreign_fields(fields);
    if protocol != Protocol::Mail
        && let Some(second) = addresses.get(1)
    {
        let message = msg!("only mail can have several addresses", "bara e-post kan ha flera adresser");
        let hint = msg!("write a `[[channel]]` for each", "skriv en `[[channel]]` för var och en");
        fields.source().error(second.span.clone(), message, hint);
    }
    match protocol {
        Protocol::Folder => read_folder(fields.source(), first).map(Receiver::Folder),
        Protocol::Sftp => read_sftp(fields, first).map(Receiver::Sftp),
        Protocol::Ftp => read_ftp(fields, first).map(Receiver::Ftp),
        Protocol::Mail => read_mail(fields, addresses).map(Receiver::Mail),
        Protocol::Webhook => read_webhook(fields, first).map(Receiver::Webhook),
        Protocol::Pull => {
            let tokens = read_secrets(fields, "token");
            (!tokens.is_empty()).then_some(Receiver::Pull(PullReceiver { tokens }))
        }
    }
}

/// The places that one channel only may send to, in the order of its addresses.
pub(super) fn identities(receiver: &Receiver) -> Vec<String> {
    match receiver {
        Receiver::Folder(folder) => vec![format!("folder:{}", folder.path.display())],
        Receiver::Sftp(sftp) => vec![format!("sftp://{}@{}:{}/{}", sftp.user, sftp.host, sftp.port, sftp.path)],
        Receiver::Ftp(ftp) => vec![format!("ftp://{}@{}:{}/{}", ftp.user, ftp.host, ftp.port, ftp.path)],
        Receiver::Mail(mail) => mail.to.iter().map(|to| to.as_str().to_ascii_lowercase()).collect(),
        Receiver::Webhook(webhook) => vec![webhook.url.to_string()],
        // Each has an address of its own at the service.
        Receiver::Pull(_) => Vec::new(),
    }
}
