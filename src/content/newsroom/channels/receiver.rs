//! `to` and the fields that belong to it: how a receiver is reached.

use std::path::{Component, Path, PathBuf};

use super::format::FILE_FORMATS;
use super::secret::{read_required_secret, read_secret, read_secrets};
use super::server::{ServerAddress, is_loopback, parse_server};
use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::content::text::{Explanation, SourceText, Spanned, find_nearest, shorten};
use crate::diag::Message;
use crate::model::{
    DeliveryOrder, Email, FolderReceiver, FtpReceiver, FtpTls, MailReceiver, PullReceiver, Receiver, SftpReceiver, WebAddress,
    WebhookReceiver,
};
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

const SFTP_EXAMPLE: &str = "sftp://press@ftp.desk.example/in";
const FTP_EXAMPLE: &str = "ftps://press@ftp.desk.example/in";

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

/// Reads the fields of the receiver, and reports those that belong to others.
pub(super) fn read_receiver(
    fields: &mut TableReader,
    protocol: Option<Protocol>,
    addresses: &[Spanned<String>],
) -> Option<Receiver> {
    let Some((protocol, first)) = protocol.zip(addresses.first()) else {
        // What belongs to it is not known.
        OWN_FIELDS.iter().for_each(|(name, _)| fields.ignore(name));
        return None;
    };
    for (name, protocols) in OWN_FIELDS.iter().filter(|(_, protocols)| !protocols.contains(&protocol)) {
        reject_foreign(fields, name, protocols);
    }
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

fn report(text: &SourceText, address: &Spanned<String>, (message, hint): Explanation) {
    text.error(address.span.clone(), message, hint);
}

fn read_folder(text: &SourceText, address: &Spanned<String>) -> Option<FolderReceiver> {
    let path = address.value.trim().split_once(':').map_or("", |(_, path)| path.trim());
    let refuse = |message| {
        let hint = msg!(
            "write an absolute path, or one from the content folder: `folder:/srv/desk`, `folder:../desk`",
            "skriv en absolut sökväg, eller en från innehållsmappen: `folder:/srv/desk`, `folder:../desk`"
        );
        report(text, address, (message, hint));
        None
    };
    let normal = normalize(Path::new(path));
    if path.is_empty() || normal.as_os_str().is_empty() {
        return refuse(msg!("the folder has no path", "mappen saknar sökväg"));
    }
    if path.starts_with("//") || path.starts_with('~') {
        let value = shorten(path);
        return refuse(msg!("`{value}` is not the path of a folder", "`{value}` är ingen sökväg till en mapp"));
    }
    if normal.starts_with("releases") || normal.starts_with(".depesch") {
        return refuse(msg!("this folder holds the content itself", "den här mappen innehåller själva innehållet"));
    }
    Some(FolderReceiver { path: normal })
}

/// Without `.`, and without `..` after a name: by its words alone, as `a/../b` is written by people who mean `b`.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => drop(normal.pop()),
            Component::ParentDir if normal.has_root() => {}
            other => normal.push(other),
        }
    }
    normal
}

fn read_sftp(fields: &mut TableReader, address: &Spanned<String>) -> Option<SftpReceiver> {
    let text = fields.source();
    let server = parse_server(&address.value, SFTP_EXAMPLE).map_err(|why| report(text, address, why)).ok();
    let user = server.as_ref().and_then(|server| require_user(text, address, server, SFTP_EXAMPLE));
    let path = server.as_ref().and_then(|server| read_path(text, address, from_login(server.path)));
    let host_key = read_host_key(fields);
    let key_file = read_secret(fields, "key_file");
    let server = server?;
    Some(SftpReceiver {
        user: user?,
        host: server.host,
        port: server.port.unwrap_or(22),
        path: path?,
        host_key: host_key?,
        key_file,
    })
}

