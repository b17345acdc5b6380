//! Where a line may end: after a space, a hyphen or a slash, within a long word; and where it must not,
//! as between "19" and "juni" or within a phone number.
//!
//! The door to `hypher`, which knows where Swedish and English words are divided.

use crate::markup::no_break::belong_together;

/// What stands between one character and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BreakOpportunity {
    #[default]
    No,
    /// A space, after which a new line may begin.
    Space,
    /// Nothing is added when the line ends here: after a hyphen of the author's, a slash.
    Free,
    /// As [`BreakOpportunity::Free`], but rather not: before a sign within an address.
    Sign,
    /// A hyphen is added when the line ends here.
    Hyphen,
    /// The line ends here.
    Forced,
}

/// A language whose words can be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HyphenationLanguage {
    Swedish,
    English,
}

impl HyphenationLanguage {
    /// By the first part of a language tag; `None` for languages whose rules are not built in.
    pub fn of(primary: &str) -> Option<HyphenationLanguage> {
        match primary {
            "sv" => Some(HyphenationLanguage::Swedish),
            "en" => Some(HyphenationLanguage::English),
            _ => None,
        }
    }
}

/// Words of more letters are divided anywhere, if they must.
const LONGEST_WORD: usize = 120;
/// Fewer letters are never divided.
const SHORTEST_WORD: usize = 7;
/// So many letters at least stand before a hyphen, and so many after it.
const BEFORE: usize = 3;
const AFTER: usize = 4;

/// For each character, whether a line may end after it. `given` holds what the author asked for (soft hyphens,
/// line breaks); a word in which there is any is divided nowhere else.
pub fn find(text: &[char], given: Vec<BreakOpportunity>, dividing: Option<HyphenationLanguage>) -> Vec<BreakOpportunity> {
    let mut after = given;
    after.resize(text.len(), BreakOpportunity::No);
    let tokens = tokens(text);
    for (i, token) in tokens.iter().enumerate() {
        let word = text.get(token.clone()).unwrap_or_default();
        let Some(marks) = after.get_mut(token.clone()) else { continue };
        if is_address(word) {
            divide_address(word, marks);
        } else {
            divide_word(word, marks, dividing);
        }
        let (Some(next), Some(space)) = (tokens.get(i + 1), after.get_mut(token.end)) else { continue };
        let next = text.get(next.clone()).unwrap_or_default();
        // The dash that opens a quote.
        let opens = i == 0 && matches!(word, ['–' | '—']);
        if *space == BreakOpportunity::No && !opens && !belong_together(word, next) {
            *space = BreakOpportunity::Space;
        }
    }
    after
}

/// The stretches between spaces.
fn tokens(text: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (i, &c) in text.iter().enumerate() {
        if c == ' ' {
            if i > start {
                found.push(start..i);
            }
            start = i + 1;
        }
    }
    if text.len() > start {
        found.push(start..text.len());
    }
    found
}

fn is_address(word: &[char]) -> bool {
    let text: String = word.iter().take(400).collect();
    let bare = text.trim_start_matches(['(', '<', '"', '”']);
    text.contains("://") || bare.starts_with("www.") || (text.contains('@') && text.contains('.')) || is_host_and_path(bare)
}

/// `skolverket.se/om-oss`: how addresses are printed.
fn is_host_and_path(text: &str) -> bool {
    let Some((host, _)) = text.split_once('/') else { return false };
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    name.chars().count() > 1 && top.len() > 1 && top.chars().all(|c| c.is_ascii_alphabetic())
}

/// So much of an address at least stands before one of its signs on another line: "www" says nothing.
const BEFORE_SIGN: usize = 6;

