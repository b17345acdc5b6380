//! The table `[wire]` of `newsroom.toml`: how messages are sent to news desks.

use std::ops::RangeInclusive;

use crate::content::front_matter::TableReader;
use crate::content::text::shorten;
use crate::diag::Message;
use crate::model::name::NameError;
use crate::model::{Charset, Letters, MarkLanguage, NinjsVersion, NitfDialect, SingleLine, Wire};
use crate::msg;

pub(super) const CHARSETS: &[(&str, Charset)] =
    &[("utf-8", Charset::Utf8), ("iso-8859-1", Charset::Latin1), ("ascii", Charset::Ascii), ("iso646-se", Charset::Swedish7)];

/// XML declares its charset, and readers know these.
pub(super) const XML_CHARSETS: &[(&str, Charset)] =
    &[("utf-8", Charset::Utf8), ("iso-8859-1", Charset::Latin1), ("ascii", Charset::Ascii)];

const MARKS: &[(&str, MarkLanguage)] =
    &[("both", MarkLanguage::Both), ("english", MarkLanguage::English), ("own", MarkLanguage::Own)];

const DIALECTS: &[(&str, NitfDialect)] = &[("standard", NitfDialect::Standard), ("superdesk", NitfDialect::Superdesk)];

const VERSIONS: &[(&str, NinjsVersion)] = &[("3.1", NinjsVersion::V3_1), ("2.2", NinjsVersion::V2_2)];

/// The space in the header of IPTC 7901 next to number, language and version.
const MAX_HOME: usize = 20;

/// Fields that are missing or have an error keep their value.
pub(super) fn read(table: &mut TableReader, wire: &mut Wire) {
    assign(&mut wire.service, read_letters(table, "service", 2..=4, "BOT"));
    assign(&mut wire.category, read_letters(table, "category", 1..=3, "PRM"));
    assign(&mut wire.home, read_home(table));
    assign(&mut wire.press_text, table.keyword("press_text", CHARSETS));
    assign(&mut wire.iptc7901, table.keyword("iptc7901", CHARSETS));
    assign(&mut wire.xml, table.keyword("xml", XML_CHARSETS));
    assign(&mut wire.mark, table.keyword("not_for_publication", MARKS));
    assign(&mut wire.nitf, table.keyword("nitf", DIALECTS));
    assign(&mut wire.ninjs, table.keyword("ninjs", VERSIONS));
}

fn assign<T>(field: &mut T, written: Option<T>) {
    if let Some(written) = written {
        *field = written;
    }
}

fn read_letters(table: &mut TableReader, name: &'static str, length: RangeInclusive<usize>, example: &str) -> Option<Letters> {
    let (least, most) = length.into_inner();
    let parse = |written: &str| Letters::parse(written, least, most).ok_or(NameError::Shape);
    table.parse(name, parse, |written, _| {
        let value = shorten(written);
        let message = msg!(
            "`{name}` must be {least} to {most} letters from A to Z, not `{value}`",
            "`{name}` måste vara {least} till {most} bokstäver från A till Z, inte `{value}`"
        );
        (message, hint(name, example))
    })
}

fn read_home(table: &mut TableReader) -> Option<SingleLine> {
    let parse = |written: &str| {
        let is_valid = (1..=MAX_HOME).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_valid { SingleLine::parse(&written.to_ascii_uppercase()) } else { Err(NameError::Shape) }
    };
    table.parse("home", parse, |written, _| {
        let value = shorten(written);
        let message = msg!(
            "`home` must be one word of at most {MAX_HOME} letters from A to Z and digits, not `{value}`",
            "`home` måste vara ett ord med högst {MAX_HOME} bokstäver från A till Z och siffror, inte `{value}`"
        );
        (message, hint("home", "BOTKYRKA"))
    })
}

fn hint(name: &str, example: &str) -> Message {
    msg!("write it as `{name} = \"{example}\"`", "skriv det som `{name} = \"{example}\"`")
}
