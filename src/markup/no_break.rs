//! Neighbours that a line end must not part: "19 juni", "3 500", "S:t Botvids", "073-421 86 53", a name and its party.
//!
//! The author types an ordinary space; every output that breaks lines asks here.

use std::borrow::Cow;
use std::sync::LazyLock;

/// True for two neighbours, parted by a space, that a line end must not part.
pub fn belong_together(a: &[char], b: &[char]) -> bool {
    // A dash within a sentence ends a line and begins none. Longer words are no numbers, units or names.
    if matches!(b, ['–' | '—']) || a.len() > 40 || b.len() > 40 {
        return matches!(b, ['–' | '—']);
    }
    // "Emanuel Ksiazkiewicz (S)", "J. Andersson"
    if is_party(b) || is_initial(a) {
        return true;
    }
    let first: String = a.iter().collect::<String>().trim_start_matches(['(', '"', '”', '“', '»']).to_lowercase();
    let begins_in_digit = b.first().is_some_and(char::is_ascii_digit);
    if begins_in_digit {
        let short = b.iter().take_while(|c| c.is_ascii_digit()).count() <= 2;
        // "kl. 9.30", "§ 4", "+46 8", "(0) 8", "June 19"
        let leads = BEFORE_NUMBERS.hold(&first) || first.starts_with('+') || first.ends_with("(0)");
        if leads || (short && MONTHS.hold(&first)) {
            return true;
        }
    }
    // In Arabic any word after a number counts with it: what it counts is bent by the number.
    if is_arabic(b.first()) && a.last().is_some_and(|c| c.is_ascii_digit() || matches!(c, '٠'..='٩')) {
        return true;
    }
    if a.last().is_some_and(char::is_ascii_digit) || is_day(&first) {
        let second: String = b.iter().collect::<String>().trim_end_matches([',', ';', ':', ')', '”', '!', '?']).to_lowercase();
        let bare = second.trim_end_matches('.');
        // "3 500", "073-421 86 53", "+46 (0)8"
        let number = begins_in_digit || matches!(b, ['(' | '+' | '-' | '−', digit, ..] if digit.is_ascii_digit());
        // "2,4 miljarder", "15 %", "19 juni"
        let measure = UNITS.hold(&second) || UNITS.hold(bare);
        return number || measure || (is_day(&first) && (MONTHS.hold(&second) || MONTHS.hold(bare)));
    }
    // "S:t Botvids"
    TITLES.hold(&first)
}

/// True when a line end must not come between a word and the text after it. Most words need a look at a few bytes only.
pub fn are_held(left: &str, rest: &str) -> bool {
    if !can_be_held(left, rest) {
        return false;
    }
    let right = &rest[..rest.find(' ').unwrap_or(rest.len())];
    let mut letters = [['\0'; RECOGNISED]; 2];
    let [left, right] = [(left, 0), (right, 1)].map(|(word, at)| {
        let known = word.chars().take(RECOGNISED).enumerate();
        known.map(|(n, c)| letters[at][n] = c).count()
    });
    belong_together(&letters[0][..left], &letters[1][..right])
}

/// False for what [`belong_together`] cannot hold, whatever else is in the words.
fn can_be_held(left: &str, rest: &str) -> bool {
    // A dash, a party, a number, an Arabic word.
    if matches!(rest.chars().next(), Some('–' | '—' | '(' | '+' | '-' | '0'..='9' | '\u{620}'..='\u{64a}')) {
        return true;
    }
    let bytes = left.as_bytes();
    // A number or a day.
    if bytes.iter().any(u8::is_ascii_digit) {
        return true;
    }
    // An initial, or a title behind a quotation mark perhaps.
    let may_be_title = |title: &&[u8]| bytes.len() >= title.len() && bytes[bytes.len() - title.len()..].eq_ignore_ascii_case(title);
    bytes.len() <= 12 && (bytes.ends_with(b".") || bytes.contains(&b':') || BARE_TITLES.iter().any(may_be_title))
}

/// `text` with no-break spaces where a line end would part what belongs together: for browsers, which break lines themselves.
pub fn bind(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut word) = (0, 0);
    for (space, _) in text.match_indices(' ') {
        if are_held(&text[word..space], &text[space + 1..]) {
            out.push_str(&text[copied..space]);
            out.push('\u{a0}');
            copied = space + 1;
        }
        word = space + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Longer words are no numbers, units or names: as many characters of a word are enough to tell.
pub const RECOGNISED: usize = 60;

fn is_arabic(c: Option<&char>) -> bool {
    matches!(c, Some('\u{620}'..='\u{64a}'))
}

/// "19", "19.", "1:a"
fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ':', 'e', 'a']);
    word.len() <= 4 && digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// "J." or "J.-O."
