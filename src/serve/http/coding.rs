//! Content codings and their negotiation (RFC 9110 8.4.1 and 12.5.3). The door to gzip and Brotli.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::Compression;
use flate2::write::GzEncoder;

/// How a body is encoded for transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentCoding {
    Identity,
    Gzip,
    Brotli,
}

impl ContentCoding {
    /// In order of preference: Brotli is smallest, and every client has gzip.
    pub const ALL: [ContentCoding; 3] = [ContentCoding::Brotli, ContentCoding::Gzip, ContentCoding::Identity];

    /// As in `Content-Encoding` and `Accept-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            ContentCoding::Identity => "identity",
            ContentCoding::Gzip => "gzip",
            ContentCoding::Brotli => "br",
        }
    }

    /// The encoded bytes; `None` when they are not fewer.
    pub fn encode(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut encoded = Vec::with_capacity(bytes.len() / 4);
        let written = match self {
            ContentCoding::Identity => return None,
            ContentCoding::Gzip => {
                let mut gzip = GzEncoder::new(&mut encoded, Compression::new(6));
                gzip.write_all(bytes).and_then(|()| gzip.finish().map(drop))
            }
            ContentCoding::Brotli => {
                // Level 5 is within a tenth of the best in a fiftieth of its time.
                let settings = brotli::enc::BrotliEncoderParams { quality: 5, size_hint: bytes.len(), ..Default::default() };
                brotli::BrotliCompress(&mut &bytes[..], &mut encoded, &settings).map(drop)
            }
        };
        written.expect("compressing from memory to memory does not fail");
        (encoded.len() < bytes.len()).then_some(encoded)
    }
}

/// The coding that the client prefers; identity when it accepts no other that we have.
pub fn preferred_coding(headers: &HeaderMap) -> ContentCoding {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut qvalues = [None; ContentCoding::ALL.len()];
    let mut others = 0;
    for (name, qvalue) in lists.flat_map(|list| list.split(',')).filter_map(parse_qvalue) {
        if name == "*" {
            others = qvalue;
        }
        for (coding, known) in ContentCoding::ALL.iter().zip(&mut qvalues) {
            if name.eq_ignore_ascii_case(coding.name()) {
                *known = Some(qvalue);
            }
        }
    }
    let encoded = ContentCoding::ALL.into_iter().zip(qvalues).filter(|(coding, _)| *coding != ContentCoding::Identity);
    let accepted = encoded.map(|(coding, qvalue)| (coding, qvalue.unwrap_or(others))).filter(|(_, qvalue)| *qvalue > 0);
    // Among equals the first in our own order.
    accepted.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(ContentCoding::Identity, |(coding, _)| coding)
}

/// `br;q=0.8` as its name and its weight in thousandths.
fn parse_qvalue(part: &str) -> Option<(&str, u16)> {
    let (name, rest) = part.split_once(';').map_or((part, None), |(name, rest)| (name, Some(rest)));
    let q = rest.and_then(|rest| rest.trim().strip_prefix("q=")).map(|q| q.trim().parse::<f32>().unwrap_or(0.0));
    let name = name.trim();
    (!name.is_empty()).then_some((name, (q.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_preferred_coding_is_chosen() {
        let prefer = |list: &'static str| {
            preferred_coding(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(list))]))
        };
        assert_eq!(prefer("gzip, deflate, br"), ContentCoding::Brotli);
        assert_eq!(prefer("gzip;q=1.0, br;q=0.5"), ContentCoding::Gzip);
        assert_eq!(prefer("br;q=0, *"), ContentCoding::Gzip);
        assert_eq!(prefer(""), ContentCoding::Identity);
        assert_eq!(preferred_coding(&HeaderMap::new()), ContentCoding::Identity);
        assert_eq!(prefer("GZIP;q=nonsense"), ContentCoding::Identity);
        assert_eq!(prefer("identity, compress, zstd"), ContentCoding::Identity);
    }

    #[test]
    fn encoding_makes_text_smaller_and_gives_up_where_it_does_not() {
        let text = "Pressmeddelande från Botkyrka. ".repeat(100);
        for coding in [ContentCoding::Gzip, ContentCoding::Brotli] {
            assert!(coding.encode(text.as_bytes()).unwrap().len() < text.len() / 3);
            assert_eq!(coding.encode(b"x"), None);
        }
    }
}
