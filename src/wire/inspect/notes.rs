//! The notes beside a text: contacts, dates, id, version and sender, and the words that mark them.

use std::ops::Range;

use crate::wire::inspect::pieces::MessageField;

/// A line with a label before a colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub label: String,
    pub value: String,
}

/// A line of the notes, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoteLine {
    ContactHeading,
    Labelled(NoteLabel, Labelled),
    Plain(String),
}

/// The kinds of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteLabel {
    Id,
    Version,
    Date,
    Web,
    Other,
}

impl NoteLabel {
    pub fn field(self) -> MessageField {
        match self {
            NoteLabel::Id => MessageField::Id,
            NoteLabel::Version => MessageField::Version,
            NoteLabel::Date => MessageField::Date,
            NoteLabel::Web => MessageField::Web,
            NoteLabel::Other => MessageField::Labelled,
        }
    }
}

const DATES: &[&str] = &[
    "senast uppdaterad",
    "publicerat",
    "publicerad",
    "utfärdat",
    "första publicering",
    "last updated",
    "updated",
    "published",
    "first published",
    "issued",
];

const OTHERS: &[&str] = &[
    "plats",
    "place",
    "prioritet",
    "urgency",
    "löpnummer",
    "ämnen",
    "topics",
    "kategorier",
    "categories",
    "områden",
    "areas",
    "villkor",
    "terms",
    "språk",
    "language",
];

pub(super) fn note(line: &str) -> NoteLine {
    let line = line.trim();
    if is_contact_heading(line) {
        return NoteLine::ContactHeading;
    }
    match labelled(line) {
        Some((label, labelled)) => NoteLine::Labelled(label, labelled),
        None => NoteLine::Plain(line.to_owned()),
    }
}

/// `Kontaktpersoner`, `KONTAKT (för redaktionen)`, `CONTACT`.
pub(super) fn is_contact_heading(line: &str) -> bool {
    let small = line.trim_start_matches(['#', ' ']).trim_end_matches(':').to_lowercase();
    small.chars().count() < 50
        && ["kontakt", "contact", "presskontakt", "press contact", "media contact", "editorial contact"].iter().any(|word| {
            small
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || ["personer", "er", "s", " ("].iter().any(|end| rest.starts_with(end)))
        })
}

/// A line that begins with a word that is known before a colon.
pub(super) fn labelled(line: &str) -> Option<(NoteLabel, Labelled)> {
    let at = line.bytes().take(40).position(|b| b == b':')?;
    let (name, value) = (&line[..at], line[at + 1..].trim());
    let small = name.to_lowercase();
    let label = match small.as_str() {
        "id" => NoteLabel::Id,
        "version" => NoteLabel::Version,
        "webb" | "web" | "original" => NoteLabel::Web,
        name if DATES.contains(&name) => NoteLabel::Date,
        name if OTHERS.contains(&name) => NoteLabel::Other,
        _ => return None,
    };
    Some((label, Labelled { label: name.to_owned(), value: value.to_owned() }))
}

/// `2 (ersätter version 1)`.
pub(super) fn version(value: &str) -> Option<u32> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().ok()
}

/// Whether a line has a phone number or an e-mail address.
pub(super) fn reaches(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    line.contains('@') || digits >= 5 && letters <= digits + 12
}

/// Notes of a wire message, sorted as they come.
#[derive(Debug, Default)]
pub(super) struct NoteReader {
    /// Every line that is not empty.
    pub lines: Vec<String>,
    pub contacts: Vec<String>,
    pub dates: Vec<Labelled>,
    pub labelled: Vec<Labelled>,
    pub id: Option<(String, usize)>,
    pub version: Option<(u32, usize)>,
    pub web: Option<String>,
    pub sender: Option<(String, Range<usize>)>,
    within_contacts: bool,
    /// The only line since the last empty one.
    alone: Option<(String, Range<usize>)>,
    group: usize,
}

impl NoteReader {
    /// Sorts a line; the field it belongs to.
    pub fn line(&mut self, line: &str, at: Range<usize>) -> Option<MessageField> {
        let text = line.trim();
        if text.is_empty() {
            self.blank();
            return None;
        }
        self.lines.push(text.to_owned());
        self.group += 1;
        self.alone = None;
        Some(match note(text) {
            NoteLine::ContactHeading => {
                self.within_contacts = true;
                MessageField::Contacts
            }
            NoteLine::Labelled(label, labelled) => {
                self.within_contacts = false;
                self.labelled(label, labelled, &at);
                label.field()
            }
            NoteLine::Plain(text) if self.within_contacts => {
                self.contacts.push(text);
                MessageField::Contacts
            }
            NoteLine::Plain(text) => {
                self.alone = (self.group == 1).then_some((text, at));
                MessageField::Notes
            }
        })
    }

    fn labelled(&mut self, label: NoteLabel, labelled: Labelled, at: &Range<usize>) {
        match label {
            NoteLabel::Id if self.id.is_none() => self.id = Some((labelled.value.clone(), at.start)),
            NoteLabel::Version if self.version.is_none() => {
                self.version = version(&labelled.value).map(|version| (version, at.start));
            }
            NoteLabel::Web if self.web.is_none() => self.web = Some(labelled.value.clone()),
            NoteLabel::Date => self.dates.push(labelled.clone()),
            _ => {}
        }
        self.labelled.push(labelled);
    }

    /// The last line that is a paragraph of its own is the sender's name.
    fn blank(&mut self) {
        self.group = 0;
        if let Some(alone) = self.alone.take() {
            self.sender = Some(alone);
        }
    }

    pub fn finish(&mut self) {
        self.blank();
    }
}
