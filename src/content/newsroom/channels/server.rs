//! The address of a server: `scheme://user@host:port/path`.

use crate::content::text::Explanation;
use crate::model::WebAddress;
use crate::msg;

pub(super) struct ServerAddress<'a> {
    /// In ASCII and lower case.
    pub host: String,
    pub port: Option<u16>,
    pub user: Option<&'a str>,
    /// As written, with the slash at its beginning; empty where there is none.
    pub path: &'a str,
}

/// `example` is shown in hints. A password is refused, and not repeated.
pub(super) fn parse_server<'a>(written: &'a str, example: &str) -> Result<ServerAddress<'a>, Explanation> {
    let refuse = |message| Err((message, msg!("write it as `{example}`", "skriv den som `{example}`")));
    let Some((_, rest)) = written.trim().split_once("://") else {
        return refuse(msg!("two slashes are missing after the colon", "två snedstreck saknas efter kolonet"));
    };
    if has_password(rest) {
        return Err((
            msg!("the address holds a password", "adressen innehåller ett lösenord"),
            msg!(
                "take it out, and change it if others could read this file: `{example}`",
                "ta bort det, och byt det om andra har kunnat läsa filen: `{example}`"
            ),
        ));
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
    if user.is_some_and(|user| !is_user(user)) {
        return refuse(msg!("the user name in the address cannot be used", "användarnamnet i adressen kan inte användas"));
    }
    let address = WebAddress::parse(&format!("https://{place}/")).ok();
    let Some(host) = address.as_ref().and_then(WebAddress::host) else {
        return refuse(msg!("the address has no valid host name", "adressen har inget giltigt värdnamn"));
    };
    let port = place.split_once(':').map(|(_, port)| port.parse::<u16>().unwrap_or(0));
    if port == Some(0) {
        return refuse(msg!("the port in the address cannot be used", "porten i adressen kan inte användas"));
    }
    Ok(ServerAddress { host: host.to_owned(), port, user, path })
}

/// `user:password@`, also where the password has a slash, which would end the host.
fn has_password(rest: &str) -> bool {
    let Some((before, _)) = rest.rsplit_once('@') else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let has_port = |(_, port): (&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    before.contains(':') && (authority.contains('@') || !authority.split_once(':').is_none_or(has_port))
}

/// Letters that no shell or server reads as something else, and no hyphen at its beginning, which would make it an option.
fn is_user(user: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
    !user.is_empty() && !user.starts_with('-') && user.bytes().all(is_allowed)
}

/// Whether a host is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let is_address = |rest: &str| rest.split('.').count() == 3 && rest.split('.').all(|part| part.parse::<u8>().is_ok());
    host == "localhost" || host.strip_prefix("127.").is_some_and(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_it_is() {
        for address in ["press:hemligt@x.example", "press:hem/ligt@x.example/in", "press:a@b@x.example", ":hemligt@x.example"] {
            assert!(has_password(address), "{address}");
        }
        for address in ["press@x.example/in", "x.example:8443/@desk", "x.example/a:b@c", "x.example:22"] {
            assert!(!has_password(address), "{address}");
        }
    }

    #[test]
    fn an_address_is_taken_apart() {
        let server = parse_server("sftp://press@FTP.desk.example:2222/in/x", "").unwrap();
        let ServerAddress { host, port, user, path } = server;
        assert_eq!((host.as_str(), port, user, path), ("ftp.desk.example", Some(2222), Some("press"), "/in/x"));
        for bad in
            ["sftp:x", "sftp://", "sftp://-oProxyCommand@x.example", "sftp://x.example:0", "sftp://x.example:99999", "sftp://a b@x"]
        {
            assert!(parse_server(bad, "").is_err(), "{bad}");
        }
        assert!(is_loopback("127.0.0.1") && is_loopback("localhost") && !is_loopback("127.example") && !is_loopback("10.0.0.1"));
    }
}
