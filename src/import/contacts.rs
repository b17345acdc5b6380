//! Contacts: name, party, role, phone and e-mail. A wrong contact is worse than none: what is not certain stays in the text.

use crate::import::contact_parts::{ContactPart, leading_email, leading_phone, split_parts, strip_labels};
use crate::import::document::SourceBlock;
use crate::import::names::{self, WrittenName};
use crate::import::phrases;
use crate::import::styled_text::StyledText;

/// A contact of a release, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedContact {
    pub line: usize,
    pub name: String,
    pub party: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub hours: Option<String>,
    /// Who is asked for this contact.
    pub through: Option<Box<ImportedContact>>,
}

/// The content of a contact block.
#[derive(Debug, Default)]
pub struct ParsedContacts {
    pub people: Vec<ImportedContact>,
    /// Lines without a contact.
    pub unplaced: Vec<StyledText>,
    /// Link texts such as "write to us", the names of fields and of the organisation, with their line.
    pub labels: Vec<(usize, String)>,
    /// Numbers and addresses that were written twice, with their line.
    pub repeated: Vec<(usize, String)>,
}

/// Reads groups of lines: paragraphs or list items. A number without a name is named by `label`, if that is of the press.
pub fn parse(groups: &[Vec<StyledText>], label: &str, publisher: &str) -> ParsedContacts {
    let mut reader = ContactReader { label, publisher, ..ContactReader::default() };
    for group in groups {
        reader.is_group_start = true;
        for line in group {
            reader.read_line(line);
        }
    }
    reader.finish_contact();
    reader.parsed.unplaced.sort_by_key(StyledText::line);
    reader.parsed
}

/// Whether the blocks are contacts of people, and nothing else.
pub fn has_only_people(blocks: &[SourceBlock]) -> bool {
    let groups: Vec<Vec<StyledText>> = blocks.iter().flat_map(SourceBlock::line_groups).collect();
    let parsed = parse(&groups, "", "");
    !parsed.people.is_empty() && parsed.people.iter().all(|person| names::is_person(&person.name))
}

#[derive(Default)]
struct ContactReader<'a> {
    label: &'a str,
    publisher: &'a str,
    parsed: ParsedContacts,
    current: Option<ImportedContact>,
    /// The lines of the current contact, to be returned if it has no contact method.
    lines: Vec<StyledText>,
    /// Nothing of this group has been read.
    is_group_start: bool,
    /// The current contact with further numbers.
    further: Vec<ImportedContact>,
    /// Who is reached through the current contact.
    behind: Option<ImportedContact>,
    /// A number of others, such as the switchboard's, was between the lines of the current contact.
    after_others: bool,
}

