//! People in a contact block: name, party, role, and how they are reached.

use crate::import::phrases;
use crate::import::styled_text::LinkTarget;
use crate::import::styled_text::StyledText;
use crate::model::Email;
use crate::model::Phone;

/// Somebody who answers for a release, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImportedContact {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) party: Option<String>,
    pub(super) role: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// Words before a number or an address. They are drawn by each output itself.
const LABELS: &str = "telefonnummer|telefon|mobiltelefon|mobilnummer|mobil|växel|direkt|tfn|tel|phone|mobile|e-postadress|e-post|epost|mejl|\
    mail|e-mail|email|namn|på|eller|och|or|via";

/// What a contact block held.
#[derive(Debug, Default)]
pub(super) struct ParsedContacts {
    pub(super) people: Vec<ImportedContact>,
    /// Lines that are no contact.
    pub(super) unplaced: Vec<StyledText>,
    /// Words of links that only said "write to us", with their line.
    pub(super) labels: Vec<(usize, String)>,
}

/// Reads groups of lines (what stood between empty lines, or in one list item). A number without a name is named by `label`.
pub(super) fn parse(groups: &[Vec<StyledText>], label: &str) -> ParsedContacts {
    let mut reader = ContactReader { label, ..ContactReader::default() };
    for group in groups {
        reader.is_group_start = true;
        for line in group {
            reader.line(line);
        }
    }
    reader.finish_contact();
    reader.read
}

#[derive(Default)]
struct ContactReader<'a> {
    label: &'a str,
    read: ParsedContacts,
    open: Option<ImportedContact>,
    /// The lines of the open person, to give them back when nobody can be reached.
    written: Vec<StyledText>,
    /// Nothing of this group has been read.
    is_group_start: bool,
    /// The open person with a second number.
    extra: Vec<ImportedContact>,
}

enum ContactPart {
    Words(String),
    Phone(String),
    Email(String),
    /// The words of a link to an e-mail address that are not the address.
    Label(String),
}

impl ContactReader<'_> {
    fn line(&mut self, line: &StyledText) {
        let parts = parts(line);
        let reaches = parts.iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)));
        let plain = line.plain_text();
        if !reaches && (plain.chars().count() > 120 || is_prose(&plain)) {
            self.finish_contact();
            self.read.unplaced.push(line.clone());
            return;
        }
        for part in parts {
            match part {
                ContactPart::Words(words) => self.words(&words, line),
                ContactPart::Phone(phone) => self.add_contact_method(line, Some(phone), None),
                ContactPart::Email(email) => self.add_contact_method(line, None, Some(email)),
                ContactPart::Label(words) => self.read.labels.push((line.line(), words)),
            }
        }
        if self.written.last() != Some(line) {
            self.written.push(line.clone());
        }
    }

    fn words(&mut self, words: &str, line: &StyledText) {
        let new_group = std::mem::replace(&mut self.is_group_start, false);
        let same_line = self.written.last() == Some(line);
        match &mut self.open {
            // "08-465 004 01 (kvällar)": words about the number.
            Some(person) if person.is_reachable() && same_line && !looks_like_name(first_part(words)) => {
                let gap = if words.starts_with('(') { " " } else { ", " };
                person.role = Some(person.role.take().map_or(words.to_owned(), |role| format!("{role}{gap}{words}")));
            }
            // A role can stand below the name, even in a paragraph of its own.
            Some(person)
                if !person.is_reachable() && (!new_group || (person.role.is_none() && !looks_like_name(first_part(words)))) =>
            {
                person.role = Some(person.role.take().map_or(words.to_owned(), |role| format!("{role}, {words}")));
            }
            _ => {
                self.finish_contact();
                self.open = Some(parse_name(words, line.line()));
                self.written.push(line.clone());
            }
        }
    }

    fn add_contact_method(&mut self, line: &StyledText, phone: Option<String>, email: Option<String>) {
        self.is_group_start = false;
        if self.open.is_none() && !self.label.is_empty() {
            self.open = Some(parse_name(self.label, line.line()));
        }
        let Some(person) = &mut self.open else {
            self.read.unplaced.push(line.clone());
            return;
        };
        let taken = (phone.is_some() && person.phone.is_some()) || (email.is_some() && person.email.is_some());
        if taken {
            // A contact has one number: with a second, the person stands twice.
            self.extra.push(ImportedContact { phone, email, ..person.clone() });
        } else {
            person.phone = phone.or(person.phone.take());
            person.email = email.or(person.email.take());
        }
    }

    fn finish_contact(&mut self) {
        let written = std::mem::take(&mut self.written);
        match self.open.take() {
            Some(person) if person.is_reachable() => {
                self.read.people.push(person);
                self.read.people.append(&mut self.extra);
            }
            Some(_) => self.read.unplaced.extend(written),
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

/// A sentence, not a name and a role.
fn is_prose(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?']) && text.split_whitespace().count() > 5
}

/// "Emanuel Ksiazkiewicz (S), ordförande utbildningsnämnden".
fn parse_name(words: &str, line: usize) -> ImportedContact {
    let (name, role) = match words.split_once(',') {
        Some((name, role)) => (name.trim(), Some(role.trim())),
        None => match words.split_once(':') {
            // "Presschef: Anna Berg".
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

/// True when somebody can be reached by what stands in `line`.
pub(super) fn has_contact_method(line: &StyledText) -> bool {
    parts(line).iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)))
}

/// A line in the order in which it is written.
fn parts(line: &StyledText) -> Vec<ContactPart> {
    // A line this long is a text, whatever numbers it holds.
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
    // Neighbouring words belong together, whatever their typography.
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

/// A number at the beginning of `text`.
fn leading_phone(text: &str) -> Option<(usize, String)> {
    if !text.starts_with(['0', '+', '(']) {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || " \u{a0}\u{2007}\u{202f}-–‑./()+".contains(c))).unwrap_or(text.len());
    let mut end = end;
    loop {
        let written = text.get(..end)?.trim_end_matches(|c: char| !(c.is_ascii_digit() || c == ')'));
        if written.matches(|c: char| c.is_ascii_digit()).count() < 6 || is_time(written) {
            return None;
        }
        if let (Ok(phone), true) = (Phone::parse(written), balanced(written)) {
            return Some((written.len(), phone.written().to_owned()));
        }
        // "08-465 004 01 / 070-123 45 67": the part before the sign.
        end = written.rfind(['/', ' ', '(', '\u{a0}'])?;
    }
}

fn balanced(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

/// "09.00-17.00" is when, not where.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '–']).map(str::trim).collect();
    parts.len() == 2 && parts.iter().all(|part| part.split_once('.').is_some_and(|(h, m)| h.len() <= 2 && m.len() == 2))
}

fn leading_email(text: &str) -> Option<(usize, String)> {
    let end = text.find(|c: char| c.is_whitespace() || ",;:()<>\"".contains(c)).unwrap_or(text.len()).min(254);
    let word = text.get(..end)?.trim_end_matches('.');
    (word.contains('@') && Email::parse(word).is_ok()).then(|| (word.len(), word.to_owned()))
}

/// Words without the labels and signs around them; `None` when nothing else is left.
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
            let small =
                !matches!(label, "växel" | "direkt") || after.is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(':'));
            if let (Some(rest), true) = (after, small) {
                text = rest.trim();
            }
            // The label of the number that follows: "Anna Berg, telefon".
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
