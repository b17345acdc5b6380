//! What belongs to the place where a release stood before, and not to the release.

use super::recognizer::Recognizer;
use crate::import::date;
use crate::import::date::DateLabel;
use crate::import::date::DateLine;
use crate::import::document::BlockContent;
use crate::import::document::SourceBlock;
use crate::import::imported::OmissionReason;
use crate::import::links;
use crate::import::phrases;
use crate::import::styled_text::StyledText;
use crate::msg;

impl Recognizer<'_> {
    /// Buttons, dates and words for screen readers go, line by line.
    pub(super) fn remove_page_furniture(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut kept = Vec::new();
        for block in blocks {
            let line = block.line;
            match block.content {
                BlockContent::Paragraph(text) => {
                    let lines: Vec<StyledText> = text.lines().into_iter().filter_map(|text| self.clean_line(&text)).collect();
                    let text = StyledText::from_lines(&lines);
                    if !text.is_blank() {
                        kept.push(SourceBlock::paragraph(text, line));
                    }
                }
                BlockContent::Heading { level, text } => {
                    if let Some(text) = self.clean_line(&text) {
                        kept.push(SourceBlock { line, content: BlockContent::Heading { level, text } });
                    }
                }
                BlockContent::List { .. } if self.is_furniture_list(&block) => {
                    self.omit(line, &block.plain_text(), OmissionReason::Furniture)
                }
                BlockContent::List { start, items } => {
                    let items = items
                        .into_iter()
                        .map(|item| item.into_iter().map(|block| self.strip_item_tails(block)).collect())
                        .collect();
                    kept.push(SourceBlock { line, content: BlockContent::List { start, items } });
                }
                content @ (BlockContent::Bullet { .. } | BlockContent::Quote(_) | BlockContent::Table(_)) => {
                    kept.push(SourceBlock { line, content })
                }
            }
        }
        self.source.blocks = kept;
        for line in std::mem::take(&mut self.source.dates) {
            if let Some(text) = self.clean_line(&line) {
                self.omit(line.line(), &text.plain_text(), OmissionReason::Outside);
            }
        }
    }

    fn is_furniture_list(&self, block: &SourceBlock) -> bool {
        let lines: Vec<String> = block.lines().iter().map(StyledText::plain_text).collect();
        lines.iter().all(|line| phrases::is_furniture(line)) || phrases::is_breadcrumb(lines.iter().map(String::as_str))
    }

    fn strip_item_tails(&mut self, block: SourceBlock) -> SourceBlock {
        match block.content {
            BlockContent::Paragraph(text) => {
                let text = self.strip_tails(&text);
                SourceBlock::paragraph(text, block.line)
            }
            content => SourceBlock { line: block.line, content },
        }
    }

    fn strip_tails(&mut self, text: &StyledText) -> StyledText {
        let (text, taken) = links::strip_tails(text);
        for (line, words) in taken {
            self.omit(line, &words, OmissionReason::Hidden);
        }
        text
    }

    /// A line without what is not the author's; `None` when nothing is left.
    fn clean_line(&mut self, text: &StyledText) -> Option<StyledText> {
        let plain = text.plain_text();
        let line = text.line();
        if phrases::is_furniture(&plain) || phrases::is_breadcrumb(std::iter::once(plain.as_str())) {
            self.omit(line, &plain, OmissionReason::Furniture);
            return None;
        }
        match date::parse_line(&plain, self.into.zone, &self.source.times) {
            Some(DateLine::Known(dates)) => {
                for (event, moment) in dates {
                    self.dated = line;
                    let field = if event == DateLabel::Published { &mut self.published } else { &mut self.updated };
                    field.get_or_insert(moment);
                }
                self.omit(line, &plain, OmissionReason::Date);
                return None;
            }
            Some(DateLine::NotUnderstood) => {
                self.note(
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
        Some(self.strip_tails(text)).filter(|text| !text.is_blank())
    }
}
