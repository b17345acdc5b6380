//! Markdown becomes blocks. A door to `pulldown-cmark`, whose HTML goes the way of pages.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::import::document::{BlockContent, ImportedDocument, MAX_LIST_DEPTH, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::source_map::InputText;
use crate::import::styled_text::{LinkTarget, RunStyle, StyledText};
use crate::import::{html, links};

/// Reads the text below the front matter.
pub fn read(input: &InputText<'_>) -> ImportedDocument {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = MarkdownReader::new(input);
    let mut events = Parser::new_ext(input.text, options).into_offset_iter();
    for (event, span) in events.by_ref() {
        reader.read(event, span);
    }
    // The address of a link that is nowhere in the text would be lost.
    for (label, definition) in events.reference_definitions().iter() {
        if !reader.addresses.contains(definition.dest.as_ref()) {
            let line = input.line_of(definition.span.start);
            let text = format!("[{label}]: {}", definition.dest);
            reader.source.omissions.push(Omission { line, text, reason: OmissionReason::NoField });
        }
    }
    reader.flush();
    reader.source
}

/// A block that contains others.
enum MarkdownFrame {
    List { line: usize, start: Option<u64>, items: Vec<Vec<SourceBlock>> },
    Item(Vec<SourceBlock>),
    Quote { line: usize, blocks: Vec<SourceBlock> },
    Table { line: usize, rows: Vec<Vec<StyledText>> },
}

struct MarkdownReader<'a> {
    input: &'a InputText<'a>,
    source: ImportedDocument,
    frames: Vec<MarkdownFrame>,
    text: StyledText,
    heading: Option<u8>,
    strong: usize,
    emphasis: usize,
    links: Vec<LinkTarget>,
    /// The alternative text and address of a picture.
    picture: Option<(usize, String, String)>,
    /// HTML between blocks, from its line on.
    html: Option<(usize, String)>,
    is_code: bool,
    addresses: BTreeSet<String>,
}

