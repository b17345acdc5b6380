//! Checks of every text: line ends, line lengths, control characters.

use std::ops::Range;

use crate::model::Charset;
use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::LineEnd;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::rules::Rule;

/// The names of the controls of ASCII, from 00 to 1F.
const NAMES: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2",
    "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
];

/// `BEL`, `DEL`, or the number of what has no common name.
pub fn control_name(byte: u8) -> String {
    match NAMES.get(usize::from(byte)) {
        Some(name) => (*name).to_owned(),
        None if byte == 0x7f => "DEL".to_owned(),
        None => format!("{byte:02X}"),
    }
}

/// Reports line ends that are not CR LF: once for each kind, with their number.
pub(super) fn line_ends(source: WireInput<'_>, within: Range<usize>, findings: &mut Findings) {
    let (mut bare, mut returns) = (Vec::new(), Vec::new());
    let (mut feeds, mut lone) = (0_usize, 0_usize);
    for line in source.lines(within) {
        match line.end {
            LineEnd::Lf => {
                feeds += 1;
                bare.extend(bare.is_empty().then_some(line.at.end));
            }
            LineEnd::Cr => {
                lone += 1;
                returns.extend(returns.is_empty().then_some(line.at.end));
            }
            LineEnd::CrLf | LineEnd::Nothing => {}
        }
    }
    let s = if feeds == 1 { "line ends" } else { "lines end" };
    let r = if feeds == 1 { "rad slutar" } else { "rader slutar" };
    for at in bare {
        findings.add(Rule::LoneLf, at, msg!("{feeds} {s} in LF alone", "{feeds} {r} med bara LF"));
    }
    let s = if lone == 1 { "line ends" } else { "lines end" };
    let r = if lone == 1 { "rad slutar" } else { "rader slutar" };
    for at in returns {
        findings.add(Rule::LoneCr, at, msg!("{lone} {s} in CR alone", "{lone} {r} med bara CR"));
    }
}

/// Reports each line that has more columns than `most`. `may` excuses a line by its text.
pub(super) fn line_lengths(
    source: WireInput<'_>,
    within: Range<usize>,
    most: usize,
    may: fn(&str) -> bool,
    findings: &mut Findings,
) {
    for line in source.lines(within) {
        // No line has more columns than bytes.
        if line.at.len() <= most {
            continue;
        }
        let columns = source.columns(&line.at);
        if columns > most && !may(&source.text(&line.at)) {
            let say =
                msg!("the line has {columns} columns, the limit is {most}", "raden har {columns} kolumner, gränsen är {most}");
            findings.add(Rule::LongLine, line.at.start, say);
        }
    }
}

/// Reports control characters, once for each kind. `allowed` are bytes with a meaning of their own.
pub(super) fn controls(source: WireInput<'_>, within: Range<usize>, allowed: &[u8], findings: &mut Findings) {
    let mut kinds = [(0_usize, 0_usize); 256];
    let bytes = source.slice(&within);
    for (at, &byte) in bytes.iter().enumerate() {
        let high = match source.charset {
            Charset::Latin1 => (0x80..=0x9f).contains(&byte),
            // The controls from 80 to 9F are two bytes, of which the first is C2.
            Charset::Utf8 => (0x80..=0x9f).contains(&byte) && at > 0 && bytes[at - 1] == 0xc2,
            _ => false,
        };
        if byte < 0x20 && !matches!(byte, b'\n' | b'\r') || byte == 0x7f || high {
            let (count, first) = &mut kinds[usize::from(byte)];
            *first = if *count == 0 { within.start + at } else { *first };
            *count += 1;
        }
    }
    for (byte, (count, first)) in (0_u8..=255).zip(kinds).filter(|(byte, (count, _))| *count > 0 && !allowed.contains(byte)) {
        let name = control_name(byte);
        let s = if count == 1 { "character" } else { "characters" };
        let rule = if byte == b'\t' { Rule::Tab } else { Rule::Control };
        let say = msg!("{count} control {s} {name} in the text", "{count} styrtecken {name} i texten");
        findings.add(rule, first, say);
    }
}
