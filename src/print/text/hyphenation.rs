//! Where a line may end: after a space, a hyphen or a slash, within a long word; and where it must not, as between "19" and "juni" or
//! within a phone number.
//!
//! The door to `hypher`, which divides Swedish and English words.

use crate::markup::no_break::belong_together;

/// What may happen between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BreakOpportunity {
    #[default]
    No,
    /// The line may end, and the space is dropped.
    Space,
    /// The line may end as it is: after a hyphen of the author's, a slash.
    Free,
    /// Like [`BreakOpportunity::Free`] but less welcome: before a sign in an address.
    Sign,
    /// The line may end with an added hyphen.
    Hyphen,
    /// The line ends.
    Forced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HyphenationLanguage {
    Swedish,
    English,
}

impl HyphenationLanguage {
    /// From the first part of a language tag; `None` for languages whose rules are not built in.
    pub fn from_tag(primary: &str) -> Option<HyphenationLanguage> {
        match primary {
            "sv" => Some(HyphenationLanguage::Swedish),
            "en" => Some(HyphenationLanguage::English),
            _ => None,
        }
    }
}

/// Longer words are divided anywhere, and only if necessary.
const MAX_LETTERS: usize = 120;
/// Shorter words are never divided.
const MIN_LETTERS: usize = 7;
/// Letters before and after a hyphen, at least.
const MIN_BEFORE: usize = 3;
const MIN_AFTER: usize = 4;

/// For each character, whether a line may end after it. `author_breaks` holds soft hyphens and line breaks; a word with a soft hyphen is
/// divided nowhere else.
pub fn find_breaks(
    text: &[char],
    author_breaks: Vec<BreakOpportunity>,
    language: Option<HyphenationLanguage>,
) -> Vec<BreakOpportunity> {
    let mut after = author_breaks;
    after.resize(text.len(), BreakOpportunity::No);
    let tokens = tokens(text);
    for (i, token) in tokens.iter().enumerate() {
        let word = text.get(token.clone()).unwrap_or_default();
        let Some(marks) = after.get_mut(token.clone()) else { continue };
        if is_address(word) {
            mark_address_breaks(word, marks);
        } else {
            mark_word_breaks(word, marks, language);
        }
        let (Some(next), Some(space)) = (tokens.get(i + 1), after.get_mut(token.end)) else { continue };
        let next = text.get(next.clone()).unwrap_or_default();
        // The dash that begins a quote.
        let opens = i == 0 && matches!(word, ['–' | '—']);
        if *space == BreakOpportunity::No && !opens && !belong_together(word, next) {
            *space = BreakOpportunity::Space;
        }
    }
    after
}

/// The ranges between spaces.
fn tokens(text: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    let ranges = text.split(|c| *c == ' ').map(|token| {
        let range = start..start + token.len();
        start = range.end + 1;
        range
    });
    ranges.filter(|range| !range.is_empty()).collect()
}

/// Addresses, names of files, tags: what a reader types as it is printed, so that a hyphen would make it another.
fn is_address(word: &[char]) -> bool {
    // Most words have no such sign, or only at the end.
    let is_sign = |c: &char| matches!(c, '.' | '/' | '_' | '@' | '#');
    if !word.split_last().is_some_and(|(_, before)| before.iter().any(is_sign)) {
        return false;
    }
    let text: String = word.iter().take(400).collect();
    let bare = text.trim_start_matches(['(', '<', '"', '”']);
    text.contains("://")
        || text.contains('_')
        || bare.starts_with("www.")
        || bare.starts_with(['#', '@'])
        || (text.contains('@') && text.contains('.'))
        || has_host(bare)
}

/// `skolverket.se` and `skolverket.se/om-oss`: how addresses are printed.
fn has_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.trim_end_matches(|c: char| !c.is_alphanumeric());
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    name.chars().count() > 1 && top.len() > 1 && top.chars().all(|c| c.is_ascii_lowercase())
}

/// Characters of an address before one of its signs on the next line, at least: `www` alone says nothing.
const MIN_BEFORE_SIGN: usize = 6;

/// An address may break after a slash, and if necessary before another sign, with which the next line then begins. It never gets a hyphen,
/// nor ends a line with one of its own: a reader could not tell them apart.
fn mark_address_breaks(word: &[char], marks: &mut [BreakOpportunity]) {
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
        } else if before_sign && i >= MIN_BEFORE_SIGN {
            *mark = BreakOpportunity::Sign;
        }
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '/' | '?' | '&' | '=' | '#' | '@' | '_' | '.')
}

