//! Holds the current snapshot and replaces it when content or time changes. If loading fails, the previous snapshot stays.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use crate::content::ParseCache;
use crate::diag::{Diagnostic, Message, UiLanguage};
use crate::model::{Instant, Newsroom};
use crate::msg;
use crate::out::{PublishedReleases, describe_broken, seen_folders, unchanged_texts, updates_to_come};

use super::log::error_line;
use super::reload::{ContentSource, ContentStatus, LoadResult, instant};
use super::snapshot::Snapshot;

/// How many warnings about past edits are remembered.
const MAX_EDIT_WARNINGS: usize = 50;

/// Seconds by which a clock may be set back without an alarm: time servers correct by less.
const MAX_AHEAD: i64 = 5;

/// What came of reading the content again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReloadOutcome {
    /// Something else is shown.
    pub is_changed: bool,
    /// False when the system could not read something, which is worth another try.
    pub is_complete: bool,
}

/// Renders what most readers ask for first, before a snapshot is shown.
pub type Warm = Box<dyn Fn(&Snapshot) + Send + Sync>;

pub struct Site {
    source: ContentSource,
    warm: Warm,
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
    /// Whether what is shown was of a later time than the clock's when that was last looked at.
    is_ahead: Mutex<bool>,
    /// What was logged last of releases that are not public.
    logged_withheld: Mutex<Option<String>>,
}

