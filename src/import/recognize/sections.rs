//! Sorts what stands below the headline: body, contacts, links, the text about the sender.

use super::recognizer::LONGEST_HEADING;
use super::recognizer::Recognizer;
use crate::import::boilerplate;
use crate::import::boilerplate::ImportedBoilerplate;
use crate::import::contacts;
use crate::import::document::BlockContent;
use crate::import::document::SourceBlock;
use crate::import::imported::OmissionReason;
use crate::import::phrases;
use crate::import::styled_text::LinkTarget;
use crate::import::styled_text::StyledText;
use crate::msg;

impl Recognizer<'_> {
    /// Sorts the blocks below the headline into body, contacts, links and boilerplate.
    pub(super) fn sort_into_sections(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let blocks = self.split_off_labels(blocks);
        let mut part = TextSection::Body;
        let mut gathered = ContactLines::default();
        for (at, block) in blocks.iter().enumerate() {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            let heading = self.heading_text(block, rest, &part);
            if let Some(text) = &heading {
                match self.section_start(text, block, rest, &part) {
                    SectionStart::Nothing => {}
                    SectionStart::New(next) => {
                        self.flush_contacts(&mut gathered);
                        if next == TextSection::Contacts {
                            gathered.label = without_colon(text).plain_text();
                        }
                        part = next;
                        continue;
                    }
                    SectionStart::Body => {
                        self.flush_contacts(&mut gathered);
                        part = TextSection::Body;
                        self.note(
                            block.line,
                            Some(&text.plain_text()),
                            msg!(
                                "this section stood after the contacts or links; it is last in the text now",
                                "avsnittet stod efter kontakter eller länkar; det står nu sist i texten"
                            ),
                            None,
                        );
                    }
                }
            }
            match (&block.content, &part) {
                (BlockContent::Paragraph(text), TextSection::Body | TextSection::More) if self.is_contact_line(text) => {
                    let start = phrases::contact_prefix(&text.plain_text()).unwrap_or(0);
                    gathered.label = without_colon(&text.slice(0..start)).plain_text();
                    gathered.groups.push(text.slice_from(start).lines());
                    self.flush_contacts(&mut gathered);
                }
                (_, TextSection::Contacts) => gathered.groups.extend(line_groups(block)),
                (_, TextSection::More) => {
                    let block = self.link_read_on_lines(block.clone());
                    self.more.iter_mut().for_each(|(_, blocks)| blocks.push(block.clone()));
                }
                (_, TextSection::Boilerplate) => self.boilerplate.iter_mut().for_each(|about| about.blocks.push(block.clone())),
                (content, TextSection::Body) => {
                    let content = match (heading, content) {
                        (Some(text), BlockContent::Heading { level, .. }) => BlockContent::Heading { level: *level, text },
                        (Some(text), _) => BlockContent::Heading { level: 2, text },
                        (None, content) => content.clone(),
                    };
                    self.body.push(SourceBlock { line: block.line, content });
                }
            }
        }
        self.flush_contacts(&mut gathered);
        if let Some(about) = self.boilerplate.take_if(|about| about.blocks.is_empty()) {
            self.omit(about.line, &about.heading, OmissionReason::Furniture);
        }
        if let Some((heading, _)) = self.more.take_if(|(_, blocks)| blocks.is_empty()) {
            self.omit(heading.line(), &heading.plain_text(), OmissionReason::Furniture);
        }
    }

    /// What a heading begins.
    fn section_start(&mut self, text: &StyledText, block: &SourceBlock, rest: &[SourceBlock], part: &TextSection) -> SectionStart {
        let plain = text.plain_text();
        let level = if let BlockContent::Heading { level, .. } = block.content { level } else { 2 };
        if phrases::is_contact(&plain) {
            self.contacts_level = level;
            return SectionStart::New(TextSection::Contacts);
        }
        if phrases::is_more(&plain) && self.more.is_none() {
            self.more = Some((without_colon(text), Vec::new()));
            self.more_level = level;
            return SectionStart::New(TextSection::More);
        }
        let below = rest.first().map(SourceBlock::plain_text).unwrap_or_default();
        let late = *part != TextSection::Body || boilerplate::is_about(&plain, self.into.publisher);
        if let (true, None, Some(department)) =
            (late, &self.boilerplate, boilerplate::find_department(&plain, &below, self.into.publisher))
        {
            let heading = without_colon(text).plain_text();
            self.boilerplate = Some(ImportedBoilerplate { line: block.line, heading, blocks: Vec::new(), department });
            return SectionStart::New(TextSection::Boilerplate);
        }
        // Below the links of a plain text short lines are links themselves; on a page, deeper headings belong to them.
        let stays = *part == TextSection::Body || (*part == TextSection::More && (self.source.is_plain || level > self.more_level));
        if stays { SectionStart::Nothing } else { SectionStart::Body }
    }

    /// "Kontakt: Anna Berg, 08-465 004 01" in the running text.
    fn is_contact_line(&self, text: &StyledText) -> bool {
        phrases::contact_prefix(&text.plain_text()).is_some() && text.lines().iter().any(contacts::has_contact_method)
    }

    /// Labels that share a paragraph with what they stand above get one of their own.
    fn split_off_labels(&self, blocks: Vec<SourceBlock>) -> Vec<SourceBlock> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            let BlockContent::Paragraph(text) = &block.content else {
                out.push(block);
                continue;
            };
            let mut lines: Vec<StyledText> = Vec::new();
            let put = |lines: &mut Vec<StyledText>, out: &mut Vec<SourceBlock>| {
                if !lines.is_empty() {
                    let line = lines.first().map_or(block.line, StyledText::line);
                    out.push(SourceBlock::paragraph(StyledText::from_lines(&std::mem::take(lines)), line));
                }
            };
            for line in text.lines() {
                let plain = line.plain_text();
                let label =
                    phrases::is_contact(&plain) || phrases::is_more(&plain) || boilerplate::is_about(&plain, self.into.publisher);
                if label || self.is_contact_line(&line) {
                    put(&mut lines, &mut out);
                }
                lines.push(line);
                if label {
                    put(&mut lines, &mut out);
                }
            }
            put(&mut lines, &mut out);
        }
        out
    }

    /// The text of a block that heads what follows it.
    fn heading_text(&self, block: &SourceBlock, rest: &[SourceBlock], part: &TextSection) -> Option<StyledText> {
        match &block.content {
            BlockContent::Heading { level, text } => {
                if *part == TextSection::Contacts && *level > self.contacts_level {
                    return None;
                }
                // A heading above a number is a person's name.
                let names = *part == TextSection::Contacts
                    && rest.first().is_some_and(|next| next.lines().iter().any(contacts::has_contact_method));
                (!names).then(|| text.clone())
            }
            BlockContent::Paragraph(text) => {
                let plain = text.plain_text();
                let labels = phrases::is_contact(&plain) || phrases::is_more(&plain);
                let about = boilerplate::is_about(&plain, self.into.publisher);
                if labels
                    || (about && self.is_short(&plain))
                    || (self.is_short(&plain) && (self.source.is_plain || text.is_strong()) && self.can_head(&plain, rest, part))
                {
                    return Some(if text.is_strong() { text.clone().without_strong() } else { text.clone() });
                }
                None
            }
            BlockContent::Bullet { .. } | BlockContent::List { .. } | BlockContent::Quote(_) | BlockContent::Table(_) => None,
        }
    }

    fn is_short(&self, text: &str) -> bool {
        text.chars().count() <= LONGEST_HEADING
            && !text.contains('\n')
            && !text.trim_end().ends_with(['.', ':', ';', '!', '?', ',', '…', '”', '"'])
            && phrases::quote_dash(text).is_none()
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// A paragraph below "Läs mer": in a plain text, a line that asks to read on was a link.
    fn link_read_on_lines(&self, block: SourceBlock) -> SourceBlock {
        let SourceBlock { line, content } = block;
        let content = match content {
            BlockContent::Paragraph(text) if self.source.is_plain => {
                let lines: Vec<StyledText> = text.lines().into_iter().map(link_read_on_line).collect();
                BlockContent::Paragraph(StyledText::from_lines(&lines))
            }
            content => content,
        };
        SourceBlock { line, content }
    }

    /// True when a short line has a text below it that it can be the heading of.
    fn can_head(&self, text: &str, rest: &[SourceBlock], part: &TextSection) -> bool {
        let Some(next) = rest.first() else { return false };
        let below = next.plain_text();
        let is_sentence = below.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '…']);
        // Bold type on a page says enough; a plain line, or one among names and roles, needs a sentence below it.
        let needs_sentence = self.source.is_plain || *part == TextSection::Contacts;
        below.chars().count() > text.chars().count()
            && (is_sentence || !needs_sentence)
            && !(*part == TextSection::Contacts && next.lines().iter().any(contacts::has_contact_method))
    }

    /// Reads the people out of what has gathered. Lines that are nobody stay in the text.
    fn flush_contacts(&mut self, gathered: &mut ContactLines) {
        let ContactLines { label, groups } = std::mem::take(gathered);
        let read = contacts::parse(&groups, &label);
        if let (true, Some(first)) = (read.people.is_empty() && !label.is_empty(), read.unplaced.first()) {
            // Nobody can be reached: the block is a section like any other.
            let text = StyledText::new(&label, first.line());
            self.body.push(SourceBlock { line: first.line(), content: BlockContent::Heading { level: 2, text } });
        }
        self.people.extend(read.people);
        for (line, text) in read.labels {
            self.omit(line, &text, OmissionReason::Furniture);
        }
        for line in read.unplaced {
            let at = line.line();
            self.note(
                at,
                Some(&line.plain_text()),
                msg!("stood among the contacts and is kept in the text", "stod bland kontakterna och står kvar i texten"),
                None,
            );
            self.body.push(SourceBlock::paragraph(line, at));
        }
    }
}

