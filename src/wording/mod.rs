//! The words that Depesch itself puts beside a release, in Swedish and English, and how both write dates and numbers.
//!
//! A release in a third language is framed in English. The newsroom's own text never passes through here.

pub mod accessibility;
mod collections;
mod dates;
mod english;
mod numbers;
pub mod parts;
pub mod press;
#[cfg(feature = "serve")]
pub mod search;
pub mod selections;
mod senders;
mod swedish;
mod words;

pub use words::Wording;

use crate::model::{ChangeKind, Edition, Embargo, Kind, Lang, Release, Status, Taxonomy};

impl Wording {
    /// The words for a text in `lang`.
    pub fn for_lang(lang: &Lang) -> &'static Wording {
        if lang.primary() == "sv" { &swedish::WORDS } else { &english::WORDS }
    }

    pub fn is_swedish(&self) -> bool {
        self.lang == "sv"
    }

    /// `Pressmeddelande`.
    pub fn kind(&self, kind: Kind) -> &'static str {
        match (kind, self.is_swedish()) {
            (Kind::PressRelease, true) => "Pressmeddelande",
            (Kind::PressRelease, false) => "Press release",
            (Kind::Invitation, true) => "Pressinbjudan",
            (Kind::Invitation, false) => "Press invitation",
            (Kind::News, true) => "Nyhet",
            (Kind::News, false) => "News",
            (Kind::Statement, true) => "Uttalande",
            (Kind::Statement, false) => "Statement",
        }
    }

    pub fn change(&self, kind: ChangeKind) -> &'static str {
        match kind {
            ChangeKind::Correction => self.correction,
            ChangeKind::Update => self.update,
            ChangeKind::Withdrawal => self.withdrawn,
        }
    }

    /// Why the public may not see `release` at the edition's instant: "Utkast", "Embargo till ...". `None` for what is public; only a
    /// preview holds anything else.
    pub fn withheld(&self, edition: &Edition, release: &Release) -> Option<String> {
        let zone = &edition.publisher().zone;
        if release.is_public(edition.now(), zone) {
            let coming = release.last_change().filter(|change| change.at.start(zone) > *edition.now());
            return coming.map(|change| format!("{} {}", self.scheduled, self.moment(&change.at)));
        }
        Some(match &release.status {
            Status::Draft => self.draft.to_owned(),
            Status::Withheld(Embargo::UntilFurtherNotice) => self.embargo_open_ended.to_owned(),
            Status::Withheld(Embargo::Until(until)) if until > edition.now() => {
                format!("{} {}", self.embargo_until, self.instant(until))
            }
            Status::Withheld(Embargo::Until(_)) | Status::Usable => {
                format!("{} {}", self.scheduled, self.moment(release.dates.published_or_updated()))
            }
        })
    }

    /// `a, b och c`.
    pub fn list(&self, names: &[String]) -> String {
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} {} {last}", rest.join(", "), self.and),
            _ => names.concat(),
        }
    }

    /// The name of a taxonomy: "Ämnen".
    pub fn taxonomy(&self, taxonomy: Taxonomy) -> &'static str {
        match taxonomy {
            Taxonomy::Topic => self.topics,
            Taxonomy::Category => self.categories,
            Taxonomy::Region => self.regions,
        }
    }

    /// The topics by taxonomy: "Ämnen" and "Fritid, Förskola".
    pub fn subjects(&self, release: &Release) -> Vec<(&'static str, String)> {
        let subjects = release.topics.chunk_by(|topic, next| topic.taxonomy == next.taxonomy).map(|topics| {
            let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
            (self.taxonomy(topics[0].taxonomy), names.join(", "))
        });
        subjects.collect()
    }

    /// A change as its title: "Rättelse 21 juni 2017 kl. 9.30".
    pub fn change_title(&self, change: &crate::model::Change) -> String {
        format!("{} {}", self.change(change.kind), self.moment(&change.at))
    }
}
