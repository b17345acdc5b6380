//! A release as one entry of a list: date, headline, a line of the lead, kind and department.

use serde::Serialize;

use crate::model::{Edition, LinkStyle, Moment, Release};
use crate::wording::Wording;

use super::layout::{LangText, attributes, lang_text};
use crate::markup::{link, summary};

#[derive(Debug, Serialize)]
pub struct ListEntry {
    pub href: String,
    pub headline: LangText,
    pub date: DateText,
    pub lead: LangText,
    pub kind: &'static str,
    /// The sender, where it is not the newsroom itself.
    pub sender: Option<LangText>,
    /// "Utkast" and the like, in a preview.
    pub withheld: Option<String>,
    /// "Rättelse" or "Uppdatering", after one.
    pub change: Option<&'static str>,
}

/// A moment as text and as `datetime` of a `<time>` element.
#[derive(Debug, Serialize)]
pub struct DateText {
    /// "Senast uppdaterad", where it is not the date of publication.
    pub label: Option<&'static str>,
    pub text: String,
    pub iso: String,
}

/// The entry of `release` in the list of the page `path`, in the language `page` with `words`.
pub fn list_entry(
    edition: &Edition,
    links: LinkStyle,
    release: &Release,
    path: &str,
    page: &str,
    words: &'static Wording,
) -> ListEntry {
    let publisher = edition.publisher();
    ListEntry {
        href: link::relative(links, path, &release.permalink.page()),
        headline: lang_text(release.headline.as_written(), &release.lang, page),
        // A list shows the day, the release's page the hour.
        date: DateText { text: words.day(release.dates.published_or_updated().day()), ..publication_date(release, words) },
        lead: LangText { text: summary::first_sentence(&release.summary()), attributes: attributes(&release.lang, page) },
        kind: words.kind(release.kind),
        sender: sender(edition, release, words).map(|sender| lang_text(&sender, &publisher.lang, page)),
        withheld: words.withheld(edition, release),
        change: release.last_change().map(|change| words.change(change.kind)),
    }
}

fn sender(edition: &Edition, release: &Release, words: &Wording) -> Option<String> {
    if is_from_newsroom(edition, release) && release.department.is_none() { None } else { Some(words.senders(edition, release)) }
}

/// Whether the newsroom's own organisation is the only sender.
pub fn is_from_newsroom(edition: &Edition, release: &Release) -> bool {
    matches!(edition.senders(release).as_slice(), [one] if one.key == edition.publisher().sender.key)
}

/// The date of first publication; of the last change where the first is not known, labelled as such.
pub fn publication_date(release: &Release, words: &'static Wording) -> DateText {
    let label = if release.dates.published().is_some() { None } else { Some(words.last_updated) };
    DateText { label, ..date_text(release.dates.published_or_updated(), words) }
}

/// The day of the last change.
pub fn last_update(release: &Release, words: &'static Wording) -> DateText {
    let text = words.day(release.updated().day());
    DateText { label: Some(words.last_updated), text, ..date_text(release.updated(), words) }
}

pub fn date_text(moment: &Moment, words: &'static Wording) -> DateText {
    DateText { label: None, text: words.moment(moment), iso: moment.iso() }
}
