-- Who follows which feed. `expires`: the end of the lease. A secret is kept as it came: the file's permissions (0600) are its protection.
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    secret TEXT,
    expires INTEGER NOT NULL,
    UNIQUE (topic, callback)
) STRICT;
CREATE INDEX subscriptions_by_host ON subscriptions (host);
CREATE INDEX subscriptions_by_expires ON subscriptions (expires);

-- Requests that their callback has not confirmed. `lease` in seconds, none: asks to unsubscribe. `asked`: the topic as the subscriber
-- spelled it. `missed`: the topic changed since.
CREATE TABLE verifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    asked TEXT NOT NULL,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    lease INTEGER,
    secret TEXT,
    missed INTEGER NOT NULL DEFAULT 0,
    tried INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL
) STRICT;
CREATE INDEX verifications_by_host ON verifications (host);
CREATE INDEX verifications_by_topic ON verifications (topic, callback);

-- Subscriptions whose subscriber has not got the newest bytes. `mark` is another one for each version.
CREATE TABLE deliveries (
    subscription INTEGER PRIMARY KEY REFERENCES subscriptions (id) ON DELETE CASCADE,
    mark BLOB NOT NULL,
    tried INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL
) STRICT;

-- Hubs of others that have not been told of a change.
CREATE TABLE pings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    mark BLOB NOT NULL,
    tried INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    UNIQUE (hub, topic)
) STRICT;

-- The bytes of each followed topic that were announced last, by their SHA-256.
CREATE TABLE announced (
    topic TEXT PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
