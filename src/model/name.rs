//! Strings that cannot be wrong: slug, language, id, headline, web address.
//!
//! Each is built by `parse`, which refuses with a [`NameError`]; inside the house nobody checks again.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Why a string is not what it should be. The content room says it to the author in their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    /// Nothing is left once white space and invisible characters are taken away.
    Blank,
    /// More than `limit` bytes.
    TooLong { limit: usize },
    /// This character cannot stand here.
    Character(char),
    /// A name that file systems or this site keep for themselves (`con`, `index`).
    Reserved,
    /// A web address whose scheme is not http, https, mailto or tel.
    Scheme,
    /// The text has not the shape that is asked for.
    Shape,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Blank => f.write_str("nothing is written here"),
            NameError::TooLong { limit } => write!(f, "longer than {limit} bytes"),
            NameError::Character(c) => write!(f, "the character {c:?} cannot stand here"),
            NameError::Reserved => f.write_str("this name is reserved"),
            NameError::Scheme => f.write_str("only http, https, mailto and tel addresses can be used"),
            NameError::Shape => f.write_str("not of the expected form"),
        }
    }
}

macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// The folder name and last part of the address: `a-z`, `0-9` and single hyphens, 1 to 100 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);
text_type!(Slug);

impl Slug {
    const LIMIT: usize = 100;

    pub fn parse(text: &str) -> Result<Slug, NameError> {
        if text.is_empty() {
            return Err(NameError::Blank);
        }
        if text.len() > Slug::LIMIT {
            return Err(NameError::TooLong { limit: Slug::LIMIT });
        }
        if let Some(c) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(NameError::Character(c));
        }
        if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err(NameError::Shape);
        }
        if is_reserved(text) {
            return Err(NameError::Reserved);
        }
        Ok(Slug(text.to_owned()))
    }

    /// A slug for a headline: "Återvändsgator öppnar" becomes `atervandsgator-oppnar`.
    /// Letters without an ASCII base (Arabic, Chinese) are left out; `None` when nothing is left.
    pub fn from_headline(text: &str) -> Option<Slug> {
        let mut slug = String::new();
        for c in text.nfkd().flat_map(char::to_lowercase) {
            let part = match c {
                'a'..='z' | '0'..='9' => {
                    slug.push(c);
                    continue;
                }
                'ø' => "o",
                'æ' => "ae",
                'ß' => "ss",
                'ð' | 'đ' => "d",
                'þ' => "th",
                'ł' => "l",
                'œ' => "oe",
                'ı' => "i",
                // Combining marks, soft hyphens, zero-width characters and the colon of "S:t" join what stands around them.
                '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\'' | '’' | ':' => "",
                _ => "-",
            };
            if part != "-" || !(slug.is_empty() || slug.ends_with('-')) {
                slug.push_str(part);
            }
        }
        if slug.len() > 80 {
            // Cut at a word, so that the address stays readable.
            let cut = slug[..80].rfind('-').filter(|&at| at > 20).unwrap_or(80);
            slug.truncate(cut);
        }
        let slug = slug.trim_matches('-');
        if is_reserved(slug) { Slug::parse(&format!("{slug}-1")).ok() } else { Slug::parse(slug).ok() }
    }
}

/// Device names that Windows keeps for itself, and the file name of every folder's page.
fn is_reserved(text: &str) -> bool {
    let numbered = |stem: &str| text.strip_prefix(stem).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(text, "con" | "prn" | "aux" | "nul" | "index") || numbered("com") || numbered("lpt")
}

/// Where a release stands for ever: its year, its slug and, for a translation, its language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permalink {
    /// The year of the folder it stands in: part of its address, never recomputed.
    pub year: i16,
    pub slug: Slug,
    /// `None` for the original, which stands in the folder itself.
    pub translation: Option<Lang>,
}

impl Permalink {
    pub fn new(year: i16, slug: Slug) -> Permalink {
        Permalink { year, slug, translation: None }
    }

    /// The original's: of a translation, the folder above.
    pub fn original(&self) -> Permalink {
        Permalink { translation: None, ..self.clone() }
    }

    /// The folder of all its outputs: `releases/2017/<slug>/`, `releases/2017/<slug>/en/`.
    pub fn folder(&self) -> String {
        match &self.translation {
            None => format!("releases/{}/{}/", self.year, self.slug),
            Some(lang) => format!("releases/{}/{}/{}/", self.year, self.slug, lang.as_str().to_ascii_lowercase()),
        }
    }

    /// The file in its folder that is named for the release: `releases/2017/<slug>/<slug>.pdf`.
    pub fn file(&self, extension: &str) -> String {
        format!("{}{}.{extension}", self.folder(), self.slug)
    }
}