impl ContactReader<'_> {
    fn read_line(&mut self, line: &StyledText) {
        let plain = line.plain_text();
        if plain.trim().is_empty() {
            return;
        }
        if (phrases::is_contact(&plain) && !self.can_be_role(&plain)) || self.names_sender(&plain) {
            self.parsed.labels.push((line.line(), plain));
            return;
        }
        let start = phrases::contact_prefix(&plain).unwrap_or(0);
        if start > 0 && !self.is_own_label(&plain, start) {
            self.parsed.labels.push((line.line(), plain.get(..start).unwrap_or_default().trim().to_owned()));
        }
        let line = &line.slice_from(start);
        let parts = split_parts(line);
        let has_method = parts.iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)));
        if !has_method && (plain.chars().count() > 120 || is_prose(&plain)) {
            self.finish_contact();
            self.parsed.unplaced.push(line.clone());
            return;
        }
        if has_method && self.leaves_to_others(line, &parts) {
            self.keep_as_text(line);
            return;
        }
        for part in parts {
            let is_understood = match part {
                ContactPart::Words(words) => self.read_words(&words, line),
                // A link with the name of somebody else has their address.
                ContactPart::Label(words) if names::is_person(&words) && !self.is_current(&words) => self.read_words(&words, line),
                ContactPart::Phone(phone) => self.add_contact_method(line, Some(phone), None),
                ContactPart::Email(email) => self.add_contact_method(line, None, Some(email)),
                ContactPart::Label(words) => {
                    self.parsed.labels.push((line.line(), words));
                    true
                }
            };
            // A number after words that were not understood may be anybody's.
            if !is_understood {
                self.keep_as_text(line);
                return;
            }
        }
        if self.lines.last() != Some(line) {
            self.lines.push(line.clone());
        }
    }

    /// `Pressansvarig` below a name.
    fn can_be_role(&self, text: &str) -> bool {
        let awaits_role = self.current.as_ref().is_some_and(|person| person.role.is_none() && !person.is_reachable());
        awaits_role && names::is_role(text)
    }

    fn is_current(&self, name: &str) -> bool {
        self.current.as_ref().is_some_and(|person| person.name == name)
    }

    /// Whether a label says that the number in the line is not the current contact's, or an earlier label makes that uncertain.
    fn leaves_to_others(&mut self, line: &StyledText, parts: &[ContactPart]) -> bool {
        let before_method = parts.windows(2).find_map(|pair| match pair {
            [ContactPart::Words(words), ContactPart::Phone(_) | ContactPart::Email(_)] if names::is_number_of_all(words) => {
                Some(words)
            }
            _ => None,
        });
        let names_somebody = before_method.is_some_and(|words| WrittenName::parse(words).is_some());
        if names_somebody {
            // The name of this line has no number, and the lines below may be about it.
            self.finish_contact();
        }
        let is_of_others = before_method.is_some() || has_strange_label(&line.plain_text());
        self.after_others |= is_of_others && self.current.is_some();
        let names_nobody = !parts.iter().any(|part| matches!(part, ContactPart::Words(_)));
        is_of_others || (self.after_others && names_nobody && !self.is_surely_of_current(line, parts))
    }

    /// `Mobil: 070-174 06 05`, or an address with the name of the contact.
    fn is_surely_of_current(&self, line: &StyledText, parts: &[ContactPart]) -> bool {
        let Some(person) = &self.current else { return false };
        let own = ["mobil", "direkt", "mob"];
        let has_own_label = own.iter().any(|label| phrases::starts_with(line.plain_text().trim_start(), label).is_some());
        let names: Vec<String> = person.name.split_whitespace().map(plain_letters).filter(|name| name.len() > 2).collect();
        parts.iter().all(|part| match part {
            ContactPart::Email(email) => names.iter().any(|name| email.to_lowercase().contains(name)),
            ContactPart::Phone(_) => has_own_label,
            ContactPart::Words(_) | ContactPart::Label(_) => true,
        })
    }

    /// The label that the whole block has been found by is reported with it.
    fn is_own_label(&self, plain: &str, start: usize) -> bool {
        plain.get(..start).is_some_and(|label| label.trim().trim_end_matches(':').trim_end() == self.label)
    }

    /// The name of the organisation, which stands in signatures and above columns.
    fn names_sender(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let is_organisation = names::is_municipality(&text) && text.split_whitespace().count() <= 3 && !text.contains(',');
        (!self.publisher.is_empty() && text == self.publisher.to_lowercase()) || is_organisation
    }

    fn keep_as_text(&mut self, line: &StyledText) {
        if self.parsed.unplaced.last() != Some(line) {
            self.parsed.unplaced.push(line.clone());
        }
    }

    /// Returns whether the words were understood.
    fn read_words(&mut self, words: &str, line: &StyledText) -> bool {
        let new_group = std::mem::replace(&mut self.is_group_start, false);
        let same_line = self.lines.last() == Some(line);
        if let Some(rest) = names::through(words) {
            self.finish_contact_behind();
            return self.start_contact(rest, line);
        }
        if let Some((before, rest)) = names::split_at_through(words) {
            return self.read_words(before, line) && self.read_words(rest, line);
        }
        if let Some((label, rest)) = names::labelled_person(words) {
            self.finish_contact();
            return self.start_labelled(label, rest, line);
        }
        if names::is_audience(words) && self.current.is_some() {
            self.parsed.labels.push((line.line(), words.to_owned()));
            return true;
        }
        if let (Some(hours), Some(person)) = (names::hours(words), &mut self.current) {
            person.hours = Some(person.hours.take().map_or(hours.clone(), |before| format!("{before}, {hours}")));
            return true;
        }
        if names::is_of_another(words) {
            self.finish_contact();
            return self.start_contact(words, line);
        }
        let written = WrittenName::parse(words);
        let is_person = written.as_ref().is_some_and(|written| names::is_person(&written.name));
        match &mut self.current {
            // A role can follow the name, even in its own paragraph.
            Some(person)
                if !is_person
                    && !person.is_reachable()
                    && (!new_group || (person.role.is_none() && !names::is_function(words))) =>
            {
                add_role(person, words);
                true
            }
            // `08-465 004 01 (kvällar)`: a note about the number.
            Some(person) if !is_person && person.is_reachable() && same_line && words.starts_with('(') => {
                person.role = Some(person.role.take().map_or(words.to_owned(), |role| format!("{role} {words}")));
                true
            }
            // `08-465 004 01, kommunikatör`
            Some(person) if !is_person && person.is_reachable() && !new_group && person.role.is_none() && names::is_role(words) => {
                add_role(person, words);
                true
            }
            _ => {
                self.finish_contact();
                self.start_contact(words, line)
            }
        }
    }

    /// `Presschef: Anna Berg`, `Kontaktperson under kvällar och helger: Anna Berg`, `Frågor om bygget: Anna Berg`
    fn start_labelled(&mut self, label: &str, rest: &str, line: &StyledText) -> bool {
        if !self.start_contact(rest, line) {
            return false;
        }
        let Some(person) = &mut self.current else { return false };
        if let Some(hours) = names::hours_of_label(label) {
            person.hours = Some(hours);
        } else if names::is_subject(label) {
            self.parsed.labels.push((line.line(), label.to_owned()));
        } else {
            person.role = Some(person.role.take().map_or(label.to_owned(), |role| format!("{label}, {role}")));
        }
        true
    }

    fn start_contact(&mut self, words: &str, line: &StyledText) -> bool {
        let Some(written) = WrittenName::parse(words) else { return false };
        let WrittenName { name, party, role } = written;
        let contact =
            ImportedContact { line: line.line(), name, party, role: None, phone: None, email: None, hours: None, through: None };
        let contact = self.current.insert(contact);
        if let Some(role) = role {
            add_role(contact, &role);
        }
        self.after_others = false;
        self.lines.push(line.clone());
        true
    }

    /// Returns whether it is known whose it is.
    fn add_contact_method(&mut self, line: &StyledText, phone: Option<String>, email: Option<String>) -> bool {
        self.is_group_start = false;
        if self.current.is_none() && phrases::is_press_label(self.label) {
            let name = self.label.to_owned();
            let contact = ImportedContact {
                line: line.line(),
                name,
                party: None,
                role: None,
                phone: None,
                email: None,
                hours: None,
                through: None,
            };
            self.current = Some(contact);
        }
        let Some(person) = &mut self.current else { return false };
        let all = std::iter::once(&*person).chain(&self.further);
        let is_known =
            all.clone().any(|known| phone.is_some() && known.phone.as_deref().map(digits) == phone.as_deref().map(digits))
                || all.clone().any(|known| {
                    email.is_some() && known.email.as_deref().map(str::to_lowercase) == email.as_deref().map(str::to_lowercase)
                });
        if is_known {
            self.parsed.repeated.extend(phone.into_iter().chain(email).map(|written| (line.line(), written)));
            return true;
        }
        let taken = (phone.is_some() && person.phone.is_some()) || (email.is_some() && person.email.is_some());
        if taken {
            // A contact has one number, so a person with a second becomes two.
            self.further.push(ImportedContact { phone, email, ..person.clone() });
        } else {
            person.phone = phone.or(person.phone.take());
            person.email = email.or(person.email.take());
        }
        true
    }

    /// The current contact is reached through the one that follows.
    fn finish_contact_behind(&mut self) {
        match self.current.take() {
            Some(person) if person.is_reachable() => {
                self.current = Some(person);
                self.finish_contact();
            }
            person => self.behind = person,
        }
    }

    fn finish_contact(&mut self) {
        self.after_others = false;
        let lines = std::mem::take(&mut self.lines);
        let behind = self.behind.take();
        let mut further = std::mem::take(&mut self.further);
        match self.current.take() {
            Some(person) if person.is_reachable() => {
                let through = behind.map(|behind| ImportedContact { through: Some(Box::new(person.clone())), ..behind });
                self.parsed.people.extend(through);
                self.parsed.people.push(person);
                self.parsed.people.append(&mut further);
            }
            Some(_) => lines.iter().for_each(|line| self.keep_as_text(line)),
            None => {}
        }
    }
}

