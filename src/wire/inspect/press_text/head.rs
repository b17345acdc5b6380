//! The head of a press text, up to the first empty line, and the headline below it.

use std::ops::Range;

use super::parser::{END_MARKS, PressTextParser, UseStatus, is_capitals};
use super::{is_continuation, tail};
use crate::wire::inspect::dialect::{StatusKind, StatusLine};
use crate::wire::inspect::notes::{self, NoteLabel};
use crate::wire::inspect::pieces::MessageField;
use crate::wire::signal::MessageSignal;

/// A part of the head that can continue on the next line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadPart {
    Sender,
    Status,
    Labelled,
    Other,
}

impl PressTextParser<'_, '_> {
    /// Returns the offset of the headline.
    pub fn parse_head(&mut self, within: Range<usize>) -> usize {
        let mut last_part = None;
        let mut last_len = 0;
        let mut next = within.start;
        for (n, line) in self.input.lines(within).skip_while(|line| line.range.is_empty()).enumerate() {
            let text = self.input.text(&line.range).trim().to_owned();
            next = line.next();
            if text.is_empty() {
                break;
            }
            if n == 0 {
                self.parse_kind(&text);
                self.pieces.add(MessageField::Kind, line.range);
                continue;
            }
            // The note of a correction is a sentence: it continues until another part begins.
            let is_within_note =
                last_part == Some(HeadPart::Status) && self.message.status.last().is_some_and(|line| line.text.contains(": "));
            let continued = last_part.filter(|_| is_within_note || is_continuation(last_len, &text));
            last_len = text.chars().count();
            let (part, field) = self.parse_head_line(n, text, continued);
            self.pieces.add(field, line.range);
            last_part = Some(part);
        }
        next
    }

    /// `RÄTTELSE: PRESSMEDDELANDE`.
    fn parse_kind(&mut self, line: &str) {
        let (signal, kind) = line.split_once(": ").unwrap_or(("", line));
        self.message.signal = StatusKind::from_line(signal).signal();
        self.message.kind = if self.message.signal.is_some() { kind } else { line }.to_owned();
    }

    fn parse_head_line(&mut self, n: usize, text: String, continued: Option<HeadPart>) -> (HeadPart, MessageField) {
        let is_capitals = is_capitals(&text);
        let kind = StatusKind::from_line(&text);
        if let Some((label, labelled)) = notes::parse_labelled(&text) {
            if label == NoteLabel::Date {
                self.message.dates.push(labelled.clone());
            }
            if label == NoteLabel::Version && self.message.version.is_none() {
                self.message.version = notes::parse_version(&labelled.value);
            }
            self.message.labelled.push(labelled);
            return (HeadPart::Labelled, label.field());
        }
        if kind == StatusKind::Embargo && is_capitals {
            self.message.use_status = Some(UseStatus::Embargo(text.clone()));
            self.message.status.push(StatusLine { kind, text });
            return (HeadPart::Status, MessageField::Status);
        }
        if kind.signal().is_some() && (is_capitals || text.contains(':')) {
            self.message.status.push(StatusLine { kind, text });
            return (HeadPart::Status, MessageField::Status);
        }
        if is_capitals && n > 1 {
            self.parse_use_status(&text);
            self.message.status.push(StatusLine { kind: StatusKind::Other, text });
            return (HeadPart::Status, MessageField::Status);
        }
        let (part, field, last) = match continued {
            Some(HeadPart::Sender) => (HeadPart::Sender, MessageField::Sender, Some(&mut self.message.sender)),
            Some(HeadPart::Status) => {
                (HeadPart::Status, MessageField::Status, self.message.status.last_mut().map(|last| &mut last.text))
            }
            Some(HeadPart::Labelled) => {
                (HeadPart::Labelled, MessageField::Labelled, self.message.labelled.last_mut().map(|last| &mut last.value))
            }
            Some(HeadPart::Other) | None if n == 1 => {
                self.message.sender = text;
                return (HeadPart::Sender, MessageField::Sender);
            }
            Some(HeadPart::Other) | None => {
                self.message.other.push(text);
                return (HeadPart::Other, MessageField::Labelled);
            }
        };
        if let Some(last) = last {
            last.push(' ');
            last.push_str(&text);
        }
        (part, field)
    }

    fn parse_use_status(&mut self, text: &str) {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let is_killed = has(&["FÅR INTE", "INTE TIDIGARE", "INTE PUBLICERAS", "DO NOT", "NOT USE", "UTGÅR"]);
        self.message.use_status = if is_killed || self.message.signal == Some(MessageSignal::Kill) {
            Some(UseStatus::Killed)
        } else if has(&["OMEDELBAR", "IMMEDIATE"]) {
            Some(UseStatus::Immediate)
        } else {
            self.message.use_status.take()
        };
    }

    /// Reads the headline and a subhead below it; returns the offset of the text.
    pub fn parse_headline(&mut self, within: Range<usize>) -> usize {
        let mut next = within.start;
        let mut last_len = None;
        for line in self.input.lines(within) {
            let text = self.input.text(&line.range).trim().to_owned();
            if text.is_empty() {
                if last_len.is_some() {
                    break;
                }
                continue;
            }
            // A text that ends after its head has no headline.
            if last_len.is_none() && (END_MARKS.contains(&text.as_str()) || tail::begins_tail(&text)) {
                break;
            }
            next = line.next();
            let is_headline = last_len.is_none_or(|last_len| is_continuation(last_len, &text));
            last_len = Some(text.chars().count());
            let (field, target) = match &mut self.message.subhead {
                Some(subhead) => (MessageField::Subhead, subhead),
                None if is_headline => (MessageField::Headline, &mut self.message.headline),
                subhead => (MessageField::Subhead, subhead.insert(String::new())),
            };
            target.push_str(if target.is_empty() { "" } else { " " });
            target.push_str(&text);
            self.pieces.add(field, line.range);
        }
        next
    }
}