/// The name of a picture or document as it stands in an address: `a-z`, `0-9`, `-`, `_` and `.`, at most 100 bytes. It has an ending, begins
/// and ends with a letter or digit, and no two dots stand together.
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

    /// A name for a file of any name: "Bilaga 1 – Karta.PDF" becomes `bilaga-1-karta.pdf`. `None` when nothing is left.
    pub fn suggest(text: &str) -> Option<FileName> {
        let (stem, end) = text.rsplit_once('.')?;
        let stem = Slug::from_headline(stem)?;
        FileName::parse(&format!("{stem}.{}", end.to_ascii_lowercase())).ok()
    }
}

/// The key of a contact, department or topic in its file: same form as a slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);
text_type!(Key);

impl Key {
    pub fn parse(text: &str) -> Result<Key, NameError> {
        Slug::parse(text).map(|slug| Key(slug.0))
    }
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

/// A language tag (BCP 47, RFC 5646), for example `sv` or `en-GB`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(String);
text_type!(Lang);

impl Lang {
    pub fn parse(text: &str) -> Result<Lang, NameError> {
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or_default();
        let well_formed = (2..=3).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if well_formed { Ok(Lang(text.to_owned())) } else { Err(NameError::Shape) }
    }

    /// Swedish: the language of the first newsroom.
    pub fn swedish() -> Lang {
        Lang("sv".to_owned())
    }

    /// The first part of the tag: `en` of `en-GB`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    pub fn direction(&self) -> Direction {
        match self.primary() {
            "ar" | "he" | "fa" | "ur" | "ckb" | "ps" | "yi" | "syr" | "dv" | "ug" | "sd" => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }
}

/// The identity of a release for ever: a `tag:` URI (RFC 4151), a URN or, for imported releases, the http address it had.
/// It is minted once and survives a new headline, slug or host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReleaseId(String);
text_type!(ReleaseId);

impl ReleaseId {
    const LIMIT: usize = 500;

    pub fn parse(text: &str) -> Result<ReleaseId, NameError> {
        if text.trim().is_empty() {
            return Err(NameError::Blank);
        }
        if text.len() > ReleaseId::LIMIT {
            return Err(NameError::TooLong { limit: ReleaseId::LIMIT });
        }
        if let Some(c) = text.chars().find(|c| !is_uri_char(*c)) {
            return Err(NameError::Character(c));
        }
        let (scheme, rest) = text.split_once(':').ok_or(NameError::Shape)?;
        let well_formed = match scheme {
            "tag" => is_tag(rest),
            "urn" => rest.split_once(':').is_some_and(|(nid, nss)| nid.len() > 1 && !nss.is_empty()),
            "http" | "https" => rest.len() > 2 && rest.starts_with("//"),
            _ => false,
        };
        if well_formed { Ok(ReleaseId(text.to_owned())) } else { Err(NameError::Shape) }
    }

    /// A new id: `authority` is the newsroom's host name, `day` the day of minting as `YYYY-MM-DD`, and
    /// `seed` whatever tells this release from every other (an instant and a headline, or an imported text).
    pub fn mint(authority: &str, day: &str, seed: &[u8]) -> Result<ReleaseId, NameError> {
        let hash = blake3::hash(seed).to_hex();
        ReleaseId::parse(&format!("tag:{authority},{day}:release/{}", &hash[..16]))
    }
}

/// RFC 4151 section 2.1: `authority,date:specific`, where the date is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_tag(rest: &str) -> bool {
    let Some((authority, rest)) = rest.split_once(',') else { return false };
    let Some((date, specific)) = rest.split_once(':') else { return false };
    let date_fits = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let authority_fits =
        !authority.is_empty() && authority.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@' | '_'));
    date_fits && authority_fits && !specific.is_empty()
}

/// A character that a URI may hold unescaped (RFC 3986 section 2), or the percent sign of an escape.
fn is_uri_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

/// One line of text that says something: a name, a role, a label. White space at its ends is gone, line breaks and
/// tabs have become spaces, control characters are refused; everything else is as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line(String);
text_type!(Line);

impl Line {
    pub fn parse(text: &str) -> Result<Line, NameError> {
        let mut line = String::with_capacity(text.len());
        for c in text.trim().chars() {
            match c {
                '\r' | '\n' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    if !line.ends_with(' ') {
                        line.push(' ');
                    }
                }
                // A space after a line break that became a space: they were one gap.
                ' ' if line.ends_with(' ') && text.contains(['\r', '\n', '\t']) => {}
                c if c.is_control() || is_noncharacter(c) => return Err(NameError::Character(c)),
                c => line.push(c),
            }
        }
        if line.chars().all(is_invisible) { Err(NameError::Blank) } else { Ok(Line(line)) }
    }
}

/// The headline, without the kind ("Pressmeddelande:") that each output writes in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Headline(Line);

impl Headline {
    const LIMIT: usize = 1000;

