//! Parses Markdown (CommonMark with tables) into blocks, and reports what a press release cannot hold. The only user of `pulldown-cmark`.
//!
//! The text is not changed: no smart quotes, no inserted dashes. White space is normalized as in CommonMark.

mod bare_addresses;
mod bullet_lists;
mod checks;
mod doubtful;
mod figures;
mod links;
mod near_links;
mod passage;
mod passage_size;
mod pasted_lines;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::content::limits::MAX_DEPTH;
use crate::content::quote;
use crate::content::text::{SourceText, Spanned, shorten};
use crate::diag::Message;
use crate::model::name::is_noncharacter;
use crate::model::{Align, Block, Inline, Inlines, List, Picture, Quote, QuoteMark, Table, WebAddress};
use crate::msg;

pub(crate) use doubtful::{continues_name, ends_mark, is_within_address, joins_word};
pub(crate) use passage::Passage;

use bare_addresses::replace_gaps;
use passage_size::PassageSize;
use pasted_lines::BulletLines;

/// Errors and warnings that are reported of one passage.
const MAX_REPORTED: usize = 100;

/// Blocks, and the bytes of the file that each was read from.
#[derive(Debug, Default)]
pub(crate) struct SpannedBlocks {
    pub blocks: Vec<Block>,
    pub spans: Vec<Range<usize>>,
}

pub(crate) fn parse_blocks(passage: &Passage) -> SpannedBlocks {
    MarkdownParser::new(passage).parse()
}

/// The one paragraph of a field. Anything else is an error; `hint` is for an empty field.
pub(crate) fn parse_inlines(text: &SourceText, field: &Spanned<String>, name: &str, hint: Message) -> Option<Inlines> {
    let passage = Passage::from_field(text, field);
    let parser = MarkdownParser { finds_quotes: false, ..MarkdownParser::new(&passage) };
    let (body, errors) = text.diagnostics.count_errors(|| parser.parse());
    let span = body.spans.get(1).or(body.spans.first()).cloned();
    let mut blocks = body.blocks.into_iter();
    match (blocks.next(), blocks.next()) {
        (Some(Block::Paragraph(run)), None) => return Some(run),
        (None, _) if errors == 0 => {
            text.error(field.span.clone(), msg!("`{name}` is empty", "`{name}` är tomt"), hint);
        }
        // Whatever was refused has an error of its own.
        (None, _) => {}
        (Some(Block::Heading { .. }), _) if errors > 0 => {}
        (Some(_), _) => {
            let message = msg!("`{name}` must be one paragraph", "`{name}` måste vara ett enda stycke");
            let hint = if name == "lead" {
                msg!("move the rest to the text below the second `+++`", "flytta resten till texten nedanför den andra raden `+++`")
            } else {
                msg!("put it into one paragraph", "sätt det i ett enda stycke")
            };
            text.error(span.unwrap_or_default(), message, hint);
        }
    }
    None
}

/// An element whose end has not been reached.
enum OpenElement {
    Blocks { kind: Container, span: Range<usize>, body: SpannedBlocks },
    List { list: List, span: Range<usize> },
    Table { align: Vec<Align>, header: Vec<Inlines>, rows: Vec<Vec<Option<Inlines>>>, span: Range<usize> },
    Row { is_header: bool, span: Range<usize>, cells: Vec<Option<Inlines>> },
    Run { kind: InlineKind, span: Range<usize>, parts: Vec<Inline> },
}

impl OpenElement {
    fn blocks(kind: Container, span: Range<usize>) -> OpenElement {
        OpenElement::Blocks { kind, span, body: SpannedBlocks::default() }
    }

    fn run(kind: InlineKind, span: Range<usize>) -> OpenElement {
        OpenElement::Run { kind, span, parts: Vec::new() }
    }
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
    /// `None` when its address is missing or wrong: its words stay.
    Link(Option<WebAddress>),
    Picture {
        file: String,
        caption: String,
    },
}

/// A picture in the open paragraph; `None` when it has an error.
type OpenPicture = (Range<usize>, Option<Arc<Picture>>);

