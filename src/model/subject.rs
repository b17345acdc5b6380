//! IPTC Media Topics, the subjects of news. <https://cv.iptc.org/newscodes/mediatopic/>

use std::fmt;

use super::name::SingleLine;

/// The Media Topic of a newsroom's topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaTopic {
    pub code: SubjectCode,
    /// Its name in the vocabulary, if known.
    pub swedish: Option<SingleLine>,
    pub english: Option<SingleLine>,
    /// The older subject code, for NITF.
    pub nitf: Option<SubjectCode>,
}

/// Eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectCode(u32);

impl SubjectCode {
    /// `None` for anything but eight digits.
    pub fn parse(text: &str) -> Option<SubjectCode> {
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().ok().map(SubjectCode) } else { None }
    }

    pub fn new(number: u32) -> Option<SubjectCode> {
        (number < 100_000_000).then_some(SubjectCode(number))
    }

    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SubjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl MediaTopic {
    /// Its URI in the vocabulary.
    pub fn address(&self) -> String {
        format!("http://cv.iptc.org/newscodes/mediatopic/{}", self.code)
    }

    /// Its QCode in NewsML-G2.
    pub fn qcode(&self) -> String {
        format!("medtop:{}", self.code)
    }

    /// The names, with their language tags.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &SingleLine)> {
        let swedish = self.swedish.iter().map(|name| ("sv", name));
        swedish.chain(self.english.iter().map(|name| ("en", name)))
    }
}
