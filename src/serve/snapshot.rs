//! What stands at each address at one instant. Nothing is made beforehand: a document is made when it is first asked for, from the same
//! table as in a build, and after it the next standing begins anew.
//!
//! The door to `self_cell`: an edition borrows from its newsroom, and the two are kept together here.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::hash::BuildHasherDefault;
use std::hash::DefaultHasher;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::RwLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use axum::body::Bytes;
use rayon::prelude::*;
use self_cell::self_cell;

use crate::artifact::Context;
use crate::artifact::FileInfo;
use crate::content;
use crate::diag::Diagnostic;
use crate::format;
use crate::format::RenderJob;
use crate::markup::link;
use crate::model::Edition;
use crate::model::Instant;
use crate::model::Newsroom;
use crate::model::Permalink;
use crate::model::Release;
use crate::search::Index;

use super::body_cache::BodyCache;
use super::body_cache::BodyHash;
use super::body_cache::ContentCoding;
use super::cached_response::HotAddresses;
use super::last_modified::LastModified;
use super::links;
use super::locked;

/// The formats that a live server does itself: it redirects and needs no lists of that for others.
const REDIRECTS: &str = "_redirects";
const NOT_SERVED: [&str; 2] = [REDIRECTS, "redirects.nginx.map"];

/// The number of the next standing.
static NEXT_GENERATION: AtomicU64 = AtomicU64::new(1);

/// So many documents can be made at the same time without waiting for each other.
const LANES: usize = 64;

/// One document as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub media_type: &'static str,
    pub hash: BodyHash,
    /// In bytes, unpacked.
    pub length: usize,
    /// When the bytes became these, in seconds since 1970.
    pub modified: i64,
}

struct SnapshotEntry<'n> {
    job: RenderJob<'n>,
    /// Another than before when it was taken over, its bytes had to leave the store, and it was made again.
    made: RwLock<Option<Arc<Rendered>>>,
}

struct SnapshotView<'n> {
    edition: Edition<'n>,
    slots: HashMap<String, SnapshotEntry<'n>>,
    /// Former addresses, with where each leads.
    moved: HashMap<String, String>,
}

self_cell!(
    struct SnapshotCell {
        owner: Arc<Newsroom>,
        #[covariant]
        dependent: SnapshotView,
    }
);

/// What everybody may see at one instant, or in a preview what is withheld as well.
pub struct Snapshot {
    cell: SnapshotCell,
    /// Counts up from standing to standing.
    generation: u64,
    /// The short way to what was asked for before.
    pub hot: HotAddresses,
    /// Made when somebody first searches.
    index: OnceLock<Index>,
    lanes: Vec<Mutex<()>>,
}

/// What making a document needs beside the standing.
pub struct Renderer {
    pub content: std::path::PathBuf,
    pub kept: Arc<BodyCache>,
    pub last_modified: LastModified,
}

/// A document and its bytes, or why there is none.
pub type RenderResult = Result<(Arc<Rendered>, Bytes), Vec<Diagnostic>>;

/// What a document is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Somebody asks for it.
    Answer,
    /// A feed tells how long it is: its bytes would only take room.
    Length,
}

/// What there is at a path; documents by the name of their file.
#[derive(Debug, PartialEq, Eq)]
pub enum Resolved {
    Document(String),
    /// It says that a release was withdrawn; also in the place of everything that went with that.
    Withdrawal(String),
    /// Somewhere else below the root.
    Moved(String),
    Nothing,
}

impl SnapshotEntry<'_> {
    fn made(&self) -> Option<Arc<Rendered>> {
        self.made.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    fn set(&self, document: Arc<Rendered>) {
        *self.made.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(document);
    }
}

impl Snapshot {
    /// What the public may see at `now`. `before` lends what cannot have changed since.
    pub fn public(newsroom: Arc<Newsroom>, now: &Instant, before: Option<&Snapshot>) -> Snapshot {
        let snapshot = Snapshot::of(newsroom, |newsroom| newsroom.public(now));
        if let Some(before) = before {
            snapshot.reuse_unchanged(before);
        }
        snapshot
    }

    /// Everything, for those who have the address of a preview.
    pub fn preview(newsroom: Arc<Newsroom>, now: &Instant) -> Snapshot {
        Snapshot::of(newsroom, |newsroom| newsroom.preview(now))
    }

