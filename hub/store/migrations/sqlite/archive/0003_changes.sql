-- What administrators and supervisors changed, found without reading everything else.
CREATE INDEX events_changes ON events (id) WHERE kind = 91;
