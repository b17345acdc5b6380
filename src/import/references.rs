//! Character references in XML and HTML.

use crate::import::html;

/// `text` with its references decoded as often as it was escaped, at most three times, and whether there were any.
pub fn unescape(text: &str) -> (String, bool) {
    let mut text = text.to_owned();
    for round in 0..3 {
        let read = replace(&text);
        if read == text {
            return (text, round > 0);
        }
        text = read;
    }
    (text, true)
}

/// `text` with each reference decoded once; tags stay.
pub fn replace(text: &str) -> String {
    replace_with(text, html::decode_reference)
}

/// `text` with each reference replaced by the result of `decode` for its name.
pub fn replace_with(text: &str, mut decode: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next().unwrap_or_default();
        let tail = after.get(name.len()..).and_then(|tail| tail.strip_prefix(';')).filter(|_| (1..=40).contains(&name.len()));
        match tail.and_then(|tail| Some((tail, decode(name)?))) {
            Some((tail, decoded)) => {
                out.push_str(&decoded);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
