//! IPTC 7901: the message that every news desk can take in since the days of the teleprinter. At most 69 columns, CR LF.
//!
//! IPTC 7901 revision 5, 1995 (clause numbers as agencies cite them): header 4, text 5, closing 6, characters 7. One message is one file, from
//! SOH to EOT. Nothing of the author's can be taken for a part of the frame: no control character leaves [`clean`](crate::markup::clean) or the
//! charset, and a `=` of the headline's own ends no line of it but the last.

use crate::artifact::Context;
use crate::artifact::Family;
use crate::artifact::Format;
use crate::artifact::Purpose;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::plain::Plain;
use crate::markup::plain::PlainOptions;
use crate::markup::plain::Transliterate;
use crate::markup::plain::columns;
use crate::model::Charset;
use crate::model::Edition;
use crate::model::MarkLanguage;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Section;
use crate::model::Withdrawal;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::MessageContent;
use crate::wire::message::StoryPart;
use crate::wire::message::WireMessage;
use crate::wire::message::words_in;
use crate::wire::report;
use crate::wire::signal::MessageSignal;
use crate::wording::parts;

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

/// Columns of a line; what does not fit is cut.
const WIDTH: usize = 69;
/// Characters of the optional information in the header (4.10).
const INFORMATION: usize = 50;
/// Before the first line of a paragraph.
const INDENT: &str = "   ";

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
/// What fills the line before the end.
const DEL: u8 = 0x7f;

/// Superdesk looks for this sentence and moves what follows to its note for editors.
const MARK: &str = "The following information is not intended for publication";

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context), context)
}

fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context), context)
}

fn write_message(message: &WireMessage, context: &Context) -> WriteResult {
    let encoder = CharsetEncoder::new(message.wire().iptc7901);
    let site = &message.publisher().base_url;
    let options = PlainOptions { width: WIDTH, indent: INDENT, cut: true, site, picture: message.words.picture };
    let mut text = Plain::new(options, &encoder);
    let headlines = headlines(message, &text);
    let body = body(message, &mut text);
    let notes = notes(message, &mut text);
    let words = words_in(&body, INDENT);
    // A space is a space on the wire, in UTF-8 too.
    let encode = |text: &str, bytes: &mut Vec<u8>| match encoder.charset() {
        Charset::Utf8 => encoder.encode(&text.replace('\u{a0}', " "), bytes),
        _ => encoder.encode(text, bytes),
    };
    let mut bytes = vec![SOH];
    encode(&format!("{}\n{}\n", header(message, words), keywords(message, &encoder)), &mut bytes);
    bytes.push(STX);
    for part in [&headlines, "\n", &body, "\n", &notes, "\n"] {
        encode(part, &mut bytes);
    }
    bytes.push(ETX);
    encode(&format!("{}\n", closing(message)), &mut bytes);
    bytes.extend([DEL, DEL, DEL, DEL, EOT]);
    report::finish(message, "IPTC 7901", &encoder, bytes, &text.overlong(), context)
}

/// `BOT0123 4 PRM 359 sv BOTKYRKA 0045 v2 COR 0119`: who, number, priority, category, words of the body, and for whom it is of use (4.2 to
/// 4.10). A file that no channel sends has the number 0000.
fn header(message: &WireMessage, words: usize) -> String {
    let wire = message.wire();
    let number = message.running.map_or(0, |running| running.number);
    let replaced = message.running.and_then(|running| running.replaces).unwrap_or(0);
    let signal = message.signal.map_or_else(String::new, |signal| format!(" {} {replaced:04}", signal.header_word()));
    let about = format!("{number:04} v{}{signal}", message.version());
    let lang = message.lang().primary();
    let room = INFORMATION.saturating_sub(about.len() + lang.len() + 2);
    let home: String = wire.home.as_str().chars().filter(char::is_ascii_alphanumeric).take(room).collect();
    format!("{}{number:04} {} {} {words} {lang} {home} {about}", wire.service.as_str(), message.priority(), wire.category.as_str())
}

/// What it is about, each word closed by a slash (4.12): kind, topics, senders, as many as the line holds.
fn keywords(message: &WireMessage, encoder: &CharsetEncoder) -> String {
    let release = message.release();
    let topics = release.map(|release| release.topics.iter().map(|topic| topic.name.to_string()).collect::<Vec<_>>());
    let mut line = String::new();
    for word in [message.kind().to_owned()].into_iter().chain(topics.unwrap_or_default()).chain(message.organisations()) {
        let word = encoder.transliterate(&word).replace(['/', '\n', '='], " ");
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if !word.is_empty() && columns(&line) + columns(&word) < WIDTH {
            line.push_str(&word);
            line.push('/');
        }
    }
    line
}

