//! Validated strings: slugs, languages, ids, headlines (see `address.rs` for addresses).
//!
//! Each is built by `parse`, so that nothing else has to check them.

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::invisible::without_invisible;

/// Why a string is refused. `content` words it for authors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    /// Only white space and invisible characters.
    Blank,
    /// More than `limit` bytes.
    TooLong { limit: usize },
    /// A character that is not allowed.
    Character(char),
    /// Reserved by file systems or by this site (`con`, `index`).
    Reserved,
    /// Not http, https, mailto or tel.
    Scheme,
    /// Not of the expected form.
    Shape,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Blank => f.write_str("empty"),
            NameError::TooLong { limit } => write!(f, "longer than {limit} bytes"),
            NameError::Character(c) => write!(f, "the character {c:?} is not allowed"),
            NameError::Reserved => f.write_str("reserved"),
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
pub(super) use text_type;

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

    /// "Återvändsgator öppnar" becomes `atervandsgator-oppnar`. Letters without an ASCII base (Arabic, Chinese) are left out; `None` when
    /// nothing is left.
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
                // Combining marks, soft hyphens, zero-width characters and the colon of "S:t" are part of a word.
                '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\'' | '’' | ':' => "",
                _ => "-",
            };
            if part != "-" || !(slug.is_empty() || slug.ends_with('-')) {
                slug.push_str(part);
            }
        }
        if slug.len() > 80 {
            // Cut at a word.
            let cut = slug[..80].rfind('-').filter(|&at| at > 20).unwrap_or(80);
            slug.truncate(cut);
        }
        let slug = slug.trim_matches('-');
        if is_reserved(slug) { Slug::parse(&format!("{slug}-1")).ok() } else { Slug::parse(slug).ok() }
    }
}

/// Device names of Windows, and the file name of each folder's page.
pub(super) fn is_reserved(text: &str) -> bool {
    let is_numbered = |stem: &str| text.strip_prefix(stem).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(text, "con" | "prn" | "aux" | "nul" | "index") || is_numbered("com") || is_numbered("lpt")
}

/// The key of a contact, department or topic, in the form of a slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);
text_type!(Key);

impl Key {
    pub fn parse(text: &str) -> Result<Key, NameError> {
        Slug::parse(text).map(|slug| Key(slug.0))
    }
}

/// The writing direction of a language.
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
        let is_well_formed = (2..=3).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if is_well_formed { Ok(Lang(normalize_case(text))) } else { Err(NameError::Shape) }
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

/// The recommended case (RFC 5646 section 2.1.1): `en-GB`, `zh-Hant`.
fn normalize_case(tag: &str) -> String {
    let part = |(n, part): (usize, &str)| match (n, part.len()) {
        (1.., 2) => part.to_ascii_uppercase(),
        (1.., 4) => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
        _ => part.to_ascii_lowercase(),
    };
    tag.split('-').enumerate().map(part).collect::<Vec<_>>().join("-")
}

/// The permanent id of a release: a `tag:` URI (RFC 4151), a URN or, for imported releases, the former http address. It is minted once and
/// survives a new headline, slug or host.
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
        let is_well_formed = match scheme {
            "tag" => is_tag(rest),
            "urn" => rest.split_once(':').is_some_and(|(nid, nss)| nid.len() > 1 && !nss.is_empty()),
            "http" | "https" => rest.len() > 2 && rest.starts_with("//"),
            _ => false,
        };
        if is_well_formed { Ok(ReleaseId(text.to_owned())) } else { Err(NameError::Shape) }
    }

    /// A new id: `authority` is the newsroom's host name, `day` the day of minting as `YYYY-MM-DD`, and `seed` is unique to the release (an
    /// instant and a headline, or an imported text).
    pub fn mint(authority: &str, day: &str, seed: &[u8]) -> Result<ReleaseId, NameError> {
        let hash = blake3::hash(seed).to_hex();
        ReleaseId::parse(&format!("tag:{authority},{day}:release/{}", &hash[..16]))
    }
}

