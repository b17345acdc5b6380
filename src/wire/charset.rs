//! Encodes text in a receiver's charset, with substitutes for missing characters. All substitutions are counted and reported.
//!
//! ISO 8859-1; ISO 646 (ASCII and its Swedish form, SEN 85 02 00 annex B).

use std::borrow::Cow;
use std::cell::RefCell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use crate::diag::{Diagnostic, Location};
use crate::markup::plain::Transliterate;
use crate::model::Charset;
use crate::model::name::is_invisible;
use crate::msg;

/// Collects its substitutions.
#[derive(Debug)]
pub struct CharsetEncoder {
    charset: Charset,
    substitutions: RefCell<Vec<Substitution>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Substitution {
    character: char,
    substitute: Cow<'static, str>,
    count: usize,
    /// The text around the first occurrence.
    context: String,
}

impl Substitution {
    /// Whether readers recognize the sign in its other form, as `–` in `-`. Otherwise a letter is changed or lost.
    fn is_typography(&self) -> bool {
        typographic_substitute(self.character).is_some()
    }

    fn diagnostic(&self, source: &str, format: &str, charset: Charset, strict: bool) -> Diagnostic {
        let Substitution { character, substitute, count, context } = self;
        let code = format!("U+{:04X}", u32::from(*character));
        let charset = charset.name();
        let (times, gånger) =
            if *count == 1 { (String::new(), String::new()) } else { (format!(", {count} times"), format!(", {count} gånger")) };
        let message = msg!(
            "`{character}` ({code}) is written `{substitute}` in {format}, since {charset} does not have it{times}: “{context}”",
            "`{character}` ({code}) skrivs `{substitute}` i {format}, eftersom {charset} saknar det{gånger}: ”{context}”"
        );
        let hint = || {
            msg!(
                "write it otherwise, or let the format have `utf-8` under `[wire]` in newsroom.toml",
                "skriv det på annat sätt, eller låt formatet ha `utf-8` under `[wire]` i newsroom.toml"
            )
        };
        let location = Location::file(source);
        match (strict, self.is_typography()) {
            (true, _) => Diagnostic::error(location, message).hint(hint()),
            (false, true) => Diagnostic::info(location, message),
            (false, false) => Diagnostic::warning(location, message).hint(hint()),
        }
    }
}

/// The maximum number of lost letters that are reported one by one.
const MAX_LISTED: usize = 8;

impl CharsetEncoder {
    pub fn new(charset: Charset) -> CharsetEncoder {
        CharsetEncoder { charset, substitutions: RefCell::default() }
    }

    pub fn charset(&self) -> Charset {
        self.charset
    }

    fn substitute(&self, c: char) -> Cow<'static, str> {
        let can_encode = |text: &str| text.chars().all(|c| has_character(self.charset, c));
        let substitute = |c| typographic_substitute(c).or(letter_substitute(c));
        if let Some(substitute) = substitute(c).filter(|text| can_encode(text)) {
            return Cow::Borrowed(substitute);
        }
        let mut base = String::new();
        decompose_compatible(c, |part| {
            if !unicode_normalization::char::is_combining_mark(part) {
                base.push_str(substitute(part).unwrap_or(part.encode_utf8(&mut [0; 4])));
            }
        });
        if !base.is_empty() && can_encode(&base) { Cow::Owned(base) } else { Cow::Borrowed("?") }
    }

    fn add_substitution(&self, character: char, substitute: Cow<'static, str>, text: &str, offset: usize) {
        let mut substitutions = self.substitutions.borrow_mut();
        match substitutions.iter_mut().find(|known| known.character == character) {
            Some(known) => known.count += 1,
            None => substitutions.push(Substitution { character, substitute, count: 1, context: context(text, offset) }),
        }
    }

