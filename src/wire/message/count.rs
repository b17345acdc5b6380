//! The number of words in a text.

/// Counts as IPTC 7901 does (4.8): tokens with a letter or digit, except the numbers of list items, which begin a line after `indent`.
pub fn count_words(text: &str, indent: &str) -> usize {
    let (mut words, mut is_word) = (0, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == ' ' || c == '\n' || (!c.is_ascii_graphic() && c.is_whitespace()) {
            is_word = false;
        } else if !is_word && (c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric())) {
            is_word = true;
            words += 1;
            // The rest of the word is skipped.
            let rest = chars.as_str().as_bytes();
            let len = rest.iter().take_while(|byte| byte.is_ascii_graphic()).count();
            chars = chars.as_str()[len..].chars();
        }
    }
    let numbers = text.lines().filter(|line| line.strip_prefix(indent).is_some_and(begins_with_number)).count();
    words - numbers
}

/// "12. "
fn begins_with_number(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && line[digits..].starts_with(". ")
}
