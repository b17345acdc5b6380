//! A body as plain text of a given width: what press text, mail and the older formats of the wire are made of. The door to `unicode-width`.

use std::borrow::Cow;
use std::cell::RefCell;

use unicode_width::UnicodeWidthChar;

use crate::markup::clean;
use crate::markup::no_break::are_held;
use crate::model::{Align, Block, Inline, Inlines, List, Picture, QuoteMark, Table, WebAddress};

/// How plain text is set.
#[derive(Debug, Clone, Copy)]
pub struct PlainOptions<'a> {
    /// Of a line, in columns.
    pub width: usize,
    /// Before the first line of a paragraph, and before every line of lists and tables.
    pub indent: &'static str,
    /// A word that is longer than a line is cut; otherwise it stands alone on a longer line.
    pub cut: bool,
    /// The site's root, below which pictures stand.
    pub site: &'a WebAddress,
    /// What a picture is called in the text's language: "Bild".
    pub picture: &'a str,
}

/// What most texts and most paragraphs have room in, in bytes.
const PAGE: usize = 4096;
const PARAGRAPH: usize = 384;

/// Writes text in the characters that a receiver has.
pub trait Transliterate {
    /// The same text in these characters.
    fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str>;
}

/// Blocks as wrapped text. Where links lead is collected: a text that is pasted has no room for addresses.
pub struct Plain<'a> {
    options: PlainOptions<'a>,
    transliterator: &'a dyn Transliterate,
    links: Vec<(String, WebAddress)>,
    overlong: RefCell<Vec<String>>,
}

