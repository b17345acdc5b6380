//! Chooses the releases of a feed and describes it: once for the feed that readers fetch, once for each month of its
//! archive (RFC 5005 section 4).
//!
//! A feed holds a window of the latest changes. The archive holds everything by the month of first publication, the current month
//! included, so that there is no gap.

use std::cmp::Reverse;

use super::entry::{FeedEntry, WithdrawnEntry, plain, plain_title};
use super::{entry, icons};
use crate::artifact::Context;
use crate::model::{Edition, Instant, Month, Publisher, Release, Selected, Selection, Withdrawal, paths};
use crate::wording::Wording;

/// The maximum number of entries in a feed ...
const MOST: usize = 50;
/// ... and about the maximum of full text, in bytes, since a reader fetches the whole feed every time ...
const MOST_BYTES: usize = 250_000;
/// ... but never fewer entries than this, however long they are.
const FEWEST: usize = 10;
/// The number of days for which a feed reports a withdrawal.
const DAYS_TOLD: i64 = 90;

/// One file of a feed: its metadata and entries.
#[derive(Debug)]
pub struct FeedDocument {
    pub(super) head: FeedMeta,
    /// In a feed the one that changed last first; in an archive newest first by first publication.
    pub(super) entries: Vec<FeedEntry>,
    /// Newest first by withdrawal.
    pub(super) withdrawn: Vec<WithdrawnEntry>,
}

/// The metadata of a feed.
#[derive(Debug)]
pub(super) struct FeedMeta {
    /// The same in the feed and in its archive (RFC 4151: it names host and year, not the address, and so survives a move).
    pub id: String,
    pub title: String,
    pub description: String,
    /// The language of the entries.
    pub lang: String,
    /// The language of title and description.
    pub own_lang: String,
    pub publisher: String,
    /// The newsroom's own site.
    pub home: String,
    pub rights: String,
    pub email: Option<String>,
    /// The page of the same selection.
    pub page: String,
    /// This document.
    pub self_url: String,
    /// The archive of the month before.
    pub older: Option<String>,
    /// The archive of the month after.
    pub newer: Option<String>,
    /// In an archive, the feed that it is the archive of.
    pub current: Option<String>,
    pub hubs: Vec<String>,
    /// The page about feeds.
    pub about: String,
    /// For people who open it.
    pub comment: String,
    /// The title of the feed that also reports withdrawals.
    pub title_of_changes: String,
    pub icons: FeedIcons,
    /// First publication of the newest entry.
    pub published: Option<Instant>,
    /// The newest change of any entry; never the time of the build, which would empty every reader's cache.
    pub updated: Option<Instant>,
    /// For formats that require a time of change even before anything was published: when the host name was registered.
    pub since: String,
    /// The address of the style sheet, below the host.
    pub style: String,
}

/// The addresses of the newsroom's icons.
#[derive(Debug)]
pub(super) struct FeedIcons {
    /// 144 pixels square: the image of a channel.
    pub channel: String,
    /// 64 pixels square.
    pub small: String,
    /// 512 pixels square.
    pub large: String,
    /// Twice as wide as it is high.
    pub logo: String,
}

/// The path of a month's archive: `amnen/fritid/arkiv/2017-06.atom`. A JSON Feed ends in `.feed.json`.
pub(super) fn archive_path(selection: &Selection, month: Month, extension: &str) -> String {
    let extension = if extension == "json" { "feed.json" } else { extension };
    format!("{}arkiv/{month}.{extension}", selection.folder())
}

/// The feed that readers fetch. `lengths` has those of the PDFs, where the format states them.
pub(super) fn build_live(edition: &Edition, selected: &Selected, extension: &str, lengths: Option<&Context>) -> FeedDocument {
    let publisher = edition.publisher();
    let entries = window(edition, selected, lengths);
    let is_recent =
        |notice: &&Withdrawal| edition.now().unix() - notice.withdrawn_instant(&publisher.zone).unix() < DAYS_TOLD * 86_400;
    // In addition to the window, and never more than it can hold.
    let notices = selected.withdrawals.iter().filter(is_recent).take(MOST);
    let withdrawn: Vec<WithdrawnEntry> = notices.map(|notice| entry::build_withdrawn(edition, notice)).collect();
    let newest = selected.months().next_back();
    let archive = newest.map(|month| publisher.address(&archive_path(&selected.selection, month, extension)).to_string());
    let self_url = publisher.feed_path(&selected.selection, extension);
    let head = FeedMeta {
        older: archive,
        // The removal of an entry is a change of the feed too.
        updated: changed(&entries, selected.withdrawals.iter(), publisher),
        ..head(edition, &selected.selection, &self_url, &entries)
    };
    FeedDocument { head, entries, withdrawn }
}

