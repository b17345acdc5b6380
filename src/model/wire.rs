//! Settings of the press wire: codes, charsets, and dialects of formats.

use super::name::SingleLine;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// The source identifier of IPTC 7901: `BOT`.
    pub service: Letters,
    /// The category of IPTC 7901: `PRM` for press releases.
    pub category: Letters,
    /// The sender's place in the header of IPTC 7901: `BOTKYRKA`.
    pub home: SingleLine,
    pub press_text: Charset,
    pub iptc7901: Charset,
    /// Of NITF and NewsML-G2; other characters are written as numeric references.
    pub xml: Charset,
    pub mark: MarkLanguage,
    pub nitf: NitfDialect,
    pub ninjs: NinjsVersion,
}

/// ASCII capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters(String);

impl Letters {
    /// `least` to `most` letters in any case.
    pub fn parse(text: &str, least: usize, most: usize) -> Option<Letters> {
        let fits = (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        fits.then(|| Letters(text.to_ascii_uppercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    Utf8,
    /// ISO 8859-1.
    Latin1,
    /// ISO 8859-1 with dashes and curved quotes in place of controls.
    Windows1252,
    Ascii,
    /// ISO 646-SE, Swedish 7-bit: `Å` is `]`.
    Swedish7,
}

impl Charset {
    pub const ALL: [Charset; 5] = [Charset::Ascii, Charset::Latin1, Charset::Windows1252, Charset::Utf8, Charset::Swedish7];

    /// Its name at IANA, if it has one.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "utf-8",
            Charset::Latin1 => "iso-8859-1",
            Charset::Windows1252 => "windows-1252",
            Charset::Ascii => "us-ascii",
            Charset::Swedish7 => "iso646-se",
        }
    }

    /// In any case; `ascii` is `us-ascii`.
    pub fn from_name(name: &str) -> Option<Charset> {
        let name = if name.eq_ignore_ascii_case("ascii") { "us-ascii" } else { name };
        Charset::ALL.into_iter().find(|charset| charset.name().eq_ignore_ascii_case(name))
    }
}

/// The language of the line "not for publication" in IPTC 7901. Superdesk looks for the English one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkLanguage {
    Both,
    English,
    /// In the language of the release.
    Own,
}

/// NITF has a namespace since 3.0; Superdesk accepts only files without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NitfDialect {
    Standard,
    Superdesk,
}

/// The names of properties are in camelCase since 3.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NinjsVersion {
    V3_1,
    V2_2,
}

impl Wire {
    /// The defaults, named after the host under which ids are minted.
    pub fn from_authority(id_authority: &SingleLine) -> Wire {
        let first = id_authority.as_str().split('.').next().unwrap_or_default();
        let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let mut service: String = letters(id_authority.as_str()).chars().filter(char::is_ascii_alphabetic).take(3).collect();
        if service.len() < 2 {
            service = "PRM".to_owned();
        }
        let home = letters(first);
        Wire {
            service: Letters(service),
            category: Letters("PRM".to_owned()),
            home: SingleLine::parse(&home).unwrap_or_else(|_| id_authority.clone()),
            press_text: Charset::Utf8,
            iptc7901: Charset::Latin1,
            xml: Charset::Utf8,
            mark: MarkLanguage::Both,
            nitf: NitfDialect::Standard,
            ninjs: NinjsVersion::V3_1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_codes_are_taken_from_the_host() {
        for (host, service, home) in
            [("botkyrka.se", "BOT", "BOTKYRKA"), ("a1.se", "ASE", "A1"), ("xn--4-gla.se", "XNG", "XN4GLA"), ("1.2", "PRM", "1")]
        {
            let wire = Wire::from_authority(&SingleLine::parse(host).unwrap());
            assert_eq!((wire.service.as_str(), wire.home.as_str()), (service, home), "{host}");
        }
    }

    #[test]
    fn charsets_have_names() {
        for charset in Charset::ALL {
            assert_eq!(Charset::from_name(charset.name()), Some(charset));
        }
        assert_eq!(Charset::from_name("latin1"), None);
    }
}
