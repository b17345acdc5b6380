//! The text part of a mail: `text/plain; format=flowed; delsp=no` (RFC 3676), lines of at most 66 columns.

use crate::markup::plain::{PlainFormatter, PlainOptions};
use crate::model::Charset;
use crate::wire::charset::CharsetEncoder;
use crate::wire::email::parts::{EmailLine, EmailNotice, EmailPart};
use crate::wire::message::WireMessage;

/// Columns of a line, without the space that joins it to the next. Longer addresses are not broken.
const WIDTH: usize = 66;

pub fn write(parts: &[EmailPart], message: &WireMessage) -> String {
    let encoder = CharsetEncoder::new(Charset::Utf8);
    let options = PlainOptions { is_flowed: true, ..message.plain_options(WIDTH) };
    let mut formatter = PlainFormatter::new(options, &encoder);
    let mut blocks: Vec<String> = parts.iter().map(|part| format_part(part, message, &mut formatter)).collect();
    blocks.retain(|block| !block.trim().is_empty());
    stuff(&blocks.join("\n"))
}

fn format_part(part: &EmailPart, message: &WireMessage, formatter: &mut PlainFormatter) -> String {
    match part {
        EmailPart::Notice(notice) => formatter.format_line(&notice_line(notice)),
        EmailPart::Facts(lines) | EmailPart::Lines(lines) | EmailPart::Foot(lines) => format_lines(lines, formatter),
        EmailPart::Headline(headline) => formatter.format_line(headline),
        EmailPart::Subhead(subhead) => formatter.format_line(subhead),
        EmailPart::Legal(text) | EmailPart::Lead(text) => formatter.format_paragraph("", text),
        EmailPart::Body(blocks) => formatter.format_blocks(blocks),
        EmailPart::Section(section) => {
            format!("{}{}", formatter.format_line(&section.heading.text), formatter.format_blocks(&section.body))
        }
        EmailPart::Contacts(contacts) => {
            let contacts: Vec<String> = contacts.iter().map(|contact| formatter.format_lines(contact.lines())).collect();
            format!("{}\n{}", message.words.contact, contacts.join("\n"))
        }
        EmailPart::Links(links) => formatter.format_lines(links.iter().map(|link| format!("{}: {}", link.label, link.address))),
        EmailPart::LinksOfText => match formatter.format_links() {
            links if links.is_empty() => links,
            links => format!("{}:\n{links}", message.words.links),
        },
    }
}

/// "RÄTTELSE: Avgiften är 45 kronor."
fn notice_line(notice: &EmailNotice) -> String {
    let said: Vec<&str> = notice.ours.into_iter().chain(notice.note).collect();
    let word = notice.word.replace('\u{a0}', " ");
    if said.is_empty() { word } else { format!("{word}: {}", said.join(" ")) }
}

fn format_lines(lines: &[EmailLine], formatter: &PlainFormatter) -> String {
    // The no-break spaces of dates are for running text.
    formatter.format_lines(lines.iter().map(|line| line.text.replace('\u{a0}', " ")))
}

/// A space before lines that a reader would take for something else (RFC 3676, 4.4): a stuffed one, a quotation, a mailbox's separator.
fn stuff(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        if line.starts_with([' ', '>']) || line.starts_with("From ") {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_mean_something_are_stuffed() {
        assert_eq!(stuff("From mars\n> citat\n  9. nio\n* ett\n\nFrån\n"), " From mars\n > citat\n   9. nio\n* ett\n\nFrån\n");
    }
}
