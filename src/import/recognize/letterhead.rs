//! The lines above the headline of a plain text: the head of a mail or a letter, the kind and the date.

use super::recognizer::Recognizer;
use crate::import::boilerplate;
use crate::import::date;
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::styled_text::StyledText;
use crate::import::{names, phrases};
use crate::model::{Kind, Moment};

/// Fields of a mail, as programs show them.
const SENT: &str = "skickat|sent|date";
const SUBJECT: &str = "ämne|subject|rubrik";
const OTHER: &str = "från|from|till|to|kopia|cc|bcc|svar till|reply-to|bifogade filer|attachments|prioritet|importance";

/// Before the number of a matter: `Dnr KS 2025/0417`.
const REFERENCES: &str =
    "dnr|diarienummer|diarienr|ärendenummer|ärendenr|ärende|beteckning|vår beteckning|referens|ref|our reference|reference";

/// A letter has fewer lines above its headline.
const MAX_HEAD: usize = 8;

/// What a line above the headline says.
struct HeadLine {
    kind: Option<Kind>,
    moment: Option<Moment>,
}

impl Recognizer<'_> {
    /// Takes the head of a mail that was pasted with it: its day, and its subject as the headline where the text has none.
    pub fn take_mail_head(&mut self) {
        let lines: Vec<StyledText> = self.source.blocks.first().map(SourceBlock::lines).unwrap_or_default();
        let fields: Vec<Option<(&str, String)>> = lines.iter().map(|line| mail_field(&line.plain_text())).collect();
        let length = fields.iter().take_while(|field| field.is_some()).count();
        if !self.source.is_plain || length < 3 {
            return;
        }
        let mut subject = None;
        for (line, (name, value)) in lines.iter().zip(fields.into_iter().flatten()).take(length) {
            let mut reason = OmissionReason::Outside;
            if name == "sent"
                && let Some(moment) = date::parse_moment(&value, self.existing.zone)
            {
                self.published.get_or_insert(moment);
                self.date_line = line.line();
                reason = OmissionReason::Date;
            }
            if name == "subject" {
                subject = Some(StyledText::new(without_reply(&value), line.line()));
                reason = OmissionReason::Repeated;
            }
            self.omit(line.line(), &line.plain_text(), reason);
        }
        self.replace_first_lines(&lines, length);
        self.take_greeting();
        // Another headline is a short line with text below it.
        let mut blocks = self.source.blocks.iter().filter(|block| phrases::kind_label(&block.plain_text()).is_none());
        let has_headline = blocks.next().is_some_and(|first| {
            let text = first.plain_text();
            text.chars().count() <= 150 && !text.trim_end().ends_with(['.', ',', '!', ':']) && blocks.next().is_some()
        });
        if let (Some(subject), false) = (subject, has_headline) {
            let line = subject.line();
            self.source.blocks.insert(0, SourceBlock::new(line, BlockContent::Heading { level: 1, text: subject }));
        }
    }

    /// `Hej!` is neither headline nor lead.
    pub fn take_greeting(&mut self) {
        let lines = self.source.blocks.first().map(SourceBlock::lines).unwrap_or_default();
        if let (true, Some(first)) = (self.source.is_plain, lines.first().filter(|line| phrases::is_greeting(&line.plain_text()))) {
            self.omit(first.line(), &first.plain_text(), OmissionReason::Outside);
            self.replace_first_lines(&lines, 1);
        }
    }

    /// Takes the lines of a letterhead: name of the sender, department, kind, place and day, number of the page.
    pub fn take_letterhead(&mut self) {
        if !self.source.is_plain {
            return;
        }
        let blocks = self.source.blocks.iter().take(MAX_HEAD);
        let lines: Vec<StyledText> = blocks
            .take_while(|block| matches!(block.content, BlockContent::Paragraph(_)))
            .flat_map(SourceBlock::lines)
            .take(MAX_HEAD + 2)
            .collect();
        let texts: Vec<String> = lines.iter().map(|line| line.plain_text().trim().to_owned()).collect();
        let head: Vec<HeadLine> =
            texts.iter().enumerate().map_while(|(at, text)| self.read_head_line(text, texts.get(at + 1))).collect();
        // What follows must be a headline, with a text below it.
        let is_headline = |text: &String| text.chars().count() <= 150 && !text.ends_with(['.', ',', ':']);
        let has_text = lines.len() > head.len() + 1 || self.source.blocks.len() > lines.len();
        if head.is_empty() || !has_text || !texts.get(head.len()).is_some_and(is_headline) {
            return;
        }
        for (line, HeadLine { kind, moment }) in lines.iter().zip(head) {
            self.kind = self.kind.or(kind);
            let why = if moment.is_some() { OmissionReason::Date } else { OmissionReason::Outside };
            if let Some(moment) = moment {
                self.date_line = line.line();
                self.published.get_or_insert(moment);
            }
            self.omit(line.line(), &line.plain_text(), why);
            let first = self.source.blocks.first().map(SourceBlock::lines).unwrap_or_default();
            self.replace_first_lines(&first, 1);
        }
    }

    /// A line of a letterhead, with the line below it.
    fn read_head_line(&self, text: &str, next: Option<&String>) -> Option<HeadLine> {
        let kind = phrases::kind_label(text).or_else(|| phrases::kind_within(text));
        let (before, moment) = match self.trailing_date(text) {
            Some((at, moment)) => (text.get(..at)?.trim_end_matches([',', ' ', '|', '–', '-', ':']), Some(moment)),
            None => (text, None),
        };
        let is_date = |text: &String| date::parse_moment(text, self.existing.zone).is_some();
        let is_sender = before.to_lowercase() == self.existing.publisher.to_lowercase() || names::is_organisation(before);
        // `Regionkansliet` is one word; more can be a headline.
        let is_office = !before.contains(' ') && names::is_function(before);
        let is_unit =
            is_office || (before.split_whitespace().count() <= 3 && boilerplate::is_unit(before) && !before.contains(':'));
        let is_place = moment.is_some()
            && before.split_whitespace().count() <= 2
            && before.chars().all(|c| c.is_alphabetic() || c.is_whitespace());
        // `Gemensamt pressmeddelande från Solvik och Hamra`, with the day in the next line.
        let is_kind = kind.is_some() && (moment.is_some() || phrases::kind_label(before).is_some() || next.is_some_and(is_date));
        let is_reference = REFERENCES.split('|').any(|label| {
            let rest = phrases::starts_with(text, label).and_then(|end| text.get(end..));
            rest.is_some_and(|rest| rest.starts_with([' ', ':', '.', '\t']) && rest.contains(|c: char| c.is_ascii_digit()))
        });
        let fits = is_sender || is_unit || is_place || is_kind || is_reference || phrases::is_page_number(text);
        fits.then_some(HeadLine { kind: kind.filter(|_| is_kind), moment })
    }

    /// The date at the end of a line, and where it begins.
    fn trailing_date(&self, text: &str) -> Option<(usize, Moment)> {
        let starts = text.char_indices().filter(|(at, c)| {
            *at == 0 || (!c.is_whitespace() && text.get(..*at).is_some_and(|before| before.ends_with([' ', '\t', '\u{a0}'])))
        });
        starts.take(20).find_map(|(at, _)| Some((at, date::parse_moment(text.get(at..)?, self.existing.zone)?)))
    }

    /// Removes the first `count` of the `lines` of the first block.
    fn replace_first_lines(&mut self, lines: &[StyledText], count: usize) {
        let rest = lines.get(count..).unwrap_or_default();
        match rest.first() {
            Some(first) => {
                let block = SourceBlock::paragraph(StyledText::from_lines(rest), first.line());
                if let Some(old) = self.source.blocks.first_mut() {
                    *old = block;
                }
            }
            None => {
                self.source.blocks.remove(0);
            }
        }
    }
}

/// `Skickat: den 4 maj 2026 08:12`
fn mail_field(line: &str) -> Option<(&'static str, String)> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim().to_lowercase();
    let kinds = [(SENT, "sent"), (SUBJECT, "subject"), (OTHER, "other")];
    let kind = kinds.iter().find(|(names, _)| phrases::contains(names, &name)).or(kinds.first().filter(|_| name == "datum"))?;
    Some((kind.1, value.trim().to_owned()))
}

fn without_reply(subject: &str) -> &str {
    let mut subject = subject;
    while let Some(rest) =
        ["sv:", "re:", "vb:", "fw:", "fwd:"].iter().find_map(|start| subject.get(phrases::starts_with(subject, start)?..))
    {
        subject = rest.trim_start();
    }
    subject
}
