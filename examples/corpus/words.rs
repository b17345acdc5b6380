//! What the words of a release are made of, in every language.

use super::english::ENGLISH;
use super::swedish::SWEDISH;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Language {
    Swedish,
    English,
}

impl Language {
    pub(super) fn words(self) -> &'static Words {
        match self {
            Language::Swedish => &SWEDISH,
            Language::English => &ENGLISH,
        }
    }
}

/// What a release of one language is made of.
pub(super) struct Words {
    pub(super) chair: &'static str,
    pub(super) deputy: &'static str,
    pub(super) press_officer: &'static str,
    pub(super) months: [&'static str; 12],
    pub(super) few: &'static [&'static str],
    pub(super) headlines: &'static [&'static str],
    pub(super) invitations: &'static [&'static str],
    pub(super) statements: &'static [&'static str],
    /// Makes a headline longer than it should be.
    pub(super) long_tail: &'static str,
    pub(super) leads: &'static [&'static str],
    pub(super) sentences: &'static [&'static str],
    pub(super) headings: &'static [&'static str],
    /// What may stand before what is said.
    pub(super) openings: &'static [&'static str],
    pub(super) quotes: &'static [&'static str],
    pub(super) says: &'static [&'static str],
    pub(super) time_and_place: &'static str,
    pub(super) list_intros: &'static [&'static str],
    pub(super) items: &'static [&'static str],
    pub(super) steps_intro: &'static str,
    pub(super) steps: &'static [&'static str],
    pub(super) tables: &'static [Table],
    pub(super) more: &'static str,
    pub(super) links: &'static [&'static str],
    pub(super) amendments: &'static [Amendment],
}

#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) head: [&'static str; 2],
    pub(super) rows: &'static [&'static str],
}

/// A change: what readers are told, the paragraph as it is, and as it was (empty: it was not there).
pub(super) struct Amendment {
    pub(super) kind: &'static str,
    pub(super) note: &'static str,
    pub(super) now: &'static str,
    pub(super) before: &'static str,
}

/// A department and what it sends releases about.
pub(super) struct Beat {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) duty: &'static str,
    pub(super) topics: &'static [&'static str],
    pub(super) swedish: Voice,
    pub(super) english: Voice,
}

/// A department in one language.
pub(super) struct Voice {
    pub(super) committee: &'static str,
    pub(super) officers: [&'static str; 3],
    /// Noun phrases with an article, so that they can begin a sentence and end it.
    pub(super) subjects: &'static [&'static str],
    pub(super) told: &'static [&'static str],
}

impl Beat {
    pub(super) fn voice(&self, language: Language) -> &Voice {
        match language {
            Language::Swedish => &self.swedish,
            Language::English => &self.english,
        }
    }
}
