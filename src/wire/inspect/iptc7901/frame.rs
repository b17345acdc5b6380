//! The four control characters that frame a message, and the bytes outside of them.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::inspect::rules::Rule;

const SOH: u8 = 1;
const STX: u8 = 2;
const ETX: u8 = 3;
const EOT: u8 = 4;
const DEL: u8 = 0x7f;

/// Where the parts of a message are.
#[derive(Debug, Clone, Default)]
pub(super) struct MessageFrame {
    /// The offset of SOH.
    pub soh: Option<usize>,
    /// Whether DEL stood before SOH.
    pub fillers: bool,
    /// Where the header begins.
    pub header: usize,
    /// The offset of STX.
    pub stx: Option<usize>,
    /// Where the text ends: at ETX, or where it must.
    pub end: usize,
    /// From behind ETX to EOT.
    pub after: Option<Range<usize>>,
}

/// Finds the frame and reports what is wrong with it.
pub(super) fn find(bytes: &[u8], findings: &mut Findings, pieces: &mut MessagePieces) -> MessageFrame {
    let offsets_of = |wanted, within| offsets(bytes, wanted, within);
    let soh = offsets_of(SOH, 0..bytes.len()).next();
    let mut frame = MessageFrame { soh, header: soh.map_or(0, |at| at + 1), ..MessageFrame::default() };
    match soh {
        Some(at) => {
            check_before_soh(bytes, at, &mut frame, findings, pieces);
            pieces.add(MessageField::Soh, at..at + 1);
        }
        None => findings.add(Rule::NoSoh, 0, msg!("there is no SOH", "det finns inget SOH")),
    }
    let stx = offsets_of(STX, frame.header..bytes.len()).next();
    let etx = offsets_of(ETX, stx.unwrap_or(frame.header)..bytes.len()).next();
    let early = [
        (stx, offsets_of(STX, 0..frame.header).next(), "STX", "SOH"),
        (etx, offsets_of(ETX, 0..stx.unwrap_or(frame.header)).next(), "ETX", if stx.is_some() { "STX" } else { "SOH" }),
    ];
    for (_, at, name, other) in early {
        if let Some(at) = at {
            findings.add(Rule::OutOfOrder, at, msg!("{name} is before {other}", "{name} står före {other}"));
        }
    }
    frame.stx = stx;
    match stx {
        None => findings.add(Rule::NoStx, frame.header, msg!("there is no STX", "det finns inget STX")),
        Some(at) => {
            pieces.add(MessageField::Stx, at..at + 1);
            if !begins_line(bytes, at) {
                findings.add(Rule::StxWithinLine, at, msg!("STX is within a line", "STX står inne i en rad"));
            }
        }
    }
    let from = stx.unwrap_or(frame.header);
    let eot = offsets_of(EOT, etx.unwrap_or(from)..bytes.len()).next();
    match etx {
        None => findings.add(Rule::NoEtx, from, msg!("there is no ETX", "det finns inget ETX")),
        Some(at) => {
            pieces.add(MessageField::Etx, at..at + 1);
            if !begins_line(bytes, at) {
                findings.add(Rule::EtxWithinLine, at, msg!("ETX is within a line", "ETX står inne i en rad"));
            }
        }
    }
    frame.end = etx.or(eot).unwrap_or(bytes.len());
    for at in offsets_of(SOH, frame.header..frame.end) {
        findings.add(Rule::TwoSoh, at, msg!("there is another SOH within the message", "ännu ett SOH står inne i meddelandet"));
    }
    for at in stx.into_iter().flat_map(|stx| offsets_of(STX, stx + 1..frame.end)) {
        findings.add(Rule::TwoStx, at, msg!("there is another STX within the text", "ännu ett STX står inne i texten"));
    }
    if let Some(at) = etx.and_then(|etx| offsets_of(EOT, frame.header..etx).next()) {
        findings.add(Rule::OutOfOrder, at, msg!("EOT is before ETX", "EOT står före ETX"));
    }
    let over = eot.unwrap_or(bytes.len());
    frame.after = etx.map(|etx| etx + 1..over);
    check_after_etx(bytes, frame.after.clone().unwrap_or(over..over), findings);
    match eot {
        None => findings.add(Rule::NoEot, bytes.len(), msg!("there is no EOT at the end", "det finns inget EOT i slutet")),
        Some(at) => {
            pieces.add(MessageField::Eot, at..at + 1);
            check_after_eot(bytes, at + 1, findings, pieces);
        }
    }
    frame
}

/// The offsets of a byte within a range.
fn offsets(bytes: &[u8], wanted: u8, within: Range<usize>) -> impl Iterator<Item = usize> {
    let start = within.start;
    bytes.get(within).unwrap_or_default().iter().enumerate().filter(move |(_, b)| **b == wanted).map(move |(at, _)| start + at)
}

fn begins_line(bytes: &[u8], at: usize) -> bool {
    at == 0 || matches!(bytes[at - 1], b'\n' | b'\r')
}

fn is_filler(byte: &u8) -> bool {
    matches!(*byte, DEL | 0 | b'\r' | b'\n' | b' ')
}

/// Checks the bytes before SOH.
fn check_before_soh(bytes: &[u8], soh: usize, frame: &mut MessageFrame, findings: &mut Findings, pieces: &mut MessagePieces) {
    let before = &bytes[..soh];
    if before.is_empty() {
        return;
    }
    if before.iter().all(is_filler) {
        frame.fillers = before.contains(&DEL);
        pieces.add(MessageField::Fillers, 0..soh);
        findings.add(Rule::FillersBefore, 0, msg!("{soh} bytes of filler before SOH", "{soh} byte utfyllnad står före SOH"));
    } else {
        pieces.add(MessageField::NotUnderstood, 0..soh);
        findings.add(Rule::BeforeSoh, 0, msg!("{soh} bytes before SOH", "{soh} byte står före SOH"));
    }
}

/// Checks for control characters after ETX.
fn check_after_etx(bytes: &[u8], after: Range<usize>, findings: &mut Findings) {
    let second = offsets(bytes, SOH, after.clone()).next();
    if let Some(at) = second {
        findings.add(Rule::SecondMessage, at, msg!("another message follows", "ännu ett meddelande följer"));
    }
    for at in offsets(bytes, ETX, after.start..second.unwrap_or(after.end)) {
        findings.add(Rule::TwoEtx, at, msg!("another ETX follows the first", "ännu ett ETX följer på det första"));
    }
}

/// Checks the bytes after EOT.
fn check_after_eot(bytes: &[u8], from: usize, findings: &mut Findings, pieces: &mut MessagePieces) {
    let rest = &bytes[from..];
    let long = rest.len();
    if long == 0 {
        return;
    }
    if rest.iter().all(is_filler) {
        pieces.add(MessageField::Fillers, from..bytes.len());
        findings.add(Rule::FillersAfter, from, msg!("{long} bytes of filler follow EOT", "{long} byte utfyllnad följer efter EOT"));
        return;
    }
    pieces.add(MessageField::NotUnderstood, from..bytes.len());
    match rest.iter().position(|b| *b == SOH) {
        Some(at) => findings.add(Rule::SecondMessage, from + at, msg!("another message follows", "ännu ett meddelande följer")),
        None => findings.add(Rule::AfterEot, from, msg!("{long} bytes follow EOT", "{long} byte följer efter EOT")),
    }
}