fn mark_word_breaks(word: &[char], marks: &mut [BreakOpportunity], language: Option<HyphenationLanguage>) {
    let has_soft_hyphens = marks.contains(&BreakOpportunity::Hyphen);
    let is_letter = |index: Option<usize>| index.and_then(|index| word.get(index)).is_some_and(|c| c.is_alphabetic());
    for (i, (&c, mark)) in word.iter().zip(marks.iter_mut()).enumerate() {
        // `km/h` and `m/s` are not divided; `Vallmon/Vitsippan` and `Stockholm–Uppsala` may be.
        let is_between_words = matches!(c, '-' | '\u{2010}' | '/' | '–' | '—')
            && [i.checked_sub(2), i.checked_sub(1), Some(i + 1), Some(i + 2)].into_iter().all(is_letter);
        let is_between_ideographs = is_ideograph(c) && word.get(i + 1).is_some_and(|&next| is_ideograph(next));
        if *mark == BreakOpportunity::No && (is_between_words || is_between_ideographs) {
            *mark = BreakOpportunity::Free;
        }
    }
    let Some(language) = language.filter(|_| !has_soft_hyphens) else { return };
    let mut start = 0;
    for part in word.chunk_by(|one, next| one.is_alphabetic() == next.is_alphabetic()) {
        let range = start..start + part.len();
        start = range.end;
        let is_uppercase = part.iter().filter(|c| c.is_uppercase()).count() > 1;
        if let Some(marks) = marks.get_mut(range).filter(|_| part.iter().all(|c| c.is_alphabetic()) && !is_uppercase) {
            hyphenate(part, marks, language);
        }
    }
}

/// How a word that is wider than its line may be divided.
pub struct LongWord {
    is_address: bool,
    language: Option<HyphenationLanguage>,
}

impl LongWord {
    /// `word` is all of it, up to the spaces around it.
    pub fn new(word: &[char], language: Option<HyphenationLanguage>) -> LongWord {
        LongWord { is_address: is_address(word), language }
    }

    /// Marks where a line may end with a hyphen by the rules of the language, in capitals and in text that is not hyphenated too. `part` is
    /// what is wider than the line.
    pub fn hyphenate(&self, part: &[char]) -> Vec<BreakOpportunity> {
        let mut marks = vec![BreakOpportunity::No; part.len()];
        let Some(language) = self.language.filter(|_| !self.is_address) else { return marks };
        let mut start = 0;
        for letters in part.chunk_by(|one, next| one.is_alphabetic() == next.is_alphabetic()) {
            let range = start..start + letters.len();
            start = range.end;
            if let Some(marks) = marks.get_mut(range).filter(|_| letters.iter().all(|c| c.is_alphabetic())) {
                hyphenate(letters, marks, language);
            }
        }
        marks
    }

    /// Those of the `marks` of `part` where a Swedish compound is joined by an s after a consonant: `anläggnings-projekt`.
    pub fn joints(&self, part: &[char], marks: &[BreakOpportunity]) -> Vec<BreakOpportunity> {
        let is_joint = |at: usize| {
            let letter = |back: usize| part.get(at.checked_sub(back)?).copied();
            let is_consonant = |c: char| c.is_alphabetic() && !"aeiouyåäöé".contains(c.to_lowercase().next().unwrap_or(c));
            matches!(letter(0), Some('s' | 'S')) && letter(1).is_some_and(is_consonant)
        };
        let is_swedish = self.language == Some(HyphenationLanguage::Swedish);
        let keep = |(at, mark): (usize, &BreakOpportunity)| if is_swedish && is_joint(at) { *mark } else { BreakOpportunity::No };
        marks.iter().enumerate().map(keep).collect()
    }

    /// Whether a line that must end between these characters gets a hyphen. Figures, addresses and scripts that join or stack their letters
    /// do not.
    pub fn takes_hyphen(&self, before: char, after: char) -> bool {
        is_hyphenated_script(before) && is_hyphenated_script(after) && !self.is_address
    }
}

/// Latin, Greek, Cyrillic, Armenian and Georgian letters.
fn is_hyphenated_script(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\0'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1e00}'..='\u{1fff}')
}

fn hyphenate(letters: &[char], marks: &mut [BreakOpportunity], language: HyphenationLanguage) {
    if letters.len() < MIN_LETTERS || letters.len() > MAX_LETTERS {
        return;
    }
    let word: String = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let lang = match language {
        HyphenationLanguage::Swedish => hypher::Lang::Swedish,
        HyphenationLanguage::English => hypher::Lang::English,
    };
    let mut at = 0;
    for syllable in hypher::hyphenate(&word, lang) {
        at += syllable.chars().count();
        if at >= MIN_BEFORE
            && at + MIN_AFTER <= letters.len()
            && let Some(mark) = marks.get_mut(at - 1)
        {
            *mark = BreakOpportunity::Hyphen;
        }
    }
}

