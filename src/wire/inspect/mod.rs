//! Explains a message of any sender field by field, and reports what is wrong with it.
//!
//! IPTC 7901 in our own profile and in the dialects of agencies, and the press text of Depesch. No input makes it fail:
//! bytes that it does not understand are a field of their own.

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

use std::ops::Range;

use crate::model::Charset;
use crate::msg;

pub use crate::wire::inspect::blocks::InspectedBlock;
pub use crate::wire::inspect::blocks::InspectedBlockKind;
pub use crate::wire::inspect::date_time::DateTime;
pub use crate::wire::inspect::dialect::Dialect;
pub use crate::wire::inspect::dialect::OptionalInformation;
pub use crate::wire::inspect::dialect::StatusKind;
pub use crate::wire::inspect::dialect::StatusLine;
pub use crate::wire::inspect::encoding::Evidence;
pub use crate::wire::inspect::findings::Finding;
pub use crate::wire::inspect::header::superdesk_accepts;
pub use crate::wire::inspect::iptc7901::parser::Iptc7901;
pub use crate::wire::inspect::notes::Labelled;
pub use crate::wire::inspect::pieces::MessageField;
pub use crate::wire::inspect::pieces::MessagePiece;
pub use crate::wire::inspect::press_text::parser::PressText;
pub use crate::wire::inspect::press_text::parser::TailSection;
pub use crate::wire::inspect::press_text::parser::UseStatus;
pub use crate::wire::inspect::rules::Rule;
pub use crate::wire::inspect::text::control_name;

use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::pieces::MessagePieces;

/// A message is never longer, in bytes; of more, this much is read.
pub const LONGEST: usize = 4 * 1024 * 1024;

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    pub message: InspectedMessage,
    /// The characters it was read in, and why.
    pub evidence: Evidence,
    pub dialect: Dialect,
    /// Every byte but line ends and spaces is in one piece, in the order of the file.
    pub pieces: Vec<MessagePiece>,
    /// In the order of their places.
    pub findings: Vec<Finding>,
    /// How many more findings of a rule there are than are listed.
    pub omitted: Vec<(Rule, usize)>,
}

/// One of the two forms that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InspectedMessage {
    Iptc7901(Box<Iptc7901>),
    PressText(Box<PressText>),
}

impl Inspection {
    pub fn iptc7901(&self) -> Option<&Iptc7901> {
        match &self.message {
            InspectedMessage::Iptc7901(message) => Some(message),
            InspectedMessage::PressText(_) => None,
        }
    }

    pub fn press_text(&self) -> Option<&PressText> {
        match &self.message {
            InspectedMessage::PressText(text) => Some(text),
            InspectedMessage::Iptc7901(_) => None,
        }
    }

    pub fn charset(&self) -> Charset {
        self.evidence.charset
    }

    /// Whether there is no error and no warning.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.diagnostic.is_info())
    }
}

/// Reads a message in the characters that its bytes suggest. On the wire Latin-1 is expected, in press text UTF-8.
pub fn inspect(bytes: &[u8]) -> Inspection {
    inspect_as(bytes, None)
}

