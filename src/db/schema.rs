//! The form of the journal, step by step. A step that was released is never changed; what is new is a new step at the end.

use rusqlite::Connection;

const STEPS: &[&str] = &[include_str!("schema/1-documents.sql"), include_str!("schema/2-hub.sql")];

/// How the journal's form stands to ours.
#[derive(Debug, PartialEq, Eq)]
pub enum Form {
    OfToday,
    /// Somebody else's future: not touched.
    Newer,
}

/// Brings a journal up to today's form, each step whole or not at all.
pub fn upgrade(connection: &mut Connection) -> rusqlite::Result<Form> {
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if done > STEPS.len() as i64 {
        return Ok(Form::Newer);
    }
    for (number, step) in (1i64..).zip(STEPS).filter(|(number, _)| *number > done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(Form::OfToday)
}
