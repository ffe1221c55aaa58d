-- The log of every workspace as rows. Times are unix milliseconds, ids are 16 bytes, big endian.

CREATE TABLE workspaces (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    -- The last log entry stored, written in the transaction of its events.
    epoch TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- Events of a workspace are numbered from (number << 40) + 1, in the order of the log.
    last_event INTEGER NOT NULL,
    -- Events up to this one are in event_places and message_words; readers look at the few after it
    -- themselves. Inserting into an index in runs of thousands, in order, costs a third of inserting
    -- one by one. A later index gets a mark of its own here and is filled the same way.
    indexed_event INTEGER NOT NULL
) STRICT;

CREATE TABLE contacts (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    id BLOB NOT NULL CHECK (length(id) = 16),
    created_ms INTEGER NOT NULL,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- Changed only when a conversation changes hands or state. Its last event is found in the events.
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    id BLOB NOT NULL CHECK (length(id) = 16),
    contact BLOB NOT NULL,
    inbox BLOB NOT NULL,
    queue BLOB NOT NULL,
    assignee BLOB NOT NULL,
    status INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX conversations_by_id ON conversations (workspace, id);
CREATE INDEX conversations_by_contact ON conversations (workspace, contact);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,  -- its number; 0 for events of the workspace
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,          -- the field number of the body in usher.v1.Event
    at_ms INTEGER NOT NULL,         -- when it is counted to have happened
    body BLOB NOT NULL              -- usher.v1.Event; the text of a message is stored here only
) STRICT;

CREATE TABLE event_places (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;

-- Which words occur in which message: no text, no positions. Order and snippets are made from the body.
CREATE VIRTUAL TABLE message_words USING fts5 (
    text, content = '', detail = none, columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO message_words (message_words, rank) VALUES ('automerge', 8);
