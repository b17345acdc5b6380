//! The table `[mail]`: how mail leaves.

use super::secret::{read_required_secret, read_secret};
use super::server::{is_loopback, parse_server};
use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::content::text::{Spanned, shorten};
use crate::model::name::NameError;
use crate::model::{DkimSettings, Email, MailLogin, MailRelay, MailSender, MailTls, SingleLine, WebAddress};
use crate::msg;

/// With the port of each.
const SCHEMES: &[(&str, MailTls, u16)] =
    &[("smtps", MailTls::Implicit, 465), ("smtp+starttls", MailTls::StartTls, 587), ("smtp", MailTls::None, 25)];

const RELAY_EXAMPLE: &str = "smtps://mail.solvik.example";

/// Host, port and encryption.
type RelayAddress = (String, u16, MailTls);

pub(super) fn read_relay(fields: &mut TableReader) -> Option<MailRelay> {
    let relay = fields.required_string("relay", &format!("relay = \"{RELAY_EXAMPLE}\""));
    let may_be_plain = fields.boolean("insecure").unwrap_or(false);
    let relay = relay.and_then(|written| read_address(fields, &written, may_be_plain));
    let login = read_login(fields);
    fields.require("from", "from = \"Solvik kommun <press@solvik.example>\"");
    let from = read_sender(fields);
    let reply_to = fields.parse("reply_to", Email::parse, invalid_names::email);
    let dkim = fields.read_table("dkim", read_dkim);
    let (host, port, tls) = relay?;
    Some(MailRelay { host, port, tls, login, from: from?, reply_to, dkim })
}

fn read_address(fields: &TableReader, written: &Spanned<String>, may_be_plain: bool) -> Option<RelayAddress> {
    let refuse = |message, hint| {
        fields.source().error(written.span.clone(), message, hint);
        None
    };
    let example_hint = || msg!("write it as `{RELAY_EXAMPLE}`", "skriv den som `{RELAY_EXAMPLE}`");
    let scheme = written.value.trim().split(':').next().unwrap_or_default().to_ascii_lowercase();
    let Some((_, tls, default_port)) = SCHEMES.iter().find(|(known, ..)| *known == scheme) else {
        let message = msg!("`relay` does not say how the server is reached", "`relay` säger inte hur servern nås");
        let hint = msg!(
            "write `smtps://HOST` (port 465), `smtp+starttls://HOST` (port 587), or on this machine `smtp://localhost`",
            "skriv `smtps://VÄRD` (port 465), `smtp+starttls://VÄRD` (port 587), eller på den här datorn `smtp://localhost`"
        );
        return refuse(message, hint);
    };
    let server = match parse_server(&written.value, RELAY_EXAMPLE) {
        Ok(server) => server,
        Err((message, hint)) => return refuse(message, hint),
    };
    if server.user.is_some() {
        let message = msg!("the address of the relay has a user name", "adressen till servern har ett användarnamn");
        let hint = msg!(
            "write it as `user = {{ env = \"DEPESCH_SMTP_USER\" }}`",
            "skriv det som `user = {{ env = \"DEPESCH_SMTP_USER\" }}`"
        );
        return refuse(message, hint);
    }
    if !matches!(server.path, "" | "/") {
        return refuse(msg!("the address of the relay has a path", "adressen till servern har en sökväg"), example_hint());
    }
    if *tls == MailTls::None && !may_be_plain && !is_loopback(&server.host) {
        let message = msg!("`smtp` sends mail unencrypted", "`smtp` skickar post okrypterat");
        let hint = msg!(
            "write `smtp+starttls://` or `smtps://`; if the server has nothing else, allow it by `insecure = true`",
            "skriv `smtp+starttls://` eller `smtps://`; om servern inte har något annat, tillåt det med `insecure = true`"
        );
        return refuse(message, hint);
    }
    Some((server.host, server.port.unwrap_or(*default_port), *tls))
}

/// Both or neither.
fn read_login(fields: &mut TableReader) -> Option<MailLogin> {
    match (fields.has("user"), fields.has("password")) {
        (true, false) => fields.require("password", "password = { env = \"DEPESCH_SMTP_PASSWORD\" }"),
        (false, true) => fields.require("user", "user = { env = \"DEPESCH_SMTP_USER\" }"),
        (true, true) | (false, false) => {}
    }
    let (user, password) = (read_secret(fields, "user"), read_secret(fields, "password"));
    Some(MailLogin { user: user?, password: password? })
}

/// `Solvik kommun <press@solvik.example>`.
fn read_sender(fields: &mut TableReader) -> Option<MailSender> {
    let parse = |written: &str| {
        let (name, rest) = written.trim().split_once('<').ok_or(NameError::Shape)?;
        let address = Email::parse(rest.strip_suffix('>').ok_or(NameError::Shape)?)?;
        Ok(MailSender { name: SingleLine::parse(name.trim().trim_matches('"'))?, address })
    };
    fields.parse("from", parse, |written, _| {
        let value = shorten(written);
        let message = msg!("`{value}` is not a name with an e-mail address", "`{value}` är inte ett namn med en e-postadress");
        let hint = msg!(
            "write `from = \"Solvik kommun <press@solvik.example>\"`",
            "skriv `from = \"Solvik kommun <press@solvik.example>\"`"
        );
        (message, hint)
    })
}

fn read_dkim(fields: &mut TableReader) -> Option<DkimSettings> {
    fields.require("domain", "domain = \"solvik.example\"");
    let domain = fields.parse("domain", parse_domain, |written, _| {
        let value = shorten(written);
        let message = msg!("`{value}` is not a domain", "`{value}` är ingen domän");
        (message, msg!("write it as `solvik.example`", "skriv den som `solvik.example`"))
    });
    fields.require("selector", "selector = \"press2026\"");
    let selector = fields.parse("selector", parse_selector, |written, _| {
        let value = shorten(written);
        let message = msg!("`{value}` is not a selector", "`{value}` är ingen selektor");
        let hint = msg!(
            "it is the name of the key in the domain's DNS, in `a-z`, `0-9`, hyphens and dots: `press2026`",
            "det är nyckelns namn i domänens DNS, med `a-z`, `0-9`, bindestreck och punkter: `press2026`"
        );
        (message, hint)
    });
    let key_file = read_required_secret(fields, "key_file");
    Some(DkimSettings { domain: domain?, selector: selector?, key_file: key_file? })
}

fn parse_domain(written: &str) -> Result<String, NameError> {
    let address = WebAddress::parse(&format!("https://{}/", written.trim()))?;
    let host = address.host().filter(|host| host.contains('.') && address.as_str() == format!("https://{host}/"));
    host.map(str::to_owned).ok_or(NameError::Shape)
}

/// Labels of a host name (RFC 6376, 3.1).
fn parse_selector(written: &str) -> Result<String, NameError> {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let selector = written.trim();
    if selector.len() <= 100 && selector.split('.').all(is_label) { Ok(selector.to_owned()) } else { Err(NameError::Shape) }
}
