//! Waits until a file is saved or the next scheduled change is due, and updates the site.

use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::msg;

use super::clock;
use super::log::catch_panic;
use super::site::{ReloadOutcome, Site};
use super::watcher::{FolderWatcher, WatchEvent};

/// An editor writes a file in several steps, and a save is often of several files: this long nothing more must come.
const DEBOUNCE: Duration = Duration::from_millis(40);
/// Where saves never end, the content is read this often all the same.
const MAX_DEBOUNCE: Duration = Duration::from_millis(400);

/// A thread, which ends when this is dropped.
pub struct Scheduler {
    events: mpsc::Sender<WatchEvent>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Scheduler {
    /// Watches `folders`, and reads them again soon where `is_complete` is false: something could not be read at first. Calls `changed` on its own thread whenever another snapshot is published.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn start(
        folders: &[PathBuf],
        site: Arc<Site>,
        is_complete: bool,
        changed: impl Fn() + Send + 'static,
    ) -> Result<Scheduler, Error> {
        let (sender, receiver) = mpsc::channel();
        let watcher = FolderWatcher::new(folders, sender.clone());
        let thread =
            thread::Builder::new().name("watch".into()).spawn(move || run(&receiver, &site, watcher, is_complete, &changed));
        let thread = thread.map_err(|e| Error::caused(msg!("cannot watch the content", "kan inte bevaka innehållet"), e))?;
        Ok(Scheduler { events: sender, thread: Some(thread) })
    }

    /// Reads the content again when the returned function is called.
    pub fn reloader(&self) -> impl Fn() + Send + 'static {
        let events = self.events.clone();
        // It fails only after the scheduler has stopped.
        move || drop(events.send(WatchEvent::Saved))
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        // It fails when the thread has ended already.
        let _ = self.events.send(WatchEvent::Stop);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(target: "content", "the thread that watches the content panicked");
        }
    }
}

fn run(events: &mpsc::Receiver<WatchEvent>, site: &Site, mut watcher: FolderWatcher, is_complete: bool, changed: &dyn Fn()) {
    let mut last_read = Instant::now();
    // A text that was withheld is in no store of last good texts, and a past change can make a text valid: read again after each change.
    let mut is_due = false;
    let mut retry = RetryTimer::default();
    retry.update(is_complete, Instant::now());
    loop {
        // First of all, whatever else happens: endless saves must not delay what is due.
        if catch_panic(|| site.advance_clock(clock::now())).unwrap_or(false) {
            is_due = true;
            changed();
        }
        let wait = time_to_wait(clock::exact(), site.snapshot().next_change);
        match events.recv_timeout(retry.due().map_or(wait, |due| wait.min(due.saturating_duration_since(Instant::now())))) {
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(WatchEvent::Saved) => {
                if wait_until_quiet(events) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let is_old = last_read.elapsed() >= watcher.rescan_interval();
                let is_retry = retry.due().is_some_and(|due| due <= Instant::now());
                if !(watcher.rewatch_if_replaced() || is_due || is_old || is_retry) {
                    continue;
                }
            }
        }
        last_read = Instant::now();
        is_due = false;
        // A panic is worth another try, too, and what was shown stays.
        let failed = ReloadOutcome { is_changed: false, is_complete: false };
        let outcome = catch_panic(|| site.reload(clock::now())).unwrap_or(failed);
        retry.update(outcome.is_complete, Instant::now());
        if outcome.is_changed {
            changed();
        }
    }
}

/// When a reading that failed is tried again: soon, then less and less often.
#[derive(Debug, Default)]
struct RetryTimer {
    /// The last delay, and when it ends.
    next: Option<(Duration, Instant)>,
}

impl RetryTimer {
    const FIRST: Duration = Duration::from_millis(250);
    const LONGEST: Duration = Duration::from_secs(60);

    fn due(&self) -> Option<Instant> {
        self.next.map(|(_, due)| due)
    }

    fn update(&mut self, is_complete: bool, now: Instant) {
        let delay = self.next.map_or(RetryTimer::FIRST, |(delay, _)| (2 * delay).min(RetryTimer::LONGEST));
        self.next = (!is_complete).then(|| (delay, now + delay));
    }
}

/// Returns whether the scheduler has to stop.
fn wait_until_quiet(events: &mpsc::Receiver<WatchEvent>) -> bool {
    let begun = Instant::now();
    loop {
        match events.recv_timeout(DEBOUNCE) {
            Ok(WatchEvent::Saved) if begun.elapsed() < MAX_DEBOUNCE => {}
            Ok(WatchEvent::Saved) | Err(RecvTimeoutError::Timeout) => return false,
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}

/// Never past the next change, and never long, since clocks are set.
fn time_to_wait(now: Duration, next_change: i64) -> Duration {
    const LONGEST: Duration = Duration::from_millis(500);
    let next_change = Duration::from_secs(u64::try_from(next_change).unwrap_or(0));
    next_change.saturating_sub(now).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_reading_is_tried_again_soon_then_less_often() {
        let (mut retry, now) = (RetryTimer::default(), Instant::now());
        let delays: Vec<u128> = (0..10)
            .map(|_| {
                retry.update(false, now);
                retry.due().unwrap().duration_since(now).as_millis()
            })
            .collect();
        assert_eq!(delays, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        retry.update(true, now);
        assert_eq!(retry.due(), None);
        retry.update(false, now);
        assert_eq!(retry.due(), Some(now + RetryTimer::FIRST));
    }

    #[test]
    fn it_never_waits_past_a_change() {
        let at = Duration::from_millis;
        assert_eq!(time_to_wait(at(9_900), 10), at(100));
        assert_eq!(time_to_wait(at(10_000), 10), Duration::ZERO);
        assert_eq!(time_to_wait(at(12_000), 10), Duration::ZERO, "the machine slept");
        assert_eq!(time_to_wait(at(1_000), 1_000_000), at(500));
        assert_eq!(time_to_wait(at(1_000), -5), Duration::ZERO);
    }
}