/// An address may break after a slash, and if it must before its other signs, with which the next line then begins; but no hyphen is ever
/// added, and none of its own ends a line, since nobody who types it could tell the one from the other.
fn divide_address(word: &[char], marks: &mut [BreakOpportunity]) {
    for (i, mark) in marks.iter_mut().enumerate() {
        let (here, next) = (word.get(i).copied(), word.get(i + 1).copied());
        let goes_on = word.get(i + 2).is_some_and(|c| c.is_alphanumeric());
        let after_slash = here == Some('/') && next.is_some_and(|c| !is_sign(c));
        let before_sign = next.is_some_and(|c| is_sign(c) && c != '/') && goes_on && here != Some('/');
        if *mark != BreakOpportunity::No {
            continue;
        }
        if after_slash {
            *mark = BreakOpportunity::Free;
        } else if before_sign && i >= BEFORE_SIGN {
            *mark = BreakOpportunity::Sign;
        }
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '/' | '?' | '&' | '=' | '#' | '@' | '_' | '.')
}

fn divide_word(word: &[char], marks: &mut [BreakOpportunity], dividing: Option<HyphenationLanguage>) {
    let by_hand = marks.contains(&BreakOpportunity::Hyphen);
    for i in 0..word.len() {
        let Some(&c) = word.get(i) else { continue };
        let next = word.get(i + 1).copied();
        let letters = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic());
        let between_letters = letters(i.checked_sub(1).and_then(|b| word.get(b))) && letters(word.get(i + 1));
        // "km/h" and "m/s" stay whole, "Vallmon/Vitsippan" may break; so may "Stockholm–Uppsala".
        let wide = between_letters && letters(i.checked_sub(2).and_then(|b| word.get(b))) && letters(word.get(i + 2));
        let free =
            (matches!(c, '-' | '\u{2010}' | '/' | '–' | '—') && wide) || next.is_some_and(|n| is_ideograph(c) && is_ideograph(n));
        if free && let Some(mark) = marks.get_mut(i).filter(|mark| **mark == BreakOpportunity::No) {
            *mark = BreakOpportunity::Free;
        }
    }
    if let Some(dividing) = dividing.filter(|_| !by_hand) {
        let mut start = 0;
        while start < word.len() {
            let length = word.iter().skip(start).take_while(|c| c.is_alphabetic()).count();
            if let (Some(letters), Some(marks)) = (word.get(start..start + length), marks.get_mut(start..start + length)) {
                divide_letters(letters, marks, dividing);
            }
            start += length.max(1);
        }
    }
}

fn divide_letters(letters: &[char], marks: &mut [BreakOpportunity], dividing: HyphenationLanguage) {
    let shouted = letters.iter().filter(|c| c.is_uppercase()).count() > 1;
    if letters.len() < SHORTEST_WORD || letters.len() > LONGEST_WORD || shouted {
        return;
    }
    let word: String = letters.iter().collect();
    let lang = match dividing {
        HyphenationLanguage::Swedish => hypher::Lang::Swedish,
        HyphenationLanguage::English => hypher::Lang::English,
    };
    let mut at = 0;
    for syllable in hypher::hyphenate(&word, lang) {
        at += syllable.chars().count();
        if at >= BEFORE
            && at + AFTER <= letters.len()
            && let Some(mark) = marks.get_mut(at - 1)
        {
            *mark = BreakOpportunity::Hyphen;
        }
    }
}

