-- Who may log in, and the keys of the installation. Times are unix milliseconds, ids are 16 bytes, big endian.

CREATE TABLE accounts (
    agent BLOB PRIMARY KEY CHECK (length(agent) = 16),
    workspace BLOB NOT NULL CHECK (length(workspace) = 16),
    email TEXT NOT NULL UNIQUE,     -- lower case
    display_name TEXT NOT NULL,
    role INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    queues BLOB NOT NULL,           -- ids, one after the other
    password_hash TEXT NOT NULL,    -- argon2id with its parameters
    disabled INTEGER NOT NULL DEFAULT 0,
    session_epoch INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    agent BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
    session_epoch INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_agent ON sessions (agent);

CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;
