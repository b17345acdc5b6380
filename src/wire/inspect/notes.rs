//! The notes of a message: contacts, dates, id, version and sender, and the labels by which they are recognized.

use std::ops::Range;

use serde::Serialize;

use crate::wire::inspect::pieces::MessageField;

/// A line of the form `label: value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelledValue {
    pub label: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteLine {
    ContactHeading,
    Labelled(NoteLabel, LabelledValue),
    Plain(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteLabel {
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

const DATE_LABELS: &[&str] = &[
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

const OTHER_LABELS: &[&str] = &[
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

impl NoteLine {
    pub fn parse(line: &str) -> NoteLine {
        let line = line.trim();
        if is_contact_heading(line) {
            return NoteLine::ContactHeading;
        }
        match parse_labelled(line) {
            Some((label, labelled)) => NoteLine::Labelled(label, labelled),
            None => NoteLine::Plain(line.to_owned()),
        }
    }
}

/// `Kontaktpersoner`, `KONTAKT (för redaktionen)`, `CONTACT`.
pub fn is_contact_heading(line: &str) -> bool {
    const HEADINGS: [&str; 6] = ["kontakt", "contact", "presskontakt", "press contact", "media contact", "editorial contact"];
    let lowercase = line.trim_start_matches(['#', ' ']).trim_end_matches(':').to_lowercase();
    let is_ending = |rest: &str| rest.is_empty() || ["personer", "er", "s", " ("].iter().any(|ending| rest.starts_with(ending));
    lowercase.chars().count() < 50 && HEADINGS.iter().any(|heading| lowercase.strip_prefix(heading).is_some_and(is_ending))
}

/// A line that begins with a known label.
pub fn parse_labelled(line: &str) -> Option<(NoteLabel, LabelledValue)> {
    let colon = line.bytes().take(40).position(|b| b == b':')?;
    let (label, value) = (&line[..colon], line[colon + 1..].trim());
    let kind = match label.to_lowercase().as_str() {
        "id" => NoteLabel::Id,
        "version" => NoteLabel::Version,
        "webb" | "web" | "original" => NoteLabel::Web,
        label if DATE_LABELS.contains(&label) => NoteLabel::Date,
        label if OTHER_LABELS.contains(&label) => NoteLabel::Other,
        _ => return None,
    };
    Some((kind, LabelledValue { label: label.to_owned(), value: value.to_owned() }))
}

/// `2` of `2 (ersätter version 1)`.
pub fn parse_version(value: &str) -> Option<u32> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().ok()
}

/// Whether a line has a phone number or an e-mail address.
pub fn has_contact_method(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    line.contains('@') || digits >= 5 && letters <= digits + 12
}

/// The notes of an IPTC 7901 message.
#[derive(Debug, Default)]
pub struct NoteReader {
    /// Every line that is not empty.
    pub lines: Vec<String>,
    pub contacts: Vec<String>,
    pub dates: Vec<LabelledValue>,
    pub id: Option<String>,
    /// With the offset of its line.
    pub version: Option<(u32, usize)>,
    pub sender: Option<(String, Range<usize>)>,
    is_within_contacts: bool,
    /// The only line since the last empty one.
    single_line: Option<(String, Range<usize>)>,
    /// The number of lines since the last empty one.
    group_len: usize,
}

impl NoteReader {
    /// Returns the field that the line belongs to.
    pub fn push_line(&mut self, line: &str, range: Range<usize>) -> Option<MessageField> {
        let text = line.trim();
        if text.is_empty() {
            self.end_group();
            return None;
        }
        self.lines.push(text.to_owned());
        self.group_len += 1;
        self.single_line = None;
        Some(match NoteLine::parse(text) {
            NoteLine::ContactHeading => {
                self.is_within_contacts = true;
                MessageField::Contacts
            }
            NoteLine::Labelled(label, labelled) => {
                self.is_within_contacts = false;
                self.add_labelled(label, labelled, range.start);
                label.field()
            }
            NoteLine::Plain(text) if self.is_within_contacts => {
                self.contacts.push(text);
                MessageField::Contacts
            }
            NoteLine::Plain(text) => {
                self.single_line = (self.group_len == 1).then_some((text, range));
                MessageField::Notes
            }
        })
    }

    fn add_labelled(&mut self, label: NoteLabel, labelled: LabelledValue, offset: usize) {
        match label {
            NoteLabel::Id if self.id.is_none() => self.id = Some(labelled.value),
            NoteLabel::Version if self.version.is_none() => {
                self.version = parse_version(&labelled.value).map(|version| (version, offset));
            }
            NoteLabel::Date => self.dates.push(labelled),
            _ => {}
        }
    }

    /// The last line that is a paragraph of its own is the name of the sender.
    pub fn end_group(&mut self) {
        self.group_len = 0;
        if let Some(line) = self.single_line.take() {
            self.sender = Some(line);
        }
    }
}
