//! Lines as word processors copy them: which begin with a bullet, and which were meant to stay lines.

use std::ops::Range;

use super::bare_addresses::{finish_parts, is_host};
use crate::content::quote;
use crate::model::{Block, Inline, Inlines, List};

/// Characters that are bullets when white space follows. Those of the private use area are Word's, in its fonts Symbol and Wingdings.
const BULLETS: &str = "•‣▪·◦●○■□▫◾◼▶►➢➤➔✓✔⁃∙⦁\u{f0b7}\u{f0a7}\u{f0d8}\u{f0fc}\u{f076}";

/// Bullets only when a tab follows: letters, signs and dashes otherwise.
const TAB_BULLETS: &str = "o§Øvüàq–—";

/// Lines shorter than this were not broken to fit.
const WRAPPED: usize = 45;

/// A paragraph with lines that begin with bullets.
pub(super) struct BulletLines {
    /// The place of the paragraph among the blocks, which holds the lines as they are typed.
    pub at: usize,
    pub span: Range<usize>,
    pub items: Vec<BulletLine>,
}

pub(super) struct BulletLine {
    pub bullet: char,
    parts: Vec<Inline>,
}

/// Splits a paragraph at its first bullet: the lines before it, those from it on as they are typed, and as items. `None` without a bullet.
pub(super) fn split_at_bullet(parts: &[Inline]) -> Option<(Vec<Inline>, Vec<Inline>, Vec<BulletLine>)> {
    let lines = split_lines(parts);
    let first = lines.iter().position(|line| bullet(line).is_some());
    let is_dashes = first.is_none();
    let first = first.or_else(|| first_dash_item(&lines))?;
    let mut items: Vec<BulletLine> = Vec::new();
    for line in &lines[first..] {
        match bullet(line).or_else(|| is_dashes.then(|| dash(line)).flatten()) {
            Some((bullet, length)) => items.push(BulletLine { bullet, parts: without_start(line, length) }),
            // A line that was broken to fit; there is a hint for any other.
            None => {
                let item = items.last_mut().expect("the first line has a bullet");
                item.parts.push(Inline::Text(" ".to_owned()));
                item.parts.extend(line.iter().cloned());
            }
        }
    }
    // A bullet without words would vanish.
    let has_words = items.iter().all(|item| Inlines::new(item.parts.clone()).is_some());
    has_words.then(|| (join_lines(&lines[..first]), join_lines(&lines[first..]), items))
}

/// Whether the break between two lines was meant: the first is short, or the next word would have fitted on it. `reads_items` where lines
/// that begin with bullets and dashes are read as such.
pub(super) fn is_joined(line: &str, next: &str, longest: usize, reads_items: bool) -> bool {
    let is_break = line.ends_with('\\') || line.ends_with("  ");
    let (line, length) = (line.trim_end(), line.trim_end().chars().count());
    let word = next.split_whitespace().next().unwrap_or_default();
    let has_room = length < WRAPPED || length + 1 + word.chars().count() <= longest;
    let ends_clause = line.ends_with(['.', ',', ';', ':', '!', '?', '–', '-', '/', '(', '”', '"', '»']);
    let is_item = bullet_of(next).is_some() || next.starts_with(['–', '—']);
    if is_item || next.starts_with(['-', '|']) {
        return is_item && !is_break && !reads_items;
    }
    !is_break && has_room && (is_label(next) || starts_line(next) && !ends_clause)
}

/// Whether a line may begin with this word although it does not continue a sentence.
pub(super) fn starts_line(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_address =
        word.starts_with("www.") || word.contains("://") || word.split_once('@').is_some_and(|(_, host)| is_host(host));
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation() && !"”’“»«–—…".contains(c);
    is_address || line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '+' || is_sign(c))
}

/// `a) `, `2. `: the mark of a list that Markdown does not read within a paragraph.
fn is_label(line: &str) -> bool {
    let mark = line.split(char::is_whitespace).next().unwrap_or_default();
    let name = mark.strip_suffix([')', '.']).unwrap_or_default();
    mark.len() < line.len()
        && (name.len() < 3 && name.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty()
            || mark.ends_with(')') && name.chars().count() == 1 && name.chars().all(char::is_alphabetic))
}

