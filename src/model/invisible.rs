//! Titles that are data (of feeds, windows, files, wire messages) without invisible characters.
//!
//! A soft hyphen or a zero width space says where running text may be divided; in a list of titles it hides a word from a search and is shown
//! as a box by some programs. What an invisible character does to the text itself stays:
//!
//! - joiners and non-joiners between emoji (UTS #51, 1.4.9) and beside letters of scripts that join or stack (Unicode 15, 23.2; RFC 5892,
//!   A.1 and A.2), as in Persian;
//! - direction marks, embeddings and isolates where a text holds letters from right to left, or an override (UAX #9, 2);
//! - tags after an emoji, which make the flag of a region (UTS #51, 1.4.6), and variation selectors.

use std::borrow::Cow;

/// The text of a title for programs. Most titles are borrowed.
pub fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_format) {
        return Cow::Borrowed(text);
    }
    let has_direction = text.contains(|c| is_right_to_left(c) || matches!(c, '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2067}'));
    let chars: Vec<char> = text.chars().collect();
    let stays = |at: usize| match chars[at] {
        '\u{200c}' | '\u{200d}' => {
            let before = chars[..at].iter().rev().find(|c| !is_modifier(**c)).copied();
            let after = chars.get(at + 1).copied();
            before.is_some_and(is_emoji) && after.is_some_and(is_emoji)
                || before.is_some_and(is_of_joining_script)
                || after.is_some_and(is_of_joining_script)
        }
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => has_direction,
        '\u{e0020}'..='\u{e007f}' => {
            let base = chars[..at].iter().rev().find(|c| !matches!(c, '\u{e0020}'..='\u{e007f}'));
            base.is_some_and(|c| is_emoji(*c) || is_modifier(*c))
        }
        c => !is_format(c),
    };
    Cow::Owned((0..chars.len()).filter(|at| stays(*at)).map(|at| chars[at]).collect())
}

/// Invisible characters that are no letters, spaces or variation selectors.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Of the blocks of scripts from right to left (Hebrew to Arabic Extended-A, presentation forms, and the range of plane 1 that is kept for
/// them).
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Of a script in which joiners change the form of letters: from Arabic to the scripts of India, Tibet, Myanmar, Khmer and Mongolia.
fn is_of_joining_script(c: char) -> bool {
    is_right_to_left(c)
        || matches!(c, '\u{900}'..='\u{109f}' | '\u{1700}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}')
        || matches!(c, '\u{11000}'..='\u{11fff}')
}

/// Symbols and pictographs, not letters: what can be part of a sequence of emoji.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// A variation selector, or the tone of skin: part of the emoji before it.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_hold_no_invisible_characters_but_those_that_change_the_text() {
        for (written, title) in [
            ("Barn\u{ad}omsorgen", "Barnomsorgen"),
            ("\u{feff}Ny\u{200b} skola\u{2060}", "Ny skola"),
            ("Å\u{200d}r \u{200e}2026\u{200f}", "År 2026"),
            ("\u{202a}Solvik\u{202c} \u{2068}växer\u{2069}", "Solvik växer"),
            ("Solvik\u{e0041}", "Solvik"),
        ] {
            assert_eq!(without_invisible(written), title);
        }
        for same in [
            "Familjer 👩\u{200d}👩\u{200d}👧 och 👩🏽\u{200d}🚒 och ❤\u{fe0f}\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "مرحبا C++\u{200e} 2026",
            "שלום \u{2067}א\u{2069}",
            "☺\u{fe0f}",
            "A\u{30a}",
        ] {
            assert_eq!(without_invisible(same), same);
        }
    }
}
