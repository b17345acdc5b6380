//! A release as the mail that a news desk receives. It is no file of the site, so it is not in the table of formats.

use crate::artifact::{Context, Family, Format, WriteResult, Writer};
use crate::diag::{Diagnostic, Location};
use crate::model::{Edition, Email, MailSender, Permalink, Publisher, Release, Withdrawal};
use crate::msg;
use crate::transport::mail::{self, HeaderText, MailContent, MailSettings, MessageId};
use crate::wire::email::{self, ReleaseEmail};

/// From the newsroom to itself, without a signature: the addresses of a real one are those of its channel.
pub const FORMAT: Format = Format {
    name: "mail",
    label: "Mail",
    about: "mail to a news desk",
    extension: "eml",
    media_type: "message/rfc822",
    family: Family::Text,
    depends_on: &[],
    omits: &[],
    purpose: None,
    writer: Writer::Release { path, write, gone: write_kill },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("eml")
}

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    make(edition, email::write(edition, release, context)?, &release.source)
}

fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    make(edition, email::write_kill(edition, withdrawal, context)?, withdrawal.source())
}

fn make(edition: &Edition, words: ReleaseEmail, source: &str) -> WriteResult {
    let publisher = edition.publisher();
    let host = publisher.id_authority.as_str();
    let error = |text| vec![Diagnostic::error(Location::file(source), text)];
    let (Some(address), Some(message_id)) = (address(publisher), MessageId::new("preview", host)) else {
        return Err(error(msg!("the newsroom has no e-mail address", "redaktionen har ingen e-postadress")));
    };
    let from = MailSender { name: publisher.name.clone(), address };
    let content = MailContent {
        message_id,
        references: Vec::new(),
        to: vec![from.address.clone()],
        subject: HeaderText::new(&words.subject),
        date: edition.now().clone(),
        lang: words.lang,
        text: words.text,
        html: words.html,
        attachments: Vec::new(),
    };
    let settings = MailSettings { from: &from, reply_to: None, signer: None };
    let bytes = mail::make(&content, &settings).map_err(|failure| error(failure.message().clone()))?;
    Ok((bytes, Vec::new()))
}

/// The newsroom's own, or one that could be.
fn address(publisher: &Publisher) -> Option<Email> {
    let own = publisher.email.clone().or_else(|| publisher.sender.email.clone());
    own.or_else(|| Email::parse(&format!("press@{}", publisher.id_authority)).ok())
}
