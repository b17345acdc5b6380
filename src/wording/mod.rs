//! The words that Depesch adds to a release, and the forms of dates and numbers, in Swedish and English.
//!
//! A release in a third language gets the English words. The newsroom's own text does not pass through here.

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

    /// Why the release is not public at the instant of the edition: "Utkast", "Embargo till ...". Occurs in previews only.
    pub fn withheld(&self, edition: &Edition, release: &Release) -> Option<String> {
        let zone = &edition.publisher().zone;
        if release.is_public(edition.now(), zone) {
            let is_scheduled = release.last_change_instant(zone).is_some_and(|last| last > *edition.now());
            let scheduled = release.last_change().filter(|_| is_scheduled);
            return scheduled.map(|change| format!("{} {}", self.scheduled, self.moment(&change.at)));
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

    /// "Ämnen".
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

    /// "Rättelse 21 juni 2017 kl. 9.30".
    pub fn change_title(&self, change: &crate::model::Change) -> String {
        format!("{} {}", self.change(change.kind), self.moment(&change.at))
    }
}
