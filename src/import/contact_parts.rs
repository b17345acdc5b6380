//! The parts of a line of a contact block: words, phone numbers and e-mail addresses, without their labels.

use crate::import::phrases;
use crate::import::styled_text::{LinkTarget, StyledText};
use crate::model::{Email, Phone};

/// Labels before a number or an address, which every format writes itself.
const LABELS: &str = "telefonnummer|telefon|mobiltelefon|mobilnummer|mobil|direkt|tfn|telnr|tele|tel|phone|mobile|cell|mob|e-postadress|e-post|\
    epost|mejladress|mejl|e-mail|email|mailadress|mail|på|eller|och|or|via|ring|mejla|maila|call";

/// Letters for the same, before a colon: `t: 08-465 004 01`.
const LETTERS: &str = "t|tn|m|e";

/// Labels of fields that stand alone, or before a colon.
const FIELDS: &str = "namn|roll|titel|befattning|uppdrag|name|role|title|position|direkt|arbete|jobb|privat";

pub enum ContactPart {
    Words(String),
    Phone(String),
    Email(String),
    /// The text of an e-mail link that is not the address.
    Label(String),
}

pub fn has_contact_method(line: &StyledText) -> bool {
    split_parts(line).iter().any(|part| matches!(part, ContactPart::Phone(_) | ContactPart::Email(_)))
}

/// The parts of a line, in order.
pub fn split_parts(line: &StyledText) -> Vec<ContactPart> {
    // So long a line is text, whatever numbers it has.
    if line.runs.iter().map(|run| run.text.len()).sum::<usize>() > 600 {
        return vec![ContactPart::Words(line.plain_text())];
    }
    let mut out = Vec::new();
    for run in &line.runs {
        match &run.style.link {
            Some(LinkTarget::To(address)) if address.as_str().starts_with("mailto:") => {
                let written = run.text.trim();
                let inside = address.as_str().trim_start_matches("mailto:").split('?').next().unwrap_or_default();
                let email = if Email::parse(written).is_ok() { written } else { inside };
                if email != written && !written.is_empty() {
                    out.push(ContactPart::Label(written.to_owned()));
                }
                out.push(ContactPart::Email(email.to_owned()));
            }
            Some(LinkTarget::To(address)) if address.as_str().starts_with("tel:") && Phone::parse(run.text.trim()).is_err() => {
                let number = address.as_str().trim_start_matches("tel:").to_owned();
                split_text(&run.text, &mut out);
                if !matches!(out.last(), Some(ContactPart::Phone(_))) {
                    out.push(ContactPart::Phone(number));
                }
            }
            _ => split_text(&run.text, &mut out),
        }
    }
    // Adjacent words form one part, whatever their style.
    let mut joined: Vec<ContactPart> = Vec::new();
    for part in out {
        match (joined.last_mut(), part) {
            // Two elements that a style sheet puts on two lines.
            (Some(ContactPart::Words(before)), ContactPart::Words(more))
                if before.ends_with(char::is_lowercase) && more.starts_with(char::is_uppercase) =>
            {
                joined.push(ContactPart::Words(more));
            }
            (Some(ContactPart::Words(before)), ContactPart::Words(more)) => before.push_str(&more),
            (_, part) => joined.push(part),
        }
    }
    joined
        .into_iter()
        .filter_map(|part| match part {
            ContactPart::Words(words) => strip_labels(&words).map(ContactPart::Words),
            part => Some(part),
        })
        .collect()
}

