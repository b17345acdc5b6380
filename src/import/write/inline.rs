//! Styled text as Markdown with the same meaning (CommonMark 0.31, and tables).

use crate::content::markdown::{continues_name, ends_mark, is_within_address, joins_word};
use crate::import::styled_text::{LinkTarget, StyledRun, StyledText};

/// The position of the text, which decides what would be syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlinePosition {
    /// At the start of a paragraph.
    Paragraph,
    /// After other text on the line; further lines may follow.
    Continuation,
    /// One line.
    Heading,
    /// One line, which `|` ends.
    Cell,
}

/// `text` in Markdown. A line break is a backslash at the end of the line; in headings and cells it is a space.
pub fn inline_markdown(text: &StyledText, position: InlinePosition) -> String {
    let runs = as_single_line(text, position);
    let plain: Vec<char> = runs.iter().flat_map(|run| run.text.chars()).collect();
    let mut pieces = markdown_pieces(&runs, &find_syntax(&plain, &runs, position));
    // Removing marks moves others; after a few rounds the rest is removed too.
    for _ in 0..4 {
        if !drop_unreadable_marks(&mut pieces) {
            return pieces.into_iter().map(MarkdownPiece::into_text).collect();
        }
    }
    pieces.into_iter().filter(|piece| !matches!(piece, MarkdownPiece::Mark { .. })).map(MarkdownPiece::into_text).collect()
}

fn as_single_line(text: &StyledText, position: InlinePosition) -> Vec<StyledRun> {
    let single = matches!(position, InlinePosition::Heading | InlinePosition::Cell);
    text.runs
        .iter()
        .map(|run| StyledRun { text: if single { run.text.replace('\n', " ") } else { run.text.clone() }, ..run.clone() })
        .collect()
}

/// For each character, whether it must be escaped.
fn find_syntax(plain: &[char], runs: &[StyledRun], position: InlinePosition) -> Vec<bool> {
    let mut escape = Vec::with_capacity(plain.len());
    let owner: Vec<usize> = runs.iter().enumerate().flat_map(|(index, run)| run.text.chars().map(move |_| index)).collect();
    for (at, c) in plain.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| plain.get(at)).copied();
        let after = plain.get(at + 1).copied();
        // An underscore between two letters is literal, unless bold or italic begins at it.
        let is_letter = |c: Option<char>| c.is_some_and(is_word_character);
        let same_run = at.checked_sub(1).and_then(|before| owner.get(before)) == owner.get(at + 1);
        let in_word = is_letter(before) && is_letter(after) && same_run;
        let is_syntax = match c {
            '*' | '`' | '[' | ']' => true,
            // Before a letter a backslash is one; at the end of a line it would be a line break.
            '\\' => after.is_none_or(|c| c.is_ascii_punctuation() || c.is_whitespace()) || owner.get(at + 1) != owner.get(at),
            '_' => !in_word,
            '<' => after.is_some_and(|c| !c.is_whitespace()),
            '&' => is_entity(plain.get(at + 1..).unwrap_or_default()),
            '|' => position == InlinePosition::Cell,
            '~' => before == Some('~') || after == Some('~'),
            _ => false,
        };
        escape.push(is_syntax);
    }
    let mut mark = |at: usize| escape.iter_mut().skip(at).take(1).for_each(|escape| *escape = true);
    // An exclamation mark before a link would make it a picture.
    let mut at = 0;
    for pair in runs.windows(2) {
        if let [run, next] = pair {
            at += run.text.chars().count();
            if matches!(next.style.link, Some(LinkTarget::To(_) | LinkTarget::Unknown))
                && plain.get(at.wrapping_sub(1)) == Some(&'!')
            {
                mark(at - 1);
            }
        }
    }
    let mut start = 0;
    for line in plain.split(|c| *c == '\n') {
        let at_start = match position {
            InlinePosition::Paragraph => true,
            InlinePosition::Continuation => start > 0,
            InlinePosition::Heading | InlinePosition::Cell => false,
        };
        if let (true, Some(at)) = (at_start, block_syntax(line)) {
            mark(start + at);
        }
        // Number signs at the end of a heading would be its closing sequence.
        if let (InlinePosition::Heading, Some('#')) = (position, line.last()) {
            mark(start + line.len() - 1);
        }
        start += line.len() + 1;
    }
    escape
}

