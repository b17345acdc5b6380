//! Text that was meant as a link, but that Markdown does not take for one: `[text] (address)`, `(text)[address]`, a space in an address.
//! It would be shown with its brackets, so it is an error whose hint shows the mended form.

use std::ops::Range;

use super::bare_addresses::is_host;
use super::{MAX_REPORTED, MarkdownParser};
use crate::content::text::Explanation;
use crate::diag::Message;
use crate::model::{FileKind, FileName, Phone};
use crate::msg;

/// Of an address or a line in a hint.
const MAX_SHOWN: usize = 300;

impl MarkdownParser<'_> {
    /// Reports what is not within the spans of the links that Markdown found.
    pub(super) fn report_near_links(&mut self) {
        let markdown = self.passage.markdown;
        if !markdown.contains(['[', ']', '<']) {
            return;
        }
        self.links.sort_by_key(|span| span.start);
        let mut start = 0;
        for paragraph in split_paragraphs(markdown) {
            let end = start + paragraph.len();
            for (span, (message, hint)) in find_near_links(markdown, start..end, &self.links) {
                self.error(span, message, hint);
            }
            start = end;
        }
    }
}

/// The label of a link `[label]`, whose address is elsewhere.
fn shortcut(typed: &str) -> Option<&str> {
    typed.strip_prefix('[')?.strip_suffix(']').filter(|label| !label.contains(['[', ']']))
}

/// Up to and with each empty line.
fn split_paragraphs(markdown: &str) -> Vec<&str> {
    let mut paragraphs = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in markdown.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            paragraphs.push(&markdown[start..at]);
            start = at;
        }
    }
    paragraphs.push(&markdown[start..]);
    paragraphs
}

fn find_near_links(markdown: &str, paragraph: Range<usize>, links: &[Range<usize>]) -> Vec<(Range<usize>, Explanation)> {
    let mut found = Vec::new();
    let (mut squares, mut rounds): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut at = paragraph.start;
    while let Some(c) = markdown[at..paragraph.end].chars().next().filter(|_| found.len() < MAX_REPORTED) {
        // The links are few, and in order.
        let first = links.partition_point(|link| link.start < at);
        if let Some(link) = links.get(first).filter(|link| link.start == at && link.end > at) {
            at = link.end.min(paragraph.end);
            continue;
        }
        let next = at + c.len_utf8();
        let rest = beginning(&markdown[next..paragraph.end]);
        match c {
            '\\' => {
                at = next + rest.chars().next().filter(char::is_ascii_punctuation).map_or(0, char::len_utf8);
                continue;
            }
            '[' => squares.push(at),
            '(' => rounds.push(at),
            ']' => {
                let open = squares.pop();
                let gap = rest.len() - rest.trim_start_matches(' ').len();
                let reference = links.binary_search_by_key(&(next + gap), |link| link.start).ok();
                let reference = reference.filter(|_| gap > 0).map(|at| &links[at]);
                if let (Some(open), Some(reference)) = (open, reference)
                    && let Some(label) = shortcut(&markdown[reference.clone()])
                {
                    let message = msg!(
                        "there is a space between the text of the link and its name",
                        "det är ett mellanslag mellan länkens text och namn"
                    );
                    found.push((open..reference.end, with_mended(message, &format!("{}[{label}]", &markdown[open..next]))));
                    at = reference.end;
                    continue;
                }
                if let Some(near) = after_square(markdown, open, at, rest) {
                    at = near.0.end;
                    found.push(near);
                    continue;
                }
            }
            ')' => {
                if let Some(near) = rounds.pop().and_then(|open| swapped(markdown, open, at, rest)) {
                    at = near.0.end;
                    found.push(near);
                    continue;
                }
            }
            '<' => {
                if let Some(near) = spaced_autolink(at, rest) {
                    at = near.0.end;
                    found.push(near);
                    continue;
                }
            }
            _ => {}
        }
        at = next;
    }
    if found.is_empty() {
        let rest = |open: usize| beginning(&markdown[open + 1..paragraph.end]);
        found.extend(squares.iter().rev().find_map(|open| never_closed(markdown, *open, rest(*open))));
    }
    found
}

