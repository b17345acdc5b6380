//! The content of a feed's entry, whatever the format.

use std::collections::BTreeSet;

use super::full_text::{full_text, link};
use crate::artifact::Fact;
use crate::markup::clean;
use crate::model::body::{attributed_quotes, runs};
use crate::model::invisible::without_invisible;
use crate::model::selection::{kind_key, taxonomy_folder};
use crate::model::{
    Change, ChangeKind, Document, Edition, Event, Inlines, Instant, Moment, Picture, Publisher, Quote, Release, SingleLine,
    Speaker, Withdrawal, paths,
};
use crate::wording::Wording;

pub(super) const OMITS: &[(Fact, &str)] = &[(Fact::Urgency, "feeds have no word for it; it is for news desks")];

/// One release as an entry. All texts are free of characters that XML forbids.
#[derive(Debug)]
pub(super) struct FeedEntry {
    /// Stable for ever.
    pub id: String,
    pub title: String,
    pub subhead: Option<String>,
    /// The page, absolute.
    pub link: String,
    pub lang: String,
    pub published: Instant,
    pub updated: Instant,
    /// As `updated`, but never equal in two entries: those of the same second differ by microseconds.
    pub unique_update_instant: Instant,
    /// 1 for the first version.
    pub revision: usize,
    /// Oldest first.
    pub changes: Vec<ChangeNote>,
    /// Plain text: the last change, then the lead.
    pub summary: String,
    /// The full text as HTML in which every address is absolute.
    pub html: String,
    /// Each sender, the newsroom's own first.
    pub authors: Vec<FeedAuthor>,
    /// All senders as one name: "Solvik kommun och Solviks hamn AB".
    pub senders: String,
    /// The kind of release, then topics, categories and regions.
    pub subjects: Vec<FeedCategory>,
    /// The place that the news comes from.
    pub place: Option<String>,
    pub event: Option<EventInfo>,
    /// The quotes of the text whose speaker is known.
    pub quotes: Vec<QuoteInfo>,
    /// The same release in other languages.
    pub translations: Vec<RelatedLink>,
    /// The links under "Läs mer".
    pub related: Vec<RelatedLink>,
    pub pdf: Enclosure,
    pub documents: Vec<Enclosure>,
    pub pictures: Vec<MediaImage>,
}

/// One sender, and its department.
#[derive(Debug)]
pub(super) struct FeedAuthor {
    pub name: String,
    pub home: Option<String>,
}

/// A category of an entry.
#[derive(Debug)]
pub(super) struct FeedCategory {
    /// The address of the list that it is from.
    pub scheme: String,
    pub key: String,
    pub name: String,
}

/// A change that readers are notified of.
#[derive(Debug)]
pub(super) struct ChangeNote {
    pub kind: &'static str,
    pub at: String,
    pub note: String,
}

/// An event that a release invites to.
#[derive(Debug)]
pub(super) struct EventInfo {
    pub start: String,
    pub end: Option<String>,
    pub place: String,
}

/// Who says what.
#[derive(Debug)]
pub(super) struct QuoteInfo {
    pub text: String,
    pub speaker: String,
    pub party: Option<String>,
    pub role: Option<String>,
}

/// A page that an entry points to.
#[derive(Debug)]
pub(super) struct RelatedLink {
    pub address: String,
    pub title: String,
    /// Where it is known.
    pub lang: Option<String>,
}

/// A file that goes with an entry.
#[derive(Debug)]
pub(super) struct Enclosure {
    pub address: String,
    pub media_type: &'static str,
    pub title: String,
    /// The length of the file in bytes; `None` for a PDF, except where a format must state it.
    pub length: Option<u64>,
    pub lang: Option<String>,
}

/// A picture, with the texts that must be shown with it.
#[derive(Debug)]
pub(super) struct MediaImage {
    pub address: String,
    pub media_type: &'static str,
    pub length: u64,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub rights: Option<String>,
}

fn quote_info(quote: &Quote, speaker: &Speaker) -> QuoteInfo {
    let optional = |line: &Option<SingleLine>| line.as_ref().map(|line| plain_title(line.as_str()));
    QuoteInfo {
        text: plain(&quote.spoken_words()),
        speaker: plain_title(speaker.name.as_str()),
        party: optional(&speaker.party),
        role: optional(&speaker.role),
    }
}

/// `pdf_length` is that of the PDF in bytes, where the format states it.
pub(super) fn build_entry(edition: &Edition, release: &Release, pdf_length: Option<usize>) -> FeedEntry {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&release.lang);
    let zone = &publisher.zone;
    let summary = match release.last_change() {
        Some(change) => format!("{}: {} {}", words.change_title(change), change.note, release.summary()),
        None => release.summary(),
    };
    let title = match words.withheld(edition, release) {
        Some(why) => format!("{why}: {}", release.headline),
        None => release.headline.to_string(),
    };
    let names = words.each_sender(edition, release);
    let authors = edition
        .senders(release)
        .into_iter()
        .zip(names)
        .map(|(sender, name)| FeedAuthor { name: plain_title(&name), home: sender.home.as_ref().map(ToString::to_string) });
    let translation = |other: &Release| RelatedLink {
        address: publisher.address(&other.folder()).to_string(),
        title: plain(other.headline.as_str()),
        lang: Some(other.lang.to_string()),
    };
    let pdf = pdf(publisher, release, words, pdf_length);
    let mut html = full_text(edition, release, words);
    html.push_str(&link(&pdf.address, &pdf.title));
    FeedEntry {
        id: release.id.to_string(),
        title: plain(&title),
        subhead: release.subhead.as_ref().map(|subhead| plain_title(subhead.as_str())),
        link: publisher.address(&release.folder()).to_string(),
        lang: release.lang.to_string(),
        published: release.published_instant(zone),
        updated: release.updated_instant(zone),
        unique_update_instant: edition.unique_update_instant(release),
        revision: release.revision(),
        changes: release.changes.iter().map(change_note).collect(),
        summary: plain(&summary),
        html,
        authors: authors.collect(),
        senders: plain(&words.senders(edition, release)),
        subjects: categories(publisher, release, words),
        place: release.place.as_ref().map(|place| plain(place.as_str())),
        event: release.event.as_ref().map(event_info),
        translations: edition.translations(release).into_iter().map(translation).collect(),
        related: related_links(release),
        pdf,
        documents: release.documents.iter().map(|document| enclosure(publisher, document)).collect(),
        quotes: attributed_quotes(&release.body).into_iter().map(|(quote, speaker)| quote_info(quote, speaker)).collect(),
        pictures: release.all_pictures().into_iter().map(|picture| media_image(publisher, picture)).collect(),
    }
}

