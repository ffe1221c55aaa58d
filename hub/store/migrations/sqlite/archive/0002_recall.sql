-- What engines that forget, snapshots and later epochs need.

-- Up to this event event_keys is filled. Events from before this migration are filled in when the file is opened.
ALTER TABLE workspaces ADD COLUMN keyed_event INTEGER NOT NULL DEFAULT 0;
UPDATE workspaces SET keyed_event = number << 40;
-- The version at which the present epoch took over.
ALTER TABLE workspaces ADD COLUMN epoch_began INTEGER NOT NULL DEFAULT 0;

-- Events that a command caused, by a number made of the command's id: see hub/store/event_key.hpp.
CREATE TABLE event_keys (
    workspace INTEGER NOT NULL,
    key INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (workspace, key, event)
) STRICT, WITHOUT ROWID;

-- The newest snapshot of a workspace's state.
CREATE TABLE snapshots (
    workspace INTEGER PRIMARY KEY REFERENCES workspaces,
    epoch TEXT NOT NULL,
    version INTEGER NOT NULL,
    last_event INTEGER NOT NULL,    -- the last event it contains
    bytes BLOB NOT NULL
) STRICT;

-- Gaps that an operator accepted: what followed `event` in the log, up to `version`, is lost.
CREATE TABLE gaps (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    event INTEGER NOT NULL,
    after_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    PRIMARY KEY (workspace, event)
) STRICT, WITHOUT ROWID;
