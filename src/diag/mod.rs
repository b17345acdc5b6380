//! What is wrong with a text, said so that its author can mend it: file, line, column, a sentence and a hint.
//!
//! Every sentence stands in English and Swedish at the place that finds the mistake.

mod render;

pub use crate::diag::render::render;
pub use crate::diag::render::tame;
pub use crate::diag::render::to_json;

/// A sentence in both languages: lower case, no full stop, values in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    pub en: String,
    pub sv: String,
}

/// The language in which Depesch speaks to the one who runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    English,
    Swedish,
}

impl Say {
    pub fn within(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::English => &self.en,
            Tongue::Swedish => &self.sv,
        }
    }
}

/// `say!("unknown field `{name}`", "okänt fält `{name}`")`: the English sentence, then the Swedish.
#[macro_export]
macro_rules! say {
    ($en:literal, $sv:literal $(,)?) => {
        $crate::diag::Say { en: format!($en), sv: format!($sv) }
    };
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The release cannot be published before it is mended.
    Mistake,
    /// It can be published; a better text is possible.
    Hint,
    /// It is as it has to be, and told to those who ask.
    Aside,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub spot: Option<Spot>,
}

/// A stretch of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
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
impl std::fmt::Display for Place {
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
    pub place: Place,
    pub say: Say,
    /// How to mend it.
    pub hint: Option<Say>,
}

impl Diagnostic {
    pub fn mistake(place: Place, say: Say) -> Diagnostic {
        Diagnostic { severity: Severity::Mistake, place, say, hint: None }
    }

    pub fn note(place: Place, say: Say) -> Diagnostic {
        Diagnostic { severity: Severity::Hint, place, say, hint: None }
    }

    pub fn aside(place: Place, say: Say) -> Diagnostic {
        Diagnostic { severity: Severity::Aside, place, say, hint: None }
    }

    pub fn hint(mut self, hint: Say) -> Diagnostic {
        self.hint = Some(hint);
        self
    }

    pub fn is_mistake(&self) -> bool {
        self.severity == Severity::Mistake
    }

    pub fn is_aside(&self) -> bool {
        self.severity == Severity::Aside
    }
}

/// So many bytes of a line are kept on either side of a spot. A line can be as long as its file, with a mistake at every word.
const AROUND: usize = 4000;

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), spot: None }
    }

    /// The stretch `range` (in bytes) of `text`, which is the whole of `file`. A stretch over several lines ends with its first.
    pub fn within(file: impl Into<String>, text: &str, range: std::ops::Range<usize>) -> Place {
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
        let spot = Spot {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end.clamp(start, line_end)].chars().count().max(1),
            excerpt,
            before: text[line_start..from].chars().count(),
        };
        Place { file: file.into(), spot: Some(spot) }
    }
}
