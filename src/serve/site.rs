//! Holds the current snapshot and replaces it when content or time changes. If loading fails, the previous snapshot stays.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use crate::content::ParseCache;
use crate::diag::{Diagnostic, UiLanguage};
use crate::model::{Instant, Newsroom};
use crate::msg;
use crate::out::{PublishedReleases, WithheldReleases, unchanged_texts, updates_to_come};

use super::clock;
use super::log::error_line;
use super::reload::{ContentSource, ContentStatus, LoadResult, instant};
use super::snapshot::Snapshot;

/// How many warnings about past edits are remembered.
const MAX_EDIT_WARNINGS: usize = 50;

pub struct Site {
    source: ContentSource,
    language: UiLanguage,
    snapshot: RwLock<Arc<Snapshot>>,
    status: RwLock<ContentStatus>,
    parse_cache: Mutex<ParseCache>,
    /// What is public in the snapshot, as it is saved.
    published: Mutex<PublishedReleases>,
    /// Edits since the start of the service of which readers were not informed.
    edit_warnings: Mutex<Vec<Diagnostic>>,
    /// Held while the snapshot is replaced.
    publishing: Mutex<()>,
    /// What was logged last of releases that are not public.
    logged_withheld: Mutex<Option<String>>,
}

impl Site {
    /// Publishes what was read for the first time.
    pub fn new(
        source: ContentSource,
        newsroom: Newsroom,
        loaded: &LoadResult,
        parse_cache: ParseCache,
        now: i64,
        language: UiLanguage,
    ) -> Site {
        if newsroom.records().len() == 0 {
            tracing::warn!(target: "content", folder = %source.folder.display(), "the content folder has no releases");
        }
        let at = instant(&newsroom, now);
        let site = Site {
            source,
            language,
            snapshot: RwLock::new(Arc::new(Snapshot::public(Arc::new(newsroom), &at, None))),
            status: RwLock::default(),
            parse_cache: Mutex::new(parse_cache),
            published: Mutex::default(),
            edit_warnings: Mutex::default(),
            publishing: Mutex::default(),
            logged_withheld: Mutex::default(),
        };
        site.log_withheld();
        site.save_last_good(loaded);
        site.save_published(PublishedReleases::of(site.snapshot().edition()));
        site.remember(loaded.status.warnings.clone());
        site.report(loaded.status.clone());
        site
    }

