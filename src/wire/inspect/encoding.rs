//! Detects the charset of a message from its bytes.
//!
//! ISO 646-SE is the Swedish seven-bit set (ISO-IR 10), in which `{|}` and `[\]` are äöå and ÄÖÅ.

use std::ops::Range;

use crate::diag::Message;
use crate::model::Charset;
use crate::msg;
use crate::wire::charset::{SWEDISH, WINDOWS};

impl Charset {
    /// Bytes without a meaning become U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Charset::Ascii => bytes.iter().map(|&b| if b < 128 { char::from(b) } else { '\u{fffd}' }).collect(),
            Charset::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Charset::Windows1252 => bytes.iter().map(|&b| decode_windows1252(b)).collect(),
            Charset::Swedish7 => bytes.iter().map(|&b| decode_swedish7(b)).collect(),
        }
    }
}

fn decode_windows1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn decode_swedish7(byte: u8) -> char {
    match SWEDISH.iter().find(|(_, code)| *code == byte) {
        Some((letter, _)) => *letter,
        None if byte.is_ascii() => char::from(byte),
        None => '\u{fffd}',
    }
}

/// A detected charset, and what it was detected by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub charset: Charset,
    pub reason: Message,
    /// The offset of the first byte that is evidence.
    pub first: Option<usize>,
    /// The number of bytes that are evidence.
    pub count: usize,
    /// A letter in UTF-8 within a text that is not UTF-8.
    pub mixed: Option<Range<usize>>,
}

/// Looks at bytes beyond seven bits, or else at the places where Swedish seven-bit letters occur.
pub fn detect(bytes: &[u8]) -> Evidence {
    let count = bytes.iter().filter(|b| **b >= 128).count();
    let first = bytes.iter().position(|b| *b >= 128);
    if first.is_none() {
        return detect_seven_bit(bytes);
    }
    if std::str::from_utf8(bytes).is_ok() {
        let reason =
            msg!("{count} bytes beyond ASCII, and all of them make UTF-8", "{count} byte utanför ASCII, och alla bildar UTF-8");
        return Evidence { charset: Charset::Utf8, reason, first, count, mixed: None };
    }
    let mixed = find_utf8_letter(bytes);
    let windows = bytes.iter().filter(|b| (0x80..=0x9f).contains(*b)).count();
    if windows > 0 && mixed.is_none() {
        let reason = msg!(
            "{count} bytes beyond ASCII that are not UTF-8, {windows} of them from 80 to 9F, where Latin-1 has no letters",
            "{count} byte utanför ASCII som inte är UTF-8, {windows} av dem mellan 80 och 9F, där latin-1 saknar tecken"
        );
        return Evidence { charset: Charset::Windows1252, reason, first, count, mixed };
    }
    let reason = msg!("{count} bytes beyond ASCII that are not UTF-8", "{count} byte utanför ASCII som inte är UTF-8");
    Evidence { charset: Charset::Latin1, reason, first, count, mixed }
}

fn detect_seven_bit(bytes: &[u8]) -> Evidence {
    let is_swedish = |three: &[u8]| match three {
        [before, b'{' | b'|' | b'}', after] => before.is_ascii_lowercase() && after.is_ascii_lowercase(),
        [before, b'[' | b'\\' | b']', after] => before.is_ascii_uppercase() && after.is_ascii_uppercase(),
        _ => false,
    };
    let first = bytes.windows(3).position(is_swedish).map(|offset| offset + 1);
    let count = bytes.windows(3).filter(|three| is_swedish(three)).count();
    let (charset, reason) = if count == 0 {
        (Charset::Ascii, msg!("no byte beyond seven bits", "ingen byte utanför sju bitar"))
    } else {
        let reason = msg!(
            "no byte beyond seven bits, and {count} of `{{|}}[\\]` within words, where Swedish letters occur",
            "ingen byte utanför sju bitar, och {count} av `{{|}}[\\]` inne i ord, där svenska bokstäver står"
        );
        (Charset::Swedish7, reason)
    };
    Evidence { charset, reason, first, count, mixed: None }
}

/// The first of å, ä, ö, é and the like as two bytes of UTF-8.
fn find_utf8_letter(bytes: &[u8]) -> Option<Range<usize>> {
    let offset = bytes.windows(2).position(|two| two[0] == 0xc3 && (0x80..=0xbf).contains(&two[1]))?;
    Some(offset..offset + 2)
}
