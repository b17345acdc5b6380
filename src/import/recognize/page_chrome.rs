//! Removes what belongs to the page rather than to the release.

use super::recognizer::Recognizer;
use crate::import::date::{self, DateLabel, DateLine};
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::styled_text::StyledText;
use crate::import::{contacts, links, names, phrases};
use crate::msg;

/// A longer paragraph is text, not furniture.
const MAX_FURNITURE: usize = 200;

impl Recognizer<'_> {
    /// Removes buttons, dates and text for screen readers, line by line.
    pub fn remove_page_chrome(&mut self) {
        self.cut_page_head();
        self.cut_page_foot();
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut blocks_left = Vec::new();
        for block in blocks {
            blocks_left.extend(self.clean_block(block));
        }
        self.source.blocks = blocks_left;
        if !self.source.is_plain {
            self.remove_furniture_sections();
        }
        for line in std::mem::take(&mut self.source.dates) {
            if let Some(text) = self.clean_line(&line) {
                self.omit(line.line(), &text.plain_text(), OmissionReason::Outside);
            }
        }
    }

    fn clean_block(&mut self, block: SourceBlock) -> Option<SourceBlock> {
        let line = block.line;
        match block.content {
            BlockContent::Paragraph(text) => {
                let lines: Vec<StyledText> = text.lines().into_iter().filter_map(|text| self.clean_line(&text)).collect();
                let text = StyledText::from_lines(&lines);
                (!text.is_blank()).then(|| SourceBlock::paragraph(text, line))
            }
            BlockContent::Heading { level, text } => {
                let text = self.clean_line(&text)?;
                Some(SourceBlock::new(line, BlockContent::Heading { level, text }))
            }
            BlockContent::List { .. } if self.is_chrome_list(&block) => {
                self.omit(line, &block.plain_text(), OmissionReason::PageChrome);
                None
            }
            BlockContent::List { items, .. } if self.is_date_list(&items) => {
                for line in items.iter().flatten().flat_map(SourceBlock::lines) {
                    if let Some(text) = self.clean_line(&line) {
                        let plain = text.plain_text();
                        self.kind = self.kind.or(phrases::kind_label(&plain));
                        let moment = self.parse_unlabelled(&plain);
                        let why = if moment.is_some() { OmissionReason::Date } else { OmissionReason::Repeated };
                        self.published = self.published.take().or(moment);
                        self.omit(line.line(), &plain, why);
                    }
                }
                None
            }
            BlockContent::List { start, items } => {
                let items = items
                    .into_iter()
                    .map(|item| item.into_iter().map(|block| block.map_paragraph(|text| self.strip_link_suffixes(&text))).collect())
                    .collect();
                Some(SourceBlock::new(line, BlockContent::List { start, items }))
            }
            content @ (BlockContent::Bullet { .. } | BlockContent::Quote(_) | BlockContent::Table(_)) => {
                Some(SourceBlock::new(line, content))
            }
        }
    }

    fn is_chrome_list(&self, block: &SourceBlock) -> bool {
        let lines: Vec<String> = block.lines().iter().map(StyledText::plain_text).collect();
        lines.iter().all(|line| phrases::is_page_chrome(line))
            || phrases::is_breadcrumb(lines.iter().map(String::as_str))
            || (!self.source.is_plain && phrases::are_buttons(lines.iter().map(String::as_str)))
    }

    /// `Nyhet`, `Publicerad: ...`, `Senast ändrad: ...` as a list.
    fn is_date_list(&self, items: &[Vec<SourceBlock>]) -> bool {
        let lines: Vec<String> = items.iter().flatten().flat_map(SourceBlock::lines).map(|line| line.plain_text()).collect();
        // A list of days alone is one of the text.
        let names_kind = lines.iter().any(|line| phrases::kind_label(line).is_some());
        let is_date = |line: &String| {
            matches!(date::parse_line(line, self.existing.zone, &self.source.times), Some(DateLine::Known(_)))
                || (names_kind && self.parse_unlabelled(line).is_some())
        };
        lines.iter().any(is_date)
            && lines.iter().all(|line| is_date(line) || phrases::kind_label(line).is_some() || phrases::is_byline(line))
    }

    fn strip_link_suffixes(&mut self, text: &StyledText) -> StyledText {
        let (text, taken) = links::strip_link_suffixes(text);
        for (line, words) in taken {
            self.omit(line, &words, OmissionReason::Hidden);
        }
        text
    }

    /// A line without page chrome; `None` when nothing is left.
    fn clean_line(&mut self, text: &StyledText) -> Option<StyledText> {
        let plain = text.plain_text();
        let line = text.line();
        if phrases::is_breadcrumb(std::iter::once(plain.as_str())) {
            self.last_step = phrases::last_step(&plain).or(self.last_step.take());
            self.omit(line, &plain, OmissionReason::PageChrome);
            return None;
        }
        if self.is_chrome_line(text) {
            self.omit(line, &plain, OmissionReason::PageChrome);
            return None;
        }
        match date::parse_line(&plain, self.existing.zone, &self.source.times) {
            Some(DateLine::Known(dates)) => {
                for (event, moment) in dates {
                    self.date_line = line;
                    let field = if event == DateLabel::Published { &mut self.published } else { &mut self.updated };
                    field.get_or_insert(moment);
                }
                self.omit(line, &plain, OmissionReason::Date);
                return None;
            }
            // What was not understood stays where it is.
            Some(DateLine::NotUnderstood) => self.warn(
                line,
                Some(&plain),
                msg!(
                    "the date was not understood; the line is kept in the text",
                    "datumet gick inte att förstå; raden står kvar i texten"
                ),
                Some(msg!("write it in the release as `2026-03-02`", "skriv det i pressmeddelandet som `2026-03-02`")),
            ),
            None => {}
        }
        Some(self.strip_link_suffixes(text)).filter(|text| !text.is_blank())
    }

    fn is_chrome_line(&self, text: &StyledText) -> bool {
        let plain = text.plain_text();
        if phrases::is_page_chrome(&plain) || phrases::is_privacy_notice(&plain) || self.is_letter_foot(&plain) {
            return true;
        }
        if self.source.is_plain {
            return phrases::is_page_number(&plain) || (plain.contains(':') && phrases::is_byline(&plain));
        }
        // `Lyssna på sidan` and `Skriv ut` beside each other.
        let parts: Vec<&str> = text.runs.iter().flat_map(|run| run.text.split(['|', '·'])).collect();
        phrases::is_byline(&plain) || phrases::are_buttons(parts.into_iter()) || phrases::is_byline_word(&plain)
    }

    /// `Solvik kommun, Storgatan 1, 123 45 Solvik`
    fn is_letter_foot(&self, text: &str) -> bool {
        let first = text.split([',', '|', '•', '·']).next().unwrap_or_default().trim();
        let is_sender = first.to_lowercase() == self.existing.publisher.to_lowercase() || names::is_municipality(first);
        is_sender && first.len() < text.len() && phrases::has_postal_code(text)
    }

    /// A page that was copied as a whole begins with its question for consent and its menu.
    fn cut_page_head(&mut self) {
        /// A menu has more lines, and shorter ones, than the head of a letter.
        const LINES: usize = 4;
        const LONGEST: usize = 40;
        let texts = |block: &SourceBlock| block.lines().iter().map(StyledText::plain_text).collect::<Vec<_>>();
        let is_banner = |block: &SourceBlock| {
            let lines = texts(block);
            let fits = |line: &String| phrases::is_cookie_banner(line) || phrases::is_menu_line(line);
            lines.iter().any(|line| phrases::is_cookie_banner(line)) && lines.iter().all(fits)
        };
        let is_menu = |block: &SourceBlock| {
            let lines = texts(block);
            let is_short = |line: &String| line.chars().count() <= LONGEST && !line.trim_end().ends_with(['.', ',', ':', '!']);
            lines.len() >= LINES && lines.iter().all(is_short) && lines.iter().any(|line| phrases::is_menu_line(line))
        };
        let blocks = &self.source.blocks;
        let banner = blocks.iter().take_while(|block| is_banner(block)).count();
        let lines = blocks.iter().take(banner).flat_map(SourceBlock::lines);
        // One line can be a headline.
        let is_certain = lines.filter(|line| phrases::is_cookie_banner(&line.plain_text())).count() > 1;
        let menu = blocks.iter().skip(banner).take_while(|block| is_menu(block)).count();
        if !self.source.is_plain || !is_certain || banner + menu + 1 >= blocks.len() {
            return;
        }
        for block in self.source.blocks.drain(..banner + menu).collect::<Vec<_>>() {
            self.omit(block.line, &block.plain_text(), OmissionReason::PageChrome);
        }
    }

    /// A page that was marked and copied as a whole has its foot behind the text: from what asks whether it helped, short lines only.
    fn cut_page_foot(&mut self) {
        if !self.source.is_plain {
            return;
        }
        let is_mark = |line: &StyledText| {
            let plain = line.plain_text();
            phrases::is_feedback(&plain) || phrases::begins_page_foot(&plain)
        };
        let blocks = &self.source.blocks;
        let Some(at) = blocks.iter().position(|block| block.lines().iter().any(is_mark)).filter(|at| *at > 1) else { return };
        let foot = blocks.get(at..).unwrap_or_default();
        let is_short = |line: &StyledText| {
            let plain = line.plain_text();
            plain.chars().count() <= 80 && !(plain.trim_end().ends_with('.') && plain.split_whitespace().count() > 7)
        };
        let has_contacts = foot.iter().flat_map(SourceBlock::lines).any(|line| phrases::is_contact(&line.plain_text()));
        if has_contacts || !foot.iter().flat_map(SourceBlock::lines).all(|line| is_short(&line)) {
            return;
        }
        let foot = self.source.blocks.split_off(at);
        let mut before = true;
        for line in foot.iter().flat_map(SourceBlock::lines) {
            before &= !is_mark(&line);
            if before {
                // Lines of the same paragraph, above the mark.
                self.source.blocks.push(SourceBlock::paragraph(line.clone(), line.line()));
            } else if let Some(text) = self.clean_line(&line) {
                self.omit(line.line(), &text.plain_text(), OmissionReason::PageChrome);
            }
        }
    }

    /// Removes other news, tags, comments and forms below a heading that says so, up to the next heading of its level.
    fn remove_furniture_sections(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut left = Vec::with_capacity(blocks.len());
        let mut rest = blocks.as_slice();
        while let Some((block, after)) = rest.split_first() {
            let length = if left.is_empty() { None } else { furniture_length(block, after) };
            match length {
                Some(length) => {
                    for block in rest.iter().take(length + 1) {
                        self.omit(block.line, &block.plain_text(), OmissionReason::PageChrome);
                    }
                    rest = rest.get(length + 1..).unwrap_or_default();
                }
                None => {
                    left.push(block.clone());
                    rest = after;
                }
            }
        }
        self.source.blocks = left;
    }
}

