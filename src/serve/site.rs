//! Holds the current snapshot and replaces it when content or time changes. If loading fails, the previous snapshot stays.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};

use crate::content::ParseCache;
use crate::diag::UiLanguage;
use crate::model::{Instant, Newsroom};
use crate::msg;
use crate::out::WithheldReleases;

use super::clock;
use super::log::error_line;
use super::reload::{ContentSource, ContentStatus, LoadResult, instant};
use super::snapshot::Snapshot;

/// How long the content must be without any release before that is believed.
const EMPTY_CONFIRMATION: Duration = Duration::from_secs(5);

pub struct Site {
    source: ContentSource,
    language: UiLanguage,
    snapshot: RwLock<Arc<Snapshot>>,
    status: RwLock<ContentStatus>,
    parse_cache: Mutex<ParseCache>,
    /// Since when the content is without any release.
    empty_since: Mutex<Option<std::time::Instant>>,
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
            empty_since: Mutex::default(),
            publishing: Mutex::default(),
            logged_withheld: Mutex::default(),
        };
        site.log_withheld();
        site.save_last_good(loaded);
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
        if newsroom.records().len() == 0 && before.newsroom().records().len() > 1 && !self.confirm_empty() {
            return false;
        }
        self.report(loaded.status.clone());
        *self.empty_since.lock() = None;
        let is_changed = newsroom != **before.newsroom();
        if is_changed {
            self.publish(Arc::new(newsroom), now);
        }
        self.save_last_good(&loaded);
        is_changed
    }

    /// A folder can be away for a moment, while it is copied or mounted: that there are no releases is believed when it is still so some
    /// seconds later.
    fn confirm_empty(&self) -> bool {
        let since = *self.empty_since.lock().get_or_insert_with(std::time::Instant::now);
        let is_confirmed = since.elapsed() >= EMPTY_CONFIRMATION;
        if !is_confirmed {
            let failure = msg!(
                "the content has no releases any more; the previous ones stay until this is confirmed",
                "innehållet har inga meddelanden längre; de tidigare visas tills det har bekräftats"
            );
            self.report(ContentStatus { failure: Some(failure.text(self.language).to_owned()), ..self.status() });
        }
        is_confirmed
    }

    /// Can an empty content folder be confirmed now?
    pub fn is_confirmation_due(&self) -> bool {
        self.empty_since.lock().is_some_and(|since| since.elapsed() >= EMPTY_CONFIRMATION)
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

    /// Logs what is newly wrong.
    fn report(&self, status: ContentStatus) {
        let before = std::mem::replace(&mut *self.status.write(), status.clone());
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
