//! Selections: the lists of releases that readers can follow, each with a page and feeds of its own; and what an edition has in each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::WebAddress;
use super::moment::Day;
use super::moment::Zone;
use super::name::Key;
use super::name::Lang;
use super::name::SingleLine;
use super::name::Slug;
use super::party::Department;
use super::paths;
use super::release::ChangeKind;
use super::release::Kind;
use super::release::Release;
use super::release::Taxonomy;
use super::release::Topic;
use super::withdrawal::Withdrawal;

/// How the newsroom's feeds are called, who spreads them, and which selections it offers beside the list of everything.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedSettings {
    /// The name of every feed without its ending: `feed` makes `feed.rss`.
    pub name: Slug,
    /// How they were called before: readers are sent on from there.
    pub former_names: Vec<Slug>,
    /// Hubs that tell subscribers of news at once (WebSub).
    pub hubs: Vec<WebAddress>,
    /// In the order in which readers are shown them. [`Selection::Language`] is not among them: see `by_language`.
    pub selections: Vec<Selection>,
    /// Offers a selection for each language in which something can be seen. They cannot be listed beforehand: the language of a release
    /// that is withheld would tell of it.
    pub by_language: bool,
}

impl FeedSettings {
    /// Under the usual name, and only the list of everything.
    pub fn named(name: Slug) -> FeedSettings {
        FeedSettings { name, former_names: Vec::new(), hubs: Vec::new(), selections: Vec::new(), by_language: false }
    }
}

/// A list of releases that readers can follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Selection {
    /// Everything that can be seen.
    All,
    /// Releases in which something was wrong and was put right.
    Corrections,
    /// Releases and translations in one language.
    Language(Lang),
    /// Press releases, invitations, ...
    Kind(Kind),
    /// What one department sends.
    Department(Arc<Department>),
    /// A topic, a category or a region.
    Topic(Arc<Topic>),
    /// As the newsroom makes it.
    Own(Arc<CustomSelection>),
}

/// A selection of the newsroom's own making: of each list that is not empty, a release has at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomSelection {
    pub key: Key,
    pub title: SingleLine,
    pub departments: Vec<Arc<Department>>,
    /// Of any taxonomy. Topics of one taxonomy are alternatives; each taxonomy that is named must be met.
    pub topics: Vec<Arc<Topic>>,
    pub kinds: Vec<Kind>,
    pub languages: Vec<Lang>,
}

impl Selection {
    /// The folder of its page and feeds below the site's root: `amnen/fritid/`; of the list of everything, the root itself.
    pub fn folder(&self) -> String {
        match self {
            Selection::All => String::new(),
            Selection::Corrections => paths::CORRECTIONS.to_owned(),
            Selection::Language(lang) => format!("{}{}/", paths::LANGUAGES, lang.as_str().to_ascii_lowercase()),
            Selection::Kind(kind) => format!("{}{}/", paths::KINDS, kind_key(*kind)),
            Selection::Department(department) => format!("{}{}/", paths::DEPARTMENTS, department.key),
            Selection::Topic(topic) => format!("{}{}/", taxonomy_folder(topic.taxonomy), topic.key),
            Selection::Own(custom) => format!("{}{}/", paths::CUSTOM_SELECTIONS, custom.key),
        }
    }

    /// Its page; `None` for the list of everything, which has the start page and the archive.
    pub fn page(&self) -> Option<String> {
        (*self != Selection::All).then(|| format!("{}index.html", self.folder()))
    }

    /// The language of its releases; where it can be any, the newsroom's.
    pub fn lang<'s>(&'s self, newsroom: &'s Lang) -> &'s Lang {
        match self {
            Selection::Language(lang) => lang,
            Selection::Own(custom) => match &custom.languages[..] {
                [only] => only,
                _ => newsroom,
            },
            Selection::All | Selection::Corrections | Selection::Kind(_) | Selection::Department(_) | Selection::Topic(_) => {
                newsroom
            }
        }
    }

