//! Writes text in a receiver's charset, with substitutes for characters that it lacks: one table for all formats.
//!
//! ISO 8859-1; ISO 646 (ASCII and its Swedish form, SEN 85 02 00 annex B). Every substitution is counted and reported.

use std::borrow::Cow;
use std::cell::RefCell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::markup::plain::Transliterate;
use crate::model::Charset;
use crate::msg;

/// Spells texts in a charset, and remembers what it had to write otherwise.
#[derive(Debug)]
pub struct CharsetEncoder {
    charset: Charset,
    found: RefCell<Vec<Substitution>>,
}

/// A character that a charset does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    pub written: char,
    pub instead: Cow<'static, str>,
    pub times: usize,
    /// The words around it at the first place.
    pub around: String,
}

impl Substitution {
    /// Another form of the same sign, which no reader misses: `–` as `-`. Otherwise a letter was changed, or lost.
    pub fn is_typography(&self) -> bool {
        typography(self.written).is_some()
    }
}

impl CharsetEncoder {
    pub fn new(charset: Charset) -> CharsetEncoder {
        CharsetEncoder { charset, found: RefCell::default() }
    }

    pub fn charset(&self) -> Charset {
        self.charset
    }

    fn substitute(&self, c: char) -> Cow<'static, str> {
        let fits = |text: &str| text.chars().all(|c| has_character(self.charset, c));
        let known = typography(c).or(letter(c)).filter(|text| fits(text));
        if let Some(known) = known {
            return Cow::Borrowed(known);
        }
        let mut base = String::new();
        decompose_compatible(c, |part| {
            if !unicode_normalization::char::is_combining_mark(part) {
                base.push_str(typography(part).or(letter(part)).unwrap_or(part.encode_utf8(&mut [0; 4])));
            }
        });
        if !base.is_empty() && fits(&base) { Cow::Owned(base) } else { Cow::Borrowed("?") }
    }

    fn count(&self, c: char, instead: Cow<'static, str>, text: &str, at: usize) {
        let mut found = self.found.borrow_mut();
        match found.iter_mut().find(|known| known.written == c) {
            Some(known) => known.times += 1,
            None => found.push(Substitution { written: c, instead, times: 1, around: around(text, at) }),
        }
    }

    /// What was written otherwise, in the order in which it was met.
    pub fn substitutions(&self) -> Vec<Substitution> {
        self.found.borrow().clone()
    }

    /// Puts the bytes of a text that was spelled at the end of `out`. Lines end as on the wire, in CR LF; no-break spaces, whose work is done,
    /// are spaces where the charset has no others.
    pub fn encode(&self, spelled: &str, out: &mut Vec<u8>) {
        out.reserve(spelled.len() + spelled.len() / 32);
        for (n, line) in spelled.split('\n').enumerate() {
            if n > 0 {
                out.extend_from_slice(b"\r\n");
            }
            match self.charset {
                Charset::Utf8 => out.extend_from_slice(line.as_bytes()),
                Charset::Latin1 | Charset::Ascii => {
                    let mut left = line;
                    // What is in both goes over in stretches.
                    loop {
                        let (stretch, rest) = left.split_at(plain(left));
                        out.extend_from_slice(stretch.as_bytes());
                        let Some(c) = rest.chars().next() else { break };
                        out.push(byte(self.charset, c).unwrap_or(b'?'));
                        left = &rest[c.len_utf8()..];
                    }
                }
                charset => out.extend(line.chars().map(|c| byte(charset, c).unwrap_or(b'?'))),
            }
        }
    }

    /// What the reader of the log should know; a mistake for each when `strict`.
    pub fn report(&self, source: &str, format: &str, strict: bool) -> Vec<Diagnostic> {
        let found = self.found.borrow();
        let (plain, lost): (Vec<_>, Vec<_>) = found.iter().partition(|found| found.is_typography());
        let diagnostic = |found: &&Substitution| substitution_diagnostic(found, source, format, self.charset, strict);
        // A text in another script is reported once.
        if lost.len() > MAX_LISTED && !strict {
            return plain.iter().map(diagnostic).chain([other_script_diagnostic(&lost, source, format, self.charset)]).collect();
        }
        plain.iter().chain(&lost).map(diagnostic).collect()
    }
}

/// The number of lost letters that are reported one by one.
const MAX_LISTED: usize = 8;

/// That a text is written in letters which the charset does not have.
fn other_script_diagnostic(lost: &[&Substitution], source: &str, format: &str, charset: Charset) -> Diagnostic {
    let (kinds, charset) = (lost.len(), charset.name());
    let times: usize = lost.iter().map(|found| found.times).sum();
    let some: Vec<String> = lost.iter().take(MAX_LISTED).map(|found| format!("`{}`", found.written)).collect();
    let some = some.join(", ");
    let say = msg!(
        "{kinds} characters that {charset} does not have are substituted in {format}, {times} times in all: {some} ...",
        "{kinds} tecken som {charset} saknar skrivs på annat sätt i {format}, sammanlagt {times} gånger: {some} ..."
    );
    let hint = msg!(
        "desks can read this text in NewsML-G2, NITF, ninjs and press text; or let the format have `utf-8` under `[wire]` in newsroom.toml",
        "redaktioner kan läsa texten i NewsML-G2, NITF, ninjs och presstext; eller låt formatet ha `utf-8` under `[wire]` i newsroom.toml"
    );
    Diagnostic::warning(Location::file(source), say).hint(hint)
}

