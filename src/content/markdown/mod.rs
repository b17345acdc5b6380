//! Markdown (CommonMark and tables) becomes blocks; what a press release cannot hold is told by its line. The door to `pulldown-cmark`.
//!
//! No character of the text is changed: no smart quotes, no dashes put in. White space is evened out, as CommonMark does.

mod checks;
mod figures;
mod links;
mod passage;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Alignment;
use pulldown_cmark::CowStr;
use pulldown_cmark::Event;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use crate::content::quote;
use crate::content::text::shown;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Align;
use crate::model::Block;
use crate::model::Inline;
use crate::model::Inlines;
use crate::model::List;
use crate::model::Picture;
use crate::model::Quote;
use crate::model::QuoteMark;
use crate::model::Table;
use crate::model::WebAddress;
use crate::model::name::is_noncharacter;
use crate::msg;

pub(crate) use passage::Passage;

/// So deep can lists, quotes and emphasis stand within each other.
const DEPTH: usize = 32;

/// So many mistakes of one passage are told.
const LIMIT: usize = 100;

/// Blocks and, one for each, the bytes of the file they were read from.
#[derive(Debug, Default)]
pub(crate) struct SpannedBlocks {
    pub blocks: Vec<Block>,
    pub at: Vec<Range<usize>>,
}

/// The blocks of a body or boilerplate.
pub(crate) fn blocks(passage: &Passage, diagnostics: &Diagnostics) -> SpannedBlocks {
    MarkdownParser::new(passage, diagnostics).run()
}

/// One paragraph of inlines, for the lead and what the law demands. `None` when there is nothing or, with a mistake, something else.
pub(crate) fn inlines(passage: &Passage, name: &str, diagnostics: &Diagnostics) -> Option<Inlines> {
    let since = diagnostics.error_count();
    let mut walk = MarkdownParser::new(passage, diagnostics);
    walk.quotes = false;
    let body = walk.run();
    let mut blocks = body.blocks.into_iter();
    match (blocks.next(), blocks.next()) {
        (Some(Block::Paragraph(run)), None) => Some(run),
        (None, _) => None,
        // The heading was refused by itself.
        (Some(Block::Heading { .. }), _) if diagnostics.error_count() != since => None,
        (Some(_), _) => {
            let at = body.at.get(1).or(body.at.first()).cloned().unwrap_or(0..0);
            let say = msg!("`{name}` must be one paragraph", "`{name}` måste vara ett enda stycke");
            let hint = match name {
                "lead" => msg!(
                    "move the rest to the text below the second `+++`",
                    "flytta resten till texten nedanför den andra raden `+++`"
                ),
                _ => msg!("put it into one paragraph", "sätt det i ett enda stycke"),
            };
            diagnostics.push(Diagnostic::error(passage.text.place(at), say).hint(hint));
            None
        }
    }
}

/// What is open while the text is walked.
enum OpenElement {
    Blocks { kind: Container, at: Range<usize>, body: SpannedBlocks },
    List { list: List, at: Range<usize> },
    Table { align: Vec<Align>, header: Vec<Inlines>, rows: Vec<Vec<Option<Inlines>>>, at: Range<usize> },
    Row { head: bool, at: Range<usize>, cells: Vec<Option<Inlines>> },
    Run { kind: InlineKind, at: Range<usize>, parts: Vec<Inline> },
}

#[derive(Clone, Copy, PartialEq)]
enum Container {
    Root,
    Item,
    Quote,
}

enum InlineKind {
    Paragraph,
    Heading(u8),
    Cell,
    Emphasis,
    Strong,
    /// `None`: its address is missing or wrong; its words stay.
    Link(Option<WebAddress>),
    Picture {
        file: String,
        caption: String,
    },
}

struct MarkdownParser<'p, 't, 'm> {
    passage: &'p Passage<'t>,
    diagnostics: &'m Diagnostics,
    told: usize,
    frames: Vec<OpenElement>,
    /// How many elements are open within one that was refused.
    skipped: usize,
    /// The level of the last heading.
    level: u8,
    /// Whether a paragraph that begins with a dash is a quote.
    quotes: bool,
    html_told: bool,
    used: BTreeSet<String>,
    /// The pictures of the paragraph that is open.
    shown: Vec<OpenPicture>,
}

impl<'p, 't, 'm> MarkdownParser<'p, 't, 'm> {
    fn new(passage: &'p Passage<'t>, diagnostics: &'m Diagnostics) -> Self {
        let root = OpenElement::Blocks { kind: Container::Root, at: 0..passage.markdown.len(), body: SpannedBlocks::default() };
        let frames = vec![root];
        MarkdownParser {
            passage,
            diagnostics,
            told: 0,
            frames,
            skipped: 0,
            level: 1,
            quotes: true,
            html_told: false,
            used: BTreeSet::new(),
            shown: Vec::new(),
        }
    }

