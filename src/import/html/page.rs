//! Follows the tags of a page and gathers its blocks.

use super::Tag;
use super::element;
use super::element::Treatment;
use super::region;
use super::region::Region;
use super::table;
use crate::import::LeftOut;
use crate::import::Why;
use crate::import::links;
use crate::import::lists;
use crate::import::rich::Rich;
use crate::import::rich::Style;
use crate::import::rich::Target;
use crate::import::source::DEEPEST;
use crate::import::source::Matter;
use crate::import::source::Source;
use crate::import::source::SourceBlock;

/// Elements deeper than this are read as if their tags were not there.
const DEEPEST_TAG: usize = 400;
/// Lists, quotations and tables in one another.
const DEEPEST_FRAME: usize = 24;

/// The page while it is read.
#[derive(Debug, Default)]
pub(super) struct Page {
    open: Vec<Open>,
    /// Open elements that were too deep to follow.
    beyond: usize,
    frames: Vec<Frame>,
    /// The paragraph being gathered, and the line of its first tag.
    text: Rich,
    source: Source,
    regions: Vec<Region>,
    articles: usize,
    /// The style at the end of `open`; `None` after a change.
    style: Option<Style>,
    /// Open elements whose text is left out, and that text.
    skipped: usize,
    aside: Aside,
    base: Option<String>,
    title: Option<String>,
    time: Option<(String, String)>,
}

/// Text that is being left out.
#[derive(Debug, Default)]
struct Aside {
    text: String,
    line: usize,
}

/// An element that has begun.
#[derive(Debug, Default)]
struct Open {
    name: String,
    is_block: bool,
    skip: Option<Option<Why>>,
    strong: Option<bool>,
    emphasis: Option<bool>,
    link: Option<Target>,
    heading: Option<u8>,
    word_list: Option<usize>,
    has_frame: bool,
    article: Option<usize>,
}

/// A block that holds others.
#[derive(Debug)]
enum Frame {
    List { line: usize, start: Option<u64>, items: Vec<Vec<SourceBlock>> },
    Item { blocks: Vec<SourceBlock> },
    Quote { line: usize, blocks: Vec<SourceBlock> },
    Table { line: usize, rows: Vec<table::Row>, is_layout: bool },
    Cell { blocks: Vec<SourceBlock>, span: usize },
}

impl Page {
    pub(super) fn start(&mut self, tag: &Tag, line: usize) {
        let treatment = element::treatment(tag);
        let is_block = element::is_block(&tag.name);
        let (ended, beyond) = element::ends(&tag.name);
        self.end_first(ended, beyond);
        if is_block {
            self.end_first(&["p"], &["td", "th", "table", "li", "blockquote", "button", "nav"]);
        }
        if self.skipped > 0 {
            self.aside.text.push(' ');
            if treatment != Treatment::Void {
                self.push(Open { name: tag.name.clone(), ..Open::default() });
            }
            return;
        }
        if treatment == Treatment::Void {
            return self.void(tag, line);
        }
        if is_block {
            self.flush();
        }
        let mut open = Open {
            name: tag.name.clone(),
            is_block,
            strong: element::strong(tag),
            emphasis: element::emphasis(tag),
            heading: element::heading(tag),
            word_list: element::word_list(tag),
            ..Open::default()
        };
        if let Treatment::Skip(why) = treatment {
            open.skip = Some(why);
            self.aside = Aside { text: String::new(), line };
        } else {
            self.enter(tag, line, &mut open);
        }
        self.push(open);
    }

