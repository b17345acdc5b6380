//! Addresses: the permalink of a release, the name of a file in it, web and e-mail addresses.

use std::fmt;

use super::name::{Lang, NameError, Slug, is_reserved, is_uri_char, text_type};
use super::paths;

/// The permanent address of a release: its year, its slug and, for a translation, its language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permalink {
    /// The year of its folder: part of the address, never recomputed.
    pub year: i16,
    pub slug: Slug,
    /// `None` for the original, which is in the folder itself.
    pub translation: Option<Lang>,
}

impl Permalink {
    pub fn new(year: i16, slug: Slug) -> Permalink {
        Permalink { year, slug, translation: None }
    }

    /// The permalink of the original: of a translation, the folder above.
    pub fn original(&self) -> Permalink {
        Permalink { translation: None, ..self.clone() }
    }

    pub fn translated(&self, lang: &Lang) -> Permalink {
        Permalink { translation: Some(lang.clone()), ..self.clone() }
    }

    /// The folder of all its outputs: `releases/2017/<slug>/`, `releases/2017/<slug>/en/`.
    pub fn folder(&self) -> String {
        match &self.translation {
            None => format!("{}{}/{}/", paths::RELEASES, self.year, self.slug),
            Some(lang) => format!("{}{}/{}/{}/", paths::RELEASES, self.year, self.slug, lang.as_str().to_ascii_lowercase()),
        }
    }

    /// Its page: `releases/2017/<slug>/index.html`.
    pub fn page(&self) -> String {
        format!("{}index.html", self.folder())
    }

    /// Short, and of this release only: `2017/<slug>`, `2017/<slug>/en`.
    pub fn name(&self) -> String {
        self.folder().trim_start_matches(paths::RELEASES).trim_end_matches('/').to_owned()
    }

    /// The file in its folder that is named for the release: `releases/2017/<slug>/<slug>.pdf`.
    pub fn file(&self, extension: &str) -> String {
        format!("{}{}.{extension}", self.folder(), self.slug)
    }
}

/// The name of a picture or document in an address: `a-z`, `0-9`, `-`, `_` and `.`, at most 100 bytes. It has an extension, begins and ends
/// with a letter or digit, and has no two dots in a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);
text_type!(FileName);

impl FileName {
    const LIMIT: usize = 100;

    pub fn parse(text: &str) -> Result<FileName, NameError> {
        if text.is_empty() {
            return Err(NameError::Blank);
        }
        if text.len() > FileName::LIMIT {
            return Err(NameError::TooLong { limit: FileName::LIMIT });
        }
        if let Some(c) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '_' | '.')) {
            return Err(NameError::Character(c));
        }
        let (stem, end) = text.split_once('.').ok_or(NameError::Shape)?;
        let edge = |c: char| !c.is_ascii_alphanumeric();
        if stem.is_empty() || end.is_empty() || text.starts_with(edge) || text.ends_with(edge) || text.contains("..") {
            return Err(NameError::Shape);
        }
        if is_reserved(stem) { Err(NameError::Reserved) } else { Ok(FileName(text.to_owned())) }
    }

    /// Makes a valid name: "Bilaga 1 – Karta.PDF" becomes `bilaga-1-karta.pdf`. `None` when nothing is left.
    pub fn suggest(text: &str) -> Option<FileName> {
        let (stem, end) = text.rsplit_once('.')?;
        let stem = Slug::from_headline(stem)?;
        FileName::parse(&format!("{stem}.{}", end.to_ascii_lowercase())).ok()
    }
}

/// An absolute address with the scheme http, https, mailto or tel, in ASCII: anything else is percent-encoded (RFC 3986).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebAddress(String);
text_type!(WebAddress);

