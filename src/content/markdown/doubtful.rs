//! Marks of Markdown that may be plain text: a star in `4*250*3 kr`, a backslash in `C:\.git`, the minus of `- 5 grader`.
//!
//! CommonMark drops such a mark silently. Here it stays as typed where it cannot be meant as a mark; in doubt it is an error whose hint
//! shows how to write either.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::{InlineKind, MarkdownParser};
use crate::model::{Block, Inline, List};
use crate::msg;

/// The meaning of a pair of stars or underscores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkMeaning {
    Emphasis,
    Doubtful,
    PlainText,
}

impl MarkdownParser<'_> {
    /// Ends a run between `*`, `_`, `**` or `__`.
    pub(super) fn end_emphasis(&mut self, kind: &InlineKind, span: Range<usize>, parts: Vec<Inline>) {
        let mark = &self.passage.markdown[span.start..][..if matches!(kind, InlineKind::Strong) { 2 } else { 1 }];
        let meaning = mark_meaning(self.passage.markdown, &span, mark.len());
        if meaning == MarkMeaning::PlainText {
            let star = Inline::Text(mark.to_owned());
            let parts = [star.clone()].into_iter().chain(parts).chain([star]);
            return parts.for_each(|part| self.push(part, span.clone()));
        }
        if meaning == MarkMeaning::Doubtful {
            let typed = super::shorten(&self.passage.markdown[span.clone()]);
            let escaped: String = mark.chars().flat_map(|c| ['\\', c]).collect();
            let message = msg!(
                "it is not clear whether {typed} is emphasis or has plain `{mark}`",
                "det är oklart om {typed} är betoning eller har vanliga `{mark}`"
            );
            let hint = msg!(
                "write a plain `{mark}` as `{escaped}`; put emphasis around whole words",
                "skriv ett vanligt `{mark}` som `{escaped}`; sätt betoning runt hela ord"
            );
            self.error(span.clone(), message, hint);
        }
        self.push(if matches!(kind, InlineKind::Strong) { Inline::Strong(parts) } else { Inline::Emphasis(parts) }, span);
    }

    /// Reports a backslash that CommonMark drops although no mark follows it, and character references of HTML.
    pub(super) fn check_escape(&mut self, text: &CowStr, span: &Range<usize>) {
        let markdown = self.passage.markdown;
        let typed = &markdown[span.clone()];
        if typed.starts_with('&') && typed != text.as_ref() {
            let message = msg!("`{typed}` is a character reference of HTML", "`{typed}` är en teckenreferens i HTML");
            let (shown, escaped) = (super::shorten(text), format!("\\{typed}"));
            let hint = msg!(
                "write the character itself ({shown}), or `{escaped}` for the text",
                "skriv själva tecknet ({shown}), eller `{escaped}` för texten"
            );
            return self.error(span.clone(), message, hint);
        }
        let before = &markdown[..span.start];
        if span.start > self.text_end && before.ends_with('\\') && typed.starts_with(|c: char| c.is_ascii_punctuation()) {
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = &before[line_start..before.len() - 1];
            if !is_useful_escape(line, typed) {
                let c = &typed[..1];
                let message =
                    msg!("the backslash before `{c}` would not be shown", "omvänt snedstreck före `{c}` skulle inte visas");
                let hint = msg!("write `\\\\{c}` to show it, or remove it", "skriv `\\\\{c}` för att visa det, eller ta bort det");
                self.error(span.start - 1..span.start + 1, message, hint);
            }
        }
    }

    /// Reports a list of one item whose mark may be text: the year of "1998. Då byggdes skolan.", the minus of "- 5 grader". A shorter number
    /// is not reported: points of an agenda are lists of one item too, and the number is kept.
    pub(super) fn check_single_item(&mut self, start: Option<u64>, span: Range<usize>) {
        let typed = self.passage.markdown[span.clone()].trim_start();
        let mark_end = typed.find(char::is_whitespace).unwrap_or(typed.len());
        let (mark, rest) = typed.split_at(mark_end);
        let first = rest.trim_start().chars().next();
        let is_doubtful = match start {
            Some(number) => number > 99,
            None => mark != "*" && first.is_some_and(|c| c.is_ascii_digit()),
        };
        if is_doubtful {
            let (stop, escaped) = mark.split_at(mark.len().saturating_sub(1));
            let escaped = format!("{stop}\\{escaped}");
            let message = msg!("`{mark}` begins a list of one item", "`{mark}` börjar en lista med en enda punkt");
            let hint = if start.is_some() {
                msg!("if it is part of the sentence, write `{escaped}`", "om det hör till meningen, skriv `{escaped}`")
            } else {
                msg!(
                    "if it is part of the figure, write `{escaped}`; for a bullet, write `*`",
                    "om det hör till siffran, skriv `{escaped}`; för en punkt, skriv `*`"
                )
            };
            self.error(span.start..span.start + mark.len(), message, hint);
        }
    }

    /// Reports a list of several items that are nothing but amounts: the minus of `- 5 grader` may be their sign.
    pub(super) fn check_amounts(&mut self, list: &List, span: Range<usize>) {
        let typed = &self.passage.markdown[span.clone()];
        let mark = typed.chars().next().filter(|c| matches!(c, '-' | '+'));
        let is_amounts = list.items.len() > 1
            && list.items.iter().all(|item| matches!(&item[..], [Block::Paragraph(run)] if is_amount(&run.plain())));
        let Some(mark) = mark.filter(|_| is_amounts) else { return };
        let message = msg!(
            "`{mark}` begins a list, and its items are amounts",
            "`{mark}` börjar en lista, och dess punkter är belopp eller mått"
        );
        let hint = msg!(
            "if it is the sign of the figure, write it without a space: `{mark}5`, in a paragraph of its own; for a bullet, write `*`",
            "om det är siffrans tecken, skriv det utan mellanslag: `{mark}5`, i ett eget stycke; för en punkt, skriv `*`"
        );
        self.error(span.start..span.start + 1, message, hint);
    }

    /// Reports an item or a quotation without text, whose mark would vanish.
    pub(super) fn report_lone_mark(&mut self, span: Range<usize>) {
        let typed = self.passage.markdown[span.clone()].trim();
        let mark = typed.split_whitespace().next().unwrap_or_default();
        if mark != typed {
            // Whatever is in it was refused.
            return;
        }
        let message = msg!("there is no text after `{mark}`", "det finns ingen text efter `{mark}`");
        let hint = msg!("write it, or remove the `{mark}`", "skriv den, eller ta bort `{mark}`");
        self.error(span.start..span.start + mark.len(), message, hint);
    }

    /// Reports `>5` at the beginning of a line, which is a block quotation to Markdown.
    pub(super) fn check_quote_mark(&mut self, span: &Range<usize>) {
        let typed = self.passage.markdown[span.clone()].trim_start();
        if typed.strip_prefix('>').is_some_and(|rest| rest.trim_start_matches('=').starts_with(|c: char| c.is_ascii_digit())) {
            let message = msg!("`>` before a figure begins a block quotation", "`>` före en siffra börjar ett blockcitat");
            let hint = msg!(
                "write `\\>` if it means \"more than\"; begin a quotation with `> `",
                "skriv `\\>` om det betyder \"mer än\"; börja ett citat med `> `"
            );
            self.error(span.start..span.start + 1, message, hint);
        }
    }

    /// Reports a heading whose marks may be text: a line above `---`, a number sign at the end.
    pub(super) fn check_heading_marks(&mut self, level: u8, span: &Range<usize>) {
        let typed = self.passage.markdown[span.clone()].trim();
        let marks = "#".repeat(usize::from(level));
        if !typed.starts_with('#') {
            let message = msg!("the line below would make a heading of this one", "raden under skulle göra den här till en rubrik");
            let hint = msg!(
                "write a heading as `{marks} Heading`; put an empty line before a line of `-` or `=`",
                "skriv en rubrik som `{marks} Rubrik`; sätt en tom rad före en rad med `-` eller `=`"
            );
            return self.error(span.clone(), message, hint);
        }
        let bare = typed.trim_end_matches('#');
        if bare.len() < typed.len() && bare.ends_with([' ', '\t']) && !bare.trim().trim_matches('#').is_empty() {
            let message = msg!("the `#` at the end would not be shown", "`#` i slutet skulle inte visas");
            self.error(span.end - 1..span.end, message, msg!("write `\\#`, or remove it", "skriv `\\#`, eller ta bort det"));
        }
    }
}