fn split_text(text: &str, out: &mut Vec<ContactPart>) {
    let mut words = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let starts = !words.ends_with(|c: char| c.is_alphanumeric());
        let found = if starts {
            leading_phone(rest)
                .map(|(len, p)| (len, ContactPart::Phone(p)))
                .or_else(|| leading_email(rest).map(|(len, e)| (len, ContactPart::Email(e))))
        } else {
            None
        };
        let step = match found {
            Some((length, part)) => {
                out.push(ContactPart::Words(std::mem::take(&mut words)));
                out.push(part);
                length
            }
            None => {
                words.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(step..).unwrap_or_default();
    }
    out.push(ContactPart::Words(words));
}

/// A phone number at the start of `text`.
pub fn leading_phone(text: &str) -> Option<(usize, String)> {
    if !text.starts_with(['0', '+', '(']) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_digit() || " \u{a0}\u{2007}\u{202f}-–‑./()+".contains(c);
    let mut end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    loop {
        let written = text.get(..end)?.trim_end_matches(|c: char| !(c.is_ascii_digit() || c == ')'));
        if written.matches(|c: char| c.is_ascii_digit()).count() < 6 || is_time(written) {
            return None;
        }
        if let (Ok(phone), true) = (Phone::parse(written), has_balanced_parentheses(written)) {
            return Some((written.len(), phone.written().to_owned()));
        }
        // `(kvällar 08-465 004 01)`: the bracket is not the number's.
        if let Some(before) = written.strip_suffix(')').filter(|_| !has_balanced_parentheses(written)) {
            end = before.len();
            continue;
        }
        // `08-465 004 01 / 070-123 45 67`: the part before the sign.
        end = written.rfind(['/', ' ', '(', '\u{a0}'])?;
    }
}

fn has_balanced_parentheses(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

/// `09.00-17.00` is opening hours.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '–']).map(str::trim).collect();
    parts.len() == 2 && parts.iter().all(|part| part.split_once('.').is_some_and(|(h, m)| h.len() <= 2 && m.len() == 2))
}

pub fn leading_email(text: &str) -> Option<(usize, String)> {
    // `anna.berg(at)solvik.example`: written so that programs do not find it.
    const SIGNS: [&str; 4] = ["(at)", "[at]", "(a)", "(snabel-a)"];
    let spelled = SIGNS.iter().find_map(|sign| {
        let (before, after) = text.split_once(sign)?;
        let name_ends = before.chars().any(|c| c.is_whitespace() || ",;:()<>\"".contains(c));
        let end = after.find(|c: char| c.is_whitespace() || ",;:()<>\"".contains(c)).unwrap_or(after.len());
        let host = after.get(..end)?.trim_end_matches('.');
        let email = format!("{before}@{host}");
        (!name_ends && Email::parse(&email).is_ok()).then(|| (before.len() + sign.len() + host.len(), email))
    });
    if spelled.is_some() {
        return spelled;
    }
    let end = text.find(|c: char| c.is_whitespace() || ",;:()<>\"".contains(c)).unwrap_or(text.len()).min(254);
    let word = text.get(..end)?.trim_end_matches('.');
    (word.contains('@') && Email::parse(word).is_ok()).then(|| (word.len(), word.to_owned()))
}

/// The words without labels and signs around them; `None` when nothing is left.
pub fn strip_labels(text: &str) -> Option<String> {
    const SIGNS: [char; 12] = [',', ';', ':', '|', '•', '·', '/', '–', '-', '<', '>', '.'];
    let mut text = without_letter(text.trim());
    loop {
        let before = text;
        text = text
            .trim()
            .trim_start_matches(SIGNS)
            .trim()
            .trim_end_matches([',', ';', ':', '|', '•', '·', '/', '–', '-', '<'])
            .trim();
        for label in LABELS.split('|') {
            let after = phrases::starts_with(text, label)
                .and_then(|end| text.get(end..))
                .filter(|rest| !rest.starts_with(char::is_alphanumeric));
            if let Some(rest) = after {
                text = rest.trim();
            }
            // The label of the number that follows: `Anna Berg, telefon`, `Anna Berg, tel.`
            let bare = text.trim_end_matches('.');
            if bare.len() < text.len() && bare.to_lowercase().ends_with(label) {
                text = bare;
            }
            let cut = text.len().checked_sub(label.len()).filter(|at| text.is_char_boundary(*at));
            if let Some((head, tail)) = cut.and_then(|at| text.split_at_checked(at))
                && head.ends_with(|c: char| !c.is_alphanumeric())
                && tail.to_lowercase() == label
            {
                text = head;
            }
        }
        for field in FIELDS.split('|') {
            let after = phrases::starts_with(text, field).and_then(|end| text.get(end..)).map(str::trim);
            if let Some(rest) = after.filter(|rest| rest.is_empty() || rest.starts_with(':')) {
                text = rest;
            }
        }
        if text == before {
            break;
        }
    }
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}

/// `Anna Berg, vd, t:` without its end.
fn without_letter(text: &str) -> &str {
    let Some(before) = text.strip_suffix(':') else { return text };
    let start = before.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
    let is_letter = before.get(start..).is_some_and(|word| phrases::contains(LETTERS, &word.to_lowercase()));
    if is_letter { before.get(..start).unwrap_or_default().trim_end() } else { text }
}