/// `/~/in` is the folder `in` of the one after login; every other path begins at the root.
fn from_login(path: &str) -> &str {
    match path.strip_prefix("/~") {
        Some(below) if below.is_empty() || below.starts_with('/') => below.trim_start_matches('/'),
        _ => path,
    }
}

fn read_ftp(fields: &mut TableReader, address: &Spanned<String>) -> Option<FtpReceiver> {
    let text = fields.source();
    let server = parse_server(&address.value, FTP_EXAMPLE).map_err(|why| report(text, address, why)).ok();
    let user = server.as_ref().and_then(|server| require_user(text, address, server, FTP_EXAMPLE));
    // From the folder after login (RFC 1738, 3.2.2); a second slash begins at the root.
    let path = server.as_ref().and_then(|server| read_path(text, address, server.path.strip_prefix('/').unwrap_or_default()));
    let password = read_required_secret(fields, "password");
    let is_plain = scheme_is(address, "ftp");
    let may_be_plain = fields.boolean("insecure").unwrap_or(false);
    let is_local = server.as_ref().is_some_and(|server| is_loopback(&server.host));
    if is_plain && !may_be_plain && !is_local {
        let message = msg!("`ftp` sends the password and the text unencrypted", "`ftp` skickar lösenordet och texten okrypterat");
        let hint = msg!(
            "write `ftps://`; if the desk has nothing else, allow it by `insecure = true`",
            "skriv `ftps://`; om redaktionen inte har något annat, tillåt det med `insecure = true`"
        );
        report(text, address, (message, hint));
    }
    let server = server?;
    let tls = if is_plain { FtpTls::None } else { FtpTls::Required };
    Some(FtpReceiver { user: user?, host: server.host, port: server.port.unwrap_or(21), path: path?, password: password?, tls })
}

fn scheme_is(address: &Spanned<String>, scheme: &str) -> bool {
    address.value.trim().split(':').next().is_some_and(|written| written.eq_ignore_ascii_case(scheme))
}

fn require_user(text: &SourceText, address: &Spanned<String>, server: &ServerAddress, example: &str) -> Option<String> {
    if server.user.is_none() {
        let message = msg!("the address has no user name", "adressen saknar användarnamn");
        report(text, address, (message, msg!("write it as `{example}`", "skriv den som `{example}`")));
    }
    server.user.map(str::to_owned)
}

/// A path on a server, as it is: without escapes, and without a slash at its end.
fn read_path(text: &SourceText, address: &Spanned<String>, path: &str) -> Option<String> {
    let is_escape = |bytes: &[u8]| bytes[0] == b'%' && bytes[1..].iter().all(u8::is_ascii_hexdigit);
    let message = if path.split('/').any(|part| part == "..") {
        msg!("the path in the address has `..`", "sökvägen i adressen har `..`")
    } else if path.as_bytes().windows(3).any(is_escape) || path.contains(['?', '#']) || path.contains(char::is_control) {
        msg!(
            "the path in the address has characters that mean something else",
            "sökvägen i adressen har tecken som betyder något annat"
        )
    } else {
        return Some(path.trim_end_matches('/').to_owned());
    };
    let hint = msg!(
        "write the folder as it is called on the server, without `..`, `%20`, `?` or `#`",
        "skriv mappen som den heter på servern, utan `..`, `%20`, `?` eller `#`"
    );
    report(text, address, (message, hint));
    None
}

/// `SHA256:` and the 43 characters that 32 bytes take.
fn read_host_key(fields: &mut TableReader) -> Option<String> {
    fields.require("host_key", "host_key = \"SHA256:...\"");
    let field = fields.string("host_key")?;
    let written = field.value.trim();
    let is_base64 = |hash: &str| hash.len() == 43 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    if written.strip_prefix("SHA256:").is_some_and(is_base64) {
        return Some(written.to_owned());
    }
    let message = msg!("`host_key` is not the fingerprint of a key", "`host_key` är inget fingeravtryck av en nyckel");
    let hint = msg!(
        "it is `SHA256:` and 43 characters: `ssh-keyscan HOST | ssh-keygen -lf -` prints it; compare it with what the desk tells you",
        "det är `SHA256:` och 43 tecken: `ssh-keyscan VÄRD | ssh-keygen -lf -` skriver ut det; jämför med det som redaktionen uppger"
    );
    fields.source().error(field.span, message, hint);
    None
}