impl<'a> Plain<'a> {
    pub fn new(options: PlainOptions<'a>, transliterator: &'a dyn Transliterate) -> Plain<'a> {
        Plain { options, transliterator, links: Vec::new(), overlong: RefCell::default() }
    }

    /// The links met so far, with their words. One whose words are the address is not among them.
    pub fn links(&self) -> &[(String, WebAddress)] {
        &self.links
    }

    /// The words that are longer than a line.
    pub fn overlong(&self) -> Vec<String> {
        self.overlong.borrow().clone()
    }

    /// Blocks parted by an empty line. Lines end with `\n`.
    pub fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::with_capacity(PAGE);
        self.blocks_within(blocks, self.options.indent, None, &mut out);
        out
    }

    /// A run of text as a paragraph.
    pub fn paragraph(&mut self, run: &Inlines) -> String {
        self.paragraph_after("", run)
    }

    /// A run of text as a paragraph that begins with words of our own.
    pub fn paragraph_after(&mut self, before: &str, run: &Inlines) -> String {
        let text = format!("{before}{}", self.inline(run));
        self.wrap(&text, self.options.indent, "")
    }

    /// One text of our own as a paragraph without indent, wrapped like the author's.
    pub fn line(&self, text: &str) -> String {
        self.wrap(text, "", "")
    }

    /// As [`line`](Plain::line), with the indent of a paragraph.
    pub fn indented(&self, text: &str) -> String {
        self.wrap(text, self.options.indent, "")
    }

    /// `hanging` is the indent within an item of a list.
    fn blocks_within(&mut self, blocks: &[Block], indent: &str, hanging: Option<&str>, out: &mut String) {
        let rest = hanging.unwrap_or_default();
        let start = out.len();
        let mut before: Option<&Block> = None;
        for block in blocks {
            // Inside a list, what an item introduces stands close to it.
            let close = hanging.is_some() && matches!((before, block), (Some(Block::Paragraph(_)), Block::List(_)));
            if out.len() > start && !close {
                out.push('\n');
            }
            before = Some(block);
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => {
                    let text = self.inline(text);
                    self.wrap_into(&text, indent, rest, out);
                }
                Block::List(list) => self.list(list, indent, out),
                Block::Quote(quote) => {
                    for (n, paragraph) in quote.paragraphs.iter().enumerate() {
                        if n > 0 {
                            out.push('\n');
                        }
                        let text = self.inline(paragraph);
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
                Block::Table(table) => out.push_str(&self.table(table, indent)),
                Block::Figure(picture) => out.push_str(&self.figure(picture, indent, rest)),
            }
        }
    }

    fn list(&mut self, list: &List, indent: &str, out: &mut String) {
        let mut text = String::new();
        for (n, item) in list.items.iter().enumerate() {
            let mark = match list.start {
                None => "* ".to_owned(),
                Some(start) => format!("{}. ", start.saturating_add(n as u64)),
            };
            // Deep inside lists the text would have no room left: there the items stand one below the other.
            let width = self.options.width;
            let hanging = if indent.len() + mark.len() <= width / 3 {
                format!("{indent}{}", " ".repeat(mark.len()))
            } else {
                self.options.width = width.saturating_sub(mark.len()).max(1);
                indent.to_owned()
            };
            text.clear();
            self.blocks_within(item, &hanging, Some(&hanging), &mut text);
            self.options.width = width;
            out.push_str(indent);
            out.push_str(&mark);
            out.push_str(text.strip_prefix(hanging.as_str()).unwrap_or(&text));
            if item.is_empty() {
                out.push('\n');
            }
        }
    }

    /// What a picture shows and what stands below it, line by line, and where it is found.
    fn figure(&self, picture: &Picture, indent: &str, rest: &str) -> String {
        let mut out = self.wrap(&format!("{}: {}", self.options.picture, picture.alt), indent, rest);
        for line in picture.caption_lines() {
            out.push_str(&self.wrap(line.as_str(), indent, rest));
        }
        out.push_str(&self.wrap(self.options.site.join(&picture.file.path).as_str(), indent, rest));
        out
    }

    /// Columns side by side where they fit; else each row as "header: cell" lines, so that nothing is cut.
    fn table(&mut self, table: &Table, indent: &str) -> String {
        let header: Vec<String> = table.header().iter().map(|cell| self.cell(cell)).collect();
        let rows: Vec<Vec<String>> = table
            .rows()
            .iter()
            .map(|row| row.iter().map(|cell| cell.as_ref().map_or(String::new(), |c| self.cell(c))).collect())
            .collect();
        let widths: Vec<usize> = (0..header.len())
            .map(|i| rows.iter().chain([&header]).filter_map(|r| r.get(i)).map(|c| columns(c)).max().unwrap_or(0))
            .collect();
        let full = indent.len() + widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
        let is_one_line = |cell: &String| !cell.contains('\n');
        if full <= self.options.width && rows.iter().flatten().chain(&header).all(is_one_line) {
            let row = |cells: &[String]| {
                let padded: Vec<String> = cells
                    .iter()
                    .zip(&widths)
                    .zip(table.align())
                    .map(|((cell, width), align)| {
                        let room = " ".repeat(width - columns(cell));
                        // Figures stand under each other; what is centred on paper begins at the left here.
                        if *align == Align::End { format!("{room}{cell}") } else { format!("{cell}{room}") }
                    })
                    .collect();
                format!("{indent}{}\n", padded.join("   ").trim_end())
            };
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            return std::iter::once(row(&header)).chain([row(&rule)]).chain(rows.iter().map(|r| row(r))).collect();
        }
        let mut out = String::new();
        // A column that is empty in every row is named nonetheless: its heading is the author's.
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

    /// The words of a cell, as they will stand: their width makes that of the column.
    fn cell(&mut self, run: &Inlines) -> String {
        let text = self.inline(run);
        self.transliterator.transliterate(&visible(&text)).into_owned()
    }

    /// The words of a run. Where a link leads is remembered unless its words are the address itself.
    fn inline(&mut self, run: &Inlines) -> String {
        let mut out = String::with_capacity(PARAGRAPH);
        self.push(run.parts(), &mut out);
        out
    }

    fn push(&mut self, parts: &[Inline], out: &mut String) {
        for part in parts {
            match part {
                Inline::Text(text) => out.push_str(text),
                Inline::Emphasis(inner) | Inline::Strong(inner) => self.push(inner, out),
                Inline::Link { to, text } => {
                    let start = out.len();
                    self.push(text, out);
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

    /// `text` in lines of the width; ends with a line break.
    fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 16 + 16);
        self.wrap_into(text, first, rest, &mut out);
        out
    }

    fn wrap_into(&self, text: &str, first: &str, rest: &str, out: &mut String) {
        let visible = visible(text);
        let spelled = self.transliterator.transliterate(&visible);
        let mut indent = first;
        for line in spelled.split('\n') {
            self.fill(line, indent, rest, out);
            indent = rest;
        }
    }

    /// One line of the author's in as many as it takes: each takes what fits.
    fn fill(&self, line: &str, first: &str, rest: &str, out: &mut String) {
        let (mut left, mut indent) = (line, first);
        let mut cutting = false;
        loop {
            let start = out.len();
            out.push_str(indent);
            let (end, next) = self.first_line(left, self.options.width.saturating_sub(indent.len()), &mut cutting);
            out.push_str(&left[..end]);
            end_line(out, start);
            left = &left[next..];
            if left.is_empty() {
                return;
            }
            indent = rest;
        }
    }

    /// Where the first line of a text ends, and where the next begins. `cutting` is true behind a cut within a word.
    fn first_line(&self, text: &str, room: usize, cutting: &mut bool) -> (usize, usize) {
        // No text has more columns than bytes.
        if text.len() <= room {
            return (text.len(), text.len());
        }
        let Some(over) = first_outside(text, room) else { return (text.len(), text.len()) };
        // From the last space backwards, the first at which a line may end; where all neighbours belong together, they are parted after all.
        let mut last = None;
        let mut limit = over + usize::from(text[over..].starts_with(' '));
        while let Some(space) = text[..limit].rfind(' ') {
            let end = text[..space].trim_end_matches(' ').len();
            if end == 0 {
                break;
            }
            let next = end + spaces(&text[end..]);
            let word = text[..end].rfind(' ').map_or(0, |before| before + 1);
            if next == text.len() || !are_held(&text[word..end], &text[next..]) {
                *cutting = false;
                return (end, next);
            }
            last = last.or(Some((end, next)));
            limit = end;
        }
        if let Some(parted) = last {
            *cutting = false;
            return parted;
        }
        self.long_word(text, over, cutting)
    }

    /// The same for a text that begins with a word that is longer than a line.
    fn long_word(&self, text: &str, over: usize, cutting: &mut bool) -> (usize, usize) {
        let start = spaces(text);
        let end = text[start..].find(' ').map_or(text.len(), |space| start + space);
        if !*cutting {
            self.overlong.borrow_mut().push(text[start..end].to_owned());
        }
        *cutting = self.options.cut;
        if self.options.cut {
            // A character at least, however narrow the line.
            let cut = over.max(text.chars().next().map_or(0, char::len_utf8));
            (cut, cut)
        } else {
            (end, end + spaces(&text[end..]))
        }
    }
}

/// The first byte of a text that has no room; `None` where all of it has.
fn first_outside(text: &str, room: usize) -> Option<usize> {
    let mut column = 0;
    text.char_indices().find_map(|(at, c)| {
        // Up to here every letter takes one column.
        column += if c < '\u{300}' { 1 } else { c.width().unwrap_or(0) };
        (column > room).then_some(at)
    })
}

/// How many spaces a text begins with.
fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// How many columns a text takes: letters of East Asia two, marks above letters none.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter_map(UnicodeWidthChar::width).sum() }
}

/// What can be seen of a text, in one kind of space: without soft hyphens and what no text should hold.
fn visible(text: &str) -> Cow<'_, str> {
    match clean(text) {
        Cow::Borrowed(text) if !text.contains(['\u{ad}', '\r', '\t']) => Cow::Borrowed(text),
        text => {
            let even = |c| if c == '\r' || c == '\t' { ' ' } else { c };
            Cow::Owned(text.chars().filter(|c| *c != '\u{ad}').map(even).collect())
        }
    }
}

/// Ends the line that begins at `start`: no spaces stand at its end.
fn end_line(out: &mut String, start: usize) {
    let kept = out[start..].trim_end_matches(' ').len();
    out.truncate(start + kept);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SingleLine;

    struct Every;

    impl Transliterate for Every {
        fn transliterate<'t>(&self, text: &'t str) -> Cow<'t, str> {
            Cow::Borrowed(text)
        }
    }

    fn plain(width: usize) -> Plain<'static> {
        static SITE: std::sync::LazyLock<WebAddress> =
            std::sync::LazyLock::new(|| WebAddress::parse("https://nyheter.solvik.example/").unwrap());
        let options = PlainOptions { width, indent: "", cut: false, site: &SITE, picture: "Bild" };
        Plain::new(options, &Every)
    }

    fn run(text: &str) -> Inlines {
        Inlines::text(&SingleLine::parse(text).unwrap())
    }

    #[test]
    fn lines_end_where_sense_allows() {
        let text = run("Här arbetar drygt 3 500 personer för att stödja barn den 19 juni.");
        assert_eq!(plain(20).paragraph(&text), "Här arbetar drygt\n3 500 personer för\natt stödja barn den\n19 juni.\n");
    }

    #[test]
    fn no_character_is_lost_at_any_width() {
        let text = "Ett S:t Botvid – 15 000 (S), kl. 9.30   två  mellanslag: https://solvik.example/en-mycket-lang-adress?q=1";
        let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for width in 1..100 {
            assert_eq!(words(&plain(width).paragraph(&run(text))), words(text), "{width}");
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
        let mut text = plain(72);
        assert_eq!(text.paragraph(&run), "Beslutet och Beslutet, solvik.example/a\n");
        assert_eq!(text.links(), [("Beslutet".to_owned(), to)]);
    }

    #[test]
    fn words_that_end_an_address_are_not_the_address() {
        let to = WebAddress::parse("https://www.solvik.example/karta").unwrap();
        for (words, said) in
            [("karta", false), ("a", false), ("solvik.example/karta", true), ("https://www.solvik.example/karta", true)]
        {
            let link = Inline::Link { to: to.clone(), text: vec![Inline::Text(words.into())] };
            let mut plain = plain(72);
            let text = plain.paragraph(&Inlines::new(vec![link]).unwrap());
            assert_eq!(text, format!("{words}\n"));
            assert_eq!(plain.links().is_empty(), said);
        }
    }

    #[test]
    fn lists_hang_and_nest() {
        let item = |text: &str| Block::Paragraph(run(text));
        let inner = Block::List(List { start: Some(9), items: vec![vec![item("nio")], vec![item("tio")]] });
        let list =
            Block::List(List { start: None, items: vec![vec![item("en lång punkt som bryts"), inner], vec![item("två")]] });
        assert_eq!(plain(16).blocks(&[list]), "* en lång punkt\n  som bryts\n  9. nio\n  10. tio\n* två\n");
    }

    #[test]
    fn a_column_that_is_empty_keeps_its_heading() {
        let header = vec![run("Skola"), run("Anmärkning")];
        let table = Table::new(header, vec![Align::Start; 2], vec![vec![Some(run("Ugglan")), None]]).unwrap();
        assert_eq!(plain(14).blocks(&[Block::Table(table)]), "Skola: Ugglan\nAnmärkning:\n");
    }

    #[test]
    fn a_table_stands_in_columns_or_in_words() {
        let table = Table::new(
            vec![run("Skola"), run("Platser")],
            vec![Align::Start, Align::End],
            vec![vec![Some(run("Ugglan")), Some(run("54"))], vec![Some(run("Humlan")), None]],
        )
        .unwrap();
        let block = [Block::Table(table)];
        assert_eq!(plain(72).blocks(&block), "Skola    Platser\n------   -------\nUgglan        54\nHumlan\n");
        assert_eq!(plain(12).blocks(&block), "Skola:\n  Ugglan\nPlatser: 54\n\nSkola:\n  Humlan\n");
    }
}
