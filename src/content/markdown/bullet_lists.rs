//! Lists pasted from a word processor, whose bullets are characters, and lines that Markdown would join to one.
//!
//! Two or more lines that begin with a bullet are a list. Other lines that seem to belong below each other get a hint.

use std::ops::Range;

use super::pasted_lines::{BulletLine, BulletLines, is_joined, may_be_item, nest, split_at_bullet, starts_line};
use super::{Container, MarkdownParser, OpenElement, SpannedBlocks};
use crate::content::text::shorten;
use crate::model::{Block, Inline, Inlines};
use crate::msg;

impl MarkdownParser<'_> {
    /// Adds a paragraph with bullets: the lines before the first, and those from it on, which become a list when the following paragraphs are
    /// known. Returns the parts of any other paragraph.
    pub(super) fn split_bullet_lines(&mut self, parts: Vec<Inline>, span: &Range<usize>) -> Vec<Inline> {
        let typed = &self.passage.markdown[span.clone()];
        if !typed.lines().any(may_be_item) {
            return parts;
        }
        let Some((before, typed, items)) = split_at_bullet(&parts) else { return parts };
        if let Some(before) = Inlines::new(self.finish_parts(before)) {
            self.add(Block::Paragraph(before), span.clone());
        }
        let Some(typed) = Inlines::new(self.finish_parts(typed)) else { return parts };
        let Some(OpenElement::Blocks { body, .. }) = self.open.last() else { return parts };
        self.bullet_lines.push(BulletLines { at: body.blocks.len(), span: self.passage.file_span(span.clone()), items });
        self.add(Block::Paragraph(typed), span.clone());
        Vec::new()
    }

    /// Replaces paragraphs of bullet lines, one after the other, by lists.
    pub(super) fn end_bullet_lines(&mut self, body: &mut SpannedBlocks) {
        let mut groups: Vec<Vec<BulletLines>> = Vec::new();
        for lines in std::mem::take(&mut self.bullet_lines) {
            match groups.last_mut().filter(|group| group.last().is_some_and(|last| last.at + 1 == lines.at)) {
                Some(group) => group.push(lines),
                None => groups.push(vec![lines]),
            }
        }
        for group in groups.into_iter().rev() {
            let range = group[0].at..group[0].at + group.len();
            let span = group[0].span.clone();
            let items: Vec<BulletLine> = group.into_iter().flat_map(|lines| lines.items).collect();
            if let [item] = &items[..] {
                let bullet = item.bullet;
                let message = msg!("`{bullet}` does not begin a list", "`{bullet}` börjar ingen lista");
                let hint = msg!(
                    "write `- ` in its place, with an empty line before the list",
                    "skriv `- ` i stället, med en tom rad före listan"
                );
                self.passage.text.warning(span, message, hint);
            } else if let Some(list) = nest(items) {
                body.blocks.splice(range.clone(), [Block::List(list)]);
                body.spans.drain(range.start + 1..range.end);
            }
        }
    }

    /// Warns of lines that seem to belong below each other.
    pub(super) fn report_joined_lines(&mut self, span: &Range<usize>) {
        let markdown = self.passage.markdown;
        if !markdown[span.clone()].contains('\n') {
            return;
        }
        let is_top_level = matches!(self.open.last(), Some(OpenElement::Blocks { kind: Container::Root, .. }));
        let is_item = matches!(self.open.last(), Some(OpenElement::Blocks { kind: Container::Item, .. }));
        let mut lines = Vec::new();
        let mut start = span.start;
        for line in markdown[span.clone()].split_inclusive('\n') {
            let text = line.trim_end_matches('\n').trim_start_matches([' ', '\t', '>']);
            lines.push((start..start + line.trim_end_matches('\n').len(), text));
            start += line.len();
        }
        let longest = lines.iter().map(|(_, text)| text.trim_end().chars().count()).max().unwrap_or(0);
        let joined = lines.windows(2).find(|pair| {
            let ((_, line), (next_span, next)) = (&pair[0], &pair[1]);
            let is_outdented = is_item && next_span.start + next.len() == next_span.end && starts_line(next);
            is_outdented || is_joined(line, next, longest, is_top_level)
        });
        let Some([_, (next, text)]) = joined else { return };
        let typed = shorten(text);
        let message =
            msg!("this line is joined to the one above it: `{typed}`", "den här raden skrivs ihop med den ovanför: `{typed}`");
        let hint = msg!(
            "end the line above with `\\` to keep the line break, or put an empty line between them; begin a list item with `- `",
            "avsluta raden ovanför med `\\` för att behålla radbrytningen, eller sätt en tom rad emellan; börja en punkt i en lista med `- `"
        );
        self.warning(next.clone(), message, hint);
    }
}
