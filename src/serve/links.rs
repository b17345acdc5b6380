//! A file is called `index.html` so that pages work from any folder; on the web its folder is the address. What is served links there at once,
//! and saves each reader a redirect.

const FILE: &str = "index.html";

/// The page with its own relative links to folders instead of their files. Everything else stays, byte for byte: a link to somebody else's
/// `index.html`, and what stands in the text.
pub fn to_folders(html: Vec<u8>) -> Vec<u8> {
    let Ok(page) = std::str::from_utf8(&html) else { return html };
    let mut written = String::with_capacity(page.len());
    let mut rest = page;
    // A quotation mark within a text or a value is written as a reference, so this stands only in tags.
    while let Some(at) = rest.find(" href=\"") {
        let (before, value) = rest.split_at(at + " href=\"".len());
        written.push_str(before);
        let end = value.find('"').unwrap_or(value.len());
        let (address, after) = value.split_at(end);
        written.push_str(&folder(address).unwrap_or_else(|| address.to_owned()));
        rest = after;
    }
    written.push_str(rest);
    written.into_bytes()
}

fn folder(address: &str) -> Option<String> {
    let (path, fragment) = address.find('#').map_or((address, ""), |at| address.split_at(at));
    let folder = path.strip_suffix(FILE)?;
    let is_own = !path.contains(':') && !path.starts_with("//") && (folder.is_empty() || folder.ends_with('/'));
    let folder = if folder.is_empty() { "./" } else { folder };
    is_own.then(|| format!("{folder}{fragment}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_links_lead_to_folders_and_nothing_else_changes() {
        let served = |html: &str| String::from_utf8(to_folders(html.as_bytes().to_vec())).unwrap();
        for (page, becomes) in [
            (r#"<a href="../x/index.html">x</a>"#, r#"<a href="../x/">x</a>"#),
            (r#"<a class="y" href="index.html#nu">x</a>"#, r#"<a class="y" href="./#nu">x</a>"#),
            (r#"<a href="/nyheter/index.html">"#, r#"<a href="/nyheter/">"#),
            (
                r#"<a href="https://x.example/index.html">index.html</a>"#,
                r#"<a href="https://x.example/index.html">index.html</a>"#,
            ),
            (r#"<a href="//x.example/index.html">"#, r#"<a href="//x.example/index.html">"#),
            (r#"<a href="my-index.html">"#, r#"<a href="my-index.html">"#),
            ("<p>Skriv &lt;a href=&quot;index.html&quot;&gt;", "<p>Skriv &lt;a href=&quot;index.html&quot;&gt;"),
            ("<a href=\"index.html", "<a href=\"./"),
        ] {
            assert_eq!(served(page), becomes);
        }
    }
}