/// Chinese and Japanese need no space between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `|` where a line may end, `-|` where it ends with a hyphen of ours, and `_` for a space that stays whole.
    fn shown(text: &str, dividing: Option<HyphenationLanguage>) -> String {
        let characters: Vec<char> = text.chars().collect();
        let after = find(&characters, vec![BreakOpportunity::No; characters.len()], dividing);
        let show = |(c, mark): (&char, &BreakOpportunity)| match (c, mark) {
            (' ', BreakOpportunity::No) => "_".to_owned(),
            (' ', _) => " ".to_owned(),
            (c, BreakOpportunity::No) => c.to_string(),
            (c, BreakOpportunity::Hyphen) => format!("{c}-|"),
            (c, _) => format!("{c}|"),
        };
        characters.iter().zip(&after).map(show).collect()
    }

    #[test]
    fn what_belongs_together_is_not_parted() {
        for (text, expected) in [
            ("drygt 3 500 personer och 15 000 barn", "drygt 3_500 personer och 15_000 barn"),
            ("ring 073-421 86 53 eller +46 (0)8 465 004 01 nu", "ring 073-421_86_53 eller +46_(0)8_465_004_01 nu"),
            ("den 19 juni kl. 9.30 eller June 19 då", "den 19_juni kl._9.30 eller June_19 då"),
            ("i S:t Botvids skola", "i S:t_Botvids skola"),
            ("på 2,4 miljarder kronor, 15 % av 200 kr.", "på 2,4_miljarder kronor, 15_% av 200_kr."),
            ("säger Emanuel Ksiazkiewicz (S), ordförande", "säger Emanuel Ksiazkiewicz_(S), ordförande"),
            ("av J. R. Öberg", "av J._R._Öberg"),
            ("– Det är bra – mycket bra", "–_Det är bra_– mycket bra"),
            ("enligt § 4 i lagen", "enligt §_4 i lagen"),
            ("50 skolor, 22 grundskolor 2017", "50 skolor, 22 grundskolor 2017"),
        ] {
            assert_eq!(shown(text, None), expected);
        }
    }

    #[test]
    fn a_line_may_end_after_a_hyphen_or_slash_between_words_but_not_within_a_number_or_unit() {
        assert_eq!(shown("Vallmon/Vitsippan", None), "Vallmon/|Vitsippan");
        assert_eq!(shown("kultur-intresserad", None), "kultur-|intresserad");
        assert_eq!(shown("110 km/h 08-465 e-post 2017–2018", None), "110_km/h 08-465 e-post 2017–2018");
    }

    #[test]
    fn an_address_breaks_at_its_signs_and_gets_no_hyphen() {
        assert_eq!(
            shown("https://www.solvik.example/om-oss?ar=2017", Some(HyphenationLanguage::Swedish)),
            "https://|www|.solvik|.example/|om-oss|?ar|=2017"
        );
        assert_eq!(
            shown("(www.solvik.example/diarium?nr=KS-2026)", Some(HyphenationLanguage::Swedish)),
            "(www.solvik|.example/|diarium|?nr|=KS-2026)"
        );
        assert_eq!(shown("simhallen@solvik.example", Some(HyphenationLanguage::Swedish)), "simhallen|@solvik|.example");
    }

    #[test]
    fn long_words_are_divided_with_three_letters_before_and_four_after() {
        assert_eq!(shown("utbildningsnämnden", Some(HyphenationLanguage::Swedish)), "utbild-|nings-|nämnden");
        assert_eq!(shown("organization", Some(HyphenationLanguage::English)), "orga-|ni-|za-|tion");
        assert_eq!(shown("kommun UNDERRÄTTELSE", Some(HyphenationLanguage::Swedish)), "kommun UNDERRÄTTELSE");
        // Longer than the 45 bytes that hypher holds without allocating.
        let long = shown("kraftförsörjningsanläggningsprojekteringsgruppen", Some(HyphenationLanguage::Swedish));
        assert!(long.matches("-|").count() > 5, "{long}");
        for part in long.split("-|") {
            assert!(!part.is_empty());
        }
    }

    #[test]
    fn an_authors_soft_hyphen_is_the_only_place_to_divide_a_word() {
        let characters: Vec<char> = "utbildningsnämnden".chars().collect();
        let mut given = vec![BreakOpportunity::No; characters.len()];
        given[10] = BreakOpportunity::Hyphen;
        let after = find(&characters, given, Some(HyphenationLanguage::Swedish));
        assert_eq!(after.iter().filter(|mark| **mark == BreakOpportunity::Hyphen).count(), 1);
    }
}
