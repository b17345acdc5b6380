//! Addresses: the permalink of a release, the name of a file in it, web and e-mail addresses.

use std::borrow::Cow;
use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::name::{Lang, NameError, Slug, is_reserved, is_uri_char, text_type};
use super::paths;
use super::phone::Phone;

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

/// An absolute address with the scheme http, https, mailto or tel, in ASCII: a host is in punycode, a telephone number in E.164, anything
/// else is percent-encoded (RFC 3986, RFC 3966, RFC 6068).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebAddress(String);
text_type!(WebAddress);

impl WebAddress {
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
                let host = parse_authority(host)?;
                // An empty path is the root (RFC 3986 section 6.2.3).
                let slash = if path.starts_with('/') { "" } else { "/" };
                Ok(WebAddress(format!("{scheme}://{host}{slash}{}", percent_encode(path))))
            }
            "mailto" => {
                let (to, headers) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
                let email = Email::parse(to)?;
                Ok(WebAddress(format!("mailto:{}{}", percent_encode(email.as_str()), percent_encode(headers))))
            }
            "tel" => parse_tel(rest).map(|number| WebAddress(format!("tel:{number}"))),
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

    /// As it is printed: without the scheme and without a slash at its end, its host in the letters of its language.
    pub fn without_scheme(&self) -> Cow<'_, str> {
        let bare = self.without_scheme_in_ascii();
        if !bare.contains("xn--") {
            return Cow::Borrowed(bare);
        }
        let (local, rest) = bare.split_once('@').map_or(("", bare), |(local, rest)| (&bare[..=local.len()], rest));
        let (host, path) = rest.split_at(rest.find(['/', '?', '#', ':']).unwrap_or(rest.len()));
        Cow::Owned(format!("{local}{}{path}", decode_host(host)))
    }

    fn without_scheme_in_ascii(&self) -> &str {
        let schemes = ["https://", "http://", "mailto:", "tel:"];
        let bare = schemes.iter().find_map(|scheme| self.0.strip_prefix(scheme)).unwrap_or(&self.0);
        bare.trim_end_matches('/')
    }

    /// Whether `text` is the address itself, with or without its scheme. A part of it is not enough to reach it.
    pub fn is_written_as(&self, text: &str) -> bool {
        let (text, bare) = (text.trim().trim_end_matches('/'), self.without_scheme_in_ascii());
        if text == self.0.trim_end_matches('/') || text == bare || bare.strip_prefix("www.") == Some(text) {
            return true;
        }
        // A telephone number is grouped as people like; a host may be in capitals, and in letters that are sent as punycode.
        let is_same = |written: &str| WebAddress::parse(written).is_ok_and(|it| it.without_scheme_in_ascii() == bare);
        match self.0.split_once(':') {
            Some(("tel", _)) => is_same(text) || is_same(&format!("tel:{text}")),
            Some(("mailto", _)) => text.contains('@') && (is_same(text) || is_same(&format!("mailto:{text}"))),
            _ if text.contains(char::is_whitespace) || !text.contains('.') => false,
            _ if text.contains("://") => is_same(text),
            _ => is_same(&format!("https://{text}")) || is_same(&format!("https://www.{text}")),
        }
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

/// The path of a page that a release had at another site: `/nyheter/2026/ny-skola.html`. Percent-encoded, without a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormerPath(String);
text_type!(FormerPath);

impl FormerPath {
    pub fn parse(text: &str) -> Result<FormerPath, NameError> {
        const LONGEST: usize = 2000;
        let path = text.trim();
        let is_relative = path.split('/').any(|step| matches!(step, "." | ".."));
        if !path.starts_with('/') || path.contains("//") || path.contains(['?', '#', '\\']) || is_relative || path.len() > LONGEST {
            return Err(NameError::Shape);
        }
        // The root of a site leads to many pages.
        if path == "/" {
            return Err(NameError::Blank);
        }
        let address = WebAddress::parse(&format!("https://x.example{path}"))?;
        Ok(FormerPath(address.path().to_owned()))
    }
}

/// An e-mail address. Its host is written in any letters and sent as punycode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Result<Email, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Blank);
        }
        let Some((local, host)) = text.split_once('@') else {
            return Err(text.chars().find(|c| !is_email_char(*c)).map_or(NameError::Shape, NameError::Character));
        };
        // What precedes the host is ASCII: most mail servers take nothing else (RFC 6531 is an extension).
        let is_allowed = |c: char| is_email_char(c) && c != '@';
        if let Some(c) = local.chars().find(|c| !is_allowed(*c)) {
            return Err(NameError::Character(c));
        }
        if let Some(c) = host.chars().find(|c| c.is_ascii() && !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))) {
            return Err(if is_email_char(c) { NameError::Shape } else { NameError::Character(c) });
        }
        let dots = |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with('.') || part.contains("..");
        if dots(local) || dots(host) || !host.contains('.') {
            return Err(NameError::Shape);
        }
        let host = if host.is_ascii() { host.to_owned() } else { encode_host(host)? };
        let email = format!("{local}@{host}");
        if email.len() > 254 { Err(NameError::TooLong { limit: 254 }) } else { Ok(Email(email)) }
    }

    /// In ASCII, as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `mailto:press@solvik.example` (RFC 6068).
    pub fn uri(&self) -> String {
        format!("mailto:{}", self.0.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('#', "%23"))
    }
}

