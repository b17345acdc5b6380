//! The text of a message as plain text and as XHTML, for formats that carry both (NewsML-G2, ninjs).
//!
//! Both contain the text for publication, the senders' boilerplates and the attachments. Plain text ends with a list of links, since it has no
//! room for addresses in the text.

use crate::markup::html;
use crate::markup::plain::PlainFormatter;
use crate::model::{Block, Charset, Section};
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::{StoryPart, WireMessage, count_words};

/// Wider than any text: receivers break the lines themselves.
pub const UNLIMITED_WIDTH: usize = usize::MAX / 4;

pub struct PlainBody {
    /// Blocks with an empty line between them. Empty for a kill.
    pub text: String,
    /// The number of words that IPTC 7901 counts (4.8): those of the text and the boilerplates.
    pub words: usize,
}

pub fn plain(message: &WireMessage) -> PlainBody {
    let encoder = CharsetEncoder::new(Charset::Utf8);
    let mut formatter = PlainFormatter::new(message.plain_options(UNLIMITED_WIDTH), &encoder);
    let mut parts = format_story(message, &mut formatter, "");
    parts.extend(message.boilerplates().into_iter().map(|section| format_section(section, &mut formatter)));
    let words = count_words(&message.subhead().unwrap_or_default(), "")
        + count_words(&message.agency_dateline(), " ")
        + parts.iter().map(|part| count_words(part, "")).sum::<usize>();
    parts.extend(message.attachments().iter().map(|section| format_section(section, &mut formatter)));
    let links = formatter.format_links();
    if !links.is_empty() {
        parts.push(format!("{}\n{links}", formatter.format_line(message.words.links)));
    }
    let mut text = parts.join("\n");
    text.truncate(text.trim_end_matches('\n').len());
    PlainBody { text, words }
}

/// The text for publication, part by part. The dateline precedes the lead.
pub fn format_story(message: &WireMessage, formatter: &mut PlainFormatter, dateline: &str) -> Vec<String> {
    let format = |part| match part {
        StoryPart::Legal(text) => formatter.format_paragraph("", text),
        StoryPart::Lead(text) => formatter.format_paragraph(dateline, text),
        StoryPart::Dateline => formatter.format_indented(dateline.trim_end_matches([' ', '-'])),
        StoryPart::Body(blocks) => formatter.format_blocks(blocks),
        StoryPart::Section(section) => format_section(&section, formatter),
    };
    message.parts().into_iter().map(format).filter(|part| !part.trim().is_empty()).collect()
}

pub fn format_section(section: &Section, formatter: &mut PlainFormatter) -> String {
    format!("{}\n{}", formatter.format_indented(section.heading.as_str()), formatter.format_blocks(&section.body))
}

/// The content of `<body>`: well-formed XML with each block on its own line. Empty for a kill.
pub fn xhtml(message: &WireMessage) -> String {
    let style = html::HtmlStyle::xhtml(&message.publisher().base_url, message.lang);
    let section = |section: &Section| {
        format!("<h2>{}</h2>\n{}\n", html::escape(section.heading.as_str()), html::blocks(&section.body, &style))
    };
    let mut out = String::with_capacity(6 * 1024);
    for part in message.parts() {
        match part {
            StoryPart::Legal(text) => out.push_str(&format!("<p>{}</p>\n", html::inlines(text, &style))),
            StoryPart::Lead(text) => out.push_str(&format!("<p class=\"lead\">{}</p>\n", html::inlines(text, &style))),
            StoryPart::Dateline => {}
            StoryPart::Body(blocks) => {
                out.push_str(&html::blocks(blocks, &style));
                out.push('\n');
            }
            StoryPart::Section(part) => out.push_str(&section(&part)),
        }
    }
    out.extend(message.boilerplates().into_iter().map(section));
    out.extend(message.attachments().iter().map(section));
    out.pop();
    out
}

/// The rows of the section about documents, one for each document.
pub fn document_rows(section: &Section) -> impl Iterator<Item = &Vec<Block>> {
    section.body.iter().flat_map(|block| match block {
        Block::List(list) => list.items.as_slice(),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => &[],
    })
}