/// Whether the character at the beginning of `typed` could be a mark after `line`, so that its backslash is an escape.
fn is_useful_escape(line: &str, typed: &str) -> bool {
    let is_line_start = line.trim_start_matches([' ', '\t', '>', '-', '+', '*', '|']).is_empty();
    match typed.as_bytes()[0] {
        b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'&' | b'|' | b'~' | b'!' => true,
        b'.' | b')' => !line.trim().is_empty() && line.trim().bytes().all(|byte| byte.is_ascii_digit()),
        b'#' => is_line_start || typed.lines().next().is_some_and(|rest| rest.trim_end().bytes().all(|byte| byte == b'#')),
        b'>' | b'+' | b'-' | b'=' | b':' => is_line_start,
        b'(' => line.ends_with(']'),
        _ => false,
    }
}

/// Units in which amounts are below zero.
const UNITS: &[&str] = &[
    "grader", "grad", "°", "°C", "%", "procent", "kr", "kronor", "mkr", "mnkr", "tkr", "mdkr", "euro", "€", "m", "meter",
    "degrees", "percent",
];

/// A figure, perhaps with its unit: "5 grader", "10,5 %".
fn is_amount(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}'));
    let unit = unit.strip_prefix("miljoner ").or(unit.strip_prefix("miljarder ")).unwrap_or(unit);
    text.starts_with(|c: char| c.is_ascii_digit()) && (unit.is_empty() || UNITS.contains(&unit))
}