    fn run(mut self) -> SpannedBlocks {
        let mut events = Parser::new_ext(self.passage.markdown, Options::ENABLE_TABLES).into_offset_iter();
        for (event, at) in events.by_ref() {
            self.event(event, at);
        }
        let mut unused: Vec<Range<usize>> = events
            .reference_definitions()
            .iter()
            .filter(|(label, _)| !self.used.contains(&label.to_lowercase()))
            .map(|(_, definition)| definition.span.clone())
            .collect();
        unused.sort_by_key(|at| at.start);
        for at in unused {
            let say = msg!("this line would not be shown", "den här raden skulle inte visas");
            let hint = msg!(
                "Markdown reads `[name]: address` as the address of a link; put a backslash before the bracket if it is text",
                "Markdown läser `[namn]: adress` som adressen till en länk; sätt ett omvänt snedstreck före hakparentesen om det är text"
            );
            self.refuse(at, say, hint);
        }
        match self.frames.pop() {
            Some(OpenElement::Blocks { mut body, .. }) => {
                body.blocks.shrink_to_fit();
                body
            }
            _ => SpannedBlocks::default(),
        }
    }

    fn event(&mut self, event: Event, at: Range<usize>) {
        match event {
            Event::Start(_) if self.skipped > 0 => self.skipped += 1,
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::Start(tag) => self.start(tag, at),
            _ if self.skipped > 0 => {}
            Event::End(end) => {
                if end == TagEnd::Item {
                    self.close_loose();
                }
                self.end();
            }
            Event::Rule => {
                let hint = msg!(
                    "divide the text with a heading (`## ...`) or a new paragraph",
                    "dela texten med en rubrik (`## ...`) eller ett nytt stycke"
                );
                self.refuse(
                    at,
                    msg!("a horizontal line cannot be used in the text", "en vågrät linje kan inte användas i texten"),
                    hint,
                );
            }
            Event::Text(text) => self.text(&text, at),
            Event::SoftBreak => {
                // No text holds a line break of its own: where quotes are looked for, it marks the lines of a paragraph.
                let paragraph = matches!(self.frames.as_slice(), [_, OpenElement::Run { kind: InlineKind::Paragraph, .. }]);
                let gap = if self.quotes && paragraph { "\n" } else { " " };
                self.push(Inline::Text(gap.to_owned()), at);
            }
            Event::HardBreak => self.push(Inline::Break, at),
            Event::Code(code) => {
                let code = shown(&code);
                let hint = msg!("write it without the backticks: {code}", "skriv det utan de bakvända apostroferna: {code}");
                let say = msg!(
                    "code between backticks cannot be used in the text",
                    "kod inom bakvända apostrofer kan inte användas i texten"
                );
                self.refuse(at, say, hint);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, at),
            // Their options are off, so these cannot occur; their text is kept.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text, at),
            Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &CowStr, at: Range<usize>) {
        if let Some(c) = text.chars().find(|c| (c.is_control() && *c != '\t') || is_noncharacter(*c)) {
            let code = format!("U+{:04X}", c as u32);
            let say = msg!("the character {code} cannot be used in a text", "tecknet {code} kan inte användas i en text");
            self.refuse(at.clone(), say, msg!("delete it", "ta bort det"));
        }
        self.push(Inline::Text(text.replace('\t', " ")), at);
    }

    /// Puts a part into the run that is open; within a tight list item the run opens by itself.
    fn push(&mut self, part: Inline, at: Range<usize>) {
        if let Some(OpenElement::Blocks { .. }) = self.frames.last() {
            self.frames.push(OpenElement::Run { kind: InlineKind::Paragraph, at: at.clone(), parts: Vec::new() });
        }
        if let Some(OpenElement::Run { parts, at: whole, .. }) = self.frames.last_mut() {
            whole.end = whole.end.max(at.end);
            match (parts.last_mut(), part) {
                (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
                (_, part) => parts.push(part),
            }
        }
    }

    /// Ends the paragraph of a tight list item, which Markdown leaves unmarked.
    fn close_loose(&mut self) {
        let within = self.frames.len().checked_sub(2).and_then(|at| self.frames.get(at));
        let loose = matches!(within, Some(OpenElement::Blocks { kind: Container::Item, .. }))
            && matches!(self.frames.last(), Some(OpenElement::Run { kind: InlineKind::Paragraph, .. }));
        if loose {
            self.end();
        }
    }

    fn start(&mut self, tag: Tag, at: Range<usize>) {
        let inline = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. });
        if !inline {
            self.close_loose();
        }
        if self.frames.len() > DEPTH {
            self.skipped = 1;
            let say = msg!("more than {DEPTH} nested levels", "mer än {DEPTH} nivåer i varandra");
            let hint = msg!("use fewer levels: fewer lists in lists", "använd färre nivåer: färre listor i listor");
            return self.refuse(at, say, hint);
        }
        if inline && matches!(self.frames.last(), Some(OpenElement::Blocks { .. })) {
            self.frames.push(OpenElement::Run { kind: InlineKind::Paragraph, at: at.clone(), parts: Vec::new() });
        }
        let run = |kind| OpenElement::Run { kind, at: at.clone(), parts: Vec::new() };
        let frame = match tag {
            Tag::Paragraph => run(InlineKind::Paragraph),
            Tag::Heading { level, .. } => {
                self.check_heading(level as u8, at.clone());
                run(InlineKind::Heading((level as u8).clamp(2, 4)))
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) if self.within_quotation() => return self.only_paragraphs(at),
            Tag::BlockQuote(_) => OpenElement::Blocks { kind: Container::Quote, at, body: SpannedBlocks::default() },
            Tag::List(start) => OpenElement::List { list: List { start, items: Vec::new() }, at },
            Tag::Item => {
                self.check_number(at.clone());
                OpenElement::Blocks { kind: Container::Item, at, body: SpannedBlocks::default() }
            }
            Tag::Table(align) => {
                OpenElement::Table { align: align.into_iter().map(side).collect(), header: Vec::new(), rows: Vec::new(), at }
            }
            Tag::TableHead => OpenElement::Row { head: true, at, cells: Vec::new() },
            Tag::TableRow => {
                self.check_row(at.clone());
                OpenElement::Row { head: false, at, cells: Vec::new() }
            }
            Tag::TableCell => run(InlineKind::Cell),
            Tag::Emphasis => run(InlineKind::Emphasis),
            Tag::Strong => run(InlineKind::Strong),
            Tag::Link { link_type, dest_url, title, id } => {
                self.used.insert(id.to_lowercase());
                let to = self.address(link_type == LinkType::Email, &dest_url, at.clone());
                if !title.is_empty() {
                    let say = msg!("the title of a link is not shown", "en länks titel visas inte");
                    self.note(at.clone(), say, msg!("say it in the text", "säg det i texten"));
                }
                run(InlineKind::Link(to))
            }
            Tag::Image { dest_url, title, id, .. } if self.passage.figures.is_some() => {
                self.used.insert(id.to_lowercase());
                run(InlineKind::Picture { file: dest_url.to_string(), caption: title.to_string() })
            }
            tag => return self.refuse_element(tag, at),
        };
        self.frames.push(frame);
    }

