//! The headline, and the kind and date around it.

use super::event;
use super::recognizer::{MAX_HEADLINE, Recognizer};
use crate::diag::{Diagnostic, Location, Message};
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::phrases;
use crate::import::styled_text::StyledText;
use crate::model::{Headline, Kind, Moment};
use crate::msg;

/// Between the parts of a line about the page.
const PART_SIGNS: [char; 3] = ['|', '•', '·'];

impl Recognizer<'_> {
    /// Takes the headline, and everything before it, from the blocks.
    pub fn take_headline(&mut self) -> Result<Headline, Vec<Diagnostic>> {
        self.take_mail_head();
        self.take_kind_and_date_lines();
        self.take_letterhead();
        self.take_greeting();
        let is_h1 = |block: &SourceBlock| {
            matches!(block.content, BlockContent::Heading { level: 1, .. }) && phrases::kind_label(&block.plain_text()).is_none()
        };
        let can_be = |block: &SourceBlock| matches!(block.content, BlockContent::Heading { .. } | BlockContent::Paragraph(_));
        let at = self.source.blocks.iter().position(is_h1).or_else(|| self.find_by_page_title()).or_else(|| self.find_by_path());
        let at = at.or_else(|| self.source.blocks.first().filter(|block| can_be(block)).map(|_| 0));
        let missing = || no_headline(self.input.file(), msg!("no headline was found", "ingen rubrik hittades"));
        let Some(at) = at else { return Err(missing()) };
        let mut rest = self.source.blocks.split_off(at);
        let before = std::mem::take(&mut self.source.blocks);
        self.read_date_above(&before);
        for before in before {
            self.omit(before.line, &before.plain_text(), OmissionReason::Outside);
        }
        let block = rest.remove(0);
        let line = block.line;
        let is_heading = matches!(block.content, BlockContent::Heading { .. });
        let mut lines = block.lines();
        let written = if is_heading {
            lines.drain(..).map(|line| line.plain_text()).collect::<Vec<_>>().join(" ")
        } else {
            lines.remove(0).plain_text()
        };
        if !lines.is_empty() {
            rest.insert(0, SourceBlock::paragraph(StyledText::from_lines(&lines), lines.first().map_or(line, StyledText::line)));
        }
        self.source.blocks = rest;
        let (kind, text) = split_kind(&written);
        self.kind = self.kind.or(kind);
        if !text.chars().any(char::is_alphanumeric) {
            return Err(missing());
        }
        let count = text.chars().count();
        let headline = Headline::parse(text).ok().filter(|_| is_heading || count <= MAX_HEADLINE);
        let Some(headline) = headline else {
            let words: String = text.chars().take(20).collect();
            let message = msg!(
                "`{words}…` cannot be the headline: it has {count} characters",
                "`{words}…` kan inte vara rubriken: den har {count} tecken"
            );
            return Err(no_headline(self.input.locate(line, None), message));
        };
        // Some pages show the headline twice, with the kind and the date between.
        for _ in 0..2 {
            let again =
                self.source.blocks.iter().take_while(|block| split_kind(&block.plain_text()).1 == headline.as_str()).count();
            for block in self.source.blocks.drain(..again).collect::<Vec<_>>() {
                self.omit(block.line, &block.plain_text(), OmissionReason::Repeated);
            }
            self.take_kind_and_date_lines();
            self.take_greeting();
        }
        if phrases::is_statement(headline.as_str()) && matches!(self.kind, None | Some(Kind::PressRelease)) {
            self.kind = Some(Kind::Statement);
        }
        Ok(headline)
    }

    /// `Nyheter 2026-01-15`, `3.3.2026 08:00 | Solvik kommun | Pressmeddelande` close above the headline.
    fn read_date_above(&mut self, before: &[SourceBlock]) {
        const NEAR: usize = 3;
        const KINDS: &str = "nyheter|nyhet|aktuellt|press|pressmeddelanden|news";
        for line in before.iter().rev().take(NEAR).flat_map(SourceBlock::lines) {
            let plain = line.plain_text();
            let plain = phrases::without_reading_time(&plain);
            for part in plain.split(['|', '·', '•']).map(str::trim) {
                let exact = self.exact_time(part);
                let kind = phrases::leading_kind(part);
                self.kind = self.kind.or(kind.map(|(kind, _)| kind)).or(phrases::kind_label(part));
                let word = part.split_whitespace().next().unwrap_or_default();
                let named = phrases::contains(KINDS, &phrases::normalize_label(word)).then_some(word.len());
                let rest = part.get(kind.map(|(_, end)| end).or(named).unwrap_or(0)..).unwrap_or_default();
                let rest = rest.trim_start_matches([',', ':', '–', '-', ' ']);
                let moment = exact.or_else(|| self.exact_time(rest)).or_else(|| self.parse_unlabelled(rest));
                if self.published.is_none() && moment.is_some() {
                    self.date_line = line.line();
                    self.published = moment;
                }
            }
        }
    }

    /// Takes lines with the kind or date next to the headline.
    fn take_kind_and_date_lines(&mut self) {
        // At most four lines: kind and date, and both again.
        for _ in 0..4 {
            let Some(block) = self.source.blocks.first() else { return };
            let (BlockContent::Paragraph(text) | BlockContent::Heading { text, .. }) = &block.content else { return };
            let lines = text.lines();
            // In plain text, each line counts for itself.
            let first_line = if self.source.is_plain { lines.first().cloned().unwrap_or_default() } else { text.clone() };
            let (line, written) = (block.line, first_line.plain_text());
            let plain = phrases::without_reading_time(&written);
            let dated = |text: &str| {
                self.exact_time(text).or_else(|| self.parse_unlabelled(text.trim().trim_start_matches([',', ':', '|', '–', '-'])))
            };
            let of_release =
                |text: &str| dated(text).or_else(|| self.date_of_release(text)).or_else(|| self.date_among_parts(text));
            let first = phrases::leading_kind(&plain).map(|(kind, end)| (kind, plain.get(end..).unwrap_or_default()));
            let (kind, moment) = match (phrases::kind_label(&plain), of_release(&plain), first) {
                (Some(kind), _, _) => (Some(kind), None),
                (None, Some(moment), _) => (None, Some(moment)),
                (None, None, Some((kind, rest))) if dated(rest).is_some() => (Some(kind), dated(rest)),
                _ => return,
            };
            let kind = kind.or_else(|| plain.split(PART_SIGNS).find_map(phrases::kind_label));
            self.kind = self.kind.or(kind);
            if moment.is_some() {
                self.date_line = line;
            }
            let why = if moment.is_some() { OmissionReason::Date } else { OmissionReason::Repeated };
            self.published = self.published.take().or(moment);
            self.omit(line, &written, why);
            if self.source.is_plain && lines.len() > 1 {
                let rest = lines.get(1..).unwrap_or_default();
                let block = SourceBlock::paragraph(StyledText::from_lines(rest), rest.first().map_or(line, StyledText::line));
                if let Some(first) = self.source.blocks.first_mut() {
                    *first = block;
                }
            } else {
                self.source.blocks.remove(0);
            }
        }
    }

    /// `Nyhet • 12 mars 2026 | Lästid: 2 minuter`: a date among other words about the page.
    fn date_among_parts(&self, text: &str) -> Option<Moment> {
        let parts: Vec<&str> = text.split(PART_SIGNS).map(str::trim).filter(|part| !part.is_empty()).collect();
        let date = |part: &&str| self.parse_unlabelled(part);
        let is_known_part = |part: &&str| {
            let lower = part.to_lowercase();
            date(part).is_some()
                || phrases::kind_label(part).is_some()
                || ["nyheter", "aktuellt", "press"].contains(&lower.as_str())
                || lower == self.existing.publisher.to_lowercase()
        };
        let mut dates = parts.iter().filter_map(date);
        let first = dates.next().filter(|_| dates.next().is_none())?;
        parts.iter().all(is_known_part).then_some(first)
    }

    /// `Datum: 2 mars 2026` beside the headline. With a weekday, a time or a place somewhere below, it is the day of an event.
    fn date_of_release(&self, text: &str) -> Option<Moment> {
        let end = ["datum:", "date:"].iter().find_map(|label| phrases::starts_with(text, label))?;
        let has_event = self.source.blocks.iter().flat_map(SourceBlock::lines).any(|line| event::is_labelled(&line.plain_text()));
        let written = text.get(end..)?.trim();
        let names_weekday = written.starts_with(|c: char| c.is_alphabetic());
        self.parse_unlabelled(written)
            .filter(|moment| matches!(moment, Moment::Day(day) if *day <= self.existing.day) && !has_event && !names_weekday)
    }

    /// The block that the path through the site ends with.
    fn find_by_path(&self) -> Option<usize> {
        let last = self.last_step.as_ref()?;
        let begins = |block: &SourceBlock| block.lines().first().is_some_and(|line| line.plain_text().trim() == last);
        self.source.blocks.iter().position(begins)
    }

    /// The block with the text of the page's title, with or without the name of the site.
    fn find_by_page_title(&self) -> Option<usize> {
        let title = self.source.title.as_ref()?;
        let mut parts: Vec<&str> = title.split(['|', '–', '—']).flat_map(|part| part.split(" - ")).map(str::trim).collect();
        parts.push(title);
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        let mut parts = parts.iter().filter(|part| part.len() > 3).map(|part| split_kind(part).1).take(4);
        parts.find_map(|part| self.source.blocks.iter().position(|block| split_kind(&block.plain_text()).1 == part))
    }
}

/// The first kind before a headline, and the headline without kinds.
fn split_kind(text: &str) -> (Option<Kind>, &str) {
    let (mut first, mut text) = (None, text.trim());
    while let Some((kind, start)) = phrases::kind_prefix(text) {
        first = first.or(Some(kind));
        text = text.get(start..).unwrap_or_default().trim();
    }
    (first, text)
}

fn no_headline(location: Location, message: Message) -> Vec<Diagnostic> {
    vec![Diagnostic::error(location, message).hint(msg!(
        "the first line, or the page's h1, must be a headline of at most {MAX_HEADLINE} characters",
        "den första raden, eller sidans h1, ska vara en rubrik på högst {MAX_HEADLINE} tecken"
    ))]
}
