//! What a careful reader notices in running text: a word that stands twice, a date without its year, a gap left to fill.

use std::ops::Range;

/// So many finds of one kind are told of one text.
const LIMIT: usize = 20;

/// Something found: its words, and where they stand in the text.
pub(crate) type ProseFindings = Vec<(String, Range<usize>)>;

/// A word and where it stands; `joined` when only white space, without an empty line, parts it from the one before.
struct ProseWord<'t> {
    text: &'t str,
    at: Range<usize>,
    joined: bool,
}

fn words(text: &str) -> Vec<ProseWord<'_>> {
    // Combining marks, soft hyphens and joiners belong to the word they stand in. Most letters are ASCII, which asks no table.
    let is_part = |c: char| {
        if c.is_ascii() {
            return c.is_ascii_alphanumeric();
        }
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
    };
    let mut found: Vec<ProseWord> = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let gap = found.last().and_then(|before| text.get(before.at.end..from)).unwrap_or("|");
                let joined = gap == " " || (gap.chars().all(char::is_whitespace) && gap.matches('\n').count() < 2);
                found.push(ProseWord { text: text.get(from..at).unwrap_or_default(), at: from..at, joined });
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found
}

/// Words that are doubled on purpose: "mycket mycket bra", "he had had".
const EMPHATIC: &[&str] =
    &["mycket", "väldigt", "många", "så", "ja", "nej", "hej", "ha", "very", "had", "that", "no", "yes", "long"];
/// Words that join a word with itself: "steg för steg för att".
const JOINING: &[&str] = &["för", "efter", "och", "på", "till", "mot", "med", "by", "after", "and", "to", "for", "on", "with"];

/// One to three words that stand twice in a row.
pub(crate) fn find_doubled_words(text: &str) -> ProseFindings {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() && found.len() < LIMIT {
        let length = (1..=3).rev().find(|&n| is_doubled(&words, at, n));
        let Some(n) = length else {
            at += 1;
            continue;
        };
        if let (Some(first), Some(middle), Some(last)) = (words.get(at), words.get(at + n - 1), words.get(at + 2 * n - 1)) {
            let once = text.get(first.at.start..middle.at.end).unwrap_or_default();
            found.push((once.split_whitespace().collect::<Vec<_>>().join(" "), first.at.start..last.at.end));
        }
        at += 2 * n;
    }
    found
}

fn is_doubled(words: &[ProseWord], at: usize, n: usize) -> bool {
    let (Some(once), Some(twice)) = (words.get(at..at + n), words.get(at + n..at + 2 * n)) else { return false };
    // Nearly all words differ from those after them, which is seen without making small letters of them.
    if !once.iter().zip(twice).all(|(a, b)| is_same(a.text, b.text)) {
        return false;
    }
    let Some(run) = words.get(at + 1..at + 2 * n) else { return false };
    let once: Vec<String> = once.iter().map(|word| word.text.to_lowercase()).collect();
    if !run.iter().all(|word| word.joined) || !once.iter().all(|word| word.chars().any(char::is_alphabetic)) {
        return false;
    }
    let alike = once.iter().all(|word| Some(word) == once.first());
    match once.as_slice() {
        // A name can be doubled: "Duran Duran".
        [word] => !EMPHATIC.contains(&word.as_str()) && !run.iter().any(|word| word.text.starts_with(char::is_uppercase)),
        [_, second] => !alike && !JOINING.contains(&second.as_str()),
        _ => !alike,
    }
}

/// The same word, in large or small letters. Most words differ in their first letter, where the comparison ends.
fn is_same(a: &str, b: &str) -> bool {
    match (a.as_bytes().first(), b.as_bytes().first()) {
        (Some(x), Some(y)) if x.is_ascii() && y.is_ascii() && !x.eq_ignore_ascii_case(y) => false,
        _ => a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase)),
    }
}

