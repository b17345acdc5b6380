//! An IPTC 7901 message, from SOH to EOT: header, keywords, headline, status, text, notes, date and time.

use std::ops::Range;

use crate::msg;
use crate::wire::inspect::blocks::{BlockReader, InspectedBlock};
use crate::wire::inspect::dialect::{self, Dialect};
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::lines::WireInput;
use crate::wire::inspect::notes::NoteReader;
use crate::wire::inspect::pieces::{MessageField, MessagePieces};
use crate::wire::inspect::rules::Rule;
use crate::wire::inspect::text;

mod frame;
mod head;
pub mod parser;
mod tail;
mod validate;

use parser::{Iptc7901, Iptc7901Parser};

/// Columns of a line.
const COLUMNS: usize = 69;

pub fn parse(input: WireInput<'_>, findings: &mut Findings, pieces: &mut MessagePieces) -> (Iptc7901, Dialect) {
    let frame = frame::locate(input.bytes, findings, pieces);
    let mut parser = Iptc7901Parser { input, findings, pieces, message: Iptc7901::default() };
    let keywords = parser.parse_header(&frame);
    let headline = parser.parse_keywords(keywords, &frame);
    let body = parser.parse_headline(headline, frame.text_end).min(frame.text_end);
    let opening = parser.parse_text(body..frame.text_end);
    parser.parse_closing(&frame);
    let dialect = parser.message.optional.dialect(frame.has_fillers, &opening);
    parser.validate(dialect, &frame);
    // Bells in the headline and control characters of the frame are reported with these.
    text::check_controls(input, frame.header..body, &[1, 2, 3, 4, 7], parser.findings);
    text::check_controls(input, body..frame.text_end, &[1, 2, 3, 4], parser.findings);
    text::check_line_ends(input, headline..frame.text_end, parser.findings);
    text::check_line_lengths(input, keywords.min(frame.text_end)..frame.text_end, COLUMNS, |_| false, parser.findings);
    (parser.message, dialect)
}

impl Iptc7901Parser<'_, '_> {
    /// Reads the text and the notes below it; returns the first line of the text.
    fn parse_text(&mut self, within: Range<usize>) -> String {
        let mut blocks = BlockReader::new(3);
        let mut notes: Option<NoteReader> = None;
        let mut first_line = None;
        for line in self.input.lines(within.clone()) {
            let text = self.input.text(&line.range);
            // A mark for people may follow the one for machines.
            if dialect::is_notes_mark(&text) {
                self.message.marks.push(text.trim().to_owned());
                self.pieces.add(MessageField::Mark, line.range);
                notes.get_or_insert_default();
            } else if let Some(notes) = &mut notes {
                if let Some(field) = notes.push_line(&text, line.range.clone()) {
                    self.pieces.add(field, line.range);
                }
            } else {
                if !text.trim().is_empty() {
                    first_line.get_or_insert_with(|| text.trim().chars().take(300).collect());
                    self.pieces.add(MessageField::Body, line.range.clone());
                }
                blocks.push_line(&text, line.range);
            }
        }
        self.message.body = blocks.finish();
        self.message.words_counted = self.message.body.iter().map(InspectedBlock::words).sum();
        if self.message.body.is_empty() {
            self.findings.add(Rule::NoBody, within.start, msg!("there is no text", "det finns ingen text"));
        }
        if let Some(notes) = notes {
            self.add_notes(notes);
        }
        first_line.unwrap_or_default()
    }

    fn add_notes(&mut self, mut notes: NoteReader) {
        notes.end_group();
        if let Some((name, range)) = notes.sender {
            self.pieces.split_off(&range, MessageField::Sender);
            self.message.sender = Some(name);
        }
        if let (Some((noted, offset)), Some(header)) = (notes.version, self.message.optional.version)
            && noted != header
        {
            let message = msg!(
                "the notes say version {noted}, the header says {header}",
                "uppgifterna efter texten säger version {noted}, rubrikraden säger {header}"
            );
            self.findings.add(Rule::VersionDiffers, offset, message);
        }
        self.message.version = notes.version.map(|(version, _)| version);
        self.message.id = notes.id;
        self.message.notes = notes.lines;
        self.message.contacts = notes.contacts;
        self.message.dates = notes.dates;
    }
}
