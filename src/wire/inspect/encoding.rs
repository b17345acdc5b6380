//! In which characters a message is written: guessed from its bytes, with the evidence.
//!
//! ISO 646-SE is the Swedish seven-bit set (ISO-IR 10), in which `{|}` and `[\]` are äöå and ÄÖÅ.

use std::ops::Range;

use crate::diag::Message;
use crate::model::Charset;
use crate::msg;
use crate::wire::charset::SWEDISH;
use crate::wire::charset::WINDOWS;

impl Charset {
    /// The characters of `bytes`. Bytes that mean nothing become U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Charset::Ascii => bytes.iter().map(|&b| if b < 128 { char::from(b) } else { '\u{fffd}' }).collect(),
            Charset::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Charset::Windows1252 => bytes.iter().map(|&b| windows(b)).collect(),
            Charset::Swedish7 => bytes.iter().map(|&b| swedish(b)).collect(),
        }
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn swedish(byte: u8) -> char {
    match SWEDISH.iter().find(|(_, place)| *place == byte) {
        Some((letter, _)) => *letter,
        None if byte.is_ascii() => char::from(byte),
        None => '\u{fffd}',
    }
}

/// What the bytes say of their characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub charset: Charset,
    /// Why this one, in a sentence.
    pub say: Message,
    /// The offset of the first byte that is evidence, and the number of such bytes.
    pub first: Option<usize>,
    pub count: usize,
    /// Where UTF-8 occurs in a text that is not UTF-8 as a whole.
    pub mixed: Option<Range<usize>>,
}

/// Guesses by evidence: bytes beyond seven bits first, then the places where Swedish seven-bit letters occur.
pub fn guess(bytes: &[u8]) -> Evidence {
    let count = bytes.iter().filter(|b| **b >= 128).count();
    let Some(first) = bytes.iter().position(|b| *b >= 128) else { return seven_bit(bytes) };
    let tell = |charset, say| Evidence { charset, say, first: Some(first), count, mixed: None };
    if std::str::from_utf8(bytes).is_ok() {
        let say =
            msg!("{count} bytes beyond ASCII, and all of them make UTF-8", "{count} byte utanför ASCII, och alla bildar UTF-8");
        return tell(Charset::Utf8, say);
    }
    let mixed = swedish_in_utf8(bytes);
    let windows = bytes.iter().filter(|b| (0x80..=0x9f).contains(*b)).count();
    if windows > 0 && mixed.is_none() {
        let say = msg!(
            "{count} bytes beyond ASCII that are not UTF-8, {windows} of them from 80 to 9F, where Latin-1 has no letters",
            "{count} byte utanför ASCII som inte är UTF-8, {windows} av dem mellan 80 och 9F, där latin-1 saknar tecken"
        );
        return tell(Charset::Windows1252, say);
    }
    let say = msg!("{count} bytes beyond ASCII that are not UTF-8", "{count} byte utanför ASCII som inte är UTF-8");
    Evidence { mixed, ..tell(Charset::Latin1, say) }
}

fn seven_bit(bytes: &[u8]) -> Evidence {
    let mut first = None;
    let mut count = 0;
    for (at, three) in bytes.windows(3).enumerate() {
        let (before, letter, after) = (three[0], three[1], three[2]);
        let small = matches!(letter, b'{' | b'|' | b'}') && before.is_ascii_lowercase() && after.is_ascii_lowercase();
        let capital = matches!(letter, b'[' | b'\\' | b']') && before.is_ascii_uppercase() && after.is_ascii_uppercase();
        if small || capital {
            first = first.or(Some(at + 1));
            count += 1;
        }
    }
    if first.is_none() {
        let say = msg!("no byte beyond seven bits", "ingen byte utanför sju bitar");
        return Evidence { charset: Charset::Ascii, say, first, count, mixed: None };
    }
    let say = msg!(
        "no byte beyond seven bits, and {count} of `{{|}}[\\]` within words, where Swedish letters occur",
        "ingen byte utanför sju bitar, och {count} av `{{|}}[\\]` inne i ord, där svenska bokstäver står"
    );
    Evidence { charset: Charset::Swedish7, say, first, count, mixed: None }
}

/// The first å, ä, ö, é or their like written as two bytes of UTF-8.
fn swedish_in_utf8(bytes: &[u8]) -> Option<Range<usize>> {
    let at = bytes.windows(2).position(|two| two[0] == 0xc3 && (0x80..=0xbf).contains(&two[1]))?;
    Some(at..at + 2)
}
