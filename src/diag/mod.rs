//! What is wrong with a text, said so that its author can mend it: file, line, column, a sentence and a hint.
//!
//! Every sentence stands in English and Swedish at the place that finds the mistake.

mod render;

pub use crate::diag::render::escape_for_terminal;
pub use crate::diag::render::render;
pub use crate::diag::render::to_json;

/// A sentence in both languages: lower case, no full stop, values in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub en: String,
    pub sv: String,
}

/// The language in which Depesch speaks to the one who runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UiLanguage {
    English,
    Swedish,
}

impl Message {
    pub fn text(&self, tongue: UiLanguage) -> &str {
        match tongue {
            UiLanguage::English => &self.en,
            UiLanguage::Swedish => &self.sv,
        }
    }
}

/// `msg!("unknown field `{name}`", "okänt fält `{name}`")`: the English sentence, then the Swedish.
#[macro_export]
macro_rules! msg {
    ($en:literal, $sv:literal $(,)?) => {
        $crate::diag::Message { en: format!($en), sv: format!($sv) }
    };
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The release cannot be published before it is mended.
    Error,
    /// It can be published; a better text is possible.
    Warning,
    /// It is as it has to be, and told to those who ask.
    Info,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub spot: Option<Span>,
}

/// A stretch of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// In characters, at least 1.
    pub width: usize,
    /// The line as it stands in the file, to show it; of a long one, what is around the spot.
    pub excerpt: String,
    /// How many characters of the line stand before the excerpt.
    pub before: usize,
}

/// `releases/2017/x/release.md:3:12`, as editors and terminals know it.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.spot {
            Some(spot) => write!(f, "{}:{}:{}", self.file, spot.line, spot.column),
            None => f.write_str(&self.file),
        }
    }
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub place: Location,
    pub say: Message,
    /// How to mend it.
    pub hint: Option<Message>,
}

impl Diagnostic {
    pub fn error(place: Location, say: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Error, place, say, hint: None }
    }

    pub fn warning(place: Location, say: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, place, say, hint: None }
    }

    pub fn info(place: Location, say: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Info, place, say, hint: None }
    }

    pub fn hint(mut self, hint: Message) -> Diagnostic {
        self.hint = Some(hint);
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub fn is_info(&self) -> bool {
        self.severity == Severity::Info
    }
}

/// So many bytes of a line are kept on either side of a spot. A line can be as long as its file, with a mistake at every word.
const AROUND: usize = 4000;

impl Location {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Location {
        Location { file: file.into(), spot: None }
    }

    /// The stretch `range` (in bytes) of `text`, which is the whole of `file`. A stretch over several lines ends with its first.
    pub fn within(file: impl Into<String>, text: &str, range: std::ops::Range<usize>) -> Location {
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let from = floor(start.saturating_sub(AROUND)).max(line_start);
        let to = floor(start + 2 * AROUND).min(line_end);
        let excerpt = text[from..to].trim_end_matches('\r').to_owned();
        let spot = Span {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end.clamp(start, line_end)].chars().count().max(1),
            excerpt,
            before: text[line_start..from].chars().count(),
        };
        Location { file: file.into(), spot: Some(spot) }
    }
}
