//! The table `[wire]` of the newsroom's file: how its messages go out to news desks.

use crate::content::fields::parsed;
use crate::content::fields::word;
use crate::content::front_matter::TableReader;
use crate::content::text::shown;
use crate::diag::Message;
use crate::model::Charset;
use crate::model::Letters;
use crate::model::MarkLanguage;
use crate::model::NinjsVersion;
use crate::model::NitfDialect;
use crate::model::SingleLine;
use crate::model::Wire;
use crate::model::name::NameError;
use crate::msg;

const CHARSETS: &[(&str, Charset)] =
    &[("utf-8", Charset::Utf8), ("iso-8859-1", Charset::Latin1), ("ascii", Charset::Ascii), ("iso646-se", Charset::Swedish7)];

/// XML names its charset in its first line, and readers know these.
const XML_CHARSETS: &[(&str, Charset)] = &[("utf-8", Charset::Utf8), ("iso-8859-1", Charset::Latin1), ("ascii", Charset::Ascii)];

const MARKS: &[(&str, MarkLanguage)] =
    &[("both", MarkLanguage::Both), ("english", MarkLanguage::English), ("own", MarkLanguage::Own)];

const DIALECTS: &[(&str, NitfDialect)] = &[("standard", NitfDialect::Standard), ("superdesk", NitfDialect::Superdesk)];

const VERSIONS: &[(&str, NinjsVersion)] = &[("3.1", NinjsVersion::V3_1), ("2.2", NinjsVersion::V2_2)];

/// What the header of IPTC 7901 has room for beside number, language and version.
const HOME: usize = 20;

/// What the table does not say is as `usual`; a field with a mistake in it as well, and the mistake is told.
pub(super) fn read(mut table: TableReader, usual: Wire) -> Wire {
    let mut wire = usual;
    fill(&mut wire.service, letters(&mut table, "service", 2..=4, "BOT"));
    fill(&mut wire.category, letters(&mut table, "category", 1..=3, "PRM"));
    fill(&mut wire.home, home(&mut table));
    fill(&mut wire.press_text, word(&mut table, "press_text", CHARSETS));
    fill(&mut wire.iptc7901, word(&mut table, "iptc7901", CHARSETS));
    fill(&mut wire.xml, word(&mut table, "xml", XML_CHARSETS));
    fill(&mut wire.mark, word(&mut table, "not_for_publication", MARKS));
    fill(&mut wire.nitf, word(&mut table, "nitf", DIALECTS));
    fill(&mut wire.ninjs, word(&mut table, "ninjs", VERSIONS));
    table.finish();
    wire
}

fn fill<T>(usual: &mut T, written: Option<T>) {
    if let Some(written) = written {
        *usual = written;
    }
}

fn letters(table: &mut TableReader, name: &'static str, length: std::ops::RangeInclusive<usize>, example: &str) -> Option<Letters> {
    let diagnostics = table.diagnostics();
    let (least, most) = (*length.start(), *length.end());
    let field = table.text(name);
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        let say = msg!(
            "`{name}` must be {least} to {most} letters from A to Z, not `{value}`",
            "`{name}` måste vara {least} till {most} bokstäver från A till Z, inte `{value}`"
        );
        (say, write(name, example))
    };
    parsed(table.source(), field, |written| Letters::parse(written, least, most).ok_or(NameError::Shape), explain, diagnostics)
}

fn home(table: &mut TableReader) -> Option<SingleLine> {
    let diagnostics = table.diagnostics();
    let field = table.text("home");
    let parse = |written: &str| {
        let fits = (1..=HOME).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { SingleLine::parse(&written.to_ascii_uppercase()) } else { Err(NameError::Shape) }
    };
    let explain = |written: &str, _: &NameError| {
        let value = shown(written);
        let say = msg!(
            "`home` must be one word of at most {HOME} letters from A to Z and digits, not `{value}`",
            "`home` måste vara ett ord med högst {HOME} bokstäver från A till Z och siffror, inte `{value}`"
        );
        (say, write("home", "BOTKYRKA"))
    };
    parsed(table.source(), field, parse, explain, diagnostics)
}

fn write(name: &str, example: &str) -> Message {
    msg!("write it as `{name} = \"{example}\"`", "skriv det som `{name} = \"{example}\"`")
}
