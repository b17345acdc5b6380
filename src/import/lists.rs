//! Turns paragraphs with bullets into lists.

use crate::import::document::{BlockContent, MAX_LIST_DEPTH, SourceBlock};
use crate::import::styled_text::StyledText;

/// Bullets of word processors, e-mail and web pages. The two private characters are Word's, from the font Symbol.
pub const BULLETS: &str = "•·▪◦‣●○■□–-*\u{f0b7}\u{f0a7}§";

/// Collects adjacent bullets into lists, nested by depth.
pub fn nest_bullets(blocks: Vec<SourceBlock>) -> Vec<SourceBlock> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut items: Vec<FlatItem> = Vec::new();
    for block in blocks {
        let line = block.line;
        match block.content {
            BlockContent::Bullet { depth, number, text } => {
                items.push(FlatItem { depth: depth.min(MAX_LIST_DEPTH), number, text, line });
            }
            BlockContent::List { start, items: inner } => {
                flush(&mut items, &mut out);
                let inner = inner.into_iter().map(nest_bullets).collect();
                out.push(SourceBlock::new(line, BlockContent::List { start, items: inner }));
            }
            BlockContent::Quote(inner) => {
                flush(&mut items, &mut out);
                out.push(SourceBlock::new(line, BlockContent::Quote(nest_bullets(inner))));
            }
            content @ (BlockContent::Heading { .. } | BlockContent::Paragraph(_) | BlockContent::Table(_)) => {
                flush(&mut items, &mut out);
                out.push(SourceBlock::new(line, content));
            }
        }
    }
    flush(&mut items, &mut out);
    out
}

struct FlatItem {
    depth: usize,
    number: Option<u64>,
    text: StyledText,
    line: usize,
}

fn flush(items: &mut Vec<FlatItem>, out: &mut Vec<SourceBlock>) {
    nest(std::mem::take(items), 0, out);
}

/// A list in progress: its line, the number of its first item, its items.
type OpenList = (usize, Option<u64>, Vec<Vec<SourceBlock>>);

/// Makes lists of the items at `depth`; deeper items go into the item before them. Bullets and numbers do not mix.
fn nest(items: Vec<FlatItem>, depth: usize, out: &mut Vec<SourceBlock>) {
    let mut lists: Vec<OpenList> = Vec::new();
    let mut deeper: Vec<FlatItem> = Vec::new();
    for item in items {
        if item.depth > depth && !lists.is_empty() {
            deeper.push(item);
            continue;
        }
        flush_deeper(&mut deeper, depth, &mut lists);
        let fits = lists.last().is_some_and(|(_, start, _)| start.is_some() == item.number.is_some());
        if !fits {
            lists.push((item.line, item.number, Vec::new()));
        }
        if let Some((_, _, entries)) = lists.last_mut() {
            entries.push(vec![SourceBlock::paragraph(item.text, item.line)]);
        }
    }
    flush_deeper(&mut deeper, depth, &mut lists);
    out.extend(lists.into_iter().map(|(line, start, items)| SourceBlock::new(line, BlockContent::List { start, items })));
}

fn flush_deeper(deeper: &mut Vec<FlatItem>, depth: usize, lists: &mut [OpenList]) {
    if let (false, Some(entry)) = (deeper.is_empty(), lists.last_mut().and_then(|(_, _, entries)| entries.last_mut())) {
        nest(std::mem::take(deeper), depth + 1, entry);
    }
}

/// The number of `3. text` or `3) text`, and where the text begins.
pub fn parse_number(text: &str) -> Option<(u64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok().filter(|_| digits <= 3)?;
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    let gap = rest.len() - rest.trim_start().len();
    (gap > 0 && gap < rest.len()).then_some((number, digits + 1 + gap))
}

/// The bullet of `• text`, and where the text begins. A middle dot or round bullet needs no space after it.
pub fn parse_bullet(text: &str) -> Option<(char, usize)> {
    let mut chars = text.chars();
    let sign = chars.next()?;
    let rest = chars.as_str();
    let gap = rest.len() - rest.trim_start().len();
    // Word's second level is the letter o with a tab or several spaces.
    let is_letter = sign == 'o' && (rest.starts_with('\t') || rest.trim_start().len() + 2 <= rest.len());
    let fits = is_letter || (BULLETS.contains(sign) && (gap > 0 || matches!(sign, '•' | '·' | '\u{f0b7}')));
    (fits && gap < rest.len()).then_some((sign, sign.len_utf8() + gap))
}
