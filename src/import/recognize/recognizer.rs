//! The state of a recognition, and the release that comes of it.

use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::import::boilerplate::ImportedBoilerplate;
use crate::import::contacts::ImportedContact;
use crate::import::date;
use crate::import::document::BlockContent;
use crate::import::document::ImportedDocument;
use crate::import::document::SourceBlock;
use crate::import::imported::Omission;
use crate::import::imported::OmissionReason;
use crate::import::input::ExistingContent;
use crate::import::phrases;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::model::Day;
use crate::model::Headline;
use crate::model::Kind;
use crate::model::Lang;
use crate::model::Moment;
use crate::model::Slug;
use crate::msg;

/// A release as it was found, before it has a name and a place.
#[derive(Debug)]
pub(in crate::import) struct RecognizedRelease {
    pub(in crate::import) kind: Kind,
    pub(in crate::import) headline: Headline,
    pub(in crate::import) lead: Option<StyledText>,
    pub(in crate::import) body: Vec<SourceBlock>,
    /// The heading as written, and what stands below it.
    pub(in crate::import) more: Option<(StyledText, Vec<SourceBlock>)>,
    pub(in crate::import) people: Vec<ImportedContact>,
    pub(in crate::import) boilerplate: Option<ImportedBoilerplate>,
    pub(in crate::import) published: Option<Moment>,
    pub(in crate::import) updated: Option<Moment>,
    pub(in crate::import) language: Option<Lang>,
    /// Where it begins in an input that holds several, in bytes.
    pub(in crate::import) at: Option<usize>,
    /// The name it had at its old address.
    pub(in crate::import) slug: Option<Slug>,
    /// Keys of topics.
    pub(in crate::import) topics: Vec<String>,
    /// It was not published where it comes from.
    pub(in crate::import) draft: bool,
    pub(in crate::import) warnings: Vec<Diagnostic>,
    pub(in crate::import) omissions: Vec<Omission>,
}

impl RecognizedRelease {
    /// The best day that is known.
    pub(in crate::import) fn day(&self) -> Option<Day> {
        self.published.as_ref().or(self.updated.as_ref()).map(Moment::day)
    }

    /// About how many bytes its text and its addresses are. A short reference can lead to a long address, a thousand times.
    pub(in crate::import) fn weight(&self) -> usize {
        let more = self.more.iter().flat_map(|(_, blocks)| blocks);
        let about = self.boilerplate.iter().flat_map(|about| &about.blocks);
        let lines = self.body.iter().chain(more).chain(about).flat_map(SourceBlock::lines).chain(self.lead.clone());
        let text: usize =
            lines.flat_map(|line| line.runs).map(|run| run.text.len() + run.style.link.map_or(0, |link| link.length())).sum();
        let people = self.people.iter().flat_map(|person| {
            [Some(&person.name), person.party.as_ref(), person.role.as_ref(), person.phone.as_ref(), person.email.as_ref()]
        });
        text + people.flatten().map(String::len).sum::<usize>()
    }

    /// A headline and nothing else.
    pub(in crate::import) fn has_only_headline(&self) -> bool {
        self.lead.is_none() && self.body.is_empty() && self.more.is_none() && self.people.is_empty() && self.boilerplate.is_none()
    }
}

/// A first line longer than this, in characters, is no headline.
pub(super) const LONGEST_HEADLINE: usize = 250;
/// A line above a text is its heading up to this length.
pub(super) const LONGEST_HEADING: usize = 80;

/// The work in progress.
pub(super) struct Recognizer<'a> {
    pub(super) into: &'a ExistingContent<'a>,
    pub(super) input: &'a InputText<'a>,
    pub(super) source: ImportedDocument,
    pub(super) kind: Option<Kind>,
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
    /// The line of the first date.
    pub(super) dated: usize,
    pub(super) body: Vec<SourceBlock>,
    pub(super) more: Option<(StyledText, Vec<SourceBlock>)>,
    /// The level of its heading.
    pub(super) more_level: u8,
    /// The level of the heading above the contacts; deeper ones are names.
    pub(super) contacts_level: u8,
    pub(super) people: Vec<ImportedContact>,
    pub(super) boilerplate: Option<ImportedBoilerplate>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) omissions: Vec<Omission>,
}

impl<'a> Recognizer<'a> {
    pub(super) fn new(mut source: ImportedDocument, into: &'a ExistingContent<'a>, input: &'a InputText<'a>) -> Recognizer<'a> {
        let omissions = std::mem::take(&mut source.omissions);
        let line = source.line.max(1);
        Recognizer {
            into,
            input,
            source,
            kind: None,
            published: None,
            updated: None,
            dated: line,
            body: Vec::new(),
            more: None,
            more_level: 2,
            contacts_level: 2,
            people: Vec::new(),
            boilerplate: None,
            warnings: Vec::new(),
            omissions,
        }
    }

    pub(super) fn omit(&mut self, line: usize, text: &str, reason: OmissionReason) {
        self.omissions.push(Omission { line, text: text.to_owned(), reason });
    }

    /// A hint at a place of the input; beyond some hundreds nobody reads where they are.
    pub(super) fn note(&mut self, line: usize, words: Option<&str>, say: Message, hint: Option<Message>) {
        let many = self.warnings.len() > 200;
        let note = if many { Diagnostic::warning(self.input.file(), say) } else { self.input.warn(line, words, say) };
        self.warnings.push(match hint {
            Some(hint) => note.hint(hint),
            None => note,
        });
    }

    pub(super) fn finish(mut self, headline: Headline) -> RecognizedRelease {
        let meta = |written: &Option<String>| written.as_ref().and_then(|written| date::parse_moment(written, self.into.zone));
        let published = self.published.take().or_else(|| meta(&self.source.published));
        let updated = self.updated.take().or_else(|| meta(&self.source.updated));
        if published.is_none() && updated.is_some() {
            self.note(
                self.dated,
                None,
                msg!("when it was first published is not told", "när det först publicerades framgår inte"),
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
            let say = msg!("no paragraph below the headline can be the lead", "inget stycke under rubriken kan vara ingress");
            self.warnings.push(Diagnostic::warning(self.input.file(), say));
        }
        if self.people.is_empty() {
            let say = msg!(
                "no contact with a phone number or an e-mail address was found",
                "ingen kontakt med telefon eller e-post hittades"
            );
            self.warnings.push(Diagnostic::warning(self.input.file(), say).hint(msg!(
                "add one to contacts.toml and name it in `contacts`",
                "lägg till en i contacts.toml och nämn den i `contacts`"
            )));
        }
        level_headings(&mut self.body, 1);
        if let Some((_, more)) = &mut self.more {
            level_headings(more, 2);
        }
        self.warn_about_broken_links();
        let language = self.source.language.as_ref().and_then(|tag| Lang::parse(tag.trim()).ok());
        RecognizedRelease {
            kind: self.kind.unwrap_or(Kind::PressRelease),
            headline,
            lead,
            body: self.body,
            more: self.more,
            people: self.people,
            boilerplate: self.boilerplate,
            published,
            updated,
            language,
            at: None,
            slug: None,
            topics: Vec::new(),
            draft: false,
            warnings: self.warnings,
            omissions: self.omissions,
        }
    }
}

/// Levels from 2 to 4, none skipped.
fn level_headings(blocks: &mut [SourceBlock], above: u8) {
    let mut last = above;
    for block in blocks {
        if let BlockContent::Heading { level, .. } = &mut block.content {
            *level = (*level).clamp(2, 4).min(last + 1);
            last = *level;
        }
    }
}