impl Transliterate for CharsetEncoder {
    /// `text` in characters that the charset has; soft hyphens and direction marks are left out.
    fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.charset == Charset::Utf8 || text.chars().all(|c| is_unchanged(self.charset, c)) {
            return Cow::Borrowed(text);
        }
        // Letters and their accents as one character, which is how the charsets have them.
        let composed: Cow<str> = if text.chars().any(may_compose) { Cow::Owned(text.nfc().collect()) } else { Cow::Borrowed(text) };
        let mut out = String::with_capacity(composed.len());
        // What stays goes over in stretches.
        let mut from = 0;
        for (at, c) in composed.char_indices().filter(|(_, c)| !is_unchanged(self.charset, *c)) {
            out.push_str(&composed[from..at]);
            from = at + c.len_utf8();
            match c {
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
                '\t' => out.push(' '),
                c if has_character(self.charset, c) => out.push(c),
                // Held together while lines are made; a space on the wire.
                '\u{a0}' | '\u{202f}' => out.push('\u{a0}'),
                '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => out.push(' '),
                c => {
                    let instead = self.substitute(c);
                    out.push_str(&instead);
                    self.count(c, instead, &composed, at);
                }
            }
        }
        out.push_str(&composed[from..]);
        Cow::Owned(out)
    }
}

fn substitution_diagnostic(found: &Substitution, source: &str, format: &str, charset: Charset, strict: bool) -> Diagnostic {
    let Substitution { written, instead, times, around } = found;
    let code = format!("U+{:04X}", u32::from(*written));
    let charset = charset.name();
    let (once, gang) =
        if *times == 1 { (String::new(), String::new()) } else { (format!(", {times} times"), format!(", {times} gånger")) };
    let say = msg!(
        "`{written}` ({code}) is written `{instead}` in {format}, since {charset} does not have it{once}: “{around}”",
        "`{written}` ({code}) skrivs `{instead}` i {format}, eftersom {charset} saknar det{gang}: ”{around}”"
    );
    let hint = || {
        msg!(
            "write it otherwise, or let the format have `utf-8` under `[wire]` in newsroom.toml",
            "skriv det på annat sätt, eller låt formatet ha `utf-8` under `[wire]` i newsroom.toml"
        )
    };
    let place = Location::file(source);
    match (strict, found.is_typography()) {
        (true, _) => Diagnostic::error(place, say).hint(hint()),
        (false, true) => Diagnostic::info(place, say),
        (false, false) => Diagnostic::warning(place, say).hint(hint()),
    }
}

/// Some words on both sides.
fn around(text: &str, at: usize) -> String {
    const SIDE: usize = 16;
    let before: String = text[..at].chars().rev().take(SIDE).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[at..].chars().take(SIDE + 1).collect();
    format!("{before}{after}").replace(['\n', '\u{a0}'], " ")
}

/// False for letters of Latin-1 and for punctuation, which are never composed.
fn may_compose(c: char) -> bool {
    c >= '\u{300}' && !('\u{2010}'..='\u{20cf}').contains(&c)
}

/// How many bytes a text begins with that are the same in ASCII and in all that extends it.
fn plain(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' '..=b'~')).count()
}

/// True for what nearly every text consists of, and no charset that has it writes otherwise.
fn is_unchanged(charset: Charset, c: char) -> bool {
    match charset {
        Charset::Latin1 | Charset::Windows1252 => matches!(c, '\n' | ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}'),
        Charset::Ascii => matches!(c, '\n' | ' '..='~'),
        Charset::Utf8 => true,
        Charset::Swedish7 => c.is_ascii() && has_character(charset, c),
    }
}

/// True when the charset has a place for it.
fn has_character(charset: Charset, c: char) -> bool {
    byte(charset, c).is_some() && c != '\u{a0}'
}

/// Where a charset has it. The controls of text (line feed, carriage return) are in all of them; a tab is not: each receiver sets it otherwise.
fn byte(charset: Charset, c: char) -> Option<u8> {
    let ascii = || u8::try_from(c).ok().filter(|byte| matches!(byte, b'\n' | b'\r' | b' '..=b'~'));
    match (charset, c) {
        (Charset::Utf8, _) => None,
        (_, '\u{a0}') => Some(b' '),
        (Charset::Latin1 | Charset::Windows1252, '\u{a1}'..='\u{ff}') => u8::try_from(u32::from(c)).ok(),
        (Charset::Swedish7, _) => match SWEDISH.iter().find(|(letter, _)| *letter == c) {
            Some((_, byte)) => Some(*byte),
            // Its place is taken by a letter.
            None => ascii().filter(|byte| SWEDISH.iter().all(|(_, taken)| taken != byte)),
        },
        (Charset::Windows1252, '\u{a0}'..) => (0x80..).zip(WINDOWS).find(|(_, sign)| *sign == c).map(|(byte, _)| byte),
        (Charset::Latin1 | Charset::Windows1252 | Charset::Ascii, _) => ascii(),
    }
}