/// RFC 4151 section 2.1: `authority,date:specific`, where the date is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_tag(rest: &str) -> bool {
    let Some((authority, rest)) = rest.split_once(',') else { return false };
    let Some((date, specific)) = rest.split_once(':') else { return false };
    let is_date = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let is_authority =
        !authority.is_empty() && authority.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@' | '_'));
    is_date && is_authority && !specific.is_empty()
}

/// An unreserved or reserved character of a URI (RFC 3986 section 2), or the percent sign of an escape.
pub(super) fn is_uri_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

/// One line of visible text: a name, a role, a label. White space at its ends is removed, line breaks and tabs become spaces, and control
/// characters are refused; everything else is as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SingleLine(String);
text_type!(SingleLine);

impl SingleLine {
    pub fn parse(text: &str) -> Result<SingleLine, NameError> {
        let mut line = String::with_capacity(text.len());
        for c in text.trim().chars() {
            match c {
                '\r' | '\n' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    if !line.ends_with(' ') {
                        line.push(' ');
                    }
                }
                // Part of the same gap as a line break.
                ' ' if line.ends_with(' ') && text.contains(['\r', '\n', '\t']) => {}
                c if c.is_control() || is_noncharacter(c) => return Err(NameError::Character(c)),
                c => line.push(c),
            }
        }
        if line.chars().all(is_invisible) { Err(NameError::Blank) } else { Ok(SingleLine(line)) }
    }
}

/// The headline, without the kind ("Pressmeddelande:"), which each output writes in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Headline {
    written: SingleLine,
    /// As data, where that differs.
    title: Option<Box<str>>,
}

impl Headline {
    const LIMIT: usize = 1000;

    pub fn parse(text: &str) -> Result<Headline, NameError> {
        let line = SingleLine::parse(text)?;
        if line.0.len() > Headline::LIMIT {
            return Err(NameError::TooLong { limit: Headline::LIMIT });
        }
        let title = match without_invisible(&line.0) {
            Cow::Owned(title) => Some(title.trim().into()),
            Cow::Borrowed(_) => None,
        };
        Ok(Headline { written: line, title })
    }

    /// A title for programs and lists, without invisible characters.
    pub fn as_str(&self) -> &str {
        self.title.as_deref().unwrap_or(self.written.as_str())
    }

    /// As the author wrote it, with the soft hyphens at which a line of a page may end.
    pub fn as_written(&self) -> &str {
        self.written.as_str()
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// White space, and the characters with Unicode's property Default_Ignorable_Code_Point: soft hyphens, zero-width, direction, variation and
/// tag characters, fillers.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}')
        || matches!(c, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Unicode section 23.7: U+FDD0..FDEF and the last two code points of each plane.
pub fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32 & 0xfffe) == 0xfffe
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
    fn ids_are_tag_uris() {
        assert!(ReleaseId::parse("tag:botkyrka.se,2017:pm/skolor").is_ok());
        assert!(ReleaseId::parse("tag:botkyrka.se,2017-06-20:release/7e0e9b139d12aa5d").is_ok());
        for bad in ["", "tag:botkyrka.se", "tag:,2017:x", "tag:botkyrka.se,17:x", "javascript:alert(1)", "tag:a.se,2017:ö"] {
            assert!(ReleaseId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_line_is_one_line_of_visible_text() {
        assert_eq!(SingleLine::parse("Rad ett\r\nRad två\trad tre").unwrap().as_str(), "Rad ett Rad två rad tre");
        assert_eq!(SingleLine::parse("två  mellanslag").unwrap().as_str(), "två  mellanslag");
        assert_eq!(SingleLine::parse(" \u{a0}\u{200b}\u{3000} "), Err(NameError::Blank));
        assert_eq!(SingleLine::parse("a\u{7}b"), Err(NameError::Character('\u{7}')));
    }
}
