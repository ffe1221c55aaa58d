// Brings a database to this version's schema by numbered migrations, once each, and tells whether a
// file is one of ours at all. Called when a database is opened, before anything else uses it.
#pragma once

#include "hub/store/migration.hpp"
#include "hub/store/sqlite/connection.hpp"

namespace usher::store::sqlite {

/// hub/store/migrations/sqlite, embedded at build.
extern const std::span<const Migration> kArchiveMigrations;
extern const std::span<const Migration> kAccountsMigrations;

/// Reads only. Raises corrupt (damaged) and refused: another program's database, one of a newer
/// version, or one to which a different text of a migration was applied. `connection` may be
/// read-only.
void check_schema(Connection& connection, std::span<const Migration> migrations);

/// Applies what is missing, all in one transaction under an exclusive lock. Raises like
/// check_schema.
void migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace usher::store::sqlite
