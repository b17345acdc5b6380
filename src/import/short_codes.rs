//! Short codes of publishing systems, which only those can expand: `[gallery ids="1,2"]`, `{{< figure src="a.jpg" >}}`, `{% include x %}`.

use crate::diag::Message;
use crate::msg;

/// A longer one is a text between brackets.
const MAX_LENGTH: usize = 400;

/// The short codes of a text: their line, from 0, and the code.
pub fn find(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, words) in text.split('\n').enumerate() {
        let mut at = 0;
        while let Some((start, rest)) = next_sign(words, at) {
            let code = bracketed(rest, text).or_else(|| braced(rest));
            found.extend(code.map(|code| (line, code)));
            at = start + code.map_or(1, str::len);
        }
    }
    found
}

/// The note about a code that is kept as text, and its remedy.
pub fn kept(code: &str) -> (Message, Message) {
    (
        msg!("the short code `{code}` is kept as text", "kortkoden `{code}` står kvar som text"),
        msg!("replace it with what it showed", "ersätt den med det som den visade"),
    )
}

fn next_sign(text: &str, from: usize) -> Option<(usize, &str)> {
    let at = from + text.get(from..)?.find(['[', '{'])?;
    Some((at, text.get(at..)?))
}

/// `[word ...]` with an equals sign or a closing twin somewhere in `text`; a link of Markdown is none.
fn bracketed<'t>(rest: &'t str, text: &str) -> Option<&'t str> {
    let inside = rest.strip_prefix('[')?;
    let end = inside.char_indices().take(MAX_LENGTH).find(|(_, c)| *c == ']').map(|(at, _)| at)?;
    let (words, after) = inside.split_at_checked(end)?;
    let name = words.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).next()?;
    let is_name = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let has_value = words.get(name.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace) && rest.contains('='));
    let closes = words.strip_prefix('/').is_some_and(|rest| rest.trim_end() == name && text.contains(&format!("[{name}")));
    let is_closed = text.contains(&format!("[/{name}]"));
    let is_link = after.starts_with("](") || after.starts_with("][");
    (is_name && !is_link && (has_value || closes || is_closed || KNOWN.contains(&words.trim()))).then(|| rest.get(..end + 2))?
}

/// Codes of WordPress that can have no value.
const KNOWN: [&str; 7] = ["gallery", "caption", "embed", "video", "audio", "playlist", "contact-form"];

/// `{{< ... >}}`, `{{% ... %}}`, `{{ ... }}` and `{% ... %}` of Hugo, Jekyll and Eleventy.
fn braced(rest: &str) -> Option<&str> {
    let end = match rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    let at = rest.get(2..)?.find(end)?;
    rest.get(..at + 4).filter(|code| code.len() <= MAX_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_are_told_from_brackets() {
        let codes = |text: &str| find(text).into_iter().map(|(_, code)| code.to_owned()).collect::<Vec<_>>();
        assert_eq!(codes("a [okand kod=”1″] b"), ["[okand kod=”1″]"]);
        assert_eq!(codes("[ruta]Text[/ruta]"), ["[ruta]", "[/ruta]"]);
        assert_eq!(codes("x {{< figure src=\"a.jpg\" >}} y {% include z.html %} {{ page.title }}").len(), 3);
        assert_eq!(codes("[gallery]"), ["[gallery]"]);
        for text in ["[1] och [sic]", "[ord](https://a.example/?x=1)", "[klass 1]", "{x}", "[", "[a=b]", "[Red. anm.: x = 2]"] {
            assert_eq!(codes(text), Vec::<String>::new(), "{text}");
        }
    }
}
