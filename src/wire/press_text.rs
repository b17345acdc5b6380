//! Press text: the release as a reporter pastes it. CR LF, at most 72 columns.
//!
//! Editors cut from the end, so the story comes first and closes with the end mark; boilerplate, contacts, addresses and id follow.
//! Nothing is invented: no time of day and no place that the release does not have, and no running number where no channel counts.

use crate::artifact::Context;
use crate::artifact::Family;
use crate::artifact::Format;
use crate::artifact::Purpose;
use crate::artifact::WriteResult;
use crate::artifact::Writer;
use crate::markup::plain::Plain;
use crate::markup::plain::PlainOptions;
use crate::model::Edition;
use crate::model::Permalink;
use crate::model::Release;
use crate::model::Section;
use crate::model::Withdrawal;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::MessageContent;
use crate::wire::message::StoryPart;
use crate::wire::message::WireMessage;
use crate::wire::report;
use crate::wording::parts;
use crate::wording::parts::ContactDetails;

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

/// Columns of a line. An address that is longer stays whole.
const WIDTH: usize = 72;

fn write(edition: &Edition, release: &Release, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_release(edition, release, context), context)
}

/// A kill: nothing of what was said, but what must not be used any more, and why.
fn write_kill(edition: &Edition, withdrawal: &Withdrawal, context: &Context) -> WriteResult {
    write_message(&WireMessage::from_withdrawal(edition, withdrawal, context), context)
}

fn write_message(message: &WireMessage, context: &Context) -> WriteResult {
    let encoder = CharsetEncoder::new(message.wire().press_text);
    let site = &message.publisher().base_url;
    let options = PlainOptions { width: WIDTH, indent: "", cut: false, site, picture: message.words.picture };
    let mut text = Plain::new(options, &encoder);
    let mut parts = vec![head(message, &text), story(message, &mut text)];
    parts.extend(tail(message, &mut text));
    let mut bytes = Vec::new();
    encoder.encode(&parts.join("\n"), &mut bytes);
    report::finish(message, "press text", &encoder, bytes, &text.overlong(), context)
}

/// Kind, sender, dates, whether it may be used, version and what a correction puts right.
fn head(message: &WireMessage, text: &Plain) -> String {
    let words = message.words;
    let kind = message.kind().to_uppercase();
    let mut lines = vec![match message.signal_word() {
        Some(what) => format!("{what}: {kind}"),
        None => kind,
    }];
    lines.push(message.senders());
    lines.extend(message.place().map(|place| format!("{}: {place}", words.place)));
    match message.content {
        MessageContent::Release(release) => {
            lines.extend(message.date_lines());
            lines.extend(release.urgency.map(|urgency| format!("{}: {}", words.urgency, urgency.number())));
            lines.push(message.embargo_line().unwrap_or_else(|| words.immediate.to_uppercase()));
        }
        MessageContent::Withdrawal(withdrawal) => {
            lines.extend(message.published().map(|published| format!("{}: {}", words.published, words.moment(published))));
            lines.push(words.change_title(withdrawal.change()));
            lines.push(words.kill_what.to_uppercase());
        }
    }
    if let Some(running) = message.running {
        lines.push(format!("{}: {} {:04}", words.running_number, message.wire().service.as_str(), running.number));
        lines
            .extend(running.replaces.map(|old| format!("{}: {} {old:04}", words.replaces_number, message.wire().service.as_str())));
    }
    lines.push(message.version_line());
    if message.release().is_some() {
        lines.extend(message.change_line());
    }
    // Dates are held together by no-break spaces; on the wire a space is a space.
    lines.iter().map(|line| text.line(line).replace('\u{a0}', " ")).collect()
}

/// Headline to end mark: what is meant to be published.
fn story(message: &WireMessage, text: &mut Plain) -> String {
    let mut headlines = text.line(message.headline());
    if let Some(subhead) = message.release().and_then(|release| release.subhead.as_ref()) {
        headlines.push_str(&text.line(subhead.as_str()));
    }
    let mut parts = vec![headlines];
    if let MessageContent::Withdrawal(withdrawal) = message.content {
        parts.push(text.line(withdrawal.change().note.as_str()));
    }
    for part in message.parts() {
        parts.push(match part {
            StoryPart::Legal(run) => text.paragraph(run),
            StoryPart::Lead(run) => text.paragraph_after(&dateline(message), run),
            StoryPart::Body(blocks) => text.blocks(blocks),
            StoryPart::Section(section) => headed(&section, text),
        });
    }
    parts.push(format!("{}\n", message.words.end));
    parts.join("\n")
}

/// "SOLVIK, 20 juni 2017. ", where the place is known.
fn dateline(message: &WireMessage) -> String {
    let Some(place) = message.place() else { return String::new() };
    let place = place.as_str().to_uppercase();
    match message.published() {
        Some(published) => format!("{place}, {}. ", message.words.day(published.day())),
        None => format!("{place}. "),
    }
}

fn headed(section: &Section, text: &mut Plain) -> String {
    format!("{}{}", text.line(section.heading.as_str()), text.blocks(&section.body))
}

/// What the desk needs attachments the story.
fn tail(message: &WireMessage, text: &mut Plain) -> Vec<String> {
    let words = message.words;
    let mut parts: Vec<String> = message.boilerplates().into_iter().map(|section| headed(section, text)).collect();
    if let Some(release) = message.release() {
        let attachments = [parts::pictures(release, words), parts::documents(message.edition, release, words)];
        for section in attachments.iter().flatten() {
            parts.push(format!("{}\n{}", section.heading.as_str().to_uppercase(), text.blocks(&section.body)));
        }
    }
    let people: Vec<String> = message.people.iter().map(|person| contact_lines(person, text)).collect();
    if !people.is_empty() {
        parts.push(format!("{}\n{}", words.contact.to_uppercase(), people.join("\n")));
    }
    // The newest change is at the head; earlier ones are listed here.
    let earlier = message.earlier_changes();
    if !earlier.is_empty() {
        let rows: String = earlier.iter().map(|change| text.line(change)).collect();
        parts.push(format!("{}\n{}", words.changes.to_uppercase(), rows.replace('\u{a0}', " ")));
    }
    let links: String = text.links().iter().map(|(said, to)| text.line(&format!("{said}: {to}"))).collect();
    if !links.is_empty() {
        parts.push(format!("{}\n{links}", words.links.to_uppercase()));
    }
    parts.extend(message.terms().map(|terms| text.line(&format!("{}: {terms}", words.terms))));
    let mut last = format!("{}: {}\nId: {}\n", words.web, message.address(), message.id());
    for (taxonomy, names) in message.release().map(|release| words.subjects(release)).unwrap_or_default() {
        last.push_str(&text.line(&format!("{taxonomy}: {}", names.join(", "))));
    }
    parts.push(last);
    parts
}

fn contact_lines(person: &ContactDetails, text: &Plain) -> String {
    let asked = person.asked.map_or_else(String::new, |asked| format!("{asked}: "));
    let mut out = text.line(&format!("{asked}{}", person.title));
    for line in person.notes() {
        out.push_str(&text.line(line));
    }
    for way in &person.ways {
        out.push_str(&text.line(&way.text));
    }
    out
}
