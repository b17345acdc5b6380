//! The habits of senders: whose message it is, and the words by which each says embargo, correction, kill and "not for publication".

use crate::wire::signal::MessageSignal;

/// Whose habits a message shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As Depesch writes.
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

    /// Whether it is one of the agencies whose habits are known.
    pub fn is_agency(self) -> bool {
        !matches!(self, Dialect::Depesch | Dialect::Unknown)
    }
}

/// What a line below the headline says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusKind {
    Embargo,
    Signal(MessageSignal),
    /// In brackets: what was wrong, why it was withdrawn.
    Reason,
    /// Something else, such as a byline.
    Other,
}

impl StatusKind {
    pub fn name(self) -> &'static str {
        match self {
            StatusKind::Embargo => "embargo",
            StatusKind::Signal(signal) => signal.name(),
            StatusKind::Reason => "reason",
            StatusKind::Other => "other",
        }
    }

    /// By its first word, in whatever case and with or without a bracket before it.
    pub(super) fn from_line(line: &str) -> StatusKind {
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
}

/// A line below a headline that says embargo, correction, kill or why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine {
    pub kind: StatusKind,
    pub text: String,
}

/// Whether a line parts the text from what is meant for the desk alone, and whether Superdesk sees it too.
pub(super) fn mark(line: &str) -> Option<bool> {
    let line = line.trim();
    // Marks are short; a paragraph of a megabyte on one line is none.
    if line.len() > 200 {
        return None;
    }
    let stars = line.chars().filter(|c| *c == '*').count();
    if stars >= 3 && line.chars().all(|c| c == '*' || c == ' ') {
        return Some(false);
    }
    let small = line.to_lowercase();
    if small.contains("following information is not intended for publication")
        || small.contains("following information is not for publication")
    {
        // Superdesk compares in this very case.
        let seen =
            ["intended for", "for"].iter().any(|how| line.contains(&format!("The following information is not {how} publication")));
        return Some(seen);
    }
    let others = ["uppgifter är inte avsedda för publicering", "informationen sind nicht zur veröffentlichung bestimmt"];
    others.iter().any(|words| small.contains(words)).then_some(false)
}

/// The words by which agencies name themselves in the header.
const AGENCIES: &[(&str, Dialect)] = &[
    ("dpa", Dialect::Dpa),
    ("KNA", Dialect::Kna),
    ("BELGA", Dialect::Belga),
    ("ats", Dialect::Ats),
    ("sda", Dialect::Ats),
    ("SDA", Dialect::Ats),
];

/// The free text at the end of a header, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalInformation {
    /// As written.
    pub text: String,
    /// For which receivers it is sorted: `ccccb`.
    pub selectors: Option<String>,
    /// `sv`, or a letter: `F`.
    pub language: Option<String>,
    pub place: Option<String>,
    pub agency: Option<String>,
    /// The sender's own number of the text, as it is written.
    pub counter: Option<String>,
    pub version: Option<u32>,
    pub signal: Option<MessageSignal>,
    /// The number of the message that the signal is about.
    pub replaced: Option<String>,
    /// What is none of these.
    pub other: Vec<String>,
}

impl OptionalInformation {
    pub(super) fn read(text: &str) -> OptionalInformation {
        let mut found = OptionalInformation { text: text.trim_end().to_owned(), ..OptionalInformation::default() };
        let words: Vec<&str> = text.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            found.take(at, word);
        }
        found
    }

    fn take(&mut self, at: usize, word: &str) {
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let small = word.bytes().all(|b| b.is_ascii_lowercase());
        let capital = word.bytes().all(|b| b.is_ascii_uppercase());
        let version = |text: &str| text.parse::<u32>().ok();
        let agency = |name: &str| AGENCIES.iter().any(|(known, _)| *known == name);
        if let Some(signal) = MessageSignal::from_header_word(word).filter(|_| at > 0 && self.signal.is_none()) {
            self.signal = Some(signal);
        } else if digits && self.signal.is_some() && self.replaced.is_none() {
            self.replaced = Some(word.to_owned());
        } else if let Some(number) = word.strip_prefix('v').and_then(version).filter(|_| self.version.is_none()) {
            self.version = Some(number);
        } else if self.agency.is_none() && agency(word) {
            self.agency = Some(word.to_owned());
        } else if let Some((name, number)) = word.split_once('-').filter(|(name, _)| self.agency.is_none() && agency(name)) {
            self.agency = Some(name.to_owned());
            self.number(number);
        } else if at == 0 && (small && word.len() == 2 || capital && word.len() == 1) {
            self.language = Some(word.to_owned());
        } else if at == 0 && small && word.len() > 2 {
            self.selectors = Some(word.to_owned());
        } else if self.counter.is_none() && word.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            self.number(word);
        } else if self.language.is_some() && self.counter.is_none() && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'-') {
            match &mut self.place {
                Some(place) => {
                    place.push(' ');
                    place.push_str(word);
                }
                None => self.place = Some(word.to_owned()),
            }
        } else {
            self.other.push(word.to_owned());
        }
    }

    /// A number, with its version behind `#` as KNA writes it.
    fn number(&mut self, word: &str) {
        match word.split_once('#') {
            Some((number, version)) if version.parse::<u32>().is_ok() => {
                self.counter = Some(number.to_owned());
                self.version = version.parse().ok();
            }
            _ => self.counter = Some(word.to_owned()),
        }
    }

    /// By its header; `fillers` says whether DEL stood before SOH, `opening` is how the text begins.
    pub(super) fn dialect(&self, fillers: bool, opening: &str) -> Dialect {
        let named = self.agency.as_deref().and_then(|name| AGENCIES.iter().find(|(known, _)| *known == name));
        if let Some((_, dialect)) = named {
            return *dialect;
        }
        if self.language.as_ref().is_some_and(|language| language.len() == 2) && self.version.is_some() && self.counter.is_some() {
            return Dialect::Depesch;
        }
        let opening = opening.to_lowercase();
        if fillers || opening.contains("(ats)") || opening.contains("(sda)") { Dialect::Ats } else { Dialect::Unknown }
    }
}
