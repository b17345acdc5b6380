//! The state of recognition, and its result.

use crate::diag::{Diagnostic, Message};
use crate::import::boilerplate::ImportedBoilerplate;
use crate::import::contacts::ImportedContact;
use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::input::ExistingContent;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::import::{date, language, phrases};
use crate::model::{Day, FormerPath, Headline, Instant, Kind, Lang, Moment, Slug, WebAddress};
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
    pub event: Option<RecognizedEvent>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    pub language: Option<Lang>,
    /// Its offset in an input of several, in bytes.
    pub at: Option<usize>,
    /// From its old address.
    pub slug: Option<Slug>,
    /// Its address at its source.
    pub address: Option<String>,
    /// Other paths that led to it there.
    pub former: Vec<String>,
    /// Moves a release with only a day by seconds.
    pub order: u32,
    /// Keys of topics.
    pub topics: Vec<String>,
    /// It was not published at its source.
    pub is_draft: bool,
    pub warnings: Vec<Diagnostic>,
    pub omissions: Vec<Omission>,
}

/// An event whose day, time and place are certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecognizedEvent {
    pub start: Instant,
    pub end: Option<Instant>,
    pub place: String,
}

impl RecognizedRelease {
    pub fn day(&self) -> Option<Day> {
        self.published.as_ref().or(self.updated.as_ref()).map(Moment::day)
    }