const MONTHS: &[&str] = &[
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "den 19 juni", "19 June", "June 19" in a sentence that names no year.
pub(crate) fn find_dates_without_year(text: &str) -> ProseFindings {
    let words = words(text);
    let is_day = |word: &ProseWord| {
        word.text.len() <= 2
            && word.text.starts_with(|c: char| c.is_ascii_digit())
            && word.text.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
    };
    let mut found = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        if found.len() == LIMIT {
            break;
        }
        let [first, second] = pair else { continue };
        // The year most often follows at once, and the sentence need not be looked for.
        if words.get(at + 2).is_some_and(is_year) {
            continue;
        }
        let day_month = is_day(first) && MONTHS.contains(&second.text);
        let month_day = is_day(second) && MONTHS.contains(&first.text) && first.text.starts_with(char::is_uppercase);
        if second.joined && (day_month || month_day) && !names_a_year(sentence(text, &first.at)) {
            let at = first.at.start..second.at.end;
            found.push((text.get(at.clone()).unwrap_or_default().replace('\n', " "), at));
        }
    }
    found
}

fn names_a_year(sentence: &str) -> bool {
    words(sentence).iter().any(is_year)
}

fn is_year(word: &ProseWord) -> bool {
    word.text.len() == 4 && word.text.parse::<u16>().is_ok_and(|year| (1500..2200).contains(&year))
}

/// The sentence around `at`, as far as full stops tell, within what a sentence can be long.
fn sentence<'t>(text: &'t str, at: &Range<usize>) -> &'t str {
    let ends = [". ", ".\n", "? ", "! ", "\n\n"];
    let near = boundary(text, at.start.saturating_sub(400))..boundary(text, at.end + 400);
    let before = text.get(near.start..at.start).unwrap_or_default();
    let after = text.get(at.start..near.end).unwrap_or_default();
    let start = ends.iter().filter_map(|end| before.rfind(end)).max().map_or(near.start, |start| near.start + start);
    let end = ends.iter().filter_map(|end| after.find(end)).min().map_or(near.end, |end| at.start + end);
    text.get(start..end).unwrap_or_default()
}

/// The nearest place from `at` on where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// What `depesch new` writes where the author is to write: "(skriv ... här)", "(write ... here)".
pub(crate) fn find_placeholders(text: &str) -> ProseFindings {
    let mut found = Vec::new();
    for (open, close) in [("(skriv ", " här)"), ("(write ", " here)")] {
        for (at, _) in text.match_indices(open) {
            let rest = text.get(at..boundary(text, at + 120)).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            if let Some(end) = line.find(close) {
                let end = end + close.len();
                found.push((line.get(..end).unwrap_or_default().to_owned(), at..at + end));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(found: ProseFindings) -> Vec<String> {
        found.into_iter().map(|(words, _)| words).collect()
    }

    #[test]
    fn doubled_words_are_found_and_meant_ones_are_not() {
        for (text, expected) in [
            ("vad som behöver göras för att för att öka", &["för att"][..]),
            ("och det det är bra", &["det"]),
            ("Det det är\nbra bra", &["Det", "bra"]),
            ("i den kommun i den kommun som", &["i den kommun"]),
            ("Duran Duran spelar", &[]),
            ("steg för steg för att lära", &[]),
            ("mycket mycket bra", &[]),
            ("ja, ja och nej. Nej", &[]),
            ("slut på stycket\n\nstycket börjar", &[]),
            ("| 10 10 | 10 |", &[]),
        ] {
            assert_eq!(said(find_doubled_words(text)), expected, "{text}");
        }
    }

    #[test]
    fn dates_without_a_year_are_found() {
        for (text, expected) in [
            ("Projektet startar den 19 juni då Skolverket kommer. Året är 2017.", &["19 juni"][..]),
            ("Projektet startar den 19 juni 2017.", &[]),
            ("Från den 19 juni till den 2 augusti 2017 är det stängt.", &[]),
            ("It opens on 3 May. It closes on June 4, 2026.", &["3 May"]),
            ("They may 19 times", &[]),
            ("40 mars", &[]),
        ] {
            assert_eq!(said(find_dates_without_year(text)), expected, "{text}");
        }
    }
}
