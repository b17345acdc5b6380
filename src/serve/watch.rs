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
use super::live::Live;
use super::live::patience;

/// An editor writes a file in several steps, and a save is often of several files: so long nothing more must come.
const QUIET: Duration = Duration::from_millis(40);
/// Whoever saves without end is read now and then all the same.
const LONGEST: Duration = Duration::from_millis(400);
/// A system can lose word of a change: everything is looked at again so often.
const ROUND: Duration = Duration::from_secs(300);

enum Word {
    Saved,
    Stop,
}

/// The watch, which ends when it is dropped.
pub struct Watch {
    word: mpsc::Sender<Word>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What sees the folders.
struct Eyes {
    folders: Vec<PathBuf>,
    /// Which folders these are: another can be put in the place of one.
    seen: Vec<Option<u64>>,
    open: Option<Box<dyn notify::Watcher + Send>>,
    word: mpsc::Sender<Word>,
}

impl Watch {
    /// Watches these folders, and tells `changed` after each new standing, on the watch's own thread.
    pub fn start(folders: &[PathBuf], live: Arc<Live>, changed: impl Fn() + Send + 'static) -> Result<Watch, Error> {
        let (word, words) = mpsc::channel();
        let mut eyes = Eyes { folders: folders.to_vec(), seen: Vec::new(), open: None, word: word.clone() };
        eyes.look();
        let thread = thread::Builder::new().name("watch".into()).spawn(move || watch(&words, &live, eyes, &changed));
        let thread = thread.map_err(|e| Error::caused(msg!("cannot watch the content", "kan inte bevaka innehållet"), e))?;
        Ok(Watch { word, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.word.send(Word::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Eyes {
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
                let _ = word.send(Word::Saved);
            }
        })?;
        for folder in &self.folders {
            eyes.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(Box::new(eyes))
    }

    fn round(&self) -> Duration {
        if self.open.is_some() { ROUND } else { Duration::from_secs(2) }
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

fn watch(words: &mpsc::Receiver<Word>, live: &Live, mut eyes: Eyes, changed: &dyn Fn()) {
    let mut looked = Instant::now();
    // A text that was withheld can have been kept by nobody, and a past change can make a text whole: after a turn all is read again.
    let mut is_turned = false;
    loop {
        // First of all, whatever else happens: who saves without end must not hold up what is due.
        if live.lift() {
            is_turned = true;
            changed();
        }
        match words.recv_timeout(patience(clock::exact(), live.turn().next)) {
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(Word::Saved) => {
                if wait_until_quiet(words) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if !(eyes.look() || is_turned || live.waits() || looked.elapsed() >= eyes.round()) {
                    continue;
                }
            }
        }
        looked = Instant::now();
        is_turned = false;
        if live.read_again() {
            changed();
        }
    }
}

/// True when the watch is to end.
fn wait_until_quiet(words: &mpsc::Receiver<Word>) -> bool {
    let begun = Instant::now();
    loop {
        match words.recv_timeout(QUIET) {
            Ok(Word::Saved) if begun.elapsed() < LONGEST => {}
            Ok(Word::Saved) | Err(RecvTimeoutError::Timeout) => return false,
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}
