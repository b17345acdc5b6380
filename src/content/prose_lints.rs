//! Finds slips in running text: doubled words, dates without a year, placeholders.

use std::ops::Range;

/// Findings of one kind in one text.
const LIMIT: usize = 20;

/// The words, and their span in the text.
pub(crate) type ProseFindings = Vec<(String, Range<usize>)>;

struct ProseWord<'t> {
    text: &'t str,
    span: Range<usize>,
    /// Whether only white space, without an empty line, separates it from the word before.
    is_adjacent: bool,
}

fn split_words(text: &str) -> Vec<ProseWord<'_>> {
    // Combining marks, soft hyphens and joiners are part of a word. ASCII, most of the text, needs no table.
    let is_part = |c: char| {
        if c.is_ascii() {
            return c.is_ascii_alphanumeric();
        }
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
    };
    let mut words: Vec<ProseWord> = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let gap = words.last().and_then(|before| text.get(before.span.end..from)).unwrap_or("|");
                let is_adjacent = gap == " " || (gap.chars().all(char::is_whitespace) && gap.matches('\n').count() < 2);
                words.push(ProseWord { text: text.get(from..at).unwrap_or_default(), span: from..at, is_adjacent });
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    words
}

/// Words that are doubled on purpose: "mycket mycket bra", "he had had".
const EMPHATIC: &[&str] =
    &["mycket", "väldigt", "många", "så", "ja", "nej", "hej", "ha", "very", "had", "that", "no", "yes", "long"];
/// Words that join a word with itself: "steg för steg för att".
const JOINING: &[&str] = &["för", "efter", "och", "på", "till", "mot", "med", "by", "after", "and", "to", "for", "on", "with"];

/// One to three words twice in a row.
pub(crate) fn find_doubled_words(text: &str) -> ProseFindings {
    let words = split_words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() && found.len() < LIMIT {
        let Some(n) = (1..=3).rev().find(|&n| is_doubled(&words, at, n)) else {
            at += 1;
            continue;
        };
        let (start, middle, end) = (words[at].span.start, words[at + n - 1].span.end, words[at + 2 * n - 1].span.end);
        found.push((text[start..middle].split_whitespace().collect::<Vec<_>>().join(" "), start..end));
        at += 2 * n;
    }
    found
}

fn is_doubled(words: &[ProseWord], at: usize, n: usize) -> bool {
    let (Some(once), Some(twice)) = (words.get(at..at + n), words.get(at + n..at + 2 * n)) else { return false };
    // A quick check that rules out nearly all words.
    if !once.iter().zip(twice).all(|(a, b)| is_same(a.text, b.text)) {
        return false;
    }
    let Some(run) = words.get(at + 1..at + 2 * n) else { return false };
    let once: Vec<String> = once.iter().map(|word| word.text.to_lowercase()).collect();
    if !run.iter().all(|word| word.is_adjacent) || !once.iter().all(|word| word.chars().any(char::is_alphabetic)) {
        return false;
    }
    let is_one_word = once.iter().all(|word| Some(word) == once.first());
    match once.as_slice() {
        // A name can be doubled: "Duran Duran".
        [word] => !EMPHATIC.contains(&word.as_str()) && !run.iter().any(|word| word.text.starts_with(char::is_uppercase)),
        [_, second] => !is_one_word && !JOINING.contains(&second.as_str()),
        _ => !is_one_word,
    }
}

/// The same word in any case. Most words differ in their first letter, where the comparison ends.
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
    let words = split_words(text);
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
        // Usually the year follows at once, and the sentence need not be searched.
        if words.get(at + 2).is_some_and(is_year) {
            continue;
        }
        let is_day_month = is_day(first) && MONTHS.contains(&second.text);
        let is_month_day = is_day(second) && MONTHS.contains(&first.text) && first.text.starts_with(char::is_uppercase);
        if second.is_adjacent
            && (is_day_month || is_month_day)
            && !split_words(sentence_around(text, &first.span)).iter().any(is_year)
        {
            let span = first.span.start..second.span.end;
            found.push((text[span.clone()].replace('\n', " "), span));
        }
    }
    found
}

fn is_year(word: &ProseWord) -> bool {
    word.text.len() == 4 && word.text.parse::<u16>().is_ok_and(|year| (1500..2200).contains(&year))
}

/// The sentence that holds `span`, within 400 bytes on each side.
fn sentence_around<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let ends = [". ", ".\n", "? ", "! ", "\n\n"];
    let near = next_boundary(text, span.start.saturating_sub(400))..next_boundary(text, span.end + 400);
    let (before, after) = (&text[near.start..span.start], &text[span.start..near.end]);
    let start = ends.iter().filter_map(|end| before.rfind(end)).max().map_or(near.start, |start| near.start + start);
    let end = ends.iter().filter_map(|end| after.find(end)).min().map_or(near.end, |end| span.start + end);
    &text[start..end]
}

/// The first character boundary at or after byte `at`.
fn next_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// The placeholders of `depesch new`: "(skriv ... här)", "(write ... here)".
pub(crate) fn find_placeholders(text: &str) -> ProseFindings {
    let mut found = Vec::new();
    for (open, close) in [("(skriv ", " här)"), ("(write ", " here)")] {
        for (at, _) in text.match_indices(open) {
            let rest = &text[at..next_boundary(text, at + 120)];
            let line = rest.split('\n').next().unwrap_or_default();
            if let Some(end) = line.find(close).map(|end| end + close.len()) {
                found.push((line[..end].to_owned(), at..at + end));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: ProseFindings) -> Vec<String> {
        found.into_iter().map(|(words, _)| words).collect()
    }

    #[test]
    fn doubled_words_are_found_unless_they_are_intended() {
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
            assert_eq!(words(find_doubled_words(text)), expected, "{text}");
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
            assert_eq!(words(find_dates_without_year(text)), expected, "{text}");
        }
    }
}
