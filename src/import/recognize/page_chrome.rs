//! What belongs to the place where a release stood before, and not to the release.

use super::Desk;
use crate::import::Why;
use crate::import::date;
use crate::import::date::DateLine;
use crate::import::date::Event;
use crate::import::links;
use crate::import::styled_text::Rich;
use crate::import::document::Matter;
use crate::import::document::SourceBlock;
use crate::import::phrases;
use crate::msg;

impl Desk<'_> {
    /// Buttons, dates and words for screen readers go, line by line.
    pub(super) fn sweep_furniture(&mut self) {
        let blocks = std::mem::take(&mut self.source.blocks);
        let mut kept = Vec::new();
        for block in blocks {
            let line = block.line;
            match block.matter {
                Matter::Paragraph(text) => {
                    let lines: Vec<Rich> = text.lines().into_iter().filter_map(|text| self.swept(&text)).collect();
                    let text = Rich::from_lines(&lines);
                    if !text.is_blank() {
                        kept.push(SourceBlock::paragraph(text, line));
                    }
                }
                Matter::Heading { level, text } => {
                    if let Some(text) = self.swept(&text) {
                        kept.push(SourceBlock { line, matter: Matter::Heading { level, text } });
                    }
                }
                Matter::List { .. } if self.is_furniture_list(&block) => self.leave(line, &block.plain(), Why::Furniture),
                Matter::List { start, items } => {
                    let items =
                        items.into_iter().map(|item| item.into_iter().map(|block| self.without_tails(block)).collect()).collect();
                    kept.push(SourceBlock { line, matter: Matter::List { start, items } });
                }
                matter @ (Matter::Bullet { .. } | Matter::Quote(_) | Matter::Table(_)) => kept.push(SourceBlock { line, matter }),
            }
        }
        self.source.blocks = kept;
        for line in std::mem::take(&mut self.source.dates) {
            if let Some(text) = self.swept(&line) {
                self.leave(line.line(), &text.plain(), Why::Outside);
            }
        }
    }

    fn is_furniture_list(&self, block: &SourceBlock) -> bool {
        let lines: Vec<String> = block.lines().iter().map(Rich::plain).collect();
        lines.iter().all(|line| phrases::is_furniture(line)) || phrases::is_breadcrumb(lines.iter().map(String::as_str))
    }

    fn without_tails(&mut self, block: SourceBlock) -> SourceBlock {
        match block.matter {
            Matter::Paragraph(text) => {
                let text = self.tails(&text);
                SourceBlock::paragraph(text, block.line)
            }
            matter => SourceBlock { line: block.line, matter },
        }
    }

    fn tails(&mut self, text: &Rich) -> Rich {
        let (text, taken) = links::without_tails(text);
        for (line, words) in taken {
            self.leave(line, &words, Why::Hidden);
        }
        text
    }

    /// A line without what is not the author's; `None` when nothing is left.
    fn swept(&mut self, text: &Rich) -> Option<Rich> {
        let plain = text.plain();
        let line = text.line();
        if phrases::is_furniture(&plain) || phrases::is_breadcrumb(std::iter::once(plain.as_str())) {
            self.leave(line, &plain, Why::Furniture);
            return None;
        }
        match date::line(&plain, self.into.zone, &self.source.times) {
            Some(DateLine::Known(dates)) => {
                for (event, moment) in dates {
                    self.dated = line;
                    let field = if event == Event::Published { &mut self.published } else { &mut self.updated };
                    field.get_or_insert(moment);
                }
                self.leave(line, &plain, Why::Date);
                return None;
            }
            Some(DateLine::NotUnderstood) => {
                self.note(
                    line,
                    Some(&plain),
                    msg!("the date was not understood", "datumet gick inte att förstå"),
                    Some(msg!("write it in the release as `2026-03-02`", "skriv det i pressmeddelandet som `2026-03-02`")),
                );
                self.leave(line, &plain, Why::Date);
                return None;
            }
            None => {}
        }
        Some(self.tails(text)).filter(|text| !text.is_blank())
    }
}
