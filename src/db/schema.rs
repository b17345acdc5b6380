//! The schema of the database as a list of migrations. A released migration is never changed; append a new one.

use rusqlite::Connection;

const MIGRATIONS: &[&str] = &[include_str!("schema/1-documents.sql"), include_str!("schema/2-hub.sql")];

/// The schema of a database compared to this program's.
#[derive(Debug, PartialEq, Eq)]
pub enum SchemaState {
    Current,
    /// Written by a newer program: not touched.
    Newer,
}

/// Migrates to the current schema, each step completely or not at all.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<SchemaState> {
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if done > MIGRATIONS.len() as i64 {
        return Ok(SchemaState::Newer);
    }
    for (number, step) in (1i64..).zip(MIGRATIONS).filter(|(number, _)| *number > done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(SchemaState::Current)
}
