//! Which characters of a text may leave the house: those that XML 1.0 and HTML can hold, with direction marks in pairs.
//!
//! XML 1.0 (fifth edition) section 2.2, production `Char`; HTML section 13.2.3.5 "Preprocessing the input stream";
//! direction controls after UAX #9.

use std::borrow::Cow;

use crate::model::name::is_noncharacter;

/// The text as every output may write it, for a place of its own (a title, a name, an attribute):
///
/// - what XML 1.0 cannot hold, escaped or not, is left out; a vertical tab or form feed becomes a space, so that no two words join;
/// - U+0080 to U+009F are bytes of windows-1252 that were read as Latin-1: they become the characters that were meant;
/// - an override, embedding or isolate that is left open is closed at the end, so that it cannot reorder what follows;
///   a closing mark without its opening one is left out, so that it cannot close one that surrounds the text.
///
/// Nothing visible is lost. Most texts need nothing and are borrowed.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut pairs = Pairs::default();
    let mut out = pairs.look_through(text);
    out.push_str(&pairs.close());
    Cow::Owned(out)
}

/// Direction marks that stand open, carried through the parts of one run of text.
#[derive(Debug, Default)]
pub struct Pairs {
    /// For each open mark, the one that closes it.
    open: Vec<char>,
}

const PDF: char = '\u{202c}';
const PDI: char = '\u{2069}';

impl Pairs {
    /// The next part of the run, cleaned.
    pub fn pass<'t>(&mut self, part: &'t str) -> Cow<'t, str> {
        if is_clean(part) { Cow::Borrowed(part) } else { Cow::Owned(self.look_through(part)) }
    }

    fn look_through(&mut self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        let mut chars = part.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => {
                    self.open.push(PDF);
                    out.push(c);
                }
                '\u{2066}'..='\u{2068}' => {
                    self.open.push(PDI);
                    out.push(c);
                }
                PDF if self.open.last() == Some(&PDF) => {
                    self.open.pop();
                    out.push(c);
                }
                // UAX #9 rule X6a: an isolate's end also ends the embeddings opened inside it.
                PDI if self.open.contains(&PDI) => {
                    while self.open.pop() == Some(PDF) {
                        out.push(PDF);
                    }
                    out.push(c);
                }
                PDF | PDI => {}
                '\r' if chars.peek() == Some(&'\n') => {}
                '\r' => out.push('\n'),
                '\u{b}' | '\u{c}' => out.push(' '),
                '\u{80}'..='\u{9f}' => out.extend(windows_1252(c)),
                c if needs_care(c) => {}
                c => out.push(c),
            }
        }
        out
    }

    /// What closes every mark that is open.
    pub fn close(&mut self) -> String {
        self.open.drain(..).rev().collect()
    }
}

/// True when every character can stay. Every string of every output comes here, so it looks at bytes first, many at a time: only where one
/// of them can begin a character that needs care is that character looked at.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_suspect = |byte: u8| {
        (byte < 0x20 && byte != b'\t' && byte != b'\n') | (byte == 0x7f) | (byte == 0xc2) | (byte == 0xe2) | (byte >= 0xef)
    };
    for (n, chunk) in bytes.chunks(64).enumerate() {
        if !chunk.iter().fold(false, |any, byte| any | is_suspect(*byte)) {
            continue;
        }
        let suspects = chunk.iter().enumerate().filter(|(_, byte)| is_suspect(**byte)).map(|(at, _)| n * 64 + at);
        // A suspect byte always begins a character.
        if suspects.filter_map(|at| text[at..].chars().next()).any(|c| needs_care(c) || is_direction_mark(c)) {
            return false;
        }
    }
    true
}

/// True for what cannot be written as it is.
fn needs_care(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        c => is_noncharacter(c),
    }
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The character that windows-1252 has at the place of a C1 control; five places are empty.
fn windows_1252(c: char) -> Option<char> {
    const TABLE: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—',
        '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let place = u32::from(c).checked_sub(0x80)?;
    TABLE.get(usize::try_from(place).ok()?).copied().filter(|found| *found != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed_as_it_is() {
        for text in ["", "S:t Botvids gymnasium – 3\u{a0}500 elever", "mjuk\u{ad}strec\u{200b}k\n\tja", "مدارس"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn the_quick_look_sees_every_character_that_needs_care() {
        // All that could need care, and some of every other kind.
        let some = (0x3000..0xfd00).chain(0x10000..=0x10ffff).step_by(61).chain([0x1fffe, 0x10ffff]);
        for c in (0..0x3000).chain(0xfd00..0x10000).chain(some).filter_map(char::from_u32) {
            // At the ends and across the bound of what is looked at together.
            for text in [format!("{c}"), format!("{}{c}å", "a".repeat(62)), format!("{}{c}", "–".repeat(21))] {
                assert_eq!(is_clean(&text), !(needs_care(c) || is_direction_mark(c)), "{c:?}");
            }
        }
    }

    #[test]
    fn what_xml_cannot_hold_goes_and_words_stay_apart() {
        assert_eq!(clean("a\0b\u{1}c\u{b}d\u{c}e\u{7f}f\u{fffe}g\u{ffff}h\u{1fffe}i\u{fdd0}j"), "abc d efghij");
        assert_eq!(clean("rad\r\nrad\rrad"), "rad\nrad\nrad");
        assert_eq!(clean("\u{93}Citat\u{94} \u{96} 5\u{80}\u{81}"), "“Citat” – 5€");
    }

    #[test]
    fn direction_marks_leave_in_pairs() {
        assert_eq!(clean("\u{202e}omvänt"), "\u{202e}omvänt\u{202c}");
        assert_eq!(clean("a\u{202c}b\u{2069}c"), "abc");
        assert_eq!(clean("\u{2067}\u{202e}x\u{2069}y"), "\u{2067}\u{202e}x\u{202c}\u{2069}y");
        assert_eq!(clean("\u{2066}rätt\u{2069}"), "\u{2066}rätt\u{2069}");
        assert_eq!(clean("\u{202a}\u{2068}x"), "\u{202a}\u{2068}x\u{2069}\u{202c}");
    }
}
