//! IPTC 7901: the message that every newsroom system reads. Lines of at most 69 columns, CR LF.
//!
//! IPTC 7901 revision 5, 1995 (clause numbers as agencies cite them): header 4, text 5, closing 6, characters 7. A file is one message, from
//! SOH to EOT. Nothing in the author's text can end a part of the frame: no control character passes [`clean`](crate::markup::clean) or the
//! charset, and only the last line of the headline ends with `=`.

use crate::artifact::{Context, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::plain::{PlainFormatter, PlainOptions, Transliterate, columns};
use crate::model::{Charset, Edition, MarkLanguage, Permalink, Release, Withdrawal};
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::{WireMessage, count_words};
use crate::wire::signal::MessageSignal;
use crate::wire::{body, report};

pub const FORMAT: Format = Format {
    name: "iptc7901",
    label: "IPTC 7901",
    about: "IPTC 7901: 69 columns, ISO 8859-1, for news desks of every age",
    extension: "iptc",
    media_type: "text/vnd.iptc.7901",
    family: Family::Wire,
    depends_on: &[],
    omits: &[],
    purpose: Some(Purpose {
        swedish: "Telegramformat för redaktionssystem som tar emot text över tråd.",
        english: "Wire format for newsroom systems that take in text over the wire.",
    }),
    writer: Writer::Release { path, write, gone: write_kill },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("iptc")
}

/// Columns of a line.
const WIDTH: usize = 69;
/// The maximum length of the optional information in the header (4.10).
const MAX_INFORMATION: usize = 50;
/// The indent of the first line of a paragraph.
const INDENT: &str = "   ";

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
/// The filler before EOT.
const DEL: u8 = 0x7f;

/// Superdesk moves the text after this sentence to its note for editors.
const MARK: &str = "The following information is not intended for publication";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context), context)
}

fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context), context)
}

fn write_message(message: &WireMessage, context: &Context) -> WriteResult {
    let encoder = CharsetEncoder::new(message.wire().iptc7901);
    let options = PlainOptions { indent: INDENT, breaks_long_words: true, ..message.plain_options(WIDTH) };
    let mut formatter = PlainFormatter::new(options, &encoder);
    let headline = headline(message, &formatter);
    let body = body(message, &mut formatter);
    let notes = notes(message, &mut formatter);
    let words = count_words(&body, INDENT);
    // No-break spaces are plain spaces, even in UTF-8.
    let encode = |text: &str, bytes: &mut Vec<u8>| match encoder.charset() {
        Charset::Utf8 => encoder.encode(&text.replace('\u{a0}', " "), bytes),
        _ => encoder.encode(text, bytes),
    };
    let mut bytes = vec![SOH];
    encode(&format!("{}\n{}\n", header(message, words), keywords(message, &encoder)), &mut bytes);
    bytes.push(STX);
    for part in [&headline, "\n", &body, "\n", &notes, "\n"] {
        encode(part, &mut bytes);
    }
    bytes.push(ETX);
    encode(&format!("{}\n", closing(message)), &mut bytes);
    bytes.extend([DEL, DEL, DEL, DEL, EOT]);
    report::finish(message, "IPTC 7901", &encoder, bytes, &formatter.overlong(), context)
}

/// `BOT0123 4 PRM 359 sv BOTKYRKA 0045 v2 COR 0119`: service, number, priority, category, number of words in the body, optional information
/// (4.2 to 4.10). Outside a numbered channel the number is 0000.
fn header(message: &WireMessage, words: usize) -> String {
    let wire = message.wire();
    let number = message.running.map_or(0, |running| running.number);
    let replaced = message.running.and_then(|running| running.replaces).unwrap_or(0);
    let signal = message.signal.map_or_else(String::new, |signal| format!(" {} {replaced:04}", signal.header_word()));
    let version = format!("{number:04} v{}{signal}", message.version);
    let lang = message.lang.primary();
    let max_home = MAX_INFORMATION.saturating_sub(version.len() + lang.len() + 2);
    let home: String = wire.home.as_str().chars().filter(char::is_ascii_alphanumeric).take(max_home).collect();
    format!(
        "{}{number:04} {} {} {words} {lang} {home} {version}",
        wire.service.as_str(),
        message.priority(),
        wire.category.as_str()
    )
}

