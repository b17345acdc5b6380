//! The state directory: one process uses it at a time, and it can be backed up meanwhile.

use std::fs;
use std::path::Path;

use crate::db::Database;
use crate::db::delivery::EpochReason;
use crate::delivery::witness::{self, Witness};
use crate::error::Error;
use crate::{db, msg};

use super::{clock, keys};

const LOCK: &str = ".lock";

/// The lock is released with the process, however that ends.
pub struct StateLock(#[allow(dead_code)] fs::File);

/// Locks the directory for this process.
///
/// # Errors
/// When another process holds the lock, or the directory cannot be made.
pub fn lock(state: &Path) -> Result<StateLock, Error> {
    try_lock(state)?.ok_or_else(|| {
        let directory = state.display();
        let message = msg!(
            "state directory `{directory}` is in use by another process",
            "tillståndskatalogen `{directory}` används av en annan process"
        );
        Error::new(message).hint(msg!(
            "stop it first, or choose another directory with `--state`",
            "stoppa den först, eller välj en annan katalog med `--state`"
        ))
    })
}

/// Locks the directory for this process; `None` when another process holds the lock.
///
/// # Errors
/// When the directory cannot be made.
pub fn try_lock(state: &Path) -> Result<Option<StateLock>, Error> {
    let failed = |e| Error::file(msg!("cannot use the state directory", "kan inte använda tillståndskatalogen"), state, e);
    fs::create_dir_all(state).map_err(failed)?;
    let lock = fs::OpenOptions::new().create(true).truncate(false).write(true).open(state.join(LOCK)).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(StateLock(lock))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        // Some file systems have no locks.
        Err(fs::TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => Ok(Some(StateLock(lock))),
        Err(fs::TryLockError::Error(e)) => Err(failed(e)),
    }
}

/// Backs up the directory into a new folder, while the service runs.
///
/// # Errors
/// When there is no state, or `to` is not empty or cannot be written.
pub fn back_up(state: &Path, to: &Path) -> Result<(), Error> {
    if !state.join(db::FILE).exists() {
        return Err(no_state(state));
    }
    if fs::read_dir(to).is_ok_and(|mut there| there.next().is_some()) {
        let folder = to.display();
        return Err(Error::new(msg!("`{folder}` is not empty", "`{folder}` är inte tom"))
            .hint(msg!("choose a new folder for each backup", "välj en ny mapp för varje säkerhetskopia")));
    }
    let failed = |e| Error::file(msg!("cannot write the backup", "kan inte skriva säkerhetskopian"), to, e);
    fs::create_dir_all(to).map_err(failed)?;
    Database::back_up(state, &to.join(db::FILE))?;
    copy_keys(state, to).map_err(failed)
}

/// Replaces the state with a backup; the service must have stopped. Returns the folder that the former state was moved to, if there was any.
///
/// # Errors
/// When `from` is no backup, or the directory is in use or cannot be written.
pub fn restore(from: &Path, state: &Path) -> Result<Option<std::path::PathBuf>, Error> {
    if !from.join(db::FILE).exists() {
        return Err(no_state(from));
    }
    let _lock = lock(state)?;
    // Before anything is replaced.
    Database::check_backup(&from.join(db::FILE), &state.join("restoring.sqlite"))?;
    let witness = Witness::of(state);
    let known = witness.read()?.unwrap_or_default();
    let failed = |e| Error::file(msg!("cannot restore the backup", "kan inte återställa säkerhetskopian"), state, e);
    let mut former = None;
    if state.join(db::FILE).exists() {
        // Within the directory, which can be a mount point that cannot be renamed.
        let folder = (1..).map(|n| state.join(format!("before-{n}"))).find(|path| !path.exists());
        let folder = folder.expect("one of endless numbers is free");
        fs::create_dir(&folder).map_err(failed)?;
        for entry in fs::read_dir(state).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let text = name.to_string_lossy();
            // The witness of what was sent is newer than any backup.
            if text != LOCK && text != witness::FILE && !text.starts_with("before-") {
                fs::rename(state.join(&name), folder.join(&name)).map_err(failed)?;
            }
        }
        former = Some(folder);
    }
    fs::copy(from.join(db::FILE), state.join(db::FILE)).map_err(failed)?;
    copy_keys(from, state).map_err(failed)?;
    // An older schema is migrated now, not while readers wait for the service to start.
    let database = Database::open(state)?;
    // What was sent since the backup is not known: a person decides before anything more is sent.
    if database.epoch()?.is_some() {
        database.begin_restored_epoch(EpochReason::Restored, &known, clock::now())?;
        witness.write(&database.witness_entries()?)?;
    }
    Ok(former)
}

fn copy_keys(from: &Path, to: &Path) -> std::io::Result<()> {
    let (from, to) = (from.join(keys::FOLDER), to.join(keys::FOLDER));
    fs::create_dir_all(&to)?;
    let entries = match fs::read_dir(from) {
        // The state of `depesch send` alone has no keys.
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        // With its permissions, which are the owner's alone.
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

fn no_state(folder: &Path) -> Error {
    let folder = folder.display();
    Error::new(msg!("`{folder}` has no state of a service", "`{folder}` innehåller inget tillstånd från en tjänst"))
        .hint(msg!("use the directory that `depesch serve --state` was given", "ange katalogen som `depesch serve --state` fick"))
}
