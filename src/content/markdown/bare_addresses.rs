//! Addresses in running text become links: `www.solvik.example`, `https://...`, `press@solvik.example`. The text stays as it is typed.
//!
//! Only what is surely an address is linked, after the extended autolinks of GitHub Flavored Markdown (section 6.9).

use std::ops::Range;

use crate::model::name::is_invisible;
use crate::model::{Inline, WebAddress};

/// The parts of a whole run, with a space for each tab and line end, and links for addresses.
pub(super) fn finish_parts(parts: Vec<Inline>) -> Vec<Inline> {
    link_bare_addresses(replace_gaps(parts, &['\t', '\n']))
}

pub(super) fn replace_gaps(mut parts: Vec<Inline>, gaps: &[char]) -> Vec<Inline> {
    for part in &mut parts {
        match part {
            Inline::Text(text) if text.contains(gaps) => *text = text.replace(gaps, " "),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                *inner = replace_gaps(std::mem::take(inner), gaps);
            }
            Inline::Text(_) | Inline::Break => {}
        }
    }
    parts
}

/// Links the addresses in `parts`; those within a link are its text.
pub(super) fn link_bare_addresses(parts: Vec<Inline>) -> Vec<Inline> {
    // Most runs hold none, and are returned as they are.
    if parts.iter().any(may_hold_address) { link_parts(parts, (None, None)) } else { parts }
}

fn may_hold_address(part: &Inline) -> bool {
    match part {
        Inline::Text(text) => text.contains(['@', ':']) || ["www.", "Www.", "WWW."].iter().any(|start| text.contains(start)),
        Inline::Emphasis(inner) | Inline::Strong(inner) => inner.iter().any(may_hold_address),
        Inline::Link { .. } | Inline::Break => false,
    }
}

/// `around` are the characters before and after `parts`: an address does not end within a word, whatever part of it is emphasised.
fn link_parts(parts: Vec<Inline>, around: (Option<char>, Option<char>)) -> Vec<Inline> {
    let edges: Vec<_> = parts.iter().map(|part| (edge(part, false), edge(part, true))).collect();
    let mut linked = Vec::with_capacity(parts.len());
    for (at, part) in parts.into_iter().enumerate() {
        let before = if at == 0 { around.0 } else { edges[at - 1].1 };
        let after = edges.get(at + 1).map_or(around.1, |edges| edges.0);
        match part {
            Inline::Text(text) => link_text(text, (before, after), &mut linked),
            Inline::Emphasis(inner) => linked.push(Inline::Emphasis(link_parts(inner, (before, after)))),
            Inline::Strong(inner) => linked.push(Inline::Strong(link_parts(inner, (before, after)))),
            Inline::Link { .. } | Inline::Break => linked.push(part),
        }
    }
    linked
}

/// The first or last character of a part; a break is white space.
fn edge(part: &Inline, is_last: bool) -> Option<char> {
    match part {
        Inline::Text(text) if is_last => text.chars().next_back(),
        Inline::Text(text) => text.chars().next(),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
            edge(if is_last { inner.last() } else { inner.first() }?, is_last)
        }
        Inline::Break => Some(' '),
    }
}

fn link_text(text: String, around: (Option<char>, Option<char>), linked: &mut Vec<Inline>) {
    let mut from = 0;
    for (span, to) in find_addresses(&text, around) {
        if from < span.start {
            linked.push(Inline::Text(text[from..span.start].to_owned()));
        }
        linked.push(Inline::Link { to, text: vec![Inline::Text(text[span.clone()].to_owned())] });
        from = span.end;
    }
    if from == 0 {
        linked.push(Inline::Text(text));
    } else if from < text.len() {
        linked.push(Inline::Text(text[from..].to_owned()));
    }
}

/// What no address holds, whatever is around it.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || "<>\"“”„«»|\\".contains(c)
}

/// The addresses of `text`, in order. The characters `around` it are of the same word when they are no white space.
fn find_addresses(text: &str, around: (Option<char>, Option<char>)) -> Vec<(Range<usize>, WebAddress)> {
    let mut found = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive(ends_address) {
        let word = piece.trim_end_matches(ends_address);
        let end = start + word.len();
        let mut from = start;
        while from < end {
            let before = text[..from].chars().next_back().or(around.0);
            let Some((span, to)) = find_in_word(&text[from..end], before) else { break };
            let span = from + span.start..from + span.end;
            // `www.solvik*vik*.example` is one word.
            let is_cut = span.end == text.len() && around.1.is_some_and(|c| c.is_alphanumeric() || "/_-@".contains(c));
            from = span.end;
            if !is_cut {
                found.push((span, to));
            }
        }
        start += piece.len();
    }
    found
}

