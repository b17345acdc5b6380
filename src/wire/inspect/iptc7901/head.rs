//! The top of a message: header, keywords, headline and the status lines below it.

use std::ops::Range;

use super::frame::MessageFrame;
use super::parser::Iptc7901Parser;
use crate::msg;
use crate::wire::inspect::dialect::OptionalInformation;
use crate::wire::inspect::dialect::StatusKind;
use crate::wire::inspect::dialect::StatusLine;
use crate::wire::inspect::header;
use crate::wire::inspect::lines::LineEnd;
use crate::wire::inspect::lines::WireLine;
use crate::wire::inspect::pieces::MessageField;
use crate::wire::inspect::rules::Rule;
use crate::wire::signal::MessageSignal;

/// Before a line that names the author, in the languages of the agencies.
const BYLINES: [&str; 4] = ["By ", "Von ", "Par ", "Av "];

impl Iptc7901Parser<'_, '_> {
    /// Reads the header line; returns where the next begins.
    pub(super) fn header(&mut self, frame: &MessageFrame) -> usize {
        let stop = frame.stx.unwrap_or(frame.end);
        let lines = self.source.lines(frame.header..stop);
        let mut lines = lines.skip_while(|line| frame.soh.is_none() && line.at.is_empty());
        let line = lines.next().unwrap_or(WireLine { at: frame.header..frame.header, end: LineEnd::Nothing });
        let places = header::locate(self.source.bytes, line.at.clone());
        let mut detected = vec![1];
        detected.extend_from_slice(self.source.slice(&line.at));
        if !header::superdesk_accepts(&detected) {
            let other = || {
                (
                    line.at.start,
                    msg!("the header is not in the order of the standard", "rubrikraden följer inte standardens ordning"),
                )
            };
            let (at, say) = places.broken.clone().unwrap_or_else(other);
            self.findings.add(Rule::Header, at, say);
        }
        if let Some(at) = self.source.slice(&line.at).iter().position(|b| *b >= 128) {
            let say = msg!("the header holds letters beyond A to Z", "rubrikraden har andra bokstäver än A till Z");
            self.findings.add(Rule::HeaderCharacter, line.at.start + at, say);
        }
        let fields = [
            (MessageField::Service, &places.service),
            (MessageField::Number, &places.number),
            (MessageField::Priority, &places.priority),
            (MessageField::Category, &places.category),
            (MessageField::Words, &places.words),
            (MessageField::Optional, &places.optional),
        ];
        for (field, at) in fields {
            self.pieces.add(field, at.clone());
        }
        let text = |at: &Range<usize>| self.source.text(at);
        self.found.service = text(&places.service);
        self.found.number = text(&places.number);
        self.found.priority = text(&places.priority).chars().next();
        self.found.category = text(&places.category);
        self.found.words_stated = text(&places.words).parse().ok();
        self.found.optional = OptionalInformation::read(&text(&places.optional));
        self.check_fields(&places);
        if line.end == LineEnd::Lf {
            self.bare_after_header(line.at.end);
        }
        line.next()
    }

    /// What the fields of the header may hold.
    fn check_fields(&mut self, places: &header::HeaderFields) {
        let found = &self.found;
        let (service, number) = (&found.service, &found.number);
        if !(2..=4).contains(&service.len()) {
            let say = msg!(
                "the service `{service}` does not have two to four letters",
                "tjänsten `{service}` har inte två till fyra bokstäver"
            );
            self.findings.add(Rule::Service, places.service.start, say);
        }
        if !(3..=4).contains(&number.len()) {
            let say = msg!(
                "the number `{number}` does not have three or four digits",
                "numret `{number}` har inte tre eller fyra siffror"
            );
            self.findings.add(Rule::Number, places.number.start, say);
        }
        if let Some(priority) = found.priority.filter(|priority| !('1'..='9').contains(priority)) {
            let say = msg!(
                "the priority `{priority}` is not a digit from 1 to 9",
                "prioriteten `{priority}` är ingen siffra från 1 till 9"
            );
            self.findings.add(Rule::Priority, places.priority.start, say);
        }
        let words = self.source.text(&places.words);
        if words.is_empty() {
            let say = msg!("the header does not state the number of words", "rubrikraden anger inte antalet ord");
            self.findings.add(Rule::NoWords, places.words.start, say);
        } else if words.len() > 1 && words.starts_with('0') {
            let say = msg!("the number of words is padded with zeros: `{words}`", "antalet ord är utfyllt med nollor: `{words}`");
            self.findings.add(Rule::WordsPadded, places.words.start, say);
        }
        let long = found.optional.text.chars().count();
        if long > 50 {
            let say = msg!("the free text of the header has {long} characters", "rubrikradens fria text har {long} tecken");
            self.findings.add(Rule::OptionalLong, places.optional.start, say);
        }
    }