struct MarkdownParser<'p> {
    passage: &'p Passage<'p>,
    size: PassageSize,
    reported: usize,
    /// Where the last text ended.
    text_end: usize,
    open: Vec<OpenElement>,
    /// Open elements within a refused one.
    skipped: usize,
    heading_level: u8,
    /// Whether a paragraph that begins with a dash is a quote.
    finds_quotes: bool,
    has_reported_html: bool,
    used_labels: BTreeSet<String>,
    /// Of the links and pictures, and of the lines that hold addresses of links.
    links: Vec<Range<usize>>,
    bullet_lines: Vec<BulletLines>,
    /// Of the open paragraph.
    pictures: Vec<OpenPicture>,
}

impl<'p> MarkdownParser<'p> {
    fn new(passage: &'p Passage<'p>) -> Self {
        MarkdownParser {
            passage,
            size: PassageSize::default(),
            reported: 0,
            text_end: 0,
            open: vec![OpenElement::blocks(Container::Root, 0..passage.markdown.len())],
            skipped: 0,
            heading_level: 1,
            finds_quotes: true,
            has_reported_html: false,
            used_labels: BTreeSet::new(),
            links: Vec::new(),
            bullet_lines: Vec::new(),
            pictures: Vec::new(),
        }
    }

    fn parse(mut self) -> SpannedBlocks {
        let markdown = close_phone_numbers(self.passage.markdown);
        let mut events = Parser::new_ext(&markdown, Options::ENABLE_TABLES).into_offset_iter();
        for (event, span) in events.by_ref() {
            self.size.add_event(&event);
            self.event(event, span.clone());
            if let Some((message, hint)) = self.size.excess() {
                self.error(span, message, hint);
                // What was not read cannot be judged.
                return SpannedBlocks::default();
            }
        }
        self.links.extend(events.reference_definitions().iter().map(|(_, definition)| definition.span.clone()));
        let definitions = events.reference_definitions().iter();
        let unused = definitions.filter(|(label, _)| !self.used_labels.contains(&label.to_lowercase()));
        let mut unused: Vec<Range<usize>> = unused.map(|(_, definition)| definition.span.clone()).collect();
        unused.sort_by_key(|span| span.start);
        for span in unused {
            let message = msg!("this line would not be shown", "den här raden skulle inte visas");
            let hint = msg!(
                "Markdown reads `[name]: address` as the address of a link; put a backslash before the bracket if it is text",
                "Markdown läser `[namn]: adress` som adressen till en länk; sätt ett omvänt snedstreck före hakparentesen om det är text"
            );
            self.error(span, message, hint);
        }
        self.report_near_links();
        match self.open.pop() {
            Some(OpenElement::Blocks { mut body, .. }) => {
                self.end_bullet_lines(&mut body);
                body.blocks.shrink_to_fit();
                body
            }
            _ => SpannedBlocks::default(),
        }
    }

