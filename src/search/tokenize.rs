//! Words as the search compares them: where they begin and end, folded to one spelling, and stemmed by their language. The door to
//! rust_stemmers (Snowball, <https://snowballstem.org/algorithms/>).

use std::borrow::Cow;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::model::Lang;
use crate::model::name::is_invisible;

/// Where the words of a text stand in it: letters and digits, with the marks and invisible characters among them.
pub(super) fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find(char::is_alphanumeric)?;
            let length = text[start..].find(|c| !is_inside(c)).unwrap_or(text.len() - start);
            from = start + length;
            if !is_genitive(text, start..from) {
                return Some(start..from);
            }
        }
    })
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || (is_invisible(c) && !c.is_whitespace())
}

/// The "s" of "the school's" is no word.
fn is_genitive(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].strip_suffix(['\'', '’']);
    matches!(&text[range], "s" | "S") && before.is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// One spelling for all that readers take for one: "Allén" and "ALLEN" are `allen`. Å, ä and ö are letters and stay what they are.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfc().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase) {
        match c {
            'å' | 'ä' | 'ö' => out.push(c),
            _ => decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    out.push(part);
                }
            }),
        }
    }
    out
}

/// The languages whose words are stemmed, and all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StemmerLanguage {
    Swedish,
    English,
    Arabic,
    Other,
}

impl StemmerLanguage {
    pub const ALL: [StemmerLanguage; 4] =
        [StemmerLanguage::Swedish, StemmerLanguage::English, StemmerLanguage::Arabic, StemmerLanguage::Other];

    pub fn of(lang: &Lang) -> StemmerLanguage {
        match lang.primary() {
            "sv" => StemmerLanguage::Swedish,
            "en" => StemmerLanguage::English,
            "ar" => StemmerLanguage::Arabic,
            _ => StemmerLanguage::Other,
        }
    }

    /// The stem of a folded word.
    pub fn stem(self, word: &str) -> Cow<'_, str> {
        match self {
            StemmerLanguage::Swedish => match Stemmer::create(Algorithm::Swedish).stem(word) {
                Cow::Borrowed(stem) => Cow::Borrowed(without_article(stem)),
                Cow::Owned(stem) => Cow::Owned(without_article(&stem).to_owned()),
            },
            StemmerLanguage::English => Stemmer::create(Algorithm::English).stem(word),
            StemmerLanguage::Arabic => Stemmer::create(Algorithm::Arabic).stem(word),
            StemmerLanguage::Other => Cow::Borrowed(word),
        }
    }

    /// Is a word that begins with `stem` and goes on a compound of it? Swedish writes compounds in one word: "skola" is in "skolgård".
    /// So do others among those that are not stemmed, and there the end of a word is in its way too. English "port" is not in "portrait".
    pub fn compounds(self, stem: &str) -> bool {
        matches!(self, StemmerLanguage::Swedish | StemmerLanguage::Other) && stem.chars().nth(SHORTEST - 1).is_some()
    }
}

/// Shorter beginnings say nothing.
const SHORTEST: usize = 3;

/// Snowball leaves the article of the first declension: "skolan" and "skola" would be two words.
fn without_article(stem: &str) -> &str {
    match stem.strip_suffix("an") {
        Some(short) if short.chars().nth(SHORTEST - 1).is_some() => short,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let same = |tongue: StemmerLanguage, words: &[&str]| {
            let stems: Vec<String> = words.iter().map(|word| tongue.stem(word).into_owned()).collect();
            assert!(stems.windows(2).all(|two| two[0] == two[1]), "{stems:?}");
        };
        same(StemmerLanguage::Swedish, &["skola", "skolan", "skolans", "skolor", "skolorna", "skolornas"]);
        same(StemmerLanguage::Swedish, &["elev", "elever", "elevernas"]);
        same(StemmerLanguage::English, &["school", "schools"]);
        same(StemmerLanguage::Arabic, &["المدارس", "مدارس"]);
        assert_ne!(StemmerLanguage::Swedish.stem("får"), StemmerLanguage::Swedish.stem("far"));
    }

    #[test]
    fn words_are_found_and_folded() {
        let read = |text: &str| ranges(text).map(|range| folded(&text[range])).collect::<Vec<_>>().join(" ");
        for (text, words) in [
            ("Skolgården, 3\u{a0}500 barn!", "skolgården 3 500 barn"),
            ("för\u{ad}skola Idé A\u{30a}RE", "förskola ide åre"),
            ("The school’s idea, S:t Eriks", "the school idea s t eriks"),
            ("’s – …", "s"),
            ("İstanbul ĞÜZEL", "istanbul guzel"),
            ("", ""),
        ] {
            assert_eq!(read(text), words, "{text}");
        }
    }
}
