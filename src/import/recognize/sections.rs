//! Sorts what stands below the headline: body, contacts, links, the text about the sender.

use super::Desk;
use super::LONGEST_HEADING;
use crate::import::Why;
use crate::import::contacts;
use crate::import::boilerplate;
use crate::import::boilerplate::About;
use crate::import::styled_text::Rich;
use crate::import::styled_text::Target;
use crate::import::document::Matter;
use crate::import::document::SourceBlock;
use crate::import::phrases;
use crate::msg;

impl Desk<'_> {
    /// Sorts the blocks below the headline into body, contacts, links and boilerplate.
    pub(super) fn parts(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let blocks = self.with_labels_apart(blocks);
        let mut part = Part::Body;
        let mut gathered = Gathered::default();
        for (at, block) in blocks.iter().enumerate() {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            let heading = self.heading(block, rest, &part);
            if let Some(text) = &heading {
                match self.opens(text, block, rest, &part) {
                    Opens::Nothing => {}
                    Opens::New(next) => {
                        self.people_of(&mut gathered);
                        if next == Part::Contacts {
                            gathered.label = without_colon(text).plain();
                        }
                        part = next;
                        continue;
                    }
                    Opens::Body => {
                        self.people_of(&mut gathered);
                        part = Part::Body;
                        self.note(
                            block.line,
                            Some(&text.plain()),
                            msg!(
                                "this section stood after the contacts or links; it is last in the text now",
                                "avsnittet stod efter kontakter eller länkar; det står nu sist i texten"
                            ),
                            None,
                        );
                    }
                }
            }
            match (&block.matter, &part) {
                (Matter::Paragraph(text), Part::Body | Part::More) if self.is_contact_line(text) => {
                    let start = phrases::contact_before(&text.plain()).unwrap_or(0);
                    gathered.label = without_colon(&text.slice(0..start)).plain();
                    gathered.groups.push(text.from(start).lines());
                    self.people_of(&mut gathered);
                }
                (_, Part::Contacts) => gathered.groups.extend(lines_of(block)),
                (_, Part::More) => {
                    let block = self.further_reading(block.clone());
                    self.more.iter_mut().for_each(|(_, blocks)| blocks.push(block.clone()));
                }
                (_, Part::Boilerplate) => self.boilerplate.iter_mut().for_each(|about| about.blocks.push(block.clone())),
                (matter, Part::Body) => {
                    let matter = match (heading, matter) {
                        (Some(text), Matter::Heading { level, .. }) => Matter::Heading { level: *level, text },
                        (Some(text), _) => Matter::Heading { level: 2, text },
                        (None, matter) => matter.clone(),
                    };
                    self.body.push(SourceBlock { line: block.line, matter });
                }
            }
        }
        self.people_of(&mut gathered);
        if let Some(about) = self.boilerplate.take_if(|about| about.blocks.is_empty()) {
            self.leave(about.line, &about.heading, Why::Furniture);
        }
        if let Some((heading, _)) = self.more.take_if(|(_, blocks)| blocks.is_empty()) {
            self.leave(heading.line(), &heading.plain(), Why::Furniture);
        }
    }

    /// What a heading begins.
    fn opens(&mut self, text: &Rich, block: &SourceBlock, rest: &[SourceBlock], part: &Part) -> Opens {
        let plain = text.plain();
        let level = if let Matter::Heading { level, .. } = block.matter { level } else { 2 };
        if phrases::is_contact(&plain) {
            self.contacts_level = level;
            return Opens::New(Part::Contacts);
        }
        if phrases::is_more(&plain) && self.more.is_none() {
            self.more = Some((without_colon(text), Vec::new()));
            self.more_level = level;
            return Opens::New(Part::More);
        }
        let below = rest.first().map(SourceBlock::plain).unwrap_or_default();
        let late = *part != Part::Body || boilerplate::is_about(&plain, self.into.publisher);
        if let (true, None, Some(department)) = (late, &self.boilerplate, boilerplate::of(&plain, &below, self.into.publisher)) {
            let heading = without_colon(text).plain();
            self.boilerplate = Some(About { line: block.line, heading, blocks: Vec::new(), department });
            return Opens::New(Part::Boilerplate);
        }
        // Below the links of a plain text short lines are links themselves; on a page, deeper headings belong to them.
        let stays = *part == Part::Body || (*part == Part::More && (self.source.is_plain || level > self.more_level));
        if stays { Opens::Nothing } else { Opens::Body }
    }

    /// "Kontakt: Anna Berg, 08-465 004 01" in the running text.
    fn is_contact_line(&self, text: &Rich) -> bool {
        phrases::contact_before(&text.plain()).is_some() && text.lines().iter().any(contacts::reaches)
    }

    /// Labels that share a paragraph with what they stand above get one of their own.
    fn with_labels_apart(&self, blocks: Vec<SourceBlock>) -> Vec<SourceBlock> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            let Matter::Paragraph(text) = &block.matter else {
                out.push(block);
                continue;
            };
            let mut lines: Vec<Rich> = Vec::new();
            let put = |lines: &mut Vec<Rich>, out: &mut Vec<SourceBlock>| {
                if !lines.is_empty() {
                    let line = lines.first().map_or(block.line, Rich::line);
                    out.push(SourceBlock::paragraph(Rich::from_lines(&std::mem::take(lines)), line));
                }
            };
            for line in text.lines() {
                let plain = line.plain();
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
    fn heading(&self, block: &SourceBlock, rest: &[SourceBlock], part: &Part) -> Option<Rich> {
        match &block.matter {
            Matter::Heading { level, text } => {
                if *part == Part::Contacts && *level > self.contacts_level {
                    return None;
                }
                // A heading above a number is a person's name.
                let names = *part == Part::Contacts && rest.first().is_some_and(|next| next.lines().iter().any(contacts::reaches));
                (!names).then(|| text.clone())
            }
            Matter::Paragraph(text) => {
                let plain = text.plain();
                let labels = phrases::is_contact(&plain) || phrases::is_more(&plain);
                let about = boilerplate::is_about(&plain, self.into.publisher);
                if labels
                    || (about && self.is_short(&plain))
                    || (self.is_short(&plain) && (self.source.is_plain || text.is_strong()) && self.heads(&plain, rest, part))
                {
                    return Some(if text.is_strong() { text.clone().without_strong() } else { text.clone() });
                }
                None
            }
            Matter::Bullet { .. } | Matter::List { .. } | Matter::Quote(_) | Matter::Table(_) => None,
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
    fn further_reading(&self, block: SourceBlock) -> SourceBlock {
        let SourceBlock { line, matter } = block;
        let matter = match matter {
            Matter::Paragraph(text) if self.source.is_plain => {
                let lines: Vec<Rich> = text.lines().into_iter().map(as_link).collect();
                Matter::Paragraph(Rich::from_lines(&lines))
            }
            matter => matter,
        };
        SourceBlock { line, matter }
    }

    /// True when a short line has a text below it that it can be the heading of.
    fn heads(&self, text: &str, rest: &[SourceBlock], part: &Part) -> bool {
        let Some(next) = rest.first() else { return false };
        let below = next.plain();
        let is_sentence = below.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '…']);
        // Bold type on a page says enough; a plain line, or one among names and roles, needs a sentence below it.
        let needs_sentence = self.source.is_plain || *part == Part::Contacts;
        below.chars().count() > text.chars().count()
            && (is_sentence || !needs_sentence)
            && !(*part == Part::Contacts && next.lines().iter().any(contacts::reaches))
    }

    /// Reads the people out of what has gathered. Lines that are nobody stay in the text.
    fn people_of(&mut self, gathered: &mut Gathered) {
        let Gathered { label, groups } = std::mem::take(gathered);
        let read = contacts::people(&groups, &label);
        if let (true, Some(first)) = (read.people.is_empty() && !label.is_empty(), read.unplaced.first()) {
            // Nobody can be reached: the block is a section like any other.
            let text = Rich::text(&label, first.line());
            self.body.push(SourceBlock { line: first.line(), matter: Matter::Heading { level: 2, text } });
        }
        self.people.extend(read.people);
        for (line, text) in read.labels {
            self.leave(line, &text, Why::Furniture);
        }
        for line in read.unplaced {
            let at = line.line();
            self.note(
                at,
                Some(&line.plain()),
                msg!("stood among the contacts and is kept in the text", "stod bland kontakterna och står kvar i texten"),
                None,
            );
            self.body.push(SourceBlock::paragraph(line, at));
        }
    }
}

