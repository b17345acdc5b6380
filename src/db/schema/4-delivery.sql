-- The hub's tables get its name in front: deliveries to news desks have tables of their own.
ALTER TABLE subscriptions RENAME TO websub_subscriptions;
ALTER TABLE verifications RENAME TO websub_verifications;
ALTER TABLE deliveries RENAME TO websub_deliveries;
ALTER TABLE pings RENAME TO websub_pings;
ALTER TABLE announced RENAME TO websub_announced;

-- All times are whole seconds since 1970.

-- The journal begins, and begins again after a restore. `accepted`: since when deliveries may be made; none: a person has to decide.
-- `last_seen`: the service or `send` ran then.
CREATE TABLE epochs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    began INTEGER NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('first', 'restored', 'moved')),
    accepted INTEGER,
    last_seen INTEGER NOT NULL
) STRICT;

-- One row for each version of a release that was public. kind: 0 baseline, 1 new, 2 update, 3 correction, 4 kill, 5 skipped.
-- text: the fingerprint of its words. published: the instant of this version.
CREATE TABLE publications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    release TEXT NOT NULL,
    revision INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    headline TEXT NOT NULL,
    folder TEXT NOT NULL,
    lang TEXT NOT NULL,
    published INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    UNIQUE (release, revision)
) STRICT;
CREATE INDEX publications_by_folder ON publications (folder);

-- Texts that were changed after they were sent, without a correction.
CREATE TABLE silent_edits (
    publication INTEGER NOT NULL REFERENCES publications (id),
    text TEXT NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (publication, text)
) STRICT, WITHOUT ROWID;

-- cursor: the last number of the channel, without gaps; day and number: the same, counted for each day.
-- receiver, settings: hashes of the address and of all settings, to notice when they change. breaker_until: the receiver fails until then.
CREATE TABLE channels (
    key TEXT PRIMARY KEY NOT NULL,
    cursor INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    receiver BLOB NOT NULL,
    settings BLOB NOT NULL,
    paused TEXT,
    paused_at INTEGER,
    paused_until INTEGER,
    holds_kills INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    breaker_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Numbers that were given before a restore and are not known any more.
CREATE TABLE lost_numbers (
    channel TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    noticed INTEGER NOT NULL,
    PRIMARY KEY (channel, first)
) STRICT, WITHOUT ROWID;

-- The bytes of messages, by their SHA-256; none when they were removed after the time for which they are kept.
CREATE TABLE payloads (
    hash BLOB PRIMARY KEY NOT NULL,
    length INTEGER NOT NULL,
    bytes BLOB
) STRICT;

-- What a channel was given. id: the same for the same message, also in another journal.
CREATE TABLE messages (
    channel TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    publication INTEGER NOT NULL REFERENCES publications (id),
    purpose INTEGER NOT NULL,
    replaces INTEGER,
    format TEXT NOT NULL,
    media_type TEXT NOT NULL,
    payload BLOB NOT NULL REFERENCES payloads (hash),
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (channel, cursor),
    UNIQUE (channel, day, number),
    UNIQUE (publication, channel, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_by_payload ON messages (payload);
CREATE INDEX messages_by_time ON messages (channel, made);

-- Messages that could not be made when the others of their version were: they are made later.
CREATE TABLE owed_messages (
    release TEXT NOT NULL,
    revision INTEGER NOT NULL,
    channel TEXT NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (release, channel)
) STRICT, WITHOUT ROWID;

-- One message to one receiver. receiver: a mailbox, or '' for the channel itself. purpose: 0 release, 1 kill, 4 test, 5 advance copy,
-- 6 history. state: 0 pending, 1 sending, 2 delivered, 3 unknown, 4 parked, 5 superseded, 6 suppressed. urgent: 0 goes before 1.
-- held: 1 while its release is not public any more, 2 until its number is in the witness. doubt: an attempt may have arrived. cursor: none for what a person said was delivered before a restore.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    receiver TEXT NOT NULL,
    purpose INTEGER NOT NULL,
    release TEXT NOT NULL,
    revision INTEGER NOT NULL,
    cursor INTEGER,
    state INTEGER NOT NULL DEFAULT 0,
    urgent INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    due INTEGER NOT NULL,
    added INTEGER NOT NULL,
    tried INTEGER NOT NULL DEFAULT 0,
    doubt INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    lease INTEGER,
    settled INTEGER,
    code INTEGER,
    reply TEXT,
    UNIQUE (channel, receiver, release, revision, purpose)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (channel, urgent, cursor) WHERE state = 0;
CREATE INDEX deliveries_sending ON deliveries (channel) WHERE state = 1;
CREATE INDEX deliveries_held ON deliveries (held, release) WHERE held > 0;
CREATE INDEX deliveries_by_message ON deliveries (channel, cursor);
CREATE INDEX deliveries_by_release ON deliveries (release, channel, receiver, revision);

-- outcome: none while it runs; 'interrupted' when nobody can say.
CREATE TABLE attempts (
    delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    fence INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    outcome TEXT,
    code INTEGER,
    reply TEXT,
    PRIMARY KEY (delivery, fence)
) STRICT, WITHOUT ROWID;

-- What a person has allowed. what: 'burst' (value: the hash of the plan), 'old' (the id of a release), 'forget' (the id of one that is gone).
CREATE TABLE approvals (
    what TEXT NOT NULL CHECK (what IN ('burst', 'old', 'forget')),
    value TEXT NOT NULL,
    approved INTEGER NOT NULL,
    PRIMARY KEY (what, value)
) STRICT, WITHOUT ROWID;