/// Chinese, Japanese and Korean, which need no space between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `|` where a line may end, `-|` where it may end with a hyphen, and `_` for a space that does not break.
    fn show_breaks(text: &str, language: Option<HyphenationLanguage>) -> String {
        let characters: Vec<char> = text.chars().collect();
        let after = find_breaks(&characters, vec![BreakOpportunity::No; characters.len()], language);
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
    fn numbers_names_and_units_are_not_divided() {
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
            assert_eq!(show_breaks(text, None), expected);
        }
    }

    #[test]
    fn a_line_may_end_after_a_hyphen_or_slash_between_words_but_not_within_a_number_or_unit() {
        assert_eq!(show_breaks("Vallmon/Vitsippan", None), "Vallmon/|Vitsippan");
        assert_eq!(show_breaks("kultur-intresserad", None), "kultur-|intresserad");
        assert_eq!(show_breaks("110 km/h 08-465 e-post 2017–2018", None), "110_km/h 08-465 e-post 2017–2018");
    }

    #[test]
    fn an_address_breaks_at_its_signs_and_gets_no_hyphen() {
        assert_eq!(
            show_breaks("https://www.solvik.example/om-oss?ar=2017", Some(HyphenationLanguage::Swedish)),
            "https://|www|.solvik|.example/|om-oss|?ar|=2017"
        );
        assert_eq!(
            show_breaks("(www.solvik.example/diarium?nr=KS-2026)", Some(HyphenationLanguage::Swedish)),
            "(www.solvik|.example/|diarium|?nr|=KS-2026)"
        );
        assert_eq!(show_breaks("simhallen@solvik.example", Some(HyphenationLanguage::Swedish)), "simhallen|@solvik|.example");
    }

    #[test]
    fn what_a_reader_types_gets_no_hyphen() {
        for word in ["kommunstyrelsen.example.", "granskningsrapport_inköp.docx", "#kommunstyrelsen", "(granskningsrapport.pdf)"] {
            assert!(!show_breaks(word, Some(HyphenationLanguage::Swedish)).contains('-'), "{word}");
        }
        assert_eq!(show_breaks("granskningen. Ny", Some(HyphenationLanguage::Swedish)), "gransk-|ningen. Ny");
    }

    #[test]
    fn a_word_wider_than_its_line_is_divided_by_its_language_or_anywhere_with_a_hyphen() {
        let divide = |word: &str, language| {
            let letters: Vec<char> = word.chars().collect();
            LongWord::new(&letters, language).hyphenate(&letters).iter().filter(|mark| **mark == BreakOpportunity::Hyphen).count()
        };
        assert_eq!(divide("UTBILDNINGSNÄMNDEN", Some(HyphenationLanguage::Swedish)), 2);
        let letters: Vec<char> = "kraftförsörjningsanläggningsprojekteringsgruppen".chars().collect();
        let word = LongWord::new(&letters, Some(HyphenationLanguage::Swedish));
        let joints = word.joints(&letters, &word.hyphenate(&letters));
        let parts: Vec<String> = letters
            .iter()
            .zip(joints)
            .map(|(c, mark)| if mark == BreakOpportunity::Hyphen { format!("{c}|") } else { c.to_string() })
            .collect();
        assert_eq!(parts.concat(), "kraftförsörjnings|anläggnings|projekterings|gruppen");
        assert_eq!(divide("UTBILDNINGSNÄMNDEN", None), 0);
        assert_eq!(divide("utbildningsnämnden@solvik.example", Some(HyphenationLanguage::Swedish)), 0);
        let word = LongWord::new(&['x'], None);
        assert!(word.takes_hyphen('a', 'ö') && word.takes_hyphen('σ', 'ж'));
        assert!(!word.takes_hyphen('1', '2') && !word.takes_hyphen('a', '1') && !word.takes_hyphen('م', 'ر'));
    }

    #[test]
    fn words_are_divided_with_three_letters_before_and_four_after() {
        assert_eq!(show_breaks("utbildningsnämnden", Some(HyphenationLanguage::Swedish)), "utbild-|nings-|nämnden");
        assert_eq!(show_breaks("organization", Some(HyphenationLanguage::English)), "orga-|ni-|za-|tion");
        assert_eq!(show_breaks("kommun UNDERRÄTTELSE", Some(HyphenationLanguage::Swedish)), "kommun UNDERRÄTTELSE");
        // Longer than the 45 bytes that hypher processes without allocating.
        let long = show_breaks("kraftförsörjningsanläggningsprojekteringsgruppen", Some(HyphenationLanguage::Swedish));
        assert!(long.matches("-|").count() > 5, "{long}");
        for part in long.split("-|") {
            assert!(!part.is_empty());
        }
    }

    #[test]
    fn an_authors_soft_hyphen_is_the_only_place_to_divide_a_word() {
        let characters: Vec<char> = "utbildningsnämnden".chars().collect();
        let mut author_breaks = vec![BreakOpportunity::No; characters.len()];
        author_breaks[10] = BreakOpportunity::Hyphen;
        let after = find_breaks(&characters, author_breaks, Some(HyphenationLanguage::Swedish));
        assert_eq!(after.iter().filter(|mark| **mark == BreakOpportunity::Hyphen).count(), 1);
    }
}
