//! Links: their destinations, and the text for screen readers that copying leaves behind them.

use crate::import::phrases;
use crate::import::styled_text::{LinkTarget, RunStyle, StyledText};
use crate::model::WebAddress;

/// Text that pages hide behind links for screen readers, longest first.
const LINK_SUFFIXES: &str = "länk till annan webbplats, öppnas i nytt fönster|länk till annan webbplats, öppnas i ett nytt fönster|\
    länk till annan webbplats öppnas i nytt fönster|extern länk, öppnas i nytt fönster|\
    link to another website, opens in new window|link to another website, opens in a new window|\
    external link, opens in new window|(öppnas i nytt fönster)|(opens in new window)|(opens in a new tab)|\
    , öppnas i nytt fönster|, opens in new window|, opens in a new window";

/// Removes the suffixes of links, and returns them with their lines. Without a link before it, a suffix makes the text from the beginning of
/// the sentence a link without an address.
pub fn strip_link_suffixes(text: &StyledText) -> (StyledText, Vec<(usize, String)>) {
    let plain = text.plain_text();
    let mut removed = Vec::new();
    let mut out = StyledText::default();
    let mut read = 0;
    while let Some((at, length)) = find_link_suffix(&plain, read) {
        let before = text.slice(read..at).trim_end();
        let linked = before.runs.last().is_some_and(|run| run.style.link.is_some());
        let words = if linked { before.plain_text().len() } else { last_sentence_start(&before.plain_text()) };
        out.append(&before.slice(0..words));
        for run in before.slice_from(words).runs {
            out.push(&run.text, &RunStyle { link: Some(LinkTarget::Unknown), ..run.style }, run.line);
        }
        removed.push((before.line(), plain.get(at..at + length).unwrap_or_default().trim().to_owned()));
        read = at + length;
        // The suffix has its own full stop.
        let stop = out.runs.last().is_some_and(|run| run.text.ends_with('.'));
        read += usize::from(stop && plain.get(read..).is_some_and(|rest| rest.starts_with('.')));
    }
    if removed.is_empty() {
        return (text.clone(), removed);
    }
    out.append(&text.slice_from(read));
    (out, removed)
}

fn find_link_suffix(text: &str, from: usize) -> Option<(usize, usize)> {
    let first = |c: char| matches!(c.to_ascii_lowercase(), 'l' | 'e' | '(' | ',');
    text.get(from..)?.char_indices().filter(|(_, c)| first(*c)).find_map(|(at, _)| {
        let at = at + from;
        let rest = text.get(at..)?;
        LINK_SUFFIXES.split('|').find_map(|tail| phrases::starts_with(rest, tail)).map(|length| (at, length))
    })
}

/// The start of the last sentence or line.
fn last_sentence_start(text: &str) -> usize {
    let ends = [". ", "! ", "? ", "\n"];
    ends.iter().filter_map(|end| text.rfind(end).map(|at| at + end.len())).max().unwrap_or(0)
}

/// Links addresses in plain text to themselves.
pub fn link_bare_addresses(text: &StyledText) -> StyledText {
    let mut out = StyledText::default();
    for run in &text.runs {
        let mut rest = run.text.as_str();
        while let Some(at) = find_address(rest) {
            let (before, from) = rest.split_at(at);
            let end = from.find(|c: char| c.is_whitespace() || "<>\"”“’()[]".contains(c)).unwrap_or(from.len());
            let word = from.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?']);
            out.push(before, &run.style, run.line);
            let address = if word.starts_with("http") { word.to_owned() } else { format!("https://{word}") };
            let link = WebAddress::parse(&address).ok().filter(|_| run.style.link.is_none()).map(LinkTarget::To);
            let style = RunStyle { link: link.or(run.style.link.clone()), ..run.style.clone() };
            out.push(word, &style, run.line);
            rest = from.get(word.len()..).unwrap_or_default();
        }
        out.push(rest, &run.style, run.line);
    }
    out
}

