//! A body as plain text of a given width: what press text and mail are made of. The door to `textwrap`.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::markup::clean;
use crate::markup::no_break::RECOGNISED;
use crate::markup::no_break::belong_together;
use crate::model::{Align, Block, Inline, Inlines, List, Picture, QuoteMark, Table, WebAddress};

/// Blocks as wrapped text. Addresses are numbered in the text and collected, since a line of text has no room for them.
#[derive(Debug)]
pub struct Plain<'a> {
    /// In columns.
    width: usize,
    /// The site's root, below which pictures stand.
    site: &'a WebAddress,
    /// What a picture is called in the text's language: "Bild".
    picture: &'a str,
    links: Vec<WebAddress>,
}

impl<'a> Plain<'a> {
    pub fn new(width: usize, site: &'a WebAddress, picture: &'a str) -> Plain<'a> {
        Plain { width, site, picture, links: Vec::new() }
    }

    /// The addresses met so far; the first has number 1.
    pub fn links(&self) -> &[WebAddress] {
        &self.links
    }

    /// Blocks parted by an empty line. Lines end with `\n`.
    pub fn blocks(&mut self, blocks: &[Block]) -> String {
        self.blocks_within(blocks, "")
    }

    /// A run of text as a paragraph.
    pub fn paragraph(&mut self, run: &Inlines) -> String {
        let text = self.inline(run);
        self.wrap(&text, "", "")
    }

    /// One text of our own as a paragraph, wrapped like the author's.
    pub fn line(&self, text: &str) -> String {
        self.wrap(text, "", "")
    }

    fn blocks_within(&mut self, blocks: &[Block], indent: &str) -> String {
        let mut out = String::new();
        let mut before: Option<&Block> = None;
        for block in blocks {
            // Inside a list, what an item introduces stands close to it.
            let close = !indent.is_empty() && matches!((before, block), (Some(Block::Paragraph(_)), Block::List(_)));
            if !out.is_empty() && !close {
                out.push('\n');
            }
            before = Some(block);
            let text = match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => {
                    let text = self.inline(text);
                    self.wrap(&text, indent, indent)
                }
                Block::List(list) => self.list(list, indent),
                Block::Quote(quote) => {
                    let mut parts = Vec::new();
                    for paragraph in &quote.paragraphs {
                        let text = self.inline(paragraph);
                        parts.push(match quote.mark {
                            QuoteMark::Dash => self.wrap(&format!("–\u{a0}{text}"), indent, indent).replacen("–\u{a0}", "– ", 1),
                            QuoteMark::Block => {
                                let inset = format!("{indent}    ");
                                self.wrap(&text, &inset, &inset)
                            }
                        });
                    }
                    parts.join("\n")
                }
                Block::Table(table) => self.table(table, indent),
                Block::Figure(picture) => self.figure(picture, indent),
            };
            out.push_str(&text);
        }
        out
    }

    fn list(&mut self, list: &List, indent: &str) -> String {
        // Beyond eight levels the text would have no room left.
        let inset = if indent.len() < 16 { "  " } else { "" };
        let mut out = String::new();
        for (n, item) in list.items.iter().enumerate() {
            let mark = match list.start {
                None => "* ".to_owned(),
                Some(start) => format!("{}. ", start.saturating_add(n as u64)),
            };
            let hanging = format!("{indent}{}", " ".repeat(mark.len().max(inset.len())));
            let text = self.blocks_within(item, &hanging);
            out.push_str(indent);
            out.push_str(&mark);
            out.push_str(text.strip_prefix(hanging.as_str()).unwrap_or(&text));
            if item.is_empty() {
                out.push('\n');
            }
        }
        out
    }

    /// What a picture shows and what stands below it, line by line, and where it is found.
    fn figure(&self, picture: &Picture, indent: &str) -> String {
        let mut out = self.wrap(&format!("{}: {}", self.picture, picture.alt), indent, indent);
        for line in picture.below() {
            out.push_str(&self.wrap(line.as_str(), indent, indent));
        }
        out.push_str(&format!("{indent}{}\n", self.site.join(&picture.file.path)));
        out
    }

    /// Columns side by side where they fit; else each row as "header: cell" lines, so that nothing is cut.
    fn table(&mut self, table: &Table, indent: &str) -> String {
        let header: Vec<String> = table.header().iter().map(|cell| self.inline(cell)).collect();
        let rows: Vec<Vec<String>> = table
            .rows()
            .iter()
            .map(|row| row.iter().map(|cell| cell.as_ref().map_or(String::new(), |c| self.inline(c))).collect())
            .collect();
        let columns: Vec<usize> = (0..header.len())
            .map(|i| {
                rows.iter().chain([&header]).filter_map(|r| r.get(i)).map(|c| textwrap::core::display_width(c)).max().unwrap_or(0)
            })
            .collect();
        let full = indent.len() + columns.iter().sum::<usize>() + 3 * columns.len().saturating_sub(1);
        if full <= self.width {
            let row = |cells: &[String]| {
                let padded: Vec<String> = cells
                    .iter()
                    .zip(&columns)
                    .zip(table.align())
                    .map(|((cell, width), align)| {
                        let room = " ".repeat(width - textwrap::core::display_width(cell));
                        // Figures stand under each other; what is centred on paper begins at the left here.
                        if *align == Align::End { format!("{room}{cell}") } else { format!("{cell}{room}") }
                    })
                    .collect();
                format!("{indent}{}\n", padded.join("   ").trim_end())
            };
            let rule: Vec<String> = columns.iter().map(|width| "-".repeat(*width)).collect();
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

    /// The words of a run; a link is followed by its number unless its words are the address itself.
    fn inline(&mut self, run: &Inlines) -> String {
        let mut out = String::new();
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
                    if !to.is_told_by(&out[start..]) {
                        let number = self.number(to);
                        // A no-break space keeps the number with the last word.
                        out.push_str(&format!("\u{a0}[{number}]"));
                    }
                }
                Inline::Break => out.push('\n'),
            }
        }
    }

    fn number(&mut self, to: &WebAddress) -> usize {
        match self.links.iter().position(|known| known == to) {
            Some(at) => at + 1,
            None => {
                self.links.push(to.clone());
                self.links.len()
            }
        }
    }

    /// `text` in lines of the width, without soft hyphens and what no text should hold; ends with a line break.
    fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let even = |c| if c == '\r' || c == '\t' { ' ' } else { c };
        let clean: String = clean(text).chars().filter(|c| *c != '\u{ad}').map(even).collect();
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            .word_separator(WordSeparator::Custom(words))
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let mut out = String::with_capacity(clean.len() + 16);
        for line in textwrap::wrap(&clean, options) {
            out.push_str(line.trim_end_matches(' '));
            out.push('\n');
        }
        out
    }
}

