//! Validators and preconditions (RFC 9110 8.8 and 13): where `If-None-Match` is decided.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderValue, header};

use super::coding::ContentCoding;

/// The entity tag of a document's bytes before they are encoded: hexadecimal digits of their hash.
pub type EtagBase = [u8; 32];

/// The first half of a BLAKE3 hash: 128 bits are enough that no two documents share them.
pub fn etag_base(hash: [u8; 32]) -> EtagBase {
    let digits = blake3::Hash::from_bytes(hash).to_hex();
    *digits.as_bytes().first_chunk().expect("64 digits are more than 32")
}

/// The strong entity tag of a document in a coding.
pub fn etag(base: &EtagBase, coding: ContentCoding) -> HeaderValue {
    let mut tag = Vec::with_capacity(40);
    tag.push(b'"');
    tag.extend_from_slice(base);
    if coding != ContentCoding::Identity {
        tag.push(b'-');
        tag.extend_from_slice(coding.name().as_bytes());
    }
    tag.push(b'"');
    HeaderValue::try_from(tag).expect("hexadecimal digits are valid in a header")
}

/// A date for `Last-Modified`, of seconds since 1970.
pub fn http_date(seconds: i64) -> HeaderValue {
    let time = UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    HeaderValue::try_from(httpdate::fmt_http_date(time)).expect("a date is valid in a header")
}

/// Seconds since 1970 of a date in a header; `None` for anything else.
pub fn parse_http_date(date: &str) -> Option<i64> {
    let time: SystemTime = httpdate::parse_http_date(date.trim()).ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// True when the client has these bytes already. `If-None-Match` decides alone where it is sent: weak or strong, in any coding (13.1.2).
/// Otherwise `If-Modified-Since` does: clients send dates of their own, so any that is not earlier will do (13.1.3).
pub fn is_not_modified(headers: &HeaderMap, base: &EtagBase, last_modified: i64) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return header_values(headers, header::IF_NONE_MATCH).any(|list| tags(list).any(|tag| matches_etag(tag, base)));
    }
    let since = header_values(headers, header::IF_MODIFIED_SINCE).next().and_then(parse_http_date);
    since.is_some_and(|since| last_modified <= since)
}

/// True when the client wants another version than this: 412 (13.1.1, 13.1.4). Only a strong tag matches.
pub fn precondition_failed(headers: &HeaderMap, base: &EtagBase, last_modified: i64) -> bool {
    if headers.contains_key(header::IF_MATCH) {
        let matches = |tag: &str| !tag.starts_with("W/") && matches_etag(tag, base);
        return !header_values(headers, header::IF_MATCH).any(|list| tags(list).any(matches));
    }
    let since = header_values(headers, header::IF_UNMODIFIED_SINCE).next().and_then(parse_http_date);
    since.is_some_and(|since| last_modified > since)
}

fn header_values(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}

fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

fn matches_etag(tag: &str, base: &EtagBase) -> bool {
    if tag == "*" {
        return true;
    }
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    let (tag, suffix) = tag.split_once('-').unwrap_or((tag, ""));
    // Servers in front of us mark what they compress themselves: `-gzip` and the like.
    tag.as_bytes() == base && matches!(suffix, "" | "br" | "gzip" | "gz")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "abababababababababababababababab";

    fn base() -> EtagBase {
        etag_base([0xab; 32])
    }

    fn request(rows: &[(header::HeaderName, &str)]) -> HeaderMap {
        rows.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn date(seconds: i64) -> String {
        http_date(seconds).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_tag_in_any_form_matches() {
        assert_eq!(etag(&base(), ContentCoding::Identity), format!("\"{TAG}\""));
        assert_eq!(etag(&base(), ContentCoding::Brotli), format!("\"{TAG}-br\""));
        for list in ["\"{}\"", "W/\"{}\"", "\"{}-br\"", "W/\"{}-gzip\"", "\"other\", \"{}-gz\"", "*", "\"x\" , W/\"{}\" ,\"y\""] {
            let list = list.replace("{}", TAG);
            assert!(is_not_modified(&request(&[(header::IF_NONE_MATCH, &list)]), &base(), 100), "{list}");
        }
        for list in ["\"other\"", "\"\"", "", "\"abab\"", "\"{}-tar\"", "\"*\""] {
            let list = list.replace("{}", TAG);
            assert!(!is_not_modified(&request(&[(header::IF_NONE_MATCH, &list)]), &base(), 100), "{list}");
        }
    }

    #[test]
    fn a_tag_decides_before_a_date_and_a_date_by_not_being_earlier() {
        let is = |rows: &[(header::HeaderName, &str)]| is_not_modified(&request(rows), &base(), 100);
        assert!(!is(&[(header::IF_NONE_MATCH, "\"other\""), (header::IF_MODIFIED_SINCE, &date(1_000))]));
        assert!(is(&[(header::IF_MODIFIED_SINCE, &date(100))]));
        assert!(is(&[(header::IF_MODIFIED_SINCE, &date(5_000))]), "a date of the client's own");
        assert!(!is(&[(header::IF_MODIFIED_SINCE, &date(99))]));
        assert!(!is(&[(header::IF_MODIFIED_SINCE, "yesterday")]));
    }

    #[test]
    fn a_precondition_fails_for_another_version() {
        let own = format!("\"{TAG}\"");
        let fails = |name: header::HeaderName, value: &str| precondition_failed(&request(&[(name, value)]), &base(), 100);
        assert!(
            !fails(header::IF_MATCH, &own) && !fails(header::IF_MATCH, "*") && !fails(header::IF_MATCH, &format!("\"x\", {own}"))
        );
        assert!(
            fails(header::IF_MATCH, "\"x\"") && fails(header::IF_MATCH, &format!("W/{own}")) && fails(header::IF_MATCH, "\"*\"")
        );
        assert!(fails(header::IF_UNMODIFIED_SINCE, &date(99)) && !fails(header::IF_UNMODIFIED_SINCE, &date(100)));
        assert!(!precondition_failed(&HeaderMap::new(), &base(), 100));
    }
}
