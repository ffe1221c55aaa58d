// A consistent copy of a store that is in use, as the two SQLite files of docs/store.md, whatever
// the store is. Called by `usher backup`, from a thread of its own; nobody who uses the store waits
// for it. It never copies sessions: agents log in again.
#pragma once

#include <filesystem>
#include <string>

#include "hub/base/result.hpp"

namespace usher::store {

/// `archive.db` and `accounts.db` of one folder into another, each as of one instant; the archive
/// first. Errors as open_sqlite(), and not_found.
Result<void> back_up_sqlite(const std::filesystem::path& from, const std::filesystem::path& to);

/// Gives a PostgreSQL schema `usher` another name, so that a new one can be made beside it; nothing
/// when there is none. Errors as open_postgres().
Result<void> set_postgres_aside(std::string_view url, const std::string& new_name);

}  // namespace usher::store