/// The bullet of a line, and the bytes of it and the white space after it.
fn bullet(line: &[Inline]) -> Option<(char, usize)> {
    match line.first() {
        Some(Inline::Text(text)) => bullet_of(text),
        _ => None,
    }
}

/// Whether the first character of a line can be a bullet or a dash.
pub(super) fn may_be_item(line: &str) -> bool {
    line.trim_start().starts_with(|c| BULLETS.contains(c) || TAB_BULLETS.contains(c))
}

fn bullet_of(text: &str) -> Option<(char, usize)> {
    let start = text.len() - text.trim_start().len();
    let c = text[start..].chars().next()?;
    let rest = &text[start + c.len_utf8()..];
    let words = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    let is_bullet = BULLETS.contains(c) && rest.starts_with(char::is_whitespace)
        || TAB_BULLETS.contains(c) && rest.starts_with('\t') && !(c == '§' && words.starts_with(|c: char| c.is_ascii_digit()));
    is_bullet.then_some((c, text.len() - words.len()))
}

/// The first of two or more lines with dashes that are no quotes: no sentence but perhaps the last, and nobody who speaks.
fn first_dash_item(lines: &[Vec<Inline>]) -> Option<usize> {
    let first = lines.iter().position(|line| dash(line).is_some())?;
    let items = &lines[first..];
    let texts: Vec<String> = items.iter().map(|line| plain(line)).collect();
    let is_list = items.len() > 1
        && items.iter().all(|line| dash(line).is_some())
        && texts[..texts.len() - 1].iter().all(|text| !quote::is_sentence(text))
        && texts.iter().all(|text| quote::parse_attribution(text).is_none());
    is_list.then_some(first)
}

/// A dash and then words. A figure may have the sign minus.
fn dash(line: &[Inline]) -> Option<(char, usize)> {
    let Some(Inline::Text(text)) = line.first() else { return None };
    let rest = text.trim_start().strip_prefix(['–', '—'])?;
    let words = rest.trim_start();
    let is_item = words.len() < rest.len() && !words.starts_with(|c: char| c.is_ascii_digit());
    is_item.then_some(('–', text.len() - words.len()))
}

fn plain(line: &[Inline]) -> String {
    Inlines::new(line.to_vec()).map(|run| run.plain()).unwrap_or_default()
}

fn without_start(line: &[Inline], length: usize) -> Vec<Inline> {
    let mut parts = line.to_vec();
    if let Some(Inline::Text(text)) = parts.first_mut() {
        text.drain(..length);
    }
    parts
}

/// A list in which a bullet of another kind begins a list of its own, until the first kind comes again.
pub(super) fn nest(lines: Vec<BulletLine>) -> Option<List> {
    let first = lines.first()?.bullet;
    let mut items: Vec<Vec<Block>> = Vec::new();
    let mut within: Vec<BulletLine> = Vec::new();
    let end_nested = |items: &mut Vec<Vec<Block>>, within: &mut Vec<BulletLine>| {
        let nested = nest(std::mem::take(within));
        if let (Some(item), Some(list)) = (items.last_mut(), nested) {
            item.push(Block::List(list));
        }
    };
    for line in lines {
        if line.bullet != first {
            within.push(line);
            continue;
        }
        end_nested(&mut items, &mut within);
        items.extend(Inlines::new(finish_parts(line.parts)).map(|run| vec![Block::Paragraph(run)]));
    }
    end_nested(&mut items, &mut within);
    (!items.is_empty()).then_some(List { start: None, items })
}

/// The lines of a paragraph in which `\n` separates them; a break that the author wrote is part of a line.
fn split_lines(parts: &[Inline]) -> Vec<Vec<Inline>> {
    let mut lines: Vec<Vec<Inline>> = vec![Vec::new()];
    for part in parts {
        let Inline::Text(text) = part else {
            lines.last_mut().expect("there is a first line").push(part.clone());
            continue;
        };
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                lines.push(Vec::new());
            }
            if !line.is_empty() {
                lines.last_mut().expect("there is a first line").push(Inline::Text(line.to_owned()));
            }
        }
    }
    lines
}

fn join_lines(lines: &[Vec<Inline>]) -> Vec<Inline> {
    let end = Inline::Text("\n".to_owned());
    lines.iter().enumerate().flat_map(|(n, line)| (n > 0).then(|| end.clone()).into_iter().chain(line.iter().cloned())).collect()
}
