//! May the answer be "not modified", or a part? RFC 9110 13 and 14, as functions of what was asked.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use std::ops::RangeInclusive;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::serve::body_cache::BodyHash;
use crate::serve::body_cache::ContentCoding;

/// The strong tag of a document: of its bytes, and of how they are packed.
pub fn etag(hash: &BodyHash, packing: ContentCoding) -> HeaderValue {
    let mut tag = String::with_capacity(40);
    tag.push('"');
    tag.push_str(&etag_base(hash));
    if packing != ContentCoding::Identity {
        tag.push('-');
        tag.push_str(packing.name());
    }
    tag.push('"');
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Sixteen bytes of the hash: nobody meets two documents that share them.
pub fn etag_base(hash: &BodyHash) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(HEX.get(usize::from(n)).copied().unwrap_or(b'0'));
    hash.iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// `Last-Modified`, which never lies in the future.
pub fn http_date(seconds: i64) -> HeaderValue {
    let time = UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    HeaderValue::try_from(httpdate::fmt_http_date(time)).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// True when whoever asks has these bytes already. A tag decides alone where one is given: any packing's, weak or strong (13.1.2). Otherwise
/// a date does, which readers make up themselves: any that is not earlier than the last change will do (13.1.3).
pub fn is_not_modified(asked: &HeaderMap, etag_base: &str, modified: i64) -> bool {
    if asked.contains_key(header::IF_NONE_MATCH) {
        return asked
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|list| names(list, etag_base));
    }
    let since = asked.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(seconds);
    since.is_some_and(|since| modified <= since)
}

fn names(list: &str, etag_base: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| {
        if tag == "*" {
            return true;
        }
        let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        let (own, packing) = tag.split_once('-').unwrap_or((tag, ""));
        own == etag_base && (packing.is_empty() || ContentCoding::ALL.iter().any(|known| is_tag_of(packing, *known)))
    })
}

/// Servers in front of us mark what they pack themselves: `-gzip` and the like.
fn is_tag_of(suffix: &str, packing: ContentCoding) -> bool {
    suffix == packing.name() || packing == ContentCoding::Gzip && suffix == "gz"
}

fn seconds(date: &str) -> Option<i64> {
    let time: SystemTime = httpdate::parse_http_date(date.trim()).ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// True when the answer is wanted only of a version that this is not: 412 (13.1.1, 13.1.4). Only a strong tag will do.
pub fn precondition_failed(asked: &HeaderMap, etag_base: &str, modified: i64) -> bool {
    if asked.contains_key(header::IF_MATCH) {
        let mut lists = asked.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok());
        return !lists.any(|list| list.split(',').map(str::trim).any(|tag| !tag.starts_with("W/") && names(tag, etag_base)));
    }
    let since = asked.get(header::IF_UNMODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(seconds);
    since.is_some_and(|since| modified > since)
}

/// The part of a document that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum RangeOutcome {
    Whole,
    /// Bytes from and to, both included.
    Bytes(RangeInclusive<u64>),
    /// It lies beyond the end: 416.
    Beyond,
}

/// Which part is asked for. Several at once, or one of another version, get the whole.
pub fn part(asked: &HeaderMap, hash: &BodyHash, modified: i64, length: usize) -> RangeOutcome {
    let Some(range) = asked.get(header::RANGE).and_then(|value| value.to_str().ok()) else { return RangeOutcome::Whole };
    if let Some(condition) = asked.get(header::IF_RANGE).and_then(|value| value.to_str().ok()) {
        // Only a strong tag, or the very date, tells that the other parts are of this version (13.1.5).
        let same = match condition.starts_with('"') {
            true => etag(hash, ContentCoding::Identity) == condition,
            false => seconds(condition) == Some(modified),
        };
        if !same {
            return RangeOutcome::Whole;
        }
    }
    let Ok(ranges) = http_range_header::parse_range_header(range) else { return RangeOutcome::Whole };
    match ranges.validate(length as u64) {
        Ok(parts) => match parts.as_slice() {
            [part] => RangeOutcome::Bytes(part.clone()),
            _ => RangeOutcome::Whole,
        },
        Err(_) => RangeOutcome::Beyond,
    }
}

/// How the answer is packed best for who asks. Nothing at all where only that is wanted, or nothing that we have.
pub fn packing(asked: &HeaderMap) -> ContentCoding {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut weights = [None; ContentCoding::ALL.len()];
    let mut others = 0;
    for (name, weight) in lists.flat_map(|list| list.split(',')).filter_map(weight) {
        if name == "*" {
            others = weight;
        }
        for (packing, known) in ContentCoding::ALL.iter().zip(&mut weights) {
            if name.eq_ignore_ascii_case(packing.name()) {
                *known = Some(weight);
            }
        }
    }
    let packed = ContentCoding::ALL.into_iter().zip(weights).filter(|(packing, _)| *packing != ContentCoding::Identity);
    let wanted = packed.map(|(packing, weight)| (packing, weight.unwrap_or(others))).filter(|(_, weight)| *weight > 0);
    // Of equal weights the first of our own order.
    wanted.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(ContentCoding::Identity, |(packing, _)| packing)
}

