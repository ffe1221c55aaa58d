-- Everything an installation keeps in PostgreSQL, in the schema usher. Times are unix milliseconds. The same
-- facts as in SQLite; all indexes are up to date at each commit.

CREATE TABLE workspaces (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    -- The last log entry stored, written in the transaction of its events. Writers lock this row.
    epoch text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 0,
    epoch_began bigint NOT NULL DEFAULT 0,      -- the version at which the present epoch took over
    -- Events and conversations of a workspace are numbered from (number << 40) + 1.
    last_event bigint NOT NULL DEFAULT 0,
    last_conversation bigint NOT NULL DEFAULT 0
);

CREATE TABLE contacts (
    workspace bigint NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    created_ms bigint NOT NULL,
    display_name text NOT NULL,
    email text NOT NULL,
    locale text NOT NULL,
    time_zone text NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- Changed only when a conversation changes hands or state. Its last event is found in the events.
CREATE TABLE conversations (
    number bigint PRIMARY KEY,
    workspace bigint NOT NULL REFERENCES workspaces,
    id uuid NOT NULL,
    contact uuid NOT NULL,
    inbox uuid NOT NULL,
    queue uuid NOT NULL,
    assignee uuid NOT NULL,
    status bigint NOT NULL,
    opened_ms bigint NOT NULL,
    UNIQUE (workspace, id)
);
CREATE INDEX conversations_by_contact ON conversations (workspace, contact, number);

CREATE TABLE events (
    id bigint PRIMARY KEY,          -- in the order of the log
    conversation bigint NOT NULL,   -- its number; 0 for events of the workspace
    seq bigint NOT NULL,
    kind bigint NOT NULL,           -- the field number of the body in usher.v1.Event
    at_ms bigint NOT NULL,          -- when it is counted to have happened
    key bigint,                     -- of the command that caused it: hub/store/event_key.hpp
    body bytea NOT NULL,            -- usher.v1.Event
    -- The words of a message as the hub splits and folds them, for every store alike: no positions. Order and
    -- snippets are made from the body.
    words tsvector
);
CREATE UNIQUE INDEX events_by_seq ON events (conversation, seq) WHERE conversation <> 0;
CREATE INDEX events_by_key ON events (key, id) WHERE key IS NOT NULL;
CREATE INDEX events_by_words ON events USING gin (words) WHERE words IS NOT NULL;

-- The newest snapshot of a workspace's state.
CREATE TABLE snapshots (
    workspace bigint PRIMARY KEY REFERENCES workspaces,
    epoch text NOT NULL,
    version bigint NOT NULL,
    last_event bigint NOT NULL,     -- the last event it contains
    bytes bytea NOT NULL
);
ALTER TABLE snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Gaps that an operator accepted: what followed `event` in the log, up to `version`, is lost.
CREATE TABLE gaps (
    workspace bigint NOT NULL REFERENCES workspaces,
    event bigint NOT NULL,
    after_version bigint NOT NULL,
    version bigint NOT NULL,
    epoch text NOT NULL,
    PRIMARY KEY (workspace, event)
);

-- Who may log in, and the keys of the installation.
CREATE TABLE accounts (
    agent uuid PRIMARY KEY,
    workspace uuid NOT NULL,
    email text NOT NULL UNIQUE,     -- lower case
    display_name text NOT NULL,
    role bigint NOT NULL,
    capacity bigint NOT NULL,
    queues bytea NOT NULL,          -- ids of 16 bytes, one after the other
    password_hash text NOT NULL,    -- argon2id with its parameters
    disabled boolean NOT NULL DEFAULT false,
    session_epoch bigint NOT NULL DEFAULT 1
);

CREATE TABLE sessions (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    id uuid NOT NULL UNIQUE,
    agent uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    session_epoch bigint NOT NULL,
    expires_ms bigint NOT NULL
);
CREATE INDEX sessions_by_agent ON sessions (agent, id);

CREATE TABLE secrets (
    name text PRIMARY KEY,
    key bytea NOT NULL CHECK (length(key) = 32)
);