    /// The paths that led to it at its source, once each. An address that only its query tells from others has none.
    pub fn former_paths(&self) -> Vec<FormerPath> {
        let path = |address: &String| match address.split_once("://") {
            Some(_) => WebAddress::parse(address).ok().and_then(|address| FormerPath::parse(address.path()).ok()),
            None => FormerPath::parse(address).ok(),
        };
        let mut paths: Vec<FormerPath> = Vec::new();
        for path in self.address.iter().chain(&self.former).filter_map(path) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
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
    /// The page itself, as the path through its site ends.
    pub last_step: Option<String>,
    /// The line of the first date.
    pub date_line: usize,
    /// The days of events: without a label, none of them is the day of publication.
    pub event_days: Vec<Day>,
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
        let event_days = source.event_dates.iter().filter_map(|text| date::leading_day(text, existing.zone)).collect();
        Recognizer {
            existing,
            input,
            source,
            kind: None,
            published: None,
            updated: None,
            last_step: None,
            date_line: line,
            event_days,
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

    /// A date without a label, unless it is that of an event.
    pub fn parse_unlabelled(&self, text: &str) -> Option<Moment> {
        date::parse_moment(text, self.existing.zone).filter(|moment| !self.event_days.contains(&moment.day()))
    }

    /// A time that the page also has for machines.
    pub fn exact_time(&self, text: &str) -> Option<Moment> {
        let (_, machine) = self.source.times.iter().find(|(words, _)| words == text.trim())?;
        self.parse_unlabelled(machine)
    }

    /// A paragraph close below the headline that is a date and nothing else.
    fn take_lone_date(&mut self) {
        const NEAR: usize = 3;
        let moment = |block: &SourceBlock| match &block.content {
            BlockContent::Paragraph(text) => self.parse_unlabelled(&text.plain_text()),
            _ => None,
        };
        // Below a heading it is what that is about.
        let first = self.body.iter().take(NEAR).take_while(|block| !matches!(block.content, BlockContent::Heading { .. }));
        let Some((at, found)) = first.enumerate().find_map(|(at, block)| Some((at, moment(block)?))) else { return };
        if found.day() <= self.existing.day {
            let block = self.body.remove(at);
            self.date_line = block.line;
            self.omit(block.line, &block.plain_text(), OmissionReason::Date);
            self.published = Some(found);
        }
    }

    /// The first paragraph, or the second where the first is a note such as `English below`.
    fn take_lead(&mut self) -> Option<StyledText> {
        /// A note is shorter, a lead longer.
        const NOTE: usize = 40;
        // A whole sentence is a lead, also where a page has it as a heading.
        if let Some(SourceBlock { content, .. }) = self.body.first_mut()
            && let BlockContent::Heading { text, .. } = content
            && text.plain_text().chars().count() > NOTE
            && text.plain_text().trim_end().ends_with('.')
        {
            *content = BlockContent::Paragraph(std::mem::take(text));
        }
        let text_at = |at: usize| match self.body.get(at).map(|block| &block.content) {
            Some(BlockContent::Paragraph(text)) => Some(text.plain_text()),
            _ => None,
        };
        let first = text_at(0)?;
        if is_quotation(&first) {
            return None;
        }
        let is_note = first.chars().count() <= NOTE && !first.trim_end().ends_with(['.', '!', '?', '…', ':']);
        let is_lead = |text: &String| text.chars().count() > NOTE && text.trim_end().ends_with('.') && !is_quotation(text);
        let at = usize::from(is_note && text_at(1).is_some_and(|second| is_lead(&second)));
        if at > 0 {
            let line = self.body.first().map_or(1, |block| block.line);
            let message = msg!("this short line is below the lead now", "den här korta raden står nu under ingressen");
            self.warn(line, Some(&first), message, None);
        }
        let BlockContent::Paragraph(text) = self.body.remove(at).content else { return None };
        Some(if text.is_strong() { text.without_strong() } else { text })
    }

    /// A whole sentence that the page has for search engines, where its text has no lead: many systems keep the lead there.
    fn lead_of_description(&mut self) -> Option<StyledText> {
        const SHORTEST: usize = 40;
        let description = self.source.description.take()?;
        let text = description.split_whitespace().collect::<Vec<_>>().join(" ");
        let body: String = self.body.iter().map(SourceBlock::plain_text).collect::<Vec<_>>().join(" ");
        let is_sentence = text.chars().count() >= SHORTEST && text.ends_with(['.', '!', '?']) && !text.ends_with("...");
        if !is_sentence || body.contains(text.as_str()) {
            return None;
        }
        let message = msg!(
            "the lead is the page's description for search engines, since its text has none",
            "ingressen är sidans beskrivning för sökmotorer, eftersom texten saknar ingress"
        );
        self.warnings.push(Diagnostic::warning(self.input.file(), message));
        Some(StyledText::new(&text, 1))
    }

    /// The language of the text. Many sites declare the language of their program, so clear words count for more.
    fn choose_language(&mut self, headline: &Headline, lead: Option<&StyledText>) -> Option<Lang> {
        let declared = self.source.language.as_ref().and_then(|tag| Lang::parse(tag.trim()).ok());
        let body = self.body.iter().map(SourceBlock::plain_text);
        let text = std::iter::once(headline.as_str().to_owned()).chain(lead.map(StyledText::plain_text)).chain(body);
        let guessed = language::guess(&text.collect::<Vec<_>>().join(" "));
        let own = self.existing.language.primary().to_owned();
        let chosen = match (&declared, guessed) {
            (Some(declared), Some(guessed)) if declared.primary() == guessed => Some(declared.clone()),
            (_, Some(guessed)) => Lang::parse(guessed).ok(),
            (declared, None) => declared.clone(),
        };
        if let Some(declared) =
            declared.as_ref().filter(|declared| chosen.as_ref().is_some_and(|it| it.primary() != declared.primary()))
        {
            let read = chosen.as_ref().map(Lang::as_str).unwrap_or_default();
            let message = msg!(
                "the source says its language is `{declared}`, but its words are `{read}`",
                "källan uppger språket `{declared}`, men orden är `{read}`"
            );
            self.warnings.push(Diagnostic::warning(self.input.file(), message));
        } else if let Some(other) = chosen.as_ref().filter(|chosen| chosen.primary() != own) {
            let message = msg!(
                "the language of the release is `{other}`, that of the newsroom `{own}`",
                "pressmeddelandets språk är `{other}`, nyhetsrummets `{own}`"
            );
            self.warnings.push(Diagnostic::warning(self.input.file(), message).hint(msg!(
                "change `language` in the release if that is wrong",
                "ändra `language` i pressmeddelandet om det är fel"
            )));
        }
        chosen
    }

    pub fn finish(mut self, headline: Headline) -> RecognizedRelease {
        if self.published.is_none() {
            self.take_lone_date();
        }
        let zone = self.existing.zone;
        let for_machines = |written: &[String]| written.iter().find_map(|written| date::parse_moment(written, zone));
        let published = more_exact(self.published.take(), for_machines(&self.source.published));
        let updated = more_exact(self.updated.take(), for_machines(&self.source.updated));
        // A change on the day of publication, or before it, is none.
        let updated = updated.filter(|updated| published.as_ref().is_none_or(|first| first.is_earlier_than(updated)));
        let event = self.take_event(published.as_ref().or(updated.as_ref()).map(Moment::day));
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
        let lead = self.take_lead().or_else(|| self.lead_of_description());
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
        self.body.iter_mut().for_each(strengthen_headings_in_lists);
        let more = self.read_more.iter_mut().flat_map(|(_, blocks)| blocks);
        let unnamed: Vec<usize> = self.body.iter_mut().chain(more).filter_map(name_columns).collect();
        for line in unnamed {
            self.warn(
                line,
                None,
                msg!(
                    "a column of the table has no header; a dash stands for it",
                    "en kolumn i tabellen saknar rubrik; ett streck står för den"
                ),
                Some(msg!(
                    "write in the first row what the column contains: screen reader users need it",
                    "skriv i första raden vad kolumnen innehåller: den som använder skärmläsare behöver det"
                )),
            );
        }
        level_headings(&mut self.body, 1);
        if let Some((_, more)) = &mut self.read_more {
            level_headings(more, 2);
        }
        self.warn_about_broken_links();
        for (line, end) in std::mem::take(&mut self.source.joined) {
            let message = msg!(
                "a word was divided before `{end}` at the end of a line; it is one word now",
                "ett ord var avstavat före `{end}` vid radens slut; nu är det ett ord"
            );
            self.warn(
                line,
                Some(&end),
                message,
                Some(msg!("put the hyphen back if it belongs to the word", "sätt tillbaka bindestrecket om det hör till ordet")),
            );
        }
        let language = self.choose_language(&headline, lead.as_ref());
        RecognizedRelease {
            kind: self.kind.unwrap_or(Kind::PressRelease),
            headline,
            lead,
            body: self.body,
            read_more: self.read_more,
            people: self.people,
            boilerplate: self.boilerplate,
            event,
            published,
            updated,
            language,
            at: None,
            slug: None,
            address: self.source.address,
            former: Vec::new(),
            order: 0,
            topics: Vec::new(),
            is_draft: false,
            warnings: self.warnings,
            omissions: self.omissions,
        }
    }
}

/// The date that is written, with the time of day that is for machines only.
fn more_exact(written: Option<Moment>, for_machines: Option<Moment>) -> Option<Moment> {
    match (written, for_machines) {
        (Some(Moment::Day(day)), Some(exact @ Moment::Instant(_))) if exact.day() == day => Some(exact),
        (written, for_machines) => written.or(for_machines),
    }
}

/// A heading in a list becomes bold text: content has headings only between its sections.
fn strengthen_headings_in_lists(block: &mut SourceBlock) {
    let BlockContent::List { items, .. } = &mut block.content else { return };
    for inner in items.iter_mut().flatten() {
        if let BlockContent::Heading { text, .. } = &mut inner.content {
            let mut text = std::mem::take(text);
            text.runs.iter_mut().for_each(|run| run.style.strong = true);
            inner.content = BlockContent::Paragraph(text);
        } else {
            strengthen_headings_in_lists(inner);
        }
    }
}

/// Puts a dash into the empty cells of a table's header, since content has a header for each column. Returns the line if there were any.
fn name_columns(block: &mut SourceBlock) -> Option<usize> {
    let line = block.line;
    let BlockContent::Table(rows) = &mut block.content else { return None };
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let header = rows.first_mut()?;
    header.resize(width.max(header.len()), StyledText::default());
    let mut has_empty = false;
    for cell in header.iter_mut().filter(|cell| cell.is_blank()) {
        *cell = StyledText::new("–", line);
        has_empty = true;
    }
    has_empty.then_some(line)
}

/// Whether a paragraph is somebody's words and nothing else.
fn is_quotation(text: &str) -> bool {
    let text = text.trim();
    let is_marked = text.starts_with(['"', '”', '“', '»', '«', '‘']) && text.ends_with(['"', '”', '“', '»', '«', '’']);
    is_marked || phrases::quote_dash(text).is_some()
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