/// Where the reading stands.
#[derive(Debug, PartialEq, Eq)]
enum TextSection {
    Body,
    Contacts,
    More,
    Boilerplate,
}

/// What a heading begins.
enum SectionStart {
    New(TextSection),
    /// A section that goes back to the running text.
    Body,
    Nothing,
}

/// Lines of a contact block, and what stood above them.
#[derive(Default)]
struct ContactLines {
    label: String,
    groups: Vec<Vec<StyledText>>,
}

fn without_colon(text: &StyledText) -> StyledText {
    text.slice(0..text.plain_text().trim_end().trim_end_matches(':').trim_end().len())
}

/// "Läs mer om projektet": what is linked in it, without the full stop.
fn link_read_on_line(line: StyledText) -> StyledText {
    let plain = line.plain_text();
    if !phrases::is_read_on(&plain) || line.runs.iter().any(|run| run.style.link.is_some()) {
        return line;
    }
    let end = plain.trim_end_matches(['.', ':']).len();
    let mut words = line.slice(0..end);
    words.runs.iter_mut().for_each(|run| run.style.link = Some(LinkTarget::Unknown));
    words.append(&line.slice_from(end));
    words
}

/// The lines of a block in groups: one for a paragraph, one for each item of a list and each row of a table.
fn line_groups(block: &SourceBlock) -> Vec<Vec<StyledText>> {
    match &block.content {
        BlockContent::List { items, .. } => items.iter().map(|item| item.iter().flat_map(SourceBlock::lines).collect()).collect(),
        BlockContent::Table(rows) => rows.iter().map(|row| row.iter().flat_map(StyledText::lines).collect()).collect(),
        BlockContent::Heading { .. } | BlockContent::Paragraph(_) | BlockContent::Bullet { .. } | BlockContent::Quote(_) => {
            vec![block.lines()]
        }
    }
}
