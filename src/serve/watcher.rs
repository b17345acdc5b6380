//! Sees that a file was saved, and that the time has come: the two things that change what stands. The door to `notify`.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use notify::EventKind;
use notify::RecursiveMode;
use notify::Watcher as _;

use crate::error::Error;
use crate::msg;

use super::clock;
use super::site::Site;
use super::site::sleep_until;

/// An editor writes a file in several steps, and a save is often of several files: so long nothing more must come.
const DEBOUNCE: Duration = Duration::from_millis(40);
/// Whoever saves without end is read now and then all the same.
const MAX_DEBOUNCE: Duration = Duration::from_millis(400);
/// A system can lose word of a change: everything is looked at again so often.
const RESCAN_INTERVAL: Duration = Duration::from_secs(300);

enum WatchEvent {
    Saved,
    Stop,
}

/// The watch, which ends when it is dropped.
pub struct Watch {
    word: mpsc::Sender<WatchEvent>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What sees the folders.
struct FolderWatcher {
    folders: Vec<PathBuf>,
    /// Which folders these are: another can be put in the place of one.
    seen: Vec<Option<u64>>,
    open: Option<Box<dyn notify::Watcher + Send>>,
    word: mpsc::Sender<WatchEvent>,
}

impl Watch {
    /// Watches these folders, and tells `changed` after each new standing, on the watch's own thread.
    pub fn start(folders: &[PathBuf], site: Arc<Site>, changed: impl Fn() + Send + 'static) -> Result<Watch, Error> {
        let (word, words) = mpsc::channel();
        let mut eyes = FolderWatcher { folders: folders.to_vec(), seen: Vec::new(), open: None, word: word.clone() };
        eyes.look();
        let thread = thread::Builder::new().name("watch".into()).spawn(move || watch(&words, &site, eyes, &changed));
        let thread = thread.map_err(|e| Error::caused(msg!("cannot watch the content", "kan inte bevaka innehållet"), e))?;
        Ok(Watch { word, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.word.send(WatchEvent::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl FolderWatcher {
    /// Opens them, or opens them again where other folders stand in the place of those that were seen. True when that was so.
    fn look(&mut self) -> bool {
        let there: Vec<Option<u64>> = self.folders.iter().map(|folder| which(folder)).collect();
        if there == self.seen {
            return false;
        }
        self.seen = there;
        self.open = match self.opened() {
            Ok(eyes) => Some(eyes),
            Err(error) => {
                // Too many folders for the system, or a file system that tells nothing: looked at by the clock.
                tracing::warn!(target: "content", error = error.to_string(), "changes are looked for every other second");
                None
            }
        };
        true
    }

    fn opened(&self) -> notify::Result<Box<dyn notify::Watcher + Send>> {
        let word = self.word.clone();
        let mut eyes = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let is_ours = |path: &PathBuf| path.components().any(|part| part.as_os_str() == ".depesch");
            let matters = event.is_ok_and(|event| {
                // Reading is no change, and what Depesch keeps beside the texts is none of the author's.
                let is_read = matches!(event.kind, EventKind::Access(_));
                !is_read && (event.paths.is_empty() || !event.paths.iter().all(is_ours))
            });
            if matters {
                let _ = word.send(WatchEvent::Saved);
            }
        })?;
        for folder in &self.folders {
            eyes.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(Box::new(eyes))
    }

    fn round(&self) -> Duration {
        if self.open.is_some() { RESCAN_INTERVAL } else { Duration::from_secs(2) }
    }
}

/// The number by which the system knows a folder; `None` where there is none.
fn which(folder: &Path) -> Option<u64> {
    let about = std::fs::metadata(folder).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&about));
    #[cfg(not(unix))]
    return Some(u64::from(about.is_dir()));
}

fn watch(words: &mpsc::Receiver<WatchEvent>, site: &Site, mut eyes: FolderWatcher, changed: &dyn Fn()) {
    let mut looked = Instant::now();
    // A text that was withheld can have been kept by nobody, and a past change can make a text whole: after a turn all is read again.
    let mut is_turned = false;
    loop {
        // First of all, whatever else happens: who saves without end must not hold up what is due.
        if site.advance_clock() {
            is_turned = true;
            changed();
        }
        match words.recv_timeout(sleep_until(clock::exact(), site.turn().next)) {
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(WatchEvent::Saved) => {
                if wait_until_quiet(words) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if !(eyes.look() || is_turned || site.waits() || looked.elapsed() >= eyes.round()) {
                    continue;
                }
            }
        }
        looked = Instant::now();
        is_turned = false;
        if site.read_again() {
            changed();
        }
    }
}

/// True when the watch is to end.
fn wait_until_quiet(words: &mpsc::Receiver<WatchEvent>) -> bool {
    let begun = Instant::now();
    loop {
        match words.recv_timeout(DEBOUNCE) {
            Ok(WatchEvent::Saved) if begun.elapsed() < MAX_DEBOUNCE => {}
            Ok(WatchEvent::Saved) | Err(RecvTimeoutError::Timeout) => return false,
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}
