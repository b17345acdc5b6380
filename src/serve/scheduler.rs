//! Waits until a file is saved or the next scheduled change is due, and updates the site.

use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::msg;

use super::clock;
use super::site::Site;
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
    /// Watches `folders`, and calls `changed` on its own thread whenever another snapshot is published.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn start(folders: &[PathBuf], site: Arc<Site>, changed: impl Fn() + Send + 'static) -> Result<Scheduler, Error> {
        let (sender, receiver) = mpsc::channel();
        let watcher = FolderWatcher::new(folders, sender.clone());
        let thread = thread::Builder::new().name("watch".into()).spawn(move || run(&receiver, &site, watcher, &changed));
        let thread = thread.map_err(|e| Error::caused(msg!("cannot watch the content", "kan inte bevaka innehållet"), e))?;
        Ok(Scheduler { events: sender, thread: Some(thread) })
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

fn run(events: &mpsc::Receiver<WatchEvent>, site: &Site, mut watcher: FolderWatcher, changed: &dyn Fn()) {
    let mut last_read = Instant::now();
    // A text that was withheld is in no store of last good texts, and a past change can make a text valid: read again after each change.
    let mut is_due = false;
    loop {
        // First of all, whatever else happens: endless saves must not delay what is due.
        if site.advance_clock() {
            is_due = true;
            changed();
        }
        match events.recv_timeout(time_to_wait(clock::exact(), site.snapshot().next_change)) {
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(WatchEvent::Saved) => {
                if wait_until_quiet(events) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let is_old = last_read.elapsed() >= watcher.rescan_interval();
                if !(watcher.rewatch_if_replaced() || is_due || is_old) {
                    continue;
                }
            }
        }
        last_read = Instant::now();
        is_due = false;
        if site.reload() {
            changed();
        }
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
    fn it_never_waits_past_a_change() {
        let at = Duration::from_millis;
        assert_eq!(time_to_wait(at(9_900), 10), at(100));
        assert_eq!(time_to_wait(at(10_000), 10), Duration::ZERO);
        assert_eq!(time_to_wait(at(12_000), 10), Duration::ZERO, "the machine slept");
        assert_eq!(time_to_wait(at(1_000), 1_000_000), at(500));
        assert_eq!(time_to_wait(at(1_000), -5), Duration::ZERO);
    }
}
