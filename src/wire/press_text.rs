//! Press text: the release for pasting. Lines of at most 72 columns, CR LF.
//!
//! Editors cut from the end, so the story comes first and ends with the end mark; boilerplates, contacts, addresses and id follow.
//! Nothing is invented: no time of day and no place that the release does not have, and no running number outside a numbered channel.

use crate::artifact::{Context, Family, Format, Purpose, WriteResult, Writer};
use crate::markup::plain::PlainFormatter;
use crate::model::{Edition, Permalink, Release, Section, Withdrawal};
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::{StoryPart, WireMessage};
use crate::wire::report;

pub const FORMAT: Format = Format {
    name: "txt",
    label: "TXT",
    about: "press text: 72 columns, for reading and pasting",
    extension: "txt",
    media_type: "text/plain; charset=utf-8",
    family: Family::Text,
    depends_on: &[],
    omits: &[],
    purpose: Some(Purpose { swedish: "Ren text, att klistra in var som helst.", english: "Plain text, to paste anywhere." }),
    writer: Writer::Release { path, write, gone: write_kill },
};

fn path(permalink: &Permalink) -> String {
    permalink.file("txt")
}

/// Columns of a line. Longer addresses are not broken.
const WIDTH: usize = 72;

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context), context)
}

fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context), context)
}

fn write_message(message: &WireMessage, context: &Context) -> WriteResult {
    let encoder = CharsetEncoder::new(message.wire().press_text);
    let mut formatter = PlainFormatter::new(message.plain_options(WIDTH), &encoder);
    let mut parts = vec![head(message, &formatter), story(message, &mut formatter)];
    parts.extend(tail(message, &mut formatter));
    let mut bytes = Vec::new();
    encoder.encode(&parts.join("\n"), &mut bytes);
    report::finish(message, "press text", &encoder, bytes, &formatter.overlong(), context)
}

/// Kind, sender, dates, embargo, version and the note of a correction.
fn head(message: &WireMessage, formatter: &PlainFormatter) -> String {
    let words = message.words;
    let kind = message.kind.to_uppercase();
    let mut lines = vec![match message.signal_word() {
        Some(signal) => format!("{signal}: {kind}"),
        None => kind,
    }];
    lines.push(message.senders.clone());
    lines.extend(message.place().map(|place| format!("{}: {place}", words.place)));
    match message.release {
        Some(release) => {
            lines.extend(message.date_lines());
            lines.extend(release.urgency.map(|urgency| format!("{}: {}", words.urgency, urgency.number())));
            lines.push(message.embargo_line().unwrap_or_else(|| words.immediate.to_uppercase()));
        }
        None => {
            lines.extend(message.published.map(|published| format!("{}: {}", words.published, words.moment(published))));
            lines.extend(message.change.map(|change| words.change_title(change)));
            lines.push(words.kill_notice.to_uppercase());
        }
    }
    if let Some(running) = message.running {
        let service = message.wire().service.as_str();
        lines.push(format!("{}: {service} {:04}", words.running_number, running.number));
        lines.extend(running.replaces.map(|replaces| format!("{}: {service} {replaces:04}", words.replaces_number)));
    }
    lines.push(message.version_line());
    if message.release.is_some() {
        lines.extend(message.change_line());
    }
    // The no-break spaces of dates are plain spaces on the wire.
    formatter.format_lines(lines).replace('\u{a0}', " ")
}

/// From the headline to the end mark.
fn story(message: &WireMessage, formatter: &mut PlainFormatter) -> String {
    let subhead = message.subhead();
    let headlines = std::iter::once(message.headline).chain(subhead.as_deref());
    let mut parts = vec![formatter.format_lines(headlines)];
    if let (None, Some(change)) = (message.release, message.change) {
        parts.push(formatter.format_line(change.note.as_str()));
    }
    let dateline = dateline(message);
    parts.extend(message.parts().into_iter().map(|part| match part {
        StoryPart::Legal(text) => formatter.format_paragraph("", text),
        StoryPart::Lead(text) => formatter.format_paragraph(&dateline, text),
        StoryPart::Dateline => formatter.format_line(dateline.trim_end()),
        StoryPart::Body(blocks) => formatter.format_blocks(blocks),
        StoryPart::Section(section) => format_section(&section, formatter),
    }));
    parts.retain(|part| !part.trim().is_empty());
    parts.push(format!("{}\n", message.words.end));
    parts.join("\n")
}

/// "SOLVIK, 20 juni 2017. ", if the place is known.
fn dateline(message: &WireMessage) -> String {
    let Some(place) = message.place().map(str::to_uppercase) else { return String::new() };
    match message.published {
        Some(published) => format!("{place}, {}. ", message.words.day(published.day())),
        None => format!("{place}. "),
    }
}

fn format_section(section: &Section, formatter: &mut PlainFormatter) -> String {
    format!("{}{}", formatter.format_line(section.heading.as_str()), formatter.format_blocks(&section.body))
}

/// What a desk needs besides the story.
fn tail(message: &WireMessage, formatter: &mut PlainFormatter) -> Vec<String> {
    let words = message.words;
    let mut parts: Vec<String> = message.boilerplates().into_iter().map(|section| format_section(section, formatter)).collect();
    for section in message.attachments() {
        parts.push(format!("{}\n{}", section.heading.as_str().to_uppercase(), formatter.format_blocks(&section.body)));
    }
    if !message.contacts.is_empty() {
        let contacts: Vec<String> = message.contacts.iter().map(|contact| formatter.format_lines(contact.lines())).collect();
        parts.push(format!("{}\n{}", words.contact.to_uppercase(), contacts.join("\n")));
    }
    // The newest change is in the head.
    let earlier = formatter.format_lines(message.earlier_changes());
    if !earlier.is_empty() {
        parts.push(format!("{}\n{}", words.changes.to_uppercase(), earlier.replace('\u{a0}', " ")));
    }
    let links = formatter.format_links();
    if !links.is_empty() {
        parts.push(format!("{}\n{links}", words.links.to_uppercase()));
    }
    parts.extend(message.terms().map(|terms| formatter.format_line(&format!("{}: {terms}", words.terms))));
    let subjects = formatter.format_lines(message.subject_lines());
    parts.push(format!("{}: {}\nId: {}\n{subjects}", words.web, message.address(), message.id));
    parts
}