impl Site {
    /// Publishes what was read for the first time.
    pub fn new(
        source: ContentSource,
        warm: Warm,
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
            warm,
            language,
            snapshot: RwLock::new(Arc::new(Snapshot::public(Arc::new(newsroom), &at, None))),
            status: RwLock::default(),
            parse_cache: Mutex::new(parse_cache),
            published: Mutex::default(),
            edit_warnings: Mutex::default(),
            publishing: Mutex::default(),
            is_ahead: Mutex::default(),
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

    /// Publishes what is due by `now`, in seconds since 1970. Returns whether anything was.
    pub fn advance_clock(&self, now: i64) -> bool {
        let _one = self.publishing.lock();
        let snapshot = self.snapshot();
        self.check_clock(snapshot.edition().now().unix() - now);
        let is_due = now >= snapshot.next_change;
        if is_due {
            let newsroom = Arc::clone(snapshot.newsroom());
            let clock = instant(&newsroom, now);
            self.show(Snapshot::public(newsroom, &clock, Some(&snapshot)));
            self.save_published(PublishedReleases::of(self.snapshot().edition()));
            // A change without a new text can take effect now.
            self.report(self.status());
        }
        is_due
    }

    /// Reads the content again, and publishes it if it changed. `now` is in seconds since 1970.
    pub fn reload(&self, now: i64) -> ReloadOutcome {
        let _one = self.publishing.lock();
        let before = self.snapshot();
        let mut loaded = match self.source.load(&mut self.parse_cache.lock(), Some(&before), now) {
            Ok(loaded) => loaded,
            Err(error) => {
                self.report(ContentStatus { failure: Some(error_line(&error, self.language)), ..self.status() });
                return ReloadOutcome { is_changed: false, is_complete: false };
            }
        };
        let is_complete = loaded.is_complete;
        let Some(newsroom) = loaded.newsroom.take() else {
            self.report(loaded.status);
            return ReloadOutcome { is_changed: false, is_complete };
        };
        let is_changed = newsroom != **before.newsroom();
        if is_changed {
            let clock = instant(&newsroom, now);
            let next = Snapshot::public(Arc::new(newsroom), &clock, Some(&before));
            let published = PublishedReleases::of(next.edition());
            let comparison = self.published.lock().compare(&published, next.newsroom(), &loaded.site.broken_folders());
            if let Err(error) = comparison.refuse_mass_removal()
                && !self.source.allow_removals
            {
                // A folder can be away for a moment, while it is copied or mounted.
                self.report(ContentStatus { failure: Some(error_line(&error, self.language)), ..self.status() });
                return ReloadOutcome { is_changed: false, is_complete };
            }
            self.remember(comparison.warnings);
            self.show(next);
            self.save_published(published);
        }
        self.report(loaded.status.clone());
        self.save_last_good(&loaded);
        ReloadOutcome { is_changed, is_complete }
    }

    /// Reports when the shown time gets ahead of the clock and when the clock has caught up. `ahead` is in seconds.
    fn check_clock(&self, ahead: i64) {
        let is_ahead = is_set_back(ahead);
        match (std::mem::replace(&mut *self.is_ahead.lock(), is_ahead), is_ahead) {
            (false, true) => {
                let message = clock_set_back(ahead);
                tracing::error!(target: "clock", ahead, "{}", message.text(self.language));
            }
            (true, false) => tracing::info!(target: "clock", "the clock has reached the time of what is shown"),
            _ => {}
        }
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

    /// Replaces the snapshot. Feeds that take milliseconds are rendered before: at no moment do thousands who poll wait for them.
    fn show(&self, next: Snapshot) {
        (self.warm)(&next);
        *self.snapshot.write() = Arc::new(next);
        self.log_withheld();
    }

    /// Logs how many releases are not public yet, unless that was logged before. A log can be read by many: it names none.
    fn log_withheld(&self) {
        let snapshot = self.snapshot();
        let withheld = snapshot.withheld_summary();
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

    fn log_new(&self, found: &[Diagnostic], known: &[Diagnostic]) {
        for diagnostic in found.iter().filter(|diagnostic| !known.contains(diagnostic)) {
            let (location, message) = (diagnostic.location.to_string(), diagnostic.message.text(self.language));
            let hint = diagnostic.hint.as_ref().map(|hint| hint.text(self.language));
            if diagnostic.is_error() {
                tracing::error!(target: "content", location, hint, "{message}");
            } else {
                tracing::warn!(target: "content", location, hint, "{message}");
            }
        }
    }

    /// Logs what is newly wrong. The warnings of `status` are replaced by those of now.
    fn report(&self, mut status: ContentStatus) {
        let snapshot = self.snapshot();
        status.warnings = self.edit_warnings.lock().clone();
        status.warnings.extend(unchanged_texts(snapshot.newsroom(), snapshot.edition().now(), false));
        status.warnings.extend(updates_to_come(snapshot.newsroom(), snapshot.edition().now()));
        let seen = seen_folders(snapshot.edition());
        status.stale_releases =
            status.broken.iter().map(|text| text.folder.clone()).filter(|folder| seen.contains(folder)).collect();
        status.seen = describe_broken(&status.broken, snapshot.edition(), |_| false);
        let before = std::mem::replace(&mut *self.status.write(), status.clone());
        self.log_new(&status.warnings, &before.warnings);
        self.log_new(&status.errors, &before.errors);
        self.log_new(&status.seen, &before.seen);
        if let Some(failure) = status.failure.as_ref().filter(|failure| before.failure.as_ref() != Some(failure)) {
            tracing::error!(target: "content", "{failure}");
        }
        if status.is_good() && !before.is_good() {
            tracing::info!(target: "content", "all content is valid again");
        }
    }
}

/// Whether the clock was set back: the shown time is `ahead` of it, in seconds.
pub fn is_set_back(ahead: i64) -> bool {
    ahead > MAX_AHEAD
}

/// The alarm while the shown time is `ahead` of the clock, in seconds.
pub fn clock_set_back(ahead: i64) -> Message {
    msg!(
        "what is shown is of a time {ahead} s ahead of the clock, which was set back: releases may have been published too early. What was \
         shown stays, everything else is judged by the clock; check the time service, and restart to judge everything by the clock",
        "det som visas gäller en tid {ahead} s före klockan, som ställts tillbaka: meddelanden kan ha publicerats för tidigt. Det som \
         visats ligger kvar, allt annat följer klockan; kontrollera tidstjänsten, och starta om för att låta allt följa klockan"
    )
}
