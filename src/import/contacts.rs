//! Contacts: name, party, role, phone and e-mail.

use crate::import::phrases;
use crate::import::styled_text::{LinkTarget, StyledText};
use crate::model::{Email, Phone};

/// A contact of a release, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedContact {
    pub line: usize,
    pub name: String,
    pub party: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// Labels before a number or an address, which every format writes itself.
const LABELS: &str = "telefonnummer|telefon|mobiltelefon|mobilnummer|mobil|växel|direkt|tfn|tel|phone|mobile|e-postadress|e-post|epost|mejl|\
    mail|e-mail|email|namn|på|eller|och|or|via";

/// The content of a contact block.
#[derive(Debug, Default)]
pub struct ParsedContacts {
    pub people: Vec<ImportedContact>,
    /// Lines without a contact.
    pub unplaced: Vec<StyledText>,
    /// Link texts such as "write to us", with their line.
    pub labels: Vec<(usize, String)>,
}

/// Reads groups of lines: paragraphs or list items. A number without a name is named by `label`.
pub fn parse(groups: &[Vec<StyledText>], label: &str) -> ParsedContacts {
    let mut reader = ContactReader { label, ..ContactReader::default() };
    for group in groups {
        reader.is_group_start = true;
        for line in group {
            reader.read_line(line);
        }
    }
    reader.finish_contact();
    reader.parsed
}

#[derive(Default)]
struct ContactReader<'a> {
    label: &'a str,
    parsed: ParsedContacts,
    current: Option<ImportedContact>,
    /// The lines of the current contact, to be returned if it has no contact method.
    lines: Vec<StyledText>,
    /// Nothing of this group has been read.
    is_group_start: bool,
    /// The current contact with further numbers.
    further: Vec<ImportedContact>,
}

enum ContactPart {
    Words(String),
    Phone(String),
    Email(String),
    /// The text of an e-mail link that is not the address.
    Label(String),
}

impl ContactReader<'_> {
    fn read_line(&mut self, line: &StyledText) {
        let parts = split_parts(line);
        let has_method = parts.iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)));
        let plain = line.plain_text();
        if !has_method && (plain.chars().count() > 120 || is_prose(&plain)) {
            self.finish_contact();
            self.parsed.unplaced.push(line.clone());
            return;
        }
        for part in parts {
            match part {
                ContactPart::Words(words) => self.read_words(&words, line),
                ContactPart::Phone(phone) => self.add_contact_method(line, Some(phone), None),
                ContactPart::Email(email) => self.add_contact_method(line, None, Some(email)),
                ContactPart::Label(words) => self.parsed.labels.push((line.line(), words)),
            }
        }
        if self.lines.last() != Some(line) {
            self.lines.push(line.clone());
        }
    }

    fn read_words(&mut self, words: &str, line: &StyledText) {
        let new_group = std::mem::replace(&mut self.is_group_start, false);
        let same_line = self.lines.last() == Some(line);
        match &mut self.current {
            // `08-465 004 01 (kvällar)`: a note about the number.
            Some(person) if person.is_reachable() && same_line && !looks_like_name(first_part(words)) => {
                let gap = if words.starts_with('(') { " " } else { ", " };
                person.role = Some(person.role.take().map_or(words.to_owned(), |role| format!("{role}{gap}{words}")));
            }
            // A role can follow the name, even in its own paragraph.
            Some(person)
                if !person.is_reachable() && (!new_group || (person.role.is_none() && !looks_like_name(first_part(words)))) =>
            {
                person.role = Some(person.role.take().map_or(words.to_owned(), |role| format!("{role}, {words}")));
            }
            _ => {
                self.finish_contact();
                self.current = Some(parse_name(words, line.line()));
                self.lines.push(line.clone());
            }
        }
    }

    fn add_contact_method(&mut self, line: &StyledText, phone: Option<String>, email: Option<String>) {
        self.is_group_start = false;
        if self.current.is_none() && !self.label.is_empty() {
            self.current = Some(parse_name(self.label, line.line()));
        }
        let Some(person) = &mut self.current else {
            self.parsed.unplaced.push(line.clone());
            return;
        };
        let taken = (phone.is_some() && person.phone.is_some()) || (email.is_some() && person.email.is_some());
        if taken {
            // A contact has one number, so a person with a second becomes two.
            self.further.push(ImportedContact { phone, email, ..person.clone() });
        } else {
            person.phone = phone.or(person.phone.take());
            person.email = email.or(person.email.take());
        }
    }

    fn finish_contact(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        match self.current.take() {
            Some(person) if person.is_reachable() => {
                self.parsed.people.push(person);
                self.parsed.people.append(&mut self.further);
            }
            Some(_) => self.parsed.unplaced.extend(lines),
            None => {}
        }
    }
}

impl ImportedContact {
    fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.email.is_some()
    }
}

fn first_part(words: &str) -> &str {
    words.split([',', '(']).next().unwrap_or_default().trim()
}

/// Whether the text is a sentence rather than a name and a role.
fn is_prose(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?']) && text.split_whitespace().count() > 5
}

/// `Emanuel Ksiazkiewicz (S), ordförande utbildningsnämnden`
fn parse_name(words: &str, line: usize) -> ImportedContact {
    let (name, role) = match words.split_once(',') {
        Some((name, role)) => (name.trim(), Some(role.trim())),
        None => match words.split_once(':') {
            // `Presschef: Anna Berg`
            Some((role, name)) if !name.trim().is_empty() && looks_like_name(name.trim()) => (name.trim(), Some(role.trim())),
            _ => (words.trim(), None),
        },
    };
    let (name, party) = match name.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
        Some((before, party)) if !before.trim().is_empty() && (1..=12).contains(&party.chars().count()) => {
            (before.trim(), Some(party.trim()))
        }
        _ => (name, None),
    };
    let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ImportedContact { line, name: name.to_owned(), party: party.and_then(own), role: role.and_then(own), phone: None, email: None }
}

