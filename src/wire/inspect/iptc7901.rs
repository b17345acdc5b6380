//! A message of IPTC 7901, from SOH to EOT: header, keywords, headline, status, text, notes, date and time.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::blocks::BlockReader;
use crate::wire::inspect::blocks::InspectedBlock;
use crate::wire::inspect::dialect;
use crate::wire::inspect::dialect::Dialect;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::NoteReader;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::pieces::MessagePieces;
use crate::wire::inspect::rules::Rule;
use crate::wire::inspect::text;

mod frame;
mod head;
pub(super) mod parser;
mod validate;

use parser::Iptc7901;
use parser::Iptc7901Parser;
mod tail;

/// Columns of a line.
pub(super) const COLUMNS: usize = 69;

pub(super) fn read(source: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> (Iptc7901, Dialect) {
    let frame = frame::find(source.bytes, findings, pieces);
    let mut parser = Iptc7901Parser { source, findings, pieces, found: Iptc7901::default() };
    let after_header = parser.header(&frame);
    let text = parser.keywords(after_header, &frame);
    let body = parser.headline(text, frame.end).min(frame.end);
    let (opening, numbered) = parser.text(body..frame.end);
    parser.tail(&frame);
    let dialect = parser.found.optional.dialect(frame.fillers, &opening);
    parser.validate(dialect, numbered, &frame);
    // Bells above the text are reported with the headline, and the frame's controls with the frame.
    text::controls(source, frame.header..body, &[1, 2, 3, 4, 7], parser.findings);
    text::controls(source, body..frame.end, &[1, 2, 3, 4], parser.findings);
    text::line_ends(source, text..frame.end, parser.findings);
    text::line_lengths(source, after_header.min(frame.end)..frame.end, COLUMNS, |_| false, parser.findings);
    (parser.found, dialect)
}

impl Iptc7901Parser<'_, '_> {
    /// From the first empty line to the mark, and the notes behind it. How the text begins, and how many numbers of lists it has.
    fn text(&mut self, within: Range<usize>) -> (String, usize) {
        let mut blocks = BlockReader::new(3);
        let mut notes = None;
        let mut first_line = None;
        for line in self.source.lines(within.clone()) {
            let text = self.source.text(&line.at);
            let is_mark = dialect::mark(&text);
            match &mut notes {
                // The sentence for people may stand directly below the one for machines.
                Some(_) if is_mark.is_some() => self.mark(text.trim(), line.at),
                Some(notes) => {
                    let notes: &mut NoteReader = notes;
                    if let Some(field) = notes.line(&text, line.at.clone()) {
                        self.pieces.add(field, line.at);
                    }
                }
                None if is_mark.is_some() => {
                    self.mark(text.trim(), line.at);
                    notes = Some(NoteReader::default());
                }
                None => {
                    if !text.trim().is_empty() {
                        first_line.get_or_insert_with(|| text.trim().chars().take(300).collect::<String>());
                        self.pieces.add(MessageField::Body, line.at.clone());
                    }
                    blocks.line(&text, line.at);
                }
            }
        }
        self.found.body = blocks.finish();
        self.found.words_counted = self.found.body.iter().map(InspectedBlock::words).sum();
        if self.found.body.is_empty() {
            self.findings.add(Rule::NoBody, within.start, msg!("there is no text", "det finns ingen text"));
        }
        if let Some(notes) = notes {
            self.notes(notes);
        }
        let numbered = self.found.body.iter().filter(|block| block.is_numbered()).count();
        (first_line.unwrap_or_default(), numbered)
    }

    fn mark(&mut self, line: &str, at: Range<usize>) {
        self.found.marks.push(line.to_owned());
        self.pieces.add(MessageField::Mark, at);
    }

    fn notes(&mut self, mut notes: NoteReader) {
        notes.finish();
        if let Some((name, at)) = notes.sender {
            self.pieces.part(&at, MessageField::Sender);
            self.found.sender = Some(name);
        }
        let header = self.found.optional.version;
        if let (Some((noted, at)), Some(header)) = (notes.version, header)
            && noted != header
        {
            let say = msg!(
                "the notes say version {noted}, the header says {header}",
                "uppgifterna efter texten säger version {noted}, rubrikraden säger {header}"
            );
            self.findings.add(Rule::VersionDiffers, at, say);
        }
        self.found.version = notes.version.map(|(version, _)| version);
        self.found.id = notes.id.map(|(id, _)| id);
        self.found.notes = notes.lines;
        self.found.contacts = notes.contacts;
        self.found.dates = notes.dates;
    }
}
