-- What administrators and supervisors changed, found without reading everything else.
CREATE INDEX events_changes ON events (id) WHERE kind = 91;

-- The agent who added the account in the console; zero: it was added on the command line.
ALTER TABLE accounts ADD COLUMN made_by uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
