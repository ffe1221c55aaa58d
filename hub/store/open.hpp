// Opens the databases of an installation. Called once at start by the composition root; archive,
// history and accounts may then each be used from a thread of its own, each by one call at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "hub/store/accounts.hpp"
#include "hub/store/archive.hpp"
#include "hub/store/history.hpp"
#include "hub/store/secrets.hpp"
#include "hub/store/transfer.hpp"

namespace usher::store {

class Store {
  public:
    virtual ~Store() = default;
    virtual Archive& archive() = 0;
    virtual History& history() = 0;
    virtual Accounts& accounts() = 0;
    virtual Secrets& secrets() = 0;    ///< from the thread of accounts()
    virtual Transfer& transfer() = 0;  ///< while nobody uses the others
};

/// `archive.db` and `accounts.db` in `folder`, which is made if it is not there; both are brought
/// up to this version's schema. What is damaged, not ours or of a newer version is left untouched.
/// Errors name the file and what to do: refused (not writable, not ours, newer), corrupt,
/// unavailable (locked by another process).
Result<std::unique_ptr<Store>> open_sqlite(const std::filesystem::path& folder);

/// By a text that names the place: "sqlite:FOLDER" or a URL for open_postgres(). Errors also:
/// invalid.
Result<std::unique_ptr<Store>> open_store_at(std::string_view place);

/// Only `accounts.db`, for verbs that work beside a running hub.
struct AccountsStore {
    virtual ~AccountsStore() = default;
    virtual Accounts& accounts() = 0;
    virtual Secrets& secrets() = 0;
};
Result<std::unique_ptr<AccountsStore>> open_sqlite_accounts(const std::filesystem::path& folder);

/// postgres:// or postgresql://
bool is_postgres_url(std::string_view url);

/// The schema `usher` of a PostgreSQL database, brought up to this version; archive, history and
/// accounts each on a connection of its own, which is opened again when it is lost. Errors name the
/// place, never the password: refused (credentials, rights, not ours, newer), unavailable,
/// invalid (not such a URL).
Result<std::unique_ptr<Store>> open_postgres(std::string_view url);
Result<std::unique_ptr<AccountsStore>> open_postgres_accounts(std::string_view url);

}  // namespace usher::store
