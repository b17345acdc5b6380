//! Checks that the database is intact and still the file that was opened. SQLite goes on writing to a removed file, and all of that is lost when
//! the process ends.

use std::path::Path;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, OpenFlags};

use super::damage::{damaged, database_error, is_damage, is_sound};
use super::{BUSY_TIMEOUT, Database};
use crate::error::Error;
use crate::msg;

impl Database {
    /// Checks that writes will survive a restart. Takes microseconds.
    ///
    /// # Errors
    /// When the file was removed or replaced, or the last check of its pages found damage.
    pub fn check_file(&self) -> Result<(), Error> {
        self.files.check()?;
        if self.is_damaged.load(Ordering::Relaxed) { Err(damaged(&self.path)) } else { Ok(()) }
    }

    /// Reads every page from the disk: about 3 ms for a megabyte. Other threads do not wait for it.
    ///
    /// # Errors
    /// When the file was removed, replaced or damaged.
    pub fn check_pages(&self) -> Result<(), Error> {
        // Another file must not be opened together with the log of this one.
        self.files.check()?;
        // A connection of its own has no pages in memory that are better than those on the disk.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let checked = Connection::open_with_flags(&self.path, flags).and_then(|connection| {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            is_sound(&connection)
        });
        let is_damaged = is_damage(&checked);
        self.is_damaged.store(is_damaged, Ordering::Relaxed);
        match checked {
            _ if is_damaged => Err(damaged(&self.path)),
            Ok(_) => Ok(()),
            Err(error) => Err(database_error(&self.path, error)),
        }
    }

    /// Checks that a backup is whole. A copy at `scratch` is opened and removed again: SQLite writes beside what it opens, and a backup can be
    /// in a folder that may only be read.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub fn check_backup(path: &Path, scratch: &Path) -> Result<(), Error> {
        let failed = |e| Error::file(msg!("cannot read the backup", "kan inte läsa säkerhetskopian"), path, e);
        std::fs::copy(path, scratch).map_err(failed)?;
        let checked = Connection::open(scratch).and_then(|connection| is_sound(&connection));
        for end in ["", "-wal", "-shm"] {
            let mut name = scratch.as_os_str().to_owned();
            name.push(end);
            // Most often the log was removed with the connection.
            let _ = std::fs::remove_file(name);
        }
        match checked {
            Ok(true) => Ok(()),
            checked if is_damage(&checked) => Err(damaged(path)),
            checked => checked.map(drop).map_err(|e| database_error(path, e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::DocumentVersion;

    fn database() -> (tempfile::TempDir, Database) {
        let state = tempfile::tempdir().unwrap();
        let database = Database::open(state.path()).unwrap();
        let rows: Vec<_> =
            (0..2_000).map(|n| (format!("releases/2026/{n}/"), DocumentVersion { hash: [7; 32], modified: n })).collect();
        database.save_documents(&rows).unwrap();
        (state, database)
    }

    fn message(result: Result<(), Error>) -> String {
        result.unwrap_err().message().en.rsplit('/').next().unwrap().to_owned()
    }

    #[test]
    fn a_file_that_is_gone_or_another_is_noticed() {
        for file in ["journal.sqlite", "journal.sqlite-wal"] {
            let (state, database) = database();
            database.check_file().unwrap();
            let (path, away) = (state.path().join(file), state.path().join("away"));
            std::fs::rename(&path, &away).unwrap();
            assert_eq!(message(database.check_file()), format!("{file}` was removed"));
            assert_eq!(message(database.check_pages()), format!("{file}` was removed"));
            std::fs::copy(&away, &path).unwrap();
            assert_eq!(message(database.check_file()), format!("{file}` was replaced by another file"));
            // Back again, as after a mount that was away for a moment.
            std::fs::rename(&away, &path).unwrap();
            database.check_file().unwrap();
            database.check_pages().unwrap();
        }
    }

    #[test]
    fn noise_in_a_page_is_noticed_while_it_is_open_and_at_the_next_start() {
        let (state, database) = database();
        let path = state.path().join("journal.sqlite");
        database.connection.lock().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        database.check_pages().unwrap();
        let sound = std::fs::read(&path).unwrap();
        let overwrite = |bytes: &[u8]| {
            use std::io::Write;
            std::fs::OpenOptions::new().write(true).open(&path).unwrap().write_all(bytes).unwrap();
        };
        let mut noise = sound.clone();
        noise[sound.len() / 2..].iter_mut().enumerate().for_each(|(n, byte)| *byte = (n * 131 % 251) as u8);
        overwrite(&noise);
        assert_eq!(message(database.check_pages()), "journal.sqlite` is damaged");
        assert_eq!(message(database.check_file()), "journal.sqlite` is damaged");
        overwrite(&sound);
        database.check_pages().unwrap();
        database.check_file().unwrap();
        drop(database);
        for damaged in [noise, vec![b'x'; sound.len()]] {
            overwrite(&damaged);
            let error = Database::open(state.path()).unwrap_err();
            assert!(error.message().en.ends_with("is damaged"), "{error}");
            assert!(error.hint_message().unwrap().en.contains("depesch restore"));
        }
        overwrite(&sound);
        Database::open(state.path()).unwrap();
    }
}
