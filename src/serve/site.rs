//! What is live: the standing that everybody is answered from, and how it becomes the next one. A file is saved, an embargo ends: the
//! texts are read again, and if they say something else, the next standing takes the place of the last in one step.
//!
//! Whatever goes wrong, what stood stands on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::RwLock;
use std::time::Duration;

use crate::content;
use crate::content::BrokenRelease;
use crate::content::ParseCache;
use crate::content::Sources;
use crate::diag::Diagnostic;
use crate::diag::UiLanguage;
use crate::error::Error;
use crate::model::FeedSettings;
use crate::model::Instant;
use crate::model::Newsroom;
use crate::model::Release;
use crate::model::WebAddress;
use crate::msg;
use crate::out::last_good;

use super::clock;
use super::locked;
use super::snapshot::Renderer;
use super::snapshot::Snapshot;

/// How the texts are fetched from the disk.
pub type SourceReader = Arc<dyn Fn() -> Result<Sources, Error> + Send + Sync>;

/// What the service adds to what the newsroom says of itself.
pub struct SiteOverrides {
    /// In place of the newsroom's own, to try things out.
    pub base_url: Option<WebAddress>,
    /// The path of the service's hub below the root; `None` without one.
    pub hub: Option<&'static str>,
}

/// What is wrong with the texts now.
#[derive(Debug, Clone, Default)]
pub struct ContentStatus {
    /// The mistakes of the last reading.
    pub mistakes: Vec<Diagnostic>,
    /// What could not be read at all.
    pub failure: Option<String>,
    /// The folders of releases that stand as they were on their last good day.
    pub as_they_were: Vec<String>,
}

/// So long must all releases be gone before that is believed.
const EMPTY_CONFIRMATION: Duration = Duration::from_secs(5);

/// What came of starting.
pub enum Started {
    Site(Box<Site>),
    /// The newsroom's own files cannot be used: nothing can be shown.
    Mistaken(Vec<Diagnostic>),
}

pub struct Site {
    content: PathBuf,
    gather: SourceReader,
    own: SiteOverrides,
    tongue: UiLanguage,
    pub renderer: Renderer,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Made when somebody first asks for a preview.
    preview: Mutex<Option<Arc<Snapshot>>>,
    content_status: RwLock<ContentStatus>,
    /// What came of the last reading.
    remembered: Mutex<ParseCache>,
    /// Since when readings find no release at all.
    empty_since: Mutex<Option<std::time::Instant>>,
    /// One reading at a time.
    reading: Mutex<()>,
    /// When the standing began, in seconds since 1970.
    turned: Mutex<Schedule>,
}

/// The last step and the next.
#[derive(Debug, Clone, Copy, Default)]
pub struct Schedule {
    /// When the standing began, in seconds since 1970.
    pub at: i64,
    /// When something else may be seen, at the latest.
    pub next: i64,
}

impl Site {
    /// Reads the newsroom for the first time.
    pub fn start(
        content: PathBuf,
        gather: SourceReader,
        own: SiteOverrides,
        tongue: UiLanguage,
        renderer: Renderer,
    ) -> Result<Started, Error> {
        let sources = gather()?;
        let now = clock::now();
        let mut remembered = ParseCache::default();
        let read = read(&content, &sources, &mut remembered, &own, None, now);
        let Some(newsroom) = read.newsroom else { return Ok(Started::Mistaken(read.content_status.mistakes)) };
        let at = instant(&newsroom, now);
        let turn = Schedule { at: now, next: newsroom.next_change_after(&at).unix() };
        let snapshot = Snapshot::public(Arc::new(newsroom), &at, None);
        let site = Site {
            content,
            gather,
            own,
            tongue,
            renderer,
            snapshot: RwLock::new(Arc::new(snapshot)),
            preview: Mutex::new(None),
            content_status: RwLock::default(),
            remembered: Mutex::new(remembered),
            empty_since: Mutex::new(None),
            reading: Mutex::new(()),
            turned: Mutex::new(turn),
        };
        if site.snapshot().newsroom().records().len() == 0 {
            tracing::warn!(target: "content", folder = %site.content.display(), "there is no release in the content folder");
        }
        site.keep(&sources, &read.restored);
        site.tell(read.content_status);
        Ok(Started::Site(Box::new(site)))
    }

