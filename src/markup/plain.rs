//! Formats blocks as plain text of a given width, for press text, mail and older wire formats.

use std::borrow::Cow;
use std::cell::RefCell;

use unicode_width::UnicodeWidthChar;

use crate::markup::clean;
use crate::markup::no_break::are_held;
use crate::model::{Align, Block, Inline, Inlines, List, Picture, QuoteMark, Table, WebAddress};

#[derive(Debug, Clone, Copy)]
pub struct PlainOptions<'a> {
    /// Columns of a line.
    pub width: usize,
    /// The indent of the first line of a paragraph, and of every line of a list or table.
    pub indent: &'static str,
    /// Whether a word longer than a line is broken. Otherwise it is a longer line of its own.
    pub breaks_long_words: bool,
    /// A line that continues ends with a space, so that a reader joins it with the next (RFC 3676).
    pub is_flowed: bool,
    /// The root of the site, for the addresses of pictures.
    pub site: &'a WebAddress,
    /// The word for a picture in the language of the text: "Bild".
    pub picture_label: &'a str,
}

/// The capacity, in bytes, of a string for blocks and for a paragraph.
const BLOCKS_CAPACITY: usize = 4096;
const PARAGRAPH_CAPACITY: usize = 384;

/// Replaces the characters that a receiver does not have.
pub trait Transliterate {
    fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str>;
}

/// Wraps text. It collects the targets of links, because plain text has no room for addresses.
pub struct PlainFormatter<'a> {
    options: PlainOptions<'a>,
    transliterator: &'a dyn Transliterate,
    links: Vec<(String, WebAddress)>,
    overlong: RefCell<Vec<String>>,
}