/// One month of the feed's archive, for files that end in `extension`.
pub fn build_archive(edition: &Edition, selected: &Selected, month: Month, extension: &str) -> FeedDocument {
    let publisher = edition.publisher();
    let entries: Vec<FeedEntry> =
        selected.in_month(month).iter().map(|release| entry::build_entry(edition, release, None)).collect();
    let (older, newer) = selected.neighbours(month);
    let address = |month| publisher.address(&archive_path(&selected.selection, month, extension)).to_string();
    let of_month =
        selected.withdrawals.iter().filter(|notice| Month::from(notice.published_instant(&publisher.zone).day()) == month);
    let head = FeedMeta {
        older: older.map(address),
        newer: newer.map(address),
        current: Some(publisher.address(&publisher.feed_path(&selected.selection, extension)).to_string()),
        updated: changed(&entries, of_month, publisher),
        hubs: Vec::new(),
        ..head(edition, &selected.selection, &archive_path(&selected.selection, month, extension), &entries)
    };
    FeedDocument { head, entries, withdrawn: Vec::new() }
}

/// All recent withdrawals, and at least as many as the window would hold of entries.
pub(super) fn all_withdrawn(edition: &Edition, selected: &Selected) -> Vec<WithdrawnEntry> {
    let zone = &edition.publisher().zone;
    let recent = |at: usize, notice: &Withdrawal| {
        at < MOST || edition.now().unix() - notice.withdrawn_instant(zone).unix() < DAYS_TOLD * 86_400
    };
    let notices = selected.withdrawals.iter().enumerate().filter(|(at, notice)| recent(*at, notice));
    notices.map(|(_, notice)| entry::build_withdrawn(edition, notice)).collect()
}

/// Whether the RSS feed of a selection states the lengths of PDFs: that of the whole newsroom does. With those of all topics a build would print
/// the archive for them.
pub fn states_lengths(selected: &Selected) -> bool {
    selected.selection == Selection::All
}

/// The releases that may be in the feed of a selection. Newest first by last change.
pub fn candidates<'a>(edition: &Edition, selected: &Selected<'a>) -> Vec<&'a Release> {
    let mut releases = selected.releases.clone();
    releases.sort_by_cached_key(|release| Reverse(edition.unique_update_instant(release)));
    releases.truncate(MOST);
    releases
}

fn window(edition: &Edition, selected: &Selected, lengths: Option<&Context>) -> Vec<FeedEntry> {
    let mut chosen = Vec::new();
    let mut bytes = 0;
    for release in candidates(edition, selected) {
        let entry = entry::build_entry(edition, release, lengths.and_then(|context| context.length("pdf", release)));
        bytes += entry.html.len();
        if bytes > MOST_BYTES && chosen.len() >= FEWEST {
            break;
        }
        chosen.push(entry);
    }
    chosen
}

fn changed<'n>(entries: &[FeedEntry], gone: impl Iterator<Item = &'n Withdrawal<'n>>, publisher: &Publisher) -> Option<Instant> {
    let withdrawals = gone.map(|notice| notice.withdrawn_instant(&publisher.zone));
    entries.iter().map(|entry| entry.unique_update_instant.clone()).chain(withdrawals).max()
}

fn head(edition: &Edition, selection: &Selection, path: &str, entries: &[FeedEntry]) -> FeedMeta {
    let publisher = edition.publisher();
    let words = Wording::for_lang(&publisher.lang);
    let name = plain_title(publisher.name.as_str());
    let mark = if edition.is_preview() { format!("{} – ", words.draft) } else { String::new() };
    let what = plain_title(&words.selection_title(publisher, selection));
    let description = plain(publisher.description.as_str());
    let folder = selection.folder();
    let address = |path: &str| publisher.address(path).to_string();
    let part = if folder.is_empty() { String::new() } else { format!("/{}", folder.trim_end_matches('/')) };
    let root = address("");
    let title_of_changes = format!("{mark}{name} – {}", words.changes);
    FeedMeta {
        id: format!("tag:{},{}:feed{part}", publisher.id_authority, publisher.id_year),
        title: format!("{mark}{name} – {what}"),
        description: if folder.is_empty() { description } else { format!("{description} – {what}") },
        lang: selection.lang(&publisher.lang).to_string(),
        own_lang: publisher.lang.to_string(),
        home: publisher.home.as_ref().map_or(root, ToString::to_string),
        rights: publisher.rights.as_ref().map_or_else(|| name.clone(), |rights| plain(rights.as_str())),
        publisher: name,
        email: publisher.email.as_ref().map(|email| email.as_str().to_owned()),
        page: address(&folder),
        self_url: address(path),
        older: None,
        newer: None,
        current: None,
        hubs: publisher.feeds.hubs.iter().map(ToString::to_string).collect(),
        about: address(paths::page_address(paths::FEEDS)),
        comment: format!("{} {}", words.feed_comment, address(path)),
        title_of_changes,
        icons: FeedIcons {
            channel: address(icons::CHANNEL_PATH),
            small: address(icons::SMALL_PATH),
            large: address(icons::LARGE_PATH),
            logo: address(icons::LOGO_PATH),
        },
        published: entries.iter().map(|entry| entry.published.clone()).max(),
        updated: None,
        since: format!("{:04}-01-01T00:00:00Z", publisher.id_year),
        style: publisher.address(super::style::PATH).path().to_owned(),
    }
}
