//! The format and the charset of a channel.

use super::protocol::Protocol;
use crate::content::front_matter::{TableReader, quoted_list};
use crate::content::newsroom::wire::{CHARSETS, XML_CHARSETS};
use crate::content::text::Spanned;
use crate::model::{Charset, WireFormat};
use crate::msg;

/// Formats of files; a mail is made for mail alone.
pub(super) const FILE_FORMATS: &[(&str, WireFormat)] = &[
    (WireFormat::PressText.name(), WireFormat::PressText),
    (WireFormat::Iptc7901.name(), WireFormat::Iptc7901),
    (WireFormat::Nitf.name(), WireFormat::Nitf),
    (WireFormat::NewsmlG2.name(), WireFormat::NewsmlG2),
    (WireFormat::Ninjs.name(), WireFormat::Ninjs),
];

/// A webhook gets ninjs and a mailbox a mail; everything else says its format.
pub(super) fn read_format(fields: &mut TableReader, protocol: Option<Protocol>) -> Option<WireFormat> {
    let (only, receiver_en, receiver_sv) = match protocol {
        Some(Protocol::Webhook) => (WireFormat::Ninjs, "a webhook", "en webhook"),
        Some(Protocol::Mail) => (WireFormat::Mail, "a mailbox", "en brevlåda"),
        Some(Protocol::Folder | Protocol::Sftp | Protocol::Ftp | Protocol::Pull) => {
            return fields.required_keyword("format", FILE_FORMATS, "format = \"iptc7901\"");
        }
        None => {
            fields.ignore("format");
            return None;
        }
    };
    if let Some(written) = fields.string("format").filter(|written| written.value.trim() != only.name()) {
        let name = only.name();
        let message = msg!("{receiver_en} is sent `{name}` alone", "{receiver_sv} får bara `{name}`");
        let hint = if only == WireFormat::Mail {
            msg!(
                "remove the line; files go with the mail by `attach = [\"nitf\"]`",
                "ta bort raden; filer följer med brevet genom `attach = [\"nitf\"]`"
            )
        } else {
            msg!("remove the line", "ta bort raden")
        };
        fields.source().error(written.span, message, hint);
    }
    Some(only)
}

pub(super) fn read_charset(fields: &mut TableReader, format: Option<WireFormat>) -> Option<Charset> {
    let Some(format) = format else {
        fields.ignore("charset");
        return None;
    };
    let charsets = charsets_of(format);
    let name = format.name();
    if charsets.is_empty() {
        let message = msg!("`{name}` is always in UTF-8", "`{name}` är alltid i UTF-8");
        fields.reject("charset", message, msg!("remove the line", "ta bort raden"));
        fields.allow("charset");
        return None;
    }
    let field = fields.string("charset")?;
    let refused = CHARSETS.iter().any(|(charset, _)| *charset == field.value.trim())
        && !charsets.iter().any(|(charset, _)| *charset == field.value.trim());
    if refused {
        report_unfit(fields, &field, name, charsets);
        return None;
    }
    fields.source().parse_keyword("charset", &field, charsets)
}

fn report_unfit(fields: &TableReader, field: &Spanned<String>, format: &str, charsets: &[(&str, Charset)]) {
    let names: Vec<&str> = charsets.iter().map(|(name, _)| *name).collect();
    let (en, sv) = (quoted_list(&names, "or"), quoted_list(&names, "eller"));
    let charset = field.value.trim();
    let message = msg!("`{format}` cannot be in `{charset}`", "`{format}` kan inte vara i `{charset}`");
    fields.source().error(field.span.clone(), message, msg!("write {en}", "skriv {sv}"));
}

fn charsets_of(format: WireFormat) -> &'static [(&'static str, Charset)] {
    match format {
        WireFormat::PressText | WireFormat::Iptc7901 => CHARSETS,
        WireFormat::Nitf | WireFormat::NewsmlG2 => XML_CHARSETS,
        // RFC 8259, 8.1.
        WireFormat::Ninjs | WireFormat::Mail => &[],
    }
}
