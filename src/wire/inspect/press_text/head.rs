//! The head of a press text, up to the first empty line, and the headline below it.

use std::ops::Range;

use super::parser::COLUMNS;
use super::parser::END_MARKS;
use super::parser::PressTextParser;
use super::parser::UseStatus;
use super::parser::is_capitals;
use super::tail;
use crate::wire::inspect::dialect::StatusKind;
use crate::wire::inspect::dialect::StatusLine;
use crate::wire::inspect::notes;
use crate::wire::inspect::notes::NoteLabel;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::signal::MessageSignal;

/// What the last line of the head was, so that a line which was broken goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadPart {
    Sender,
    Status,
    Labelled,
    Other,
}

impl PressTextParser<'_, '_> {
    /// Reads up to the first empty line; where the headline begins.
    pub(super) fn head(&mut self, within: Range<usize>) -> usize {
        let mut last = None;
        let mut reached = within.start;
        let mut before = 0;
        for (n, line) in self.source.lines(within).skip_while(|line| line.at.is_empty()).enumerate() {
            let text = self.source.text(&line.at).trim().to_owned();
            reached = line.next();
            if text.is_empty() {
                break;
            }
            if n == 0 {
                self.kind(&text);
                self.pieces.add(MessageField::Kind, line.at);
                continue;
            }
            // What a correction puts right is a sentence of its own, which goes on until another begins.
            let told = last == Some(HeadPart::Status) && self.found.status.last().is_some_and(|line| line.text.contains(": "));
            let goes_on = last.filter(|_| told || goes_on(before, &text));
            before = text.chars().count();
            let (kind, field) = self.head_line(n, text, goes_on);
            self.pieces.add(field, line.at);
            last = Some(kind);
        }
        reached
    }

    /// `RÄTTELSE: PRESSMEDDELANDE`.
    fn kind(&mut self, line: &str) {
        let (signal, kind) = line.split_once(": ").unwrap_or(("", line));
        self.found.kind = kind.to_owned();
        match StatusKind::from_line(signal) {
            StatusKind::Signal(signal) => self.found.signal = Some(signal),
            _ => self.found.kind = line.to_owned(),
        }
    }

    fn head_line(&mut self, n: usize, text: String, goes_on: Option<HeadPart>) -> (HeadPart, MessageField) {
        let capitals = is_capitals(&text);
        let kind = StatusKind::from_line(&text);
        if let Some((label, labelled)) = notes::labelled(&text) {
            if label == NoteLabel::Date {
                self.found.dates.push(labelled.clone());
            }
            if label == NoteLabel::Version && self.found.version.is_none() {
                self.found.version = notes::version(&labelled.value);
            }
            self.found.labelled.push(labelled);
            return (HeadPart::Labelled, label.field());
        }
        if kind == StatusKind::Embargo && capitals {
            self.found.use_status = Some(UseStatus::Embargo(text.clone()));
            self.found.status.push(StatusLine { kind, text });
            return (HeadPart::Status, MessageField::Status);
        }
        if matches!(kind, StatusKind::Signal(_)) && (capitals || text.contains(':')) {
            self.found.status.push(StatusLine { kind, text });
            return (HeadPart::Status, MessageField::Status);
        }
        if capitals && n > 1 {
            self.use_status(&text);
            self.found.status.push(StatusLine { kind: StatusKind::Other, text });
            return (HeadPart::Status, MessageField::Status);
        }
        let add = |to: &mut String| {
            to.push(' ');
            to.push_str(&text);
        };
        match goes_on {
            Some(HeadPart::Sender) => {
                add(&mut self.found.sender);
                (HeadPart::Sender, MessageField::Sender)
            }
            Some(HeadPart::Status) => {
                if let Some(last) = self.found.status.last_mut() {
                    add(&mut last.text);
                }
                (HeadPart::Status, MessageField::Status)
            }
            Some(HeadPart::Labelled) => {
                if let Some(last) = self.found.labelled.last_mut() {
                    add(&mut last.value);
                }
                (HeadPart::Labelled, MessageField::Labelled)
            }
            _ if n == 1 => {
                self.found.sender = text;
                (HeadPart::Sender, MessageField::Sender)
            }
            _ => {
                self.found.other.push(text);
                (HeadPart::Other, MessageField::Labelled)
            }
        }
    }

    fn use_status(&mut self, text: &str) {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let killed = has(&["FÅR INTE", "INTE TIDIGARE", "INTE PUBLICERAS", "DO NOT", "NOT USE", "UTGÅR"]);
        self.found.use_status = if killed || self.found.signal == Some(MessageSignal::Kill) {
            Some(UseStatus::Killed)
        } else if has(&["OMEDELBAR", "IMMEDIATE"]) {
            Some(UseStatus::Immediate)
        } else {
            self.found.use_status.take()
        };
    }

    /// Reads the headline, and a subhead below it; where the text begins.
    pub(super) fn headline(&mut self, within: Range<usize>) -> usize {
        let mut reached = within.start;
        let mut before = None;
        for line in self.source.lines(within) {
            let text = self.source.text(&line.at).trim().to_owned();
            if text.is_empty() {
                if before.is_some() {
                    break;
                }
                continue;
            }
            // A text that breaks off after its head has no headline.
            if before.is_none() && (END_MARKS.contains(&text.as_str()) || tail::begins(&text)) {
                break;
            }
            reached = line.next();
            let whole = before.is_none_or(|before| goes_on(before, &text));
            before = Some(text.chars().count());
            let (field, to) = match &mut self.found.subhead {
                Some(subhead) => (MessageField::Subhead, subhead),
                None if whole => (MessageField::Headline, &mut self.found.headline),
                empty => (MessageField::Subhead, empty.insert(String::new())),
            };
            to.push_str(if to.is_empty() { "" } else { " " });
            to.push_str(&text);
            self.pieces.add(field, line.at);
        }
        reached
    }
}

/// Whether a line goes on where the one before was broken: its first words, which may hold together, had no room there.
fn goes_on(before: usize, text: &str) -> bool {
    let first: usize = text.split(' ').take(2).map(|word| word.chars().count() + 1).sum();
    before + first > COLUMNS
}
