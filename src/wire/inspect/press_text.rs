//! The press text of Depesch: head, headline, text, end mark, and below it contacts and other notes.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::blocks::BlockReader;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::pieces::{MessageField, MessagePieces};
use crate::wire::inspect::rules::Rule;
use crate::wire::inspect::text;
use crate::wire::signal::MessageSignal;

mod head;
pub mod parser;
mod tail;

use parser::{COLUMNS, END_MARKS, PressText, PressTextParser, is_capitals};

/// The maximum number of characters in a heading.
const MAX_HEADING: usize = 50;

pub fn parse(input: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> PressText {
    let all = 0..input.bytes.len();
    let start = skip_bom(input, findings, pieces);
    let mut parser = PressTextParser { input, findings, pieces, message: PressText::default() };
    if input.bytes.iter().skip(start).all(u8::is_ascii_whitespace) {
        parser.findings.add(Rule::Empty, 0, msg!("there is nothing in the file", "filen är tom"));
        return parser.message;
    }
    let headline = parser.parse_head(start..all.end);
    let body = parser.parse_headline(headline..all.end);
    let tail = parser.parse_body(body..all.end);
    parser.parse_tail(tail..all.end);
    parser.validate(start, tail);
    text::check_controls(input, all.clone(), &[], parser.findings);
    text::check_line_ends(input, all.clone(), parser.findings);
    text::check_line_lengths(input, all, COLUMNS, is_unbreakable, parser.findings);
    parser.message
}

fn skip_bom(input: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> usize {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let Some(mark) = marks.into_iter().find(|mark| input.bytes.starts_with(mark)) else { return 0 };
    pieces.add(MessageField::Bom, 0..mark.len());
    findings.add(Rule::Bom, 0, msg!("the file begins with a byte order mark", "filen börjar med ett märke för byteordning"));
    mark.len()
}

/// Whether a line is a single token, which may follow the marker of an item or a label.
fn is_unbreakable(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).take(3).collect();
    match words.as_slice() {
        [_] => true,
        [marker, _] => marker.len() <= 6 && !marker.chars().any(char::is_alphabetic) || marker.ends_with(':'),
        _ => false,
    }
}

impl PressTextParser<'_, '_> {
    /// Reads to the end mark; returns the offset of the tail.
    fn parse_body(&mut self, within: Range<usize>) -> usize {
        let mut blocks = BlockReader::new(0);
        let mut tail = within.end;
        let mut is_first_in_paragraph = true;
        let mut lines = self.input.lines(within).peekable();
        while let Some(line) = lines.next() {
            let text = self.input.text(&line.range);
            let trimmed = text.trim();
            if END_MARKS.contains(&trimmed) {
                tail = line.next();
                self.pieces.add(MessageField::EndMark, line.range);
                self.message.end_mark = Some(trimmed.to_owned());
                break;
            }
            // Without an end mark the text ends before the contacts or the id.
            if is_first_in_paragraph && tail::begins_tail(trimmed) {
                tail = line.range.start;
                break;
            }
            let next = lines.peek().map(|next| self.input.text(&next.range));
            let next = next.filter(|_| is_first_in_paragraph && trimmed.len() < 200);
            if next.is_some_and(|next| is_heading(trimmed, &next)) {
                blocks.push_heading(trimmed, line.range.clone());
            } else {
                blocks.push_line(&text, line.range.clone());
            }
            is_first_in_paragraph = trimmed.is_empty();
            if !trimmed.is_empty() {
                self.pieces.add(MessageField::Body, line.range);
            }
        }
        self.message.body = blocks.finish();
        tail
    }

    /// Reports missing parts.
    fn validate(&mut self, start: usize, tail: usize) {
        let end = self.input.bytes.len();
        let message = &self.message;
        let has_reason = message.status.iter().any(|line| line.text.contains(' '));
        let missing = [
            (
                !is_capitals(&message.kind),
                Rule::NoKind,
                start,
                msg!("the first line does not say in capitals what it is", "första raden säger inte med versaler vad det är"),
            ),
            (
                message.use_status.is_none(),
                Rule::NoStatus,
                start,
                msg!("the head does not say whether the text may be used", "huvudet säger inte om texten får användas"),
            ),
            (message.version.is_none(), Rule::NoVersion, start, msg!("the head has no version", "huvudet har ingen version")),
            (message.headline.is_empty(), Rule::NoHeadline, start, msg!("there is no headline", "det finns ingen rubrik")),
            (message.body.is_empty(), Rule::NoBody, start, msg!("there is no text", "det finns ingen text")),
            (
                message.signal == Some(MessageSignal::Correction) && !has_reason,
                Rule::NoReason,
                start,
                msg!("the correction does not say what it corrects", "rättelsen säger inte vad den rättar"),
            ),
            (message.end_mark.is_none(), Rule::NoEndMark, tail, msg!("there is no end mark", "det finns inget slutmärke")),
            (
                message.contacts.is_empty(),
                Rule::NoContact,
                end,
                msg!("there is no contact that a desk can call", "det finns ingen kontakt som redaktionen kan ringa"),
            ),
            (message.id.is_none(), Rule::NoId, end, msg!("there is no id", "det finns inget id")),
        ];
        for (_, rule, offset, message) in missing.into_iter().filter(|(is_missing, ..)| *is_missing) {
            self.findings.add(rule, offset, message);
        }
        let last = self.input.bytes.last();
        if last.is_some_and(|last| !matches!(last, b'\n' | b'\r')) {
            self.findings.add(Rule::NoLastLineEnd, end, msg!("the last line has no end", "sista raden saknar radslut"));
        }
    }
}

/// Whether the first line of a paragraph is a heading: short, without punctuation at its end, and followed by a new sentence.
fn is_heading(line: &str, next: &str) -> bool {
    let next = next.trim();
    let is_sentence = line.ends_with(['.', ',', ':', ';', '?', '!', '”', '"']) || line.is_empty();
    let has_marker = line.starts_with(['*', '-', '–', '—']) || line.contains("   ");
    let begins_sentence = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '*' | '–' | '”' | '"' | '“');
    !is_sentence
        && !has_marker
        && next.starts_with(begins_sentence)
        && line.chars().count() <= MAX_HEADING
        // Otherwise the next words would be on this line.
        && !is_continuation(line.chars().count(), next)
        && !next.contains("   ")
}

/// Whether a line continues one of `previous` columns: its first two words, which a no-break space may join, had no room there.
fn is_continuation(previous: usize, line: &str) -> bool {
    let first: usize = line.split(' ').take(2).map(|word| word.chars().count() + 1).sum();
    previous + first > COLUMNS
}
