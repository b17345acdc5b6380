//! How many words a text has.

/// Words of a text, as IPTC 7901 counts them (4.8): what has a letter or digit, but for the numbers of a list's items. These stand at the
/// beginning of a line, behind as many spaces as `indent` has.
pub fn words_in(text: &str, indent: &str) -> usize {
    let (mut words, mut is_word) = (0, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == ' ' || c == '\n' || (!c.is_ascii_graphic() && c.is_whitespace()) {
            is_word = false;
        } else if !is_word && (c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric())) {
            is_word = true;
            words += 1;
            // Nothing else of the word is looked at.
            let rest = chars.as_str().as_bytes();
            let plain = rest.iter().take_while(|byte| byte.is_ascii_graphic()).count();
            chars = chars.as_str()[plain..].chars();
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
