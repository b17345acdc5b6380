//! Telephone numbers: as they are written and as they are dialled.

use super::name::{NameError, SingleLine};

/// A telephone number as it is written and as it is dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    written: SingleLine,
    e164: String,
}

impl Phone {
    /// Digits, spaces, hyphens, dots, slashes, brackets and a leading plus; a number with a leading zero is Swedish (+46).
    pub fn parse(text: &str) -> Result<Phone, NameError> {
        let written = SingleLine::parse(text)?;
        let mut digits = String::new();
        for c in written.as_str().replace("(0)", "").chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() => digits.push(c),
                ' ' | '\u{a0}' | '\u{2007}' | '\u{202f}' | '-' | '–' | '‑' | '.' | '/' | '(' | ')' => {}
                c => return Err(NameError::Character(c)),
            }
        }
        let e164 = match digits.as_bytes() {
            [b'+', ..] => digits,
            [b'0', b'0', ..] => format!("+{}", &digits[2..]),
            [b'0', ..] => format!("+46{}", &digits[1..]),
            _ => return Err(NameError::Shape),
        };
        // E.164 clause 6: at most 15 digits; fewer than 6 are not a full number.
        if (7..=16).contains(&e164.len()) && e164.as_bytes()[1] != b'0' {
            Ok(Phone { written, e164 })
        } else {
            Err(NameError::Shape)
        }
    }

    /// As the author wrote it: `073-421 86 53`.
    pub fn written(&self) -> &str {
        self.written.as_str()
    }

    /// E.164: `+46734218653`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// `tel:+46734218653` (RFC 3966).
    pub fn uri(&self) -> String {
        format!("tel:{}", self.e164)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_keep_their_writing_and_can_be_dialled() {
        for (written, e164) in [
            ("073-421 86 53", "+46734218653"),
            ("+46 (0)8-465 004 01", "+46846500401"),
            ("0046 8 465 004 01", "+46846500401"),
            ("+358 9 1234567", "+35891234567"),
        ] {
            let phone = Phone::parse(written).unwrap();
            assert_eq!((phone.written(), phone.e164()), (written, e164));
        }
        for bad in ["", "växeln", "12", "javascript:alert(1)", "08-465 004 01 ankn 12", "0", "+0812345678"] {
            assert!(Phone::parse(bad).is_err(), "{bad:?}");
        }
    }
}
