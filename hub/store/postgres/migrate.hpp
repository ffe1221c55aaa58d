// Brings the schema `usher` of a database to this version by numbered migrations, once each, and
// tells whether it is ours at all. Called when a store is opened, before anything else uses it.
#pragma once

#include "hub/store/migration.hpp"
#include "hub/store/postgres/connection.hpp"

namespace usher::store::postgres {

/// hub/store/migrations/postgres, embedded at build.
extern const std::span<const Migration> kUsherMigrations;

/// Applies what is missing, all in one transaction under an advisory lock: of several processes one
/// does it and the others wait. Raises refused, changing nothing: another program's schema, one of
/// a newer version, or one to which a different text of a migration was applied.
void migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace usher::store::postgres