/// Kind, topics and senders, each closed by a slash (4.12), as many as the line holds.
fn keywords(message: &WireMessage, encoder: &CharsetEncoder) -> String {
    let topics = message.release.into_iter().flat_map(|release| release.topics.iter().map(|topic| topic.name.as_str()));
    let organisations = message.organisations.iter().map(String::as_str);
    let mut line = String::new();
    for keyword in std::iter::once(message.kind).chain(topics).chain(organisations) {
        let keyword = encoder.transliterate(keyword).replace(['/', '\n', '='], " ");
        let keyword = keyword.split_whitespace().collect::<Vec<_>>().join(" ");
        if !keyword.is_empty() && columns(&line) + columns(&keyword) < WIDTH {
            line.push_str(&keyword);
            line.push('/');
        }
    }
    line
}

/// The headline, closed by ` =`, and below it the embargo, the signal and the reason of a change.
fn headline(message: &WireMessage, formatter: &PlainFormatter) -> String {
    // Only the last line may end with the closing sign.
    let headline = formatter.format_line(&message.listed_headline().replace(" =", "\u{a0}=").replace("= ", "=\u{a0}"));
    let headline = headline.trim_end_matches('\n');
    let last_line = headline.rsplit('\n').next().unwrap_or(headline);
    let end = if columns(last_line) + 2 <= WIDTH { " =\n" } else { "\n=\n" };
    let mut out = format!("{headline}{end}");
    let signal = message.signal_word().map(|word| match message.signal {
        Some(MessageSignal::Kill) => format!("{word} {word} {word}"),
        Some(MessageSignal::Correction | MessageSignal::Update) | None => word,
    });
    let note = message.change.filter(|_| message.release.is_some()).map(|change| format!("({})", change.note));
    out.extend(message.embargo_line().into_iter().chain(signal).chain(note).map(|line| formatter.format_line(&line)));
    out
}

/// The text for publication; of a kill the notice and the reason.
fn body(message: &WireMessage, formatter: &mut PlainFormatter) -> String {
    let mut parts: Vec<String> = message.subhead().map(|subhead| formatter.format_indented(&subhead)).into_iter().collect();
    if let (None, Some(change)) = (message.release, message.change) {
        parts.push(formatter.format_indented(message.words.kill_notice));
        parts.push(formatter.format_indented(change.note.as_str()));
    }
    parts.extend(body::format_story(message, formatter, &message.agency_dateline()));
    parts.extend(message.boilerplates().into_iter().map(|section| body::format_section(section, formatter)));
    parts.join("\n")
}

/// Below the mark: contacts, attachments, links, dates and other facts, id and version, sender.
fn notes(message: &WireMessage, formatter: &mut PlainFormatter) -> String {
    let words = message.words;
    let mark = message.wire().mark;
    let is_same = mark == MarkLanguage::Both && words.lang == "en";
    let own = (mark != MarkLanguage::English && !is_same).then_some(words.not_for_publication);
    let english = (mark != MarkLanguage::Own).then_some(MARK);
    let mut parts: Vec<String> = vec![english.into_iter().chain(own).map(|line| formatter.format_line(line)).collect()];
    if !message.contacts.is_empty() {
        // The empty lines between contacts keep their numbers apart.
        let contacts: Vec<String> = message.contacts.iter().map(|contact| formatter.format_lines(contact.lines())).collect();
        parts.push(format!("{}{}", formatter.format_line(words.contact), contacts.join("\n")));
    }
    for section in message.attachments() {
        parts.push(format!("{}{}", formatter.format_line(section.heading.as_str()), formatter.format_blocks(&section.body)));
    }
    let links = formatter.format_links();
    if !links.is_empty() {
        parts.push(format!("{}{links}", formatter.format_line(words.links)));
    }
    let mut facts = message.date_lines();
    facts.extend(message.earlier_changes());
    facts.extend(message.place().map(|place| format!("{}: {place}", words.place)));
    facts.extend(message.subject_lines());
    facts.extend(message.terms().map(|terms| format!("{}: {terms}", words.terms)));
    facts.push(format!("{}: {}", words.web, message.address()));
    facts.push(format!("Id: {}", message.id));
    facts.push(message.version_line());
    parts.push(formatter.format_lines(facts));
    parts.push(formatter.format_line(&message.senders));
    parts.join("\n")
}

/// `192200 GMT JUN 17`: the date of this version (6.2).
fn closing(message: &WireMessage) -> String {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    // YYYYMMDDHHMMSS
    let compact = message.created_instant.compact_utc();
    let month = compact[4..6].parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let month = month.expect("an instant has a month from 01 to 12");
    format!("{}{} GMT {month} {}", &compact[6..8], &compact[8..12], &compact[2..4])
}
