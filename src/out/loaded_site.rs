//! A content folder as the public gets it: a release with errors is as it was in the last good build.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::broken::BrokenText;
use super::last_good;
use super::published::{Comparison, PublishedReleases};
use crate::content::change::revision_file_name;
use crate::content::{BrokenRelease, LoadedContent, ParseCache, Sources};
use crate::diag::{Diagnostic, Location};
use crate::error::Error;
use crate::model::{Edition, Instant, Newsroom, Release, Zone};
use crate::{content, msg};

pub struct LoadedSite {
    pub content: LoadedContent,
    /// The folders of releases with errors of which an earlier text is shown.
    pub restored: BTreeSet<String>,
    root: PathBuf,
    sources: Sources,
}

impl LoadedSite {
    /// `root` is the content folder, `sources` what is in it.
    pub fn read(root: &Path, sources: Sources, cache: &mut ParseCache) -> LoadedSite {
        let content = content::read_cached(&sources, cache);
        LoadedSite { content, restored: BTreeSet::new(), root: root.to_owned(), sources }
    }

    /// Replaces releases that cannot be shown at `now` by their last good texts, where there are any.
    ///
    /// `today` is the clock's own time in seconds since 1970, which differs from `now` in a build of another day.
    pub fn restore_last_good(&mut self, now: &Instant, today: i64) {
        let Some(newsroom) = &mut self.content.newsroom else { return };
        let zone = &newsroom.publisher.zone;
        let unknown = newsroom.releases_unknown_at(now);
        for release in unknown.iter().filter(|release| release.is_public(now, zone)) {
            self.content.broken.push(BrokenRelease { folder: release.folder() });
            self.content.diagnostics.push(unknown_text(release, now, today, zone));
        }
        let folders: Vec<String> = unknown.iter().map(|release| release.folder()).collect();
        newsroom.remove(&folders);
        self.restored = last_good::restore(&self.root, &self.sources, newsroom, &self.content.broken);
    }

    /// Compares what was public before with `now`. `None` when nothing is known of before.
    pub fn compare(&self, newsroom: &Newsroom, now: &PublishedReleases) -> Option<Comparison> {
        let before = PublishedReleases::read(&self.root)?;
        Some(before.compare(now, newsroom, &self.broken_folders()))
    }

    /// The folders of the releases that have errors.
    pub fn broken_folders(&self) -> BTreeSet<String> {
        self.content.broken.iter().map(|release| release.folder.clone()).collect()
    }

    /// The texts that have errors, as they are judged at `now`.
    pub fn broken_texts(&self, now: &Instant) -> Vec<BrokenText> {
        self.broken_folders().iter().map(|folder| BrokenText::new(folder, &self.sources.releases, now)).collect()
    }

    /// Saves the texts that the public sees, for the day on which one of them has errors.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn save_last_good(&self, edition: &Edition) -> Result<(), Error> {
        last_good::save(&self.root, &self.sources, edition, &self.restored)
    }
}

/// The public may see the release at `now`, but its text before a coming change was not kept.
fn unknown_text(release: &Release, now: &Instant, today: i64, zone: &Zone) -> Diagnostic {
    let location = Location::file(&release.source);
    let message = msg!(
        "what this release says at that time is not known: the text before a later change is not kept",
        "vad meddelandet säger vid den tiden är inte känt: texten före en senare ändring är inte sparad"
    );
    let name = revision_file_name(release.changes_made(now, zone) + 1, release.permalink.translation.as_ref());
    let hint = msg!(
        "put it into `revisions/{name}`; `depesch correct --at` keeps it by itself",
        "lägg den i `revisions/{name}`; `depesch correct --at` sparar den av sig själv"
    );
    // A change that is still to come for everybody is an error; a build of a past day only lacks something.
    let is_coming = release.last_change_instant(zone).is_some_and(|last| last.unix() > today);
    let diagnostic = if is_coming { Diagnostic::error(location, message) } else { Diagnostic::warning(location, message) };
    diagnostic.hint(hint)
}
