//! When each document last changed, by the hash of its bytes: `Last-Modified` must survive a restart.

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::db::{Database, DocumentVersion};
use crate::error::Error;

#[derive(Default)]
struct VersionRows {
    /// With the generation of the snapshot that recorded it; 0 for what the database held.
    known: HashMap<String, (DocumentVersion, u64)>,
    /// Paths of rows that are not in the database yet.
    unsaved: Vec<String>,
}

/// The version of every document that was rendered so far.
pub struct LastModified {
    rows: Mutex<VersionRows>,
}

impl LastModified {
    pub fn open(database: &Database) -> Result<LastModified, Error> {
        let known = database.documents()?.into_iter().map(|(path, version)| (path, (version, 0))).collect();
        Ok(LastModified { rows: Mutex::new(VersionRows { known, unsaved: Vec::new() }) })
    }

    /// When the document at `path` became what it is, in seconds since 1970; a document that was never seen before, at `first`. Each change
    /// moves it on by a second at least, so that a client with an earlier date always gets the new version.
    ///
    /// A snapshot that was replaced may render late: what it renders is older than what is recorded, and changes nothing.
    pub fn record(&self, path: &str, hash: [u8; 32], first: i64, now: i64, generation: u64) -> i64 {
        let mut rows = self.rows.lock();
        let modified = match rows.known.get(path) {
            Some((known, _)) if known.hash == hash => return known.modified,
            Some((known, newer)) if *newer > generation => return first.min(known.modified - 1),
            Some((known, _)) => now.max(known.modified + 1),
            None => first.min(now),
        };
        rows.known.insert(path.to_owned(), (DocumentVersion { hash, modified }, generation));
        rows.unsaved.push(path.to_owned());
        modified
    }

    /// Writes what is new to the database.
    pub fn save(&self, database: &Database) -> Result<(), Error> {
        let unsaved: Vec<(String, DocumentVersion)> = {
            let mut rows = self.rows.lock();
            let paths = std::mem::take(&mut rows.unsaved);
            paths.into_iter().filter_map(|path| rows.known.get(&path).map(|(known, _)| (path.clone(), *known))).collect()
        };
        if unsaved.is_empty() {
            return Ok(());
        }
        database
            .save_documents(&unsaved)
            .inspect_err(|_| self.rows.lock().unsaved.extend(unsaved.iter().map(|(path, _)| path.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_time_until_it_changes_and_never_goes_back() {
        let last_modified = LastModified { rows: Mutex::default() };
        assert_eq!(last_modified.record("feed.rss", [1; 32], 500, 1_000, 1), 500);
        assert_eq!(last_modified.record("feed.rss", [1; 32], 900, 2_000, 1), 500, "the same bytes");
        assert_eq!(last_modified.record("feed.rss", [2; 32], 900, 2_000, 1), 2_000);
        assert_eq!(last_modified.record("feed.rss", [3; 32], 900, 2_000, 1), 2_001, "twice in a second");
        assert_eq!(last_modified.record("feed.rss", [4; 32], 900, 100, 1), 2_002, "the clock was set back");
        assert_eq!(last_modified.record("feed.rss", [5; 32], 900, 3_000, 2), 3_000, "another snapshot");
        assert_eq!(last_modified.record("feed.rss", [4; 32], 900, 2_500, 1), 900, "the one before it ends its work late");
        assert_eq!(last_modified.record("feed.rss", [5; 32], 900, 4_000, 3), 3_000, "and changes nothing");
        assert_eq!(last_modified.record("other", [1; 32], 5_000, 1_000, 1), 1_000, "never from the future");
    }

    #[test]
    fn what_was_recorded_survives_a_restart() {
        let state = tempfile::tempdir().unwrap();
        let database = Database::open(state.path()).unwrap();
        let last_modified = LastModified::open(&database).unwrap();
        last_modified.record("feed.rss", [7; 32], 500, 1_000, 1);
        last_modified.save(&database).unwrap();
        drop(database);
        let again = LastModified::open(&Database::open(state.path()).unwrap()).unwrap();
        assert_eq!(again.record("feed.rss", [7; 32], 9_000, 9_000, 1), 500);
    }
}
