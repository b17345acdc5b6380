//! What a press release cannot hold of Markdown, and how it is said.

use std::ops::Range;

use super::Container;
use super::LIMIT;
use super::MarkdownParser;
use super::OpenElement;
use crate::diag::Diagnostic;
use crate::diag::Message;
use crate::msg;

impl MarkdownParser<'_, '_, '_> {
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.told += 1;
        if self.told <= LIMIT {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn refuse(&mut self, at: Range<usize>, say: Message, hint: Message) {
        if self.told < LIMIT {
            let place = self.passage.place(at);
            self.tell(Diagnostic::error(place, say).hint(hint));
        }
    }

    pub(super) fn note(&mut self, at: Range<usize>, say: Message, hint: Message) {
        if self.told < LIMIT {
            let place = self.passage.place(at);
            self.tell(Diagnostic::warning(place, say).hint(hint));
        }
    }

    pub(super) fn html(&mut self, html: &str, at: Range<usize>) {
        // The end of an element was told with its beginning.
        if self.html_told && html.starts_with("</") {
            return;
        }
        self.html_told = true;
        let hint = msg!(
            "use Markdown: `**bold**`, `*italic*`, `[text](address)`; write a literal `<` as `\\<`",
            "använd Markdown: `**fet**`, `*kursiv*`, `[text](adress)`; skriv ett vanligt `<` som `\\<`"
        );
        self.refuse(at, msg!("HTML cannot be used in the text", "HTML kan inte användas i texten"), hint);
    }

    /// Refuses an element of a quotation, and all that stands in it.
    pub(super) fn only_paragraphs(&mut self, at: Range<usize>) {
        self.skipped = 1;
        let say = msg!("a block quotation can only hold paragraphs", "ett blockcitat kan bara innehålla stycken");
        let hint = msg!("put the rest outside the lines that begin with `>`", "sätt resten utanför raderna som börjar med `>`");
        self.refuse(at, say, hint);
    }

    pub(super) fn check_heading(&mut self, level: u8, at: Range<usize>) {
        let within = self.frames.iter().any(|f| matches!(f, OpenElement::Blocks { kind: Container::Item | Container::Quote, .. }));
        let marks = |level: u8| "#".repeat(usize::from(level));
        if within {
            let say = msg!("a heading cannot be in a list or a quotation", "en rubrik kan inte stå i en lista eller ett citat");
            self.refuse(
                at,
                say,
                msg!(
                    "put it outside the list or quotation, after an empty line",
                    "sätt den utanför listan eller citatet, efter en tom rad"
                ),
            );
        } else if level == 1 {
            let say = msg!("a level 1 heading cannot be used in the text", "en rubrik på nivå 1 kan inte användas i texten");
            let hint = msg!(
                "level 1 is the headline; headings in the text begin with `##`",
                "nivå 1 är pressmeddelandets rubrik; rubriker i texten börjar med `##`"
            );
            self.refuse(at, say, hint);
        } else if level > 4 {
            let say = msg!("a level {level} heading is too deep", "en rubrik på nivå {level} är för djup");
            self.refuse(
                at,
                say,
                msg!("there are three levels: `##`, `###` and `####`", "det finns tre nivåer: `##`, `###` och `####`"),
            );
        } else if level > self.level + 1 {
            let (before, right) = (self.level, marks(self.level + 1));
            let say = if before == 1 {
                msg!("the first heading is at level {level}", "den första rubriken är på nivå {level}")
            } else {
                msg!("a level {level} heading follows one of level {before}", "en rubrik på nivå {level} efter en på nivå {before}")
            };
            self.refuse(at, say, msg!("do not skip a level: write `{right}`", "hoppa inte över någon nivå: skriv `{right}`"));
        }
        if !within {
            self.level = level.clamp(2, 4);
        }
    }

    /// Markdown counts a list on from its first number, whatever the author wrote after it: a decision's number would be changed.
    pub(super) fn check_number(&mut self, at: Range<usize>) {
        let Some(OpenElement::List { list, .. }) = self.frames.last() else { return };
        let Some(expected) = list.start.map(|start| start.saturating_add(list.items.len() as u64)) else { return };
        let item = self.passage.markdown.get(at.clone()).unwrap_or_default();
        let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        // "1. 1. 1." is a common way to let Markdown count.
        let counted =
            item.get(..digits).and_then(|number| number.parse().ok()).is_none_or(|number: u64| number == expected || number == 1);
        if !counted {
            let written = item.get(..digits).unwrap_or_default().to_owned();
            let hint = msg!(
                "number the items consecutively, or keep the number as text: `{written}\\.`",
                "numrera punkterna i följd, eller behåll numret som text: `{written}\\.`"
            );
            let say = msg!(
                "this item would be number {expected}, not {written}",
                "den här punkten skulle få nummer {expected}, inte {written}"
            );
            self.refuse(at.start..at.start + digits, say, hint);
        }
    }

    /// Markdown drops the cells of a row that is wider than the header: that would lose text.
    pub(super) fn check_row(&mut self, at: Range<usize>) {
        let Some(OpenElement::Table { header, align, .. }) = self.frames.last() else { return };
        let width = header.len().max(align.len());
        let row = self.passage.markdown.get(at.clone()).unwrap_or_default().trim();
        let cells = row.strip_prefix('|').unwrap_or(row);
        let (mut count, mut escaped, mut last) = (1, false, ' ');
        for c in cells.chars() {
            if c == '|' && !escaped {
                count += 1;
                last = '|';
            } else if !c.is_whitespace() {
                last = c;
            }
            escaped = c == '\\' && !escaped;
        }
        if last == '|' {
            count -= 1;
        }
        if count > width {
            let say = msg!(
                "this row has {count} cells, but the header has {width}",
                "raden har {count} celler, men tabellhuvudet har {width}"
            );
            let hint = msg!(
                "give every column a header; write a literal `|` as `\\|`",
                "ge varje kolumn en rubrik; skriv ett vanligt `|` som `\\|`"
            );
            self.refuse(at, say, hint);
        }
    }
}
