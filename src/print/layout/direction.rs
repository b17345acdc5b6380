//! The order of the parts of a line: UAX #9. The door to `unicode-bidi`.

use unicode_bidi::{BidiInfo, Level};

use crate::markup::phone_numbers;

/// The embedding level of each character of a paragraph: odd from right to left.
#[derive(Debug, Default)]
pub struct Directions {
    /// One for each character; empty when everything runs from left to right.
    levels: Vec<u8>,
    /// The direction of the paragraph itself.
    pub is_rtl: bool,
}

impl Directions {
    /// `is_rtl`: the text around the paragraph runs from right to left, whatever word it begins with (UAX #9, rule HL1). A paragraph with
    /// letters of other scripts only, such as Depesch's own words, still runs from left to right.
    pub fn resolve(characters: &[char], is_rtl: bool) -> Directions {
        let has_rtl_letters = characters.iter().any(|c| is_rtl_letter(*c));
        let is_rtl = is_rtl && (has_rtl_letters || !characters.iter().any(|c| c.is_alphabetic()));
        if !is_rtl && !has_rtl_letters {
            return Directions::default();
        }
        let text: String = characters.iter().collect();
        let bidi = BidiInfo::new(&text, Some(if is_rtl { Level::rtl() } else { Level::ltr() }));
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut levels: Vec<u8> = starts.iter().map(|&at| bidi.levels.get(at).map_or(0, Level::number)).collect();
        // The groups of a phone number are one, whatever is around them.
        let mut searched = 0;
        while is_rtl && let Some(number) = text.get(searched..).and_then(phone_numbers::next) {
            let character = |at: usize| starts.partition_point(|start| *start < searched + at);
            if let Some(levels) = levels.get_mut(character(number.start)..character(number.end)) {
                levels.fill(2);
            }
            searched += number.end;
        }
        Directions { levels, is_rtl }
    }

    pub fn level(&self, index: usize) -> u8 {
        self.levels.get(index).copied().unwrap_or(0)
    }
}

/// The bracket drawn for `c` in text from right to left (UAX #9, rule L4); it has the same length in UTF-8.
pub fn mirror(c: char) -> char {
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

/// The indices of the parts of a line from left to right, by their levels.
pub fn visual_order(levels: &[u8]) -> Vec<usize> {
    let levels: Vec<Level> = levels.iter().map(|level| Level::new(*level).unwrap_or_else(|_| Level::ltr())).collect();
    BidiInfo::reorder_visual(&levels)
}

/// Hebrew, Arabic and the scripts between them.
pub fn is_rtl_letter(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Letters and marks of the Arabic faces.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_in_arabic_runs_from_left_to_right() {
        let text: Vec<char> = "رقم 08-465 004 10.".chars().collect();
        let directions = Directions::resolve(&text, true);
        let levels: Vec<u8> = (0..text.len()).map(|at| directions.level(at)).collect();
        assert_eq!(levels, [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1]);
        assert_eq!(visual_order(&[1, 1, 2, 2, 1]), [4, 2, 3, 1, 0]);
        let english: Vec<char> = "Open: 8.00–16.30.".chars().collect();
        let directions = Directions::resolve(&english, true);
        assert!(!directions.is_rtl && (0..english.len()).all(|at| directions.level(at) == 0));
        let number: Vec<char> = "2.".chars().collect();
        assert!(Directions::resolve(&number, true).is_rtl);
        let swedish: Vec<char> = "دليل (ODT)".chars().collect();
        let levels: Vec<u8> = (0..swedish.len()).map(|at| Directions::resolve(&swedish, false).level(at)).collect();
        assert_eq!(levels, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    }

    /// Takes minutes if each number, or each sign that could begin one, searches the whole paragraph.
    #[test]
    fn a_megabyte_of_numbers_takes_linear_time() {
        let numbers: Vec<char> = "رقم 08-465 004 10 ".repeat(60_000).chars().collect();
        let directions = Directions::resolve(&numbers, true);
        assert_eq!((directions.level(4), directions.level(numbers.len() - 2)), (2, 2));
        let signs: Vec<char> = format!("رقم {}08-465 004 10", "+".repeat(500_000)).chars().collect();
        assert_eq!(Directions::resolve(&signs, true).level(2), 1);
    }
}
