//! The state of recognition, and its result.

use crate::diag::{Diagnostic, Message};
use crate::import::boilerplate::ImportedBoilerplate;
use crate::import::contacts::ImportedContact;
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::input::ExistingContent;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::import::{date, phrases};
use crate::model::{Day, Headline, Kind, Lang, Moment, Slug};
use crate::msg;

/// A recognized release, before it has an id and a folder.
#[derive(Debug)]
pub struct RecognizedRelease {
    pub kind: Kind,
    pub headline: Headline,
    pub lead: Option<StyledText>,
    pub body: Vec<SourceBlock>,
    /// Its heading as written, and its blocks.
    pub read_more: Option<(StyledText, Vec<SourceBlock>)>,
    pub people: Vec<ImportedContact>,
    pub boilerplate: Option<ImportedBoilerplate>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    pub language: Option<Lang>,
    /// Its offset in an input of several, in bytes.
    pub at: Option<usize>,
    /// From its old address.
    pub slug: Option<Slug>,
    /// Keys of topics.
    pub topics: Vec<String>,
    /// It was not published at its source.
    pub is_draft: bool,
    pub warnings: Vec<Diagnostic>,
    pub omissions: Vec<Omission>,
}

impl RecognizedRelease {
    pub fn day(&self) -> Option<Day> {
        self.published.as_ref().or(self.updated.as_ref()).map(Moment::day)
    }

    /// The approximate bytes of its text and addresses. A short reference can have a long address, a thousand times.
    pub fn weight(&self) -> usize {
        let more = self.read_more.iter().flat_map(|(_, blocks)| blocks);
        let boilerplate = self.boilerplate.iter().flat_map(|boilerplate| &boilerplate.blocks);
        let lines = self.body.iter().chain(more).chain(boilerplate).flat_map(SourceBlock::lines).chain(self.lead.clone());
        let text: usize =
            lines.flat_map(|line| line.runs).map(|run| run.text.len() + run.style.link.map_or(0, |link| link.length())).sum();
        let people = self.people.iter().flat_map(|person| {
            [Some(&person.name), person.party.as_ref(), person.role.as_ref(), person.phone.as_ref(), person.email.as_ref()]
        });
        text + people.flatten().map(String::len).sum::<usize>()
    }

    pub fn has_only_headline(&self) -> bool {
        self.lead.is_none()
            && self.body.is_empty()
            && self.read_more.is_none()
            && self.people.is_empty()
            && self.boilerplate.is_none()
    }
}

/// A longer first line, in characters, is not a headline.
pub const MAX_HEADLINE: usize = 250;
/// A longer line is not a heading.
pub const MAX_HEADING: usize = 80;

pub struct Recognizer<'a> {
    pub existing: &'a ExistingContent<'a>,
    pub input: &'a InputText<'a>,
    pub source: ImportedDocument,
    pub kind: Option<Kind>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    /// The line of the first date.
    pub date_line: usize,
    pub body: Vec<SourceBlock>,
    pub read_more: Option<(StyledText, Vec<SourceBlock>)>,
    /// The level of its heading.
    pub read_more_level: u8,
    /// The level of the heading of the contacts; deeper ones are names.
    pub contacts_level: u8,
    pub people: Vec<ImportedContact>,
    pub boilerplate: Option<ImportedBoilerplate>,
    pub warnings: Vec<Diagnostic>,
    pub omissions: Vec<Omission>,
}

impl<'a> Recognizer<'a> {
    pub fn new(mut source: ImportedDocument, existing: &'a ExistingContent<'a>, input: &'a InputText<'a>) -> Recognizer<'a> {
        let omissions = std::mem::take(&mut source.omissions);
        let line = source.line.max(1);
        Recognizer {
            existing,
            input,
            source,
            kind: None,
            published: None,
            updated: None,
            date_line: line,
            body: Vec::new(),
            read_more: None,
            read_more_level: 2,
            contacts_level: 2,
            people: Vec::new(),
            boilerplate: None,
            warnings: Vec::new(),
            omissions,
        }
    }

    pub fn omit(&mut self, line: usize, text: &str, reason: OmissionReason) {
        self.omissions.push(Omission { line, text: text.to_owned(), reason });
    }

    /// Adds a warning; beyond some hundreds, without a line.
    pub fn warn(&mut self, line: usize, words: Option<&str>, message: Message, hint: Option<Message>) {
        let many = self.warnings.len() > 200;
        let location = if many { self.input.file() } else { self.input.locate(line, words) };
        self.warnings.push(hint.into_iter().fold(Diagnostic::warning(location, message), Diagnostic::hint));
    }

    pub fn finish(mut self, headline: Headline) -> RecognizedRelease {
        let meta = |written: &Option<String>| written.as_ref().and_then(|written| date::parse_moment(written, self.existing.zone));
        let published = self.published.take().or_else(|| meta(&self.source.published));
        let updated = self.updated.take().or_else(|| meta(&self.source.updated));
        if published.is_none() && updated.is_some() {
            self.warn(
                self.date_line,
                None,
                msg!("the date of first publication is missing", "datumet för första publicering saknas"),
                Some(msg!(
                    "write `published` in the release if you know it; until then the day of the last change is used",
                    "skriv `published` i pressmeddelandet om du vet det; till dess används dagen för senaste ändring"
                )),
            );
        }
        let starts_with_text = self.body.first().is_some_and(
            |block| matches!(&block.content, BlockContent::Paragraph(text) if phrases::quote_dash(&text.plain_text()).is_none()),
        );
        let lead = if starts_with_text { Some(self.body.remove(0)) } else { None };
        let lead = lead.and_then(|block| if let BlockContent::Paragraph(text) = block.content { Some(text) } else { None });
        let lead = lead.map(|text| if text.is_strong() { text.without_strong() } else { text });
        if lead.is_none() {
            let message = msg!("no paragraph below the headline can be the lead", "inget stycke under rubriken kan vara ingress");
            self.warnings.push(Diagnostic::warning(self.input.file(), message));
        }
        if self.people.is_empty() {
            let message = msg!(
                "no contact with a phone number or an e-mail address was found",
                "ingen kontakt med telefon eller e-post hittades"
            );
            self.warnings.push(Diagnostic::warning(self.input.file(), message).hint(msg!(
                "add one to contacts.toml and name it in `contacts`",
                "lägg till en i contacts.toml och nämn den i `contacts`"
            )));
        }
        level_headings(&mut self.body, 1);
        if let Some((_, more)) = &mut self.read_more {
            level_headings(more, 2);
        }
        self.warn_about_broken_links();
        let language = self.source.language.as_ref().and_then(|tag| Lang::parse(tag.trim()).ok());
        RecognizedRelease {
            kind: self.kind.unwrap_or(Kind::PressRelease),
            headline,
            lead,
            body: self.body,
            read_more: self.read_more,
            people: self.people,
            boilerplate: self.boilerplate,
            published,
            updated,
            language,
            at: None,
            slug: None,
            topics: Vec::new(),
            is_draft: false,
            warnings: self.warnings,
            omissions: self.omissions,
        }
    }
}

/// Restricts levels to 2 to 4, without skipping any.
fn level_headings(blocks: &mut [SourceBlock], above: u8) {
    let mut last = above;
    for block in blocks {
        if let BlockContent::Heading { level, .. } = &mut block.content {
            *level = (*level).clamp(2, 4).min(last + 1);
            last = *level;
        }
    }
}
