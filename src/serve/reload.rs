//! Reads the content folder: for the first time, and each time that something changed. A broken release stays as it was.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::content::{BrokenRelease, ParseCache, Sources};
use crate::diag::Diagnostic;
use crate::error::Error;
use crate::model::{Instant, Newsroom, Release, WebAddress};
use crate::out::{BrokenText, LoadedSite};

use super::snapshot::Snapshot;

/// Reads the texts from the disk.
pub type SourceReader = Arc<dyn Fn() -> Result<Sources, Error> + Send + Sync>;

/// Where the content comes from.
pub struct ContentSource {
    pub folder: PathBuf,
    pub read: SourceReader,
    pub overrides: SiteOverrides,
    /// Whether many public releases may disappear at once.
    pub allow_removals: bool,
}

/// What the service changes in the newsroom's own settings.
pub struct SiteOverrides {
    /// Replaces the newsroom's own, for a trial.
    pub base_url: Option<WebAddress>,
    /// The path of the service's hub below the root; `None` without one.
    pub hub: Option<&'static str>,
}

/// What is wrong with the content.
#[derive(Debug, Clone, Default)]
pub struct ContentStatus {
    pub errors: Vec<Diagnostic>,
    /// Edits without notice to readers, and changes without a new text.
    pub warnings: Vec<Diagnostic>,
    /// Why the folder cannot be read at all, or why what was read is not shown.
    pub failure: Option<String>,
    /// The texts with errors.
    pub broken: Vec<BrokenText>,
    /// What the public sees of them.
    pub seen: Vec<Diagnostic>,
    /// The folders of those of which an earlier version is shown.
    pub stale_releases: Vec<String>,
}

impl ContentStatus {
    pub fn is_good(&self) -> bool {
        self.errors.is_empty() && self.failure.is_none()
    }
}

/// What came of reading the content.
pub struct LoadResult {
    /// `None` when the newsroom's own files cannot be used.
    pub newsroom: Option<Newsroom>,
    pub status: ContentStatus,
    /// False when the system could not read something, which is worth another try.
    pub is_complete: bool,
    pub site: LoadedSite,
}

impl ContentSource {
    /// Reads everything that changed. `before` is what is shown now, `now` in seconds since 1970.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn load(&self, parse_cache: &mut ParseCache, before: Option<&Snapshot>, now: i64) -> Result<LoadResult, Error> {
        let sources = (self.read)()?;
        let is_complete = sources.is_complete;
        let mut site = LoadedSite::read(&self.folder, sources, parse_cache);
        if let Some(newsroom) = &site.content.newsroom {
            let at = instant(newsroom, now);
            site.restore_last_good(&at, now);
        }
        if let Some(newsroom) = &mut site.content.newsroom {
            if let Some(before) = before {
                site.restored.extend(keep_previous(newsroom, &site.content.broken, &site.restored, before));
            }
            self.overrides.apply(newsroom);
        }
        let mut errors = std::mem::take(&mut site.content.diagnostics);
        errors.retain(Diagnostic::is_error);
        let broken = site.content.newsroom.as_ref().map(|newsroom| site.broken_texts(&instant(newsroom, now)));
        let status = ContentStatus { errors, broken: broken.unwrap_or_default(), ..ContentStatus::default() };
        Ok(LoadResult { newsroom: site.content.newsroom.take(), status, is_complete, site })
    }
}

impl SiteOverrides {
    fn apply(&self, newsroom: &mut Newsroom) {
        let publisher = &mut newsroom.publisher;
        if let Some(base_url) = &self.base_url {
            publisher.base_url = base_url.clone();
        }
        if let Some(hub) = self.hub {
            let address = publisher.address(hub);
            let hubs = &mut publisher.feeds.hubs;
            if !hubs.contains(&address) {
                hubs.insert(0, address);
            }
        }
    }
}

/// Keeps broken releases that cannot be restored from the disk, since a picture is missing, as they are shown now. One that was withheld
/// stays withheld: until when is not known.
fn keep_previous(newsroom: &mut Newsroom, broken: &[BrokenRelease], restored: &BTreeSet<String>, before: &Snapshot) -> Vec<String> {
    // At the instants of that snapshot, not of now: an embargo may have ended since, which the author has just extended.
    let withheld: BTreeSet<String> = before.withheld().into_iter().map(Release::folder).collect();
    let folders = broken.iter().map(|release| release.folder.as_str());
    let left: BTreeSet<&str> = folders.filter(|folder| !restored.contains(*folder) && !withheld.contains(*folder)).collect();
    if left.is_empty() {
        return Vec::new();
    }
    let mut previous = before.newsroom().with_only(&left);
    // A translation can be withheld where its original is not.
    previous.remove(&withheld.into_iter().collect::<Vec<_>>());
    newsroom.merge_absent(previous)
}

/// An instant in the newsroom's zone, of seconds since 1970.
pub fn instant(newsroom: &Newsroom, now: i64) -> Instant {
    let zone = &newsroom.publisher.zone;
    // A clock beyond the calendar counts as the beginning of time: nothing is shown too early.
    Instant::from_unix(zone, now).unwrap_or_else(|| Instant::epoch(zone))
}
