//! Reads plain text: paragraphs between empty lines, bullets of every sort, lines that an e-mail program has broken.

use crate::import::document::BlockContent;
use crate::import::document::ImportedDocument;
use crate::import::document::SourceBlock;
use crate::import::links;
use crate::import::lists;
use crate::import::phrases;
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::model::name::is_invisible;

pub(super) fn read(input: &InputText<'_>) -> ImportedDocument {
    let wrap = wrap_width(input.text);
    let mut blocks = Vec::new();
    let mut group: Vec<PlainLine<'_>> = Vec::new();
    let mut reader = GroupReader::default();
    for (index, text) in input.text.split('\n').enumerate() {
        if text.chars().all(is_invisible) {
            reader.read_group(&std::mem::take(&mut group), wrap, &mut blocks);
        } else {
            group.push(PlainLine { text, line: index + input.first_line() });
        }
    }
    reader.read_group(&group, wrap, &mut blocks);
    ImportedDocument { blocks: lists::nest_bullets(blocks), is_plain: true, ..ImportedDocument::default() }
}

/// A line as it stands in the file.
struct PlainLine<'a> {
    text: &'a str,
    line: usize,
}

impl PlainLine<'_> {
    fn indent(&self) -> usize {
        self.text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
    }
}

/// The width at which lines were broken, if they were: in most breaks the next word would not have fitted.
fn wrap_width(text: &str) -> Option<usize> {
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let width = lines.iter().map(|line| line.chars().count()).max()?;
    if !(55..=100).contains(&width) {
        return None;
    }
    // Short lines are addresses, names, bullets: they were not broken by a program.
    let is_broken = |line: &str, next: &str| {
        line.chars().count() * 10 >= width * 6 && !next.trim().is_empty() && lists::parse_bullet(next.trim_start()).is_none()
    };
    let pairs = lines.windows(2).filter_map(|pair| if let [a, b] = pair { Some((*a, *b)) } else { None });
    let breaks: Vec<bool> = pairs.filter(|(a, b)| is_broken(a, b)).map(|(a, b)| is_forced_break(a, b, width)).collect();
    let is_forced_break = breaks.iter().filter(|is_forced_break| **is_forced_break).count();
    (is_forced_break >= 2 && is_forced_break * 10 >= breaks.len() * 8).then_some(width)
}

/// True when the first word of `next` would not have fitted behind `line`.
fn is_forced_break(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.trim_end().chars().count() + 1 + word.chars().count() > width
}

/// What earlier groups tell about the next.
#[derive(Default)]
struct GroupReader {
    /// The last paragraph ended with a colon: a list may follow.
    after_colon: bool,
    /// The last group was items with a hyphen.
    hyphens: bool,
}

/// What a line begins.
enum LineContent {
    Text(StyledText),
    Item { indent: usize, sign: Option<char>, number: Option<u64>, text: StyledText },
}

