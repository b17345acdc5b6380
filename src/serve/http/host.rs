//! The `Host` header, which every request of HTTP/1.1 has once. <https://www.rfc-editor.org/rfc/rfc9112#section-3.2>
//!
//! What it names does not matter here: a service has one newsroom, and every address it writes is below `base_url`. A request that a proxy
//! could read in another way is refused all the same.

use std::net::Ipv6Addr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Version, header};

use super::response::{plain_text, set};

/// Why a request is refused with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostProblem {
    Missing,
    Repeated,
    Invalid,
}

/// Checks the number and the value. HTTP/1.0 has requests without it.
pub fn check(version: Version, headers: &HeaderMap) -> Result<(), HostProblem> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if version < Version::HTTP_11 => Ok(()),
        (None, _) => Err(HostProblem::Missing),
        (Some(_), Some(_)) => Err(HostProblem::Repeated),
        (Some(host), None) if is_valid(host.as_bytes()) => Ok(()),
        (Some(_), None) => Err(HostProblem::Invalid),
    }
}

/// The refusal. The connection ends with it: what follows on it can be part of the same confusion.
pub fn refuse(problem: HostProblem) -> Response<Body> {
    let mut response = plain_text(
        StatusCode::BAD_REQUEST,
        match problem {
            HostProblem::Missing => "the request has no Host header",
            HostProblem::Repeated => "the request has more than one Host header",
            HostProblem::Invalid => "the Host header is neither a name nor an address with an optional port",
        },
    );
    set(&mut response, header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// `uri-host [ ":" port ]`, where a name may be empty (RFC 9110 7.2, RFC 3986 3.2.2).
fn is_valid(value: &[u8]) -> bool {
    if let Some(rest) = value.strip_prefix(b"[") {
        let Some(end) = rest.iter().position(|byte| *byte == b']') else { return false };
        return is_ip_literal(&rest[..end]) && is_port(&rest[end + 1..]);
    }
    let end = value.iter().position(|byte| *byte == b':').unwrap_or(value.len());
    is_name(&value[..end]) && is_port(&value[end..])
}

/// Nothing, or a colon and digits.
fn is_port(text: &[u8]) -> bool {
    text.is_empty() || text.strip_prefix(b":").is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// `reg-name`, which an IPv4 address is too.
fn is_name(name: &[u8]) -> bool {
    let is_escape = |at: usize| name.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    name.iter().enumerate().all(|(at, byte)| is_plain(*byte) || (*byte == b'%' && is_escape(at)))
}

/// `unreserved` and `sub-delims`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

/// An IPv6 address, or `IPvFuture`.
fn is_ip_literal(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    if text.parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let Some((version, address)) = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) else { return false };
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_version && !address.is_empty() && address.bytes().all(|byte| is_plain(byte) || byte == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_a_port() {
        let valid = [
            "www.solvik.example",
            "localhost:8080",
            "127.0.0.1:80",
            "[::1]",
            "[::1]:8080",
            "[v1.a:b]",
            "a:",
            "",
            "xn--hej-ula.example",
            "a_b.example",
            "%C3%A5.example",
        ];
        for host in valid {
            assert!(is_valid(host.as_bytes()), "{host}");
        }
        let invalid = [
            "a b",
            "a/b",
            "a@b",
            "http://a",
            "a:80:80",
            "a:port",
            "a, b/",
            "[::1",
            "[::1]x",
            "[localhost]",
            "::1",
            "a?b",
            "a#b",
            "%",
            "%zz",
            "a\\b",
            "[v.a]",
            "å",
        ];
        for host in invalid {
            assert!(!is_valid(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn only_http_1_0_may_leave_it_out() {
        let mut headers = HeaderMap::new();
        assert_eq!(check(Version::HTTP_10, &headers), Ok(()));
        assert_eq!(check(Version::HTTP_11, &headers), Err(HostProblem::Missing));
        headers.append(header::HOST, HeaderValue::from_static("a"));
        assert_eq!(check(Version::HTTP_11, &headers), Ok(()));
        headers.append(header::HOST, HeaderValue::from_static("a"));
        assert_eq!(check(Version::HTTP_10, &headers), Err(HostProblem::Repeated));
    }
}
