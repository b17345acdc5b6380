//! Removes what belongs to the page rather than to the release.

use super::recognizer::Recognizer;
use crate::import::date::{self, DateLabel, DateLine};
use crate::import::document::{BlockContent, SourceBlock};
use crate::import::imported::OmissionReason;
use crate::import::styled_text::StyledText;
use crate::import::{links, phrases};
use crate::msg;

impl Recognizer<'_> {
    /// Removes buttons, dates and text for screen readers, line by line.
    pub fn remove_page_chrome(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut blocks_left = Vec::new();
        for block in blocks {
            let line = block.line;
            match block.content {
                BlockContent::Paragraph(text) => {
                    let lines: Vec<StyledText> = text.lines().into_iter().filter_map(|text| self.clean_line(&text)).collect();
                    let text = StyledText::from_lines(&lines);
                    if !text.is_blank() {
                        blocks_left.push(SourceBlock::paragraph(text, line));
                    }
                }
                BlockContent::Heading { level, text } => {
                    if let Some(text) = self.clean_line(&text) {
                        blocks_left.push(SourceBlock::new(line, BlockContent::Heading { level, text }));
                    }
                }
                BlockContent::List { .. } if self.is_chrome_list(&block) => {
                    self.omit(line, &block.plain_text(), OmissionReason::PageChrome);
                }
                BlockContent::List { start, items } => {
                    let items = items
                        .into_iter()
                        .map(|item| {
                            item.into_iter().map(|block| block.map_paragraph(|text| self.strip_link_suffixes(&text))).collect()
                        })
                        .collect();
                    blocks_left.push(SourceBlock::new(line, BlockContent::List { start, items }));
                }
                content @ (BlockContent::Bullet { .. } | BlockContent::Quote(_) | BlockContent::Table(_)) => {
                    blocks_left.push(SourceBlock::new(line, content));
                }
            }
        }
        self.source.blocks = blocks_left;
        for line in std::mem::take(&mut self.source.dates) {
            if let Some(text) = self.clean_line(&line) {
                self.omit(line.line(), &text.plain_text(), OmissionReason::Outside);
            }
        }
    }

    fn is_chrome_list(&self, block: &SourceBlock) -> bool {
        let lines: Vec<String> = block.lines().iter().map(StyledText::plain_text).collect();
        lines.iter().all(|line| phrases::is_page_chrome(line)) || phrases::is_breadcrumb(lines.iter().map(String::as_str))
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
        if phrases::is_page_chrome(&plain) || phrases::is_breadcrumb(std::iter::once(plain.as_str())) {
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
            Some(DateLine::NotUnderstood) => {
                self.warn(
                    line,
                    Some(&plain),
                    msg!("the date was not understood", "datumet gick inte att förstå"),
                    Some(msg!("write it in the release as `2026-03-02`", "skriv det i pressmeddelandet som `2026-03-02`")),
                );
                self.omit(line, &plain, OmissionReason::Date);
                return None;
            }
            None => {}
        }
        Some(self.strip_link_suffixes(text)).filter(|text| !text.is_blank())
    }
}