    fn event(&mut self, event: Event, span: Range<usize>) {
        match event {
            Event::Start(_) if self.skipped > 0 => self.skipped += 1,
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::Start(tag) => self.start(tag, span),
            _ if self.skipped > 0 => {}
            Event::End(end) => {
                if end == TagEnd::Item {
                    self.end_tight_item();
                }
                self.end();
            }
            Event::Rule => {
                let hint = msg!(
                    "divide the text with a heading (`## ...`) or a new paragraph",
                    "dela texten med en rubrik (`## ...`) eller ett nytt stycke"
                );
                let message = msg!("a horizontal line cannot be used in the text", "en vågrät linje kan inte användas i texten");
                self.error(span, message, hint);
            }
            Event::Text(text) => self.text(&text, span),
            Event::SoftBreak => {
                // No other text contains a line break, so it marks the lines of a paragraph in which bullets and quotes are looked for.
                let is_paragraph = matches!(self.open.as_slice(), [_, OpenElement::Run { kind: InlineKind::Paragraph, .. }]);
                let gap = if is_paragraph { "\n" } else { " " };
                self.push(Inline::Text(gap.to_owned()), span);
            }
            Event::HardBreak => self.push(Inline::Break, span),
            Event::Code(code) => {
                let code = shorten(&code);
                let hint = msg!("write it without the backticks: {code}", "skriv det utan de bakvända apostroferna: {code}");
                let message = msg!(
                    "code between backticks cannot be used in the text",
                    "kod inom bakvända apostrofer kan inte användas i texten"
                );
                self.error(span, message, hint);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, span),
            // Cannot occur: their options are off.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text, span),
            Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &CowStr, span: Range<usize>) {
        if let Some(c) = text.chars().find(|c| (c.is_control() && *c != '\t') || is_noncharacter(*c)) {
            let code = format!("U+{:04X}", c as u32);
            let message = msg!("the character {code} cannot be used in a text", "tecknet {code} kan inte användas i en text");
            self.error(span.clone(), message, msg!("delete it", "ta bort det"));
        } else {
            self.check_escape(text, &span);
        }
        self.text_end = span.end;
        self.push(Inline::Text(text.to_string()), span);
    }

    /// Adds to the open run. The paragraph of a tight list item, which Markdown leaves unmarked, is opened here.
    fn push(&mut self, part: Inline, span: Range<usize>) {
        if let Some(OpenElement::Blocks { .. }) = self.open.last() {
            self.open.push(OpenElement::run(InlineKind::Paragraph, span.clone()));
        }
        if let Some(OpenElement::Run { parts, span: run, .. }) = self.open.last_mut() {
            run.end = run.end.max(span.end);
            match (parts.last_mut(), part) {
                (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
                (_, part) => parts.push(part),
            }
        }
    }

    /// Ends the unmarked paragraph of a tight list item.
    fn end_tight_item(&mut self) {
        if let [.., OpenElement::Blocks { kind: Container::Item, .. }, OpenElement::Run { kind: InlineKind::Paragraph, .. }] =
            self.open.as_slice()
        {
            self.end();
        }
    }

    fn start(&mut self, tag: Tag, span: Range<usize>) {
        let is_inline = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. });
        if !is_inline {
            self.end_tight_item();
        }
        if self.open.len() > MAX_DEPTH {
            self.skipped = 1;
            let message = msg!("more than {MAX_DEPTH} nested levels", "mer än {MAX_DEPTH} nivåer i varandra");
            let hint = msg!("use fewer levels: fewer lists in lists", "använd färre nivåer: färre listor i listor");
            return self.error(span, message, hint);
        }
        if is_inline && matches!(self.open.last(), Some(OpenElement::Blocks { .. })) {
            self.open.push(OpenElement::run(InlineKind::Paragraph, span.clone()));
        }
        let run = |kind| OpenElement::run(kind, span.clone());
        let element = match tag {
            Tag::Paragraph => run(InlineKind::Paragraph),
            Tag::Heading { level, .. } => {
                self.check_heading(level as u8, span.clone());
                self.check_heading_marks(level as u8, &span);
                run(InlineKind::Heading((level as u8).clamp(2, 4)))
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) if self.is_in_quote() => return self.refuse_in_quote(span),
            Tag::BlockQuote(_) => {
                self.check_quote_mark(&span);
                OpenElement::blocks(Container::Quote, span)
            }
            Tag::List(start) => OpenElement::List { list: List { start, items: Vec::new() }, span },
            Tag::Item => {
                self.check_number(span.clone());
                OpenElement::blocks(Container::Item, span)
            }
            Tag::Table(align) => OpenElement::Table {
                align: align.into_iter().map(column_align).collect(),
                header: Vec::new(),
                rows: Vec::new(),
                span,
            },
            Tag::TableHead => OpenElement::Row { is_header: true, span, cells: Vec::new() },
            Tag::TableRow => {
                self.check_row(span.clone());
                OpenElement::Row { is_header: false, span, cells: Vec::new() }
            }
            Tag::TableCell => run(InlineKind::Cell),
            Tag::Emphasis => run(InlineKind::Emphasis),
            Tag::Strong => run(InlineKind::Strong),
            Tag::Link { link_type, dest_url, title, id } => {
                self.used_labels.insert(id.to_lowercase());
                self.links.push(span.clone());
                let to = self.parse_address(link_type == LinkType::Email, &dest_url, span.clone());
                if !title.is_empty() {
                    let message = msg!("the title of a link is not shown", "en länks titel visas inte");
                    self.warning(span.clone(), message, msg!("say it in the text", "säg det i texten"));
                }
                run(InlineKind::Link(to))
            }
            Tag::Image { dest_url, title, id, .. } if self.passage.figures.is_some() => {
                self.used_labels.insert(id.to_lowercase());
                self.links.push(span.clone());
                run(InlineKind::Picture { file: dest_url.to_string(), caption: title.to_string() })
            }
            tag => return self.refuse_element(tag, span),
        };
        self.open.push(element);
    }