/// Whether marks after `before` are within an address: `https://solvik.example/_nytt_/`.
pub(crate) fn is_within_address(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || "(<\"”".contains(c)).next().unwrap_or_default();
    word.contains("://") || word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// Whether the word before goes on in an address or the name of a file: the rest of `_anna_@solvik.example`, `__init__.py`.
pub(crate) fn continues_name(rest: &str) -> bool {
    rest.starts_with('@') || rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether a star beside this character may be part of a word or a sum.
pub(crate) fn joins_word(c: char) -> bool {
    c.is_alphanumeric() || "=+/×·^%°§$€".contains(c)
}

/// Whether a mark before this character is rather the mark of a footnote: `*) Exklusive moms`.
pub(crate) fn ends_mark(c: char) -> bool {
    "),.;:!?%".contains(c)
}

/// The meaning of the marks around `span`, each of `mark` bytes, by the characters beside them.
fn mark_meaning(markdown: &str, span: &Range<usize>, mark: usize) -> MarkMeaning {
    let before = markdown[..span.start].chars().next_back();
    let after = markdown[span.end..].chars().next();
    let first = markdown[span.start + mark..].chars().next();
    let last = markdown[..span.end - mark].chars().next_back();
    // CommonMark itself takes no underscore within a word for a mark.
    let is_star = markdown[span.start..].starts_with('*');
    let joins = |c: Option<char>| is_star && c.is_some_and(joins_word);
    let opens_within = joins(before) || before.is_some_and(|c| ")]}".contains(c)) && joins(first);
    let closes_within = joins(after) || after.is_some_and(|c| "([{".contains(c)) && joins(last);
    // In `**Botkyrka**projektet` letters are the rest of the word.
    let is_figure = |c: Option<char>| c.is_some_and(|c| joins_word(c) && !c.is_alphabetic());
    let typed = &markdown[span.clone()];
    if is_within_address(&markdown[..span.start]) {
        return if typed.contains(char::is_whitespace) { MarkMeaning::Doubtful } else { MarkMeaning::PlainText };
    }
    if opens_within && closes_within {
        MarkMeaning::PlainText
    } else if first.is_some_and(ends_mark)
        || continues_name(&markdown[span.end..])
        || mark == 1 && is_star && may_multiply(markdown, span)
        || (opens_within || closes_within) && (mark == 1 || is_figure(before) || is_figure(after))
    {
        MarkMeaning::Doubtful
    } else {
        MarkMeaning::Emphasis
    }
}

/// Whether the stars around `span` may be those of sums: "5 *6 kr och 7* 8", "*5 kr och 6*".
fn may_multiply(markdown: &str, span: &Range<usize>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let inside = &markdown[span.start + 1..span.end - 1];
    let is_between = is_digit(markdown[..span.start].trim_end().chars().next_back())
        && is_digit(markdown[span.end..].trim_start().chars().next());
    is_digit(inside.chars().next()) && (is_between || inside.contains(' ') && is_digit(inside.chars().next_back()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_between_figures_and_within_words_are_text() {
        let meaning = |text: &str| {
            let mark = if text.contains("**") { 2 } else { 1 };
            let stars = if mark == 2 { "**" } else { "*" };
            let span = text.find(stars).unwrap()..text.rfind(stars).unwrap() + mark;
            mark_meaning(text, &span, mark)
        };
        for text in ["5*3*2 m", "4*250*3 kr", "2*3=6 och 3*4=12", "lärar*innen och kolleg*innen", "2**3**4", "(2+3)*4*(5)", "a*b*c"]
        {
            assert_eq!(meaning(text), MarkMeaning::PlainText, "{text}");
        }
        assert_eq!(meaning("https://solvik.example/*nytt*/"), MarkMeaning::PlainText);
        for text in ["*5 kr och 6*", "5 *6* 7", "*anna*@solvik.example", "**init**.py", "https://solvik.example/*a b*"] {
            assert_eq!(meaning(text), MarkMeaning::Doubtful, "{text}");
        }
        for text in ["*2026*", "**10 av 12**", "*nya*. Sedan", "kl. *10–12*"] {
            assert_eq!(meaning(text), MarkMeaning::Emphasis, "{text}");
        }
        for text in ["*Sverige*s", "pris 5*nya och fler*", "*) exkl. moms*", "**3**4"] {
            assert_eq!(meaning(text), MarkMeaning::Doubtful, "{text}");
        }
        for text in ["*nya* skolor", "(*nya*)", "”*nya*”", "**Botkyrka**projektet", "*Vad händer?*", "en *ny*, en *till*"] {
            assert_eq!(meaning(text), MarkMeaning::Emphasis, "{text}");
        }
    }
}
