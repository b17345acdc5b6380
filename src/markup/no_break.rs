//! Which spaces must not end a line: "15 000", "19 juni", "kl. 9.30", "S:t Botvids", "073-421 86 53", "Karin Ek (S)".
//!
//! The author types an ordinary space; every output that breaks lines asks here first.

/// May a line end between these two words, which one ordinary space parts?
pub fn may_break(before: &str, after: &str) -> bool {
    let before = before.trim_start_matches(['(', '”', '"', '’', '–', '-', '«', '»']);
    !(digits_meet(before, after)
        || is_number(before) && (is_unit(after) || is_month(after))
        || is_abbreviation(before) && after.starts_with(|c: char| c.is_alphanumeric())
        || is_initial(before) && after.starts_with(char::is_uppercase)
        || is_party(after))
}

/// Digit groups and the groups of a phone number.
fn digits_meet(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit())
}

/// `3`, `2,4`, `9.30`, `000`.
fn is_number(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ':' | '+' | '±'))
}

fn bare(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '”', '"'])
}

fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "%",
        "‰",
        "§",
        "°c",
        "kr",
        "kronor",
        "sek",
        "euro",
        "tkr",
        "mnkr",
        "mkr",
        "mdkr",
        "miljon",
        "miljoner",
        "miljard",
        "miljarder",
        "procent",
        "percent",
        "m",
        "m²",
        "m2",
        "kvm",
        "cm",
        "mm",
        "km",
        "ha",
        "kg",
        "g",
        "ton",
        "l",
        "liter",
        "kwh",
        "mwh",
        "gwh",
        "million",
        "billion",
    ];
    UNITS.contains(&bare(word).to_lowercase().as_str())
}

fn is_month(word: &str) -> bool {
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
        "january",
        "february",
        "march",
        "may",
        "june",
        "july",
        "august",
        "october",
    ];
    MONTHS.contains(&bare(word).to_lowercase().as_str())
}

/// Short forms that say nothing without what follows.
fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "S:t"
            | "S:ta"
            | "kl."
            | "kl"
            | "nr"
            | "nr."
            | "§"
            | "§§"
            | "s."
            | "kap."
            | "ca"
            | "c:a"
            | "tel."
            | "tel"
            | "dr"
            | "Dr."
            | "No."
    )
}

/// `A.` of "A. Berg".
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next(), chars.next()), (Some(letter), Some('.'), None) if letter.is_uppercase())
}

/// `(S)`, `(MP),`: a party stays with its name.
fn is_party(word: &str) -> bool {
    let Some(inner) = bare(word).strip_prefix('(') else { return false };
    (1..=4).contains(&inner.chars().count()) && inner.chars().all(|c| c.is_uppercase() || c == '–')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together() {
        for (before, after) in [
            ("15", "000"),
            ("drygt–3", "500"),
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
        ] {
            assert!(!may_break(before, after), "{before} {after}");
        }
    }

    #[test]
    fn ordinary_words_part() {
        for (before, after) in [
            ("den", "19"),
            ("Vi", "har"),
            ("skolor.", "Totalt"),
            ("50", "förskolor,"),
            ("projekt", "(se"),
            ("2017", "har"),
            ("i", "Botkyrka."),
        ] {
            assert!(may_break(before, after), "{before} {after}");
        }
    }
}