fn is_initial(word: &[char]) -> bool {
    matches!(word, [letter, '.'] if letter.is_uppercase())
        || matches!(word, [a, '.', '-', b, '.'] if a.is_uppercase() && b.is_uppercase())
}

/// "(S)", "(MP),", "(KD)."
fn is_party(word: &[char]) -> bool {
    let inside = word.iter().skip(1).take_while(|c| c.is_alphabetic()).count();
    word.first() == Some(&'(')
        && (1..=4).contains(&inside)
        && word.get(1).is_some_and(|c| c.is_uppercase())
        && word.get(inside + 1) == Some(&')')
}

/// Words, divided once: comparing them is much faster than finding them.
struct Words(LazyLock<Vec<&'static str>>);

impl Words {
    fn hold(&self, word: &str) -> bool {
        self.0.contains(&word)
    }
}

static MONTHS: Words = Words(LazyLock::new(|| {
    "januari februari mars april maj juni juli augusti september oktober november december
     january february march may june july august october
     jan feb mar apr jun jul aug sep sept okt oct nov dec jan. feb. mar. apr. aug. sep. sept. okt. oct. nov. dec."
        .split_ascii_whitespace()
        .collect()
}));

static UNITS: Words = Words(LazyLock::new(|| {
    "§ kr kronor tkr mkr mnkr mdkr öre sek euro eur usd dollar € $ £ tusen miljon miljoner miljard miljarder million billion
     thousand procent procentenheter percent % ‰ °c ° grader mm cm dm m km km/h m/s mil meter kilometer m² m2 km² m³ kvm
     kvadratmeter ha hektar g kg ton l dl liter kw mw kwh mwh gwh twh kilowattimmar megawattimmar gigawattimmar
     terawattimmar år a.m. p.m. am pm tim min"
        .split_ascii_whitespace()
        .collect()
}));

static BEFORE_NUMBERS: Words = Words(LazyLock::new(|| {
    "kl kl. klockan nr nr. no. sid sid. s. p. kap kap. art. § §§ ca ca. c:a cirka sek eur usd € $ £ vecka"
        .split_ascii_whitespace()
        .collect()
}));

/// Those of [`TITLES`] without a colon or a full stop.
const BARE_TITLES: [&[u8]; 4] = [b"sankt", b"sankta", b"dr", b"mr"];

static TITLES: Words =
    Words(LazyLock::new(|| "s:t s:ta st. sankt sankta dr dr. prof. mr mr. mrs. ms.".split_ascii_whitespace().collect()));

#[cfg(test)]
mod tests {
    use super::*;

    fn together(a: &str, b: &str) -> bool {
        let chars = |word: &str| word.chars().collect::<Vec<_>>();
        belong_together(&chars(a), &chars(b))
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for (a, b) in [
            ("15", "000"),
            ("19", "juni"),
            ("kl.", "9.30"),
            ("S:t", "Botvids"),
            ("073-421", "86"),
            ("86", "53"),
            ("Ksiazkiewicz", "(S),"),
            ("2,4", "miljarder"),
            ("(40", "procent)"),
            ("A.", "Berg"),
            ("4", "§"),
            ("120", "كرونة"),
            ("١٢٠", "كرونة"),
        ] {
            assert!(together(a, b), "{a} {b}");
        }
    }

    #[test]
    fn the_quick_look_lets_through_what_belongs_together() {
        let words = "15 000 den 19 juni kl. 9.30 S:t Botvids gymnasium (S), 073-421 86 53 2,4 miljarder (40 procent) A. Berg 4 § – och \
                     J.-O. Ek 120 كرونة Dr. Ås ”dr Ek §§ 3 Vi har 50 förskolor, +46 (0)8 123 St. Göran sankta Clara ”Sankt Lars Mr Y mrs. X vecka 12 June 19 1:a 2.";
        let words: Vec<&str> = words.split_whitespace().chain([""]).collect();
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
            assert_eq!(are_held(a, b), together(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_text_is_bound_wherever_two_words_belong_together() {
        for (text, bound) in [
            ("Vi har 50 skolor", "Vi har 50 skolor"),
            ("Den 19 juni kl. 9.30, säger A. Berg (S).", "Den 19~juni kl.~9.30, säger A.~Berg~(S)."),
            ("15 000 000", "15~000~000"),
            (" (S)  (M) ", "~(S) ~(M) "),
            ("åäö –", "åäö~–"),
            ("", ""),
        ] {
            assert_eq!(bind(text), bound.replace('~', "\u{a0}"), "{text}");
        }
    }

    #[test]
    fn ordinary_words_part() {
        for (a, b) in [
            ("den", "19"),
            ("Vi", "har"),
            ("skolor.", "Totalt"),
            ("50", "förskolor,"),
            ("projekt", "(se"),
            ("2017", "har"),
            ("i", "Botkyrka."),
        ] {
            assert!(!together(a, b), "{a} {b}");
        }
    }
}