/// The name of a change for machines.
pub(super) fn change_kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Correction => "correction",
        ChangeKind::Update => "update",
        ChangeKind::Withdrawal => "withdrawal",
    }
}

fn change_note(change: &Change) -> ChangeNote {
    ChangeNote { kind: change_kind(change.kind), at: change.at.iso(), note: plain(change.note.as_str()) }
}

fn event_info(event: &Event) -> EventInfo {
    EventInfo { start: event.start.iso(), end: event.end.as_ref().map(Moment::iso), place: plain(event.place.as_str()) }
}

fn categories(publisher: &Publisher, release: &Release, words: &Wording) -> Vec<FeedCategory> {
    let scheme = |folder: &str| publisher.address(folder).to_string();
    let kind = FeedCategory {
        scheme: scheme(paths::KINDS),
        key: kind_key(release.kind).to_owned(),
        name: words.kind(release.kind).to_owned(),
    };
    let topics = release.topics.iter().map(|topic| FeedCategory {
        scheme: scheme(taxonomy_folder(topic.taxonomy)),
        key: topic.key.to_string(),
        name: plain(topic.name.as_str()),
    });
    std::iter::once(kind).chain(topics).collect()
}

/// The pages named under "Läs mer", once each.
fn related_links(release: &Release) -> Vec<RelatedLink> {
    let mut seen = BTreeSet::new();
    let body = release.read_more.as_ref().map_or(&[][..], |more| &more.body);
    let links = runs(body).into_iter().flat_map(Inlines::links).filter(|(to, _)| to.host().is_some());
    links
        .filter(|(to, _)| seen.insert(to.to_string()))
        .map(|(to, words)| RelatedLink { address: to.to_string(), title: plain(&words), lang: None })
        .collect()
}

fn pdf(publisher: &Publisher, release: &Release, words: &Wording, length: Option<usize>) -> Enclosure {
    Enclosure {
        address: publisher.address(&release.permalink.file("pdf")).to_string(),
        media_type: "application/pdf",
        title: format!("{} (PDF)", words.kind(release.kind)),
        length: length.and_then(|length| u64::try_from(length).ok()),
        lang: Some(release.lang.to_string()),
    }
}

fn enclosure(publisher: &Publisher, document: &Document) -> Enclosure {
    Enclosure {
        address: publisher.address(&document.file.path).to_string(),
        // Without its charset: the type of a file, not of an answer.
        media_type: document.file.kind.media_type().split(';').next().unwrap_or_default(),
        title: plain_title(document.title.as_str()),
        length: Some(document.file.length),
        lang: document.lang.as_ref().map(ToString::to_string),
    }
}

fn media_image(publisher: &Publisher, picture: &Picture) -> MediaImage {
    let line = |line: &SingleLine| plain(line.as_str());
    MediaImage {
        address: publisher.address(&picture.file.path).to_string(),
        media_type: picture.file.kind.media_type(),
        length: picture.file.length,
        width: picture.width,
        height: picture.height,
        alt: line(&picture.alt),
        caption: picture.caption.as_ref().map(line),
        credit: picture.credit.as_ref().map(line),
        rights: picture.rights.as_ref().map(line),
    }
}

/// Text without the characters that XML forbids.
pub(super) fn plain(text: &str) -> String {
    clean(text).into_owned()
}

/// Of a feed, an entry or a file.
pub(super) fn plain_title(text: &str) -> String {
    plain(&without_invisible(text))
}

/// A withdrawn release in a feed.
#[derive(Debug)]
pub(super) struct WithdrawnEntry {
    pub id: String,
    pub title: String,
    pub link: String,
    pub lang: String,
    /// The sender.
    pub author: String,
    pub published: Instant,
    pub when: Instant,
    /// The reason, in the newsroom's words.
    pub note: String,
    /// Plain text: when and why, and that it is no longer valid.
    pub summary: String,
}

pub(super) fn build_withdrawn(edition: &Edition, notice: &Withdrawal) -> WithdrawnEntry {
    let zone = &edition.publisher().zone;
    let words = Wording::for_lang(notice.lang());
    let change = notice.change();
    WithdrawnEntry {
        id: notice.id().to_string(),
        title: plain(&format!("{}: {}", words.withdrawn, notice.headline())),
        link: edition.publisher().address(&notice.permalink().folder()).to_string(),
        lang: notice.lang().to_string(),
        author: plain_title(&words.senders_of_withdrawal(edition, notice)),
        published: notice.published_instant(zone),
        when: notice.withdrawn_instant(zone),
        note: plain(change.note.as_str()),
        summary: plain(&format!("{}: {} {}", words.change_title(change), change.note, words.withdrawn_notice)),
    }
}
