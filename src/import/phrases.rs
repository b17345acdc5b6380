//! The phrases that mark the parts of a release, in Swedish and English.

use crate::model::Kind;

/// Before or above a headline, for the kind of message.
const KINDS: [(&str, Kind); 10] = [
    ("pressmeddelande", Kind::PressRelease),
    ("press release", Kind::PressRelease),
    ("pressinbjudan", Kind::Invitation),
    ("press invitation", Kind::Invitation),
    ("inbjudan", Kind::Invitation),
    ("invitation", Kind::Invitation),
    ("nyhet", Kind::News),
    ("news", Kind::News),
    ("uttalande", Kind::Statement),
    ("statement", Kind::Statement),
];

/// Above contacts.
const CONTACT: &str = "för mer information, vänligen kontakta|för mer information, kontakta|för mer information kontakta|\
    för ytterligare information, kontakta|för ytterligare information kontakta|för ytterligare information|\
    för mer information|vid frågor, kontakta|vid frågor kontakta|kontaktpersoner|kontaktperson|kontaktuppgifter|\
    presskontakter|presskontakt|kontakta oss|kontakter|kontakta|kontakt|for more information, please contact|\
    for more information, contact|for further information, please contact|for more information|press contacts|\
    press contact|contacts|contact";

/// Above links.
const READ_MORE: [&str; 2] = ["läs mer", "read more"];

/// Buttons and links of a web page that are copied with the text.
const PAGE_CHROME: &str = "skriv ut|skriv ut sidan|skriv ut sida|skriv ut den här sidan|dela|dela sidan|dela artikeln|dela på facebook|\
    dela på twitter|dela på linkedin|dela på x|dela via e-post|facebook|twitter|linkedin|tipsa|tipsa en vän|lyssna|\
    lyssna på sidan|till toppen|till sidans topp|tillbaka|tillbaka till nyhetsarkivet|till startsidan|hoppa till innehåll|\
    hoppa till innehållet|du är här|du är här:|print|print this page|share|share this page|back to top|you are here:";

/// The first step of breadcrumbs.
const HOME: &str = "startsida|startsidan|start|hem|home|förstasidan|du är här|you are here";

/// Verbs after a quote.
const SPEECH_VERBS: &str = "säger|sade|sa|uppger|berättar|menar|förklarar|skriver|konstaterar|kommenterar|tycker|hälsar|says|said";

/// Whether `words`, separated by `|`, include `word`.
pub fn contains(words: &str, word: &str) -> bool {
    words.split('|').any(|one| one == word)
}

/// Lower case, without a final colon or full stop.
pub fn normalize_label(text: &str) -> String {
    text.trim().trim_end_matches([':', '.']).trim_end().to_lowercase()
}

/// The length in bytes of `words` at the start of `text`, ignoring case.
pub fn starts_with(text: &str, words: &str) -> Option<usize> {
    let mut rest = text.chars();
    for word in words.chars() {
        let c = rest.next()?;
        if !c.to_lowercase().eq(word.to_lowercase()) {
            return None;
        }
    }
    Some(text.len() - rest.as_str().len())
}

/// The kind before a headline (`Pressmeddelande: ...`), and where the headline begins.
pub fn kind_prefix(text: &str) -> Option<(Kind, usize)> {
    KINDS.iter().find_map(|(words, kind)| {
        let end = starts_with(text, words)?;
        let rest = text.get(end..)?;
        let sign = rest.trim_start();
        let after = sign.strip_prefix(':').or_else(|| sign.strip_prefix('|')).or_else(|| {
            let dash = sign.strip_prefix(['–', '—', '-'])?;
            // `Pressmeddelande-mall` is one word.
            (rest.len() > sign.len() && dash.starts_with(char::is_whitespace)).then_some(dash)
        })?;
        Some((*kind, text.len() - after.trim_start().len()))
    })
}

/// The kind in a line of its own.
pub fn kind_label(text: &str) -> Option<Kind> {
    let label = normalize_label(text);
    KINDS.iter().find(|(words, _)| *words == label).map(|(_, kind)| *kind)
}

/// The kind at the start of a line, and where the rest begins.
pub fn leading_kind(text: &str) -> Option<(Kind, usize)> {
    KINDS.iter().find_map(|(words, kind)| {
        let end = starts_with(text, words)?;
        text.get(end..)?.starts_with(char::is_whitespace).then_some((*kind, end))
    })
}

pub fn is_contact(text: &str) -> bool {
    let label = normalize_label(text);
    contains(CONTACT, &label)
}

/// `Kontakt: Anna Berg ...`: where the contact begins.
pub fn contact_prefix(text: &str) -> Option<usize> {
    CONTACT.split('|').find_map(|words| {
        let end = starts_with(text, words)?;
        let rest = text.get(end..)?;
        let after = match rest.trim_start().strip_prefix(':') {
            Some(after) => after,
            // Without a colon, only a phrase that ends with "contact".
            None if words.ends_with("kontakta") || words.ends_with(" contact") => rest.strip_prefix(' ')?,
            None => return None,
        };
        Some(text.len() - after.trim_start().len())
    })
}

pub fn is_read_more(text: &str) -> bool {
    READ_MORE.contains(&normalize_label(text).as_str())
}

/// `Läs mer om projektet`
pub fn is_read_more_line(text: &str) -> bool {
    READ_MORE
        .iter()
        .any(|words| starts_with(text, words).is_some_and(|end| text.get(end..).is_some_and(|rest| rest.starts_with(' '))))
}

pub fn is_page_chrome(text: &str) -> bool {
    contains(PAGE_CHROME, &normalize_label(text)) || contains(PAGE_CHROME, &text.trim().to_lowercase())
}

/// The path through a site: `Startsida / Nyhetsarkiv / ...`.
pub fn is_breadcrumb<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    const SIGNS: [char; 6] = ['/', '>', '»', '›', '→', '|'];
    let Some(first) = lines.next() else { return false };
    let mut steps = first.split(SIGNS).map(normalize_label);
    let home = steps.next().is_some_and(|step| HOME.split('|').any(|home| step == home || step.starts_with(&format!("{home}:"))));
    let second = lines.next();
    home && (steps.next().is_some() || second.is_some())
}

pub fn names_speaker(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| contains(SPEECH_VERBS, &word.to_lowercase()))
}

/// Where a quote begins after its dash, whichever it is. `–75,6 mnkr` is an amount.
pub fn quote_dash(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['–', '—', '―', '-', '‑', '−'])?;
    let words = rest.trim_start();
    if words.is_empty() || words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–')) {
        return None;
    }
    // A hyphen needs a space: `-talet` is half a word.
    if words.len() == rest.len() && text.starts_with(['-', '‑', '−']) && !words.starts_with(char::is_uppercase) {
        return None;
    }
    Some(text.len() - words.len())
}