    fn refuse_element(&mut self, tag: Tag, at: Range<usize>) {
        self.skipped = 1;
        match tag {
            Tag::CodeBlock(kind) if kind.is_indented() => {
                let say = msg!("a paragraph cannot begin with four spaces", "ett stycke kan inte börja med fyra mellanslag");
                let hint = msg!("Markdown reads it as code: remove the spaces", "Markdown läser det som kod: ta bort mellanslagen");
                self.refuse(at, say, hint);
            }
            Tag::CodeBlock(_) => {
                let hint = msg!(
                    "write it as a paragraph, without the lines of backticks",
                    "skriv det som ett stycke, utan raderna med bakvända apostrofer"
                );
                self.refuse(at, msg!("a code block cannot be used in the text", "ett kodblock kan inte användas i texten"), hint);
            }
            Tag::Image { id, .. } => {
                self.used.insert(id.to_lowercase());
                let hint = msg!(
                    "put pictures in the text of the release, below the second `+++`",
                    "lägg bilder i pressmeddelandets text, nedanför den andra raden `+++`"
                );
                self.refuse(at, msg!("a picture cannot be used here", "en bild kan inte användas här"), hint);
            }
            Tag::HtmlBlock => {
                let html = self.passage.markdown.get(at.clone()).unwrap_or_default().to_owned();
                self.html(&html, at);
            }
            // Their options are off, so they cannot occur.
            _ => {}
        }
    }

