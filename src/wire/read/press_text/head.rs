//! The head of a press text, up to the first empty line, and the headline below it.

use std::ops::Range;

use super::COLUMNS;
use super::Desk;
use super::UseStatus;
use crate::wire::read::Field;
use crate::wire::read::StatusLine;
use crate::wire::read::dialect::Signal;
use crate::wire::read::dialect::StatusKind;
use crate::wire::read::notes;
use crate::wire::read::notes::Label;

/// What the last line of the head was, so that a line which was broken goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Sender,
    Status,
    Labelled,
    Other,
}

impl Desk<'_, '_> {
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
                self.pieces.add(Field::Kind, line.at);
                continue;
            }
            // What a correction puts right is a sentence of its own, which goes on until something else is told.
            let told = last == Some(Last::Status) && self.found.status.last().is_some_and(|line| line.text.contains(": "));
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
        match StatusKind::of(signal) {
            StatusKind::Signal(signal) => self.found.signal = Some(signal),
            _ => self.found.kind = line.to_owned(),
        }
    }

    fn head_line(&mut self, n: usize, text: String, goes_on: Option<Last>) -> (Last, Field) {
        let capitals = text.chars().any(char::is_alphabetic) && text == text.to_uppercase();
        let kind = StatusKind::of(&text);
        if let Some((label, labelled)) = notes::labelled(&text) {
            if label == Label::Date {
                self.found.dates.push(labelled.clone());
            }
            if label == Label::Version && self.found.version.is_none() {
                self.found.version = notes::version(&labelled.value);
            }
            self.found.labelled.push(labelled);
            return (Last::Labelled, label.field());
        }
        if kind == StatusKind::Embargo && capitals {
            self.found.use_status = Some(UseStatus::Embargo(text.clone()));
            self.found.status.push(StatusLine { kind, text });
            return (Last::Status, Field::Status);
        }
        if matches!(kind, StatusKind::Signal(_)) && (capitals || text.contains(':')) {
            self.found.status.push(StatusLine { kind, text });
            return (Last::Status, Field::Status);
        }
        if capitals && n > 1 {
            self.use_status(&text);
            self.found.status.push(StatusLine { kind: StatusKind::Other, text });
            return (Last::Status, Field::Status);
        }
        let add = |to: &mut String| {
            to.push(' ');
            to.push_str(&text);
        };
        match goes_on {
            Some(Last::Sender) => {
                add(&mut self.found.sender);
                (Last::Sender, Field::Sender)
            }
            Some(Last::Status) => {
                if let Some(last) = self.found.status.last_mut() {
                    add(&mut last.text)
                }
                (Last::Status, Field::Status)
            }
            Some(Last::Labelled) => {
                if let Some(last) = self.found.labelled.last_mut() {
                    add(&mut last.value)
                }
                (Last::Labelled, Field::Labelled)
            }
            _ if n == 1 => {
                self.found.sender = text;
                (Last::Sender, Field::Sender)
            }
            _ => {
                self.found.other.push(text);
                (Last::Other, Field::Labelled)
            }
        }
    }

    fn use_status(&mut self, text: &str) {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let killed = has(&["FÅR INTE", "INTE TIDIGARE", "INTE PUBLICERAS", "DO NOT", "NOT USE", "UTGÅR"]);
        self.found.use_status = if killed || self.found.signal == Some(Signal::Kill) {
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
            if before.is_none() && (super::END_MARKS.contains(&text.as_str()) || super::tail::begins(&text)) {
                break;
            }
            reached = line.next();
            let whole = before.is_none_or(|before| goes_on(before, &text));
            before = Some(text.chars().count());
            let (field, to) = match &mut self.found.subhead {
                Some(subhead) => (Field::Subhead, subhead),
                None if whole => (Field::Headline, &mut self.found.headline),
                empty => (Field::Subhead, empty.insert(String::new())),
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
