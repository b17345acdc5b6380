//! Control characters written by reference, `&#x10;` in HTML and XML and `\u0010` in JSON: left out and counted, as raw ones are.

use crate::model::name::is_noncharacter;

/// The text without them, and their number. Only for markup: in plain text they are characters like any other.
pub fn drop_control_references(text: String) -> (String, usize) {
    let start = text.trim_start();
    let is_json = start.starts_with(['{', '[']);
    if !(is_json || start.starts_with('<')) || !(text.contains("#") || text.contains("\\u")) {
        return (text, 0);
    }
    let mut out = String::with_capacity(text.len());
    let (mut dropped, mut from, mut at) = (0, 0, 0);
    while let Some(next) = text[at..].find(['&', '\\']).map(|next| at + next) {
        let rest = &text[next..];
        let length = if rest.starts_with('&') { reference_length(rest) } else { escape_length(rest).filter(|_| is_json) };
        let Some(length) = length else {
            // The character after a backslash is escaped, so it is no escape of its own.
            at = next + 1 + usize::from(is_json && rest.starts_with("\\\\"));
            continue;
        };
        dropped += 1;
        out.push_str(&text[from..next]);
        (from, at) = (next + length, next + length);
    }
    out.push_str(&text[from..]);
    (out, dropped)
}

/// The bytes of a reference to a control character, which may be escaped itself: `&#1;`, `&amp;#x1;`.
fn reference_length(text: &str) -> Option<usize> {
    let bare = text.strip_prefix('&')?;
    let bare = std::iter::successors(Some(bare), |bare| bare.strip_prefix("amp;")).last()?.strip_prefix('#')?;
    let (digits, radix) = bare.strip_prefix(['x', 'X']).map_or((bare, 10), |digits| (digits, 16));
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let rest = digits[length..].strip_prefix(';').unwrap_or(&digits[length..]);
    is_control(code).then_some(text.len() - rest.len())
}

/// `\u0010`.
fn escape_length(text: &str) -> Option<usize> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok().filter(|code| is_control(*code)).map(|_| 6)
}

/// Not tabs and line ends; HTML reads those from 128 on as windows-1252.
fn is_control(code: u32) -> bool {
    match code {
        9 | 10 | 13 => false,
        0..32 | 127 => true,
        code => char::from_u32(code).is_some_and(is_noncharacter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_control_characters_are_left_out_and_counted() {
        for (written, read, count) in [
            ("<p>Text &#x10; ord&#1;.</p>", "<p>Text  ord.</p>", 2),
            ("<p>&amp;#x1;&amp;amp;#2;&#0;&#xFFFE;&#127;</p>", "<p></p>", 5),
            ("<p>&#x1 ett&#31två</p>", "<p> etttvå</p>", 2),
            ("<p>&#10;&#9;&#229;&#x2013;&#150;&aring; & # &#;</p>", "<p>&#10;&#9;&#229;&#x2013;&#150;&aring; & # &#;</p>", 0),
            (r#"{"a": "ett\u0001 två &#x1f; \\u0001 \u00e5"}"#, r#"{"a": "ett två  \\u0001 \u00e5"}"#, 2),
            ("Skriv &#1; i texten", "Skriv &#1; i texten", 0),
            ("", "", 0),
        ] {
            assert_eq!(drop_control_references(written.to_owned()), (read.to_owned(), count), "{written}");
        }
    }
}
