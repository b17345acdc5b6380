//! What the service remembers when it is started again: when each document last changed, who follows which feed, what is still to be
//! delivered. All SQL stands in this room.
//!
//! One file of SQLite in write-ahead mode with one writer: whoever reads never waits, and a process that is killed loses nothing that was
//! acknowledged.

mod documents;
pub mod hub;
mod schema;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::OpenFlags;

use crate::error::Error;
use crate::msg;

pub use documents::Known;

/// The journal's file below the state folder.
pub const FILE: &str = "journal.sqlite";

/// How long a writer waits for another process, which can only be a backup.
const PATIENCE: Duration = Duration::from_secs(10);

/// The open journal. Cheap to share: calls from many threads take turns.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Database {
    /// Opens or makes the journal in the folder `state`, and brings an older one up to today's form.
    pub fn open(state: &Path) -> Result<Database, Error> {
        fs::create_dir_all(state)
            .map_err(|e| Error::file(msg!("cannot make the state folder", "kan inte skapa mappen för tillstånd"), state, e))?;
        let path = state.join(FILE);
        private(&path).map_err(|e| Error::file(msg!("cannot make the journal", "kan inte skapa journalen"), &path, e))?;
        let mut connection = Connection::open(&path).map_err(|e| failed(&path, e))?;
        let prepare = |connection: &mut Connection| {
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            // What was acknowledged survives the process; after a power cut at most the last moments are missing, and are made again.
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "foreign_keys", "on")?;
            schema::upgrade(connection)
        };
        match prepare(&mut connection).map_err(|e| failed(&path, e))? {
            schema::Form::OfToday => Ok(Database { path, connection: Mutex::new(connection) }),
            schema::Form::Newer => Err(newer(&path).hint(msg!(
                "start that one, or name another folder with `--state`",
                "starta den, eller ange en annan mapp med `--state`"
            ))),
        }
    }

    /// Copies the journal of the folder `state` as it is now into a file, while a service goes on with it. Its form stays that of the service,
    /// which can be an older one than this.
    pub fn back_up(state: &Path, to: &Path) -> Result<(), Error> {
        let from = state.join(FILE);
        let here = Connection::open_with_flags(&from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| failed(&from, e))?;
        here.busy_timeout(PATIENCE).map_err(|e| failed(&from, e))?;
        let file = to.display();
        let said = || msg!("cannot back up into `{file}`", "kan inte säkerhetskopiera till `{file}`");
        let told = |e| Error::caused(said(), e);
        private(to).map_err(|e| Error::caused(said(), e))?;
        let mut copy = Connection::open(to).map_err(told)?;
        let backup = rusqlite::backup::Backup::new(&here, &mut copy).map_err(told)?;
        backup.run_to_completion(1_000, Duration::ZERO, None).map_err(told)
    }

    /// Can it be read? Asked by whoever decides where requests go.
    pub fn is_well(&self) -> Result<(), Error> {
        self.read(|connection| connection.query_row("SELECT count(*) FROM pragma_user_version", [], |_| Ok(())))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Runs `work` in one transaction: all of it is written, or nothing.
    fn write<T>(&self, work: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<T>) -> Result<T, Error> {
        let mut connection = self.connection();
        let done = (|| {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })();
        done.map_err(|e| failed(&self.path, e))
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        work(&self.connection()).map_err(|e| failed(&self.path, e))
    }
}

/// Makes sure that there is a file which its owner alone can read: subscribers' secrets will stand in it. SQLite gives the files beside it
/// the same permissions.
fn private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        use std::os::unix::fs::PermissionsExt;
        let file = options.mode(0o600).open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    options.open(path).map(drop)
}

fn failed(path: &Path, cause: rusqlite::Error) -> Error {
    let file = path.display();
    Error::caused(msg!("the journal `{file}` cannot be used", "journalen `{file}` kan inte användas"), cause).hint(msg!(
        "look at its permissions and at the disk; a copy is put back with `depesch restore`",
        "se efter dess rättigheter och disken; en kopia läggs tillbaka med `depesch restore`"
    ))
}

fn newer(path: &Path) -> Error {
    let file = path.display();
    Error::new(msg!("the journal `{file}` was written by a newer Depesch", "journalen `{file}` är skriven av en nyare Depesch"))
}