impl<'a> PlainFormatter<'a> {
    pub fn new(options: PlainOptions<'a>, transliterator: &'a dyn Transliterate) -> PlainFormatter<'a> {
        PlainFormatter { options, transliterator, links: Vec::new(), overlong: RefCell::default() }
    }

    /// A line for each link so far, `text: address`, except those whose text is the address.
    pub fn format_links(&self) -> String {
        self.format_lines(self.links.iter().map(|(text, to)| format!("{text}: {to}")))
    }

    /// The words that are longer than a line.
    pub fn overlong(&self) -> Vec<String> {
        self.overlong.borrow().clone()
    }

    /// Blocks separated by empty lines. Lines end with `\n`.
    pub fn format_blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::with_capacity(BLOCKS_CAPACITY);
        self.push_blocks(blocks, self.options.indent, None, &mut out);
        out
    }

    /// A paragraph of the author's text after text of ours.
    pub fn format_paragraph(&mut self, prefix: &str, text: &Inlines) -> String {
        let text = format!("{prefix}{}", self.plain_text(text));
        self.format_indented(&text)
    }

    /// Wraps text without indent.
    pub fn format_line(&self, text: &str) -> String {
        self.wrap(text, "", "")
    }

    pub fn format_lines(&self, lines: impl IntoIterator<Item: AsRef<str>>) -> String {
        lines.into_iter().map(|line| self.format_line(line.as_ref())).collect()
    }

    /// Wraps text with the indent of a paragraph.
    pub fn format_indented(&self, text: &str) -> String {
        self.wrap(text, self.options.indent, "")
    }

    /// `hanging` is the indent within a list item.
    fn push_blocks(&mut self, blocks: &[Block], indent: &str, hanging: Option<&str>, out: &mut String) {
        let rest = hanging.unwrap_or_default();
        let start = out.len();
        let mut previous: Option<&Block> = None;
        for block in blocks {
            // Within an item no empty line precedes a nested list.
            let is_nested_list = hanging.is_some() && matches!((previous, block), (Some(Block::Paragraph(_)), Block::List(_)));
            if out.len() > start && !is_nested_list {
                out.push('\n');
            }
            previous = Some(block);
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => {
                    let text = self.plain_text(text);
                    self.wrap_into(&text, indent, rest, out);
                }
                Block::List(list) => self.push_list(list, indent, out),
                Block::Quote(quote) => {
                    for (n, paragraph) in quote.paragraphs.iter().enumerate() {
                        if n > 0 {
                            out.push('\n');
                        }
                        let text = self.plain_text(paragraph);
                        match quote.mark {
                            QuoteMark::Dash => {
                                out.push_str(&self.wrap(&format!("–\u{a0}{text}"), indent, rest).replacen('\u{a0}', " ", 1));
                            }
                            QuoteMark::Block => {
                                let inset = format!("{indent}    ");
                                self.wrap_into(&text, &inset, &inset, out);
                            }
                        }
                    }
                }
                Block::Table(table) => out.push_str(&self.format_table(table, indent)),
                Block::Figure(picture) => out.push_str(&self.format_picture(picture, indent, rest)),
            }
        }
    }

    fn push_list(&mut self, list: &List, indent: &str, out: &mut String) {
        let mut text = String::new();
        for (n, item) in list.items.iter().enumerate() {
            let marker = match list.start {
                None => "* ".to_owned(),
                Some(start) => format!("{}. ", start.saturating_add(n as u64)),
            };
            // Deeply nested items are not indented, or no room for text would be left.
            let width = self.options.width;
            let hanging = if indent.len() + marker.len() <= width / 3 {
                format!("{indent}{}", " ".repeat(marker.len()))
            } else {
                self.options.width = width.saturating_sub(marker.len()).max(1);
                indent.to_owned()
            };
            text.clear();
            self.push_blocks(item, &hanging, Some(&hanging), &mut text);
            self.options.width = width;
            out.push_str(indent);
            out.push_str(&marker);
            out.push_str(text.strip_prefix(hanging.as_str()).unwrap_or(&text));
            if item.is_empty() {
                out.push('\n');
            }
        }
    }

    /// Alternative text, caption and address.
    fn format_picture(&self, picture: &Picture, indent: &str, rest: &str) -> String {
        let mut out = self.wrap(&format!("{}: {}", self.options.picture_label, picture.alt), indent, rest);
        for line in picture.caption_lines() {
            out.push_str(&self.wrap(line.as_str(), indent, rest));
        }
        out.push_str(&self.wrap(self.options.site.join(&picture.file.path).as_str(), indent, rest));
        out
    }

    /// Columns side by side if they fit, or else each row as lines of "header: cell".
    fn format_table(&mut self, table: &Table, indent: &str) -> String {
        let header: Vec<String> = table.header().iter().map(|cell| self.format_cell(cell)).collect();
        let rows: Vec<Vec<String>> = table
            .rows()
            .iter()
            .map(|row| row.iter().map(|cell| cell.as_ref().map_or(String::new(), |c| self.format_cell(c))).collect())
            .collect();
        let widths: Vec<usize> = (0..header.len())
            .map(|i| rows.iter().chain([&header]).filter_map(|r| r.get(i)).map(|c| columns(c)).max().unwrap_or(0))
            .collect();
        let full_width = indent.len() + widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
        let is_one_line = |cell: &String| !cell.contains('\n');
        if full_width <= self.options.width && rows.iter().flatten().chain(&header).all(is_one_line) {
            let row = |cells: &[String]| {
                let padded: Vec<String> = cells
                    .iter()
                    .zip(&widths)
                    .zip(table.align())
                    .map(|((cell, width), align)| {
                        let padding = " ".repeat(width - columns(cell));
                        // Centred cells are aligned at the start.
                        if *align == Align::End { format!("{padding}{cell}") } else { format!("{cell}{padding}") }
                    })
                    .collect();
                format!("{indent}{}\n", padded.join("   ").trim_end())
            };
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            return std::iter::once(row(&header)).chain([row(&rule)]).chain(rows.iter().map(|r| row(r))).collect();
        }
        let mut out = String::new();
        // The header of a column without cells is not omitted.
        let is_empty: Vec<bool> =
            (0..header.len()).map(|i| rows.iter().all(|row| row.get(i).is_none_or(String::is_empty))).collect();
        for (n, row) in rows.iter().enumerate() {
            if n > 0 {
                out.push('\n');
            }
            for ((name, cell), _) in header.iter().zip(row).zip(&is_empty).filter(|((_, cell), empty)| **empty || !cell.is_empty())
            {
                out.push_str(&self.wrap(format!("{name}: {cell}").trim_end(), indent, &format!("{indent}  ")));
            }
        }
        if rows.is_empty() {
            out.push_str(&self.wrap(&header.join(", "), indent, indent));
        }
        out
    }

    /// Transliterated, since its width determines that of the column.
    fn format_cell(&mut self, run: &Inlines) -> String {
        let text = self.plain_text(run);
        self.transliterator.transliterate(&normalize(&text)).into_owned()
    }

    /// Collects links, except those whose text is the address.
    fn plain_text(&mut self, run: &Inlines) -> String {
        let mut out = String::with_capacity(PARAGRAPH_CAPACITY);
        self.push_inlines(run.parts(), &mut out);
        out
    }

    fn push_inlines(&mut self, parts: &[Inline], out: &mut String) {
        for part in parts {
            match part {
                Inline::Text(text) => out.push_str(text),
                Inline::Emphasis(inner) | Inline::Strong(inner) => self.push_inlines(inner, out),
                Inline::Link { to, text } => {
                    let start = out.len();
                    self.push_inlines(text, out);
                    if !to.is_written_as(&out[start..]) {
                        let link = (out[start..].replace('\n', " "), to.clone());
                        if !self.links.contains(&link) {
                            self.links.push(link);
                        }
                    }
                }
                Inline::Break => out.push('\n'),
            }
        }
    }

    fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 16 + 16);
        self.wrap_into(text, first, rest, &mut out);
        out
    }

    fn wrap_into(&self, text: &str, first: &str, rest: &str, out: &mut String) {
        let text = normalize(text);
        let text = self.transliterator.transliterate(&text);
        let mut indent = first;
        for line in text.split('\n') {
            self.wrap_line(line, indent, rest, out);
            indent = rest;
        }
    }

    /// Wraps a line of the author's text greedily.
    fn wrap_line(&self, line: &str, first: &str, rest: &str, out: &mut String) {
        let (mut remaining, mut indent) = (line, first);
        let mut is_within_word = false;
        loop {
            let start = out.len();
            out.push_str(indent);
            let room = self.options.width.saturating_sub(indent.len());
            let (end, next) = self.find_break(remaining, room, &mut is_within_word);
            out.push_str(&remaining[..end]);
            out.truncate(start + out[start..].trim_end_matches(' ').len());
            remaining = &remaining[next..];
            // "-- " would begin a signature (RFC 3676, 4.3).
            if self.options.is_flowed && !remaining.is_empty() && &out[start..] != "--" {
                out.push(' ');
            }
            out.push('\n');
            if remaining.is_empty() {
                return;
            }
            // In a joined line an indent would be a gap.
            indent = if self.options.is_flowed { "" } else { rest };
        }
    }

    /// The end of the first line and the start of the next. `is_within_word` is whether the text begins after a break within a word.
    fn find_break(&self, text: &str, room: usize, is_within_word: &mut bool) -> (usize, usize) {
        // No text has more columns than bytes.
        if text.len() <= room {
            return (text.len(), text.len());
        }
        let Some(overflow) = find_overflow(text, room) else { return (text.len(), text.len()) };
        // The last space at which the line may end, or else the last one within an expression that should not be broken.
        let mut last = None;
        let mut limit = overflow + usize::from(text[overflow..].starts_with(' '));
        while let Some(space) = text[..limit].rfind(' ') {
            let end = text[..space].trim_end_matches(' ').len();
            if end == 0 {
                break;
            }
            let next = end + leading_spaces(&text[end..]);
            let word = text[..end].rfind(' ').map_or(0, |before| before + 1);
            if next == text.len() || !are_held(&text[word..end], &text[next..]) {
                *is_within_word = false;
                return (end, next);
            }
            last = last.or(Some((end, next)));
            limit = end;
        }
        if let Some(found) = last {
            *is_within_word = false;
            return found;
        }
        self.find_break_in_word(text, overflow, is_within_word)
    }

    /// As [`find_break`](PlainFormatter::find_break), for a text that begins with a word longer than a line.
    fn find_break_in_word(&self, text: &str, overflow: usize, is_within_word: &mut bool) -> (usize, usize) {
        let start = leading_spaces(text);
        let end = text[start..].find(' ').map_or(text.len(), |space| start + space);
        let word = &text[start..end];
        let mut overlong = self.overlong.borrow_mut();
        if !*is_within_word && overlong.iter().all(|known| known != word) {
            overlong.push(word.to_owned());
        }
        *is_within_word = self.options.breaks_long_words;
        if self.options.breaks_long_words {
            // At least one character, even if it does not fit.
            let end = overflow.max(text.chars().next().map_or(0, char::len_utf8));
            (end, end)
        } else {
            (end, end + leading_spaces(&text[end..]))
        }
    }
}

