//! When each document last changed, by the hash of its bytes: what `Last-Modified` says must survive a restart.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::db::Database;
use crate::db::Known as DocumentVersion;
use crate::error::Error;

use super::body_cache::BodyHash;
use super::locked;

#[derive(Default)]
struct Rows {
    /// With the number of the standing that said it last; 0 for what the journal knew.
    known: HashMap<String, (DocumentVersion, u64)>,
    /// What the journal has not been told yet.
    unsaved: Vec<String>,
}

/// What is known of every document that was asked for so far.
pub struct LastModified {
    rows: Mutex<Rows>,
}

impl LastModified {
    pub fn open(database: &Database) -> Result<LastModified, Error> {
        let known = database.documents()?.into_iter().map(|(path, known)| (path, (known, 0))).collect();
        Ok(LastModified { rows: Mutex::new(Rows { known, unsaved: Vec::new() }) })
    }

    /// When the document at `path`, which is `hash` now, became so. One that was never seen before counts from `first`. The answer grows
    /// with every change, by a second at least, so that nobody who asks with an earlier one is told that nothing changed.
    ///
    /// `serial` numbers the standings. One that ends its work when another stands already changes nothing: what it made is older than that.
    pub fn record(&self, path: &str, hash: BodyHash, (first, now): (i64, i64), generation: u64) -> i64 {
        let mut rows = locked(&self.rows);
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

    /// Writes what is new into the journal.
    pub fn save(&self, database: &Database) -> Result<(), Error> {
        let unsaved: Vec<(String, DocumentVersion)> = {
            let mut rows = locked(&self.rows);
            let paths = std::mem::take(&mut rows.unsaved);
            paths.into_iter().filter_map(|path| rows.known.get(&path).map(|(known, _)| (path.clone(), *known))).collect()
        };
        if unsaved.is_empty() {
            return Ok(());
        }
        database.remember(&unsaved).inspect_err(|_| locked(&self.rows).unsaved.extend(unsaved.iter().map(|(path, _)| path.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_time_until_it_changes_and_never_goes_back() {
        let last_modified = LastModified { rows: Mutex::default() };
        assert_eq!(last_modified.record("feed.rss", [1; 32], (500, 1_000), 1), 500);
        assert_eq!(last_modified.record("feed.rss", [1; 32], (900, 2_000), 1), 500, "the same bytes");
        assert_eq!(last_modified.record("feed.rss", [2; 32], (900, 2_000), 1), 2_000);
        assert_eq!(last_modified.record("feed.rss", [3; 32], (900, 2_000), 1), 2_001, "twice in a second");
        assert_eq!(last_modified.record("feed.rss", [4; 32], (900, 100), 1), 2_002, "the clock was set back");
        assert_eq!(last_modified.record("feed.rss", [5; 32], (900, 3_000), 2), 3_000, "another standing");
        assert_eq!(last_modified.record("feed.rss", [4; 32], (900, 2_500), 1), 900, "the one before it ends its work late");
        assert_eq!(last_modified.record("feed.rss", [5; 32], (900, 4_000), 3), 3_000, "and changes nothing");
        assert_eq!(last_modified.record("other", [1; 32], (5_000, 1_000), 1), 1_000, "never from the future");
    }

    #[test]
    fn what_was_settled_survives_a_restart() {
        let state = tempfile::tempdir().unwrap();
        let database = Database::open(state.path()).unwrap();
        let last_modified = LastModified::open(&database).unwrap();
        last_modified.record("feed.rss", [7; 32], (500, 1_000), 1);
        last_modified.save(&database).unwrap();
        drop(database);
        let again = LastModified::open(&Database::open(state.path()).unwrap()).unwrap();
        assert_eq!(again.record("feed.rss", [7; 32], (9_000, 9_000), 1), 500);
    }
}
