//! The protocols, by the scheme of `to`, and the fields that belong to each.

use crate::content::front_matter::TableReader;
use crate::content::text::{SourceText, Spanned, find_nearest};
use crate::diag::Message;
use crate::model::{DeliveryOrder, Email};
use crate::msg;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Protocol {
    Folder,
    Sftp,
    Ftp,
    Mail,
    Webhook,
    Pull,
}

const SCHEMES: &[(&str, Protocol)] = &[
    ("folder", Protocol::Folder),
    ("sftp", Protocol::Sftp),
    ("ftp", Protocol::Ftp),
    ("ftps", Protocol::Ftp),
    ("mailto", Protocol::Mail),
    ("http", Protocol::Webhook),
    ("https", Protocol::Webhook),
    ("pull", Protocol::Pull),
];

/// Fields that belong to some receivers alone.
const OWN_FIELDS: &[(&str, &[Protocol])] = &[
    ("file_name", &[Protocol::Folder, Protocol::Sftp, Protocol::Ftp]),
    ("host_key", &[Protocol::Sftp]),
    ("key_file", &[Protocol::Sftp]),
    ("password", &[Protocol::Ftp]),
    ("secret", &[Protocol::Webhook]),
    ("token", &[Protocol::Pull]),
    ("attach", &[Protocol::Mail]),
    ("insecure", &[Protocol::Webhook, Protocol::Ftp]),
];

impl Protocol {
    /// The protocol of an address, by its scheme.
    pub fn read(text: &SourceText, address: &Spanned<String>) -> Option<Protocol> {
        let written = address.value.trim();
        let scheme = written.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let found = SCHEMES
            .iter()
            .find(|(known, protocol)| *known == scheme && (*protocol == Protocol::Pull) == (written.len() == scheme.len()));
        if found.is_none() {
            let message = msg!("`to` does not say how the receiver is reached", "`to` säger inte hur mottagaren nås");
            text.error(address.span.clone(), message, suggest_address(written, &scheme));
        }
        found.map(|(_, protocol)| *protocol)
    }

    /// Reports the fields that belong to other receivers.
    pub fn reject_foreign_fields(self, fields: &mut TableReader) {
        for (name, protocols) in OWN_FIELDS.iter().filter(|(_, protocols)| !protocols.contains(&self)) {
            reject_foreign(fields, name, protocols);
        }
    }

    pub fn takes_files(self) -> bool {
        matches!(self, Protocol::Folder | Protocol::Sftp | Protocol::Ftp)
    }

    pub fn default_order(self) -> DeliveryOrder {
        match self {
            Protocol::Folder | Protocol::Sftp | Protocol::Ftp | Protocol::Pull => DeliveryOrder::Channel,
            Protocol::Mail | Protocol::Webhook => DeliveryOrder::Release,
        }
    }
}

fn suggest_address(written: &str, scheme: &str) -> Message {
    if written.contains('@') && !written.contains(':') && Email::parse(written).is_ok() {
        return msg!("write `to = \"mailto:{written}\"`", "skriv `to = \"mailto:{written}\"`");
    }
    if written.starts_with(['/', '.', '~']) {
        return msg!("write a folder as `to = \"folder:/srv/desk\"`", "skriv en mapp som `to = \"folder:/srv/desk\"`");
    }
    let schemes = SCHEMES.iter().map(|(scheme, _)| *scheme);
    match find_nearest(scheme, schemes).filter(|near| *near != scheme) {
        Some(near) => msg!("did you mean `{near}`?", "menade du `{near}`?"),
        None => msg!(
            "write `folder:PATH`, `sftp://user@host/path`, `ftps://user@host/path`, `mailto:desk@x.example`, `https://...` or `pull`",
            "skriv `folder:SÖKVÄG`, `sftp://användare@värd/sökväg`, `ftps://användare@värd/sökväg`, `mailto:desk@x.example`, `https://...` eller `pull`"
        ),
    }
}

/// Accepts the fields of every receiver, where it is not known which it is.
pub(super) fn ignore_own_fields(fields: &mut TableReader) {
    OWN_FIELDS.iter().for_each(|(name, _)| fields.ignore(name));
}

fn reject_foreign(fields: &mut TableReader, name: &'static str, protocols: &[Protocol]) {
    let schemes: Vec<String> = SCHEMES
        .iter()
        .filter(|(scheme, protocol)| protocols.contains(protocol) && !matches!(*scheme, "http" | "ftp"))
        .map(|(scheme, _)| format!("`{scheme}`"))
        .collect();
    let schemes = schemes.join(", ");
    let message = msg!("`{name}` has no effect for this receiver", "`{name}` har ingen verkan för den här mottagaren");
    let hint = msg!("remove it: it belongs to {schemes}", "ta bort det: det hör till {schemes}");
    fields.reject(name, message, hint);
    fields.ignore(name);
}

/// Whether an address has this scheme, in any case.
pub(super) fn scheme_is(address: &Spanned<String>, scheme: &str) -> bool {
    address.value.trim().split(':').next().is_some_and(|written| written.eq_ignore_ascii_case(scheme))
}