/// The start of the next `http://`, `https://` or `www.`.
fn find_address(text: &str) -> Option<usize> {
    let begins = |at: &usize| text.get(at + 4..).is_some_and(|rest| rest.starts_with("://") || rest.starts_with("s://"));
    let with_scheme = text.match_indices("http").map(|(at, _)| at).find(begins);
    // A name needs two dots to be one: `www.solvik.example`.
    let is_host = |at: &usize| {
        let starts = !text.get(..*at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || "./@-".contains(c)));
        let host = text.get(at + 4..).unwrap_or_default();
        let host = host.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).next().unwrap_or_default();
        starts && host.trim_end_matches('.').contains('.')
    };
    let bare = text.match_indices("www.").map(|(at, _)| at).find(is_host);
    with_scheme.into_iter().chain(bare).min()
}

/// The absolute address of `reference` on a page at `base` (RFC 3986, 5.2); `None` when it is unknown or not publishable.
pub fn resolve(base: Option<&str>, reference: &str) -> Option<WebAddress> {
    // Browsers remove tabs and line breaks from addresses.
    let reference: String = reference.trim().chars().filter(|c| !c.is_control()).collect();
    if has_scheme(&reference) {
        return WebAddress::parse(&reference).ok();
    }
    let base = base?;
    let (scheme, rest) = base.split_once("://")?;
    if let Some(other) = reference.strip_prefix("//") {
        return WebAddress::parse(&format!("{scheme}://{other}")).ok();
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if reference.is_empty() || reference.starts_with('#') {
        // A fragment of the old page leads nowhere.
        return None;
    }
    if reference.starts_with('?') {
        return WebAddress::parse(&format!("{scheme}://{host}{path}{reference}")).ok();
    }
    let split = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path_steps, query) = reference.split_at_checked(split)?;
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or("/");
    let whole = if path_steps.starts_with('/') { path_steps.to_owned() } else { format!("{folder}{path_steps}") };
    WebAddress::parse(&format!("{scheme}://{host}{}{query}", remove_dot_segments(&whole))).ok()
}

/// RFC 3986, 5.2.4.
fn remove_dot_segments(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let mut path_steps = path.split('/').skip(1).peekable();
    while let Some(segment) = path_steps.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    segments.pop();
                }
                if path_steps.peek().is_none() {
                    segments.push("");
                }
            }
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_browsers_do() {
        let page = Some("https://www.solvik.example/nyheter/2026/bron.html?x=1");
        let to = |reference: &str| resolve(page, reference).map(|address| address.to_string());
        for (reference, expected) in [
            ("../../bygga/", "https://www.solvik.example/bygga/"),
            ("/a/./b/../c?d#e", "https://www.solvik.example/a/c?d#e"),
            ("karta.pdf", "https://www.solvik.example/nyheter/2026/karta.pdf"),
            ("//karta.example/x", "https://karta.example/x"),
            ("../../../..", "https://www.solvik.example/"),
            ("mailto:press@solvik.example", "mailto:press@solvik.example"),
            ("?sida=2", "https://www.solvik.example/nyheter/2026/bron.html?sida=2"),
        ] {
            assert_eq!(to(reference).as_deref(), Some(expected), "{reference}");
        }
        for bad in ["#topp", "", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x"] {
            assert_eq!(to(bad), None, "{bad}");
        }
        assert_eq!(resolve(None, "/a"), None);
    }

    #[test]
    fn words_for_screen_readers_go_and_leave_a_link_to_complete() {
        let text = StyledText::new(
            "Projektet växer. Läs mer på Skolverkets webbplatslänk till annan webbplats, öppnas i nytt fönster.",
            1,
        );
        let (stripped, removed) = strip_link_suffixes(&text);
        assert_eq!(stripped.plain_text(), "Projektet växer. Läs mer på Skolverkets webbplats.");
        assert_eq!(stripped.runs[1].text, "Läs mer på Skolverkets webbplats");
        assert_eq!(stripped.runs[1].style.link, Some(LinkTarget::Unknown));
        assert_eq!(removed.len(), 1);
    }
}