    /// Does the release belong to it?
    pub fn contains(&self, release: &Release) -> bool {
        match self {
            Selection::All => true,
            Selection::Corrections => release.changes.iter().any(|change| change.kind == ChangeKind::Correction),
            Selection::Language(lang) => release.lang == *lang,
            Selection::Kind(kind) => release.kind == *kind,
            Selection::Department(department) => is_of(release, department),
            Selection::Topic(topic) => is_about(release, topic),
            Selection::Own(custom) => custom.contains(release),
        }
    }
}

/// The path of a selection's feed under a name that feeds have or had.
pub fn feed_path(selection: &Selection, name: &Slug, extension: &str) -> String {
    format!("{}{name}.{extension}", selection.folder())
}

impl CustomSelection {
    fn contains(&self, release: &Release) -> bool {
        let met = |taxonomy| {
            let mut wanted = self.topics.iter().filter(|topic| topic.taxonomy == taxonomy).peekable();
            wanted.peek().is_none() || wanted.any(|topic| is_about(release, topic))
        };
        (self.departments.is_empty() || self.departments.iter().any(|department| is_of(release, department)))
            && [Taxonomy::Topic, Taxonomy::Category, Taxonomy::Region].into_iter().all(met)
            && (self.kinds.is_empty() || self.kinds.contains(&release.kind))
            && (self.languages.is_empty() || self.languages.contains(&release.lang))
    }
}

fn is_of(release: &Release, department: &Department) -> bool {
    release.department.as_ref().is_some_and(|own| own.key == department.key)
}

fn is_about(release: &Release, topic: &Topic) -> bool {
    release.topics.iter().any(|own| own.taxonomy == topic.taxonomy && own.key == topic.key)
}

/// The folder of all selections by topic, category or region. Its address is the scheme of those among an entry's categories.
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

/// What an edition has in one selection.
#[derive(Debug, Clone)]
pub struct Selected<'a> {
    pub selection: Selection,
    /// Newest first by first publication.
    pub releases: Vec<&'a Release>,
    /// What was withdrawn, newest first by withdrawal.
    pub gone: Vec<Withdrawal<'a>>,
    /// The releases by the month of first publication. A month stays when all that was in it was withdrawn, so that the archive keeps its
    /// links.
    months: BTreeMap<Month, Vec<&'a Release>>,
}

impl<'a> Selected<'a> {
    pub(super) fn new(selection: Selection, zone: &Zone, releases: &[&'a Release], gone: &[Withdrawal<'a>]) -> Selected<'a> {
        let releases: Vec<&Release> = releases.iter().copied().filter(|release| selection.contains(release)).collect();
        let gone: Vec<Withdrawal> = gone.iter().copied().filter(|notice| selection.contains(notice.release())).collect();
        let mut months: BTreeMap<Month, Vec<&Release>> = BTreeMap::new();
        for release in &releases {
            months.entry(release.published_instant(zone).day().into()).or_default().push(release);
        }
        // Where nothing else is left there are no links to keep.
        for notice in gone.iter().filter(|_| !releases.is_empty()) {
            months.entry(notice.published_instant(zone).day().into()).or_default();
        }
        Selected { selection, releases, gone, months }
    }

    /// The months of its archive, oldest first.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + '_ {
        self.months.keys().copied()
    }

    /// What was first published in that month, newest first.
    pub fn in_month(&self, month: Month) -> &[&'a Release] {
        self.months.get(&month).map_or(&[], Vec::as_slice)
    }

    /// The months of the archive before and after this one.
    pub fn around(&self, month: Month) -> (Option<Month>, Option<Month>) {
        use std::ops::Bound;
        let before = self.months.range(..month).next_back().map(|(month, _)| *month);
        let after = self.months.range((Bound::Excluded(month), Bound::Unbounded)).next().map(|(month, _)| *month);
        (before, after)
    }
}
