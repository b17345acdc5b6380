//! Checks of every text: line ends, line lengths, control characters.

use std::ops::Range;

use crate::model::Charset;
use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::{LineEnd, WireInput};
use crate::wire::inspect::rules::Rule;

/// ASCII, from 00 to 1F.
const CONTROL_NAMES: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2",
    "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
];

/// `BEL`, `DEL`, or the code in hexadecimal.
pub fn control_name(byte: u8) -> String {
    match CONTROL_NAMES.get(usize::from(byte)) {
        Some(name) => (*name).to_owned(),
        None if byte == 0x7f => "DEL".to_owned(),
        None => format!("{byte:02X}"),
    }
}

/// Reports line ends other than CR LF: the first of each kind, with their number.
pub fn check_line_ends(input: WireInput<'_>, within: Range<usize>, findings: &mut Findings) {
    for (end, name, rule) in [(LineEnd::Lf, "LF", Rule::LoneLf), (LineEnd::Cr, "CR", Rule::LoneCr)] {
        let mut lines = input.lines(within.clone()).filter(|line| line.end == end);
        let Some(first) = lines.next() else { continue };
        let count = 1 + lines.count();
        let (lines_end, slutar) = if count == 1 { ("line ends", "rad slutar") } else { ("lines end", "rader slutar") };
        let message = msg!("{count} {lines_end} in {name} alone", "{count} {slutar} med bara {name}");
        findings.add(rule, first.range.end, message);
    }
}

/// Reports each line of more than `max` columns whose text is not exempt.
pub fn check_line_lengths(
    input: WireInput<'_>,
    within: Range<usize>,
    max: usize,
    is_exempt: fn(&str) -> bool,
    findings: &mut Findings,
) {
    // No line has more columns than bytes.
    for line in input.lines(within).filter(|line| line.range.len() > max) {
        let columns = input.columns(&line.range);
        if columns > max && !is_exempt(&input.text(&line.range)) {
            let message =
                msg!("the line has {columns} columns, the limit is {max}", "raden har {columns} kolumner, gränsen är {max}");
            findings.add(Rule::LongLine, line.range.start, message);
        }
    }
}

/// Reports each kind of control character once, except those of the format.
pub fn check_controls(input: WireInput<'_>, within: Range<usize>, allowed: &[u8], findings: &mut Findings) {
    let mut kinds = [(0_usize, 0_usize); 256];
    let bytes = input.slice(&within);
    for (index, &byte) in bytes.iter().enumerate() {
        let is_c1 = match input.charset {
            Charset::Latin1 => (0x80..=0x9f).contains(&byte),
            // U+0080 to U+009F are C2 80 to C2 9F.
            Charset::Utf8 => (0x80..=0x9f).contains(&byte) && index > 0 && bytes[index - 1] == 0xc2,
            _ => false,
        };
        if byte < 0x20 && !matches!(byte, b'\n' | b'\r') || byte == 0x7f || is_c1 {
            let (count, first) = &mut kinds[usize::from(byte)];
            *first = if *count == 0 { within.start + index } else { *first };
            *count += 1;
        }
    }
    for (byte, (count, first)) in (0_u8..=255).zip(kinds).filter(|(byte, (count, _))| *count > 0 && !allowed.contains(byte)) {
        let name = control_name(byte);
        let characters = if count == 1 { "character" } else { "characters" };
        let rule = if byte == b'\t' { Rule::Tab } else { Rule::Control };
        let message = msg!("{count} control {characters} {name} in the text", "{count} styrtecken {name} i texten");
        findings.add(rule, first, message);
    }
}
