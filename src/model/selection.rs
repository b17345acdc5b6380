//! Selections: the lists of releases that readers can follow, each with a page and feeds of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::WebAddress;
use super::moment::{Day, Zone};
use super::name::{Key, Lang, SingleLine, Slug};
use super::party::Department;
use super::paths;
use super::release::{ChangeKind, Kind, Release, Taxonomy, Topic};
use super::withdrawal::Withdrawal;

/// The names of the newsroom's feeds, their hubs, and its selections.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedSettings {
    /// The name of each feed without its extension: `feed` makes `feed.rss`.
    pub name: Slug,
    /// Redirected to `name`.
    pub former_names: Vec<Slug>,
    /// Of an older system.
    pub former_feeds: Vec<FormerFeed>,
    /// WebSub hubs.
    pub hubs: Vec<WebAddress>,
    /// In the order in which readers are shown them, without [`Selection::Language`]: see `by_language`.
    pub selections: Vec<Selection>,
    /// Whether there is a selection for each language of an edition. They cannot be listed in advance: the language of a withheld release
    /// would reveal it.
    pub by_language: bool,
}

impl FeedSettings {
    pub fn new(name: Slug) -> FeedSettings {
        FeedSettings {
            name,
            former_names: Vec::new(),
            former_feeds: Vec::new(),
            hubs: Vec::new(),
            selections: Vec::new(),
            by_language: false,
        }
    }
}

/// An address that a feed had in an older system, and the feed that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerFeed {
    /// On the host, percent-encoded: `/feed/`.
    pub from: String,
    /// Below the site's root: `feed.rss`.
    pub to: String,
}

impl FormerFeed {
    /// A folder is asked for with and without its slash.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        let bare = self.from.strip_suffix('/').filter(|bare| !bare.is_empty());
        std::iter::once(self.from.as_str()).chain(bare)
    }
}

/// A list of releases that readers can follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Selection {
    All,
    /// Releases with a correction.
    Corrections,
    /// Releases and translations in one language.
    Language(Lang),
    /// Press releases, invitations, ...
    Kind(Kind),
    Department(Arc<Department>),
    /// A topic, a category or a region.
    Topic(Arc<Topic>),
    Custom(Arc<CustomSelection>),
}

/// A selection defined by the newsroom: of each list that is not empty, a release has at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomSelection {
    pub key: Key,
    pub title: SingleLine,
    pub departments: Vec<Arc<Department>>,
    /// Topics of one taxonomy are alternatives; each taxonomy that is listed must match.
    pub topics: Vec<Arc<Topic>>,
    pub kinds: Vec<Kind>,
    pub languages: Vec<Lang>,
}

impl Selection {
    /// The folder of its page and feeds below the site's root: `amnen/fritid/`; of all releases, the root itself.
    pub fn folder(&self) -> String {
        match self {
            Selection::All => String::new(),
            Selection::Corrections => paths::CORRECTIONS.to_owned(),
            Selection::Language(lang) => format!("{}{}/", paths::LANGUAGES, lang.as_str().to_ascii_lowercase()),
            Selection::Kind(kind) => format!("{}{}/", paths::KINDS, kind_key(*kind)),
            Selection::Department(department) => format!("{}{}/", paths::DEPARTMENTS, department.key),
            Selection::Topic(topic) => format!("{}{}/", taxonomy_folder(topic.taxonomy), topic.key),
            Selection::Custom(custom) => format!("{}{}/", paths::CUSTOM_SELECTIONS, custom.key),
        }
    }

    /// `None` for all releases, which have the start page and the archive.
    pub fn page(&self) -> Option<String> {
        (*self != Selection::All).then(|| format!("{}index.html", self.folder()))
    }

    /// The language of its releases, or the newsroom's when they can have any.
    pub fn lang<'s>(&'s self, newsroom: &'s Lang) -> &'s Lang {
        match self {
            Selection::Language(lang) => lang,
            Selection::Custom(custom) => match &custom.languages[..] {
                [only] => only,
                _ => newsroom,
            },
            Selection::All | Selection::Corrections | Selection::Kind(_) | Selection::Department(_) | Selection::Topic(_) => {
                newsroom
            }
        }
    }

