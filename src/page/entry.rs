//! A release as one entry of a list: date, headline, a line of the lead, kind and department.

use serde::Serialize;

use crate::model::{Edition, Moment, Release};
use crate::wording::Wording;

use super::frame::{Said, attributes, said};
use super::release;
use crate::markup::link;
use crate::markup::summary;

#[derive(Debug, Serialize)]
pub struct Entry {
    pub href: String,
    pub headline: Said,
    pub date: Dated,
    pub lead: Said,
    pub kind: &'static str,
    /// Who sends it, where that is not the newsroom itself.
    pub sender: Option<Said>,
    /// "Utkast" and the like, in a preview.
    pub withheld: Option<String>,
    /// "Rättelse" or "Uppdatering", when readers were told of one.
    pub change: Option<&'static str>,
}

/// A moment for people and for machines.
#[derive(Debug, Serialize)]
pub struct Dated {
    /// "Senast uppdaterad", where it is not the day of publication.
    pub label: Option<&'static str>,
    pub text: String,
    pub iso: String,
}

/// The entry of `release` in a list that stands in the file `path`, on a page in the language `page` with `words`.
pub fn entry(edition: &Edition, release: &Release, path: &str, page: &str, words: &'static Wording) -> Entry {
    let publisher = edition.publisher();
    Entry {
        href: link::relative(path, &release::path(&release.permalink)),
        headline: said(release.headline.as_str(), &release.lang, page),
        // A list tells the day; the page tells the hour.
        date: Dated { text: words.day(release.dates.published_or_updated().day()), ..listed(release, words) },
        lead: Said { text: summary::first_sentence(&release.lead.plain()), attributes: attributes(&release.lang, page) },
        kind: words.kind(release.kind),
        sender: sender(edition, release, words).map(|sender| said(&sender, &publisher.lang, page)),
        withheld: words.withheld(edition, release),
        change: release.last_change().map(|change| words.change(change.kind)),
    }
}

fn sender(edition: &Edition, release: &Release, words: &Wording) -> Option<String> {
    if is_own(edition, release) && release.department.is_none() { None } else { Some(words.senders(edition, release)) }
}

/// Sent by the newsroom's own sender alone.
pub fn is_own(edition: &Edition, release: &Release) -> bool {
    matches!(edition.senders(release).as_slice(), [one] if one.key == edition.publisher().sender.key)
}

/// The date under which a release is known: first publication, or the last change, said to be one.
pub fn listed(release: &Release, words: &'static Wording) -> Dated {
    let label = if release.dates.published().is_some() { None } else { Some(words.last_updated) };
    Dated { label, ..dated(release.dates.published_or_updated(), words) }
}

/// The day of the last change.
pub fn last_change(release: &Release, words: &'static Wording) -> Dated {
    let text = words.day(release.updated().day());
    Dated { label: Some(words.last_updated), text, ..dated(release.updated(), words) }
}

pub fn dated(moment: &Moment, words: &'static Wording) -> Dated {
    Dated { label: None, text: words.moment(moment), iso: moment.iso() }
}