/// The letters of ISO 646-SE, each at the place of a sign of ASCII.
pub(super) const SWEDISH: [(char, u8); 6] = [('Ä', b'['), ('Ö', b'\\'), ('Å', b']'), ('ä', b'{'), ('ö', b'|'), ('å', b'}')];

/// What windows-1252 has from 80 to 9F, where ISO 8859-1 has controls; its five holes stay what they are.
pub(super) const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Signs that have a plainer form.
fn typography(c: char) -> Option<&'static str> {
    Some(match c {
        '–' | '—' | '―' | '‐' | '‑' | '‒' | '−' | '⁃' => "-",
        '‘' | '’' | '‚' | '‛' | '′' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‹' => "<",
        '›' => ">",
        '…' => "...",
        '•' | '·' | '◦' | '▪' | '‣' => "*",
        '€' => "EUR",
        '™' => "(TM)",
        '®' => "(R)",
        '©' => "(C)",
        _ => return None,
    })
}

/// Letters and signs that do not come apart into a letter and its accent.
fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'Ł' => "L",
        'ł' => "l",
        'Ø' => "O",
        'ø' => "o",
        'Đ' | 'Ð' => "D",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'ẞ' => "SS",
        'Œ' => "OE",
        'œ' => "oe",
        'Æ' => "AE",
        'æ' => "ae",
        'Þ' => "Th",
        'þ' => "th",
        'Ħ' => "H",
        'ħ' => "h",
        'Ŧ' => "T",
        'ŧ' => "t",
        'Ŋ' => "N",
        'ŋ' => "n",
        '§' => "par.",
        '°' => "gr.",
        '×' => "x",
        '÷' => "/",
        '±' => "+/-",
        '£' => "GBP",
        '¥' => "JPY",
        '¢' => "c",
        '¤' => "*",
        '→' => "->",
        '←' => "<-",
        '⇒' => "=>",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "<>",
        '≈' => "~",
        '⁄' => "/",
        '[' | '{' => "(",
        ']' | '}' => ")",
        '|' | '\\' => "/",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wired(charset: Charset, text: &str) -> String {
        let encoder = CharsetEncoder::new(charset);
        let mut bytes = Vec::new();
        encoder.encode(&encoder.transliterate(text), &mut bytes);
        bytes.into_iter().map(char::from).collect()
    }

    #[test]
    fn what_a_charset_has_stays_and_the_rest_has_a_form_of_it() {
        let text = "– ”Åsa” i Łódź… 15\u{a0}000 € [1] n\u{ad}u e\u{301} 😀 §";
        assert_eq!(wired(Charset::Latin1, text), "- \"Åsa\" i Lódz... 15 000 EUR [1] nu é ? §");
        assert_eq!(wired(Charset::Ascii, text), "- \"Asa\" i Lodz... 15 000 EUR [1] nu e ? par.");
        assert_eq!(wired(Charset::Swedish7, text), "- \"]sa\" i Lodz... 15 000 EUR (1) nu e ? par.");
    }

    #[test]
    fn each_substitution_is_counted_with_its_first_place() {
        let encoder = CharsetEncoder::new(Charset::Latin1);
        encoder.transliterate("Ett – två – tre ł");
        let found = encoder.substitutions();
        assert_eq!((found[0].written, found[0].times, found[0].around.as_str()), ('–', 2, "Ett – två – tre ł"));
        assert!(found[0].is_typography() && !found[1].is_typography());
        assert!(encoder.report("x.md", "IPTC 7901", false).iter().all(|diagnostic| !diagnostic.is_error()));
        assert!(encoder.report("x.md", "IPTC 7901", true).iter().all(Diagnostic::is_error));
    }

    #[test]
    fn every_character_becomes_bytes_of_the_charset_and_never_a_control() {
        for charset in [Charset::Latin1, Charset::Ascii, Charset::Swedish7] {
            for c in (0..0x11_0000).step_by(7).filter_map(char::from_u32).chain('\0'..'\u{2100}') {
                let encoder = CharsetEncoder::new(charset);
                let mut bytes = Vec::new();
                encoder.encode(&encoder.transliterate(&c.to_string()), &mut bytes);
                let fine = |byte: &u8| matches!(byte, b'\n' | b'\r' | b' '..=b'~') || (charset == Charset::Latin1 && *byte >= 0xa0);
                assert!(bytes.iter().all(fine), "{c:?} in {}: {bytes:?}", charset.name());
            }
        }
    }
}