    pub fn parse(text: &str) -> Result<Headline, NameError> {
        let line = Line::parse(text)?;
        if line.0.len() > Headline::LIMIT { Err(NameError::TooLong { limit: Headline::LIMIT }) } else { Ok(Headline(line)) }
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// True for what leaves no mark on paper: white space, soft hyphens, zero-width and direction characters.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The code points that Unicode keeps out of text for ever (section 23.7): U+FDD0..FDEF and the last two of each plane.
pub fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32 & 0xfffe) == 0xfffe
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
                // A host alone means its root (RFC 3986 section 6.2.3).
                let slash = if path.starts_with('/') { "" } else { "/" };
                Ok(WebAddress(format!("{scheme}://{}{slash}{}", host.to_ascii_lowercase(), percent_encode(path))))
            }
            "mailto" => {
                super::party::Email::parse(rest.split('?').next().unwrap_or_default())?;
                Ok(WebAddress(format!("mailto:{}", percent_encode(rest))))
            }
            "tel" if rest.bytes().any(|b| b.is_ascii_digit()) => Ok(WebAddress(format!("tel:{}", percent_encode(rest)))),
            "tel" => Err(NameError::Shape),
            _ => Err(NameError::Scheme),
        }
    }

    /// This address with `path` (relative, in the characters of a path) put at its end.
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

    /// True when `words` are the address itself, with or without its scheme. A part of it does not do: nobody gets there by "karta".
    pub fn is_told_by(&self, words: &str) -> bool {
        let (words, whole) = (words.trim().trim_end_matches('/'), self.0.trim_end_matches('/'));
        let bare = ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| whole.strip_prefix(scheme)).unwrap_or(whole);
        words == whole || words == bare || bare.strip_prefix("www.") == Some(words)
    }

    /// What stands after the host: `/sv/feed.rss`.
    pub fn path(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }

    /// True for an http address on another host than `home`: one that leaves the newsroom's site.
    pub fn leaves(&self, home: &WebAddress) -> bool {
        self.host().is_some() && self.host() != home.host()
    }
}

fn check_host(authority: &str) -> Result<(), NameError> {
    let (host, port) = authority.split_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
    if host.is_empty() {
        return Err(NameError::Shape);
    }
    // No user name and password in an address, no brackets of IPv6: neither belongs in a press release.
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
        let escape = b == b'%' && bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        // Brackets are for IPv6 hosts only; in a path they are data.
        if escape || (b != b'%' && !matches!(b, b'[' | b']') && is_uri_char(b as char)) {
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
    fn headlines_become_readable_slugs() {
        let slug = |text: &str| Slug::from_headline(text).map(|s| s.to_string());
        assert_eq!(slug("Återvändsgator öppnar i Örby!").as_deref(), Some("atervandsgator-oppnar-i-orby"));
        assert_eq!(slug("A\u{30a}terva\u{308}nds – gator").as_deref(), Some("atervands-gator"));
        assert_eq!(slug("S:t Botvids gymnasium").as_deref(), Some("st-botvids-gymnasium"));
        assert_eq!(slug("con").as_deref(), Some("con-1"));
        assert_eq!(slug("افتتاح"), None);
        assert!(slug(&"Flaggstångsknopp".repeat(300)).unwrap().len() <= 80);
    }

    #[test]
    fn slugs_cannot_leave_their_folder() {
        for bad in ["", "..", "../x", "a/b", "A", "å", "nul", "com1", "a--b", "-a", ".htaccess", "index"] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_of_files_are_safe_in_every_folder_and_address() {
        for good in ["karta.png", "arsbudget_2026-v2.1.pdf", "a--b.png"] {
            assert!(FileName::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", "karta", "Karta.png", "../x.png", "a/b.png", ".png", "a..png", "con.png", "å.png", "a b.png", "-a.png"] {
            assert!(FileName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(FileName::suggest("Bilaga 1 – Karta.PDF").unwrap().as_str(), "bilaga-1-karta.pdf");
    }

    #[test]
    fn ids_are_tag_uris() {
        assert!(ReleaseId::parse("tag:botkyrka.se,2017:pm/skolor").is_ok());
        assert!(ReleaseId::parse("tag:botkyrka.se,2017-06-20:release/7e0e9b139d12aa5d").is_ok());
        for bad in ["", "tag:botkyrka.se", "tag:,2017:x", "tag:botkyrka.se,17:x", "javascript:alert(1)", "tag:a.se,2017:ö"] {
            assert!(ReleaseId::parse(bad).is_err(), "{bad:?}");
        }
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
    fn a_line_is_one_line_and_says_something() {
        assert_eq!(Line::parse("Rad ett\r\nRad två\trad tre").unwrap().as_str(), "Rad ett Rad två rad tre");
        assert_eq!(Line::parse("två  mellanslag").unwrap().as_str(), "två  mellanslag");
        assert_eq!(Line::parse(" \u{a0}\u{200b}\u{3000} "), Err(NameError::Blank));
        assert_eq!(Line::parse("a\u{7}b"), Err(NameError::Character('\u{7}')));
    }
}