    /// Appends the bytes of a transliterated text. Lines end with CR LF. A no-break space becomes a space if the charset lacks it.
    pub fn encode(&self, text: &str, out: &mut Vec<u8>) {
        out.reserve(text.len() + text.len() / 32);
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                out.extend_from_slice(b"\r\n");
            }
            match self.charset {
                Charset::Utf8 => out.extend_from_slice(line.as_bytes()),
                Charset::Latin1 | Charset::Ascii => {
                    let mut rest = line;
                    // ASCII is copied in slices.
                    loop {
                        let (ascii, other) = rest.split_at(ascii_len(rest));
                        out.extend_from_slice(ascii.as_bytes());
                        let Some(c) = other.chars().next() else { break };
                        out.push(encode_char(self.charset, c).unwrap_or(b'?'));
                        rest = &other[c.len_utf8()..];
                    }
                }
                charset => out.extend(line.chars().map(|c| encode_char(charset, c).unwrap_or(b'?'))),
            }
        }
    }

    /// A diagnostic for each substitution, an error if `strict`.
    pub fn report(&self, source: &str, format: &str, strict: bool) -> Vec<Diagnostic> {
        let substitutions = self.substitutions.borrow();
        let (typography, lost): (Vec<_>, Vec<_>) = substitutions.iter().partition(|substitution| substitution.is_typography());
        let diagnostic = |substitution: &&Substitution| substitution.diagnostic(source, format, self.charset, strict);
        let mut diagnostics: Vec<Diagnostic> = typography.iter().map(diagnostic).collect();
        // A text in another script is reported once.
        if lost.len() > MAX_LISTED && !strict {
            diagnostics.push(other_script_diagnostic(&lost, source, format, self.charset));
        } else {
            diagnostics.extend(lost.iter().map(diagnostic));
        }
        diagnostics
    }
}

fn other_script_diagnostic(lost: &[&Substitution], source: &str, format: &str, charset: Charset) -> Diagnostic {
    let (kinds, charset) = (lost.len(), charset.name());
    let count: usize = lost.iter().map(|substitution| substitution.count).sum();
    let some: Vec<String> = lost.iter().take(MAX_LISTED).map(|substitution| format!("`{}`", substitution.character)).collect();
    let some = some.join(", ");
    let message = msg!(
        "{kinds} characters that {charset} does not have are substituted in {format}, {count} times in all: {some} ...",
        "{kinds} tecken som {charset} saknar skrivs på annat sätt i {format}, sammanlagt {count} gånger: {some} ..."
    );
    let hint = msg!(
        "desks can read this text in NewsML-G2, NITF, ninjs and press text; or let the format have `utf-8` under `[wire]` in newsroom.toml",
        "redaktioner kan läsa texten i NewsML-G2, NITF, ninjs och presstext; eller låt formatet ha `utf-8` under `[wire]` i newsroom.toml"
    );
    Diagnostic::warning(Location::file(source), message).hint(hint)
}

impl Transliterate for CharsetEncoder {
    /// Removes soft hyphens, direction marks and other characters that nobody sees.
    fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.charset == Charset::Utf8 || text.chars().all(|c| is_unchanged(self.charset, c)) {
            return Cow::Borrowed(text);
        }
        // The charsets have letters with their accents as one character.
        let composed: Cow<str> = if text.chars().any(may_compose) { Cow::Owned(text.nfc().collect()) } else { Cow::Borrowed(text) };
        let mut out = String::with_capacity(composed.len());
        // Unchanged text is copied in slices.
        let mut start = 0;
        for (offset, c) in composed.char_indices().filter(|(_, c)| !is_unchanged(self.charset, *c)) {
            out.push_str(&composed[start..offset]);
            start = offset + c.len_utf8();
            match c {
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
                '\t' => out.push(' '),
                c if has_character(self.charset, c) => out.push(c),
                // Needed for wrapping; a space on the wire.
                '\u{a0}' | '\u{202f}' => out.push('\u{a0}'),
                '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => out.push(' '),
                c if is_invisible(c) && !c.is_whitespace() => {}
                c => {
                    let substitute = self.substitute(c);
                    out.push_str(&substitute);
                    self.add_substitution(c, substitute, &composed, offset);
                }
            }
        }
        out.push_str(&composed[start..]);
        Cow::Owned(out)
    }
}

fn context(text: &str, offset: usize) -> String {
    const SIDE: usize = 16;
    let start = text[..offset].char_indices().rev().nth(SIDE - 1).map_or(0, |(start, _)| start);
    text[start..offset].chars().chain(text[offset..].chars().take(SIDE + 1)).collect::<String>().replace(['\n', '\u{a0}'], " ")
}

/// Whether normalization may change it: not the letters of Latin-1 and punctuation.
fn may_compose(c: char) -> bool {
    c >= '\u{300}' && !('\u{2010}'..='\u{20cf}').contains(&c)
}

fn ascii_len(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' '..=b'~')).count()
}

/// Whether a character is transliterated to itself: a fast path for most text.
fn is_unchanged(charset: Charset, c: char) -> bool {
    match charset {
        Charset::Latin1 | Charset::Windows1252 => matches!(c, '\n' | ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}'),
        Charset::Ascii => matches!(c, '\n' | ' '..='~'),
        Charset::Utf8 => true,
        Charset::Swedish7 => c.is_ascii() && has_character(charset, c),
    }
}

