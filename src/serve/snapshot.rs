//! What is at each path at one instant. Nothing is rendered beforehand: a document is rendered when it is first requested, and the next
//! snapshot takes over what cannot have changed.
//!
//! The door to `self_cell`: an edition borrows from its newsroom, and both are stored together here.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use parking_lot::{Mutex, RwLock};
use self_cell::self_cell;

use crate::artifact::Family;
use crate::format::{FORMATS, RenderJob};
use crate::markup::link;
use crate::model::{Edition, Instant, Newsroom, Permalink, Publisher, Record, Release, ReleaseId, ShownInstants};
use crate::out::WithheldReleases;
use crate::search::Index;
use crate::{artifact, format, page};

use super::cached_response::CachedResponse;

static NEXT_GENERATION: AtomicU64 = AtomicU64::new(1);

/// A document of the newsroom, rendered or not.
pub struct SnapshotEntry<'n> {
    pub job: RenderJob<'n>,
    response: RwLock<Option<Arc<CachedResponse>>>,
    /// Held while it is rendered, so that many requests render it once.
    pub rendering: Mutex<()>,
    has_failed: AtomicBool,
}

struct SnapshotView<'n> {
    edition: Edition<'n>,
    /// By path below the root, as it is requested: a page by its folder.
    entries: HashMap<String, SnapshotEntry<'n>>,
    /// Former paths, and where each leads.
    moved: HashMap<String, String>,
}

self_cell!(
    struct SnapshotCell {
        owner: Arc<Newsroom>,
        #[covariant]
        dependent: SnapshotView,
    }
);

/// What the public may see at one instant; in a preview, everything.
pub struct Snapshot {
    cell: SnapshotCell,
    /// When each release is judged.
    instants: ShownInstants,
    /// Grows with each snapshot.
    pub generation: u64,
    /// When something else may be seen, at the latest, in seconds since 1970.
    pub next_change: i64,
    base_path: String,
    /// Made by the first search.
    index: OnceLock<Index>,
    /// Made by the first request for a preview.
    preview: OnceLock<Arc<Snapshot>>,
    /// By token, made by the first request for a preview.
    preview_targets: OnceLock<HashMap<String, PreviewTarget>>,
    /// Made by the first request for a wrong address that gets no suggestions.
    not_found_page: OnceLock<Option<Bytes>>,
}

/// The release of a preview.
pub struct PreviewTarget {
    /// `releases/2026/x/`.
    pub folder: String,
    /// In seconds since 1970; `None` while that is not known.
    public_from: Option<i64>,
}

impl PreviewTarget {
    pub fn is_public(&self, now: i64) -> bool {
        self.public_from.is_some_and(|from| from <= now)
    }
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Resolved {
    /// By the name of its file.
    Document(String),
    /// The notice that a release was withdrawn; also in place of its other files.
    Withdrawal(String),
    /// Another path below the root.
    Moved(String),
    Nothing,
}

impl SnapshotEntry<'_> {
    pub fn response(&self) -> Option<Arc<CachedResponse>> {
        self.response.read().clone()
    }

    pub fn set_response(&self, response: Arc<CachedResponse>) {
        *self.response.write() = Some(response);
    }

    /// Records that it cannot be rendered. True the first time: a log must not grow with every request.
    pub fn fail(&self) -> bool {
        !self.has_failed.swap(true, Ordering::Relaxed)
    }

    /// A withdrawn release is answered with 410. Its wire messages are documents like any other: news desks must fetch them.
    fn is_withdrawal(&self) -> bool {
        self.job.is_gone() && matches!(self.job.format.family, Family::Page | Family::Print)
    }
}

impl Snapshot {
    /// What the public may see at the instant of the clock; what `before` showed stays, also when the clock was set back. What cannot have
    /// changed is taken from there.
    pub fn public(newsroom: Arc<Newsroom>, clock: &Instant, before: Option<&Snapshot>) -> Snapshot {
        let instants = match before {
            Some(before) => newsroom.shown_instants_after(before.newsroom(), &before.instants, clock),
            None => ShownInstants::at(clock),
        };
        let snapshot = Snapshot::new(newsroom, instants, Newsroom::public_at);
        if let Some(before) = before {
            snapshot.reuse_unchanged(before);
        }
        snapshot
    }

    /// The same with everything that is withheld, for those who have the address of a preview.
    pub fn preview(&self) -> Arc<Snapshot> {
        let new = || Arc::new(Snapshot::new(Arc::clone(self.newsroom()), self.instants.clone(), preview_edition));
        Arc::clone(self.preview.get_or_init(new))
    }

