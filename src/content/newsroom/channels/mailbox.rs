//! `mailto:`: the mailboxes of a news desk.

use super::format::FILE_FORMATS;
use super::protocol::scheme_is;
use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::content::text::{SourceText, Spanned};
use crate::model::{Email, MailReceiver, WireFormat};
use crate::msg;

pub(super) fn read_mail(fields: &mut TableReader, addresses: &[Spanned<String>]) -> Option<MailReceiver> {
    let text = fields.source();
    let to: Vec<Email> = addresses.iter().filter_map(|address| read_mailbox(text, address)).collect();
    let attach = read_attachments(fields);
    (!to.is_empty()).then_some(MailReceiver { to, attach })
}

fn read_mailbox(text: &SourceText, address: &Spanned<String>) -> Option<Email> {
    if !scheme_is(address, "mailto") {
        let message = msg!("every address of the list must be a mailbox", "varje adress i listan måste vara en brevlåda");
        let hint = msg!("write it as `mailto:desk@x.example`", "skriv den som `mailto:desk@x.example`");
        text.error(address.span.clone(), message, hint);
        return None;
    }
    let mailbox = address.value.split_once(':').map_or("", |(_, mailbox)| mailbox).trim();
    if mailbox.contains(['?', ',']) {
        let message = msg!("an address is one mailbox, without `?` or `,`", "en adress är en enda brevlåda, utan `?` eller `,`");
        let hint = msg!(
            "write several as a list: `to = [\"mailto:a@x.example\", \"mailto:b@x.example\"]`",
            "skriv flera som en lista: `to = [\"mailto:a@x.example\", \"mailto:b@x.example\"]`"
        );
        text.error(address.span.clone(), message, hint);
        return None;
    }
    let field = Spanned { value: mailbox.to_owned(), span: address.span.clone() };
    text.parse(&field, Email::parse, invalid_names::email)
}

fn read_attachments(fields: &mut TableReader) -> Vec<WireFormat> {
    let mut attach = Vec::new();
    for field in fields.strings("attach") {
        let Some(format) = fields.source().parse_keyword("attach", &field, FILE_FORMATS) else { continue };
        if attach.contains(&format) {
            let name = format.name();
            let message = msg!("`{name}` is attached twice", "`{name}` bifogas två gånger");
            fields.source().error(field.span, message, msg!("remove one", "ta bort den ena"));
        } else {
            attach.push(format);
        }
    }
    attach
}