impl WebAddress {
    /// Non-ASCII characters and spaces of path, query and fragment are percent-encoded; a host must be ASCII already.
    pub fn parse(text: &str) -> Result<WebAddress, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Blank);
        }
        if let Some(c) = text.chars().find(|c| c.is_control()) {
            return Err(NameError::Character(c));
        }
        let (scheme, rest) = text.split_once(':').ok_or(NameError::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            "http" | "https" => {
                let rest = rest.strip_prefix("//").ok_or(NameError::Shape)?;
                let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                let (host, path) = rest.split_at(end);
                check_host(host)?;
                // An empty path is the root (RFC 3986 section 6.2.3).
                let slash = if path.starts_with('/') { "" } else { "/" };
                Ok(WebAddress(format!("{scheme}://{}{slash}{}", host.to_ascii_lowercase(), percent_encode(path))))
            }
            "mailto" => {
                Email::parse(rest.split('?').next().unwrap_or_default())?;
                Ok(WebAddress(format!("mailto:{}", percent_encode(rest))))
            }
            "tel" if rest.bytes().any(|b| b.is_ascii_digit()) => Ok(WebAddress(format!("tel:{}", percent_encode(rest)))),
            "tel" => Err(NameError::Shape),
            _ => Err(NameError::Scheme),
        }
    }

    /// Appends a relative path.
    pub fn join(&self, path: &str) -> WebAddress {
        let base = self.0.trim_end_matches('/');
        WebAddress(format!("{base}/{}", percent_encode(path.trim_start_matches('/'))))
    }

    /// The host of an http address: `www.skolverket.se`.
    pub fn host(&self) -> Option<&str> {
        let rest = self.0.split_once("://")?.1;
        let authority = rest.split(['/', '?', '#']).next()?;
        Some(authority.split(':').next().unwrap_or(authority))
    }

    /// As it is printed: without the scheme and without a slash at its end.
    pub fn without_scheme(&self) -> &str {
        let schemes = ["https://", "http://", "mailto:", "tel:"];
        let bare = schemes.iter().find_map(|scheme| self.0.strip_prefix(scheme)).unwrap_or(&self.0);
        bare.trim_end_matches('/')
    }

    /// Whether `text` is the address itself, with or without its scheme. A part of it is not enough to reach it.
    pub fn is_written_as(&self, text: &str) -> bool {
        let (text, bare) = (text.trim().trim_end_matches('/'), self.without_scheme());
        text == self.0.trim_end_matches('/') || text == bare || bare.strip_prefix("www.") == Some(text)
    }

    /// The path of an http address: `/sv/feed.rss`.
    pub fn path(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }

    /// Whether it is an http address on another host than `home`.
    pub fn is_external_to(&self, home: &WebAddress) -> bool {
        self.host().is_some() && self.host() != home.host()
    }
}

/// An e-mail address in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Result<Email, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Blank);
        }
        if text.len() > 254 {
            return Err(NameError::TooLong { limit: 254 });
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$&'*+-/=?^_`{|}~.@%".contains(c);
        if let Some(c) = text.chars().find(|c| !allowed(*c)) {
            return Err(NameError::Character(c));
        }
        let (local, domain) = text.split_once('@').ok_or(NameError::Shape)?;
        let dots = |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with('.') || part.contains("..");
        let domain_fits = domain.contains('.') && domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        if dots(local) || dots(domain) || !domain_fits { Err(NameError::Shape) } else { Ok(Email(text.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `mailto:press@solvik.example` (RFC 6068).
    pub fn uri(&self) -> String {
        format!("mailto:{}", self.0.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('#', "%23"))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_host(authority: &str) -> Result<(), NameError> {
    let (host, port) = authority.split_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
    if host.is_empty() {
        return Err(NameError::Shape);
    }
    // Refuses user names, passwords and IPv6 addresses, which do not belong in a press release.
    if let Some(c) = host.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))) {
        return Err(NameError::Character(c));
    }
    if host.starts_with(['.', '-']) || host.contains("..") {
        return Err(NameError::Shape);
    }
    match port {
        Some(port) if port.parse::<u16>().is_err() => Err(NameError::Shape),
        _ => Ok(()),
    }
}

fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        let is_escape = b == b'%' && bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        // Brackets are for IPv6 hosts only; in a path they are data.
        if is_escape || (b != b'%' && !matches!(b, b'[' | b']') && is_uri_char(b as char)) {
            out.push(b as char);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_in_every_folder_and_address() {
        for good in ["karta.png", "arsbudget_2026-v2.1.pdf"] {
            assert!(FileName::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", "karta", "Karta.png", "../x.png", "a/b.png", ".png", "a..png", "con.png", "å.png", "a b.png", "-a.png"] {
            assert!(FileName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(FileName::suggest("Bilaga 1 – Karta.PDF").unwrap().as_str(), "bilaga-1-karta.pdf");
    }

    #[test]
    fn addresses_are_absolute_ascii_and_harmless() {
        let address = |text: &str| WebAddress::parse(text).map(|a| a.to_string());
        assert_eq!(
            address("https://www.Solvik.example/å?ö=ä b#c").as_deref(),
            Ok("https://www.solvik.example/%C3%A5?%C3%B6=%C3%A4%20b#c")
        );
        assert_eq!(address("https://solvik.example").as_deref(), Ok("https://solvik.example/"));
        assert_eq!(address("https://solvik.example/100%25%").as_deref(), Ok("https://solvik.example/100%25%25"));
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "//host/x",
            "/a",
            "x",
            "http://user:pass@solvik.example/",
            "https://solvik.example:99999/",
            "http://[::1",
            "https://",
            "mailto:x",
        ] {
            assert!(WebAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_email_holds_nothing_but_an_address() {
        assert!(Email::parse("press@solvik.example").is_ok());
        for bad in ["press", "a@b", "a@b.se\r\nBcc: x@evil.example", "a b@c.se", "\"><x>@solvik.example", "a@@b.se", ".a@b.se"] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}