/// The pieces of a line between which it may be broken.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut start = 0;
    let mut at = 0;
    Box::new(std::iter::from_fn(move || {
        if start >= line.len() {
            return None;
        }
        while let Some(space) = line[at..].find(' ').map(|found| at + found) {
            let after = space + line[space..].len() - line[space..].trim_start_matches(' ').len();
            let left: Vec<char> = line[at..space].chars().collect();
            let right: Vec<char> = line[after..].chars().take_while(|c| *c != ' ').take(RECOGNISED).collect();
            at = after;
            if after < line.len() && !belong_together(&left, &right) {
                let word = Word::from(&line[start..after]);
                start = after;
                return Some(word);
            }
        }
        let word = Word::from(&line[start..]);
        start = line.len();
        Some(word)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Line;

    fn plain(width: usize) -> Plain<'static> {
        static SITE: std::sync::LazyLock<WebAddress> =
            std::sync::LazyLock::new(|| WebAddress::parse("https://nyheter.solvik.example/").unwrap());
        Plain::new(width, &SITE, "Bild")
    }

    fn run(text: &str) -> Inlines {
        Inlines::text(&Line::parse(text).unwrap())
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
    fn links_are_numbered_once() {
        let to = WebAddress::parse("https://solvik.example/a").unwrap();
        let link = |text: &str| Inline::Link { to: to.clone(), text: vec![Inline::Text(text.into())] };
        let run = Inlines::new(vec![
            link("Beslutet"),
            Inline::Text(" och ".into()),
            link("samma"),
            Inline::Text(", ".into()),
            link("solvik.example/a"),
        ])
        .unwrap();
        let mut text = plain(72);
        assert_eq!(text.paragraph(&run), "Beslutet\u{a0}[1] och samma\u{a0}[1], solvik.example/a\n");
        assert_eq!(text.links(), [to]);
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
            assert_eq!(text, if said { format!("{words}\n") } else { format!("{words}\u{a0}[1]\n") });
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
