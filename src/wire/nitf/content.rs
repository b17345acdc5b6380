//! `body`: headlines and rights, then the text with its pictures and documents.
//!
//! A quote that begins with a dash remains a paragraph: the dash is its quotation mark, and readers would add others to a `q`.

use crate::markup::Pairs;
use crate::markup::xml_writer::XmlWriter;
use crate::model::{
    Align, Block, Direction, Document, Inline, Inlines, List, NitfDialect, Picture, Quote, QuoteMark, Section, SpeakerPart, Table,
};
use crate::wire::body;
use crate::wire::message::{StoryPart, WireMessage};
use crate::wording::parts;

use super::dates::norm_moment;

/// hedline, note, rights, distributor, dateline: the order of the schema.
pub fn write_head(xml: &mut XmlWriter, message: &WireMessage) {
    xml.element("body.head", &[], |xml| {
        xml.element("hedline", &[], |xml| {
            xml.text("hl1", &[], &message.listed_headline());
            message.subhead().iter().for_each(|subhead| xml.text("hl2", &[], subhead));
        });
        if let Some(line) = message.change_line() {
            // `npa`: not for publication.
            xml.element("note", &[("noteclass", "editorsnote"), ("type", "npa")], |xml| {
                xml.element("body.content", &[], |xml| xml.text("p", &[], &line));
            });
        }
        if let Some(rights) = message.terms() {
            xml.text("rights", &[], rights.as_str());
        }
        xml.mixed("distributor", &[], |xml| xml.inline("org", &[], |xml| xml.characters(&message.senders)));
        if let Some(place) = message.place() {
            xml.mixed("dateline", &[], |xml| {
                xml.inline("location", &[], |xml| xml.inline("city", &[], |xml| xml.characters(place)));
                if let (Some(published), Some(day)) = (message.published, message.published_day()) {
                    xml.characters(", ");
                    xml.inline("story.date", &[("norm", &norm_moment(published))], |xml| xml.characters(&day));
                }
            });
        }
    });
}

/// `body.content`. A kill has none; Superdesk's reader, which fails without one, gets the notice and the reason.
pub fn write_content(xml: &mut XmlWriter, message: &WireMessage, dialect: NitfDialect) {
    let Some(release) = message.release else {
        if let (NitfDialect::Superdesk, Some(line)) = (dialect, message.change_line()) {
            xml.element("body.content", &[], |xml| xml.text("p", &[], &line));
        }
        return;
    };
    let text = BodyWriter { message };
    xml.element("body.content", &[], |xml| {
        for part in message.parts() {
            match part {
                StoryPart::Legal(run) => text.paragraph(xml, &[], "", run),
                StoryPart::Lead(run) => text.paragraph(xml, &[("lede", "true")], "", run),
                StoryPart::Dateline => {}
                StoryPart::Body(blocks) => text.blocks(xml, blocks),
                StoryPart::Section(section) => text.section(xml, &section),
            }
        }
        message.boilerplates().into_iter().for_each(|section| {
            xml.text("hl2", &[("class", "boilerplate")], section.heading.as_str());
            text.blocks(xml, &section.body);
        });
        parts::pictures(release, message.words).iter().for_each(|section| text.section(xml, section));
        if let Some(section) = parts::documents(message.edition, release, message.words) {
            text.documents(xml, &section, &release.documents);
        }
    });
}

struct BodyWriter<'m> {
    message: &'m WireMessage<'m>,
}

