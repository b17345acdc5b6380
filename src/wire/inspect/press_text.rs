//! The press text of Depesch: head, headline, text, end mark, and what the desk needs below it.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::blocks::BlockReader;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::inspect::rules::Rule;
use crate::wire::inspect::text;
use crate::wire::signal::MessageSignal;

mod head;
pub(super) mod parser;
mod tail;

use parser::COLUMNS;
use parser::END_MARKS;
use parser::PressText;
use parser::PressTextParser;
use parser::is_capitals;

/// No heading above a paragraph is longer.
const HEADING: usize = 50;

pub(super) fn read(source: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> PressText {
    let whole = 0..source.bytes.len();
    let start = opening(source, findings, pieces);
    let mut parser = PressTextParser { source, findings, pieces, found: PressText::default() };
    if source.bytes.iter().skip(start).all(u8::is_ascii_whitespace) {
        parser.findings.add(Rule::Empty, 0, msg!("there is nothing in the file", "filen är tom"));
        return parser.found;
    }
    let headline = parser.head(start..whole.end);
    let body = parser.headline(headline..whole.end);
    let tail = parser.body(body..whole.end);
    parser.tail(tail..whole.end);
    parser.validate(start, tail);
    text::controls(source, whole.clone(), &[], parser.findings);
    text::line_ends(source, whole.clone(), parser.findings);
    text::line_lengths(source, whole, COLUMNS, is_unbreakable, parser.findings);
    parser.found
}

/// Past a byte order mark.
fn opening(source: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> usize {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let Some(mark) = marks.into_iter().find(|mark| source.bytes.starts_with(mark)) else { return 0 };
    pieces.add(MessageField::Bom, 0..mark.len());
    findings.add(Rule::Bom, 0, msg!("the file begins with a byte order mark", "filen börjar med ett märke för byteordning"));
    mark.len()
}

/// A line of one token, besides what marks an item or a link, cannot be broken.
fn is_unbreakable(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).take(3).collect();
    match words.as_slice() {
        [_] => true,
        [before, _] => before.len() <= 6 && !before.chars().any(char::is_alphabetic) || before.ends_with(':') || *before == "Id:",
        _ => false,
    }
}

impl PressTextParser<'_, '_> {
    /// Reads from the headline to the end mark; returns where the tail begins.
    fn body(&mut self, within: Range<usize>) -> usize {
        let mut blocks = BlockReader::new(0);
        let mut over = None;
        let mut first = true;
        let mut lines = self.source.lines(within.clone()).peekable();
        while let Some(line) = lines.next() {
            let text = self.source.text(&line.at);
            let bare = text.trim();
            if END_MARKS.contains(&bare) {
                self.pieces.add(MessageField::EndMark, line.at.clone());
                self.found.end_mark = Some(bare.to_owned());
                over = Some(line.next());
                break;
            }
            // Without an end mark the contacts or the id show that the text is over.
            if first && (tail::begins(bare)) {
                over = Some(line.at.start);
                break;
            }
            let next = lines.peek().map(|next| self.source.text(&next.at)).filter(|_| first && bare.len() < 200);
            if next.is_some_and(|next| is_heading(bare, &next)) {
                blocks.heading(bare, line.at.clone());
                // What follows is the first line of its own paragraph.
            } else {
                blocks.line(&text, line.at.clone());
            }
            first = bare.is_empty();
            if !first {
                self.pieces.add(MessageField::Body, line.at);
            }
        }
        self.found.body = blocks.finish();
        over.unwrap_or(within.end)
    }

    /// What must be there.
    fn validate(&mut self, start: usize, tail: usize) {
        let end = self.source.bytes.len();
        let found = &self.found;
        let reason = found.status.iter().any(|line| line.text.contains(' '));
        let missing = [
            (
                !is_capitals(&found.kind),
                Rule::NoKind,
                start,
                msg!("the first line does not say in capitals what it is", "första raden säger inte med versaler vad det är"),
            ),
            (
                found.use_status.is_none(),
                Rule::NoStatus,
                start,
                msg!("the head does not say whether the text may be used", "huvudet säger inte om texten får användas"),
            ),
            (found.version.is_none(), Rule::NoVersion, start, msg!("the head has no version", "huvudet har ingen version")),
            (found.headline.is_empty(), Rule::NoHeadline, start, msg!("there is no headline", "det finns ingen rubrik")),
            (found.body.is_empty(), Rule::NoBody, start, msg!("there is no text", "det finns ingen text")),
            (
                found.signal == Some(MessageSignal::Correction) && !reason,
                Rule::NoReason,
                start,
                msg!("the correction does not say what it corrects", "rättelsen säger inte vad den rättar"),
            ),
            (found.end_mark.is_none(), Rule::NoEndMark, tail, msg!("there is no end mark", "det finns inget slutmärke")),
            (
                found.contacts.is_empty(),
                Rule::NoContact,
                end,
                msg!("there is no contact that a desk can call", "det finns ingen kontakt som redaktionen kan ringa"),
            ),
            (found.id.is_none(), Rule::NoId, end, msg!("there is no id", "det finns inget id")),
        ];
        for (_, rule, at, say) in missing.into_iter().filter(|(is_missing, ..)| *is_missing) {
            self.findings.add(rule, at, say);
        }
        let last = self.source.bytes.last();
        if last.is_some_and(|last| !matches!(last, b'\n' | b'\r')) {
            self.findings.add(Rule::NoLastLineEnd, end, msg!("the last line has no end", "sista raden saknar radslut"));
        }
    }
}

/// Whether a line at the top of its paragraph is a heading: short, without a full stop, and the next line begins a sentence.
fn is_heading(line: &str, next: &str) -> bool {
    let next = next.trim();
    let ends = line.ends_with(['.', ',', ':', ';', '?', '!', '”', '"']) || line.is_empty();
    let marked = line.starts_with(['*', '-', '–', '—']) || line.contains("   ");
    let begins = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '*' | '–' | '”' | '"' | '“'));
    let taken: usize = next.split(' ').take(2).map(|word| word.chars().count() + 1).sum();
    // The line would have taken the next words, had they belonged to it; words that hold together are seldom longer than the rest of it.
    !ends
        && !marked
        && begins
        && line.chars().count() <= HEADING
        && line.chars().count() + taken <= COLUMNS
        && !next.contains("   ")
}