    fn within_quotation(&self) -> bool {
        matches!(self.frames.last(), Some(OpenElement::Blocks { kind: Container::Quote, .. }))
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame {
            OpenElement::Run { kind, at, parts } => self.end_run(kind, at, parts),
            OpenElement::Blocks { kind: Container::Item, mut body, .. } => {
                // It is kept as long as the newsroom.
                body.blocks.shrink_to_fit();
                if let Some(OpenElement::List { list, .. }) = self.frames.last_mut()
                    && !body.blocks.is_empty()
                {
                    list.items.push(body.blocks);
                }
            }
            OpenElement::Blocks { kind: Container::Quote, at, body } => self.end_quote(at, body),
            root @ OpenElement::Blocks { kind: Container::Root, .. } => self.frames.push(root),
            OpenElement::List { mut list, at } => {
                list.items.shrink_to_fit();
                if !list.items.is_empty() {
                    self.add(Block::List(list), at);
                }
            }
            OpenElement::Row { head: true, at, cells } => self.end_header(at, cells),
            OpenElement::Row { head: false, cells, .. } => {
                if let Some(OpenElement::Table { rows, .. }) = self.frames.last_mut() {
                    rows.push(cells);
                }
            }
            OpenElement::Table { align, header, rows, at } => {
                if let Some(table) = Table::new(header, align, rows) {
                    self.add(Block::Table(table), at);
                }
            }
        }
    }

    fn add(&mut self, block: Block, at: Range<usize>) {
        let at = self.passage.range(at);
        if let Some(OpenElement::Blocks { body, .. }) = self.frames.last_mut() {
            body.blocks.push(block);
            body.at.push(at);
        }
    }

    fn end_run(&mut self, kind: InlineKind, at: Range<usize>, parts: Vec<Inline>) {
        match kind {
            InlineKind::Paragraph => {
                let root = matches!(self.frames.last(), Some(OpenElement::Blocks { kind: Container::Root, .. }));
                let shown = std::mem::take(&mut self.shown);
                if !shown.is_empty() {
                    self.end_figures(shown, root, parts);
                } else if root && self.quotes {
                    quote::blocks(parts).into_iter().for_each(|block| self.add(block, at.clone()));
                } else if let Some(run) = Inlines::new(parts) {
                    self.add(Block::Paragraph(run), at);
                }
            }
            InlineKind::Heading(level) => match Inlines::new(parts) {
                Some(text) => self.add(Block::Heading { level, text }, at),
                None => {
                    let hint = msg!("write the heading, or remove the `#`", "skriv rubriken, eller ta bort `#`");
                    self.refuse(at, msg!("an empty heading", "en tom rubrik"), hint);
                }
            },
            InlineKind::Cell => {
                if let Some(OpenElement::Row { cells, .. }) = self.frames.last_mut() {
                    cells.push(Inlines::new(parts));
                }
            }
            InlineKind::Emphasis => self.push(Inline::Emphasis(parts), at),
            InlineKind::Strong => self.push(Inline::Strong(parts), at),
            InlineKind::Link(None) => parts.into_iter().for_each(|part| self.push(part, at.clone())),
            InlineKind::Link(Some(to)) => self.end_link(to, at, parts),
            InlineKind::Picture { file, caption } => self.end_picture(file, &caption, at, parts),
        }
    }

    fn end_quote(&mut self, at: Range<usize>, body: SpannedBlocks) {
        let mut paragraphs = Vec::new();
        for block in body.blocks {
            match block {
                Block::Paragraph(run) => paragraphs.push(run),
                // Refused where it began.
                Block::Heading { .. } | Block::List(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => {}
            }
        }
        if let Some(last) = paragraphs.last() {
            let attribution = quote::attribution(&last.plain());
            self.add(Block::Quote(Quote { mark: QuoteMark::Block, paragraphs, attribution }), at);
        }
    }

    fn end_header(&mut self, at: Range<usize>, cells: Vec<Option<Inlines>>) {
        let empty = cells.iter().position(Option::is_none);
        if let Some(OpenElement::Table { header, .. }) = self.frames.last_mut() {
            header.extend(cells.into_iter().flatten());
        }
        if let Some(column) = empty.map(|at| at + 1) {
            let say = msg!("column {column} of the table has no header", "kolumn {column} i tabellen saknar rubrik");
            let hint = msg!(
                "write in the first row what the column contains: screen reader users need it",
                "skriv i första raden vad kolumnen innehåller: den som använder skärmläsare behöver det"
            );
            self.refuse(at, say, hint);
        }
    }
}

fn side(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}

/// A picture of the paragraph that is open, and where it stands; `None` when it has a mistake of its own.
pub(crate) type OpenPicture = (Range<usize>, Option<Arc<Picture>>);
