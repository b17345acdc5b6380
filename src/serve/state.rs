//! The state folder: one service at a time works in it, and a copy of it can be taken while that goes on.

use std::fs;
use std::path::Path;

use crate::db;
use crate::db::Database;
use crate::error::Error;
use crate::msg;

use super::keys;

const LOCK: &str = ".lock";

/// Held, not read: the lock ends with the process, however that ends.
pub struct StateLock(#[allow(dead_code)] fs::File);

/// Takes the folder for this process alone.
pub fn lock(state: &Path) -> Result<StateLock, Error> {
    let failed = |e| Error::file(msg!("cannot use the state folder", "kan inte använda mappen för tillstånd"), state, e);
    fs::create_dir_all(state).map_err(failed)?;
    let lock = fs::OpenOptions::new().create(true).truncate(false).write(true).open(state.join(LOCK)).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(StateLock(lock)),
        Err(fs::TryLockError::WouldBlock) => {
            let folder = state.display();
            Err(Error::new(msg!("another service works in `{folder}`", "en annan tjänst arbetar i `{folder}`")).hint(msg!(
                "stop it first, or name another folder with `--state`",
                "stoppa den först, eller ange en annan mapp med `--state`"
            )))
        }
        // A file system without locks.
        Err(fs::TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => Ok(StateLock(lock)),
        Err(fs::TryLockError::Error(e)) => Err(failed(e)),
    }
}

/// Copies everything that must not be lost into a new folder, while the service goes on.
pub fn back_up(state: &Path, to: &Path) -> Result<(), Error> {
    if !state.join(db::FILE).exists() {
        return Err(nothing_there(state));
    }
    if fs::read_dir(to).is_ok_and(|mut there| there.next().is_some()) {
        let folder = to.display();
        return Err(Error::new(msg!("`{folder}` holds something already", "`{folder}` innehåller redan något"))
            .hint(msg!("name a new folder for each copy", "ange en ny mapp för varje kopia")));
    }
    let failed = |e| Error::file(msg!("cannot write the copy", "kan inte skriva kopian"), to, e);
    fs::create_dir_all(to).map_err(failed)?;
    Database::back_up(state, &to.join(db::FILE))?;
    copy_keys(state, to).map_err(failed)
}

/// Puts a copy in place of what is in the state folder; the service must have stopped. What was there is kept in a folder
/// within it, whose name is returned.
pub fn put_back(from: &Path, state: &Path) -> Result<Option<std::path::PathBuf>, Error> {
    if !from.join(db::FILE).exists() {
        return Err(nothing_there(from));
    }
    let _held = lock(state)?;
    let failed = |e| Error::file(msg!("cannot put the copy back", "kan inte lägga tillbaka kopian"), state, e);
    let mut kept = None;
    if state.join(db::FILE).exists() {
        // Within the folder, which can be a mount point that cannot be renamed.
        let beside = (1..).map(|n| state.join(format!("before-{n}"))).find(|path| !path.exists());
        let beside = beside.unwrap_or_else(|| state.join("before"));
        fs::create_dir(&beside).map_err(failed)?;
        for entry in fs::read_dir(state).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let text = name.to_string_lossy();
            if text != LOCK && !text.starts_with("before-") {
                fs::rename(state.join(&name), beside.join(&name)).map_err(failed)?;
            }
        }
        kept = Some(beside);
    }
    fs::copy(from.join(db::FILE), state.join(db::FILE)).map_err(failed)?;
    copy_keys(from, state).map_err(failed)?;
    // An older copy is brought up to today's form now, not when everybody waits.
    Database::open(state)?;
    Ok(kept)
}

fn copy_keys(from: &Path, to: &Path) -> std::io::Result<()> {
    let (from, to) = (from.join(keys::FOLDER), to.join(keys::FOLDER));
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        // With its permissions, which are the owner's alone.
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

fn nothing_there(folder: &Path) -> Error {
    let folder = folder.display();
    Error::new(msg!("`{folder}` holds no journal of a service", "`{folder}` innehåller ingen tjänsts journal"))
        .hint(msg!("name the folder that `depesch serve --state` was given", "ange mappen som `depesch serve --state` fick"))
}
