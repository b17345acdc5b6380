//! PDF objects from Rust values.

use lopdf::{Dictionary, Object, StringFormat};

pub fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

pub fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    Dictionary::from_iter(entries)
}

/// The longest string in PDF/A-3 has 32,767 bytes (6.1.13); this number of characters always fits.
const LONGEST: usize = 8_000;

/// A text string (ISO 32000-1, 7.9.2.2): ASCII, or else UTF-16 with its mark. One that is too long ends with an ellipsis; the page has it in
/// full.
pub fn text(text: &str) -> Object {
    let short = text.char_indices().nth(LONGEST).and_then(|(end, _)| Some(format!("{}…", text.get(..end)?)));
    let text = short.as_deref().unwrap_or(text);
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Object::string_literal(text)
    } else {
        Object::String(utf16(text), StringFormat::Hexadecimal)
    }
}

/// UTF-16 with the byte order mark that PDF requires.
pub fn utf16(text: &str) -> Vec<u8> {
    [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

pub fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Numbers with two decimals.
pub fn reals(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Real((number * 100.0).round() / 100.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_is_longer_than_an_archive_takes() {
        for long in ["a", "å", "🎉"].map(|c| c.repeat(50_000)) {
            let Object::String(bytes, _) = text(&long) else { panic!("no string") };
            assert!(bytes.len() > 8_000 && bytes.len() <= 32_767, "{}", bytes.len());
        }
    }
}
