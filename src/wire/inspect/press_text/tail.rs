//! The tail of a press text, below the end mark: sections, contacts, id and web address.

use std::ops::Range;

use super::parser::{PressTextParser, TailSection, is_capitals};
use crate::wire::inspect::notes::{self, NoteLabel, NoteLine};
use crate::wire::inspect::pieces::MessageField;

/// Whether a line can only be in the tail.
pub fn begins_tail(line: &str) -> bool {
    matches!(NoteLine::parse(line), NoteLine::ContactHeading | NoteLine::Labelled(NoteLabel::Id, _))
}

impl PressTextParser<'_, '_> {
    pub fn parse_tail(&mut self, within: Range<usize>) {
        let mut is_first = true;
        let mut is_within_contacts = false;
        let mut lines = self.input.lines(within).peekable();
        // The lines up to the next empty one: all of them are needed to recognize a contact.
        let mut group: Vec<(String, Range<usize>)> = Vec::new();
        while let Some(line) = lines.next() {
            let text = self.input.text(&line.range).trim().to_owned();
            if !text.is_empty() {
                group.push((text, line.range));
            }
            if (lines.peek().is_none_or(|next| self.input.text(&next.range).trim().is_empty()) || group.len() >= 1000)
                && !group.is_empty()
            {
                is_within_contacts = self.add_group(std::mem::take(&mut group), is_within_contacts, is_first);
                is_first = false;
            }
        }
    }

    /// Returns whether the next group may be another contact.
    fn add_group(&mut self, group: Vec<(String, Range<usize>)>, follows_contacts: bool, is_first: bool) -> bool {
        let heading = group.first().map(|(text, _)| text.clone()).unwrap_or_default();
        let is_contact_heading = notes::is_contact_heading(&heading);
        let is_capital_heading = is_capitals(&heading) && !heading.contains(['[', ':']);
        let is_contact = group.len() <= 8 && group.iter().any(|(line, _)| notes::has_contact_method(line));
        let is_within_contacts = is_contact_heading || follows_contacts && is_contact && !is_capital_heading;
        let is_labelled = group.iter().all(|(line, _)| notes::parse_labelled(line).is_some());
        let has_heading =
            is_contact_heading || !is_labelled && !is_within_contacts && (is_capital_heading || is_first || group.len() > 1);
        let mut lines = group.into_iter();
        if has_heading && let Some((heading, range)) = lines.next() {
            self.message.sections.push(TailSection { heading, lines: Vec::new() });
            self.pieces.add(if is_within_contacts { MessageField::Contacts } else { MessageField::Section }, range);
        }
        for (line, range) in lines {
            let field = match notes::parse_labelled(&line) {
                Some((label, labelled)) => {
                    match label {
                        NoteLabel::Id if self.message.id.is_none() => self.message.id = Some(labelled.value),
                        NoteLabel::Web if self.message.web.is_none() => self.message.web = Some(labelled.value),
                        _ => self.message.subjects.push(labelled),
                    }
                    label.field()
                }
                None => {
                    if self.message.sections.is_empty() {
                        self.message.sections.push(TailSection::default());
                    }
                    if is_within_contacts {
                        self.message.contacts.push(line.clone());
                    }
                    if let Some(section) = self.message.sections.last_mut() {
                        section.lines.push(line);
                    }
                    if is_within_contacts { MessageField::Contacts } else { MessageField::Section }
                }
            };
            self.pieces.add(field, range);
        }
        is_within_contacts
    }
}
