//! One file as the author wrote it, made ready to be read: decoded, with even line ends, and every mistake in it told by its place.

use std::ops::Range;

use strsim::osa_distance;

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Location;
use crate::model::name::is_noncharacter;
use crate::msg;

/// A text and the file it stands in. Byte ranges of it become places.
#[derive(Debug)]
pub(crate) struct SourceText {
    /// Relative to the content folder, with forward slashes.
    pub file: String,
    pub whole: String,
}

/// A value and the bytes of the file it stands at.
#[derive(Debug, Clone)]
pub(crate) struct Spanned<T> {
    pub value: T,
    pub at: Range<usize>,
}

/// So many forbidden characters are shown one by one; the rest is counted.
const SHOWN: usize = 20;

impl SourceText {
    /// UTF-8, with or without a byte order mark, with any kind of line end. A character that no output can carry is a mistake;
    /// in the text a blank of the same length takes its place, so that the rest can be checked. `None` when it is not UTF-8.
    pub fn decode(file: &str, bytes: &[u8], diagnostics: &Diagnostics) -> Option<SourceText> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let written = match std::str::from_utf8(bytes) {
            Ok(written) => written,
            Err(error) => {
                diagnostics.push(not_utf8(file, bytes, error.valid_up_to()));
                return None;
            }
        };
        let even = if written.contains('\r') { written.replace("\r\n", "\n").replace('\r', "\n") } else { written.to_owned() };
        let is_forbidden = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_noncharacter(c);
        if !even.chars().any(is_forbidden) {
            return Some(SourceText { file: file.to_owned(), whole: even });
        }
        let mut whole = String::with_capacity(even.len());
        let (mut found, mut rest) = (0, 0..0);
        for (at, c) in even.char_indices() {
            if !is_forbidden(c) {
                whole.push(c);
                continue;
            }
            whole.push_str([" ", "\u{a0}", "\u{3000}", "\u{1fbf0}"].get(c.len_utf8() - 1).unwrap_or(&" "));
            found += 1;
            if found == SHOWN + 1 {
                rest = at..at + c.len_utf8();
            }
            if found <= SHOWN {
                diagnostics.push(forbidden_character(Location::within(file, &even, at..at + c.len_utf8()), c));
            }
        }
        if let Some(more @ 1..) = found.checked_sub(SHOWN) {
            let say = msg!("{more} more forbidden characters in this file", "{more} förbjudna tecken till i den här filen");
            let hint = msg!(
                "the first of them is here: delete them and retype the words",
                "det första av dem är här: ta bort dem och skriv om orden"
            );
            diagnostics.push(Diagnostic::error(Location::within(file, &even, rest), say).hint(hint));
        }
        Some(SourceText { file: file.to_owned(), whole })
    }

    pub fn place(&self, range: Range<usize>) -> Location {
        Location::within(self.file.clone(), &self.whole, range)
    }

    /// Where the line begins that byte `at` stands on.
    pub fn line_start(&self, at: usize) -> usize {
        self.whole.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    /// The bytes of `range` as they are written.
    pub fn slice(&self, range: Range<usize>) -> &str {
        self.whole.get(range).unwrap_or_default()
    }
}

fn forbidden_character(place: Location, c: char) -> Diagnostic {
    let code = format!("U+{:04X}", c as u32);
    let say = msg!("the character {code} cannot be used in a text", "tecknet {code} kan inte användas i en text");
    let hint = msg!(
        "it is invisible and often comes with pasted text: delete it and retype the word",
        "det är osynligt och följer ofta med när text klistras in: ta bort det och skriv om ordet"
    );
    Diagnostic::error(place, say).hint(hint)
}

/// Shows the line of the first byte that is no UTF-8, as far as it can be shown.
fn not_utf8(file: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let shown = String::from_utf8_lossy(bytes);
    // Everything before the byte was valid, so it stands at the same place in the text that can be shown.
    let place = Location::within(file, &shown, at..at + '\u{fffd}'.len_utf8());
    let say = msg!("the file is not in UTF-8", "filen är inte i UTF-8");
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let hint = if utf16 {
        msg!("it was saved as UTF-16: save it again as `UTF-8`", "den är sparad som UTF-16: spara om den som `UTF-8`")
    } else {
        msg!(
            "it may have been saved as Windows-1252 or Latin-1: save it again as `UTF-8`",
            "den kan vara sparad som Windows-1252 eller Latin-1: spara om den som `UTF-8`"
        )
    };
    Diagnostic::error(place, say).hint(hint)
}

/// A value of the author's for a message: on one line, and short.
pub(crate) fn shown(value: &str) -> String {
    const LIMIT: usize = 60;
    let line: String = value.trim().chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).take(LIMIT + 1).collect();
    if line.chars().count() > LIMIT { line.chars().take(LIMIT - 1).chain(['…']).collect() } else { line }
}

/// The name of `known` that `written` was most likely meant to be.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A key of any length can be written; only names of a likely length are compared.
    let written: String = written.to_lowercase().chars().take(120).collect();
    let limit = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (osa_distance(&written, &name.to_lowercase()), name))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let known = ["headline", "lead", "topics", "contacts"];
        assert_eq!(nearest("headlin", known), Some("headline"));
        assert_eq!(nearest("Contact", known), Some("contacts"));
        assert_eq!(nearest("laed", known), Some("lead"));
        assert_eq!(nearest("photographer", known), None);
    }

    #[test]
    fn any_line_end_and_a_byte_order_mark_are_read() {
        let diagnostics = Diagnostics::default();
        let text = SourceText::decode("a.md", b"\xef\xbb\xbfett\r\ntv\xc3\xa5\rtre", &diagnostics).unwrap();
        assert_eq!(text.whole, "ett\ntvå\ntre");
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn a_byte_that_is_no_utf8_is_shown_on_its_line() {
        let diagnostics = Diagnostics::default();
        assert!(SourceText::decode("a.md", b"ett\ntv\xe5 ord\n", &diagnostics).is_none());
        let spot = diagnostics.into_vec()[0].location.span.clone().unwrap();
        assert_eq!((spot.line, spot.column, spot.excerpt.as_str()), (2, 3, "tv\u{fffd} ord"));
    }
}