impl GroupReader {
    /// The blocks of lines between two empty ones.
    fn read_group(&mut self, group: &[PlainLine<'_>], wrap: Option<usize>, blocks: &mut Vec<SourceBlock>) {
        let dashes = group.iter().filter(|line| line.text.trim_start().starts_with(['-', '–'])).count();
        let speaks = group.iter().any(|line| phrases::names_speaker(line.text));
        let colon_inside = group.first().is_some_and(|line| line.text.trim_end().ends_with(':'));
        let dash_list = !speaks && (self.after_colon || colon_inside || self.hyphens || (dashes > 1 && dashes == group.len()));
        let numbers = group.iter().filter(|line| lists::parse_number(line.text.trim_start()).is_some()).count();
        let number_list = numbers > 1 || self.after_colon;

        let mut lines: Vec<(usize, LineContent)> = Vec::new();
        let mut before: Option<&PlainLine<'_>> = None;
        for physical in group {
            let text = physical.text.trim_start();
            let item = match (lists::parse_bullet(text), lists::parse_number(text)) {
                (Some((sign, at)), _) if dash_list || !matches!(sign, '-' | '–') => Some((Some(sign), None, at)),
                (None, Some((number, at))) if number_list => Some((None, Some(number), at)),
                _ => None,
            };
            let broken = before.is_some_and(|before| wrap.is_some_and(|width| is_forced_break(before.text, physical.text, width)));
            match (item, lines.last_mut()) {
                (Some((sign, number, at)), _) => {
                    let text = StyledText::new(text.get(at..).unwrap_or_default(), physical.line);
                    lines.push((physical.line, LineContent::Item { indent: physical.indent(), sign, number, text }));
                }
                (None, Some((_, LineContent::Item { indent, text: item, .. }))) if physical.indent() > *indent || broken => {
                    item.append(&StyledText::new(&format!(" {text}"), physical.line));
                }
                (None, Some((_, LineContent::Text(paragraph)))) if broken => {
                    paragraph.append(&StyledText::new(&format!(" {text}"), physical.line))
                }
                _ => lines.push((physical.line, LineContent::Text(StyledText::new(text, physical.line)))),
            }
            before = Some(physical);
        }
        self.after_colon = lines
            .last()
            .is_some_and(|(_, line)| matches!(line, LineContent::Text(text) if text.plain_text().trim_end().ends_with(':')))
            || (lines.is_empty() && self.after_colon);
        if !lines.is_empty() {
            self.hyphens = matches!(lines.last(), Some((_, LineContent::Item { sign: Some('-' | '–'), .. })));
        }
        push_lines(lines, blocks);
    }
}

/// Lines become paragraphs and bullets. A line that does not end a sentence is followed by a line break, not by a new paragraph.
fn push_lines(lines: Vec<(usize, LineContent)>, blocks: &mut Vec<SourceBlock>) {
    let mut depths = IndentDepths::from_lines(&lines);
    let mut open: Option<(usize, StyledText)> = None;
    for (line, content) in lines {
        match content {
            LineContent::Item { indent, number, text, .. } => {
                flush(open.take(), blocks);
                let text = links::link_bare_addresses(&text.normalize_spaces());
                blocks.push(SourceBlock { line, content: BlockContent::Bullet { depth: depths.depth(indent), number, text } });
            }
            LineContent::Text(text) => {
                let starts = phrases::quote_dash(text.plain_text().as_str()).is_some();
                open = match open {
                    Some((first, mut before)) if !starts && before.runs.last().is_some_and(|run| !ends_sentence(&run.text)) => {
                        before.append(&StyledText::new("\n", line));
                        before.append(&text);
                        Some((first, before))
                    }
                    before => {
                        flush(before, blocks);
                        Some((line, text))
                    }
                };
            }
        }
    }
    flush(open, blocks);
}

fn flush(open: Option<(usize, StyledText)>, blocks: &mut Vec<SourceBlock>) {
    if let Some((line, text)) = open {
        blocks.push(SourceBlock::paragraph(links::link_bare_addresses(&text.normalize_spaces()), line));
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(['”', '"', '’', ')']).ends_with(['.', '!', '?', ':', '…'])
}

/// How deep an indented item stands.
struct IndentDepths {
    indents: Vec<usize>,
    first: Option<(usize, Option<char>)>,
    second: Option<(usize, Option<char>)>,
}

impl IndentDepths {
    fn from_lines(lines: &[(usize, LineContent)]) -> IndentDepths {
        let mut items = lines.iter().filter_map(|(_, line)| match line {
            LineContent::Item { indent, sign, .. } => Some((*indent, *sign)),
            LineContent::Text(_) => None,
        });
        IndentDepths { indents: Vec::new(), first: items.next(), second: items.next() }
    }

    fn depth(&mut self, indent: usize) -> usize {
        // Copying often loses the indent of the first line alone: the second with the same sign stands beside it.
        let indent = match (self.first.take(), self.second) {
            (Some((first, sign)), Some((second, other))) if sign == other && second > first => second,
            _ => indent,
        };
        while self.indents.last().is_some_and(|deeper| *deeper > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|last| indent >= last + 2) {
            self.indents.push(indent);
        }
        self.indents.len() - 1
    }
}
