//! The text of a message as one rendition: plain text, and XHTML. NewsML-G2 and ninjs carry both.
//!
//! The text that is meant to be published, then what the senders say about themselves, the pictures and documents that go along, and in plain
//! text, which has no room for addresses within it, where links lead.

use crate::markup::html;
use crate::markup::plain::Plain;
use crate::markup::plain::PlainOptions;
use crate::model::Block;
use crate::model::Charset;
use crate::model::Section;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::StoryPart;
use crate::wire::message::WireMessage;
use crate::wire::message::words_in;
use crate::wording::parts;

/// Wider than any text: the receiver breaks the lines.
pub(super) const WIDTH: usize = usize::MAX / 4;

/// A text without marks, and how long it is.
pub struct PlainBody {
    /// Block by block with an empty line between them. Empty for a kill.
    pub text: String,
    /// Words of what is meant to be published, and of what the senders say about themselves: what IPTC 7901 counts (4.8). What goes along is
    /// not among them.
    pub words: usize,
}

pub fn plain(message: &WireMessage) -> PlainBody {
    let site = &message.publisher().base_url;
    let options = PlainOptions { width: WIDTH, indent: "", cut: false, site, picture: message.words.picture };
    let encoder = CharsetEncoder::new(Charset::Utf8);
    let mut text = Plain::new(options, &encoder);
    let mut parts = published(message, &mut text);
    let subhead = message.release().and_then(|release| release.subhead.as_ref()).map_or("", |subhead| subhead.as_str());
    let before = words_in(subhead, "") + words_in(&message.agency_dateline(), " ");
    let words = before + parts.iter().map(|part| words_in(part, "")).sum::<usize>();
    parts.extend(attachments(message).iter().map(|section| headed(section, &mut text)));
    let links: String = text.links().iter().map(|(said, to)| text.line(&format!("{said}: {to}"))).collect();
    if !links.is_empty() {
        parts.push(format!("{}\n{links}", text.line(message.words.links)));
    }
    let mut whole = parts.join("\n");
    whole.truncate(whole.trim_end_matches('\n').len());
    PlainBody { text: whole, words }
}

/// The inside of `<body>`: well-formed XML, each block on a line of its own. Empty for a kill.
pub fn xhtml(message: &WireMessage) -> String {
    let style = html::HtmlStyle::xhtml(&message.publisher().base_url, message.lang());
    let section = |section: &Section| {
        format!("<h2>{}</h2>\n{}\n", html::escape(section.heading.as_str()), html::blocks(&section.body, &style))
    };
    let mut out = String::with_capacity(6 * 1024);
    for part in message.parts() {
        match part {
            StoryPart::Legal(run) => out.push_str(&format!("<p>{}</p>\n", html::inlines(run, &style))),
            StoryPart::Lead(run) => out.push_str(&format!("<p class=\"lead\">{}</p>\n", html::inlines(run, &style))),
            StoryPart::Body(blocks) => {
                out.push_str(&html::blocks(blocks, &style));
                out.push('\n');
            }
            StoryPart::Section(part) => out.push_str(&section(&part)),
        }
    }
    out.extend(message.boilerplates().into_iter().map(section));
    out.extend(attachments(message).iter().map(section));
    out.pop();
    out
}

fn published(message: &WireMessage, text: &mut Plain) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in message.parts() {
        parts.push(match part {
            StoryPart::Legal(run) | StoryPart::Lead(run) => text.paragraph(run),
            StoryPart::Body(blocks) => text.blocks(blocks),
            StoryPart::Section(section) => headed(&section, text),
        });
    }
    parts.extend(message.boilerplates().into_iter().map(|section| headed(section, text)));
    parts
}

fn headed(section: &Section, text: &mut Plain) -> String {
    format!("{}\n{}", text.line(section.heading.as_str()), text.blocks(&section.body))
}

/// What goes along without standing in the text, each under its heading.
fn attachments(message: &WireMessage) -> Vec<Section> {
    let Some(release) = message.release() else { return Vec::new() };
    let pictures = parts::pictures(release, message.words);
    pictures.into_iter().chain(parts::documents(message.edition, release, message.words)).collect()
}

/// The rows of the section about documents, one for each document.
pub fn document_rows(section: &Section) -> impl Iterator<Item = &Vec<Block>> {
    section.body.iter().flat_map(|block| match block {
        Block::List(list) => list.items.as_slice(),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => &[],
    })
}