fn read_mail(fields: &mut TableReader, addresses: &[Spanned<String>]) -> Option<MailReceiver> {
    let text = fields.source();
    let read = |address: &Spanned<String>| {
        let written = address.value.trim();
        if !scheme_is(address, "mailto") {
            let message = msg!("every address of the list must be a mailbox", "varje adress i listan måste vara en brevlåda");
            let hint = msg!("write it as `mailto:desk@x.example`", "skriv den som `mailto:desk@x.example`");
            report(text, address, (message, hint));
            return None;
        }
        let mailbox = written.split_once(':').map_or("", |(_, mailbox)| mailbox).to_owned();
        let separator = if mailbox.contains('?') || mailbox.contains(',') { Some(()) } else { None };
        if separator.is_some() {
            let message =
                msg!("an address is one mailbox, without `?` or `,`", "en adress är en enda brevlåda, utan `?` eller `,`");
            let hint = msg!(
                "write several as a list: `to = [\"mailto:a@x.example\", \"mailto:b@x.example\"]`",
                "skriv flera som en lista: `to = [\"mailto:a@x.example\", \"mailto:b@x.example\"]`"
            );
            report(text, address, (message, hint));
            return None;
        }
        let field = Spanned { value: mailbox, span: address.span.clone() };
        text.parse(&field, Email::parse, invalid_names::email)
    };
    let to: Vec<Email> = addresses.iter().filter_map(read).collect();
    let written = fields.strings("attach");
    let mut attach = Vec::new();
    for field in &written {
        let Some(format) = text.parse_keyword("attach", field, FILE_FORMATS) else { continue };
        if attach.contains(&format) {
            let name = format.name();
            let message = msg!("`{name}` is attached twice", "`{name}` bifogas två gånger");
            text.error(field.span.clone(), message, msg!("remove one", "ta bort den ena"));
        } else {
            attach.push(format);
        }
    }
    (!to.is_empty()).then_some(MailReceiver { to, attach })
}

fn read_webhook(fields: &mut TableReader, address: &Spanned<String>) -> Option<WebhookReceiver> {
    let text = fields.source();
    let may_be_plain = fields.boolean("insecure").unwrap_or(false);
    let secrets = read_secrets(fields, "secret");
    // Its own check finds passwords, which must not be repeated.
    let example = "https://in.desk.example/hook";
    let server = parse_server(&address.value, example).map_err(|why| report(text, address, why)).ok()?;
    if server.user.is_some() {
        let message = msg!("the address has a user name", "adressen har ett användarnamn");
        let hint = msg!("remove it: each message is signed with `secret`", "ta bort det: varje meddelande signeras med `secret`");
        report(text, address, (message, hint));
        return None;
    }
    let url = WebAddress::parse(&address.value).ok().filter(|url| !url.as_str().contains('#'));
    let Some(url) = url else {
        let message = msg!("the address cannot be used", "adressen kan inte användas");
        report(text, address, (message, msg!("write it as `{example}`, without `#`", "skriv den som `{example}`, utan `#`")));
        return None;
    };
    if scheme_is(address, "http") && !may_be_plain && !is_loopback(&server.host) {
        let message = msg!("`http` sends messages unencrypted", "`http` skickar meddelanden okrypterat");
        let hint = msg!(
            "write `https://`; if the desk has nothing else, allow it by `insecure = true`",
            "skriv `https://`; om redaktionen inte har något annat, tillåt det med `insecure = true`"
        );
        report(text, address, (message, hint));
    }
    (!secrets.is_empty()).then_some(WebhookReceiver { url, secrets })
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