fn has_character(charset: Charset, c: char) -> bool {
    encode_char(charset, c).is_some() && c != '\u{a0}'
}

/// All charsets have line feed and carriage return, but no tab, which receivers expand differently.
fn encode_char(charset: Charset, c: char) -> Option<u8> {
    let ascii = || u8::try_from(c).ok().filter(|byte| matches!(byte, b'\n' | b'\r' | b' '..=b'~'));
    match (charset, c) {
        (Charset::Utf8, _) => None,
        (_, '\u{a0}') => Some(b' '),
        (Charset::Latin1 | Charset::Windows1252, '\u{a1}'..='\u{ff}') => u8::try_from(u32::from(c)).ok(),
        (Charset::Swedish7, _) => match SWEDISH.iter().find(|(letter, _)| *letter == c) {
            Some((_, byte)) => Some(*byte),
            // Its code may be that of a letter.
            None => ascii().filter(|byte| SWEDISH.iter().all(|(_, code)| code != byte)),
        },
        (Charset::Windows1252, '\u{a0}'..) => (0x80..).zip(WINDOWS).find(|(_, sign)| *sign == c).map(|(byte, _)| byte),
        (Charset::Latin1 | Charset::Windows1252 | Charset::Ascii, _) => ascii(),
    }
}

/// The letters of ISO 646-SE, each with the code of an ASCII sign.
pub const SWEDISH: [(char, u8); 6] = [('Ä', b'['), ('Ö', b'\\'), ('Å', b']'), ('ä', b'{'), ('ö', b'|'), ('å', b'}')];

/// The characters of windows-1252 from 80 to 9F, where ISO 8859-1 has controls. Five codes are undefined.
pub const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn typographic_substitute(c: char) -> Option<&'static str> {
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

/// Letters and signs without a decomposition.
fn letter_substitute(c: char) -> Option<&'static str> {
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

    fn encoded(charset: Charset, text: &str) -> String {
        let encoder = CharsetEncoder::new(charset);
        let mut bytes = Vec::new();
        encoder.encode(&encoder.transliterate(text), &mut bytes);
        bytes.into_iter().map(char::from).collect()
    }

    #[test]
    fn missing_characters_are_substituted() {
        let text = "– ”Åsa” i Łódź… 15\u{a0}000 € [1] n\u{ad}u e\u{301} 😀 §";
        assert_eq!(encoded(Charset::Latin1, text), "- \"Åsa\" i Lódz... 15 000 EUR [1] nu é ? §");
        assert_eq!(encoded(Charset::Ascii, text), "- \"Asa\" i Lodz... 15 000 EUR [1] nu e ? par.");
        assert_eq!(encoded(Charset::Swedish7, text), "- \"]sa\" i Lodz... 15 000 EUR (1) nu e ? par.");
    }

    #[test]
    fn each_substitution_is_counted_with_its_first_context() {
        let encoder = CharsetEncoder::new(Charset::Latin1);
        encoder.transliterate("Ett – två – tre ł");
        let found = encoder.substitutions.borrow().clone();
        assert_eq!((found[0].character, found[0].count, found[0].context.as_str()), ('–', 2, "Ett – två – tre ł"));
        assert!(found[0].is_typography() && !found[1].is_typography());
        assert!(encoder.report("x.md", "IPTC 7901", false).iter().all(|diagnostic| !diagnostic.is_error()));
        assert!(encoder.report("x.md", "IPTC 7901", true).iter().all(Diagnostic::is_error));
    }

    #[test]
    fn every_character_is_encoded_without_control_characters() {
        for charset in [Charset::Latin1, Charset::Ascii, Charset::Swedish7] {
            for c in (0..0x11_0000).step_by(7).filter_map(char::from_u32).chain('\0'..'\u{2100}') {
                let encoder = CharsetEncoder::new(charset);
                let mut bytes = Vec::new();
                encoder.encode(&encoder.transliterate(&c.to_string()), &mut bytes);
                let is_graphic =
                    |byte: &u8| matches!(byte, b'\n' | b'\r' | b' '..=b'~') || (charset == Charset::Latin1 && *byte >= 0xa0);
                assert!(bytes.iter().all(is_graphic), "{c:?} in {}: {bytes:?}", charset.name());
            }
        }
    }
}
