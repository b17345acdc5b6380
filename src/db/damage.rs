//! How damage of the database is found, and what is said of it and of other failures.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use crate::error::Error;
use crate::msg;

/// SQLite's own check of a database, without the contents of indexes.
pub(super) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA quick_check(1)", [], |row| Ok(row.get::<_, String>(0)? == "ok"))
}

pub(super) fn is_damage(checked: &rusqlite::Result<bool>) -> bool {
    match checked {
        Ok(is_sound) => !is_sound,
        Err(error) => is_damage_error(error),
    }
}

pub(super) fn is_damage_error(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

pub(super) fn damaged(path: &Path) -> Error {
    let file = path.display();
    Error::new(msg!("the database `{file}` is damaged", "databasen `{file}` är skadad")).hint(msg!(
        "stop the service and restore a backup: `depesch restore DIR`; without one move the file away, and subscribers subscribe again",
        "stoppa tjänsten och återställ en säkerhetskopia: `depesch restore MAPP`; utan en: flytta undan filen, så får prenumeranter prenumerera igen"
    ))
}

pub(super) fn database_error(path: &Path, cause: rusqlite::Error) -> Error {
    if is_damage_error(&cause) {
        return damaged(path);
    }
    let file = path.display();
    Error::caused(msg!("the database `{file}` cannot be used", "databasen `{file}` kan inte användas"), cause).hint(msg!(
        "check its permissions and the disk; `depesch restore` restores a backup",
        "kontrollera dess rättigheter och disken; `depesch restore` återställer en säkerhetskopia"
    ))
}
