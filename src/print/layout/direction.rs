//! In which order the pieces of a line stand: UAX #9. The door to `unicode-bidi`.

use unicode_bidi::BidiInfo;
use unicode_bidi::Level;

use crate::markup::phone_numbers;

/// How deep each character of a paragraph is embedded: odd from right to left.
#[derive(Debug, Default)]
pub struct Directions {
    /// One for each character; empty when everything runs from left to right.
    levels: Vec<u8>,
    /// The paragraph itself runs from right to left.
    pub from_the_right: bool,
}

impl Directions {
    /// `from_the_right`: the paragraph stands among such in a language that is written so (UAX #9 rule HL1), whatever word it begins with.
    /// Where it has letters, but none of that language, it is a paragraph of another, as our own words are.
    pub fn of(characters: &[char], from_the_right: bool) -> Directions {
        let has_own = characters.iter().any(|c| runs_from_the_right(*c));
        let from_the_right = from_the_right && (has_own || !characters.iter().any(|c| c.is_alphabetic()));
        if !from_the_right && !has_own {
            return Directions::default();
        }
        let text: String = characters.iter().collect();
        let bidi = BidiInfo::new(&text, Some(if from_the_right { Level::rtl() } else { Level::ltr() }));
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut levels: Vec<u8> = starts.iter().map(|&at| bidi.levels.get(at).map_or(0, |level| level.number())).collect();
        // The groups of a telephone number are one, whatever stands around them.
        let mut from = 0;
        while from_the_right && let Some(number) = text.get(from..).and_then(phone_numbers::next) {
            let character = |at: usize| starts.partition_point(|start| *start < from + at);
            if let Some(levels) = levels.get_mut(character(number.start)..character(number.end)) {
                levels.fill(2);
            }
            from += number.end;
        }
        Directions { levels, from_the_right }
    }

    /// The level of the character at `index`.
    pub fn level(&self, index: usize) -> u8 {
        self.levels.get(index).copied().unwrap_or(0)
    }
}

/// The bracket that is drawn for one in text from right to left (UAX #9 rule L4); as long in UTF-8 as the one it stands for.
pub fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        c => c,
    }
}

/// The pieces of a line as they stand from left to right, by the level of each.
pub fn visual_order(levels: &[u8]) -> Vec<usize> {
    let levels: Vec<Level> = levels.iter().map(|level| Level::new(*level).unwrap_or_else(|_| Level::ltr())).collect();
    BidiInfo::reorder_visual(&levels)
}

/// Letters of Hebrew, Arabic and the scripts between them.
pub fn runs_from_the_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Letters and marks that the theme's Arabic faces have.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_in_arabic_runs_from_left_to_right() {
        let text: Vec<char> = "رقم 08-465 004 10.".chars().collect();
        let directions = Directions::of(&text, true);
        let levels: Vec<u8> = (0..text.len()).map(|at| directions.level(at)).collect();
        assert_eq!(levels, [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1]);
        assert_eq!(visual_order(&[1, 1, 2, 2, 1]), [4, 2, 3, 1, 0]);
        let english: Vec<char> = "Open: 8.00–16.30.".chars().collect();
        let directions = Directions::of(&english, true);
        assert!(!directions.from_the_right && (0..english.len()).all(|at| directions.level(at) == 0));
        let number: Vec<char> = "2.".chars().collect();
        assert!(Directions::of(&number, true).from_the_right);
        let swedish: Vec<char> = "دليل (ODT)".chars().collect();
        let levels: Vec<u8> = (0..swedish.len()).map(|at| Directions::of(&swedish, false).level(at)).collect();
        assert_eq!(levels, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    }

    /// Takes minutes when every number, or every sign that could begin one, looks at the whole paragraph.
    #[test]
    fn a_megabyte_of_numbers_takes_no_longer_than_one_of_words() {
        let numbers: Vec<char> = "رقم 08-465 004 10 ".repeat(60_000).chars().collect();
        let directions = Directions::of(&numbers, true);
        assert_eq!((directions.level(4), directions.level(numbers.len() - 2)), (2, 2));
        let signs: Vec<char> = format!("رقم {}08-465 004 10", "+".repeat(500_000)).chars().collect();
        assert_eq!(Directions::of(&signs, true).level(2), 1);
    }
}
