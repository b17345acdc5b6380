//! When each document last changed.

use rusqlite::params;

use super::Database;
use crate::error::Error;

/// The bytes of a document, by their hash, and their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentVersion {
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
    /// When the bytes became these, in seconds since 1970.
    pub modified: i64,
}

impl Database {
    /// All documents, by path.
    pub fn documents(&self) -> Result<Vec<(String, DocumentVersion)>, Error> {
        self.read(|connection| {
            let mut rows = connection.prepare("SELECT path, hash, modified FROM documents")?;
            rows.query_map([], |row| Ok((row.get(0)?, DocumentVersion { hash: row.get(1)?, modified: row.get(2)? })))?.collect()
        })
    }

    /// Stores the new versions in one transaction.
    pub fn save_documents(&self, changed: &[(String, DocumentVersion)]) -> Result<(), Error> {
        self.write(|transaction| {
            let mut row = transaction.prepare(
                "INSERT INTO documents (path, hash, modified) VALUES (?1, ?2, ?3)
                 ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, modified = excluded.modified",
            )?;
            for (path, known) in changed {
                row.execute(params![path, known.hash, known.modified])?;
            }
            Ok(())
        })
    }
}