fn looks_like_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    (2..=4).contains(&words.clone().count()) && words.all(|word| word.starts_with(char::is_uppercase))
}

pub fn has_contact_method(line: &StyledText) -> bool {
    split_parts(line).iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)))
}

/// The parts of a line, in order.
fn split_parts(line: &StyledText) -> Vec<ContactPart> {
    // So long a line is text, whatever numbers it has.
    if line.runs.iter().map(|run| run.text.len()).sum::<usize>() > 600 {
        return vec![ContactPart::Words(line.plain_text())];
    }
    let mut out = Vec::new();
    for run in &line.runs {
        match &run.style.link {
            Some(LinkTarget::To(address)) if address.as_str().starts_with("mailto:") => {
                let written = run.text.trim();
                let inside = address.as_str().trim_start_matches("mailto:").split('?').next().unwrap_or_default();
                let email = if Email::parse(written).is_ok() { written } else { inside };
                if email != written && !written.is_empty() {
                    out.push(ContactPart::Label(written.to_owned()));
                }
                out.push(ContactPart::Email(email.to_owned()));
            }
            Some(LinkTarget::To(address)) if address.as_str().starts_with("tel:") && Phone::parse(run.text.trim()).is_err() => {
                let number = address.as_str().trim_start_matches("tel:").to_owned();
                split_text(&run.text, &mut out);
                if !matches!(out.last(), Some(ContactPart::Phone(_))) {
                    out.push(ContactPart::Phone(number));
                }
            }
            _ => split_text(&run.text, &mut out),
        }
    }
    // Adjacent words form one part, whatever their style.
    let mut joined: Vec<ContactPart> = Vec::new();
    for part in out {
        match (joined.last_mut(), part) {
            (Some(ContactPart::Words(before)), ContactPart::Words(more)) => before.push_str(&more),
            (_, part) => joined.push(part),
        }
    }
    joined
        .into_iter()
        .filter_map(|part| match part {
            ContactPart::Words(words) => strip_labels(&words).map(ContactPart::Words),
            part => Some(part),
        })
        .collect()
}

fn split_text(text: &str, out: &mut Vec<ContactPart>) {
    let mut words = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let starts = !words.ends_with(|c: char| c.is_alphanumeric());
        let found = if starts {
            leading_phone(rest)
                .map(|(len, p)| (len, ContactPart::Phone(p)))
                .or_else(|| leading_email(rest).map(|(len, e)| (len, ContactPart::Email(e))))
        } else {
            None
        };
        let step = match found {
            Some((length, part)) => {
                out.push(ContactPart::Words(std::mem::take(&mut words)));
                out.push(part);
                length
            }
            None => {
                words.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(step..).unwrap_or_default();
    }
    out.push(ContactPart::Words(words));
}

/// A phone number at the start of `text`.
fn leading_phone(text: &str) -> Option<(usize, String)> {
    if !text.starts_with(['0', '+', '(']) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_digit() || " \u{a0}\u{2007}\u{202f}-–‑./()+".contains(c);
    let mut end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    loop {
        let written = text.get(..end)?.trim_end_matches(|c: char| !(c.is_ascii_digit() || c == ')'));
        if written.matches(|c: char| c.is_ascii_digit()).count() < 6 || is_time(written) {
            return None;
        }
        if let (Ok(phone), true) = (Phone::parse(written), has_balanced_parentheses(written)) {
            return Some((written.len(), phone.written().to_owned()));
        }
        // `08-465 004 01 / 070-123 45 67`: the part before the sign.
        end = written.rfind(['/', ' ', '(', '\u{a0}'])?;
    }
}

fn has_balanced_parentheses(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

/// `09.00-17.00` is opening hours.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '–']).map(str::trim).collect();
    parts.len() == 2 && parts.iter().all(|part| part.split_once('.').is_some_and(|(h, m)| h.len() <= 2 && m.len() == 2))
}

fn leading_email(text: &str) -> Option<(usize, String)> {
    let end = text.find(|c: char| c.is_whitespace() || ",;:()<>\"".contains(c)).unwrap_or(text.len()).min(254);
    let word = text.get(..end)?.trim_end_matches('.');
    (word.contains('@') && Email::parse(word).is_ok()).then(|| (word.len(), word.to_owned()))
}

/// The words without labels and signs around them; `None` when nothing is left.
fn strip_labels(text: &str) -> Option<String> {
    const SIGNS: [char; 12] = [',', ';', ':', '|', '•', '·', '/', '–', '-', '<', '>', '.'];
    let mut text = text.trim();
    loop {
        let before = text;
        text = text
            .trim()
            .trim_start_matches(SIGNS)
            .trim()
            .trim_end_matches([',', ';', ':', '|', '•', '·', '/', '–', '-', '<'])
            .trim();
        for label in LABELS.split('|') {
            let after = phrases::starts_with(text, label)
                .and_then(|end| text.get(end..))
                .filter(|rest| !rest.starts_with(char::is_alphanumeric));
            let applies =
                !matches!(label, "växel" | "direkt") || after.is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(':'));
            if let (Some(rest), true) = (after, applies) {
                text = rest.trim();
            }
            // The label of the number that follows: `Anna Berg, telefon`.
            let cut = text.len().checked_sub(label.len()).filter(|at| text.is_char_boundary(*at));
            if let Some((head, tail)) = cut.and_then(|at| text.split_at_checked(at))
                && head.ends_with(|c: char| !c.is_alphanumeric())
                && tail.to_lowercase() == label
            {
                text = head;
            }
        }
        if text == before {
            break;
        }
    }
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}