    fn bare_after_header(&mut self, at: usize) {
        let say =
            msg!("a bare LF follows the header, as dpa sends it", "ett ensamt LF följer efter rubrikraden, så som dpa sänder");
        self.findings.add(Rule::LfAfterHeader, at, say);
    }

    /// Reads the lines between header and STX; returns where the text begins.
    pub(super) fn keywords(&mut self, from: usize, frame: &MessageFrame) -> usize {
        let stop = frame.stx.unwrap_or(frame.end);
        let mut reached = from;
        for line in self.source.lines(from..stop) {
            let text = self.source.text(&line.at);
            let text = text.trim();
            // Without STX the keywords are known by their slashes alone.
            if frame.stx.is_none() && !text.is_empty() && !text.ends_with('/') {
                break;
            }
            reached = line.next();
            if text.is_empty() {
                if line.end == LineEnd::Lf && self.found.keywords.is_empty() {
                    self.bare_after_header(line.at.start);
                }
                continue;
            }
            if !text.ends_with('/') {
                let say = msg!("the last keyword is not closed with `/`", "det sista nyckelordet avslutas inte med `/`");
                self.findings.add(Rule::KeywordOpen, line.at.end.saturating_sub(1), say);
            }
            let words = text.split('/').map(str::trim).filter(|word| !word.is_empty());
            self.found.keywords.extend(words.map(str::to_owned));
            self.pieces.add(MessageField::Keywords, line.at);
        }
        if self.found.keywords.is_empty() {
            self.findings.add(Rule::NoKeywords, reached, msg!("there are no keywords", "det finns inga nyckelord"));
        }
        frame.stx.map_or(reached, |at| at + 1)
    }

    /// Reads the headline and the lines below it; returns where the text begins.
    pub(super) fn headline(&mut self, from: usize, end: usize) -> usize {
        let mut block: Vec<(String, Range<usize>)> = Vec::new();
        let mut reached = from;
        let mut first_is_empty = false;
        for line in self.source.lines(from..end) {
            let text = self.source.text(&line.at).trim().to_owned();
            if text.is_empty() && !block.is_empty() {
                break;
            }
            reached = line.next();
            if text.is_empty() {
                first_is_empty = true;
            } else {
                block.push((text, line.at));
            }
        }
        if first_is_empty || block.is_empty() {
            let say = msg!("there is no headline directly after STX", "ingen rubrik står direkt efter STX");
            self.findings.add(Rule::NoHeadline, from, say);
        }
        let closed = block.iter().position(|(line, _)| line == "=" || line.ends_with(" ="));
        let told =
            |(line, _): &(String, Range<usize>)| matches!(StatusKind::from_line(line), StatusKind::Embargo | StatusKind::Signal(_));
        let headlines = closed.map_or_else(|| block.iter().skip(1).position(told).map_or(block.len(), |at| at + 1), |at| at + 1);
        if let Some((_, at)) = block.get(headlines.saturating_sub(1)).filter(|_| closed.is_none()) {
            let say = msg!("the headline does not end with ` =`", "rubriken slutar inte med ` =`");
            self.findings.add(Rule::HeadlineOpen, at.end.saturating_sub(1), say);
        }
        for (n, (line, at)) in block.into_iter().enumerate() {
            let bare = line.strip_suffix('=').filter(|_| Some(n) == closed).unwrap_or(&line).trim();
            let kind = StatusKind::from_line(bare);
            let in_brackets = bare.starts_with('(') && matches!(kind, StatusKind::Embargo | StatusKind::Signal(_));
            let byline = n > 0 && BYLINES.iter().any(|by| bare.starts_with(by));
            if n >= headlines || in_brackets || byline {
                self.status(kind, bare, at);
                continue;
            }
            // A kill can be all that the headline says.
            if kind == StatusKind::Signal(MessageSignal::Kill) && n == 0 && bare == bare.to_uppercase() {
                self.found.status.push(StatusLine { kind, text: bare.to_owned() });
            }
            let separated = !self.found.headline.is_empty() && !bare.is_empty();
            self.found.headline.push_str(if separated { " " } else { "" });
            self.found.headline.push_str(bare);
            self.pieces.add(MessageField::Headline, at);
        }
        let bells = self.source.slice(&(from..reached)).iter().filter(|b| **b == 7).count();
        if bells > 0 {
            let say = msg!("{bells} bells ring in the headline", "{bells} klocksignaler i rubriken");
            self.findings.add(Rule::Bell, from, say);
        }
        reached
    }

    /// A line below the headline. A reason in brackets can go over several.
    fn status(&mut self, kind: StatusKind, line: &str, at: Range<usize>) {
        self.pieces.add(MessageField::Status, at);
        let open = |last: &&mut StatusLine| last.text.starts_with('(') && !last.text.ends_with(')');
        match self.found.status.last_mut().filter(open) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(line);
            }
            None => self.found.status.push(StatusLine { kind, text: line.to_owned() }),
        }
    }
}
