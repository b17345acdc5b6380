//! Reads plain text: paragraphs between empty lines, bullets, and lines wrapped by e-mail programs.

use crate::import::document::{BlockContent, ImportedDocument, SourceBlock};
use crate::import::imported::{Omission, OmissionReason};
use crate::import::source_map::InputText;
use crate::import::styled_text::StyledText;
use crate::import::{columns, links, lists, phrases};
use crate::model::name::is_invisible;

pub fn read(input: &InputText<'_>) -> ImportedDocument {
    let wrap = wrap_width(input.text);
    let mut blocks = Vec::new();
    let mut group: Vec<PlainLine<'_>> = Vec::new();
    let mut reader = GroupReader::default();
    let mut omissions = Vec::new();
    let lines: Vec<&str> = input.text.split('\n').collect();
    let columns = columns::find(&lines);
    for (index, text) in lines.iter().copied().enumerate() {
        let line = index + input.first_line();
        if let Some(rows) = columns.iter().find(|rows| rows.contains(&index)) {
            reader.read_group(&std::mem::take(&mut group), wrap, &mut blocks);
            if rows.start == index {
                blocks.push(columns::table(lines.get(rows.clone()).unwrap_or_default(), line));
            }
        } else if phrases::is_page_number(text) {
            // The paragraph may go on behind it.
            omissions.push(Omission { line, text: text.trim().to_owned(), reason: OmissionReason::PageChrome });
        } else if text.chars().all(is_invisible) {
            reader.read_group(&std::mem::take(&mut group), wrap, &mut blocks);
        } else {
            group.push(PlainLine { text, line });
        }
    }
    reader.read_group(&group, wrap, &mut blocks);
    let joined = std::mem::take(&mut reader.joined);
    ImportedDocument { blocks: lists::nest_bullets(blocks), is_plain: true, joined, omissions, ..ImportedDocument::default() }
}

/// A line of the file.
struct PlainLine<'a> {
    text: &'a str,
    line: usize,
}

impl PlainLine<'_> {
    fn indent(&self) -> usize {
        self.text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
    }
}

/// The width at which lines were wrapped, if they were: at most breaks the next word would not have fitted.
fn wrap_width(text: &str) -> Option<usize> {
    // Wide gaps are columns of a letterhead, which say nothing about the text.
    let has_gap = |line: &&str| line.trim().contains("   ");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).map(|line| if has_gap(&line) { "" } else { line }).collect();
    let width = lines.iter().map(|line| line.chars().count()).max()?;
    if !(55..=100).contains(&width) {
        return None;
    }
    // Short lines are addresses, names or bullets, which are not wrapped.
    let is_broken = |line: &str, next: &str| {
        line.chars().count() * 10 >= width * 6 && !next.trim().is_empty() && lists::parse_bullet(next.trim_start()).is_none()
    };
    let pairs = lines.windows(2).filter_map(|pair| if let [a, b] = pair { Some((*a, *b)) } else { None });
    let breaks: Vec<bool> = pairs.filter(|(a, b)| is_broken(a, b)).map(|(a, b)| is_forced_break(a, b, width)).collect();
    let is_forced_break = breaks.iter().filter(|is_forced_break| **is_forced_break).count();
    (is_forced_break >= 2 && is_forced_break * 10 >= breaks.len() * 8).then_some(width)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_forced_break(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.trim_end().chars().count() + 1 + word.chars().count() > width
}

/// Whether a line of a paragraph goes on in the next: the next word did not fit, was divided, or follows a space (RFC 3676, 4.2).
fn is_soft_break(line: &str, next: &str, wrap: Option<usize>) -> bool {
    /// Nobody ends so long a line with half a word.
    const LONG: usize = 40;
    const SHORT: usize = 25;
    // A name in front of a role ends with a capital letter.
    let ends_in_prose = line.split_whitespace().next_back().is_some_and(|word| word.starts_with(char::is_lowercase));
    let length = line.trim_end().chars().count();
    let goes_on = next.trim_start().starts_with(char::is_lowercase) && !ends_sentence(line);
    let is_long = wrap.is_some_and(|width| length * 10 >= width * 6);
    wrap.is_some_and(|width| is_forced_break(line, next, width))
        || (goes_on && (is_long || (length >= SHORT && line.ends_with(' ') && ends_in_prose)))
        || (length >= LONG && line.ends_with(' ') && !ends_sentence(line))
        || (length >= LONG && divided_word(line, next.trim_start()).is_some())
}

/// The context of a group of lines.
#[derive(Default)]
struct GroupReader {
    /// The last paragraph ended with a colon, so a list may follow.
    after_colon: bool,
    /// The last group was a list with hyphens.
    after_hyphens: bool,
    /// Ends of words that were divided at the end of a line, with their line.
    joined: Vec<(usize, String)>,
}

/// How the last word of a line goes on in the next.
enum WordDivision {
    /// The hyphen was put there by the program.
    Hyphenated,
    /// The hyphen belongs to the word: `EU-länder`.
    Compound,
}

