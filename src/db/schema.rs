//! The schema of the database as a list of migrations. A released migration is never changed; append a new one.

use rusqlite::Connection;

const MIGRATIONS: &[&str] = &[
    include_str!("schema/1-documents.sql"),
    include_str!("schema/2-hub.sql"),
    include_str!("schema/3-hub-fairness.sql"),
    include_str!("schema/4-delivery.sql"),
];

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

/// Whether the schema is this program's.
pub fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(done == MIGRATIONS.len() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_database_keeps_its_rows() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&MIGRATIONS[..2].concat()).unwrap();
        connection.pragma_update(None, "user_version", 2).unwrap();
        connection
            .execute_batch(
                "INSERT INTO subscriptions (topic, callback, host, expires) VALUES ('t', 'c', 'h', 9);
                 INSERT INTO verifications (topic, asked, callback, host, due) VALUES ('t', 't', 'd', 'h', 9);
                 INSERT INTO deliveries (subscription, mark, due) VALUES (1, x'00', 9);",
            )
            .unwrap();
        assert_eq!(migrate(&mut connection).unwrap(), SchemaState::Current);
        for (table, column) in
            [("websub_subscriptions", "delivered"), ("websub_verifications", "client"), ("websub_deliveries", "NULL")]
        {
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} IS NULL");
            assert_eq!(connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(), 1, "{table}");
        }
        assert_eq!(migrate(&mut connection).unwrap(), SchemaState::Current, "again");
        connection.pragma_update(None, "user_version", MIGRATIONS.len() as i64 + 1).unwrap();
        assert_eq!(migrate(&mut connection).unwrap(), SchemaState::Newer);
    }
}