    /// What everybody is answered from. Whoever holds it is answered from the same until the end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// The same with everything that is withheld.
    pub fn preview(&self) -> Arc<Snapshot> {
        let mut preview = locked(&self.preview);
        // Within the lock: whoever turns afterwards takes away what is made of this.
        let snapshot = self.snapshot();
        let made = || Arc::new(Snapshot::preview(Arc::clone(snapshot.newsroom()), snapshot.edition().now()));
        Arc::clone(preview.get_or_insert_with(made))
    }

    pub fn content_status(&self) -> ContentStatus {
        self.content_status.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    pub fn turn(&self) -> Schedule {
        *locked(&self.turned)
    }

    pub fn tongue(&self) -> UiLanguage {
        self.tongue
    }

    /// Time passes: shows what may be seen from now on. True when that time had come.
    pub fn advance_clock(&self) -> bool {
        let _one = locked(&self.reading);
        let now = clock::now();
        if now < self.turn().next {
            return false;
        }
        let newsroom = Arc::clone(self.snapshot().newsroom());
        self.publish(newsroom, now);
        true
    }

    /// Reads all texts again. True when something else stands now.
    pub fn read_again(&self) -> bool {
        let _one = locked(&self.reading);
        let sources = match (self.gather)() {
            Ok(sources) => sources,
            Err(error) => {
                self.tell(ContentStatus { failure: Some(told(&error, self.tongue)), ..self.content_status() });
                return false;
            }
        };
        let before = self.snapshot();
        let now = clock::now();
        let read = read(&self.content, &sources, &mut locked(&self.remembered), &self.own, Some(&before), now);
        let Some(newsroom) = read.newsroom else {
            self.tell(read.content_status);
            return false;
        };
        if newsroom.records().len() == 0 && before.newsroom().records().len() > 1 && !self.confirm_empty() {
            return false;
        }
        self.tell(read.content_status);
        *locked(&self.empty_since) = None;
        let is_same = newsroom == **before.newsroom();
        if !is_same {
            self.publish(Arc::new(newsroom), now);
        }
        self.keep(&sources, &read.restored);
        !is_same
    }

    /// A folder can be away for a moment, while it is copied or mounted: that there is no release at all is believed when it is so some
    /// seconds later too.
    fn confirm_empty(&self) -> bool {
        let mut empty_since = locked(&self.empty_since);
        let since = *empty_since.get_or_insert_with(std::time::Instant::now);
        if since.elapsed() >= EMPTY_CONFIRMATION {
            return true;
        }
        let told = msg!(
            "there is no release any more: what stood stands on, until they are missing at the next look too",
            "det finns inga meddelanden längre: det som fanns visas tills de saknas också nästa gång"
        );
        self.tell(ContentStatus { failure: Some(told.text(self.tongue).to_owned()), ..self.content_status() });
        false
    }

    /// Is another look due soon, since the last saw something that is hardly true?
    pub fn waits(&self) -> bool {
        locked(&self.empty_since).is_some_and(|since| since.elapsed() >= EMPTY_CONFIRMATION)
    }

    /// The next standing. Time never goes back in it: what was shown once is not withheld because a clock was set.
    fn publish(&self, newsroom: Arc<Newsroom>, now: i64) {
        let before = self.snapshot();
        let now = now.max(before.edition().now().unix());
        let at = instant(&newsroom, now);
        let turn = Schedule { at: now, next: newsroom.next_change_after(&at).unix() };
        let next = Arc::new(Snapshot::public(newsroom, &at, Some(&before)));
        *self.snapshot.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = next;
        *locked(&self.preview) = None;
        *locked(&self.turned) = turn;
    }

    /// Keeps the texts that the public sees, for the day on which one is broken.
    fn keep(&self, sources: &Sources, restored: &BTreeSet<String>) {
        if let Err(error) = last_good::save(&self.content, sources, self.snapshot().edition(), restored) {
            tracing::warn!(target: "content", error = told(&error, self.tongue), "the last good texts are not kept");
        }
    }

    /// Says what is wrong, once.
    fn tell(&self, content_status: ContentStatus) {
        let before = std::mem::replace(
            &mut *self.content_status.write().unwrap_or_else(|poisoned| poisoned.into_inner()),
            content_status.clone(),
        );
        for mistake in content_status.mistakes.iter().filter(|mistake| !before.mistakes.contains(mistake)) {
            let (place, hint) = (mistake.location.to_string(), mistake.hint.as_ref().map(|hint| hint.text(self.tongue)));
            tracing::error!(target: "content", place, hint, "{}", mistake.message.text(self.tongue));
        }
        if let Some(failure) = content_status.failure.as_ref().filter(|failure| before.failure.as_ref() != Some(failure)) {
            tracing::error!(target: "content", "{failure}");
        }
        if content_status.mistakes.is_empty()
            && content_status.failure.is_none()
            && !(before.mistakes.is_empty() && before.failure.is_none())
        {
            tracing::info!(target: "content", "all texts are right again");
        }
    }
}

/// What came of a reading.
struct LoadResult {
    newsroom: Option<Newsroom>,
    restored: BTreeSet<String>,
    content_status: ContentStatus,
}

fn read(
    content: &std::path::Path,
    sources: &Sources,
    remembered: &mut ParseCache,
    own: &SiteOverrides,
    before: Option<&Snapshot>,
    now: i64,
) -> LoadResult {
    let mut loaded = content::read_cached(sources, remembered);
    let mut restored = BTreeSet::new();
    let mut mistakes = loaded.diagnostics;
    if let Some(newsroom) = loaded.newsroom.as_mut() {
        let at = instant(newsroom, now);
        let (back, told) = last_good::restore_last_good(content, sources, newsroom, &mut loaded.broken, &at, now);
        mistakes.extend(told);
        restored = back;
        if let Some(before) = before {
            restored.extend(keep_previous(newsroom, &loaded.broken, &restored, before));
        }
        apply_overrides(newsroom, own);
    }
    mistakes.retain(Diagnostic::is_error);
    let as_they_were = restored.iter().cloned().collect();
    LoadResult { newsroom: loaded.newsroom, restored, content_status: ContentStatus { mistakes, failure: None, as_they_were } }
}

/// What cannot be put back from the disk, since a picture is missing, stands as it did a moment ago: what everybody saw, that is. Of what was
/// withheld nobody knows now until when, and it stays so.
fn keep_previous(newsroom: &mut Newsroom, broken: &[BrokenRelease], restored: &BTreeSet<String>, before: &Snapshot) -> Vec<String> {
    // At the instant of that standing, not of now: an embargo may have ended since, which somebody has just made longer.
    let (before, at) = (before.newsroom(), before.edition().now());
    let withheld: BTreeSet<String> = before.withheld(at).into_iter().map(Release::folder).collect();
    let folders = broken.iter().map(|release| release.folder.as_str());
    let left: BTreeSet<&str> = folders.filter(|folder| !restored.contains(*folder) && !withheld.contains(*folder)).collect();
    if left.is_empty() {
        return Vec::new();
    }
    let mut then = before.only(&left);
    // A translation can be withheld where its original is not.
    then.remove(&withheld.into_iter().collect::<Vec<_>>());
    newsroom.merge_absent(then)
}

fn apply_overrides(newsroom: &mut Newsroom, own: &SiteOverrides) {
    let publisher = &mut newsroom.publisher;
    publisher.served = true;
    if let Some(base_url) = &own.base_url {
        publisher.base_url = base_url.clone();
    }
    if let Some(hub) = own.hub {
        let address = publisher.address(hub);
        let FeedSettings { hubs, .. } = &mut publisher.feeds;
        if !hubs.contains(&address) {
            hubs.insert(0, address);
        }
    }
}

fn instant(newsroom: &Newsroom, now: i64) -> Instant {
    let zone = &newsroom.publisher.zone;
    // A clock beyond the calendar is taken for the beginning of time: nothing is shown too early.
    Instant::from_unix(zone, now).unwrap_or_else(|| Instant::epoch(zone))
}

/// An error in one line, with its cause.
pub fn told(error: &Error, tongue: UiLanguage) -> String {
    let mut text = error.message().text(tongue).to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text.push_str(&format!(": {deeper}"));
        cause = deeper.source();
    }
    text
}

/// How long to sleep at most until the next turn: never past it, and never long, since clocks are set.
pub fn sleep_until(now: Duration, next: i64) -> Duration {
    const MAX_DEBOUNCE: Duration = Duration::from_millis(500);
    let next = Duration::from_secs(u64::try_from(next).unwrap_or(0));
    next.saturating_sub(now).min(MAX_DEBOUNCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sleeps_past_a_turn() {
        let at = Duration::from_millis;
        assert_eq!(sleep_until(at(9_900), 10), at(100));
        assert_eq!(sleep_until(at(10_000), 10), Duration::ZERO);
        assert_eq!(sleep_until(at(12_000), 10), Duration::ZERO, "the machine slept");
        assert_eq!(sleep_until(at(1_000), 1_000_000), at(500));
        assert_eq!(sleep_until(at(1_000), -5), Duration::ZERO);
    }
}