/// `br;q=0.8` as its name and its weight in thousandths.
fn weight(part: &str) -> Option<(&str, u16)> {
    let (name, rest) = part.split_once(';').map_or((part, None), |(name, rest)| (name, Some(rest)));
    let q = rest.and_then(|rest| rest.trim().strip_prefix("q=")).map(|q| q.trim().parse::<f32>().unwrap_or(0.0));
    let name = name.trim();
    (!name.is_empty()).then_some((name, (q.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: BodyHash = [0xab; 32];
    const TAG: &str = "abababababababababababababababab";

    fn asked(rows: &[(header::HeaderName, &str)]) -> HeaderMap {
        rows.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_tag_in_any_form_is_known() {
        for list in ["\"{}\"", "W/\"{}\"", "\"{}-br\"", "W/\"{}-gzip\"", "\"other\", \"{}-zstd\"", "*", "\"x\" , W/\"{}\" ,\"y\""] {
            let list = list.replace("{}", TAG);
            assert!(is_not_modified(&asked(&[(header::IF_NONE_MATCH, &list)]), TAG, 100), "{list}");
        }
        for list in ["\"other\"", "\"\"", "", "\"abab\"", "\"{}-tar\""] {
            let list = list.replace("{}", TAG);
            assert!(!is_not_modified(&asked(&[(header::IF_NONE_MATCH, &list)]), TAG, 100), "{list}");
        }
    }

    #[test]
    fn a_tag_decides_before_a_date_and_a_date_by_not_being_earlier() {
        let at = |seconds: i64| http_date(seconds).to_str().unwrap().to_owned();
        let both = [(header::IF_NONE_MATCH, "\"other\""), (header::IF_MODIFIED_SINCE, &at(1_000))];
        assert!(!is_not_modified(&asked(&both), TAG, 100));
        assert!(is_not_modified(&asked(&[(header::IF_MODIFIED_SINCE, &at(100))]), TAG, 100));
        assert!(is_not_modified(&asked(&[(header::IF_MODIFIED_SINCE, &at(5_000))]), TAG, 100), "a date of the reader's own");
        assert!(!is_not_modified(&asked(&[(header::IF_MODIFIED_SINCE, &at(99))]), TAG, 100));
        assert!(!is_not_modified(&asked(&[(header::IF_MODIFIED_SINCE, "yesterday")]), TAG, 100));
    }

    #[test]
    fn another_version_is_told_apart() {
        let own = format!("\"{TAG}\"");
        let is = |name: header::HeaderName, value: &str| precondition_failed(&asked(&[(name, value)]), TAG, 100);
        assert!(!is(header::IF_MATCH, &own) && !is(header::IF_MATCH, "*") && !is(header::IF_MATCH, &format!("\"x\", {own}")));
        assert!(is(header::IF_MATCH, "\"x\"") && is(header::IF_MATCH, &format!("W/{own}")) && is(header::IF_MATCH, "\"*\""));
        let at = |seconds: i64| http_date(seconds).to_str().unwrap().to_owned();
        assert!(is(header::IF_UNMODIFIED_SINCE, &at(99)) && !is(header::IF_UNMODIFIED_SINCE, &at(100)));
        assert!(!precondition_failed(&HeaderMap::new(), TAG, 100));
        assert!(!is_not_modified(&asked(&[(header::IF_NONE_MATCH, "\"*\"")]), TAG, 100), "a tag of that name is no wildcard");
    }

    #[test]
    fn the_best_packing_that_is_wanted_comes_first() {
        let of = |list: &str| packing(&asked(&[(header::ACCEPT_ENCODING, list)]));
        assert_eq!(of("gzip, deflate, br"), ContentCoding::Brotli);
        assert_eq!(of("gzip;q=1.0, br;q=0.5"), ContentCoding::Gzip);
        assert_eq!(of("br;q=0, *"), ContentCoding::Zstd);
        assert_eq!(of(""), ContentCoding::Identity);
        assert_eq!(packing(&HeaderMap::new()), ContentCoding::Identity);
        assert_eq!(of("GZIP;q=nonsense"), ContentCoding::Identity);
        assert_eq!(of("identity, compress"), ContentCoding::Identity);
    }

    #[test]
    fn one_part_is_given_and_several_get_the_whole() {
        let of = |rows: &[(header::HeaderName, &str)]| part(&asked(rows), &HASH, 100, 1_000);
        assert_eq!(of(&[(header::RANGE, "bytes=0-99")]), RangeOutcome::Bytes(0..=99));
        assert_eq!(of(&[(header::RANGE, "bytes=-100")]), RangeOutcome::Bytes(900..=999));
        assert_eq!(of(&[(header::RANGE, "bytes=990-")]), RangeOutcome::Bytes(990..=999));
        assert_eq!(of(&[(header::RANGE, "bytes=0-1,5-6")]), RangeOutcome::Whole);
        assert_eq!(of(&[(header::RANGE, "bytes=5000-")]), RangeOutcome::Beyond);
        assert_eq!(of(&[(header::RANGE, "pages=1-2")]), RangeOutcome::Whole);
        let tag = format!("\"{TAG}\"");
        assert_eq!(of(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, &tag)]), RangeOutcome::Bytes(0..=9));
        assert_eq!(of(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, &format!("W/{tag}"))]), RangeOutcome::Whole);
        assert_eq!(of(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, "\"old\"")]), RangeOutcome::Whole);
        assert_eq!(of(&[]), RangeOutcome::Whole);
    }
}
