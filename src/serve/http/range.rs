//! Range requests (RFC 9110 14). The door to `http-range-header`.

use std::ops::RangeInclusive;

use axum::http::{HeaderMap, header};

use super::coding::ContentCoding;
use super::preconditions::{EtagBase, etag, parse_http_date};

/// What `Range` selects.
#[derive(Debug, PartialEq, Eq)]
pub enum RangeOutcome {
    Full,
    /// First and last byte, both included.
    Partial(RangeInclusive<u64>),
    /// Beyond the end: 416.
    Unsatisfiable,
}

/// The range that is requested. Several at once, or one of another version, get the full document.
pub fn requested_range(headers: &HeaderMap, base: &EtagBase, last_modified: i64, length: usize) -> RangeOutcome {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = value(header::RANGE) else { return RangeOutcome::Full };
    if let Some(condition) = value(header::IF_RANGE) {
        // Only a strong tag or the exact date identifies the version that the client has parts of (13.1.5).
        let is_same = if condition.starts_with('"') {
            etag(base, ContentCoding::Identity) == condition
        } else {
            parse_http_date(condition) == Some(last_modified)
        };
        if !is_same {
            return RangeOutcome::Full;
        }
    }
    let Ok(ranges) = http_range_header::parse_range_header(range) else { return RangeOutcome::Full };
    match ranges.validate(length as u64).as_deref() {
        Ok([range]) => RangeOutcome::Partial(range.clone()),
        Ok(_) => RangeOutcome::Full,
        Err(_) => RangeOutcome::Unsatisfiable,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::super::preconditions::etag_base;
    use super::*;

    #[test]
    fn one_range_is_given_and_several_get_the_whole() {
        let request = |rows: &[(header::HeaderName, &str)]| {
            let headers = rows.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect();
            requested_range(&headers, &etag_base([0xab; 32]), 100, 1_000)
        };
        assert_eq!(request(&[(header::RANGE, "bytes=0-99")]), RangeOutcome::Partial(0..=99));
        assert_eq!(request(&[(header::RANGE, "bytes=-100")]), RangeOutcome::Partial(900..=999));
        assert_eq!(request(&[(header::RANGE, "bytes=990-")]), RangeOutcome::Partial(990..=999));
        assert_eq!(request(&[(header::RANGE, "bytes=0-1,5-6")]), RangeOutcome::Full);
        assert_eq!(request(&[(header::RANGE, "bytes=5000-")]), RangeOutcome::Unsatisfiable);
        assert_eq!(request(&[(header::RANGE, "pages=1-2")]), RangeOutcome::Full);
        let tag = format!("\"{}\"", "ab".repeat(16));
        assert_eq!(request(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, &tag)]), RangeOutcome::Partial(0..=9));
        assert_eq!(request(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, &format!("W/{tag}"))]), RangeOutcome::Full);
        assert_eq!(request(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, "\"old\"")]), RangeOutcome::Full);
        assert_eq!(request(&[]), RangeOutcome::Full);
    }
}
