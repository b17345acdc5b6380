//! One file as its author wrote it: decoded, with uniform line ends, and able to report errors by the bytes they are at.

use std::ops::Range;
use std::str::Utf8Error;

use strsim::osa_distance;

use crate::diag::{Diagnostic, Diagnostics, Location, Message};
use crate::model::name::is_noncharacter;
use crate::msg;

/// A text, the file it comes from, and the sink that errors in it go to.
#[derive(Debug)]
pub(crate) struct SourceText<'d> {
    /// Relative to the content folder, with forward slashes.
    pub path: String,
    text: String,
    pub diagnostics: &'d Diagnostics,
    /// `None` when messages may repeat every line.
    is_harmless: Option<LineRule>,
}

/// Whether messages may repeat the line of a text that begins at this byte.
pub(crate) type LineRule = fn(&str, usize) -> bool;

/// A value and its bytes in the file.
#[derive(Debug, Clone)]
pub(crate) struct Spanned<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// Why a value is refused, and a hint.
pub(crate) type Explanation = (Message, Message);

/// Forbidden characters that are reported one by one; the rest is counted.
const MAX_REPORTED: usize = 20;

impl<'d> SourceText<'d> {
    /// Decodes UTF-8 with any kind of line end, with or without a byte order mark; `None` when it is not UTF-8. Characters that no output
    /// can carry are reported and replaced by spaces of the same length, so that the rest can be checked.
    pub fn decode(path: &str, bytes: &[u8], diagnostics: &'d Diagnostics) -> Option<SourceText<'d>> {
        SourceText::decode_with(path, bytes, None, diagnostics)
    }

    /// Like [`SourceText::decode`]; messages repeat only lines that `is_harmless`.
    pub fn decode_discreetly(
        path: &str,
        bytes: &[u8],
        is_harmless: LineRule,
        diagnostics: &'d Diagnostics,
    ) -> Option<SourceText<'d>> {
        SourceText::decode_with(path, bytes, Some(is_harmless), diagnostics)
    }

    fn decode_with(
        path: &str,
        bytes: &[u8],
        is_harmless: Option<LineRule>,
        diagnostics: &'d Diagnostics,
    ) -> Option<SourceText<'d>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let report = |error: Utf8Error| diagnostics.push(not_utf8(path, bytes, error.valid_up_to(), is_harmless));
        let written = std::str::from_utf8(bytes).map_err(report).ok()?;
        let text = if written.contains('\r') { written.replace("\r\n", "\n").replace('\r', "\n") } else { written.to_owned() };
        let mut source = SourceText { path: path.to_owned(), text, diagnostics, is_harmless };
        if source.text.contains(is_forbidden) {
            source.replace_forbidden_characters();
        }
        Some(source)
    }

    fn replace_forbidden_characters(&mut self) {
        let mut found = self.text.match_indices(is_forbidden).map(|(at, c)| (at..at + c.len(), c));
        for (span, c) in found.by_ref().take(MAX_REPORTED) {
            let code = c.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<String>();
            let message = msg!("the character {code} cannot be used in a text", "tecknet {code} kan inte användas i en text");
            let hint = msg!(
                "it is invisible and often comes with pasted text: delete it and retype the word",
                "det är osynligt och följer ofta med när text klistras in: ta bort det och skriv om ordet"
            );
            self.error(span, message, hint);
        }
        if let Some((first, _)) = found.next() {
            let more = 1 + found.count();
            let message = msg!("{more} more forbidden characters in this file", "{more} förbjudna tecken till i den här filen");
            let hint = msg!(
                "the first of them is here: delete them and retype the words",
                "det första av dem är här: ta bort dem och skriv om orden"
            );
            self.error(first, message, hint);
        }
        let spaces = [' ', '\u{a0}', '\u{3000}', '\u{1fbf0}'];
        self.text = self.text.chars().map(|c| if is_forbidden(c) { spaces[c.len_utf8() - 1] } else { c }).collect();
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of `span` as they are written.
    pub fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }

    /// The first byte of the line that holds byte `at`.
    pub fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    pub fn location(&self, span: Range<usize>) -> Location {
        locate(&self.path, &self.text, span, self.is_harmless)
    }

    /// Whether messages must not repeat what is written on the lines of `span`.
    pub fn may_hold_secret(&self, span: Range<usize>) -> bool {
        let Some(is_harmless) = self.is_harmless else { return false };
        let first = self.line_start(span.start);
        let more = self.slice(first..span.end.max(first)).match_indices('\n').map(|(at, _)| first + at + 1);
        [first].into_iter().chain(more).any(|line| !is_harmless(&self.text, line))
    }

    pub fn error(&self, span: Range<usize>, message: Message, hint: Message) {
        self.diagnostics.push(Diagnostic::error(self.location(span), message).hint(hint));
    }

    pub fn warning(&self, span: Range<usize>, message: Message, hint: Message) {
        self.diagnostics.push(Diagnostic::warning(self.location(span), message).hint(hint));
    }

    /// An error of the file as a whole.
    pub fn file_error(&self, message: Message, hint: Message) {
        self.diagnostics.push(Diagnostic::error(Location::file(&self.path), message).hint(hint));
    }
}

