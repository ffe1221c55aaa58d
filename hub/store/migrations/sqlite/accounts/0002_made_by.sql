-- The agent who added the account in the console; zero: it was added on the command line.
ALTER TABLE accounts ADD COLUMN made_by BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
