//! What differs between senders: the words for embargo, correction, kill and "not for publication", and the free text of the header.

use serde::Serialize;

use crate::wire::signal::MessageSignal;

/// The sender whose conventions a message follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Depesch,
    /// Deutsche Presse-Agentur.
    Dpa,
    /// Agence télégraphique suisse, Keystone-SDA.
    Ats,
    /// Katholische Nachrichten-Agentur.
    Kna,
    /// The Belgian agency.
    Belga,
    Unknown,
}

impl Dialect {
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Depesch => "Depesch",
            Dialect::Dpa => "dpa",
            Dialect::Ats => "ATS",
            Dialect::Kna => "KNA",
            Dialect::Belga => "Belga",
            Dialect::Unknown => "unknown",
        }
    }

    pub fn is_agency(self) -> bool {
        !matches!(self, Dialect::Depesch | Dialect::Unknown)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusKind {
    Embargo,
    /// In brackets: what was wrong, or why the text was withdrawn.
    Reason,
    /// Such as a byline.
    Other,
    #[serde(untagged)]
    Signal(MessageSignal),
}

impl StatusKind {
    /// By the first word of the line, in any case and with or without a bracket before it.
    pub fn from_line(line: &str) -> StatusKind {
        let line = line.trim();
        let bare = line.trim_start_matches('(').to_uppercase();
        let first = bare.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        match first {
            "EMBARGO" | "EMBARGOED" | "SPERRFRIST" | "SPÄRRFRIST" => StatusKind::Embargo,
            "RÄTTELSE" | "CORRECTION" | "BERICHTIGUNG" | "CORRECTIF" | "KORREKTUR" => {
                StatusKind::Signal(MessageSignal::Correction)
            }
            "UPPDATERING" | "UPDATE" | "REFILE" => StatusKind::Signal(MessageSignal::Update),
            "UTGÅR" | "KILL" => StatusKind::Signal(MessageSignal::Kill),
            _ if line.starts_with('(') => StatusKind::Reason,
            _ => StatusKind::Other,
        }
    }

    pub fn signal(self) -> Option<MessageSignal> {
        match self {
            StatusKind::Signal(signal) => Some(signal),
            StatusKind::Embargo | StatusKind::Reason | StatusKind::Other => None,
        }
    }

    /// Whether a desk must know it before anything else.
    pub fn is_embargo_or_signal(self) -> bool {
        matches!(self, StatusKind::Embargo | StatusKind::Signal(_))
    }
}

/// A line below the headline: an embargo, a correction, a kill, or the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusLine {
    pub kind: StatusKind,
    pub text: String,
}

/// Whether a line separates the text from notes that are not for publication.
pub fn is_notes_mark(line: &str) -> bool {
    let line = line.trim();
    // Marks are short; a paragraph of a megabyte on one line is not searched.
    if line.len() > 200 {
        return false;
    }
    let stars = line.chars().filter(|c| *c == '*').count();
    let lowercase = line.to_lowercase();
    let phrases = [
        "following information is not intended for publication",
        "following information is not for publication",
        "uppgifter är inte avsedda för publicering",
        "informationen sind nicht zur veröffentlichung bestimmt",
    ];
    stars >= 3 && line.chars().all(|c| c == '*' || c == ' ') || phrases.iter().any(|phrase| lowercase.contains(phrase))
}

/// Whether Superdesk recognizes a mark, which it compares case-sensitively.
pub fn is_superdesk_mark(line: &str) -> bool {
    ["intended for", "for"].iter().any(|how| line.contains(&format!("The following information is not {how} publication")))
}

/// Names of agencies in the header.
const AGENCIES: &[(&str, Dialect)] = &[
    ("dpa", Dialect::Dpa),
    ("KNA", Dialect::Kna),
    ("BELGA", Dialect::Belga),
    ("ats", Dialect::Ats),
    ("sda", Dialect::Ats),
    ("SDA", Dialect::Ats),
];

/// The fields of the free text at the end of a header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OptionalInformation {
    /// As written.
    pub text: String,
    /// Codes of the receivers: `ccccb`.
    pub selectors: Option<String>,
    /// `sv`, or a letter: `F`.
    pub language: Option<String>,
    pub place: Option<String>,
    pub agency: Option<String>,
    /// The sender's own number for the text, as written.
    pub counter: Option<String>,
    pub version: Option<u32>,
    pub signal: Option<MessageSignal>,
    /// The number of the message that the signal refers to.
    pub replaced: Option<String>,
    pub other: Vec<String>,
}

impl OptionalInformation {
    pub fn parse(text: &str) -> OptionalInformation {
        let mut information = OptionalInformation { text: text.trim_end().to_owned(), ..OptionalInformation::default() };
        for (index, word) in text.split_whitespace().enumerate() {
            information.add_word(index, word);
        }
        information
    }

    fn add_word(&mut self, index: usize, word: &str) {
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        let is_lowercase = word.bytes().all(|b| b.is_ascii_lowercase());
        let is_uppercase = word.bytes().all(|b| b.is_ascii_uppercase());
        let parse_version = |text: &str| text.parse::<u32>().ok();
        let is_agency = |name: &str| AGENCIES.iter().any(|(agency, _)| *agency == name);
        if let Some(signal) = MessageSignal::from_header_word(word).filter(|_| index > 0 && self.signal.is_none()) {
            self.signal = Some(signal);
        } else if is_number && self.signal.is_some() && self.replaced.is_none() {
            self.replaced = Some(word.to_owned());
        } else if let Some(version) = word.strip_prefix('v').and_then(parse_version).filter(|_| self.version.is_none()) {
            self.version = Some(version);
        } else if self.agency.is_none() && is_agency(word) {
            self.agency = Some(word.to_owned());
        } else if let Some((name, counter)) = word.split_once('-').filter(|(name, _)| self.agency.is_none() && is_agency(name)) {
            self.agency = Some(name.to_owned());
            self.set_counter(counter);
        } else if index == 0 && (is_lowercase && word.len() == 2 || is_uppercase && word.len() == 1) {
            self.language = Some(word.to_owned());
        } else if index == 0 && is_lowercase && word.len() > 2 {
            self.selectors = Some(word.to_owned());
        } else if self.counter.is_none() && word.starts_with(|c: char| c.is_ascii_digit()) {
            self.set_counter(word);
        } else if self.language.is_some() && self.counter.is_none() && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'-') {
            let place = self.place.get_or_insert_default();
            place.push_str(if place.is_empty() { "" } else { " " });
            place.push_str(word);
        } else {
            self.other.push(word.to_owned());
        }
    }

    /// A version may follow the number, after `#` (KNA).
    fn set_counter(&mut self, word: &str) {
        match word.split_once('#') {
            Some((counter, version)) if version.parse::<u32>().is_ok() => {
                self.counter = Some(counter.to_owned());
                self.version = version.parse().ok();
            }
            _ => self.counter = Some(word.to_owned()),
        }
    }

    /// `has_fillers`: whether DEL precedes SOH. `opening`: the first line of the text.
    pub fn dialect(&self, has_fillers: bool, opening: &str) -> Dialect {
        let known = self.agency.as_deref().and_then(|name| AGENCIES.iter().find(|(agency, _)| *agency == name));
        if let Some((_, dialect)) = known {
            return *dialect;
        }
        if self.language.as_ref().is_some_and(|language| language.len() == 2) && self.version.is_some() && self.counter.is_some() {
            return Dialect::Depesch;
        }
        let opening = opening.to_lowercase();
        if has_fillers || opening.contains("(ats)") || opening.contains("(sda)") { Dialect::Ats } else { Dialect::Unknown }
    }
}