impl ImportedContact {
    fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.email.is_some()
    }
}

/// `Ordförande i nämnden (S)`: the party stands behind the role.
fn add_role(person: &mut ImportedContact, words: &str) {
    let (role, party) = names::split_party(words.trim().trim_end_matches('.'));
    person.party = person.party.take().or(party.filter(|party| names::is_party(party)));
    let role = if person.party.is_some() { role } else { words.trim() };
    person.role = Some(person.role.take().map_or(role.to_owned(), |before| format!("{before}, {role}")));
}

/// `Jourtelefon: 08-465 004 09`: a label that is neither one of numbers nor a name, a role or a time.
fn has_strange_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else { return false };
    let is_before_method = leading_phone(rest.trim()).is_some() || leading_email(rest.trim()).is_some();
    let Some(label) = strip_labels(&format!("{label}:")).filter(|_| is_before_method) else { return false };
    !names::is_role(&label) && names::hours(&label).is_none() && WrittenName::parse(&label).is_none()
}

/// A name as mailboxes write it.
fn plain_letters(name: &str) -> String {
    let letter = |c: char| match c {
        'å' | 'ä' | 'à' | 'á' => 'a',
        'ö' | 'ø' | 'ó' => 'o',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'u',
        c => c,
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// The digits of a number as it is dialled in Sweden.
fn digits(phone: &str) -> String {
    let digits: String = phone.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let national =
        digits.strip_prefix("0046").or_else(|| digits.strip_prefix("46").filter(|_| phone.trim_start().starts_with('+')));
    national.map_or(digits.clone(), |rest| format!("0{rest}"))
}

/// Whether the text is a sentence rather than a name and a role.
fn is_prose(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?']) && text.split_whitespace().count() > 5
}