/// How many blocks below a heading for furniture belong to it; `None` if it is a heading of the text.
fn furniture_length(block: &SourceBlock, after: &[SourceBlock]) -> Option<usize> {
    let level = match &block.content {
        BlockContent::Heading { level, text } if phrases::is_furniture_heading(&text.plain_text()) => *level,
        // A label of tags: `Taggar`.
        BlockContent::Paragraph(text) if phrases::is_furniture_heading(&text.plain_text()) && !text.is_link() => 6,
        _ => return None,
    };
    let ends = |next: &SourceBlock| match &next.content {
        BlockContent::Heading { level: next, .. } => *next <= level,
        _ => level == 6 && !is_links(next),
    };
    let length = after.iter().position(ends).unwrap_or(after.len());
    let section = after.get(..length)?;
    let is_text = section.iter().any(|block| !is_furniture(block));
    // Contacts below it are contacts of the release.
    let has_people = contacts::has_only_people(section);
    (!is_text && !has_people).then_some(length)
}

fn is_furniture(block: &SourceBlock) -> bool {
    match &block.content {
        BlockContent::Heading { .. } | BlockContent::List { .. } | BlockContent::Bullet { .. } => true,
        BlockContent::Paragraph(text) => text.is_link() || text.plain_text().chars().count() <= MAX_FURNITURE,
        BlockContent::Quote(_) | BlockContent::Table(_) => false,
    }
}

fn is_links(block: &SourceBlock) -> bool {
    block.lines().iter().all(|line| {
        let linked = line.runs.iter().filter(|run| run.style.link.is_some()).count();
        linked > 0
            && line.runs.iter().filter(|run| run.style.link.is_none()).all(|run| !run.text.chars().any(char::is_alphanumeric))
    })
}