    /// What an element opens beside itself.
    fn enter(&mut self, tag: &Tag, line: usize, open: &mut Open) {
        match tag.name.as_str() {
            "a" => open.link = self.link(tag),
            "article" if !self.open.iter().any(|open| open.article.is_some()) => {
                self.articles += 1;
                open.article = Some(self.articles);
            }
            "html" => self.source.language = tag.attribute("lang").map(str::to_owned),
            "title" if self.source.title.is_none() && self.open.len() < DEEPEST_TAG => self.title = Some(String::new()),
            "time" if self.open.len() < DEEPEST_TAG => {
                self.time = tag.attribute("datetime").map(|machine| (String::new(), machine.to_owned()))
            }
            "ul" | "ol" | "menu" if self.lists() <= DEEPEST => {
                let first = tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let start = (tag.name == "ol").then_some(first);
                open.has_frame = self.frame(Frame::List { line, start, items: Vec::new() });
            }
            "li" if matches!(self.frames.last(), Some(Frame::List { .. })) => {
                open.has_frame = self.frame(Frame::Item { blocks: Vec::new() });
            }
            "blockquote" => open.has_frame = self.frame(Frame::Quote { line, blocks: Vec::new() }),
            "table" => {
                let is_layout = tag.attribute("role") == Some("presentation");
                open.has_frame = self.frame(Frame::Table { line, rows: Vec::new(), is_layout });
            }
            "tr" => {
                if let Some(Frame::Table { rows, .. }) = self.frames.last_mut() {
                    rows.push(Vec::new());
                }
            }
            "td" | "th" if matches!(self.frames.last(), Some(Frame::Table { .. })) => {
                let span = tag.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, 50);
                open.has_frame = self.frame(Frame::Cell { blocks: Vec::new(), span });
            }
            _ => {}
        }
    }

    fn void(&mut self, tag: &Tag, line: usize) {
        let attribute = |name: &str| tag.attribute(name).map(str::to_owned);
        match tag.name.as_str() {
            "br" => {
                let style = self.style().clone();
                self.text.push("\n", &style, line);
            }
            "hr" => self.flush(),
            "base" => self.base = self.base.take().or(attribute("href").filter(|href| href.starts_with("http"))),
            "link" if tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.source.address = attribute("href").filter(|href| href.starts_with("http"));
            }
            "img" => {
                let words = tag.attribute("alt").unwrap_or_default().trim();
                if !words.is_empty()
                    && element::treatment(&Tag { name: "span".to_owned(), attributes: tag.attributes.clone() }) == Treatment::Inline
                {
                    self.source.left_out.push(LeftOut { line, text: words.to_owned(), why: Why::Picture });
                }
            }
            "meta" => {
                let name = tag.attribute("property").or(tag.attribute("name")).unwrap_or_default().to_ascii_lowercase();
                let field = match name.as_str() {
                    "article:published_time" | "dcterms.issued" | "dc.date.issued" | "dcterms.created" => {
                        &mut self.source.published
                    }
                    "article:modified_time" | "dcterms.modified" | "dc.date.modified" | "og:updated_time" => {
                        &mut self.source.updated
                    }
                    "og:url" => &mut self.source.address,
                    _ => return,
                };
                if field.is_none() {
                    *field = tag.attribute("content").filter(|content| !content.trim().is_empty()).map(str::to_owned);
                }
            }
            _ => {}
        }
    }

    fn link(&self, tag: &Tag) -> Option<Target> {
        let href = tag.attribute("href")?.trim();
        let base = self.base.as_deref().or(self.source.address.as_deref());
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        Some(links::resolve(base, href).map_or_else(|| Target::Lost(href.to_owned()), Target::To))
    }

    pub(super) fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let is_block = element::is_block(name);
        let cells = ["table", "tbody", "thead", "tfoot", "tr", "td", "th"];
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                found = Some(at);
                break;
            }
            // What was opened outside a cell is not closed in it.
            if is_block && !cells.contains(&name) && matches!(open.name.as_str(), "td" | "th" | "table") {
                break;
            }
        }
        match found {
            Some(at) if is_block || self.skipped > 0 => self.close_from(at),
            // Tags of a line may overlap: only this one ends.
            Some(at) => {
                let open = self.open.remove(at);
                self.closed(&open);
            }
            None if is_block && self.skipped == 0 => self.flush(),
            None => {}
        }
    }

    pub(super) fn text(&mut self, text: &str, line: usize) {
        if self.skipped > 0 {
            self.aside.text.push_str(text);
            return;
        }
        if let Some(title) = &mut self.title {
            title.push_str(text);
            return;
        }
        if let Some((words, _)) = &mut self.time {
            words.push_str(text);
        }
        let gap = if self.open.iter().any(|open| open.name == "pre") { "\n" } else { " " };
        let style = self.style().clone();
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                self.text.push(gap, &style, line + index);
            }
            self.text.push(part, &style, line + index);
        }
    }

    pub(super) fn finish(mut self) -> Source {
        self.close_from(0);
        self.flush();
        region::choose(&mut self.source, self.regions);
        self.source
    }

    fn push(&mut self, open: Open) {
        if self.open.len() >= DEEPEST_TAG {
            self.beyond += 1;
            if open.has_frame {
                self.close_frame();
            }
            return;
        }
        self.skipped += usize::from(open.skip.is_some());
        self.style = None;
        self.open.push(open);
    }

    /// Ends the innermost open element of `names`, unless one of `beyond` stands between.
    fn end_first(&mut self, names: &[&str], beyond: &[&str]) {
        let inner = self
            .open
            .iter()
            .enumerate()
            .rev()
            .find(|(_, open)| names.contains(&open.name.as_str()) || beyond.contains(&open.name.as_str()));
        if let Some((at, _)) = inner.filter(|(_, open)| names.contains(&open.name.as_str())) {
            self.close_from(at);
        }
    }

    fn close_from(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(open) = self.open.last() else { return };
            // A paragraph ends while its element is still there to say what it was.
            if open.is_block && self.skipped == 0 {
                self.flush();
            }
            if let Some(open) = self.open.pop() {
                self.closed(&open);
            }
        }
    }

    fn closed(&mut self, open: &Open) {
        self.style = None;
        if let Some(why) = open.skip {
            self.skipped -= 1;
            let text = Rich::text(&self.aside.text, self.aside.line).evened().plain();
            if let (Some(why), false) = (why, text.is_empty()) {
                self.source.left_out.push(LeftOut { line: self.aside.line, text, why });
            }
        }
        if open.has_frame {
            self.close_frame();
        }
        if open.name == "title" {
            self.source.title =
                self.title.take().map(|title| Rich::text(&title, 1).evened().plain()).filter(|title| !title.is_empty());
            self.title = None;
        }
        if open.name == "time" {
            if let Some((words, machine)) = self.time.take() {
                self.source.times.push((Rich::text(&words, 1).evened().plain(), machine));
            }
        }
    }

    fn style(&mut self) -> &Style {
        let open = &self.open;
        self.style.get_or_insert_with(|| {
            let strong = open.iter().rev().find_map(|open| open.strong).unwrap_or(false);
            let emphasis = open.iter().rev().find_map(|open| open.emphasis).unwrap_or(false);
            // A heading is bold anyway.
            let in_heading = open.iter().any(|open| open.heading.is_some());
            Style { strong: strong && !in_heading, emphasis, link: open.iter().rev().find_map(|open| open.link.clone()) }
        })
    }

    /// The gathered text becomes paragraphs.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_blank() {
            return;
        }
        let heading = self.open.iter().rev().find_map(|open| open.heading);
        let word_list = self.open.iter().rev().find_map(|open| open.word_list);
        for paragraph in text.paragraphs() {
            let line = paragraph.line();
            match (heading, word_list) {
                (Some(level), _) => self.block(SourceBlock { line, matter: Matter::Heading { level, text: paragraph } }),
                (None, Some(depth)) => {
                    let (number, start) = word_sign(&paragraph.plain());
                    let matter = Matter::Bullet { depth, number, text: paragraph.from(start).evened() };
                    self.block(SourceBlock { line, matter });
                }
                (None, None) => self.paragraph(paragraph, line),
            }
        }
    }

    /// A paragraph; lines in it that begin with a bullet are items.
    fn paragraph(&mut self, text: Rich, line: usize) {
        let sign = |text: &Rich| {
            lists::bullet(&text.plain()).filter(|(sign, _)| "•·▪◦‣●\u{f0b7}\u{f0a7}".contains(*sign)).map(|(_, at)| at)
        };
        let lines = text.lines();
        if lines.iter().all(|line| sign(line).is_none()) {
            return self.block(SourceBlock::paragraph(text, line));
        }
        for part in lines.chunk_by(|a, b| sign(a).is_none() && sign(b).is_none()) {
            match (part, part.first().and_then(sign)) {
                ([item], Some(at)) => {
                    let matter = Matter::Bullet { depth: 0, number: None, text: item.from(at).evened() };
                    self.block(SourceBlock { line: item.line(), matter });
                }
                (part, _) => self.block(SourceBlock::paragraph(Rich::from_lines(part), part.first().map_or(line, Rich::line))),
            }
        }
    }

    fn block(&mut self, block: SourceBlock) {
        match self.frames.last_mut() {
            Some(Frame::Item { blocks } | Frame::Quote { blocks, .. } | Frame::Cell { blocks, .. }) => blocks.push(block),
            Some(Frame::List { items, .. }) => items.push(vec![block]),
            // Text between the cells of a table: a row of its own.
            Some(Frame::Table { rows, .. }) => rows.push(vec![vec![block]]),
            None => {
                self.regions.push(self.region());
                self.source.blocks.push(block);
            }
        }
    }

    fn region(&self) -> Region {
        let inside = |name: &str| self.open.iter().any(|open| open.name == name);
        let article = self.open.iter().find_map(|open| open.article);
        let main = inside("main");
        let is_frame = !main && article.is_none() && (inside("header") || inside("footer") || inside("aside"));
        Region { main, article, is_frame }
    }

    fn lists(&self) -> usize {
        self.frames.iter().filter(|frame| matches!(frame, Frame::List { .. })).count()
    }

    /// True when the frame was opened.
    fn frame(&mut self, frame: Frame) -> bool {
        let fits = self.frames.len() < DEEPEST_FRAME && self.open.len() < DEEPEST_TAG;
        if fits {
            self.frames.push(frame);
        }
        fits
    }

    fn close_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::List { line, start, mut items }) => {
                items.retain(|item| !item.is_empty());
                if !items.is_empty() {
                    self.block(SourceBlock { line, matter: Matter::List { start, items } });
                }
            }
            Some(Frame::Item { blocks }) => {
                if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Frame::Quote { line, blocks }) => {
                // Only paragraphs can be quoted; anything else stands for itself.
                let is_text = blocks.iter().all(|block| matches!(block.matter, Matter::Paragraph(_)));
                if is_text && !blocks.is_empty() {
                    self.block(SourceBlock { line, matter: Matter::Quote(blocks) });
                } else {
                    blocks.into_iter().for_each(|block| self.block(block));
                }
            }
            Some(Frame::Table { line, rows, is_layout }) => {
                table::blocks(rows, line, is_layout).into_iter().for_each(|block| self.block(block));
            }
            Some(Frame::Cell { blocks, span }) => {
                if let Some(Frame::Table { rows, .. }) = self.frames.last_mut() {
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

/// A word processor writes the sign of an item as text: its number, and where the words begin.
fn word_sign(text: &str) -> (Option<u64>, usize) {
    if let Some((number, at)) = lists::number(text) {
        return (Some(number), at);
    }
    let sign = text.split_whitespace().next().unwrap_or_default();
    let is_sign = sign.chars().count() == 1 && (sign == "o" || !sign.chars().all(char::is_alphanumeric));
    if is_sign && sign.len() < text.len() { (None, sign.len()) } else { (None, 0) }
}