impl BodyWriter<'_> {
    fn section(&self, xml: &mut XmlWriter, section: &Section) {
        xml.text("hl2", &[], section.heading.as_str());
        self.blocks(xml, &section.body);
    }

    fn blocks(&self, xml: &mut XmlWriter, blocks: &[Block]) {
        for block in blocks {
            match block {
                // NITF has one level of headings in the text.
                Block::Heading { level: 0..=2, text } => xml.mixed("hl2", &[], |xml| write_run(xml, text)),
                Block::Heading { level, text } => {
                    xml.mixed("hl2", &[("class", &format!("level-{level}"))], |xml| write_run(xml, text));
                }
                Block::Paragraph(text) => self.paragraph(xml, &[], "", text),
                Block::List(list) => self.list(xml, list),
                Block::Quote(quote) => match quote.mark {
                    QuoteMark::Dash => self.quote(xml, "– ", quote),
                    QuoteMark::Block => xml.element("bq", &[], |xml| xml.element("block", &[], |xml| self.quote(xml, "", quote))),
                },
                Block::Table(table) => self.table(xml, table),
                Block::Figure(picture) => self.picture(xml, picture),
            }
        }
    }

    fn paragraph(&self, xml: &mut XmlWriter, attributes: &[(&str, &str)], before: &str, text: &Inlines) {
        xml.mixed("p", attributes, |xml| {
            xml.raw(before);
            write_run(xml, text);
        });
    }

    /// The last paragraph names the speaker.
    fn quote(&self, xml: &mut XmlWriter, before: &str, quote: &Quote) {
        let last = quote.paragraphs.len() - 1;
        for (number, text) in quote.paragraphs.iter().enumerate() {
            match quote.attribution.as_ref().filter(|_| number == last) {
                Some(attribution) => xml.mixed("p", &[], |xml| {
                    xml.raw(before);
                    write_marked(xml, &attribution.speaker.mark(text));
                }),
                None => self.paragraph(xml, &[], before, text),
            }
        }
    }

    fn list(&self, xml: &mut XmlWriter, list: &List) {
        // The schema demands an item.
        if list.items.is_empty() {
            return;
        }
        let start = list.start.filter(|start| *start != 1).map(|start| start.to_string());
        let attributes: Vec<(&str, &str)> = start.iter().map(|start| ("seqnum", start.as_str())).collect();
        xml.element(if list.start.is_some() { "ol" } else { "ul" }, &attributes, |xml| {
            for item in &list.items {
                match item.as_slice() {
                    // A single line needs no `p`.
                    [Block::Paragraph(line)] => xml.mixed("li", &[], |xml| write_run(xml, line)),
                    blocks => xml.element("li", &[], |xml| self.blocks(xml, blocks)),
                }
            }
        });
    }

    fn table(&self, xml: &mut XmlWriter, table: &Table) {
        let end = if self.message.lang.direction() == Direction::RightToLeft { "left" } else { "right" };
        let row = |xml: &mut XmlWriter, name: &str, cells: &[Option<&Inlines>]| {
            xml.element("tr", &[], |xml| {
                for (cell, align) in cells.iter().zip(table.align()) {
                    let align: &[(&str, &str)] = match align {
                        Align::Start => &[],
                        Align::Center => &[("align", "center")],
                        Align::End => &[("align", end)],
                    };
                    xml.mixed(name, align, |xml| cell.iter().for_each(|cell| write_run(xml, cell)));
                }
            });
        };
        xml.element("table", &[], |xml| {
            row(xml, "th", &table.header().iter().map(Some).collect::<Vec<_>>());
            table.rows().iter().for_each(|cells| row(xml, "td", &cells.iter().map(Option::as_ref).collect::<Vec<_>>()));
        });
    }

    /// Rights belong to the reference: the caption would be printed with the picture.
    fn picture(&self, xml: &mut XmlWriter, picture: &Picture) {
        let file = &picture.file;
        let source = self.message.publisher().address(&file.path).to_string();
        let (width, height) = (picture.width.to_string(), picture.height.to_string());
        let mut reference = vec![("mime-type", file.kind.media_type()), ("source", &source), ("name", file.name.as_str())];
        reference.extend([("width", width.as_str()), ("height", &height), ("units", "pixels")]);
        reference.push(("alternate-text", picture.alt.as_str()));
        reference.extend(picture.rights.iter().map(|rights| ("copyright", rights.as_str())));
        xml.element("media", &[("media-type", "image")], |xml| {
            xml.empty("media-reference", &reference);
            picture.caption.iter().for_each(|caption| xml.text("media-caption", &[], caption.as_str()));
            picture.credit.iter().for_each(|credit| xml.text("media-producer", &[], credit.as_str()));
        });
    }

    /// `section` has a row for each document.
    fn documents(&self, xml: &mut XmlWriter, section: &Section, documents: &[Document]) {
        xml.text("hl2", &[], section.heading.as_str());
        for (document, row) in documents.iter().zip(body::document_rows(section)) {
            let file = &document.file;
            let source = self.message.publisher().address(&file.path).to_string();
            xml.element("media", &[("media-type", "application")], |xml| {
                let mut metadata = vec![("size", file.length.to_string())];
                metadata.extend(document.pages.map(|pages| ("pages", pages.to_string())));
                metadata.extend(document.lang.as_ref().map(|lang| ("language", lang.to_string())));
                metadata.iter().for_each(|(name, value)| xml.empty("media-metadata", &[("name", name), ("value", value)]));
                let reference = [("mime-type", file.kind.media_type()), ("source", &source), ("name", file.name.as_str())];
                xml.empty("media-reference", &reference);
                for block in row {
                    if let Block::Paragraph(text) = block {
                        xml.mixed("media-caption", &[], |xml| write_run(xml, text));
                    }
                }
            });
        }
    }
}

/// Writes a run of text, with direction marks paired across its parts.
fn write_run(xml: &mut XmlWriter, text: &Inlines) {
    let mut pairs = Pairs::default();
    write_inlines(xml, text.parts(), &mut pairs, false);
    let open = pairs.close();
    xml.clean_characters(&open);
}

/// A paragraph with the speaker's name, party and role as NITF's own elements.
fn write_marked(xml: &mut XmlWriter, parts: &[(Option<SpeakerPart>, Inline)]) {
    let mut pairs = Pairs::default();
    for (kind, part) in parts {
        let part = std::slice::from_ref(part);
        let element = match kind {
            None => {
                write_inlines(xml, part, &mut pairs, false);
                continue;
            }
            Some(SpeakerPart::Name) => "person",
            Some(SpeakerPart::Party) => "org",
            Some(SpeakerPart::Role) => "function",
        };
        xml.inline(element, &[], |xml| write_inlines(xml, part, &mut pairs, false));
    }
    let open = pairs.close();
    xml.clean_characters(&open);
}

fn write_inlines(xml: &mut XmlWriter, parts: &[Inline], pairs: &mut Pairs, is_linked: bool) {
    for part in parts {
        match part {
            Inline::Text(text) => {
                let text = pairs.pass(text);
                xml.clean_characters(&text);
            }
            Inline::Emphasis(inner) => xml.inline("em", &[], |xml| write_inlines(xml, inner, pairs, is_linked)),
            Inline::Strong(inner) => xml.inline("em", &[("class", "strong")], |xml| write_inlines(xml, inner, pairs, is_linked)),
            // Readers cannot follow a link within a link.
            Inline::Link { text, .. } if is_linked => write_inlines(xml, text, pairs, is_linked),
            Inline::Link { to, text } => xml.inline("a", &[("href", to.as_str())], |xml| {
                // Readers cannot follow a link without text: the address replaces it.
                match Inlines::new(text.clone()) {
                    Some(_) => write_inlines(xml, text, pairs, true),
                    None => xml.characters(to.as_str()),
                }
            }),
            Inline::Break => xml.raw("<br/>"),
        }
    }
}