/// The character that would make the line something other than text: a list, heading, quotation, rule or table.
fn block_syntax(line: &[char]) -> Option<usize> {
    let followed_by_space = |at: usize| line.get(at).is_none_or(|c| c.is_whitespace());
    let first = line.first()?;
    let same = line.iter().take_while(|c| *c == first).count();
    match first {
        '>' => Some(0),
        '-' | '+' if followed_by_space(1) || same >= 3 => Some(0),
        '#' if same <= 6 && followed_by_space(same) => Some(0),
        '=' | '-' | ':' | '|' if line.iter().all(|c| matches!(c, '=' | '-' | ':' | '|') || c.is_whitespace()) => Some(0),
        c if c.is_ascii_digit() => {
            let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
            let dot = matches!(line.get(digits), Some('.' | ')'));
            (digits <= 9 && dot && followed_by_space(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// `amp;`, `#38;`, `#x26;`: whether the ampersand before would begin a character reference.
fn is_entity(rest: &[char]) -> bool {
    let length = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    length > 0 && rest.get(length) == Some(&';')
}

/// Whether CommonMark sees a letter or digit. Enclosed letters (Ⓐ, 🄰) are alphabetic in Unicode, but in the category of symbols (So), which
/// CommonMark 0.31 treats as punctuation (2.1).
fn is_word_character(c: char) -> bool {
    let is_enclosed = matches!(c, 'Ⓐ'..='ⓩ' | '🄰'..='🅉' | '🅐'..='🅩' | '🅰'..='🆉');
    c.is_alphanumeric() && !is_enclosed
}

/// Text, or a mark around it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum MarkdownPiece {
    Text(String),
    /// `**` or `_`; two marks with the same `pair` belong together.
    Mark {
        sign: &'static str,
        opens: bool,
        pair: usize,
    },
}

impl MarkdownPiece {
    fn into_text(self) -> String {
        match self {
            MarkdownPiece::Text(text) => text,
            MarkdownPiece::Mark { sign, .. } => sign.to_owned(),
        }
    }

    fn text(&self) -> &str {
        match self {
            MarkdownPiece::Text(text) => text,
            MarkdownPiece::Mark { sign, .. } => sign,
        }
    }

    fn first(&self) -> Option<char> {
        match self {
            MarkdownPiece::Text(text) => text.chars().next(),
            MarkdownPiece::Mark { sign, .. } => sign.chars().next(),
        }
    }

    fn last(&self) -> Option<char> {
        match self {
            MarkdownPiece::Text(text) => text.chars().next_back(),
            MarkdownPiece::Mark { sign, .. } => sign.chars().next_back(),
        }
    }
}

/// Links are outermost, then bold, then italic.
fn markdown_pieces(runs: &[StyledRun], escape: &[bool]) -> Vec<MarkdownPiece> {
    let mut out = Vec::new();
    let mut pairs = 0;
    let mut at = 0;
    for link in runs.chunk_by(|a, b| a.style.link == b.style.link) {
        let words: String = link.iter().map(|run| run.text.as_str()).collect();
        let target = link.first().and_then(|run| run.style.link.as_ref()).filter(|_| words.chars().any(|c| !c.is_whitespace()));
        let target = target.filter(|target| !matches!(target, LinkTarget::Lost(_)));
        match target {
            // A link whose text is its address.
            Some(LinkTarget::To(address)) if words == address.as_str() && words.starts_with("http") => {
                out.push(MarkdownPiece::Text(format!("<{words}>")));
                at += words.chars().count();
            }
            Some(target) => {
                let mut inner = Vec::new();
                push_styled(link, escape, &mut at, &mut pairs, &mut inner);
                out.push(MarkdownPiece::Text("[".to_owned()));
                out.extend(inner);
                out.push(MarkdownPiece::Text(format!("]({})", address(target))));
            }
            None => push_styled(link, escape, &mut at, &mut pairs, &mut out),
        }
    }
    out
}

fn address(target: &LinkTarget) -> String {
    match target {
        LinkTarget::Unknown | LinkTarget::Lost(_) => String::new(),
        LinkTarget::To(address) => {
            let mut out = String::new();
            let chars: Vec<char> = address.as_str().chars().collect();
            for (at, c) in chars.iter().enumerate() {
                if matches!(c, '(' | ')') || (*c == '&' && is_entity(chars.get(at + 1..).unwrap_or_default())) {
                    out.push('\\');
                }
                out.push(*c);
            }
            out
        }
    }
}

fn push_styled(runs: &[StyledRun], escape: &[bool], at: &mut usize, pairs: &mut usize, out: &mut Vec<MarkdownPiece>) {
    for strong in runs.chunk_by(|a, b| a.style.strong == b.style.strong) {
        let mut inner = Vec::new();
        for emphasis in strong.chunk_by(|a, b| a.style.emphasis == b.style.emphasis) {
            let mut text = String::new();
            for c in emphasis.iter().flat_map(|run| run.text.chars()) {
                match (c, escape.get(*at)) {
                    ('\n', _) => text.push('\\'),
                    (_, Some(true)) => text.push('\\'),
                    _ => {}
                }
                text.push(c);
                *at += 1;
            }
            let is_set = emphasis.first().is_some_and(|run| run.style.emphasis);
            push_marked(vec![MarkdownPiece::Text(text)], is_set.then_some("_"), pairs, &mut inner);
        }
        let is_set = strong.first().is_some_and(|run| run.style.strong);
        push_marked(inner, is_set.then_some("**"), pairs, out);
    }
}

/// Puts marks around `inner`; white space and line breaks at its ends stay outside.
fn push_marked(mut inner: Vec<MarkdownPiece>, sign: Option<&'static str>, pairs: &mut usize, out: &mut Vec<MarkdownPiece>) {
    let Some(sign) = sign else {
        out.extend(inner);
        return;
    };
    let mut head = String::new();
    if let Some(MarkdownPiece::Text(text)) = inner.first_mut() {
        while let Some(rest) = text.strip_prefix("\\\n").or_else(|| text.strip_prefix(char::is_whitespace)) {
            head.push_str(text.get(..text.len() - rest.len()).unwrap_or_default());
            *text = rest.to_owned();
        }
    }
    let mut tail = String::new();
    if let Some(MarkdownPiece::Text(text)) = inner.last_mut() {
        while let Some(rest) = text.strip_suffix("\\\n").or_else(|| text.strip_suffix(char::is_whitespace)) {
            tail.insert_str(0, text.get(rest.len()..).unwrap_or_default());
            *text = rest.to_owned();
        }
    }
    inner.retain(|piece| !matches!(piece, MarkdownPiece::Text(text) if text.is_empty()));
    let text = |text: String| (!text.is_empty()).then_some(MarkdownPiece::Text(text));
    out.extend(text(head));
    if !inner.is_empty() {
        *pairs += 1;
        let pair = *pairs;
        out.push(MarkdownPiece::Mark { sign, opens: true, pair });
        out.extend(inner);
        out.push(MarkdownPiece::Mark { sign, opens: false, pair });
    }
    out.extend(text(tail));
}

/// Removes pairs of marks that CommonMark would not read as emphasis (6.2). Returns whether there were any.
fn drop_unreadable_marks(pieces: &mut Vec<MarkdownPiece>) -> bool {
    let mut broken: Vec<usize> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let MarkdownPiece::Mark { sign, opens, pair } = piece else { continue };
        let before = at.checked_sub(1).and_then(|at| pieces.get(at)).and_then(MarkdownPiece::last);
        let after = pieces.get(at + 1).and_then(MarkdownPiece::first);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        // Parsers differ in what is punctuation beyond ASCII, so such a character counts as unsuitable.
        let is_sign = |c: Option<char>| c.is_some_and(|c| c.is_ascii_punctuation());
        let may_be_sign = |c: Option<char>| c.is_some_and(|c| !is_word_character(c) && !c.is_whitespace());
        let (outer, inner) = if *opens { (before, after) } else { (after, before) };
        let flanks = !is_space(inner) && (!may_be_sign(inner) || is_space(outer) || is_sign(outer));
        let fits = flanks && (*sign != "_" || is_space(outer) || is_sign(outer));
        // Adjacent marks of the same sign would be read as one.
        let touches = outer.is_some_and(|c| sign.starts_with(c)) || inner.is_some_and(|c| sign.starts_with(c));
        // Our own reader refuses what may be plain text, or takes it for that.
        let is_in_name = if *opens {
            is_within_address(&pieces[..at].iter().map(MarkdownPiece::text).collect::<String>())
        } else {
            continues_name(&pieces[at + 1..].iter().map(MarkdownPiece::text).collect::<String>())
        };
        let is_doubtful = is_in_name
            || *sign == "**" && outer.is_some_and(|c| joins_word(c) || "()[]{}".contains(c))
            || *opens && inner.is_some_and(ends_mark);
        if !fits || touches || is_doubtful {
            broken.push(*pair);
        }
    }
    broken.sort_unstable();
    pieces.retain(|piece| !matches!(piece, MarkdownPiece::Mark { pair, .. } if broken.binary_search(pair).is_ok()));
    !broken.is_empty()
}