/// Headline, closed by ` =`, and directly below it what a desk must see first: whether it may be used, and what was wrong.
fn headlines(message: &WireMessage, text: &Plain) -> String {
    // No line but the last may end in the sign that closes the headline.
    let headline = text.line(&message.listed_headline().replace(" =", "\u{a0}=").replace("= ", "=\u{a0}"));
    let headline = headline.trim_end_matches('\n');
    // Its last line has room for the sign.
    let last = headline.rsplit('\n').next().unwrap_or(headline);
    let end = if columns(last) + 2 <= WIDTH { " =\n" } else { "\n=\n" };
    let mut out = format!("{headline}{end}");
    let release = message.release();
    let status = message.embargo_line().into_iter().chain(match message.signal {
        Some(MessageSignal::Kill) => message.signal_word().map(|word| format!("{word} {word} {word}")),
        Some(MessageSignal::Correction | MessageSignal::Update) | None => message.signal_word(),
    });
    status.for_each(|line| out.push_str(&text.line(&line)));
    if let (Some(change), Some(_)) = (message.change(), release) {
        out.push_str(&text.line(&format!("({})", change.note)));
    }
    out
}

/// What is meant to be published; of a kill, what must not be done, and why.
fn body(message: &WireMessage, text: &mut Plain) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(subhead) = message.release().and_then(|release| release.subhead.as_ref()) {
        parts.push(text.indented(subhead.as_str()));
    }
    if let MessageContent::Withdrawal(withdrawal) = message.content {
        parts.push(text.indented(message.words.kill_what));
        parts.push(text.indented(withdrawal.change().note.as_str()));
    }
    for part in message.parts() {
        parts.push(match part {
            StoryPart::Legal(run) => text.paragraph(run),
            StoryPart::Lead(run) => text.paragraph_after(&message.agency_dateline(), run),
            StoryPart::Body(blocks) => text.blocks(blocks),
            StoryPart::Section(section) => headed(&section, text),
        });
    }
    parts.extend(message.boilerplates().into_iter().map(|section| headed(section, text)));
    parts.join("\n")
}

fn headed(section: &Section, text: &mut Plain) -> String {
    format!("{}\n{}", text.indented(section.heading.as_str()), text.blocks(&section.body))
}

/// Below the mark: who can be asked, what goes along, dates, where links lead, id and version, sender.
fn notes(message: &WireMessage, text: &mut Plain) -> String {
    let words = message.words;
    let is_said = message.wire().mark == MarkLanguage::Both && words.lang == "en";
    let own = (message.wire().mark != MarkLanguage::English && !is_said).then_some(words.not_for_publication);
    let english = (message.wire().mark != MarkLanguage::Own).then_some(MARK);
    let mark: String = english.into_iter().chain(own).map(|line| text.line(line)).collect();
    let mut parts = vec![mark];
    let lines = |lines: &[String], text: &Plain| lines.iter().map(|line| text.line(line)).collect::<String>();
    if !message.people.is_empty() {
        let mut people = text.line(words.contact);
        for (n, person) in message.people.iter().enumerate() {
            // Nobody reads one's number as another's.
            if n > 0 {
                people.push('\n');
            }
            let asked = person.asked.map_or_else(String::new, |asked| format!("{asked}: "));
            people.push_str(&text.line(&format!("{asked}{}", person.title)));
            person.notes().for_each(|line| people.push_str(&text.line(line)));
            person.ways.iter().for_each(|way| people.push_str(&text.line(&way.text)));
        }
        parts.push(people);
    }
    if let Some(release) = message.release() {
        let attachments = [parts::pictures(release, words), parts::documents(message.edition, release, words)];
        for section in attachments.iter().flatten() {
            parts.push(format!("{}{}", text.line(section.heading.as_str()), text.blocks(&section.body)));
        }
    }
    let links: Vec<String> = text.links().iter().map(|(said, to)| format!("{said}: {to}")).collect();
    if !links.is_empty() {
        parts.push(format!("{}{}", text.line(words.links), lines(&links, text)));
    }
    let mut last = message.date_lines();
    last.extend(message.earlier_changes());
    last.extend(message.place().map(|place| format!("{}: {place}", words.place)));
    last.extend(
        message
            .release()
            .into_iter()
            .flat_map(|release| words.subjects(release))
            .map(|(taxonomy, names)| format!("{taxonomy}: {}", names.join(", "))),
    );
    last.extend(message.terms().map(|terms| format!("{}: {terms}", words.terms)));
    last.push(format!("{}: {}", words.web, message.address()));
    last.push(format!("Id: {}", message.id()));
    last.push(message.version_line());
    parts.push(lines(&last, text));
    parts.push(text.line(&message.senders()));
    parts.join("\n")
}

/// `192200 GMT JUN 17`: when this version came to be (6.2).
fn closing(message: &WireMessage) -> String {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    // YYYYMMDDHHMMSS
    let compact = message.created_instant().compact_utc();
    let month = compact[4..6].parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let month = month.expect("an instant has a month from 01 to 12");
    format!("{}{} GMT {month} {}", &compact[6..8], &compact[8..12], &compact[2..4])
}