/// A line that may hold a secret is located and not shown.
fn locate(path: &str, text: &str, span: Range<usize>, is_harmless: Option<LineRule>) -> Location {
    let location = Location::within(path, text, span.clone());
    let line_start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    if is_harmless.is_none_or(|is_harmless| is_harmless(text, line_start)) { location } else { location.without_excerpt() }
}

fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_noncharacter(c)
}

/// Points at the first byte that is not UTF-8, in the text as far as it can be shown.
fn not_utf8(path: &str, bytes: &[u8], at: usize, is_harmless: Option<LineRule>) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes);
    // All bytes before it are valid, so its offset is the same in both.
    let location = locate(path, &text, at..at + '\u{fffd}'.len_utf8(), is_harmless);
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let hint = if is_utf16 {
        msg!("it was saved as UTF-16: save it again as `UTF-8`", "den är sparad som UTF-16: spara om den som `UTF-8`")
    } else {
        msg!(
            "it may have been saved as Windows-1252 or Latin-1: save it again as `UTF-8`",
            "den kan vara sparad som Windows-1252 eller Latin-1: spara om den som `UTF-8`"
        )
    };
    Diagnostic::error(location, msg!("the file is not in UTF-8", "filen är inte i UTF-8")).hint(hint)
}

/// An author's value for a message: on one line, at most 60 characters.
pub(crate) fn shorten(value: &str) -> String {
    const LIMIT: usize = 60;
    let line: String = value.trim().chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).take(LIMIT + 1).collect();
    if line.chars().count() > LIMIT { line.chars().take(LIMIT - 1).chain(['…']).collect() } else { line }
}

/// The name in `known` that `written` is most likely a misspelling of.
pub(crate) fn find_nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A key can have any length; only its beginning is compared.
    let written: String = written.to_lowercase().chars().take(120).collect();
    let limit = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (osa_distance(&written, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_but_not_a_distant_one() {
        let known = ["headline", "lead", "topics", "contacts"];
        assert_eq!(find_nearest("headlin", known), Some("headline"));
        assert_eq!(find_nearest("Contact", known), Some("contacts"));
        assert_eq!(find_nearest("laed", known), Some("lead"));
        assert_eq!(find_nearest("photographer", known), None);
    }

    #[test]
    fn line_ends_are_made_uniform_and_a_byte_order_mark_is_dropped() {
        let diagnostics = Diagnostics::default();
        let text = SourceText::decode("a.md", b"\xef\xbb\xbfett\r\ntv\xc3\xa5\rtre", &diagnostics).unwrap();
        assert_eq!(text.as_str(), "ett\ntvå\ntre");
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn an_invalid_byte_is_reported_on_its_line() {
        let diagnostics = Diagnostics::default();
        assert!(SourceText::decode("a.md", b"ett\ntv\xe5 ord\n", &diagnostics).is_none());
        let span = diagnostics.into_vec()[0].location.span.clone().unwrap();
        assert_eq!((span.line, span.column, span.excerpt.as_deref()), (2, 3, Some("tv\u{fffd} ord")));
    }
}