/// What follows the bracket that ends at `close`.
fn after_square(markdown: &str, open: Option<usize>, close: usize, rest: &str) -> Option<(Range<usize>, Explanation)> {
    let words = open.map_or_else(|| last_word(&markdown[..close]), |open| &markdown[open + 1..close]);
    let start = open.unwrap_or(close - words.len());
    let is_picture = open.is_some_and(|open| markdown[..open].ends_with('!'));
    let mend = |address: &str| mend(is_picture, words, address);
    let span = |length: usize| start..close + 1 + length;
    let bare = rest.trim_start();
    let gap = rest.len() - bare.len();
    if let Some(inside) = bare.strip_prefix('(') {
        let length = matching_end(inside);
        let address = inside[..length.unwrap_or(inside.len())].trim();
        let first = address.split_whitespace().next().unwrap_or_default();
        if gap > 0 {
            // "[sic] (se nedan)" is plain text.
            let is_link = length.is_some() && is_address(first) && (first == address || first.starts_with("tel:"));
            return is_link.then(|| {
                let message = msg!(
                    "there is a space between the text of the link and its address",
                    "det är ett mellanslag mellan länkens text och adress"
                );
                (span(gap + 1 + length.unwrap_or(0) + 1), with_mended(message, &mend(address)))
            });
        }
        let Some(length) = length else {
            let message = msg!("the bracket after the address of the link is missing", "parentesen efter länkens adress saknas");
            let address = first.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            return (is_address(address) || address.starts_with(['/', '.']))
                .then(|| (span(1 + inside.find(first).unwrap_or(0) + first.len()), with_mended(message, &mend(address))));
        };
        if open.is_none() {
            let message = msg!("the bracket before the text of the link is missing", "hakparentesen före länkens text saknas");
            return is_address(first).then(|| (span(length + 2), with_mended(message, &mend(address))));
        }
        let message = if address.contains(char::is_whitespace) {
            msg!("there is a space in the address of the link", "det är ett mellanslag i länkens adress")
        } else {
            msg!(
                "this looks like a link but would be shown with its brackets",
                "det här liknar en länk men skulle visas med sina parenteser"
            )
        };
        return Some((span(length + 2), with_mended(message, &mend(address))));
    }
    open?;
    if let Some(label) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(label, _)| label) {
        // Footnotes can be "[1][2]".
        let is_note = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
        let is_notes = is_note(words) && is_note(label) && !label.is_empty();
        return (!label.contains('\n') && !is_notes).then(|| {
            let name = if label.is_empty() { words } else { label };
            let message =
                msg!("the link refers to `[{name}]`, which is not there", "länken hänvisar till `[{name}]`, som inte finns");
            let (mended, typed) = (mend("https://..."), &markdown[span(label.len() + 2)]);
            let hint = msg!(
                "write `{mended}`, or a line `[{name}]: https://...` below the text; if it is text, write `\\{typed}`",
                "skriv `{mended}`, eller en rad `[{name}]: https://...` nedanför texten; om det är text, skriv `\\{typed}`"
            );
            (span(label.len() + 2), (message, hint))
        });
    }
    let line_start = markdown[..start].rfind('\n').map_or(0, |end| end + 1);
    if let Some(address) = rest.strip_prefix(':').map(|line| line.lines().next().unwrap_or_default().trim())
        && markdown[line_start..start].trim().is_empty()
        && is_address(address.split_whitespace().next().unwrap_or_default())
    {
        let message = msg!("this line is not read as the address of a link", "raden läses inte som adressen till en länk");
        let length = rest.find('\n').unwrap_or(rest.len());
        let mended = format!("[{words}]: {}", encode_spaces(address));
        return Some((span(length), with_mended(message, &mended)));
    }
    let address = rest.split(char::is_whitespace).next().unwrap_or_default();
    rest.starts_with("http").then_some(address).filter(|address| is_address(address)).map(|address| {
        let message = msg!("there are no brackets around the address of the link", "det saknas parenteser runt länkens adress");
        (span(address.len()), with_mended(message, &mend(address.trim_end_matches(['.', ',']))))
    })
}