    fn refuse_element(&mut self, tag: Tag, span: Range<usize>) {
        self.skipped = 1;
        let (message, hint) = match tag {
            Tag::CodeBlock(kind) if kind.is_indented() => (
                msg!("a paragraph cannot begin with four spaces", "ett stycke kan inte börja med fyra mellanslag"),
                msg!("Markdown reads it as code: remove the spaces", "Markdown läser det som kod: ta bort mellanslagen"),
            ),
            Tag::CodeBlock(_) => (
                msg!("a code block cannot be used in the text", "ett kodblock kan inte användas i texten"),
                msg!(
                    "write it as a paragraph, without the lines of backticks",
                    "skriv det som ett stycke, utan raderna med bakvända apostrofer"
                ),
            ),
            Tag::Image { id, .. } => {
                self.links.push(span.clone());
                self.used_labels.insert(id.to_lowercase());
                let hint = msg!(
                    "put pictures in the text of the release, below the second `+++`",
                    "lägg bilder i pressmeddelandets text, nedanför den andra raden `+++`"
                );
                (msg!("a picture cannot be used here", "en bild kan inte användas här"), hint)
            }
            Tag::HtmlBlock => {
                let passage = self.passage;
                return self.html(passage.markdown.get(span.clone()).unwrap_or_default(), span);
            }
            // Cannot occur: their options are off.
            _ => return,
        };
        self.error(span, message, hint);
    }

    fn is_in_quote(&self) -> bool {
        matches!(self.open.last(), Some(OpenElement::Blocks { kind: Container::Quote, .. }))
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match element {
            OpenElement::Run { kind, span, parts } => self.end_run(kind, span, parts),
            OpenElement::Blocks { kind: Container::Item, mut body, span } => {
                if body.blocks.is_empty() && self.skipped == 0 {
                    self.report_lone_mark(span);
                }
                // It stays in memory as long as the newsroom.
                body.blocks.shrink_to_fit();
                if let Some(OpenElement::List { list, .. }) = self.open.last_mut()
                    && !body.blocks.is_empty()
                {
                    list.items.push(body.blocks);
                }
            }
            OpenElement::Blocks { kind: Container::Quote, span, body } => self.end_quote(span, body),
            root @ OpenElement::Blocks { kind: Container::Root, .. } => self.open.push(root),
            OpenElement::List { mut list, span } => {
                list.items.shrink_to_fit();
                if list.items.len() == 1 {
                    self.check_single_item(list.start, span.clone());
                } else if list.start.is_none() {
                    self.check_amounts(&list, span.clone());
                }
                if !list.items.is_empty() {
                    self.add(Block::List(list), span);
                }
            }
            OpenElement::Row { is_header: true, span, cells } => self.end_header(span, cells),
            OpenElement::Row { is_header: false, cells, .. } => {
                if let Some(OpenElement::Table { rows, .. }) = self.open.last_mut() {
                    rows.push(cells);
                }
            }
            OpenElement::Table { align, header, rows, span } => {
                if let Some(table) = Table::new(header, align, rows) {
                    self.add(Block::Table(table), span);
                }
            }
        }
    }

    fn add(&mut self, block: Block, span: Range<usize>) {
        self.size.add_block();
        let span = self.passage.file_span(span);
        if let Some(OpenElement::Blocks { body, .. }) = self.open.last_mut() {
            body.blocks.push(block);
            body.spans.push(span);
        }
    }

    /// The parts of a run without line ends and tabs, with links for addresses.
    fn finish_parts(&mut self, parts: Vec<Inline>) -> Vec<Inline> {
        self.size.link_bare_addresses(replace_gaps(parts, &['\t', '\n']))
    }

