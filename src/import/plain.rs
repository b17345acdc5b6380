//! Reads plain text: paragraphs between empty lines, bullets of every sort, lines that an e-mail program has broken.

use crate::import::links;
use crate::import::lists;
use crate::import::source_map::Original;
use crate::import::styled_text::Rich;
use crate::import::document::Matter;
use crate::import::document::Source;
use crate::import::document::SourceBlock;
use crate::import::phrases;
use crate::model::name::is_invisible;

pub(super) fn read(original: &Original<'_>) -> Source {
    let wrap = wrap_width(original.text);
    let mut blocks = Vec::new();
    let mut group: Vec<Physical<'_>> = Vec::new();
    let mut state = State::default();
    for (index, text) in original.text.split('\n').enumerate() {
        if text.chars().all(is_invisible) {
            state.group(&std::mem::take(&mut group), wrap, &mut blocks);
        } else {
            group.push(Physical { text, line: index + original.first() });
        }
    }
    state.group(&group, wrap, &mut blocks);
    Source { blocks: lists::gather(blocks), is_plain: true, ..Source::default() }
}

/// A line as it stands in the file.
struct Physical<'a> {
    text: &'a str,
    line: usize,
}

impl Physical<'_> {
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
        line.chars().count() * 10 >= width * 6 && !next.trim().is_empty() && lists::bullet(next.trim_start()).is_none()
    };
    let pairs = lines.windows(2).filter_map(|pair| if let [a, b] = pair { Some((*a, *b)) } else { None });
    let breaks: Vec<bool> = pairs.filter(|(a, b)| is_broken(a, b)).map(|(a, b)| forced(a, b, width)).collect();
    let forced = breaks.iter().filter(|forced| **forced).count();
    (forced >= 2 && forced * 10 >= breaks.len() * 8).then_some(width)
}

/// True when the first word of `next` would not have fitted behind `line`.
fn forced(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.trim_end().chars().count() + 1 + word.chars().count() > width
}

/// What earlier groups tell about the next.
#[derive(Default)]
struct State {
    /// The last paragraph ended with a colon: a list may follow.
    after_colon: bool,
    /// The last group was items with a hyphen.
    hyphens: bool,
}

/// What a line begins.
enum Line {
    Text(Rich),
    Item { indent: usize, sign: Option<char>, number: Option<u64>, text: Rich },
}

impl State {
    /// The blocks of lines between two empty ones.
    fn group(&mut self, group: &[Physical<'_>], wrap: Option<usize>, blocks: &mut Vec<SourceBlock>) {
        let dashes = group.iter().filter(|line| line.text.trim_start().starts_with(['-', '–'])).count();
        let speaks = group.iter().any(|line| phrases::names_speaker(line.text));
        let colon_inside = group.first().is_some_and(|line| line.text.trim_end().ends_with(':'));
        let dash_list = !speaks && (self.after_colon || colon_inside || self.hyphens || (dashes > 1 && dashes == group.len()));
        let numbers = group.iter().filter(|line| lists::number(line.text.trim_start()).is_some()).count();
        let number_list = numbers > 1 || self.after_colon;

        let mut lines: Vec<(usize, Line)> = Vec::new();
        let mut before: Option<&Physical<'_>> = None;
        for physical in group {
            let text = physical.text.trim_start();
            let item = match (lists::bullet(text), lists::number(text)) {
                (Some((sign, at)), _) if dash_list || !matches!(sign, '-' | '–') => Some((Some(sign), None, at)),
                (None, Some((number, at))) if number_list => Some((None, Some(number), at)),
                _ => None,
            };
            let broken = before.is_some_and(|before| wrap.is_some_and(|width| forced(before.text, physical.text, width)));
            match (item, lines.last_mut()) {
                (Some((sign, number, at)), _) => {
                    let text = Rich::text(text.get(at..).unwrap_or_default(), physical.line);
                    lines.push((physical.line, Line::Item { indent: physical.indent(), sign, number, text }));
                }
                (None, Some((_, Line::Item { indent, text: item, .. }))) if physical.indent() > *indent || broken => {
                    item.append(&Rich::text(&format!(" {text}"), physical.line));
                }
                (None, Some((_, Line::Text(paragraph)))) if broken => {
                    paragraph.append(&Rich::text(&format!(" {text}"), physical.line))
                }
                _ => lines.push((physical.line, Line::Text(Rich::text(text, physical.line)))),
            }
            before = Some(physical);
        }
        self.after_colon =
            lines.last().is_some_and(|(_, line)| matches!(line, Line::Text(text) if text.plain().trim_end().ends_with(':')))
                || (lines.is_empty() && self.after_colon);
        if !lines.is_empty() {
            self.hyphens = matches!(lines.last(), Some((_, Line::Item { sign: Some('-' | '–'), .. })));
        }
        put(lines, blocks);
    }
}

/// Lines become paragraphs and bullets. A line that does not end a sentence is followed by a line break, not by a new paragraph.
fn put(lines: Vec<(usize, Line)>, blocks: &mut Vec<SourceBlock>) {
    let mut depths = Depths::of(&lines);
    let mut open: Option<(usize, Rich)> = None;
    for (line, content) in lines {
        match content {
            Line::Item { indent, number, text, .. } => {
                close(open.take(), blocks);
                let text = links::bare_addresses(&text.evened());
                blocks.push(SourceBlock { line, matter: Matter::Bullet { depth: depths.depth(indent), number, text } });
            }
            Line::Text(text) => {
                let starts = phrases::quote_dash(text.plain().as_str()).is_some();
                open = match open {
                    Some((first, mut before)) if !starts && before.runs.last().is_some_and(|run| !ends_sentence(&run.text)) => {
                        before.append(&Rich::text("\n", line));
                        before.append(&text);
                        Some((first, before))
                    }
                    before => {
                        close(before, blocks);
                        Some((line, text))
                    }
                };
            }
        }
    }
    close(open, blocks);
}

fn close(open: Option<(usize, Rich)>, blocks: &mut Vec<SourceBlock>) {
    if let Some((line, text)) = open {
        blocks.push(SourceBlock::paragraph(links::bare_addresses(&text.evened()), line));
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(['”', '"', '’', ')']).ends_with(['.', '!', '?', ':', '…'])
}

/// How deep an indented item stands.
struct Depths {
    indents: Vec<usize>,
    first: Option<(usize, Option<char>)>,
    second: Option<(usize, Option<char>)>,
}

impl Depths {
    fn of(lines: &[(usize, Line)]) -> Depths {
        let mut items = lines.iter().filter_map(|(_, line)| match line {
            Line::Item { indent, sign, .. } => Some((*indent, *sign)),
            Line::Text(_) => None,
        });
        Depths { indents: Vec::new(), first: items.next(), second: items.next() }
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