    fn new(
        newsroom: Arc<Newsroom>,
        instants: ShownInstants,
        edition: impl for<'n> FnOnce(&'n Newsroom, &ShownInstants) -> Edition<'n>,
    ) -> Snapshot {
        // `/`, or `/press/` for a newsroom below it.
        let base_path = newsroom.publisher.address("").path().to_owned();
        let next_change = newsroom.next_change(&instants).unix();
        let cell = SnapshotCell::new(newsroom, |newsroom| {
            let edition = edition(newsroom, &instants);
            let redirects = artifact::redirects(&edition, FORMATS).into_iter();
            let mut moved: HashMap<String, String> =
                redirects.map(|redirect| (link::decoded(&redirect.from).into_owned(), redirect.to)).collect();
            let mut entries = HashMap::new();
            let jobs = format::plan(&edition);
            // A page of ours is nearer than one of another site that had its address.
            let pages: HashSet<&str> = jobs.iter().map(|job| folder_of(&job.path).unwrap_or(&job.path)).collect();
            let beside: HashSet<String> =
                edition.former_paths().iter().map(|(old, _)| link::decoded(old.as_str()).into_owned()).collect();
            let is_beside = |from: &str| {
                [from, from.trim_end_matches('/')]
                    .iter()
                    .any(|from| beside.contains(&format!("{base_path}{from}")) || beside.contains(&format!("{base_path}{from}/")))
            };
            moved.retain(|from, _| !(pages.contains(from.as_str()) && is_beside(from)));
            for job in jobs {
                let path = folder_of(&job.path).unwrap_or(&job.path).to_owned();
                // The service redirects by itself: it needs no lists for other servers, and no pages that lead on.
                if job.format.family != Family::Redirect && !moved.contains_key(&path) {
                    entries.insert(
                        path,
                        SnapshotEntry {
                            job,
                            response: RwLock::default(),
                            rendering: Mutex::default(),
                            has_failed: AtomicBool::new(false),
                        },
                    );
                }
            }
            SnapshotView { edition, entries, moved }
        });
        let generation = NEXT_GENERATION.fetch_add(1, Ordering::Relaxed);
        Snapshot {
            cell,
            instants,
            generation,
            next_change,
            base_path,
            index: OnceLock::new(),
            preview: OnceLock::new(),
            preview_targets: OnceLock::new(),
            not_found_page: OnceLock::new(),
        }
    }

    pub fn newsroom(&self) -> &Arc<Newsroom> {
        self.cell.borrow_owner()
    }

    /// The newest texts of releases that are not public.
    pub fn withheld(&self) -> Vec<&Release> {
        self.newsroom().withheld_at(&self.instants)
    }

    pub fn withheld_summary(&self) -> WithheldReleases<'_> {
        WithheldReleases::at(self.newsroom(), &self.instants)
    }

    pub fn edition(&self) -> &Edition<'_> {
        &self.cell.borrow_dependent().edition
    }

    pub fn publisher(&self) -> &Publisher {
        self.edition().publisher()
    }

    /// The path of the site's root: `/`, or `/press/` for a newsroom below it.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// What can be searched: nothing but what can be seen.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.edition()))
    }

    /// The release whose preview has this token, public or not. `token_of` gives the token of each.
    pub fn preview_target(&self, token: &str, token_of: impl Fn(&ReleaseId) -> String) -> Option<&PreviewTarget> {
        let zone = &self.publisher().zone;
        let target = |release: &Release| PreviewTarget {
            folder: release.folder(),
            public_from: release.public_from(zone).map(|from| from.unix()),
        };
        let all =
            || self.newsroom().records().map(Record::newest).map(|release| (token_of(&release.id), target(release))).collect();
        self.preview_targets.get_or_init(all).get(token)
    }

    /// The page for an address that does not exist, without suggestions. `None` when it cannot be rendered.
    pub fn not_found_page(&self) -> Option<Bytes> {
        let write =
            || page::not_found::write(self.edition(), &format::page_context(), None).ok().map(|(bytes, _)| Bytes::from(bytes));
        self.not_found_page.get_or_init(write).clone()
    }

    /// Is it a feed that readers follow?
    pub fn is_feed(&self, path: &str) -> bool {
        self.entry(path).is_some_and(|entry| entry.job.format.family == Family::Feed)
    }

    /// The paths of all feeds, those of the whole newsroom first.
    pub fn feeds(&self) -> Vec<&str> {
        let entries = self.cell.borrow_dependent().entries.iter();
        let mut feeds: Vec<&str> =
            entries.filter(|(_, entry)| entry.job.format.family == Family::Feed).map(|(path, _)| path.as_str()).collect();
        feeds.sort_by_key(|path| (path.matches('/').count(), *path));
        feeds
    }

    /// The document of a file's name.
    pub fn entry(&self, name: &str) -> Option<&SnapshotEntry<'_>> {
        self.cell.borrow_dependent().entries.get(folder_of(name).unwrap_or(name))
    }

    /// The response for a path as it is requested, when that is a document that was rendered before.
    pub fn cached_response(&self, path: &str) -> Option<Arc<CachedResponse>> {
        let entry = self.cell.borrow_dependent().entries.get(path).filter(|entry| !entry.is_withdrawal())?;
        entry.response()
    }

    /// The feed, below the root, that a path of the host led to in an older system; the path is decoded.
    pub fn former_feed(&self, path: &str) -> Option<&str> {
        let mut feeds = self.publisher().feeds.former_feeds.iter();
        let feed = feeds.find(|feed| feed.addresses().any(|address| link::decoded(address) == path))?;
        Some(&feed.to)
    }

    /// What is at a path below the root: decoded, a folder with its slash.
    pub fn resolve(&self, path: &str) -> Resolved {
        let view = self.cell.borrow_dependent();
        let folder = folder_of(path);
        if let Some(to) = view.moved.get(folder.unwrap_or(path)) {
            return Resolved::Moved(to.clone());
        }
        match (view.entries.get(folder.unwrap_or(path)), folder) {
            // One address for one document.
            (Some(_), Some(folder)) => return Resolved::Moved(folder.to_owned()),
            (Some(entry), None) if entry.is_withdrawal() => return Resolved::Withdrawal(entry.job.path.clone()),
            (Some(entry), None) => return Resolved::Document(entry.job.path.clone()),
            (None, _) => {}
        }
        let with_slash = format!("{path}/");
        if view.entries.contains_key(&with_slash) {
            return Resolved::Moved(with_slash);
        }
        let gone = view.edition.withdrawals().iter().map(|withdrawal| withdrawal.permalink().folder());
        match gone.filter(|folder| path.starts_with(folder.as_str())).max_by_key(String::len) {
            Some(folder) => Resolved::Withdrawal(format!("{folder}index.html")),
            None => Resolved::Nothing,
        }
    }

    /// Takes over what cannot have changed: the files whose length feeds state, and the feeds of which no release changed.
    fn reuse_unchanged(&self, before: &Snapshot) {
        let (new, old) = (self.cell.borrow_dependent(), before.cell.borrow_dependent());
        let day = |view: &SnapshotView| view.edition.now().day();
        // Contacts have a last day, archives a month.
        if !self.newsroom().has_same_settings(before.newsroom()) || day(new) != day(old) {
            return;
        }
        let changed = changed(&new.edition, &old.edition);
        let is_same = |release: &Release| !changed.contains(&release.permalink.original());
        let needed: Vec<&str> = FORMATS.iter().flat_map(|format| format.depends_on.iter().map(|(name, _)| *name)).collect();
        for (path, entry) in &new.entries {
            let Some(was) = old.entries.get(path) else { continue };
            let is_unchanged = match (entry.job.release(), entry.job.selected(), was.job.selected()) {
                (Some(release), ..) if needed.contains(&entry.job.format.name) => is_same(release) && was.job.release().is_some(),
                (_, Some(now), Some(then)) if entry.job.format.family == Family::Feed => {
                    let permalink = |release: &&Release| release.permalink.clone();
                    // A length that could not be found is tried again.
                    let is_whole = format::dependencies(&new.edition, &entry.job)
                        .iter()
                        .all(|(.., path)| old.entries.get(path).is_some_and(|entry| entry.response().is_some()));
                    is_whole
                        && now.releases.iter().all(|release| is_same(release))
                        && now.releases.iter().map(permalink).eq(then.releases.iter().map(permalink))
                        && now.withdrawals == then.withdrawals
                }
                _ => false,
            };
            if is_unchanged && let Some(response) = was.response() {
                entry.set_response(response);
            }
        }
    }
}

fn preview_edition<'n>(newsroom: &'n Newsroom, instants: &ShownInstants) -> Edition<'n> {
    newsroom.preview(instants.edition())
}

/// The folder of `index.html`, which is how its page is requested.
fn folder_of(name: &str) -> Option<&str> {
    name.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// The releases that changed in any language, by the permalink of the original.
fn changed(new: &Edition, old: &Edition) -> HashSet<Permalink> {
    let before: HashMap<&Permalink, &Release> = old.releases().iter().map(|release| (&release.permalink, *release)).collect();
    let mut changed = HashSet::new();
    let mut stayed = 0;
    for release in new.releases() {
        match before.get(&release.permalink) {
            // The microseconds of its update can move on for the sake of another release.
            Some(then) if then == release && new.unique_update_instant(release) == old.unique_update_instant(then) => stayed += 1,
            _ => drop(changed.insert(release.permalink.original())),
        }
    }
    if stayed < before.len() {
        let now: HashSet<&Permalink> = new.releases().iter().map(|release| &release.permalink).collect();
        changed.extend(before.keys().filter(|place| !now.contains(*place)).map(|place| place.original()));
    }
    changed
}