/// The offset of the first character that does not fit.
fn find_overflow(text: &str, room: usize) -> Option<usize> {
    let mut column = 0;
    text.char_indices().find_map(|(offset, c)| {
        // Up to here every letter takes one column.
        column += if c < '\u{300}' { 1 } else { c.width().unwrap_or(0) };
        (column > room).then_some(offset)
    })
}

fn leading_spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// East Asian letters take two columns, combining marks none.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter_map(UnicodeWidthChar::width).sum() }
}

/// Cleans the text, removes soft hyphens, and replaces tabs and carriage returns with spaces.
fn normalize(text: &str) -> Cow<'_, str> {
    match clean(text) {
        Cow::Borrowed(text) if !text.contains(['\u{ad}', '\r', '\t']) => Cow::Borrowed(text),
        text => Cow::Owned(text.replace('\u{ad}', "").replace(['\r', '\t'], " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SingleLine;

    struct Identity;

    impl Transliterate for Identity {
        fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str> {
            Cow::Borrowed(text)
        }
    }

    fn formatter(width: usize) -> PlainFormatter<'static> {
        static SITE: std::sync::LazyLock<WebAddress> =
            std::sync::LazyLock::new(|| WebAddress::parse("https://nyheter.solvik.example/").unwrap());
        let options =
            PlainOptions { width, indent: "", breaks_long_words: false, is_flowed: false, site: &SITE, picture_label: "Bild" };
        PlainFormatter::new(options, &Identity)
    }

    fn run(text: &str) -> Inlines {
        Inlines::text(&SingleLine::parse(text).unwrap())
    }

    #[test]
    fn lines_do_not_end_within_numbers_and_dates() {
        let text = run("Här arbetar drygt 3 500 personer för att stödja barn den 19 juni.");
        assert_eq!(
            formatter(20).format_paragraph("", &text),
            "Här arbetar drygt\n3 500 personer för\natt stödja barn den\n19 juni.\n"
        );
    }

    #[test]
    fn flowed_lines_join_to_the_paragraph() {
        let text = "Ett långt stycke -- som bryts – och fogas ihop till samma text.";
        let item = Block::List(List { start: None, items: vec![vec![Block::Paragraph(run(text))]] });
        for width in 10..80 {
            let options = PlainOptions { is_flowed: true, ..formatter(width).options };
            let joined = |flowed: &str| flowed.replace(" \n", " ").replace("--\n", "-- ");
            let mut formatter = PlainFormatter::new(options, &Identity);
            let paragraph = formatter.format_paragraph("", &run(text));
            assert!(paragraph.lines().all(|line| line.trim_end().chars().count() <= width && line != "-- "), "{paragraph}");
            assert_eq!(joined(&paragraph), format!("{text}\n"), "{width}");
            assert_eq!(joined(&formatter.format_blocks(std::slice::from_ref(&item))), format!("* {text}\n"), "{width}");
        }
    }

    #[test]
    fn no_word_is_lost_at_any_width() {
        let text = "Ett S:t Botvid – 15 000 (S), kl. 9.30   två  mellanslag: https://solvik.example/en-mycket-lang-adress?q=1";
        let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for width in 1..100 {
            assert_eq!(words(&formatter(width).format_paragraph("", &run(text))), words(text), "{width}");
        }
    }

    #[test]
    fn links_are_collected_once() {
        let to = WebAddress::parse("https://solvik.example/a").unwrap();
        let link = |text: &str| Inline::Link { to: to.clone(), text: vec![Inline::Text(text.into())] };
        let run = Inlines::new(vec![
            link("Beslutet"),
            Inline::Text(" och ".into()),
            link("Beslutet"),
            Inline::Text(", ".into()),
            link("solvik.example/a"),
        ])
        .unwrap();
        let mut formatter = formatter(72);
        assert_eq!(formatter.format_paragraph("", &run), "Beslutet och Beslutet, solvik.example/a\n");
        assert_eq!(formatter.format_links(), "Beslutet: https://solvik.example/a\n");
    }

    #[test]
    fn part_of_an_address_is_not_the_address() {
        let to = WebAddress::parse("https://www.solvik.example/karta").unwrap();
        for (words, is_address) in
            [("karta", false), ("a", false), ("solvik.example/karta", true), ("https://www.solvik.example/karta", true)]
        {
            let link = Inline::Link { to: to.clone(), text: vec![Inline::Text(words.into())] };
            let mut formatter = formatter(72);
            let text = formatter.format_paragraph("", &Inlines::new(vec![link]).unwrap());
            assert_eq!(text, format!("{words}\n"));
            assert_eq!(formatter.format_links().is_empty(), is_address);
        }
    }

    #[test]
    fn items_have_a_hanging_indent_and_nest() {
        let item = |text: &str| Block::Paragraph(run(text));
        let inner = Block::List(List { start: Some(9), items: vec![vec![item("nio")], vec![item("tio")]] });
        let list =
            Block::List(List { start: None, items: vec![vec![item("en lång punkt som bryts"), inner], vec![item("två")]] });
        assert_eq!(formatter(16).format_blocks(&[list]), "* en lång punkt\n  som bryts\n  9. nio\n  10. tio\n* två\n");
    }

    #[test]
    fn an_empty_column_keeps_its_header() {
        let header = vec![run("Skola"), run("Anmärkning")];
        let table = Table::new(header, vec![Align::Start; 2], vec![vec![Some(run("Ugglan")), None]]).unwrap();
        assert_eq!(formatter(14).format_blocks(&[Block::Table(table)]), "Skola: Ugglan\nAnmärkning:\n");
    }

    #[test]
    fn a_table_that_is_too_wide_becomes_lines() {
        let table = Table::new(
            vec![run("Skola"), run("Platser")],
            vec![Align::Start, Align::End],
            vec![vec![Some(run("Ugglan")), Some(run("54"))], vec![Some(run("Humlan")), None]],
        )
        .unwrap();
        let block = [Block::Table(table)];
        assert_eq!(formatter(72).format_blocks(&block), "Skola    Platser\n------   -------\nUgglan        54\nHumlan\n");
        assert_eq!(formatter(12).format_blocks(&block), "Skola:\n  Ugglan\nPlatser: 54\n\nSkola:\n  Humlan\n");
    }
}
