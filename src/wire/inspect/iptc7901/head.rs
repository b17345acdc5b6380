//! The head of a message: header, keywords, headline and status lines.

use std::ops::Range;

use super::frame::MessageFrame;
use super::parser::{Iptc7901, Iptc7901Parser};
use crate::msg;
use crate::wire::inspect::dialect::{OptionalInformation, StatusKind, StatusLine};
use crate::wire::inspect::header;
use crate::wire::inspect::lines::{LineEnd, WireLine};
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::rules::Rule;
use crate::wire::signal::MessageSignal;

/// What a byline begins with.
const BYLINES: [&str; 4] = ["By ", "Von ", "Par ", "Av "];

impl Iptc7901Parser<'_, '_> {
    /// Returns the offset of the keywords.
    pub fn parse_header(&mut self, frame: &MessageFrame) -> usize {
        let lines = self.input.lines(frame.header..frame.stx.unwrap_or(frame.text_end));
        let mut lines = lines.skip_while(|line| frame.soh.is_none() && line.range.is_empty());
        let line = lines.next().unwrap_or(WireLine { range: frame.header..frame.header, end: LineEnd::Nothing });
        let fields = header::locate_fields(self.input.bytes, line.range.clone());
        let bytes = self.input.slice(&line.range);
        if !header::superdesk_accepts(&[&[1], bytes].concat()) {
            let other = || {
                let message = msg!("the header is not in the order of the standard", "rubrikraden följer inte standardens ordning");
                (line.range.start, message)
            };
            let (offset, message) = fields.error.clone().unwrap_or_else(other);
            self.findings.add(Rule::Header, offset, message);
        }
        if let Some(index) = bytes.iter().position(|b| *b >= 128) {
            let message = msg!("the header holds letters beyond A to Z", "rubrikraden har andra bokstäver än A till Z");
            self.findings.add(Rule::HeaderCharacter, line.range.start + index, message);
        }
        let mut text = |field, range: &Range<usize>| {
            self.pieces.add(field, range.clone());
            self.input.text(range)
        };
        self.message.service = text(MessageField::Service, &fields.service);
        self.message.number = text(MessageField::Number, &fields.number);
        self.message.priority = text(MessageField::Priority, &fields.priority).chars().next();
        self.message.category = text(MessageField::Category, &fields.category);
        self.message.words_stated = text(MessageField::Words, &fields.words).parse().ok();
        self.message.optional = OptionalInformation::parse(&text(MessageField::Optional, &fields.optional));
        self.check_header(&fields);
        if line.end == LineEnd::Lf {
            self.report_lf_after_header(line.range.end);
        }
        line.next()
    }

    fn check_header(&mut self, fields: &header::HeaderFields) {
        let Iptc7901 { service, number, priority, optional, .. } = &self.message;
        if !(2..=4).contains(&service.len()) {
            let message = msg!(
                "the service `{service}` does not have two to four letters",
                "tjänsten `{service}` har inte två till fyra bokstäver"
            );
            self.findings.add(Rule::Service, fields.service.start, message);
        }
        if !(3..=4).contains(&number.len()) {
            let message = msg!(
                "the number `{number}` does not have three or four digits",
                "numret `{number}` har inte tre eller fyra siffror"
            );
            self.findings.add(Rule::Number, fields.number.start, message);
        }
        if let Some(priority) = priority.filter(|priority| !('1'..='9').contains(priority)) {
            let message = msg!(
                "the priority `{priority}` is not a digit from 1 to 9",
                "prioriteten `{priority}` är ingen siffra från 1 till 9"
            );
            self.findings.add(Rule::Priority, fields.priority.start, message);
        }
        let words = self.input.text(&fields.words);
        if words.is_empty() {
            let message = msg!("the header does not state the number of words", "rubrikraden anger inte antalet ord");
            self.findings.add(Rule::NoWords, fields.words.start, message);
        } else if words.len() > 1 && words.starts_with('0') {
            let message =
                msg!("the number of words is padded with zeros: `{words}`", "antalet ord är utfyllt med nollor: `{words}`");
            self.findings.add(Rule::WordsPadded, fields.words.start, message);
        }
        let len = optional.text.chars().count();
        if len > 50 {
            let message = msg!("the free text of the header has {len} characters", "rubrikradens fria text har {len} tecken");
            self.findings.add(Rule::OptionalLong, fields.optional.start, message);
        }
    }

    fn report_lf_after_header(&mut self, offset: usize) {
        let message =
            msg!("a bare LF follows the header, as dpa sends it", "ett ensamt LF följer efter rubrikraden, så som dpa sänder");
        self.findings.add(Rule::LfAfterHeader, offset, message);
    }

