//! A message of IPTC 7901, from SOH to EOT: header, keywords, headline, status, text, notes, date and time.

use std::ops::Range;

use crate::msg;
use crate::wire::read::DateTime;
use crate::wire::read::Field;
use crate::wire::read::Labelled;
use crate::wire::read::StatusLine;
use crate::wire::read::blocks::Block;
use crate::wire::read::blocks::Blocks;
use crate::wire::read::dialect;
use crate::wire::read::dialect::Dialect;
use crate::wire::read::dialect::Optional;
use crate::wire::read::dialect::Signal;
use crate::wire::read::dialect::StatusKind;
use crate::wire::read::fault::Faults;
use crate::wire::read::lines::Source;
use crate::wire::read::notes::Notes;
use crate::wire::read::pieces::Pieces;
use crate::wire::read::rules::Rule;
use crate::wire::read::text;

mod frame;
mod head;
mod judge;
mod tail;

/// Columns of a line.
pub(super) const COLUMNS: usize = 69;

/// What a message says, field by field. What it does not say is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Iptc7901 {
    /// The letters that name the sender's service: `BOT`.
    pub service: String,
    /// The digits of the day's running number, as they are written.
    pub number: String,
    pub priority: Option<char>,
    pub category: String,
    /// The number of words that the header states.
    pub words_stated: Option<usize>,
    /// The number of words that the text has.
    pub words_counted: usize,
    pub optional: Optional,
    pub keywords: Vec<String>,
    /// The lines of the headline as one, without the closing `=`.
    pub headline: String,
    pub status: Vec<StatusLine>,
    pub body: Vec<Block>,
    /// The lines that part the text from the notes.
    pub marks: Vec<String>,
    /// All lines of the notes.
    pub notes: Vec<String>,
    /// Those that name people and how to reach them.
    pub contacts: Vec<String>,
    /// Lines that say when something happened.
    pub dates: Vec<Labelled>,
    pub id: Option<String>,
    /// As the notes have it, or else the header.
    pub version: Option<u32>,
    /// The last line of the notes that stands alone.
    pub sender: Option<String>,
    pub date_time: Option<DateTime>,
}

impl Iptc7901 {
    /// What the message does to an earlier one, by its header or else by its status lines.
    pub fn signal(&self) -> Option<Signal> {
        let told = self.status.iter().find_map(|line| match line.kind {
            StatusKind::Signal(signal) => Some(signal),
            _ => None,
        });
        self.optional.signal.or(told)
    }
}

/// A reading under way.
struct Desk<'b, 'd> {
    source: Source<'b>,
    faults: &'d mut Faults,
    pieces: &'d mut Pieces,
    found: Iptc7901,
}

pub(super) fn read(source: Source<'_>, faults: &mut Faults, pieces: &mut Pieces) -> (Iptc7901, Dialect) {
    let frame = frame::find(source.bytes, faults, pieces);
    let mut desk = Desk { source, faults, pieces, found: Iptc7901::default() };
    let after_header = desk.header(&frame);
    let text = desk.keywords(after_header, &frame);
    let body = desk.headline(text, frame.end).min(frame.end);
    let (opening, numbered) = desk.text(body..frame.end);
    desk.tail(&frame);
    let dialect = desk.found.optional.dialect(frame.fillers, &opening);
    desk.judge(dialect, numbered, &frame);
    // Bells above the text are told of with the headline, and the frame by itself.
    text::controls(source, frame.header..body, &[1, 2, 3, 4, 7], desk.faults);
    text::controls(source, body..frame.end, &[1, 2, 3, 4], desk.faults);
    text::line_ends(source, text..frame.end, desk.faults);
    text::line_lengths(source, after_header.min(frame.end)..frame.end, COLUMNS, |_| false, desk.faults);
    (desk.found, dialect)
}

impl Desk<'_, '_> {
    /// From the first empty line to the mark, and the notes behind it. How the text begins, and how many numbers of lists it has.
    fn text(&mut self, within: Range<usize>) -> (String, usize) {
        let mut blocks = Blocks::new(3);
        let mut notes = None;
        let mut first_line = None;
        for line in self.source.lines(within.clone()) {
            let text = self.source.text(&line.at);
            let is_mark = dialect::mark(&text);
            match &mut notes {
                // The sentence for people may stand directly below the one for machines.
                Some(_) if is_mark.is_some() => self.mark(text.trim(), line.at),
                Some(notes) => {
                    let notes: &mut Notes = notes;
                    if let Some(field) = notes.line(&text, line.at.clone()) {
                        self.pieces.add(field, line.at);
                    }
                }
                None if is_mark.is_some() => {
                    self.mark(text.trim(), line.at);
                    notes = Some(Notes::default());
                }
                None => {
                    if !text.trim().is_empty() {
                        first_line.get_or_insert_with(|| text.trim().chars().take(300).collect::<String>());
                        self.pieces.add(Field::Body, line.at.clone());
                    }
                    blocks.line(&text, line.at);
                }
            }
        }
        self.found.body = blocks.finish();
        self.found.words_counted = self.found.body.iter().map(Block::words).sum();
        if self.found.body.is_empty() {
            self.faults.add(Rule::NoBody, within.start, msg!("there is no text", "det finns ingen text"));
        }
        if let Some(notes) = notes {
            self.notes(notes);
        }
        let numbered = self.found.body.iter().filter(|block| block.is_numbered()).count();
        (first_line.unwrap_or_default(), numbered)
    }

    fn mark(&mut self, line: &str, at: Range<usize>) {
        self.found.marks.push(line.to_owned());
        self.pieces.add(Field::Mark, at);
    }

    fn notes(&mut self, mut notes: Notes) {
        notes.finish();
        if let Some((name, at)) = notes.sender {
            self.pieces.part(&at, Field::Sender);
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
            self.faults.add(Rule::VersionDiffers, at, say);
        }
        self.found.version = notes.version.map(|(version, _)| version);
        self.found.id = notes.id.map(|(id, _)| id);
        self.found.notes = notes.lines;
        self.found.contacts = notes.contacts;
        self.found.dates = notes.dates;
    }
}