impl<'a> MarkdownReader<'a> {
    fn new(input: &'a InputText<'a>) -> MarkdownReader<'a> {
        MarkdownReader {
            input,
            source: ImportedDocument::default(),
            frames: Vec::new(),
            text: StyledText::default(),
            heading: None,
            strong: 0,
            emphasis: 0,
            links: Vec::new(),
            picture: None,
            html: None,
            is_code: false,
            addresses: BTreeSet::new(),
        }
    }

    fn read(&mut self, event: Event<'_>, span: Range<usize>) {
        let line = self.input.line_of(span.start);
        match event {
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) if self.is_within_word(&span) => {
                self.keep_mark(&span, 1, line);
            }
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) if self.is_within_word(&span) => self.keep_mark(&span, 2, line),
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push_text(&text, line);
            }
            Event::SoftBreak => self.push_text(" ", line),
            Event::HardBreak => self.push_text("\n", line),
            Event::Html(text) => match &mut self.html {
                Some((_, html)) => html.push_str(&text),
                None => self.push_text(&text, line),
            },
            Event::InlineHtml(tag) => self.read_inline_tag(&tag, line),
            Event::FootnoteReference(label) => self.push_text(&format!("[^{label}]"), line),
            Event::Rule => self.flush(),
            Event::TaskListMarker(is_done) => self.push_text(if is_done { "[x] " } else { "[ ] " }, line),
        }
    }

    /// `5*3*2` is a sum: marks that touch a word from outside are signs of the text.
    fn is_within_word(&self, span: &Range<usize>) -> bool {
        let before = self.input.text.get(..span.start).and_then(|text| text.chars().next_back());
        let after = self.input.text.get(span.end..).and_then(|text| text.chars().next());
        [before, after].into_iter().flatten().any(char::is_alphanumeric)
    }

    /// Keeps the marks at the start of a span, which are also at its end.
    fn keep_mark(&mut self, span: &Range<usize>, length: usize, line: usize) {
        let mark = self.input.text.get(span.start..span.start + length).unwrap_or_default();
        self.push_text(mark, line);
    }

    fn start(&mut self, tag: Tag<'_>, line: usize) {
        match tag {
            Tag::Paragraph
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.flush(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.push_text(&format!("[^{label}]: "), line);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.is_code = true;
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(level as u8);
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.frames.push(MarkdownFrame::Quote { line, blocks: Vec::new() });
            }
            Tag::List(start) => {
                self.flush();
                self.frames.push(MarkdownFrame::List { line, start, items: Vec::new() });
            }
            Tag::Item => self.frames.push(MarkdownFrame::Item(Vec::new())),
            Tag::Table(_) => {
                self.flush();
                self.frames.push(MarkdownFrame::Table { line, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(MarkdownFrame::Table { rows, .. }) = self.frames.last_mut() {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell | Tag::Superscript | Tag::Subscript | Tag::Strikethrough => {}
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, .. } => {
                self.addresses.insert(dest_url.to_string());
                let target = links::resolve(None, &dest_url);
                self.links.push(target.map_or_else(|| LinkTarget::Lost(dest_url.to_string()), LinkTarget::To));
            }
            Tag::Image { dest_url, .. } => {
                self.addresses.insert(dest_url.to_string());
                self.picture = Some((line, String::new(), dest_url.to_string()));
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some((line, String::new()));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => self.flush(),
            TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => self.flush(),
            TagEnd::CodeBlock => {
                self.flush();
                self.is_code = false;
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::Table => {
                self.flush();
                self.close_frame();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text).normalize_spaces();
                if let Some(MarkdownFrame::Table { rows, .. }) = self.frames.last_mut()
                    && let Some(row) = rows.last_mut()
                {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::Superscript | TagEnd::Subscript | TagEnd::Strikethrough => {}
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Image => {
                if let Some((line, words, address)) = self.picture.take() {
                    let text = format!("{} ({address})", words.trim()).trim_start().to_owned();
                    self.source.omissions.push(Omission { line, text, reason: OmissionReason::Picture });
                }
            }
            TagEnd::HtmlBlock => self.read_html(),
        }
    }

    fn push_text(&mut self, text: &str, line: usize) {
        if let Some((_, words, _)) = &mut self.picture {
            words.push_str(text);
            return;
        }
        let style = RunStyle {
            strong: self.strong > 0 && self.heading.is_none(),
            emphasis: self.emphasis > 0,
            link: self.links.last().cloned(),
        };
        self.text.push(text, &style, line);
    }

    /// A line break of HTML is one; other tags within a line have no words.
    fn read_inline_tag(&mut self, tag: &str, line: usize) {
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "br" => self.push_text("\n", line),
            "b" | "strong" => self.strong = if tag.starts_with("</") { self.strong.saturating_sub(1) } else { self.strong + 1 },
            "i" | "em" => self.emphasis = if tag.starts_with("</") { self.emphasis.saturating_sub(1) } else { self.emphasis + 1 },
            "" => {}
            _ => self.source.omissions.push(Omission { line, text: tag.to_owned(), reason: OmissionReason::Hidden }),
        }
    }

    fn read_html(&mut self) {
        let Some((line, text)) = self.html.take() else { return };
        let part = InputText::part(self.input.name(), &text, line);
        let mut read = html::read_fragment(&part, None);
        self.source.omissions.append(&mut read.omissions);
        read.blocks.into_iter().for_each(|block| self.push_block(block));
    }

    /// Turns the collected text into paragraphs.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_blank() {
            return;
        }
        for paragraph in text.paragraphs() {
            let paragraph = if self.is_code { paragraph } else { links::link_bare_addresses(&paragraph) };
            let line = paragraph.line();
            let content = match self.heading {
                Some(level) => BlockContent::Heading { level, text: paragraph },
                None => BlockContent::Paragraph(paragraph),
            };
            self.push_block(SourceBlock::new(line, content));
        }
    }

    fn push_block(&mut self, block: SourceBlock) {
        match self.frames.last_mut() {
            Some(MarkdownFrame::Item(blocks) | MarkdownFrame::Quote { blocks, .. }) => blocks.push(block),
            Some(MarkdownFrame::List { items, .. }) => items.push(vec![block]),
            Some(MarkdownFrame::Table { .. }) | None => self.source.blocks.push(block),
        }
    }

    fn close_frame(&mut self) {
        match self.frames.pop() {
            Some(MarkdownFrame::List { line, start, mut items }) => {
                items.retain(|item| !item.is_empty());
                let depth = self.frames.iter().filter(|frame| matches!(frame, MarkdownFrame::List { .. })).count();
                if depth > MAX_LIST_DEPTH {
                    items.into_iter().flatten().for_each(|block| self.push_block(block));
                } else if !items.is_empty() {
                    self.push_block(SourceBlock::new(line, BlockContent::List { start, items }));
                }
            }
            Some(MarkdownFrame::Item(blocks)) => {
                if let Some(MarkdownFrame::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                }
            }
            Some(MarkdownFrame::Quote { line, blocks }) => {
                // Only paragraphs can be quoted.
                if blocks.iter().all(|block| matches!(block.content, BlockContent::Paragraph(_))) && !blocks.is_empty() {
                    self.push_block(SourceBlock::new(line, BlockContent::Quote(blocks)));
                } else {
                    blocks.into_iter().for_each(|block| self.push_block(block));
                }
            }
            Some(MarkdownFrame::Table { line, rows }) => self.push_block(SourceBlock::new(line, BlockContent::Table(rows))),
            None => {}
        }
    }
}
