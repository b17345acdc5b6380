//! Collects the blocks of a page from its tags.

use super::element::{self, Treatment};
use super::figure::{CaptionPlace, OpenFigure};
use super::furniture;
use super::open_elements::{OpenElements, OpenHtmlElement};
use super::region::{self, PageRegion};
use super::structured_data::{self, LinkedArticle, MachineDates};
use super::table;
use super::tag::HtmlTag;
use crate::import::document::{BlockContent, ImportedDocument, MAX_LIST_DEPTH, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::styled_text::{LinkTarget, StyledText};
use crate::import::{date, links, lists};

/// Nested lists, quotations and tables.
const MAX_FRAMES: usize = 24;

#[derive(Debug, Default)]
pub struct PageReader {
    open: OpenElements,
    frames: Vec<OpenBlock>,
    /// The current paragraph.
    text: StyledText,
    source: ImportedDocument,
    regions: Vec<PageRegion>,
    articles: usize,
    /// Open elements whose text is left out, and that text.
    skipped: usize,
    skipped_text: SkippedText,
    base: Option<String>,
    title: Option<String>,
    time: Option<(String, String)>,
    /// The number of elements that are furniture by name.
    furniture: usize,
    figures: Vec<OpenFigure>,
    /// A term whose description has not been read.
    term: Option<StyledText>,
    dates: MachineDates,
    /// The text of a script with JSON-LD.
    json_ld: Option<String>,
    articles_of_json_ld: Vec<LinkedArticle>,
}

/// Text that is being left out.
#[derive(Debug, Default)]
struct SkippedText {
    text: String,
    line: usize,
}

/// A block that contains others.
#[derive(Debug)]
enum OpenBlock {
    List { line: usize, start: Option<u64>, items: Vec<Vec<SourceBlock>> },
    Item { blocks: Vec<SourceBlock> },
    Quote { line: usize, blocks: Vec<SourceBlock> },
    Table { line: usize, rows: Vec<table::TableCells>, is_layout: bool },
    Cell { blocks: Vec<SourceBlock>, span: usize },
}

impl PageReader {
    /// A reader of a page whose links are relative to `base`.
    pub fn with_base(base: Option<&str>) -> PageReader {
        PageReader { base: base.map(str::to_owned), ..PageReader::default() }
    }

    /// `holds_headline`: the headline of the page is in the element.
    pub fn read_start_tag(&mut self, tag: &HtmlTag, line: usize, holds_headline: bool) {
        let treatment = match element::treatment(tag) {
            // Whatever its name says, what holds the headline is the text.
            Treatment::Skip(_) if holds_headline && !element::is_hidden_for_all(tag) => {
                if element::is_block(&tag.name) {
                    Treatment::Block
                } else {
                    Treatment::Inline
                }
            }
            treatment => treatment,
        };
        if self.skipped == 0 || treatment == Treatment::Void {
            let is_event = tag.name != "meta" && (furniture::is_event(tag) || self.open.context().is_event);
            if !is_event {
                self.dates.read_tag(tag);
            }
        }
        let is_block = element::is_block(&tag.name);
        let (ended, beyond) = element::ends(&tag.name);
        self.close_innermost(ended, beyond);
        if is_block {
            self.close_innermost(&["p"], &["td", "th", "table", "li", "blockquote", "button", "nav"]);
        }
        if self.skipped > 0 {
            self.skipped_text.text.push(' ');
            if treatment != Treatment::Void {
                self.push(OpenHtmlElement::bare(tag));
            }
            return;
        }
        if treatment == Treatment::Void {
            return self.read_void_element(tag, line);
        }
        if is_block {
            self.flush();
        }
        let mut open = OpenHtmlElement::new(tag);
        if holds_headline {
            open.hold_headline();
        } else if is_block && furniture::is_furniture(tag) {
            if self.frames.is_empty() {
                open.furniture(self.furniture);
                self.furniture += 1;
            } else {
                // Within a table or a list, where it stands is not known any more when the page has been read.
                open.skip = Some(Some(OmissionReason::PageChrome));
            }
        }
        if let (None, "script", Some("application/ld+json")) = (&self.json_ld, tag.name.as_str(), tag.attribute("type")) {
            self.json_ld = Some(String::new());
        }
        if let Some(figure) = self.figures.last_mut() {
            figure.has_picture |=
                matches!(tag.name.as_str(), "picture" | "svg" | "video" | "audio" | "iframe" | "canvas" | "object");
            figure.has_table |= tag.name == "table";
            figure.has_quote |= tag.name == "blockquote";
        }
        if open.skip.is_some() {
            self.skipped_text = SkippedText { text: String::new(), line };
        } else if let Treatment::Skip(reason) = treatment {
            open.skip = Some(reason);
            self.skipped_text = SkippedText { text: String::new(), line };
        } else {
            self.begin_element(tag, line, &mut open);
        }
        self.push(open);
    }

    /// Begins what an element contains: links, lists, quotations, tables.
    fn begin_element(&mut self, tag: &HtmlTag, line: usize, open: &mut OpenHtmlElement) {
        match tag.name.as_str() {
            "a" => open.link(self.link_target(tag)),
            _ if furniture::is_article(tag) => {
                self.articles += 1;
                open.article(self.articles);
            }
            "html" => self.source.language = tag.attribute("lang").map(str::to_owned),
            "title" if self.source.title.is_none() && !self.open.is_full() => self.title = Some(String::new()),
            "figure" => self.figures.push(OpenFigure::default()),
            "time" if !self.open.is_full() => {
                // In a list it is the date of other news.
                let context = self.open.context();
                if furniture::is_event(tag) || context.is_event {
                    self.source.event_dates.extend(tag.attribute("datetime").map(str::to_owned));
                } else {
                    let is_own = self.frames.is_empty() && (furniture::is_date(tag) || context.is_date);
                    self.dates.read_time(tag, is_own);
                    self.time = tag.attribute("datetime").map(|machine| (String::new(), machine.to_owned()));
                }
            }
            "ul" | "ol" | "menu" if self.list_depth() <= MAX_LIST_DEPTH => {
                let first = tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let start = (tag.name == "ol").then_some(first);
                open.has_frame = self.push_frame(OpenBlock::List { line, start, items: Vec::new() });
            }
            "li" if matches!(self.frames.last(), Some(OpenBlock::List { .. })) => {
                open.has_frame = self.push_frame(OpenBlock::Item { blocks: Vec::new() });
            }
            "blockquote" => open.has_frame = self.push_frame(OpenBlock::Quote { line, blocks: Vec::new() }),
            "table" => {
                let is_layout = tag.attribute("role") == Some("presentation");
                open.has_frame = self.push_frame(OpenBlock::Table { line, rows: Vec::new(), is_layout });
            }
            "tr" => {
                if let Some(OpenBlock::Table { rows, .. }) = self.frames.last_mut() {
                    rows.push(Vec::new());
                }
            }
            "td" | "th" if matches!(self.frames.last(), Some(OpenBlock::Table { .. })) => {
                let span = tag.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, 50);
                open.has_frame = self.push_frame(OpenBlock::Cell { blocks: Vec::new(), span });
            }
            _ => {}
        }
    }

    fn read_void_element(&mut self, tag: &HtmlTag, line: usize) {
        let attribute = |name: &str| tag.attribute(name).map(str::to_owned);
        match tag.name.as_str() {
            "br" => {
                let style = self.open.context().style();
                self.text.push("\n", &style, line);
            }
            "hr" => self.flush(),
            "base" => self.base = self.base.take().or(attribute("href").filter(|href| href.starts_with("http"))),
            "link" if tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.source.address = attribute("href").filter(|href| href.starts_with("http"));
            }
            "img" => {
                self.figures.iter_mut().for_each(|figure| figure.has_picture = true);
                let words = tag.attribute("alt").unwrap_or_default().trim();
                if !words.is_empty() && !element::is_hidden(tag) {
                    self.source.omissions.push(Omission { line, text: words.to_owned(), reason: OmissionReason::Picture });
                }
            }
            "meta" => {
                let name = tag.attribute("property").or(tag.attribute("name")).unwrap_or_default().to_ascii_lowercase();
                let field = match name.as_str() {
                    "og:url" => &mut self.source.address,
                    "description" | "og:description" => &mut self.source.description,
                    _ => return,
                };
                if field.is_none() {
                    *field = tag.attribute("content").filter(|content| !content.trim().is_empty()).map(str::to_owned);
                }
            }
            _ => {}
        }
    }

    fn link_target(&self, tag: &HtmlTag) -> Option<LinkTarget> {
        let href = tag.attribute("href")?.trim();
        let base = self.base.as_deref().or(self.source.address.as_deref());
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        Some(links::resolve(base, href).map_or_else(|| LinkTarget::Lost(href.to_owned()), LinkTarget::To))
    }

    pub fn read_end_tag(&mut self, name: &str) {
        if self.open.ends_too_deep() {
            return;
        }
        let is_block = element::is_block(name);
        // A cell does not end elements outside it.
        let is_cell = matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th");
        let boundaries: &[&str] = if is_block && !is_cell { &["td", "th", "table"] } else { &[] };
        match self.open.find(&[name], boundaries) {
            Some(at) if is_block || self.skipped > 0 => self.close_from(at),
            // Inline tags may overlap: only this one ends.
            Some(at) => {
                if let Some(open) = self.open.remove(at) {
                    self.finish_element(&open);
                }
            }
            None if is_block && self.skipped == 0 => self.flush(),
            None => {}
        }
    }

    pub fn read_text(&mut self, text: &str, line: usize) {
        if let Some(json) = &mut self.json_ld {
            json.push_str(text);
            return;
        }
        if self.skipped > 0 {
            self.skipped_text.text.push_str(text);
            return;
        }
        if let Some(title) = &mut self.title {
            title.push_str(text);
            return;
        }
        if let Some((words, _)) = &mut self.time {
            words.push_str(text);
        }
        let context = self.open.context();
        let (gap, style) = (if context.is_preformatted { "\n" } else { " " }, context.style());
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                self.text.push(gap, &style, line + index);
            }
            self.text.push(part, &style, line + index);
        }
    }

    pub fn finish(mut self) -> ImportedDocument {
        self.close_from(0);
        self.flush();
        while !self.figures.is_empty() {
            self.finish_figure();
        }
        if let Some(term) = self.term.take() {
            let line = term.line();
            self.push_block(SourceBlock::paragraph(term, line));
        }
        region::keep_main_part(&mut self.source, self.regions);
        let is_heading = |block: &&SourceBlock| matches!(block.content, BlockContent::Heading { level: 1, .. });
        let mut headlines: Vec<String> = self.source.blocks.iter().filter(is_heading).map(SourceBlock::plain_text).collect();
        headlines.extend(self.source.title.clone());
        self.dates.add_linked(self.articles_of_json_ld, &headlines);
        (self.source.published, self.source.updated) = self.dates.finish();
        self.source
    }

    fn push(&mut self, open: OpenHtmlElement) {
        if self.open.is_full() {
            // Its end tag will not be seen.
            if open.has_frame {
                self.close_frame();
            }
        } else {
            self.skipped += usize::from(open.skip.is_some());
        }
        self.open.push(open);
    }

    /// Ends the innermost open element of `names`, unless one of `boundaries` is nearer.
    fn close_innermost(&mut self, names: &[&str], boundaries: &[&str]) {
        if let Some(at) = self.open.find(names, boundaries) {
            self.close_from(at);
        }
    }

    fn close_from(&mut self, at: usize) {
        while self.open.depth() > at {
            let Some(open) = self.open.last() else { return };
            // A paragraph ends while the effects of its element still apply.
            if open.is_block && self.skipped == 0 {
                self.flush();
            }
            if let Some(open) = self.open.pop() {
                self.finish_element(&open);
            }
        }
    }

    fn finish_element(&mut self, open: &OpenHtmlElement) {
        if let Some(reason) = open.skip {
            self.skipped -= 1;
            let text = StyledText::new(&self.skipped_text.text, self.skipped_text.line).normalize_spaces().plain_text();
            if let (Some(OmissionReason::Caption), "figcaption", false, Some(figure)) =
                (reason, open.name.as_str(), text.is_empty(), self.figures.last_mut())
            {
                figure.add_caption(self.skipped_text.line, text);
            } else if let (Some(reason), false) = (reason, text.is_empty()) {
                self.source.omissions.push(Omission { line: self.skipped_text.line, text, reason });
            }
        }
        if open.name == "dl"
            && let Some(term) = self.term.take()
        {
            let line = term.line();
            self.push_block(SourceBlock::paragraph(term, line));
        }
        if open.has_frame {
            self.close_frame();
        }
        let words = |text: &str| StyledText::new(text, 1).normalize_spaces().plain_text();
        match open.name.as_str() {
            "title" => self.source.title = self.source.title.take().or(self.title.take().map(|title| words(&title))),
            "script" => {
                let json = self.json_ld.take().unwrap_or_default();
                let linked = structured_data::read_json_ld(&json);
                self.articles_of_json_ld.extend(linked.articles);
                self.source.event_dates.extend(linked.event_dates);
            }
            "figure" => self.finish_figure(),
            "time" => {
                // `14 november 2025 17:00–20:00` is the time of an event.
                let time = self.time.take().map(|(text, machine)| (words(&text), machine));
                let (ranges, times): (Vec<_>, Vec<_>) = time.into_iter().partition(|(text, _)| date::has_range(text));
                self.source.event_dates.extend(ranges.into_iter().map(|(_, machine)| machine));
                self.source.times.extend(times);
            }
            _ => {}
        }
    }

    fn finish_figure(&mut self) {
        for place in self.figures.pop().map(OpenFigure::finish).into_iter().flatten() {
            match place {
                CaptionPlace::LeftOut(omission) => self.source.omissions.push(omission),
                CaptionPlace::Below(block) => self.push_block(block),
                CaptionPlace::AboveTable(block) => {
                    self.push_block(block);
                    let blocks = match self.frames.last_mut() {
                        None => &mut self.source.blocks,
                        Some(OpenBlock::Item { blocks } | OpenBlock::Quote { blocks, .. } | OpenBlock::Cell { blocks, .. }) => {
                            blocks
                        }
                        Some(OpenBlock::List { .. } | OpenBlock::Table { .. }) => continue,
                    };
                    // Both have the same region.
                    if let [.., table, caption] = blocks.as_mut_slice()
                        && matches!(table.content, BlockContent::Table(_))
                    {
                        std::mem::swap(table, caption);
                    }
                }
            }
        }
    }

    /// Turns the collected text into paragraphs.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_blank() {
            return;
        }
        let context = self.open.context();
        for paragraph in text.paragraphs() {
            let line = paragraph.line();
            // More words are prose.
            if context.is_event && paragraph.runs.iter().map(|run| run.text.len()).sum::<usize>() < 200 {
                self.source.event_dates.push(paragraph.plain_text());
            }
            match (context.heading, context.word_list) {
                (Some(level), _) => self.push_block(SourceBlock::new(line, BlockContent::Heading { level, text: paragraph })),
                (None, Some(depth)) => {
                    let (number, start) = split_word_sign(&paragraph.plain_text());
                    let content = BlockContent::Bullet { depth, number, text: paragraph.slice_from(start).normalize_spaces() };
                    self.push_block(SourceBlock::new(line, content));
                }
                (None, None) => match context.is_term {
                    Some(is_term) => self.push_term(paragraph, line, is_term),
                    None => self.push_paragraph(paragraph, line),
                },
            }
        }
    }

    /// Adds a paragraph; lines with a bullet become items.
    fn push_paragraph(&mut self, text: StyledText, line: usize) {
        let sign = |text: &StyledText| {
            lists::parse_bullet(&text.plain_text()).filter(|(sign, _)| "•·▪◦‣●\u{f0b7}\u{f0a7}".contains(*sign)).map(|(_, at)| at)
        };
        let lines = text.lines();
        if lines.iter().all(|line| sign(line).is_none()) {
            return self.push_block(SourceBlock::paragraph(text, line));
        }
        for part in lines.chunk_by(|a, b| sign(a).is_none() && sign(b).is_none()) {
            match (part, part.first().and_then(sign)) {
                ([item], Some(at)) => {
                    let content = BlockContent::Bullet { depth: 0, number: None, text: item.slice_from(at).normalize_spaces() };
                    self.push_block(SourceBlock::new(item.line(), content));
                }
                (part, _) => self
                    .push_block(SourceBlock::paragraph(StyledText::from_lines(part), part.first().map_or(line, StyledText::line))),
            }
        }
    }

    /// A term and its first description are two lines of one paragraph.
    fn push_term(&mut self, text: StyledText, line: usize, is_term: bool) {
        let term = self.term.take();
        match (is_term, term) {
            (true, Some(unexplained)) => {
                self.push_paragraph(unexplained.clone(), unexplained.line());
                self.term = Some(text);
            }
            (true, None) => self.term = Some(text),
            (false, Some(term)) => self.push_paragraph(StyledText::from_lines(&[term, text]), line),
            (false, None) => self.push_paragraph(text, line),
        }
    }

    fn push_block(&mut self, block: SourceBlock) {
        if let Some(term) = self.term.take() {
            let line = term.line();
            self.push_block(SourceBlock::paragraph(term, line));
        }
        match self.frames.last_mut() {
            Some(OpenBlock::Item { blocks } | OpenBlock::Quote { blocks, .. } | OpenBlock::Cell { blocks, .. }) => {
                blocks.push(block);
            }
            Some(OpenBlock::List { items, .. }) => items.push(vec![block]),
            // Text between the cells of a table gets its own row.
            Some(OpenBlock::Table { rows, .. }) => rows.push(vec![vec![block]]),
            None => {
                self.regions.push(self.open.context().region);
                self.source.blocks.push(block);
            }
        }
    }

    fn list_depth(&self) -> usize {
        self.frames.iter().filter(|frame| matches!(frame, OpenBlock::List { .. })).count()
    }

    /// Returns whether the frame was opened.
    fn push_frame(&mut self, frame: OpenBlock) -> bool {
        let fits = self.frames.len() < MAX_FRAMES && !self.open.is_full();
        if fits {
            self.frames.push(frame);
        }
        fits
    }

    fn close_frame(&mut self) {
        match self.frames.pop() {
            Some(OpenBlock::List { line, start, mut items }) => {
                items.retain(|item| !item.is_empty());
                if !items.is_empty() {
                    self.push_block(SourceBlock::new(line, BlockContent::List { start, items }));
                }
            }
            Some(OpenBlock::Item { blocks }) => {
                if let Some(OpenBlock::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                }
            }
            Some(OpenBlock::Quote { line, blocks }) => {
                // Only paragraphs can be quoted; other blocks are not part of a quotation.
                let is_text = blocks.iter().all(|block| matches!(block.content, BlockContent::Paragraph(_)));
                if is_text && !blocks.is_empty() {
                    self.push_block(SourceBlock::new(line, BlockContent::Quote(blocks)));
                } else {
                    blocks.into_iter().for_each(|block| self.push_block(block));
                }
            }
            Some(OpenBlock::Table { line, rows, is_layout }) => {
                table::table_blocks(rows, line, is_layout).into_iter().for_each(|block| self.push_block(block));
            }
            Some(OpenBlock::Cell { blocks, span }) => {
                if let Some(OpenBlock::Table { rows, .. }) = self.frames.last_mut() {
                    if rows.is_empty() {
                        rows.push(Vec::new());
                    }
                    if let Some(row) = rows.last_mut() {
                        row.push(blocks);
                        row.extend(std::iter::repeat_with(Vec::new).take(span - 1));
                    }
                }
            }
            None => {}
        }
    }
}

/// The number that a word processor wrote as the text of an item, and where the words begin.
fn split_word_sign(text: &str) -> (Option<u64>, usize) {
    if let Some((number, at)) = lists::parse_number(text) {
        return (Some(number), at);
    }
    let sign = text.split_whitespace().next().unwrap_or_default();
    let is_sign = sign.chars().count() == 1 && (sign == "o" || !sign.chars().all(char::is_alphanumeric));
    if is_sign && sign.len() < text.len() { (None, sign.len()) } else { (None, 0) }
}
