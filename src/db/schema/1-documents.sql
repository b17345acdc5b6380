-- What was last served at each path: the hash of its bytes, and when they became so (whole seconds since 1970).
CREATE TABLE documents (
    path TEXT PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL,
    modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
