#include "hub/store/open.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "hub/store/sqlite/accounts.hpp"
#include "hub/store/sqlite/archive.hpp"
#include "hub/store/sqlite/history.hpp"
#include "hub/store/sqlite/migrate.hpp"
#include "hub/store/sqlite/transfer.hpp"

namespace usher::store {
namespace {

using namespace sqlite;
namespace fs = std::filesystem;

constexpr std::chrono::seconds kBusy{5};
/// Files up to this size are checked page by page at each start, which takes well below a second.
/// Damage in larger ones is found at the latest when it is read.
constexpr std::uintmax_t kCheckedBytesMax = 128 * 1024 * 1024;

constexpr std::string_view kArchiveRemedy =
    "restore a backup or move it away: the archive is rebuilt from the log";
constexpr std::string_view kAccountsRemedy =
    "restore a backup, or move it away and add the agents again";

void make_folder(const fs::path& folder) {
    std::error_code error;
    const bool made = fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder)) {
        raise(Error::Kind::refused,
              fmt::format("{} cannot be made ({}); make it, or name another data "
                          "folder",
                          folder.string(), error.message()));
    }
    if (made) ::chmod(folder.c_str(), 0700);
}

/// Looks before anything writes: opening for writing alone may change a file, and a damaged one
/// must stay as it is for whoever wants to save what is in it.
void inspect(const Place& place, std::span<const Migration> migrations) {
    std::error_code error;
    const auto size = fs::file_size(place.file, error);
    if (error || size == 0) return;
    Connection connection(place, Access::read_only, kBusy);
    check_schema(connection, migrations);
    if (size > kCheckedBytesMax) return;
    Statement check(connection, "PRAGMA quick_check(1)");
    auto rows = check.query();
    if (rows.next() && rows.bytes(0) != "ok") {
        raise(Error::Kind::corrupt, fmt::format("{} is damaged ({}); {}", place.file.string(),
                                                rows.text(0), place.remedy));
    }
}

/// SQLite does not wait for the lock that this takes on a new file: two nodes that start together
/// would send one of them away.
void use_write_ahead_log(Connection& connection) {
    constexpr auto kStep = std::chrono::milliseconds(10);
    for (auto waited = std::chrono::milliseconds(0);; waited += kStep) {
        try {
            return connection.execute("PRAGMA journal_mode=WAL");
        } catch (const Failure& failure) {
            if (failure.error.kind != Error::Kind::unavailable || waited >= kBusy) throw;
        }
        sqlite3_sleep(static_cast<int>(kStep.count()));
    }
}

std::unique_ptr<Connection> open_file(Place place, std::span<const Migration> migrations,
                                      const char* pragmas) {
    inspect(place, migrations);
    auto connection = std::make_unique<Connection>(std::move(place), Access::create, kBusy);
    use_write_ahead_log(*connection);
    connection->execute(pragmas);
    migrate(*connection, migrations);
    return connection;
}

// NORMAL does not sync at a commit, so a power cut may take the newest transactions, each as a
// whole. The log in Redis is the store of record, and the position goes back together with the
// rows: the archiver just writes those entries again. A longer log between checkpoints saves
// writing hot pages over and over.
constexpr const char* kArchivePragmas =
    "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-32768; PRAGMA secure_delete=FAST";

// Accounts and keys are nowhere else.
constexpr const char* kAccountsPragmas = "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON";

struct OpenAccounts final : AccountsStore {
    explicit OpenAccounts(const fs::path& folder)
        : connection(open_file({folder / "accounts.db", kAccountsRemedy}, kAccountsMigrations,
                               kAccountsPragmas)),
          stored(*connection) {}
    Accounts& accounts() override { return stored; }
    Secrets& secrets() override { return stored; }

    std::unique_ptr<Connection> connection;
    SqliteAccounts stored;
};

std::unique_ptr<Connection> open_archive(const fs::path& folder) {
    auto connection =
        open_file({folder / "archive.db", kArchiveRemedy}, kArchiveMigrations, kArchivePragmas);
    index_missing_keys(*connection);
    return connection;
}

struct OpenStore final : Store {
    explicit OpenStore(const fs::path& folder)
        : connection(open_archive(folder)),
          reader(connection->place(), Access::read_only, kBusy),
          stored_archive(*connection),
          stored_history(reader),
          stored_accounts(folder),
          side(stored_archive, *connection, *stored_accounts.connection) {
        reader.execute("PRAGMA cache_size=-8192");
    }
    Archive& archive() override { return stored_archive; }
    History& history() override { return stored_history; }
    Accounts& accounts() override { return stored_accounts.accounts(); }
    Secrets& secrets() override { return stored_accounts.secrets(); }
    Transfer& transfer() override { return side; }

    std::unique_ptr<Connection> connection;
    Connection reader;
    SqliteArchive stored_archive;
    SqliteHistory stored_history;
    OpenAccounts stored_accounts;
    SqliteTransfer side;
};

template <class Opened, class Interface>
Result<std::unique_ptr<Interface>> open_in(const fs::path& folder) {
    return attempt([&]() -> std::unique_ptr<Interface> {
        if (sodium_init() < 0) raise(Error::Kind::unavailable, "the system gives no randomness");
        make_folder(folder);
        return std::make_unique<Opened>(folder);
    });
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const fs::path& folder) {
    return open_in<OpenStore, Store>(folder);
}

Result<std::unique_ptr<AccountsStore>> open_sqlite_accounts(const fs::path& folder) {
    return open_in<OpenAccounts, AccountsStore>(folder);
}

}  // namespace usher::store
