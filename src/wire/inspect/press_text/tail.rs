//! The part of a press text below the end mark: sections with their headings, contacts, id and address.

use std::ops::Range;

use super::parser::PressTextParser;
use super::parser::TailSection;
use super::parser::is_capitals;
use crate::wire::inspect::notes;
use crate::wire::inspect::notes::NoteLabel;
use crate::wire::inspect::notes::NoteLine;
use crate::wire::inspect::pieces::MessageField;

/// Whether a line belongs below the end mark.
pub(super) fn begins(line: &str) -> bool {
    matches!(notes::note(line), NoteLine::ContactHeading | NoteLine::Labelled(NoteLabel::Id, _))
}

impl PressTextParser<'_, '_> {
    pub(super) fn tail(&mut self, within: Range<usize>) {
        let mut first = true;
        let mut within_contacts = false;
        let mut lines = self.source.lines(within).peekable();
        // The lines up to the next empty one: only a whole group shows whether it is a contact.
        let mut group: Vec<(String, Range<usize>)> = Vec::new();
        while let Some(line) = lines.next() {
            let text = self.source.text(&line.at).trim().to_owned();
            if !text.is_empty() {
                group.push((text, line.at));
            }
            if (lines.peek().is_none_or(|next| self.source.text(&next.at).trim().is_empty()) || group.len() >= 1000)
                && !group.is_empty()
            {
                within_contacts = self.group(std::mem::take(&mut group), within_contacts, first);
                first = false;
            }
        }
    }

    /// Sorts the lines between two empty ones; whether contacts may go on behind them.
    fn group(&mut self, group: Vec<(String, Range<usize>)>, mut within_contacts: bool, first: bool) -> bool {
        let capitals = |text: &str| is_capitals(text) && !text.contains(['[', ':']);
        let heading = group.first().map(|(text, _)| text.clone()).unwrap_or_default();
        let is_contacts = notes::is_contact_heading(&heading);
        // Contacts go on while each group has a phone number or an address and is not a section with a heading.
        let reaches = group.iter().any(|(line, _)| notes::reaches(line)) && group.len() <= 8;
        within_contacts = is_contacts || within_contacts && reaches && !capitals(&heading);
        let labelled = group.iter().all(|(line, _)| notes::labelled(line).is_some());
        let headed = is_contacts || !labelled && !within_contacts && (capitals(&heading) || first || group.len() > 1);
        if headed {
            self.found.sections.push(TailSection { heading: heading.clone(), lines: Vec::new() });
        }
        for (n, (line, at)) in group.into_iter().enumerate() {
            let field = match notes::labelled(&line) {
                Some((label, labelled)) if !(n == 0 && headed) => {
                    match label {
                        NoteLabel::Id if self.found.id.is_none() => self.found.id = Some(labelled.value),
                        NoteLabel::Web if self.found.web.is_none() => self.found.web = Some(labelled.value),
                        _ => self.found.subjects.push(labelled),
                    }
                    label.field()
                }
                _ => {
                    let is_heading = n == 0 && headed;
                    if within_contacts && !is_heading {
                        self.found.contacts.push(line.clone());
                    }
                    if !is_heading {
                        if self.found.sections.is_empty() {
                            self.found.sections.push(TailSection::default());
                        }
                        if let Some(section) = self.found.sections.last_mut() {
                            section.lines.push(line);
                        }
                    }
                    if within_contacts { MessageField::Contacts } else { MessageField::Section }
                }
            };
            self.pieces.add(field, at);
        }
        within_contacts
    }
}
