//! Telephone numbers in running text: where lines end and directions change, they are one.

use std::ops::Range;

/// Digits in groups, as telephone numbers are written: "08-465 004 01", "+46 (0)8-465 004 01".
pub fn next(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit() || c == '+')?;
        let inside = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '\u{a0}' | '(' | ')');
        let whole = &text[start..text[start..].find(|c| !inside(c)).map_or(text.len(), |end| start + end)];
        let number = whole.trim_end_matches(|c: char| !c.is_ascii_digit());
        let end = start + number.len();
        // A letter before it makes it a part of a word; seven digits with a hyphen or a country's code make it a telephone number.
        let word = text[..start].ends_with(char::is_alphanumeric);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if !word && (7..=15).contains(&digits) && (number.contains('-') || number.starts_with('+')) {
            return Some(start..end);
        }
        // What follows the last digit begins no number; looked at once, however long it is.
        from = start + whole.len();
    }
}