/// The first address of a word, which `before` precedes.
fn find_in_word(word: &str, before: Option<char>) -> Option<(Range<usize>, WebAddress)> {
    let lower = word.to_ascii_lowercase();
    let scheme = ["https://", "http://", "mailto:"].iter().filter_map(|scheme| lower.find(scheme)).min();
    let first = scheme.into_iter().chain(lower.find("www.")).chain(lower.find('@')).min()?;
    let preceding = |at: usize| word[..at].chars().next_back().or(if at == 0 { before } else { None });
    let is_within_word = |at: usize| preceding(at).is_some_and(|c| c.is_alphanumeric() || "@/._-+=&#%?".contains(c));
    if scheme == Some(first) {
        // A scheme that leads to no address makes all of the word doubtful.
        let span = first..first + trim_address(&word[first..]).len();
        let to = WebAddress::parse(&word[span.clone()]).ok().filter(|to| to.host().is_none_or(|host| host.contains('.')));
        return to.filter(|_| !is_within_word(first) && !word[span.clone()].contains(is_invisible)).map(|to| (span, to));
    }
    if lower[first..].starts_with("www.") {
        let host = host_length(&word[first..]);
        let path = word[first + host..].starts_with(['/', '?', '#', ':']);
        let rest = if path { trim_address(&word[first..]).len() } else { host };
        let span = first..first + rest.max(host);
        let is_plausible = is_host(&word[first..first + host]) && word[first..first + host].matches('.').count() > 1;
        let is_followed = word[span.end..].starts_with(['@', '_']);
        let to = WebAddress::parse(&format!("https://{}", &word[span.clone()])).ok();
        let to =
            to.filter(|_| is_plausible && !is_followed && !is_within_word(first) && !word[span.clone()].contains(is_invisible));
        return to.map(|to| (span, to));
    }
    let local =
        word[..first].len() - word[..first].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "._+-".contains(c)).len();
    let local = word[first - local..first].trim_start_matches(['.', '-', '+', '_']);
    let host = host_length(&word[first + 1..]);
    let span = first - local.len()..first + 1 + host;
    let is_followed = word[span.end..].starts_with(['@', '_', '/', ':', '=']);
    let is_plausible = !local.is_empty() && is_host(&word[first + 1..span.end]) && !is_followed && !is_within_word(span.start);
    let to = WebAddress::parse(&format!("mailto:{}", &word[span.clone()])).ok().filter(|_| is_plausible)?;
    Some((span, to))
}

/// Without the punctuation of the sentence around it; a closing bracket stays if it is opened within.
fn trim_address(text: &str) -> &str {
    let mut address = text;
    while let Some(last) = address.chars().next_back() {
        let is_unpaired = |open: char| address.matches(last).count() > address.matches(open).count();
        let is_trimmed = match last {
            ')' => is_unpaired('('),
            ']' => is_unpaired('['),
            '}' => is_unpaired('{'),
            c => ".,:;!?'’‘*_~…–—".contains(c),
        };
        if !is_trimmed {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

/// The length of the host at the beginning of `text`.
fn host_length(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-']).len()
}

/// Whether it has the form of a host, with a top-level domain in letters. In `www.solvik.example.Sedan` a space is missing.
pub(super) fn is_host(host: &str) -> bool {
    let Some((rest, last)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let is_top_level = last.chars().count() > 1 && (last.chars().all(char::is_alphabetic) || last.starts_with("xn--"));
    let begins_sentence = last.starts_with(char::is_uppercase) && rest.contains(char::is_lowercase);
    rest.split('.').all(is_label) && is_top_level && !begins_sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<(String, String)> {
        let find = find_addresses(text, (None, None));
        find.into_iter().map(|(span, to)| (text[span].to_owned(), to.to_string())).collect()
    }

    #[test]
    fn what_is_surely_an_address_is_linked_without_the_punctuation_around_it() {
        for (text, typed, to) in [
            ("Läs på www.solvik.example.", "www.solvik.example", "https://www.solvik.example/"),
            ("(www.solvik.example/bygge_(nytt))", "www.solvik.example/bygge_(nytt)", "https://www.solvik.example/bygge_(nytt)"),
            ("Webb:WWW.SOLVIK.EXAMPLE", "WWW.SOLVIK.EXAMPLE", "https://www.solvik.example/"),
            ("www.räksmörgås.example!", "www.räksmörgås.example", "https://www.xn--rksmrgs-5wao1o.example/"),
            ("Se http://solvik.example/a?b=c#d, och", "http://solvik.example/a?b=c#d", "http://solvik.example/a?b=c#d"),
            ("E-post: press@solvik.example, ring", "press@solvik.example", "mailto:press@solvik.example"),
            ("”anna.o-berg@solvik.example”", "anna.o-berg@solvik.example", "mailto:anna.o-berg@solvik.example"),
            ("mailto:info@räksmörgås.example", "mailto:info@räksmörgås.example", "mailto:info@xn--rksmrgs-5wao1o.example"),
        ] {
            assert_eq!(links(text), [(typed.to_owned(), to.to_owned())], "{text}");
        }
        assert_eq!(links("www.a.example,www.b.example").len(), 2);
        assert_eq!(links("a@a.example;b@b.example").len(), 2);
    }

    #[test]
    fn what_may_be_something_else_is_left_as_text() {
        for text in [
            "www.solvik",
            "www.solvik.example.Därefter",
            "awww.solvik.example",
            "åsa@solvik.example",
            "a@b@c.example",
            "@solvik",
            "3@5.00",
            "https://user:pass@solvik.example/",
            "https://localhost/",
            "javascript://www.solvik.example",
            "www.solvik\u{ad}.example",
        ] {
            assert_eq!(links(text), [], "{text}");
        }
    }
}
