//! Explains a message of any sender field by field, and reports its errors.
//!
//! It reads IPTC 7901 in our own profile and in the dialects of agencies, and the press text of Depesch. No input makes it fail: bytes that
//! it does not understand are a field of their own.

mod blocks;
mod date_time;
mod dialect;
mod encoding;
mod findings;
mod header;
mod iptc7901;
mod lines;
mod notes;
mod pieces;
mod press_text;
mod rules;
mod text;

use crate::model::Charset;
use crate::msg;

pub use crate::wire::inspect::blocks::{InspectedBlock, InspectedBlockKind};
pub use crate::wire::inspect::date_time::DateTime;
pub use crate::wire::inspect::dialect::{Dialect, OptionalInformation, StatusKind, StatusLine};
pub use crate::wire::inspect::encoding::Evidence;
pub use crate::wire::inspect::findings::Finding;
pub use crate::wire::inspect::header::superdesk_accepts;
pub use crate::wire::inspect::iptc7901::parser::Iptc7901;
pub use crate::wire::inspect::notes::LabelledValue;
pub use crate::wire::inspect::pieces::{MessageField, MessagePiece};
pub use crate::wire::inspect::press_text::parser::{PressText, TailSection, UseStatus};
pub use crate::wire::inspect::rules::Rule;
pub use crate::wire::inspect::text::control_name;

use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::pieces::MessagePieces;

/// The number of bytes that are read of a longer file.
pub const MAX_LEN: usize = 4 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    pub message: InspectedMessage,
    /// The charset in which the file was read, and why.
    pub evidence: Evidence,
    pub dialect: Dialect,
    /// In the order of the file. Every byte but line ends and spaces belongs to one piece.
    pub pieces: Vec<MessagePiece>,
    /// In the order of the file.
    pub findings: Vec<Finding>,
    /// The number of findings of a rule that are not listed.
    pub omitted: Vec<(Rule, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InspectedMessage {
    Iptc7901(Box<Iptc7901>),
    PressText(Box<PressText>),
}

impl Inspection {
    pub fn charset(&self) -> Charset {
        self.evidence.charset
    }

    /// Whether there is no error and no warning.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.diagnostic.is_info())
    }
}

/// Reads a file in the charset that sender and receiver agreed on, or else in the one that is detected.
pub fn inspect(bytes: &[u8], agreed: Option<Charset>) -> Inspection {
    let head = &bytes[..bytes.len().min(MAX_LEN)];
    let mut evidence = encoding::detect(head);
    let mut findings = Findings::default();
    let mut pieces = MessagePieces::default();
    let is_iptc7901 = head.iter().any(|b| (1..=3).contains(b)) || begins_with_header(head);
    let usual = if is_iptc7901 { Charset::Latin1 } else { Charset::Utf8 };
    check_charset(&evidence, agreed, usual, head, &mut findings);
    if let Some(agreed) = agreed {
        evidence.charset = agreed;
    }
    if bytes.len() > MAX_LEN {
        let len = bytes.len();
        let message = msg!(
            "the file has {len} bytes, more than any message; the first {MAX_LEN} were read",
            "filen har {len} byte, mer än något meddelande; de första {MAX_LEN} lästes"
        );
        findings.add(Rule::TooLong, MAX_LEN, message);
        pieces.add(MessageField::NotRead, MAX_LEN..len);
    }
    let input = WireInput { bytes: head, charset: evidence.charset };
    let (message, dialect) = if is_iptc7901 {
        let (message, dialect) = iptc7901::parse(input, &mut findings, &mut pieces);
        (InspectedMessage::Iptc7901(Box::new(message)), dialect)
    } else {
        let text = press_text::parse(input, &mut findings, &mut pieces);
        let dialect = if text.end_mark.is_some() && text.id.is_some() { Dialect::Depesch } else { Dialect::Unknown };
        (InspectedMessage::PressText(Box::new(text)), dialect)
    };
    let pieces = pieces.finish(head, &mut findings);
    let (findings, omitted) = findings.finish(bytes, evidence.charset, dialect);
    Inspection { message, evidence, dialect, pieces, findings, omitted }
}

/// Whether a header without SOH comes first, as in a message that has lost its control characters in a mail program or an editor.
fn begins_with_header(bytes: &[u8]) -> bool {
    let start = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let line: Vec<u8> = std::iter::once(1).chain(bytes[start..].iter().copied().take_while(|b| *b != b'\n').take(200)).collect();
    // The digit excludes the first line of a press text.
    superdesk_accepts(&line) && line.iter().any(u8::is_ascii_digit)
}

fn check_charset(evidence: &Evidence, agreed: Option<Charset>, usual: Charset, bytes: &[u8], findings: &mut Findings) {
    let detected = evidence.charset;
    let offset = evidence.first.unwrap_or(0);
    let expected = agreed.unwrap_or(usual);
    if let Some(mixed) = evidence.mixed.as_ref().filter(|_| agreed.is_none_or(|agreed| agreed == Charset::Utf8)) {
        let message =
            msg!("the message mixes letters in UTF-8 and in Latin-1", "meddelandet blandar bokstäver i UTF-8 och i latin-1");
        findings.add(Rule::MixedCharset, mixed.start, message);
    } else if detected == Charset::Swedish7 && agreed.is_none() {
        let count = evidence.count;
        let message = msg!(
            "Swedish letters in seven bits (ISO 646-SE), {count} of them within words",
            "svenska bokstäver i sju bitar (ISO 646-SE), {count} av dem inne i ord"
        );
        findings.add(Rule::National, offset, message);
    } else if !can_read_as(detected, expected) {
        let (detected, expected) = (detected.name(), expected.name());
        let message = msg!("the text is {detected}, not {expected}", "texten är {detected}, inte {expected}");
        findings.add(Rule::Charset, offset, message);
    }
    if detected == Charset::Utf8
        && let Some(offset) = find_double_encoding(bytes)
    {
        let message =
            msg!("letters were encoded twice: `Ã¤` in place of `ä`", "bokstäver har kodats två gånger: `Ã¤` i stället för `ä`");
        findings.add(Rule::Mojibake, offset, message);
    }
}

fn can_read_as(detected: Charset, expected: Charset) -> bool {
    detected == expected
        || detected == Charset::Ascii
        || detected == Charset::Swedish7
        || expected == Charset::Windows1252 && detected == Charset::Latin1
}

/// The offset of `Ã` and what was the second byte of a Swedish letter, each as two bytes of UTF-8.
fn find_double_encoding(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| matches!(four, [0xc3, 0x83, 0xc2, 0x84 | 0x85 | 0x96 | 0xa4 | 0xa5 | 0xa9 | 0xb6]))
}
