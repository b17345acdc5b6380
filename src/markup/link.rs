//! Links between the site's own files.

use std::borrow::Cow;

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

/// A path with its percent-encoded bytes decoded; unchanged if that is not UTF-8.
pub fn decoded(path: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_as_servers_read_them() {
        for (path, read) in
            [("/a%20b/", "/a b/"), ("/%C3%A5", "/å"), ("/100%25%", "/100%%"), ("/%FF", "/%FF"), ("/%4", "/%4"), ("/%+f", "/%+f")]
        {
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
