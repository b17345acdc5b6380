//! Divides the blocks below the headline into sections.

use std::collections::BTreeSet;

use super::recognizer::{MAX_HEADING, Recognizer};
use crate::import::boilerplate::{self, ImportedBoilerplate};
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::styled_text::{LinkTarget, StyledText};
use crate::import::{contact_parts, contacts, phrases};
use crate::msg;

/// A longer label of a contact, in words, is a sentence of the text.
const MAX_LABEL: usize = 8;

impl Recognizer<'_> {
    /// Divides the blocks into body, contacts, links and boilerplate.
    pub fn sort_into_sections(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut blocks = self.split_off_labels(blocks);
        blocks.append(&mut self.source.contacts);
        let mut part = TextSection::Body;
        let mut contact_lines = ContactLines::default();
        for (at, block) in blocks.iter().enumerate() {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            let heading = self.heading_text(block, rest, &part).filter(|_| !contact_lines.awaits_method(block));
            if let Some(text) = &heading {
                match self.section_start(text, block, rest, &part) {
                    SectionStart::Nothing => {}
                    SectionStart::New(next) => {
                        self.flush_contacts(&mut contact_lines);
                        if next == TextSection::Contacts {
                            contact_lines.label = without_colon(text).plain_text();
                            contact_lines.heading = Some(block.clone());
                        }
                        part = next;
                        continue;
                    }
                    SectionStart::Body => {
                        self.flush_contacts(&mut contact_lines);
                        part = TextSection::Body;
                        self.warn(
                            block.line,
                            Some(&text.plain_text()),
                            msg!(
                                "this section followed the contacts or links; it is now last in the text",
                                "avsnittet stod efter kontakter eller länkar; det står nu sist i texten"
                            ),
                            None,
                        );
                    }
                }
            }
            match (&block.content, &part) {
                (BlockContent::Paragraph(text), TextSection::Body | TextSection::ReadMore) if self.is_contact_line(text) => {
                    let start = phrases::contact_prefix(&text.plain_text()).unwrap_or(0);
                    contact_lines.label = without_colon(&text.slice(0..start)).plain_text();
                    // So many words say more than that this is a contact.
                    let says_more = contact_lines.label.split_whitespace().count() > MAX_LABEL;
                    let (people, omissions) = (self.people.len(), self.omissions.len());
                    contact_lines.blocks.push(block.clone());
                    self.flush_contacts(&mut contact_lines);
                    if says_more && self.people.len() > people {
                        self.omissions.truncate(omissions);
                        self.body.push(block.clone());
                    }
                }
                (_, TextSection::Contacts) => contact_lines.blocks.push(block.clone()),
                (_, TextSection::ReadMore) => {
                    let block = self.link_read_more_lines(block.clone());
                    self.read_more.iter_mut().for_each(|(_, blocks)| blocks.push(block.clone()));
                }
                (_, TextSection::Boilerplate) => {
                    self.boilerplate.iter_mut().for_each(|boilerplate| boilerplate.blocks.push(block.clone()));
                }
                (content, TextSection::Body) => {
                    let content = match (heading, content) {
                        (Some(text), BlockContent::Heading { level, .. }) => BlockContent::Heading { level: *level, text },
                        (Some(text), _) => BlockContent::Heading { level: 2, text },
                        (None, content) => content.clone(),
                    };
                    self.body.push(SourceBlock::new(block.line, content));
                }
            }
        }
        self.flush_contacts(&mut contact_lines);
        if let Some(boilerplate) = self.boilerplate.take_if(|boilerplate| boilerplate.blocks.is_empty()) {
            self.omit(boilerplate.line, &boilerplate.heading, OmissionReason::PageChrome);
        }
        if let Some((heading, _)) = self.read_more.take_if(|(_, blocks)| blocks.is_empty()) {
            self.omit(heading.line(), &heading.plain_text(), OmissionReason::PageChrome);
        }
    }

    /// The section that begins with a heading.
    fn section_start(&mut self, text: &StyledText, block: &SourceBlock, rest: &[SourceBlock], part: &TextSection) -> SectionStart {
        let plain = text.plain_text();
        let level = if let BlockContent::Heading { level, .. } = block.content { level } else { 2 };
        if phrases::is_contact(&plain)
            || phrases::is_closing(&plain)
            || (phrases::may_be_contact(&plain) && has_contact_below(rest))
        {
            self.contacts_level = level;
            return SectionStart::New(TextSection::Contacts);
        }
        if phrases::is_read_more(&plain) && self.read_more.is_none() {
            self.read_more = Some((without_colon(text), Vec::new()));
            self.read_more_level = level;
            return SectionStart::New(TextSection::ReadMore);
        }
        let below = rest.first().map(SourceBlock::plain_text).unwrap_or_default();
        let may_begin = *part != TextSection::Body || boilerplate::is_about(&plain, self.existing.publisher);
        if let (true, None, Some(department)) =
            (may_begin, &self.boilerplate, boilerplate::find_department(&plain, &below, self.existing.publisher))
        {
            let heading = without_colon(text).plain_text();
            self.boilerplate = Some(ImportedBoilerplate { line: block.line, heading, blocks: Vec::new(), department });
            return SectionStart::New(TextSection::Boilerplate);
        }
        // Below the links of a plain text, short lines are links too; on a page, deeper headings belong to them.
        let stays = *part == TextSection::Body
            || (*part == TextSection::ReadMore && (self.source.is_plain || level > self.read_more_level));
        if stays { SectionStart::Nothing } else { SectionStart::Body }
    }

    /// `Kontakt: Anna Berg, 08-465 004 01` in the body.
    fn is_contact_line(&self, text: &StyledText) -> bool {
        let plain = text.plain_text();
        let is_labelled = phrases::contact_prefix(&plain).is_some() || phrases::is_contact_with_label(&plain);
        is_labelled && text.lines().iter().any(contact_parts::has_contact_method)
    }

    /// Gives labels within a paragraph a paragraph of their own.
    fn split_off_labels(&self, blocks: Vec<SourceBlock>) -> Vec<SourceBlock> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            let BlockContent::Paragraph(text) = &block.content else {
                out.push(block);
                continue;
            };
            let mut lines: Vec<StyledText> = Vec::new();
            let flush_lines = |lines: &mut Vec<StyledText>, out: &mut Vec<SourceBlock>| {
                if !lines.is_empty() {
                    let line = lines.first().map_or(block.line, StyledText::line);
                    out.push(SourceBlock::paragraph(StyledText::from_lines(&std::mem::take(lines)), line));
                }
            };
            for line in text.lines() {
                let plain = line.plain_text();
                let label = phrases::is_contact(&plain)
                    || phrases::is_closing(&plain)
                    || (phrases::may_be_contact(&plain) && text.lines().iter().any(contact_parts::has_contact_method))
                    || phrases::is_read_more(&plain)
                    || boilerplate::is_about(&plain, self.existing.publisher);
                if label || self.is_contact_line(&line) {
                    flush_lines(&mut lines, &mut out);
                }
                lines.push(line);
                if label {
                    flush_lines(&mut lines, &mut out);
                }
            }
            flush_lines(&mut lines, &mut out);
        }
        out
    }

    /// The text of a block that is the heading of what follows.
    fn heading_text(&self, block: &SourceBlock, rest: &[SourceBlock], part: &TextSection) -> Option<StyledText> {
        match &block.content {
            BlockContent::Heading { level, text } => {
                if *part == TextSection::Contacts && *level > self.contacts_level {
                    return None;
                }
                // A heading above a number is a person's name.
                let is_name = *part == TextSection::Contacts
                    && !phrases::is_contact(&text.plain_text())
                    && rest.first().is_some_and(|next| next.lines().iter().any(contact_parts::has_contact_method));
                (!is_name).then(|| text.clone())
            }
            BlockContent::Paragraph(text) => {
                let plain = text.plain_text();
                // A link such as `Läs mer` leads away; it is above nothing.
                let labels = !text.is_link()
                    && (phrases::is_contact(&plain)
                        || phrases::is_closing(&plain)
                        || phrases::is_read_more(&plain)
                        || (phrases::may_be_contact(&plain) && has_contact_below(rest)));
                let boilerplate = boilerplate::is_about(&plain, self.existing.publisher);
                if labels
                    || (boilerplate && self.is_short(&plain))
                    || (self.is_short(&plain)
                        && (self.source.is_plain || text.is_strong())
                        && self.can_be_heading(&plain, rest, part))
                {
                    return Some(if text.is_strong() { text.clone().without_strong() } else { text.clone() });
                }
                None
            }
            BlockContent::Bullet { .. } | BlockContent::List { .. } | BlockContent::Quote(_) | BlockContent::Table(_) => None,
        }
    }

    fn is_short(&self, text: &str) -> bool {
        text.chars().count() <= MAX_HEADING
            && !text.contains('\n')
            && !text.trim_end().ends_with(['.', ':', ';', '!', '?', ',', '…', '”', '"'])
            && phrases::quote_dash(text).is_none()
            && !is_field(text)
            && !ends_with_address(text)
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// Below "Läs mer" in a plain text, a line that invites to read more was a link.
    fn link_read_more_lines(&self, block: SourceBlock) -> SourceBlock {
        if !self.source.is_plain {
            return block;
        }
        block.map_paragraph(|text| {
            let lines: Vec<StyledText> = text.lines().into_iter().map(link_read_more_line).collect();
            StyledText::from_lines(&lines)
        })
    }

    /// Whether a short line can be the heading of the text below it.
    fn can_be_heading(&self, text: &str, rest: &[SourceBlock], part: &TextSection) -> bool {
        let Some(next) = rest.first() else { return false };
        let below = next.plain_text();
        let is_sentence = below.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '…']);
        // On a page, bold type is enough; in plain text, and among contacts, a sentence must follow.
        let needs_sentence = self.source.is_plain || *part == TextSection::Contacts;
        below.chars().count() > text.chars().count()
            && (is_sentence || !needs_sentence)
            && !(*part == TextSection::Contacts && next.lines().iter().any(contact_parts::has_contact_method))
    }

    /// Adds the contacts of the collected blocks. What is not certain goes into the body, as it was.
    fn flush_contacts(&mut self, contact_lines: &mut ContactLines) {
        let ContactLines { label, heading, blocks } = std::mem::take(contact_lines);
        let groups: Vec<Vec<StyledText>> = blocks.iter().flat_map(|block| self.contact_groups(block)).collect();
        let read = contacts::parse(&groups, &label, self.existing.publisher);
        if read.people.is_empty() {
            // Without a contact, the blocks are an ordinary section.
            let has_methods = groups.iter().flatten().any(contact_parts::has_contact_method);
            if let (true, Some(first)) = (has_methods, groups.first().and_then(|lines| lines.first())) {
                self.warn(
                    first.line(),
                    Some(&first.plain_text()),
                    msg!(
                        "nobody was certain enough here to become a contact; it is kept in the text",
                        "ingen här var säker nog att bli kontakt; det står kvar i texten"
                    ),
                    None,
                );
            }
            self.body.extend(heading.into_iter().map(without_bold_label));
            self.body.extend(blocks);
            return;
        }
        if let Some(heading) = &heading {
            self.omit(heading.line, &heading.plain_text(), OmissionReason::ContactLabel);
        } else if let (false, Some(first)) = (label.is_empty(), blocks.first()) {
            self.omit(first.line, &label, OmissionReason::ContactLabel);
        }
        self.people.extend(read.people);
        for (line, text) in read.labels.into_iter().chain(read.repeated) {
            self.omit(line, &text, OmissionReason::ContactLabel);
        }
        for line in read.unplaced {
            let at = line.line();
            self.warn(
                at,
                Some(&line.plain_text()),
                msg!("was among the contacts and is kept in the text", "stod bland kontakterna och står kvar i texten"),
                None,
            );
            self.body.push(SourceBlock::paragraph(line, at));
        }
    }

    /// The lines of a block, by person. Contacts stand in the rows of a table, or in its columns.
    fn contact_groups(&self, block: &SourceBlock) -> Vec<Vec<StyledText>> {
        let rows = block.line_groups();
        let BlockContent::Table(cells) = &block.content else { return rows };
        let width = cells.iter().map(Vec::len).max().unwrap_or(0);
        let column = |at: usize| cells.iter().filter_map(|row| row.get(at)).flat_map(StyledText::lines).collect();
        let columns: Vec<Vec<StyledText>> = (0..width).map(column).collect();
        let certain = |groups: &[Vec<StyledText>]| {
            let read = contacts::parse(groups, "", self.existing.publisher);
            let names: BTreeSet<&String> = read.people.iter().map(|person| &person.name).collect();
            // Somebody with many numbers has those of others.
            (names.len() * 2).saturating_sub(read.unplaced.len() + read.people.len() - names.len())
        };
        if certain(&columns) > certain(&rows) { columns } else { rows }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum TextSection {
    Body,
    Contacts,
    ReadMore,
    Boilerplate,
}

/// What begins with a heading.
enum SectionStart {
    New(TextSection),
    /// A section of the body.
    Body,
    Nothing,
}

/// The blocks of contacts, and the label above them.
#[derive(Default)]
struct ContactLines {
    label: String,
    /// The block of the label, if it has one of its own.
    heading: Option<SourceBlock>,
    blocks: Vec<SourceBlock>,
}

impl ContactLines {
    /// A name has been read and its number has not: `Presskontakt` below it is no label of others.
    fn awaits_method(&self, block: &SourceBlock) -> bool {
        let is_paragraph = matches!(block.content, BlockContent::Paragraph(_));
        is_paragraph && self.blocks.last().is_some_and(|last| !last.lines().iter().any(contact_parts::has_contact_method))
    }
}

/// Whether a contact can be in the next blocks.
fn has_contact_below(rest: &[SourceBlock]) -> bool {
    let until_heading = rest.iter().take(6).take_while(|block| !matches!(block.content, BlockContent::Heading { level: ..=2, .. }));
    until_heading.flat_map(SourceBlock::lines).any(|line| contact_parts::has_contact_method(&line))
}

/// A label in bold type was a heading.
fn without_bold_label(block: SourceBlock) -> SourceBlock {
    match block.content {
        BlockContent::Paragraph(text) if text.is_strong() && !text.is_blank() => {
            let text = text.without_strong();
            SourceBlock::new(block.line, BlockContent::Heading { level: 2, text })
        }
        content => SourceBlock { content, ..block },
    }
}

/// `Tid: 7 november kl. 13.30`
fn is_field(text: &str) -> bool {
    const FIELDS: &str = "tid|plats|datum|när|var|anmälan|osa|tidpunkt|ackreditering|lokal|adress|telefon|e-post|time|place|date|when|where|\
        registration|rsvp|venue|location|kostnad|pris|målgrupp|arrangör";
    text.split_once(':')
        .is_some_and(|(name, value)| !value.trim().is_empty() && phrases::contains(FIELDS, &phrases::normalize_label(name)))
}

/// Whether the last word is an address of a page or a mailbox.
fn ends_with_address(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.starts_with("www.") || last.contains("://") || last.contains('@')
}

fn without_colon(text: &StyledText) -> StyledText {
    text.slice(0..text.plain_text().trim_end().trim_end_matches(':').trim_end().len())
}

/// `Läs mer om projektet`, as a link without the full stop.
fn link_read_more_line(line: StyledText) -> StyledText {
    let plain = line.plain_text();
    if !phrases::is_read_more_line(&plain) || line.runs.iter().any(|run| run.style.link.is_some()) {
        return line;
    }
    let end = plain.trim_end_matches(['.', ':']).len();
    let mut words = line.slice(0..end);
    words.runs.iter_mut().for_each(|run| run.style.link = Some(LinkTarget::Unknown));
    words.append(&line.slice_from(end));
    words
}