/// Reads a message in the characters that were agreed on.
pub fn inspect_as(bytes: &[u8], agreed: Option<Charset>) -> Inspection {
    let head = &bytes[..bytes.len().min(LONGEST)];
    let mut evidence = encoding::guess(head);
    let mut findings = Findings::default();
    let mut pieces = MessagePieces::default();
    let on_the_wire = head.iter().any(|b| (1..=3).contains(b)) || looks_like_a_header(head);
    check_charset(&evidence, agreed, on_the_wire, head, &mut findings);
    if let Some(agreed) = agreed {
        evidence.charset = agreed;
    }
    if bytes.len() > LONGEST {
        let (long, most) = (bytes.len(), LONGEST);
        let say = msg!(
            "the file has {long} bytes, more than any message; the first {most} were read",
            "filen har {long} byte, mer än något meddelande; de första {most} lästes"
        );
        findings.add(Rule::TooLong, LONGEST, say);
        pieces.add(MessageField::NotRead, LONGEST..bytes.len());
    }
    let source = WireInput { bytes: head, charset: evidence.charset };
    let (message, dialect) = if on_the_wire {
        let (message, dialect) = iptc7901::read(source, &mut findings, &mut pieces);
        (InspectedMessage::Iptc7901(Box::new(message)), dialect)
    } else {
        let text = press_text::read(source, &mut findings, &mut pieces);
        let dialect = if text.end_mark.is_some() && text.id.is_some() { Dialect::Depesch } else { Dialect::Unknown };
        (InspectedMessage::PressText(Box::new(text)), dialect)
    };
    let pieces = pieces.finish(head, &mut findings);
    let (findings, omitted) = findings.finish(bytes, evidence.charset, dialect);
    Inspection { message, evidence, dialect, pieces, findings, omitted }
}

/// A header without SOH: a message that a mail program or an editor has lost the controls of.
fn looks_like_a_header(bytes: &[u8]) -> bool {
    let start = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let line: Vec<u8> = std::iter::once(1).chain(bytes[start..].iter().copied().take_while(|b| *b != b'\n').take(200)).collect();
    // A press text can begin with anything, but not with letters, digits, a digit, letters and digits.
    superdesk_accepts(&line) && line.iter().any(u8::is_ascii_digit)
}

/// Whether the characters are those that were agreed on, or that are usual.
fn check_charset(evidence: &Evidence, agreed: Option<Charset>, on_the_wire: bool, bytes: &[u8], findings: &mut Findings) {
    let found = evidence.charset;
    let at = evidence.first.unwrap_or(0);
    let expected = agreed.unwrap_or(if on_the_wire { Charset::Latin1 } else { Charset::Utf8 });
    if let Some(mixed) = evidence.mixed.as_ref().filter(|_| agreed.is_none_or(|agreed| agreed == Charset::Utf8)) {
        let say = msg!("the message mixes letters in UTF-8 and in Latin-1", "meddelandet blandar bokstäver i UTF-8 och i latin-1");
        findings.add(Rule::MixedCharset, mixed.start, say);
    } else if found == Charset::Swedish7 && agreed.is_none() {
        let count = evidence.count;
        let say = msg!(
            "Swedish letters in seven bits (ISO 646-SE), {count} of them within words",
            "svenska bokstäver i sju bitar (ISO 646-SE), {count} av dem inne i ord"
        );
        findings.add(Rule::National, at, say);
    } else if !fits(found, expected) {
        let (found, expected) = (found.name(), expected.name());
        let say = msg!("the text is {found}, not {expected}", "texten är {found}, inte {expected}");
        findings.add(Rule::Charset, at, say);
    }
    if found == Charset::Utf8
        && let Some(at) = doubled(bytes)
    {
        let say =
            msg!("letters were encoded twice: `Ã¤` in place of `ä`", "bokstäver har kodats två gånger: `Ã¤` i stället för `ä`");
        findings.add(Rule::Mojibake, at.start, say);
    }
}

/// Whether what was found can be read as what was expected. Latin-1 has every byte; the others have not.
fn fits(found: Charset, expected: Charset) -> bool {
    found == expected
        || found == Charset::Ascii
        || found == Charset::Swedish7
        || expected == Charset::Windows1252 && found == Charset::Latin1
}

/// `Ã` and then what was the second byte of a Swedish letter, each as two bytes of UTF-8.
fn doubled(bytes: &[u8]) -> Option<Range<usize>> {
    let at = bytes.windows(4).position(|four| {
        four[..2] == [0xc3, 0x83] && four[2] == 0xc2 && matches!(four[3], 0x84 | 0x85 | 0x96 | 0xa4 | 0xa5 | 0xa9 | 0xb6)
    })?;
    Some(at..at + 4)
}