    /// Reads the lines between header and STX; returns the offset of the headline.
    pub fn parse_keywords(&mut self, start: usize, frame: &MessageFrame) -> usize {
        let mut next = start;
        for line in self.input.lines(start..frame.stx.unwrap_or(frame.text_end)) {
            let text = self.input.text(&line.range);
            let text = text.trim();
            // Without STX keywords are recognized by their slashes.
            if frame.stx.is_none() && !text.is_empty() && !text.ends_with('/') {
                break;
            }
            next = line.next();
            if text.is_empty() {
                if line.end == LineEnd::Lf && self.message.keywords.is_empty() {
                    self.report_lf_after_header(line.range.start);
                }
                continue;
            }
            if !text.ends_with('/') {
                let message = msg!("the last keyword is not closed with `/`", "det sista nyckelordet avslutas inte med `/`");
                self.findings.add(Rule::KeywordOpen, line.range.end.saturating_sub(1), message);
            }
            let keywords = text.split('/').map(str::trim).filter(|keyword| !keyword.is_empty());
            self.message.keywords.extend(keywords.map(str::to_owned));
            self.pieces.add(MessageField::Keywords, line.range);
        }
        if self.message.keywords.is_empty() {
            self.findings.add(Rule::NoKeywords, next, msg!("there are no keywords", "det finns inga nyckelord"));
        }
        frame.stx.map_or(next, |stx| stx + 1)
    }

    /// Reads the headline and the status lines below it; returns the offset of the text.
    pub fn parse_headline(&mut self, start: usize, end: usize) -> usize {
        let mut lines: Vec<(String, Range<usize>)> = Vec::new();
        let mut next = start;
        let mut begins_empty = false;
        for line in self.input.lines(start..end) {
            let text = self.input.text(&line.range).trim().to_owned();
            if text.is_empty() && !lines.is_empty() {
                break;
            }
            next = line.next();
            if text.is_empty() {
                begins_empty = true;
            } else {
                lines.push((text, line.range));
            }
        }
        if begins_empty || lines.is_empty() {
            let message = msg!("there is no headline directly after STX", "ingen rubrik står direkt efter STX");
            self.findings.add(Rule::NoHeadline, start, message);
        }
        let closing = lines.iter().position(|(line, _)| line == "=" || line.ends_with(" ="));
        let first_status = lines.iter().skip(1).position(|(line, _)| StatusKind::from_line(line).is_embargo_or_signal());
        let headline_len = closing.or(first_status).map_or(lines.len(), |index| index + 1);
        if let Some((_, range)) = lines.get(headline_len.saturating_sub(1)).filter(|_| closing.is_none()) {
            let message = msg!("the headline does not end with ` =`", "rubriken slutar inte med ` =`");
            self.findings.add(Rule::HeadlineOpen, range.end.saturating_sub(1), message);
        }
        for (n, (line, range)) in lines.into_iter().enumerate() {
            let text = line.strip_suffix('=').filter(|_| Some(n) == closing).unwrap_or(&line).trim();
            let kind = StatusKind::from_line(text);
            let is_in_brackets = text.starts_with('(') && kind.is_embargo_or_signal();
            let is_byline = n > 0 && BYLINES.iter().any(|by| text.starts_with(by));
            if n >= headline_len || is_in_brackets || is_byline {
                self.add_status(kind, text, range);
                continue;
            }
            // The headline of a kill may be the signal itself.
            if kind == StatusKind::Signal(MessageSignal::Kill) && n == 0 && text == text.to_uppercase() {
                self.message.status.push(StatusLine { kind, text: text.to_owned() });
            }
            let headline = &mut self.message.headline;
            headline.push_str(if headline.is_empty() || text.is_empty() { "" } else { " " });
            headline.push_str(text);
            self.pieces.add(MessageField::Headline, range);
        }
        let bells = self.input.slice(&(start..next)).iter().filter(|b| **b == 7).count();
        if bells > 0 {
            let message = msg!("{bells} bells ring in the headline", "{bells} klocksignaler i rubriken");
            self.findings.add(Rule::Bell, start, message);
        }
        next
    }

    /// Adds a line below the headline. A reason in brackets may have several lines.
    fn add_status(&mut self, kind: StatusKind, text: &str, range: Range<usize>) {
        self.pieces.add(MessageField::Status, range);
        let is_open = |last: &&mut StatusLine| last.text.starts_with('(') && !last.text.ends_with(')');
        match self.message.status.last_mut().filter(is_open) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            None => self.message.status.push(StatusLine { kind, text: text.to_owned() }),
        }
    }
}
