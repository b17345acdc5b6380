//! Reports that files below some folders changed. The door to `notify`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher as _};

/// A system can lose events: everything is read again this often.
const RESCAN_INTERVAL: Duration = Duration::from_secs(300);
/// The same where the system reports no events.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

pub enum WatchEvent {
    Saved,
    Stop,
}

pub struct FolderWatcher {
    folders: Vec<PathBuf>,
    /// The folders that are watched: each can be replaced by another of its name.
    inodes: Vec<Option<u64>>,
    watcher: Option<Box<dyn notify::Watcher + Send>>,
    events: Sender<WatchEvent>,
}

impl FolderWatcher {
    pub fn new(folders: &[PathBuf], events: Sender<WatchEvent>) -> FolderWatcher {
        let mut watcher = FolderWatcher { folders: folders.to_vec(), inodes: Vec::new(), watcher: None, events };
        watcher.rewatch_if_replaced();
        watcher
    }

    /// Watches the folders again when one was replaced by another. Returns whether one was.
    pub fn rewatch_if_replaced(&mut self) -> bool {
        let inodes: Vec<Option<u64>> = self.folders.iter().map(|folder| inode(folder)).collect();
        if inodes == self.inodes {
            return false;
        }
        self.inodes = inodes;
        let watched = self.watch();
        if let Err(error) = &watched {
            // Too many folders for the system, or a file system without events.
            tracing::warn!(target: "content", error = error.to_string(), "cannot watch content for changes; polling every 2 seconds");
        }
        self.watcher = watched.ok();
        true
    }

    fn watch(&self) -> notify::Result<Box<dyn notify::Watcher + Send>> {
        let events = self.events.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let is_ours = |path: &PathBuf| path.components().any(|part| part.as_os_str() == ".depesch");
            let is_change = event.is_ok_and(|event| {
                // Reading is no change, and `.depesch` is not the author's.
                let is_read = matches!(event.kind, EventKind::Access(_));
                !is_read && (event.paths.is_empty() || !event.paths.iter().all(is_ours))
            });
            if is_change {
                // It fails only after the scheduler has stopped.
                let _ = events.send(WatchEvent::Saved);
            }
        })?;
        for folder in &self.folders {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(Box::new(watcher))
    }

    /// How often everything is read again, whatever is reported.
    pub fn rescan_interval(&self) -> Duration {
        if self.watcher.is_some() { RESCAN_INTERVAL } else { POLL_INTERVAL }
    }
}

/// The number of a folder in its file system; `None` where there is none.
fn inode(folder: &Path) -> Option<u64> {
    let metadata = std::fs::metadata(folder).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    return Some(u64::from(metadata.is_dir()));
}
