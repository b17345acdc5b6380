-- Who asked, as a hash whose key ends with the process: no address is stored. None: a request from before this column.
ALTER TABLE verifications ADD COLUMN client BLOB;

-- The SHA-256 of the bytes that the subscriber took last. None: nothing yet, or it is not certain.
ALTER TABLE subscriptions ADD COLUMN delivered BLOB;