/// `(text)[address]`.
fn swapped(markdown: &str, open: usize, close: usize, rest: &str) -> Option<(Range<usize>, Explanation)> {
    let bare = rest.trim_start_matches(' ');
    let (address, _) = bare.strip_prefix('[')?.split_once(']')?;
    let is_picture = markdown[..open].ends_with('!');
    if !is_address(address.split_whitespace().next()?) {
        return None;
    }
    let message = msg!("the brackets of the link are swapped", "länkens parenteser är omkastade");
    let mended = mend(is_picture, &markdown[open + 1..close], address);
    Some((open..close + 1 + (rest.len() - bare.len()) + address.len() + 2, with_mended(message, &mended)))
}

/// `<https://solvik.example/a b>`.
fn spaced_autolink(at: usize, rest: &str) -> Option<(Range<usize>, Explanation)> {
    let (address, _) = rest.split_once('>')?;
    if !(address.starts_with("http://") || address.starts_with("https://")) || !address.contains(char::is_whitespace) {
        return None;
    }
    let message = msg!("there is a space in the address of the link", "det är ett mellanslag i länkens adress");
    Some((at..at + address.len() + 2, with_mended(message, &format!("<{}>", encode_spaces(address.trim())))))
}

/// `[text (https://...)`, whose bracket is never closed.
fn never_closed(markdown: &str, open: usize, rest: &str) -> Option<(Range<usize>, Explanation)> {
    let (words, inside) = rest.split_once('(')?;
    let address = inside[..matching_end(inside)?].trim();
    if words.contains('[') || !(address.starts_with("http://") || address.starts_with("https://")) {
        return None;
    }
    let message = msg!("the bracket after the text of the link is missing", "hakparentesen efter länkens text saknas");
    let mended = mend(markdown[..open].ends_with('!'), words.trim_end(), address);
    Some((open..open + 1 + words.len() + 1, with_mended(message, &mended)))
}

fn with_mended(message: Message, mended: &str) -> Explanation {
    let mended: String = mended.chars().take(MAX_SHOWN).collect();
    let hint = msg!(
        "write `{mended}`; write a bracket that is text as `\\[`",
        "skriv `{mended}`; skriv en hakparentes som är text som `\\[`"
    );
    (message, hint)
}

fn mend(is_picture: bool, words: &str, address: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_picture {
        let file = FileName::suggest(address).map_or_else(|| encode_spaces(address), |file| file.to_string());
        return format!("![{words}]({file})");
    }
    format!("[{words}]({})", encode_spaces(address))
}

/// The address as a link takes it. A title in quotation marks after it is left out: readers do not see it.
fn encode_spaces(address: &str) -> String {
    let address = match address.find([' ', '\t']).map(|gap| address.split_at(gap)) {
        Some((bare, title)) if title.trim_start().starts_with('"') => bare,
        _ => address,
    };
    if Phone::parse(address).is_ok() {
        return format!("tel:{address}");
    }
    let scheme = if is_email(address) && !address.contains(':') {
        "mailto:"
    } else if !address.contains(':') && FileKind::from_name(address).is_none() {
        "https://"
    } else {
        ""
    };
    // No scheme and no e-mail address has a space in it.
    let is_email = address.starts_with("mailto:") && !address.contains('?');
    let gap = if is_email { "" } else { "%20" };
    format!("{scheme}{}", address.split_whitespace().collect::<Vec<_>>().join(gap)).replace("://%20", "://")
}

/// As much of `rest` as a link is looked for in: no address is longer, and many brackets must not each search the whole text.
pub(super) fn beginning(rest: &str) -> &str {
    let mut end = rest.len().min(4_000);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

/// The bytes before the bracket that closes the open one.
pub(super) fn matching_end(inside: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn last_word(before: &str) -> &str {
    before.rsplit(char::is_whitespace).next().unwrap_or_default()
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && is_host(host))
}

/// Whether a word is an address or the name of a file.
pub(super) fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches('<').trim_end_matches('>');
    let lower = word.to_lowercase();
    let has_scheme = ["http:", "https:", "mailto:", "tel:", "www."].iter().any(|start| lower.starts_with(start));
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    has_scheme || is_email(word) || is_host(host) && host.len() > 5 || FileKind::from_name(word).is_some()
}
