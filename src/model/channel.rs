//! Channels: the receivers that releases are delivered to, and what each of them takes.

use std::path::PathBuf;

use super::address::{Email, WebAddress};
use super::file_name_pattern::FileNamePattern;
use super::filter::Filter;
use super::name::{Key, SingleLine};
use super::wire::Charset;

/// The channels of a newsroom, and the relay that their mail goes through.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Channels {
    pub mail: Option<MailRelay>,
    /// In the order of the file; each key once.
    pub channels: Vec<Channel>,
}

impl Channels {
    pub fn find(&self, key: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.key.as_str() == key)
    }
}

/// One receiver.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Never changes: it is in the journal and in ids. At most [`FileNamePattern::MAX_CHANNEL_BYTES`].
    pub key: Key,
    pub name: SingleLine,
    pub receiver: Receiver,
    pub format: WireFormat,
    /// In place of the newsroom's own for this format.
    pub charset: Option<Charset>,
    pub filter: Filter,
    pub order: DeliveryOrder,
    /// Messages in a minute; `None` without a limit.
    pub rate: Option<u32>,
    /// How many of the newest releases a new receiver gets.
    pub history: usize,
    /// The agreement that allows embargoed releases to be sent before their time; `None` where they may not.
    pub advance: Option<SingleLine>,
    /// In place of the default file name, for receivers that take files: `{date}-{slug}-v{revision}`.
    pub file_name: Option<FileNamePattern>,
}

/// How a receiver is reached.
#[derive(Debug, Clone, PartialEq)]
pub enum Receiver {
    Folder(FolderReceiver),
    Sftp(SftpReceiver),
    Ftp(FtpReceiver),
    Mail(MailReceiver),
    Webhook(WebhookReceiver),
    Pull(PullReceiver),
}

impl Receiver {
    /// The environment variables that it needs, without those of the mail relay.
    pub fn secrets(&self) -> Vec<&SecretName> {
        match self {
            Receiver::Folder(_) | Receiver::Mail(_) => Vec::new(),
            Receiver::Sftp(sftp) => sftp.key_file.iter().collect(),
            Receiver::Ftp(ftp) => vec![&ftp.password],
            Receiver::Webhook(webhook) => webhook.secrets.iter().collect(),
            Receiver::Pull(pull) => pull.tokens.iter().collect(),
        }
    }
}

/// A folder on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderReceiver {
    /// Absolute, or relative to the content folder.
    pub path: PathBuf,
}

/// A folder on a server that takes files by SFTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpReceiver {
    pub user: String,
    pub host: String,
    pub port: u16,
    /// From the root, or without a slash at its beginning from the folder after login, which is the empty path. No slash at its end.
    pub path: String,
    /// The pinned key of the server: `SHA256:` and 43 characters, as `ssh-keygen -l` prints it.
    pub host_key: String,
    /// Names the file of the private key; `None` for the keys of the machine's own OpenSSH.
    pub key_file: Option<SecretName>,
}

/// A folder on a server that takes files by FTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FtpReceiver {
    pub user: String,
    pub host: String,
    pub port: u16,
    /// As that of [`SftpReceiver`].
    pub path: String,
    pub password: SecretName,
    pub tls: FtpTls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FtpTls {
    /// After the command AUTH TLS, which the server must offer (RFC 4217), for files too: `ftps://`.
    Required,
    /// None, `ftp://`: only where the settings say `insecure = true`.
    None,
}

/// The mailboxes of a news desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReceiver {
    /// At least one; each gets a mail of its own.
    pub to: Vec<Email>,
    /// Formats that are attached, besides the text itself.
    pub attach: Vec<WireFormat>,
}

/// A web address that messages are posted to (Standard Webhooks).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookReceiver {
    pub url: WebAddress,
    /// Two while they change: each signs.
    pub secrets: Vec<SecretName>,
}

/// A receiver that fetches its messages from the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullReceiver {
    /// Two while they change: each is accepted.
    pub tokens: Vec<SecretName>,
}

/// The name of an environment variable that holds a secret, or the path of a file with one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(String);

impl SecretName {
    /// Capitals, digits and underscores, beginning with a letter: `DEPESCH_TT_TOKEN`. `None` for anything else.
    pub fn parse(text: &str) -> Option<SecretName> {
        let is_valid = text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.len() <= 100
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        is_valid.then(|| SecretName(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRelay {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub login: Option<MailLogin>,
    pub from: MailSender,
    /// Where answers go: a mailbox that a person reads.
    pub reply_to: Option<Email>,
    pub dkim: Option<DkimSettings>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// From the first byte, `smtps://`.
    Implicit,
    /// After the command STARTTLS, which the server must offer: `smtp+starttls://`.
    StartTls,
    /// None, `smtp://`: only for this machine, or where the settings say `insecure = true`.
    None,
}

/// Names of environment variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLogin {
    pub user: SecretName,
    pub password: SecretName,
}

/// "Solvik kommun <press@solvik.example>".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSender {
    pub name: SingleLine,
    pub address: Email,
}

/// How we sign mail ourselves (RFC 6376), where the relay does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimSettings {
    pub domain: String,
    pub selector: String,
    /// Names the file of the private key (PEM, PKCS #8).
    pub key_file: SecretName,
}

/// The formats that news desks are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WireFormat {
    PressText,
    Iptc7901,
    Nitf,
    NewsmlG2,
    Ninjs,
    /// A mail with the text for people.
    Mail,
}

impl WireFormat {
    pub const ALL: [WireFormat; 6] =
        [WireFormat::PressText, WireFormat::Iptc7901, WireFormat::Nitf, WireFormat::NewsmlG2, WireFormat::Ninjs, WireFormat::Mail];

    /// Its name in settings and on the command line: but for `mail`, that of a row of the table of formats.
    pub const fn name(self) -> &'static str {
        match self {
            WireFormat::PressText => "txt",
            WireFormat::Iptc7901 => "iptc7901",
            WireFormat::Nitf => "nitf",
            WireFormat::NewsmlG2 => "newsml",
            WireFormat::Ninjs => "ninjs",
            WireFormat::Mail => "mail",
        }
    }
}

/// What a channel waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOrder {
    /// Each message waits for the one before it: for desks that count numbers.
    Channel,
    /// Messages of one release wait for each other.
    Release,
}