    pub fn contains(&self, release: &Release) -> bool {
        match self {
            Selection::All => true,
            Selection::Corrections => release.changes.iter().any(|change| change.kind == ChangeKind::Correction),
            Selection::Language(lang) => release.lang == *lang,
            Selection::Kind(kind) => release.kind == *kind,
            Selection::Department(department) => is_from(release, department),
            Selection::Topic(topic) => is_about(release, topic),
            Selection::Custom(custom) => custom.contains(release),
        }
    }
}

impl CustomSelection {
    fn contains(&self, release: &Release) -> bool {
        let matches = |taxonomy| {
            let mut topics = self.topics.iter().filter(|topic| topic.taxonomy == taxonomy).peekable();
            topics.peek().is_none() || topics.any(|topic| is_about(release, topic))
        };
        (self.departments.is_empty() || self.departments.iter().any(|department| is_from(release, department)))
            && [Taxonomy::Topic, Taxonomy::Category, Taxonomy::Region].into_iter().all(matches)
            && (self.kinds.is_empty() || self.kinds.contains(&release.kind))
            && (self.languages.is_empty() || self.languages.contains(&release.lang))
    }
}

fn is_from(release: &Release, department: &Department) -> bool {
    release.department.as_ref().is_some_and(|own| own.key == department.key)
}

fn is_about(release: &Release, topic: &Topic) -> bool {
    release.topics.iter().any(|own| own.taxonomy == topic.taxonomy && own.key == topic.key)
}

/// The folder of the selections of a taxonomy. Its address is the category scheme of feed entries.
pub fn taxonomy_folder(taxonomy: Taxonomy) -> &'static str {
    match taxonomy {
        Taxonomy::Topic => paths::TOPICS,
        Taxonomy::Category => paths::CATEGORIES,
        Taxonomy::Region => paths::REGIONS,
    }
}

/// A kind in addresses.
pub fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::PressRelease => "pressmeddelanden",
        Kind::Invitation => "inbjudningar",
        Kind::News => "nyheter",
        Kind::Statement => "uttalanden",
    }
}

/// A month of the newsroom's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i16,
    /// 1 is January.
    pub month: i8,
}

impl From<Day> for Month {
    fn from(day: Day) -> Month {
        Month { year: day.year(), month: day.month() }
    }
}

/// `2017-06`.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The part of an edition in one selection.
#[derive(Debug, Clone)]
pub struct Selected<'a> {
    pub selection: Selection,
    /// Newest first by first publication.
    pub releases: Vec<&'a Release>,
    /// Newest first by withdrawal.
    pub withdrawals: Vec<Withdrawal<'a>>,
    /// The releases by the month of first publication. A month stays when all its releases are withdrawn, so that links to the archive work.
    months: BTreeMap<Month, Vec<&'a Release>>,
}

impl<'a> Selected<'a> {
    pub(super) fn new(selection: Selection, zone: &Zone, releases: &[&'a Release], withdrawals: &[Withdrawal<'a>]) -> Selected<'a> {
        let releases: Vec<&Release> = releases.iter().copied().filter(|release| selection.contains(release)).collect();
        let withdrawals = withdrawals.iter().copied().filter(|withdrawal| selection.contains(withdrawal.release()));
        let withdrawals: Vec<Withdrawal> = withdrawals.collect();
        let mut months: BTreeMap<Month, Vec<&Release>> = BTreeMap::new();
        for release in &releases {
            months.entry(release.published_instant(zone).day().into()).or_default().push(release);
        }
        // Without releases there is no archive.
        for withdrawal in withdrawals.iter().filter(|_| !releases.is_empty()) {
            months.entry(withdrawal.published_instant(zone).day().into()).or_default();
        }
        Selected { selection, releases, withdrawals, months }
    }

    /// The months of its archive, oldest first.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + '_ {
        self.months.keys().copied()
    }

    /// First published in `month`, newest first.
    pub fn in_month(&self, month: Month) -> &[&'a Release] {
        self.months.get(&month).map_or(&[], Vec::as_slice)
    }

    /// The months of the archive before and after `month`.
    pub fn neighbours(&self, month: Month) -> (Option<Month>, Option<Month>) {
        use std::ops::Bound;
        let before = self.months.range(..month).next_back().map(|(month, _)| *month);
        let after = self.months.range((Bound::Excluded(month), Bound::Unbounded)).next().map(|(month, _)| *month);
        (before, after)
    }
}
