//! The persistent state of the service: when each document last changed, subscriptions, pending deliveries. All SQL is in this module.
//!
//! One SQLite file in write-ahead mode: readers never wait, and a process that is killed loses nothing that was acknowledged.

mod damage;
pub mod delivery;
mod documents;
mod health;
pub mod hub;
mod opened_files;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::msg;

use damage::{damaged, database_error, is_sound};
use opened_files::OpenedFiles;

pub use documents::DocumentVersion;

/// The database's file below the state folder.
pub const FILE: &str = "journal.sqlite";

/// How long a writer waits for another process, which can only be a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// An open database. Calls from many threads take turns.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
    files: OpenedFiles,
    /// As its pages were found last.
    is_damaged: AtomicBool,
}

impl Database {
    /// Opens or creates the database in the folder `state`, and migrates an older one.
    pub fn open(state: &Path) -> Result<Database, Error> {
        fs::create_dir_all(state)
            .map_err(|e| Error::file(msg!("cannot create the state folder", "kan inte skapa tillståndsmappen"), state, e))?;
        let path = state.join(FILE);
        make_private(&path).map_err(|e| Error::file(msg!("cannot create the database", "kan inte skapa databasen"), &path, e))?;
        let mut connection = Connection::open(&path).map_err(|e| database_error(&path, e))?;
        let prepare = |connection: &mut Connection| {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            // Commits survive a crash of the process. A power cut loses at most the last of them, which are repeated.
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "foreign_keys", "on")?;
            // 0.1 s for 100,000 subscriptions.
            if is_sound(connection)? { schema::migrate(connection).map(Some) } else { Ok(None) }
        };
        let Some(schema) = prepare(&mut connection).map_err(|e| database_error(&path, e))? else {
            return Err(damaged(&path));
        };
        match schema {
            schema::SchemaState::Current => {
                let files = OpenedFiles::new(&path);
                Ok(Database { path, connection: Mutex::new(connection), files, is_damaged: AtomicBool::new(false) })
            }
            schema::SchemaState::Newer => Err(newer_schema_error(&path).hint(msg!(
                "start that one, or name another folder with `--state`",
                "starta den, eller ange en annan mapp med `--state`"
            ))),
        }
    }

    /// Opens the database of the folder `state` beside a service that uses it, or when none does. Nothing is migrated.
    ///
    /// # Errors
    /// When there is none, or its schema is another one.
    pub fn open_beside(state: &Path) -> Result<Database, Error> {
        let path = state.join(FILE);
        if !path.exists() {
            let folder = state.display();
            return Err(Error::new(msg!(
                "`{folder}` has no state of a service",
                "`{folder}` innehåller inget tillstånd från en tjänst"
            ))
            .hint(msg!("name the directory with `--state`", "ange katalogen med `--state`")));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(&path, flags)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "foreign_keys", "on")?;
            Ok((schema::is_current(&connection)?, connection))
        };
        let (is_current, connection) = open().map_err(|e| database_error(&path, e))?;
        if !is_current {
            return Err(other_schema_error(&path));
        }
        let files = OpenedFiles::new(&path);
        Ok(Database { path, connection: Mutex::new(connection), files, is_damaged: AtomicBool::new(false) })
    }

    /// Copies the database of the folder `state` into a file while a service uses it. The schema stays that of the service, which can be
    /// older than this program's.
    pub fn back_up(state: &Path, to: &Path) -> Result<(), Error> {
        let from = state.join(FILE);
        let here = Connection::open_with_flags(&from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| database_error(&from, e))?;
        here.busy_timeout(BUSY_TIMEOUT).map_err(|e| database_error(&from, e))?;
        let file = to.display();
        let message = || msg!("cannot back up into `{file}`", "kan inte säkerhetskopiera till `{file}`");
        let failed = |e| Error::caused(message(), e);
        make_private(to).map_err(|e| Error::caused(message(), e))?;
        let mut copy = Connection::open(to).map_err(failed)?;
        let backup = rusqlite::backup::Backup::new(&here, &mut copy).map_err(failed)?;
        backup.run_to_completion(1_000, Duration::ZERO, None).map_err(failed)
    }

    /// Checks that the database can be read and is the file at its path, for `/readyz`.
    pub fn check(&self) -> Result<(), Error> {
        self.check_file()?;
        self.read(|connection| connection.query_row("SELECT count(*) FROM pragma_user_version", [], |_| Ok(())))
    }

    /// Another number after another process has written something.
    pub fn changes_by_others(&self) -> Result<i64, Error> {
        self.read(|connection| connection.pragma_query_value(None, "data_version", |row| row.get(0)))
    }

    /// Runs `work` in one transaction: all of it is written, or nothing.
    fn write<T>(&self, work: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<T>) -> Result<T, Error> {
        let mut connection = self.connection.lock();
        let done = (|| {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })();
        done.map_err(|e| database_error(&self.path, e))
    }

    /// As `write`, and the disk has it when it returns: a power cut does not take it back.
    fn write_durably<T>(&self, work: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.durably(&mut self.connection.lock(), |transaction| {
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })
    }

    /// Hands out a transaction whose commit reaches the disk.
    fn durably<T>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(rusqlite::Transaction) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let done = (|| {
            // Takes effect for the next transaction of this connection. Its sync of the log makes everything before durable too.
            connection.pragma_update(None, "synchronous", "full")?;
            work(connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?)
        })();
        let restored = connection.pragma_update(None, "synchronous", "normal");
        done.and_then(|answer| restored.map(|()| answer)).map_err(|e| database_error(&self.path, e))
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        work(&self.connection.lock()).map_err(|e| database_error(&self.path, e))
    }
}

/// Makes sure that the file exists and only its owner can read it: it holds subscribers' secrets. SQLite gives its other files the same
/// permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    options.open(path).map(drop)
}

fn other_schema_error(path: &Path) -> Error {
    let file = path.display();
    Error::new(msg!(
        "the database `{file}` was written by another version of Depesch",
        "databasen `{file}` är skriven av en annan version av Depesch"
    ))
    .hint(msg!("restart the service, or run `depesch send`", "starta om tjänsten, eller kör `depesch send`"))
}

fn newer_schema_error(path: &Path) -> Error {
    let file = path.display();
    Error::new(msg!("the database `{file}` was written by a newer Depesch", "databasen `{file}` är skriven av en nyare Depesch"))
}