    fn of(newsroom: Arc<Newsroom>, edition: impl for<'n> FnOnce(&'n Newsroom) -> Edition<'n>) -> Snapshot {
        let cell = SnapshotCell::new(newsroom, |newsroom| {
            let edition = edition(newsroom);
            let moved = moved(&edition);
            let jobs = format::plan(&edition).into_iter();
            let slots = jobs.map(|job| (job.path.clone(), SnapshotEntry { job, made: RwLock::default() })).collect();
            SnapshotView { edition, slots, moved }
        });
        Snapshot {
            cell,
            generation: NEXT_GENERATION.fetch_add(1, Ordering::Relaxed),
            hot: HotAddresses::new(),
            index: OnceLock::new(),
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
        }
    }

    /// Is it a feed that readers subscribe to?
    pub fn is_followed(&self, path: &str) -> bool {
        matches!(self.format_of(path), Some("rss" | "atom" | "json" | "changes"))
    }

    pub fn newsroom(&self) -> &Arc<Newsroom> {
        self.cell.borrow_owner()
    }

    pub fn edition(&self) -> &Edition<'_> {
        &self.cell.borrow_dependent().edition
    }

    /// What can be searched: nothing but what can be seen.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.edition()))
    }

    /// The paths of all documents, in no order that means anything.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.cell.borrow_dependent().slots.keys().map(String::as_str)
    }

    /// The name of the format that stands at a path.
    pub fn format_of(&self, path: &str) -> Option<&'static str> {
        self.cell.borrow_dependent().slots.get(path).map(|slot| slot.job.format.name)
    }

    /// What there is at a path below the root, as a browser asks for it: decoded, a folder with its slash.
    pub fn find(&self, path: &str) -> Resolved {
        let view = self.cell.borrow_dependent();
        if NOT_SERVED.contains(&path) {
            return Resolved::Nothing;
        }
        let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        if let Some(to) = view.moved.get(folder.unwrap_or(path)) {
            return Resolved::Moved(to.clone());
        }
        let name = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        match (view.slots.get(&name), folder) {
            // One address for one document.
            (Some(_), Some(folder)) => return Resolved::Moved(folder.to_owned()),
            // What a news desk gets for a withdrawn release is a message of its own, which it has to fetch.
            (Some(slot), None) if slot.job.is_gone() && is_shown(slot.job.format.name) => return Resolved::Withdrawal(name),
            (Some(_), None) => return Resolved::Document(name),
            (None, _) => {}
        }
        if view.slots.contains_key(&format!("{path}/index.html")) {
            return Resolved::Moved(format!("{path}/"));
        }
        let gone = view.edition.withdrawals().iter().map(|notice| notice.permalink().folder());
        match gone.filter(|folder| path.starts_with(folder.as_str())).max_by_key(String::len) {
            Some(folder) => Resolved::Withdrawal(format!("{folder}index.html")),
            None => Resolved::Nothing,
        }
    }

    /// The document at a path, with its bytes, made now if it was not, or if its bytes had to leave the store. `None` where there is none.
    /// It can take milliseconds, and more for a feed whose releases were not printed yet.
    pub fn make(&self, path: &str, renderer: &Renderer) -> Option<RenderResult> {
        let view = self.cell.borrow_dependent();
        let slot = view.slots.get(path)?;
        if let Some(document) = slot.made()
            && let Some(bytes) = renderer.kept.get(&document.hash, ContentCoding::Identity)
        {
            return Some(Ok((document, bytes)));
        }
        Some(self.make_slot(slot, renderer, Use::Answer))
    }

    fn make_slot(&self, slot: &SnapshotEntry<'_>, renderer: &Renderer, use_of: Use) -> RenderResult {
        let view = self.cell.borrow_dependent();
        // Before the lane is taken: what one document needs of another never waits for it in a lane.
        let fetch = content::attachment_loader(&renderer.content);
        let mut context = Context::new(&fetch);
        let needs = format::dependencies(&view.edition, &slot.job);
        let made: Vec<_> = needs
            .par_iter()
            .map(|(format, release, path)| {
                let needed = view.slots.get(path)?;
                let document = match needed.made() {
                    Some(document) => Ok(document),
                    None => self.make_slot(needed, renderer, Use::Length).map(|(document, _)| document),
                };
                Some(document.map(|document| {
                    (
                        format.name,
                        *release,
                        FileInfo { path: path.clone(), media_type: document.media_type, length: document.length },
                    )
                }))
            })
            .collect();
        for (name, release, made) in made.into_iter().flatten().flatten() {
            context.provide(name, release, made);
        }
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&slot.job.path);
        let lane = self.lanes.get(hash as usize % LANES);
        let _held = lane.map(locked);
        if let Some(document) = slot.made()
            && let Some(bytes) = renderer.kept.get(&document.hash, ContentCoding::Identity)
        {
            return Ok((document, bytes));
        }
        let (artifact, _) = format::render(&view.edition, &slot.job, &context)?;
        let bytes = Arc::try_unwrap(artifact.bytes).unwrap_or_else(|shared| Vec::clone(&shared));
        let bytes = Bytes::from(if artifact.media_type == "text/html" { links::to_folders(bytes) } else { bytes });
        let hash = *blake3::hash(&bytes).as_bytes();
        let now = view.edition.now().unix();
        let first = slot.job.release().map_or_else(|| self.newest(), |release| self.updated(release));
        let modified = if view.edition.is_preview() {
            now
        } else {
            renderer.last_modified.record(&slot.job.path, hash, (first, now), self.generation)
        };
        if use_of == Use::Answer {
            renderer.kept.put(hash, bytes.clone());
        }
        let document = Rendered { media_type: artifact.media_type, hash, length: bytes.len(), modified };
        let document = Arc::new(document);
        slot.set(Arc::clone(&document));
        Ok((document, bytes))
    }

    /// What cannot be another than before is taken over: what was made of releases for feeds, and the feeds in which nothing changed.
    fn reuse_unchanged(&self, before: &Snapshot) {
        let (new, old) = (self.cell.borrow_dependent(), before.cell.borrow_dependent());
        let day = |view: &SnapshotView| view.edition.now().day();
        // Contacts have a last day, archives a month.
        if !self.newsroom().has_same_settings(before.newsroom()) || day(new) != day(old) {
            return;
        }
        let changed = changed(&new.edition, &old.edition);
        let is_same = |release: &Release| !changed.contains(&release.permalink.original());
        let needed: Vec<&str> = format::FORMATS.iter().flat_map(|format| format.depends_on.iter().copied()).collect();
        for (path, slot) in &new.slots {
            let Some(was) = old.slots.get(path) else { continue };
            let stays = match (slot.job.release(), slot.job.selected(), was.job.selected()) {
                (Some(release), ..) if needed.contains(&slot.job.format.name) => is_same(release) && was.job.release().is_some(),
                (_, Some(now), Some(then)) if self.is_followed(path) => {
                    let place = |release: &&Release| release.permalink.clone();
                    now.releases.iter().all(|release| is_same(release))
                        && now.releases.iter().map(place).eq(then.releases.iter().map(place))
                        && now.gone == then.gone
                }
                _ => false,
            };
            if let (true, Some(made)) = (stays, was.made()) {
                slot.set(made);
            }
        }
    }

    fn updated(&self, release: &Release) -> i64 {
        release.updated_instant(&self.edition().publisher().zone).unix()
    }

    /// When anything that can be seen last changed.
    fn newest(&self) -> i64 {
        let edition = self.edition();
        let zone = &edition.publisher().zone;
        let gone = edition.withdrawals().iter().map(|notice| notice.withdrawn_instant(zone).unix());
        edition.releases().iter().map(|release| self.updated(release)).chain(gone).max().unwrap_or_else(|| edition.now().unix())
    }
}

/// The releases of which something is another than before, in any language, by the place of the original.
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

/// What people look at, where formats of the wire are taken in by programs.
fn is_shown(format: &str) -> bool {
    matches!(format, "page" | "pdf")
}

/// The former addresses of feeds and of everything that stood beside a page, from the same list that static hosts get.
fn moved(edition: &Edition) -> HashMap<String, String> {
    let nothing = |_: &crate::model::File| Err(Vec::new());
    let jobs = format::plan(edition);
    let list =
        jobs.iter().find(|job| job.path == REDIRECTS).and_then(|job| format::render(edition, job, &Context::new(&nothing)).ok());
    let text = list.map(|(list, _)| String::from_utf8_lossy(&list.bytes).into_owned()).unwrap_or_default();
    let base = super::base_path(edition.publisher());
    let below = |address: &str| address.strip_prefix(&base).map(link::decoded);
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        Some((below(words.next()?)?, below(words.next()?)?))
    };
    text.lines().filter_map(line).collect()
}

/// Where the content folder is, as documents need it.
impl Renderer {
    pub fn new(content: &Path, kept: Arc<BodyCache>, last_modified: LastModified) -> Renderer {
        Renderer { content: content.to_owned(), kept, last_modified }
    }
}