/// Where the reading stands.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Body,
    Contacts,
    More,
    Boilerplate,
}

/// What a heading begins.
enum Opens {
    New(Part),
    /// A section that goes back to the running text.
    Body,
    Nothing,
}

/// Lines of a contact block, and what stood above them.
#[derive(Default)]
struct Gathered {
    label: String,
    groups: Vec<Vec<Rich>>,
}

fn without_colon(text: &Rich) -> Rich {
    text.slice(0..text.plain().trim_end().trim_end_matches(':').trim_end().len())
}

/// "Läs mer om projektet": what is linked in it, without the full stop.
fn as_link(line: Rich) -> Rich {
    let plain = line.plain();
    if !phrases::reads_on(&plain) || line.runs.iter().any(|run| run.style.link.is_some()) {
        return line;
    }
    let end = plain.trim_end_matches(['.', ':']).len();
    let mut words = line.slice(0..end);
    words.runs.iter_mut().for_each(|run| run.style.link = Some(Target::Unknown));
    words.append(&line.from(end));
    words
}

/// The lines of a block in groups: one for a paragraph, one for each item of a list and each row of a table.
fn lines_of(block: &SourceBlock) -> Vec<Vec<Rich>> {
    match &block.matter {
        Matter::List { items, .. } => items.iter().map(|item| item.iter().flat_map(SourceBlock::lines).collect()).collect(),
        Matter::Table(rows) => rows.iter().map(|row| row.iter().flat_map(Rich::lines).collect()).collect(),
        Matter::Heading { .. } | Matter::Paragraph(_) | Matter::Bullet { .. } | Matter::Quote(_) => vec![block.lines()],
    }
}
