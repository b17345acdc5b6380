//! `sftp://` and `ftps://`: folders on servers.

use super::protocol::scheme_is;
use super::secret::{read_required_secret, read_secret};
use super::server::{ServerAddress, is_loopback, parse_server};
use crate::content::front_matter::TableReader;
use crate::content::text::{Explanation, SourceText, Spanned};
use crate::model::{FtpReceiver, FtpTls, SftpReceiver};
use crate::msg;

const SFTP_EXAMPLE: &str = "sftp://press@ftp.desk.example/in";
const FTP_EXAMPLE: &str = "ftps://press@ftp.desk.example/in";

pub(super) fn read_sftp(fields: &mut TableReader, address: &Spanned<String>) -> Option<SftpReceiver> {
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

pub(super) fn read_ftp(fields: &mut TableReader, address: &Spanned<String>) -> Option<FtpReceiver> {
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

fn report(text: &SourceText, address: &Spanned<String>, (message, hint): Explanation) {
    text.error(address.span.clone(), message, hint);
}
