//! The four control characters that frame a message, and the bytes outside the frame.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::pieces::{MessageField, MessagePieces};
use crate::wire::inspect::rules::Rule;

const SOH: u8 = 1;
const STX: u8 = 2;
const ETX: u8 = 3;
const EOT: u8 = 4;
pub const DEL: u8 = 0x7f;

/// The offsets of the parts of a message.
#[derive(Debug, Clone, Default)]
pub struct MessageFrame {
    pub soh: Option<usize>,
    /// Whether DEL precedes SOH.
    pub has_fillers: bool,
    pub header: usize,
    pub stx: Option<usize>,
    /// At ETX, or else at EOT or the end of the file.
    pub text_end: usize,
    /// After ETX, up to EOT.
    pub closing: Option<Range<usize>>,
}

/// Locates the frame and reports its errors.
pub fn locate(bytes: &[u8], findings: &mut Findings, pieces: &mut MessagePieces) -> MessageFrame {
    let find = |byte, within| offsets(bytes, byte, within).next();
    let len = bytes.len();
    let soh = find(SOH, 0..len);
    let header = soh.map_or(0, |soh| soh + 1);
    let stx = find(STX, header..len);
    let text = stx.unwrap_or(header);
    let etx = find(ETX, text..len);
    let eot = find(EOT, etx.unwrap_or(text)..len);
    let eot_or_end = eot.unwrap_or(len);
    let frame = MessageFrame {
        soh,
        has_fillers: is_filler(&bytes[..soh.unwrap_or(0)]) && bytes[..soh.unwrap_or(0)].contains(&DEL),
        header,
        stx,
        text_end: etx.unwrap_or(eot_or_end),
        closing: etx.map(|etx| etx + 1..eot_or_end),
    };
    check_before_soh(bytes, soh.unwrap_or(0), findings, pieces);
    let controls = [
        (soh, MessageField::Soh, Rule::NoSoh, 0, msg!("there is no SOH", "det finns inget SOH")),
        (stx, MessageField::Stx, Rule::NoStx, header, msg!("there is no STX", "det finns inget STX")),
        (etx, MessageField::Etx, Rule::NoEtx, text, msg!("there is no ETX", "det finns inget ETX")),
        (eot, MessageField::Eot, Rule::NoEot, len, msg!("there is no EOT at the end", "det finns inget EOT i slutet")),
    ];
    for (offset, field, rule, expected_at, message) in controls {
        match offset {
            Some(offset) => pieces.add(field, offset..offset + 1),
            None => findings.add(rule, expected_at, message),
        }
    }
    for (offset, name, rule) in [(stx, "STX", Rule::StxWithinLine), (etx, "ETX", Rule::EtxWithinLine)] {
        if let Some(offset) = offset.filter(|offset| *offset > 0 && !matches!(bytes[*offset - 1], b'\n' | b'\r')) {
            findings.add(rule, offset, msg!("{name} is within a line", "{name} står inne i en rad"));
        }
    }
    let early = [
        (find(STX, 0..header), "STX", "SOH"),
        (find(ETX, 0..text), "ETX", if stx.is_some() { "STX" } else { "SOH" }),
        (etx.and_then(|etx| find(EOT, header..etx)), "EOT", "ETX"),
    ];
    for (offset, name, other) in early {
        if let Some(offset) = offset {
            findings.add(Rule::OutOfOrder, offset, msg!("{name} is before {other}", "{name} står före {other}"));
        }
    }
    for offset in offsets(bytes, SOH, header..frame.text_end) {
        let message = msg!("there is another SOH within the message", "ännu ett SOH står inne i meddelandet");
        findings.add(Rule::TwoSoh, offset, message);
    }
    for offset in stx.into_iter().flat_map(|stx| offsets(bytes, STX, stx + 1..frame.text_end)) {
        findings.add(Rule::TwoStx, offset, msg!("there is another STX within the text", "ännu ett STX står inne i texten"));
    }
    check_closing(bytes, frame.closing.clone().unwrap_or(eot_or_end..eot_or_end), findings);
    check_after_eot(bytes, eot.map_or(len, |eot| eot + 1), findings, pieces);
    frame
}

fn offsets(bytes: &[u8], byte: u8, within: Range<usize>) -> impl Iterator<Item = usize> {
    let start = within.start;
    let slice = bytes.get(within).unwrap_or_default();
    slice.iter().enumerate().filter(move |(_, b)| **b == byte).map(move |(index, _)| start + index)
}

fn is_filler(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| matches!(*b, DEL | 0 | b'\r' | b'\n' | b' '))
}

fn check_before_soh(bytes: &[u8], soh: usize, findings: &mut Findings, pieces: &mut MessagePieces) {
    if soh == 0 {
        return;
    }
    let (field, rule, message) = if is_filler(&bytes[..soh]) {
        let message = msg!("{soh} bytes of filler before SOH", "{soh} byte utfyllnad står före SOH");
        (MessageField::Fillers, Rule::FillersBefore, message)
    } else {
        (MessageField::NotUnderstood, Rule::BeforeSoh, msg!("{soh} bytes before SOH", "{soh} byte står före SOH"))
    };
    pieces.add(field, 0..soh);
    findings.add(rule, 0, message);
}

fn check_closing(bytes: &[u8], closing: Range<usize>, findings: &mut Findings) {
    let second = offsets(bytes, SOH, closing.clone()).next();
    if let Some(offset) = second {
        findings.add(Rule::SecondMessage, offset, msg!("another message follows", "ännu ett meddelande följer"));
    }
    for offset in offsets(bytes, ETX, closing.start..second.unwrap_or(closing.end)) {
        findings.add(Rule::TwoEtx, offset, msg!("another ETX follows the first", "ännu ett ETX följer på det första"));
    }
}

fn check_after_eot(bytes: &[u8], start: usize, findings: &mut Findings, pieces: &mut MessagePieces) {
    let rest = &bytes[start..];
    let len = rest.len();
    if len == 0 {
        return;
    }
    let (field, rule, offset, message) = if is_filler(rest) {
        let message = msg!("{len} bytes of filler follow EOT", "{len} byte utfyllnad följer efter EOT");
        (MessageField::Fillers, Rule::FillersAfter, start, message)
    } else if let Some(soh) = offsets(bytes, SOH, start..bytes.len()).next() {
        let message = msg!("another message follows", "ännu ett meddelande följer");
        (MessageField::NotUnderstood, Rule::SecondMessage, soh, message)
    } else {
        (MessageField::NotUnderstood, Rule::AfterEot, start, msg!("{len} bytes follow EOT", "{len} byte följer efter EOT"))
    };
    pieces.add(field, start..bytes.len());
    findings.add(rule, offset, message);
}
