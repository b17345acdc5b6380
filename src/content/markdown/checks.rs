//! Reports what a press release cannot hold of Markdown.

use std::ops::Range;

use super::{Container, MAX_REPORTED, MarkdownParser, OpenElement};
use crate::diag::Message;
use crate::msg;

impl MarkdownParser<'_> {
    pub(super) fn error(&mut self, span: Range<usize>, message: Message, hint: Message) {
        if self.reported < MAX_REPORTED {
            self.reported += 1;
            self.passage.text.error(self.passage.file_span(span), message, hint);
        }
    }

    pub(super) fn warning(&mut self, span: Range<usize>, message: Message, hint: Message) {
        if self.reported < MAX_REPORTED {
            self.reported += 1;
            self.passage.text.warning(self.passage.file_span(span), message, hint);
        }
    }

    pub(super) fn html(&mut self, html: &str, span: Range<usize>) {
        // The end of an element was reported with its beginning.
        if self.has_reported_html && html.starts_with("</") {
            return;
        }
        self.has_reported_html = true;
        let hint = msg!(
            "use Markdown: `**bold**`, `*italic*`, `[text](address)`; write a literal `<` as `\\<`",
            "använd Markdown: `**fet**`, `*kursiv*`, `[text](adress)`; skriv ett vanligt `<` som `\\<`"
        );
        self.error(span, msg!("HTML cannot be used in the text", "HTML kan inte användas i texten"), hint);
    }

    /// Refuses an element of a block quotation with its contents.
    pub(super) fn refuse_in_quote(&mut self, span: Range<usize>) {
        self.skipped = 1;
        let message = msg!("a block quotation can only hold paragraphs", "ett blockcitat kan bara innehålla stycken");
        let hint = msg!("put the rest outside the lines that begin with `>`", "sätt resten utanför raderna som börjar med `>`");
        self.error(span, message, hint);
    }

    pub(super) fn check_heading(&mut self, level: u8, span: Range<usize>) {
        let is_nested = self.open.iter().any(|e| matches!(e, OpenElement::Blocks { kind: Container::Item | Container::Quote, .. }));
        let previous = self.heading_level;
        if is_nested {
            let message = msg!("a heading cannot be in a list or a quotation", "en rubrik kan inte stå i en lista eller ett citat");
            let hint = msg!(
                "put it outside the list or quotation, after an empty line",
                "sätt den utanför listan eller citatet, efter en tom rad"
            );
            return self.error(span, message, hint);
        }
        self.heading_level = level.clamp(2, 4);
        if level == 1 {
            let message = msg!("a level 1 heading cannot be used in the text", "en rubrik på nivå 1 kan inte användas i texten");
            let hint = msg!(
                "level 1 is the headline; headings in the text begin with `##`",
                "nivå 1 är pressmeddelandets rubrik; rubriker i texten börjar med `##`"
            );
            self.error(span, message, hint);
        } else if level > 4 {
            let message = msg!("a level {level} heading is too deep", "en rubrik på nivå {level} är för djup");
            let hint = msg!("there are three levels: `##`, `###` and `####`", "det finns tre nivåer: `##`, `###` och `####`");
            self.error(span, message, hint);
        } else if level > previous + 1 {
            let message = if previous == 1 {
                msg!("the first heading is at level {level}", "den första rubriken är på nivå {level}")
            } else {
                msg!(
                    "a level {level} heading follows one of level {previous}",
                    "en rubrik på nivå {level} efter en på nivå {previous}"
                )
            };
            let right = "#".repeat(usize::from(previous + 1));
            self.error(span, message, msg!("do not skip a level: write `{right}`", "hoppa inte över någon nivå: skriv `{right}`"));
        }
    }

    /// Markdown numbers a list from its first item, whatever the author wrote in the others: a decision's number would change.
    pub(super) fn check_number(&mut self, span: Range<usize>) {
        let Some(OpenElement::List { list, .. }) = self.open.last() else { return };
        let Some(expected) = list.start.map(|start| start.saturating_add(list.items.len() as u64)) else { return };
        let item = self.passage.markdown.get(span.clone()).unwrap_or_default();
        let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let written = item.get(..digits).unwrap_or_default();
        // "1. 1. 1." is a common way to let Markdown count.
        if !written.parse().is_ok_and(|number: u64| number != expected && number != 1) {
            return;
        }
        let message = msg!(
            "this item would be number {expected}, not {written}",
            "den här punkten skulle få nummer {expected}, inte {written}"
        );
        let hint = msg!(
            "number the items consecutively, or keep the number as text: `{written}\\.`",
            "numrera punkterna i följd, eller behåll numret som text: `{written}\\.`"
        );
        self.error(span.start..span.start + digits, message, hint);
    }

    /// Markdown drops cells beyond the width of the header, which would lose text.
    pub(super) fn check_row(&mut self, span: Range<usize>) {
        let Some(OpenElement::Table { header, align, .. }) = self.open.last() else { return };
        let width = header.len().max(align.len());
        let row = self.passage.markdown.get(span.clone()).unwrap_or_default().trim();
        let cells = row.strip_prefix('|').unwrap_or(row);
        let (mut count, mut is_escaped, mut last) = (1, false, ' ');
        for c in cells.chars() {
            if c == '|' && !is_escaped {
                count += 1;
                last = '|';
            } else if !c.is_whitespace() {
                last = c;
            }
            is_escaped = c == '\\' && !is_escaped;
        }
        if last == '|' {
            count -= 1;
        }
        if count > width {
            let message = msg!(
                "this row has {count} cells, but the header has {width}",
                "raden har {count} celler, men tabellhuvudet har {width}"
            );
            let hint = msg!(
                "give every column a header; write a literal `|` as `\\|`",
                "ge varje kolumn en rubrik; skriv ett vanligt `|` som `\\|`"
            );
            self.error(span, message, hint);
        }
    }
}
