//! IPTC's Information Interchange Model, version 4.2: the older form of the fields, which many systems of news desks still read.

use super::creator;
use crate::model::EmbeddedWords;

/// Record 2, with the longest value in octets. A longer one is left out rather than cut: XMP has it in full.
const BY_LINE: (u8, usize) = (80, 32);
const CREDIT: (u8, usize) = (110, 32);
const COPYRIGHT: (u8, usize) = (116, 128);
const CAPTION: (u8, usize) = (120, 2_000);

pub fn write(words: &EmbeddedWords) -> Vec<u8> {
    // UTF-8 (ISO 2022: ESC % G), and the version of the model.
    let mut out = b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\0\0\x02\0\x04".to_vec();
    let text = |line: &Option<crate::model::SingleLine>| line.as_ref().map(ToString::to_string);
    let credit = text(&words.credit);
    let by_line = credit.as_deref().and_then(creator).map(str::to_owned);
    for ((field, most), value) in
        [(BY_LINE, by_line), (CREDIT, credit), (COPYRIGHT, text(&words.rights)), (CAPTION, text(&words.caption))]
    {
        let Some(value) = value.filter(|value| value.len() <= most) else { continue };
        out.extend([0x1c, 2, field]);
        out.extend((value.len() as u16).to_be_bytes());
        out.extend_from_slice(value.as_bytes());
    }
    out
}

pub fn read_credit(resources: &[u8]) -> Option<String> {
    read(resources, CREDIT.0).or_else(|| read(resources, BY_LINE.0))
}

pub fn read_rights(resources: &[u8]) -> Option<String> {
    read(resources, COPYRIGHT.0)
}

/// The first value of a field of record 2, among Photoshop's resources.
fn read(resources: &[u8], field: u8) -> Option<String> {
    let start = memchr::memmem::find(resources, &[0x1c, 2])?;
    let mut rest = resources.get(start..)?;
    while let &[0x1c, record, number, high, low, ref after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let value = after.get(..length)?;
        if (record, number) == (2, field) {
            return Some(String::from_utf8_lossy(value).trim().to_owned()).filter(|text| !text.is_empty());
        }
        rest = &after[length..];
    }
    None
}