/// As readers see it, in the letters of its language.
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once('@') {
            Some((local, host)) if host.contains("xn--") => write!(f, "{local}@{}", decode_host(host)),
            _ => f.write_str(&self.0),
        }
    }
}

fn is_email_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$&'*+-/=?^_`{|}~.@%".contains(c)
}

/// Host and port, in lower case and ASCII.
fn parse_authority(authority: &str) -> Result<String, NameError> {
    let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
    if host.is_empty() {
        return Err(NameError::Shape);
    }
    // Refuses user names, passwords and IPv6 addresses, which do not belong in a press release.
    if let Some(c) = host.chars().find(|c| c.is_ascii() && !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))) {
        return Err(NameError::Character(c));
    }
    if host.starts_with(['.', '-']) || host.contains("..") {
        return Err(NameError::Shape);
    }
    if port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(NameError::Shape);
    }
    let host = if host.is_ascii() { host.to_ascii_lowercase() } else { encode_host(host)? };
    Ok(format!("{host}{port}"))
}

/// The ASCII form of an internationalised host name (RFC 5891 section 4, with the mapping of UTS #46).
fn encode_host(host: &str) -> Result<String, NameError> {
    let encoded = Uts46::new().to_ascii(host.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify);
    encoded.map(Cow::into_owned).map_err(|_| NameError::Shape)
}

/// The letters of a host in punycode; unchanged where it is not valid.
fn decode_host(host: &str) -> Cow<'_, str> {
    let (decoded, result) = Uts46::new().to_unicode(host.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    if result.is_ok() { decoded } else { Cow::Borrowed(host) }
}

/// A number for `tel:`, however it is grouped: E.164 where it is a full number, or as it is dialled (`112`, `*21#`).
fn parse_tel(written: &str) -> Result<String, NameError> {
    let written = written.replace("%20", " ");
    if let Ok(phone) = Phone::parse(&written) {
        return Ok(phone.e164().to_owned());
    }
    let number: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    if number.bytes().any(|byte| byte.is_ascii_digit()) { Ok(percent_encode(&number)) } else { Err(NameError::Shape) }
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
    fn hosts_in_any_letters_are_shown_as_written_and_sent_as_punycode() {
        let address = WebAddress::parse("https://Räksmörgås.example:8443/å").unwrap();
        assert_eq!(address.as_str(), "https://xn--rksmrgs-5wao1o.example:8443/%C3%A5");
        assert_eq!(address.without_scheme(), "räksmörgås.example:8443/%C3%A5");
        assert!(WebAddress::parse("https://räksmörgås.example").unwrap().is_written_as("räksmörgås.example"));
        let mailto = WebAddress::parse("mailto:info@räksmörgås.example?subject=å").unwrap();
        assert_eq!(mailto.as_str(), "mailto:info@xn--rksmrgs-5wao1o.example?subject=%C3%A5");
        assert!(WebAddress::parse("mailto:info@räksmörgås.example").unwrap().is_written_as("info@räksmörgås.example"));
        let email = Email::parse("info@räksmörgås.example").unwrap();
        assert_eq!(
            (email.to_string().as_str(), email.uri().as_str()),
            ("info@räksmörgås.example", "mailto:info@xn--rksmrgs-5wao1o.example")
        );
        for bad in [
            "https://å..example/",
            "https://-å.example/",
            "https://å\u{200b} b.example/",
            "mailto:åsa@solvik.example",
            "mailto:a@å",
        ] {
            assert!(WebAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn telephone_numbers_are_dialled_however_they_are_grouped() {
        for (written, number) in [
            ("tel:08-465 004 01", "tel:+46846500401"),
            ("TEL: +46 (0)8-465 004 01", "tel:+46846500401"),
            ("tel:+46%208%20465%20004%2001", "tel:+46846500401"),
            ("tel:112", "tel:112"),
            ("tel:114 14", "tel:11414"),
        ] {
            let address = WebAddress::parse(written).unwrap();
            assert_eq!(address.as_str(), number);
            assert!(address.is_written_as(written.split_once(':').unwrap().1.trim()) || written.contains('%'), "{written}");
        }
        assert!(WebAddress::parse("tel:växeln").is_err());
    }

    #[test]
    fn an_email_holds_nothing_but_an_address() {
        assert!(Email::parse("press@solvik.example").is_ok());
        for bad in ["press", "a@b", "a@b.se\r\nBcc: x@evil.example", "a b@c.se", "\"><x>@solvik.example", "a@@b.se", ".a@b.se"] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}
