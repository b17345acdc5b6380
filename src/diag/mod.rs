//! Diagnostics of the author's texts: location, message and hint.
//!
//! Each message is worded in English and Swedish where it is reported.

mod render;
mod sink;

pub use crate::diag::render::{escape_for_terminal, render, to_json};
pub use crate::diag::sink::Diagnostics;

/// A sentence in both languages: lower case, no full stop, values in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub en: String,
    pub sv: String,
}

/// The language of messages to the author and the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UiLanguage {
    English,
    Swedish,
}

impl Message {
    pub fn text(&self, language: UiLanguage) -> &str {
        match language {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The release cannot be published until it is fixed.
    Error,
    /// The release can be published, but could be better.
    Warning,
    /// Correct as it is; shown on request only.
    Info,
}

/// A file, or a span in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub span: Option<Span>,
}

/// A part of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// In characters, at least 1.
    pub width: usize,
    /// The line to show, without its line break; of a long line, the part around the span. `None` when it must not be shown.
    pub excerpt: Option<String>,
    /// Characters of the line before the excerpt.
    pub before: usize,
}

/// `releases/2017/x/release.md:3:12`, which editors and terminals link.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.span {
            Some(span) => write!(f, "{}:{}:{}", self.file, span.line, span.column),
            None => f.write_str(&self.file),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// The name of the rule that is broken, where rules have names.
    pub rule: Option<&'static str>,
    pub location: Location,
    pub message: Message,
    /// How to fix it.
    pub hint: Option<Message>,
}

impl Diagnostic {
    pub fn error(location: Location, message: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Error, rule: None, location, message, hint: None }
    }

    pub fn warning(location: Location, message: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, rule: None, location, message, hint: None }
    }

    pub fn info(location: Location, message: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Info, rule: None, location, message, hint: None }
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

/// Bytes of a line kept before a span, and twice as many after its start. A line can be as long as its file, with an error at every word.
const EXCERPT_MARGIN: usize = 4000;

impl Location {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Location {
        Location { file: file.into(), span: None }
    }

    /// The same, without showing the line.
    pub fn without_excerpt(self) -> Location {
        let hide = |span| Span { excerpt: None, ..span };
        Location { span: self.span.map(hide), ..self }
    }

    /// The bytes `range` of `text`, which is the whole of `file`. A range over several lines is cut at the end of the first.
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
        let from = floor(start.saturating_sub(EXCERPT_MARGIN)).max(line_start);
        let to = floor(start + 2 * EXCERPT_MARGIN).min(line_end);
        let excerpt = Some(text[from..to].trim_end_matches('\r').to_owned());
        let span = Span {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end.clamp(start, line_end)].chars().count().max(1),
            excerpt,
            before: text[line_start..from].chars().count(),
        };
        Location { file: file.into(), span: Some(span) }
    }
}