    fn end_run(&mut self, kind: InlineKind, span: Range<usize>, parts: Vec<Inline>) {
        match kind {
            InlineKind::Paragraph => {
                let is_top_level = matches!(self.open.last(), Some(OpenElement::Blocks { kind: Container::Root, .. }));
                let pictures = std::mem::take(&mut self.pictures);
                if !pictures.is_empty() {
                    return self.end_figures(pictures, is_top_level, parts);
                }
                self.report_joined_lines(&span);
                let parts = if is_top_level { self.split_bullet_lines(parts, &span) } else { parts };
                if is_top_level && self.finds_quotes {
                    let parts = self.size.link_bare_addresses(replace_gaps(parts, &['\t']));
                    quote::split_quotes(parts).into_iter().for_each(|block| self.add(block, span.clone()));
                } else if let Some(run) = Inlines::new(self.finish_parts(parts)) {
                    self.add(Block::Paragraph(run), span);
                }
            }
            InlineKind::Heading(level) => match Inlines::new(self.finish_parts(parts)) {
                Some(text) => self.add(Block::Heading { level, text }, span),
                None => {
                    let hint = msg!("write the heading, or remove the `#`", "skriv rubriken, eller ta bort `#`");
                    self.error(span, msg!("an empty heading", "en tom rubrik"), hint);
                }
            },
            InlineKind::Cell => {
                let cell = Inlines::new(self.finish_parts(parts));
                if let Some(OpenElement::Row { cells, .. }) = self.open.last_mut() {
                    cells.push(cell);
                }
            }
            InlineKind::Emphasis | InlineKind::Strong => self.end_emphasis(&kind, span, parts),
            InlineKind::Link(None) if Inlines::new(parts.clone()).is_none() => self.report_empty_link(span),
            InlineKind::Link(None) => parts.into_iter().for_each(|part| self.push(part, span.clone())),
            InlineKind::Link(Some(to)) => self.end_link(to, span, parts),
            InlineKind::Picture { file, caption } => self.end_picture(file, &caption, span, parts),
        }
    }

    fn end_quote(&mut self, span: Range<usize>, body: SpannedBlocks) {
        let body_is_empty = body.blocks.is_empty();
        let paragraphs = body.blocks.into_iter().filter_map(|block| match block {
            Block::Paragraph(run) => Some(run),
            // Refused at its start.
            Block::Heading { .. } | Block::List(_) | Block::Quote(_) | Block::Table(_) | Block::Figure(_) => None,
        });
        let paragraphs: Vec<Inlines> = paragraphs.collect();
        if paragraphs.is_empty() && body_is_empty {
            self.report_lone_mark(span);
        } else if let Some(last) = paragraphs.last() {
            let attribution = quote::parse_attribution(&last.plain());
            self.add(Block::Quote(Quote { mark: QuoteMark::Block, paragraphs, attribution }), span);
        }
    }

    fn end_header(&mut self, span: Range<usize>, cells: Vec<Option<Inlines>>) {
        let empty = cells.iter().position(Option::is_none);
        if let Some(OpenElement::Table { header, .. }) = self.open.last_mut() {
            header.extend(cells.into_iter().flatten());
        }
        if let Some(column) = empty.map(|at| at + 1) {
            let message = msg!("column {column} of the table has no header", "kolumn {column} i tabellen saknar rubrik");
            let hint = msg!(
                "write in the first row what the column contains: screen reader users need it",
                "skriv i första raden vad kolumnen innehåller: den som använder skärmläsare behöver det"
            );
            self.error(span, message, hint);
        }
    }
}

/// Puts hyphens for the spaces of `[växeln](tel:08-465 004 01)`, where Markdown takes no spaces. Every byte stays in its place.
fn close_phone_numbers(markdown: &str) -> Cow<'_, str> {
    let mut closed = Cow::Borrowed(markdown);
    for (at, start) in markdown.match_indices("](") {
        let from = at + start.len();
        let inside = &markdown[from..];
        let scheme = inside.trim_start_matches(' ').get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:"));
        let Some(scheme) = scheme.map(|scheme| inside.len() - inside.trim_start_matches(' ').len() + scheme.len()) else {
            continue;
        };
        let inside = near_links::beginning(inside);
        let Some(number) = near_links::matching_end(&inside[scheme..]).map(|end| inside[scheme..scheme + end].trim_end()) else {
            continue;
        };
        if !number.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c)) {
            continue;
        }
        closed.to_mut().replace_range(from + scheme..from + scheme + number.len(), &number.replace(' ', "-"));
    }
    closed
}

fn column_align(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}