    /// What requests are answered from. A request uses one snapshot throughout.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read())
    }

    pub fn status(&self) -> ContentStatus {
        self.status.read().clone()
    }

    pub fn language(&self) -> UiLanguage {
        self.language
    }

    /// Publishes what is due by now. Returns whether anything was.
    pub fn advance_clock(&self) -> bool {
        let _one = self.publishing.lock();
        let (snapshot, now) = (self.snapshot(), clock::now());
        let is_due = now >= snapshot.next_change;
        if is_due {
            self.publish(Arc::clone(snapshot.newsroom()), now);
            self.save_published(PublishedReleases::of(self.snapshot().edition()));
            // A change without a new text can take effect now.
            self.report(self.status());
        }
        is_due
    }

    /// Reads the content again, and publishes it if it changed. Returns whether it did.
    pub fn reload(&self) -> bool {
        let _one = self.publishing.lock();
        let (before, now) = (self.snapshot(), clock::now());
        let mut loaded = match self.source.load(&mut self.parse_cache.lock(), Some(&before), now) {
            Ok(loaded) => loaded,
            Err(error) => {
                self.report(ContentStatus { failure: Some(error_line(&error, self.language)), ..self.status() });
                return false;
            }
        };
        let Some(newsroom) = loaded.newsroom.take() else {
            self.report(loaded.status);
            return false;
        };
        let is_changed = newsroom != **before.newsroom();
        if is_changed {
            let edition = newsroom.public(&instant(&newsroom, now.max(before.edition().now().unix())));
            let published = PublishedReleases::of(&edition);
            let comparison = self.published.lock().compare(&published, &newsroom, &loaded.site.broken_folders());
            if let Err(error) = comparison.refuse_mass_removal()
                && !self.source.allow_removals
            {
                // A folder can be away for a moment, while it is copied or mounted.
                self.report(ContentStatus { failure: Some(error_line(&error, self.language)), ..self.status() });
                return false;
            }
            self.remember(comparison.warnings);
            self.publish(Arc::new(newsroom), now);
            self.save_published(published);
        }
        self.report(loaded.status.clone());
        self.save_last_good(&loaded);
        is_changed
    }

    /// Keeps warnings about edits: the next time that the content is read, the edited text is the known one.
    fn remember(&self, warnings: Vec<Diagnostic>) {
        let mut remembered = self.edit_warnings.lock();
        for warning in warnings {
            remembered.retain(|known| *known != warning);
            remembered.push(warning);
        }
        let surplus = remembered.len().saturating_sub(MAX_EDIT_WARNINGS);
        remembered.drain(..surplus);
    }

    /// Replaces the snapshot. Its time never goes back: what was shown once is not withheld because a clock was set.
    fn publish(&self, newsroom: Arc<Newsroom>, now: i64) {
        let before = self.snapshot();
        let now = now.max(before.edition().now().unix());
        let at = instant(&newsroom, now);
        let next = Arc::new(Snapshot::public(newsroom, &at, Some(&before)));
        *self.snapshot.write() = next;
        self.log_withheld();
    }

    /// Logs how many releases are not public yet, unless that was logged before. A log can be read by many: it names none.
    fn log_withheld(&self) {
        let snapshot = self.snapshot();
        let withheld = WithheldReleases::new(snapshot.newsroom(), snapshot.edition().now());
        let message = (!withheld.is_empty()).then(|| withheld.message(0).text(self.language).to_owned());
        let before = std::mem::replace(&mut *self.logged_withheld.lock(), message.clone());
        if let Some(message) = message.filter(|message| before.as_ref() != Some(message)) {
            let (drafts, scheduled) = (withheld.drafts.len(), withheld.scheduled.len());
            let next = withheld.next.as_ref().map(Instant::rfc3339);
            let hint = msg!("`/_status` has their previews", "`/_status` har deras förhandsvisningar");
            tracing::info!(target: "content", drafts, scheduled, next, hint = hint.text(self.language), "{message}");
        }
    }

    fn save_last_good(&self, loaded: &LoadResult) {
        if let Err(error) = loaded.site.save_last_good(self.snapshot().edition()) {
            tracing::warn!(target: "content", error = error_line(&error, self.language), "cannot save the last good texts");
        }
    }

    fn save_published(&self, published: PublishedReleases) {
        if let Err(error) = published.save(&self.source.folder) {
            tracing::warn!(target: "content", error = error_line(&error, self.language), "cannot save what is public");
        }
        *self.published.lock() = published;
    }

    /// Logs what is newly wrong. The warnings of `status` are replaced by those of now.
    fn report(&self, mut status: ContentStatus) {
        let snapshot = self.snapshot();
        status.warnings = self.edit_warnings.lock().clone();
        status.warnings.extend(unchanged_texts(snapshot.newsroom(), snapshot.edition().now(), false));
        status.warnings.extend(updates_to_come(snapshot.newsroom(), snapshot.edition().now()));
        let before = std::mem::replace(&mut *self.status.write(), status.clone());
        for warning in status.warnings.iter().filter(|warning| !before.warnings.contains(warning)) {
            let (location, hint) = (warning.location.to_string(), warning.hint.as_ref().map(|hint| hint.text(self.language)));
            tracing::warn!(target: "content", location, hint, "{}", warning.message.text(self.language));
        }
        for error in status.errors.iter().filter(|error| !before.errors.contains(error)) {
            let (location, hint) = (error.location.to_string(), error.hint.as_ref().map(|hint| hint.text(self.language)));
            tracing::error!(target: "content", location, hint, "{}", error.message.text(self.language));
        }
        if let Some(failure) = status.failure.as_ref().filter(|failure| before.failure.as_ref() != Some(failure)) {
            tracing::error!(target: "content", "{failure}");
        }
        if status.is_good() && !before.is_good() {
            tracing::info!(target: "content", "all content is valid again");
        }
    }
}