/// `bety-` and `der`; `fritids-` and `och` are two words.
fn divided_word(line: &str, next: &str) -> Option<WordDivision> {
    const AND: &str = "och|eller|samt|respektive|som|and|or|to|till|men";
    /// Before a hyphen of their own: `it-system`.
    const ABBREVIATIONS: &str = "it|pr|tv|ai|vd|dj|ip|pc|hr|wc|cd|eu|fn|id|sms|mms|dna|dvd|gps|usb|kbt|hbtq|lss|vvs|vip|rfid";
    let before = line.trim_end().strip_suffix('-')?;
    let start: String = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect::<Vec<_>>().into_iter().rev().collect();
    let first = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_word = first.chars().count() > 1 && first.starts_with(char::is_lowercase) && !phrases::contains(AND, first);
    let is_plain = start.chars().count() > 1 && !phrases::contains(ABBREVIATIONS, &start) && start.chars().all(char::is_lowercase);
    match (is_word, is_plain, start.is_empty()) {
        (true, true, _) => Some(WordDivision::Hyphenated),
        (true, false, false) => Some(WordDivision::Compound),
        _ => None,
    }
}

enum LineContent {
    Text(StyledText),
    Item { indent: usize, sign: Option<char>, number: Option<u64>, text: StyledText },
}

impl GroupReader {
    /// Reads the lines between two empty ones.
    fn read_group(&mut self, group: &[PlainLine<'_>], wrap: Option<usize>, blocks: &mut Vec<SourceBlock>) {
        let dashes = group.iter().filter(|line| line.text.trim_start().starts_with(['-', '–'])).count();
        let names_speaker = group.iter().any(|line| phrases::names_speaker(line.text));
        let colon_inside = group.first().is_some_and(|line| line.text.trim_end().ends_with(':'));
        let dash_list = !names_speaker
            && (self.after_colon || colon_inside || self.after_hyphens || (dashes > 1 && is_dash_run(group, dashes)));
        let numbers = group.iter().filter(|line| lists::parse_number(line.text.trim_start()).is_some()).count();
        let number_list = numbers > 1 || self.after_colon;

        let mut lines: Vec<(usize, LineContent)> = Vec::new();
        let mut previous: Option<&PlainLine<'_>> = None;
        for line in group {
            let text = line.text.trim_start();
            let item = match (lists::parse_bullet(text), lists::parse_number(text)) {
                (Some((sign, at)), _) if dash_list || !matches!(sign, '-' | '–') => Some((Some(sign), None, at)),
                (None, Some((number, at))) if number_list => Some((None, Some(number), at)),
                _ => None,
            };
            let is_wrapped = previous.is_some_and(|previous| is_soft_break(previous.text, line.text, wrap));
            match (item, lines.last_mut()) {
                (Some((sign, number, at)), _) => {
                    let text = StyledText::new(text.get(at..).unwrap_or_default(), line.line);
                    lines.push((line.line, LineContent::Item { indent: line.indent(), sign, number, text }));
                }
                (None, Some((_, LineContent::Item { indent, text: item, .. }))) if line.indent() > *indent || is_wrapped => {
                    item.append(&StyledText::new(&format!(" {text}"), line.line));
                }
                (None, Some((_, LineContent::Text(paragraph)))) if is_wrapped => {
                    match divided_word(&paragraph.plain_text(), text) {
                        Some(WordDivision::Hyphenated) => {
                            self.joined.push((line.line, text.split_whitespace().next().unwrap_or_default().to_owned()));
                            *paragraph = paragraph.trim_end().without_last_character();
                            paragraph.append(&StyledText::new(text, line.line));
                        }
                        Some(WordDivision::Compound) => paragraph.append(&StyledText::new(text, line.line)),
                        None => paragraph.append(&StyledText::new(&format!(" {text}"), line.line)),
                    }
                }
                _ => lines.push((line.line, LineContent::Text(StyledText::new(text, line.line)))),
            }
            previous = Some(line);
        }
        self.after_colon = lines
            .last()
            .is_some_and(|(_, line)| matches!(line, LineContent::Text(text) if text.plain_text().trim_end().ends_with(':')))
            || (lines.is_empty() && self.after_colon);
        if !lines.is_empty() {
            self.after_hyphens = matches!(lines.last(), Some((_, LineContent::Item { sign: Some('-' | '–'), .. })));
        }
        push_lines(lines, blocks);
    }
}

/// Whether the lines with a dash stand beside each other at the end of the group: a list, if nobody speaks.
fn is_dash_run(group: &[PlainLine<'_>], dashes: usize) -> bool {
    group.iter().rev().take(dashes).all(|line| line.text.trim_start().starts_with(['-', '–']))
}

/// Turns lines into paragraphs and bullets. A line that does not end a sentence continues in the same paragraph.
fn push_lines(lines: Vec<(usize, LineContent)>, blocks: &mut Vec<SourceBlock>) {
    let mut depths = IndentDepths::from_lines(&lines);
    let mut open: Option<(usize, StyledText)> = None;
    for (line, content) in lines {
        match content {
            LineContent::Item { indent, number, text, .. } => {
                flush(open.take(), blocks);
                let text = links::link_bare_addresses(&text.normalize_spaces());
                blocks.push(SourceBlock::new(line, BlockContent::Bullet { depth: depths.depth(indent), number, text }));
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

/// Nesting depths by indentation.
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
        // Copying often loses the indent of the first line only: the second line with the same bullet has it.
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
