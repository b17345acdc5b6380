//! Links between the site's own files.

use crate::model::LinkStyle;

/// The link from the file `from` to the file `to`, both relative to the output folder: `../../../index.html`.
/// `to` may end in a fragment.
pub fn relative(style: LinkStyle, from: &str, to: &str) -> String {
    let here: Vec<&str> = from.split('/').collect();
    let there: Vec<&str> = to.split('/').collect();
    let folders = |path: &[&str]| path.len().saturating_sub(1);
    let shared = here.iter().zip(&there).take(folders(&here).min(folders(&there))).take_while(|(a, b)| a == b).count();
    let mut link = "../".repeat(folders(&here) - shared);
    link.push_str(&there[shared..].join("/"));
    if style == LinkStyle::Files { link } else { folder(&link).unwrap_or(link) }
}

/// The folder that a link to its `index.html` leads to; `None` for a link to any other file.
fn folder(link: &str) -> Option<String> {
    let (path, fragment) = link.find('#').map_or((link, ""), |at| link.split_at(at));
    let folder = path.strip_suffix("index.html")?;
    match folder {
        "" => Some(format!("./{fragment}")),
        _ => folder.ends_with('/').then(|| format!("{folder}{fragment}")),
    }
}

/// A path with its percent-encoded bytes decoded; one that is no text then stays as it is.
pub fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// A text as forms write it into an address: `ny+skola+%26+bad`.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_as_servers_read_them() {
        for (path, read) in [("/a%20b/", "/a b/"), ("/%C3%A5", "/å"), ("/100%25%", "/100%%"), ("/%FF", "/%FF"), ("/%4", "/%4")] {
            assert_eq!(decoded(path), read);
        }
    }

    #[test]
    fn ways_between_files() {
        for (from, to, way) in [
            ("index.html", "assets/depesch.css", "assets/depesch.css"),
            ("index.html", "index.html", "index.html"),
            ("releases/2017/a/index.html", "index.html", "../../../index.html"),
            ("releases/2017/a/index.html", "releases/2017/a/a.pdf", "a.pdf"),
            ("releases/2017/a/index.html", "releases/2018/a/index.html", "../../2018/a/index.html"),
            ("nyhetsarkiv/index.html", "nyhetsarkiv/2017/index.html", "2017/index.html"),
            ("nyhetsarkiv/2017/index.html", "nyhetsarkiv/index.html", "../index.html"),
            ("nyhetsarkiv/2017/index.html", "index.html#x", "../../index.html#x"),
        ] {
            assert_eq!(relative(LinkStyle::Files, from, to), way, "{from} -> {to}");
        }
        for (from, to, link) in [
            ("index.html", "index.html#x", "./#x"),
            ("index.html", "press/index.html", "press/"),
            ("nyhetsarkiv/2017/index.html", "nyhetsarkiv/index.html", "../"),
            ("nyhetsarkiv/index.html", "my-index.html", "../my-index.html"),
            ("releases/2017/a/index.html", "releases/2017/a/a.pdf", "a.pdf"),
        ] {
            assert_eq!(relative(LinkStyle::Folders, from, to), link, "{from} -> {to}");
        }
    }
}
