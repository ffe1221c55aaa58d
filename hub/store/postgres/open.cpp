#include "hub/store/open.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sodium.h>

#include "hub/store/postgres/accounts.hpp"
#include "hub/store/postgres/archive.hpp"
#include "hub/store/postgres/history.hpp"
#include "hub/store/postgres/migrate.hpp"
#include "hub/store/postgres/transfer.hpp"

namespace usher::store {
namespace {

using namespace postgres;

/// Search asks for other words each time: a plan for all of them would be one for none.
constexpr const char* kHistorySettings = "SET plan_cache_mode = force_custom_plan";
/// People wait for these.
constexpr Patience kImpatient{.connect = std::chrono::seconds(5),
                              .answer = std::chrono::seconds(5)};

std::string checked(std::string_view url) {
    char* error = nullptr;
    auto* options = PQconninfoParse(std::string(url).c_str(), &error);
    PQconninfoFree(options);
    // What libpq says would quote the URL.
    PQfreemem(error);
    if (options == nullptr || !is_postgres_url(url)) {
        raise(Error::Kind::invalid, "must be postgres://USER:PASSWORD@HOST:PORT/DATABASE");
    }
    if (sodium_init() < 0) raise(Error::Kind::unavailable, "the system gives no randomness");
    return std::string(url);
}

void bring_up_to_date(Connection& connection) {
    value_or_raise(attempt_on(connection, Repeat::harmless, [&] {
        migrate(connection, kUsherMigrations);
        return true;
    }));
}

struct OpenAccounts final : AccountsStore {
    explicit OpenAccounts(const std::string& url)
        : connection(url, "usher accounts", {}, kImpatient), stored(connection) {
        bring_up_to_date(connection);
    }
    Accounts& accounts() override { return stored; }
    Secrets& secrets() override { return stored; }

    Connection connection;
    PostgresAccounts stored;
};

struct OpenStore final : Store {
    explicit OpenStore(const std::string& url)
        : stored_accounts(url),
          writer(url, "usher archive"),
          reader(url, "usher history", kHistorySettings, kImpatient),
          stored_archive(writer),
          stored_history(reader),
          side(stored_archive, writer) {}
    Archive& archive() override { return stored_archive; }
    History& history() override { return stored_history; }
    Accounts& accounts() override { return stored_accounts.accounts(); }
    Secrets& secrets() override { return stored_accounts.secrets(); }
    Transfer& transfer() override { return side; }

    OpenAccounts stored_accounts;
    Connection writer, reader;
    PostgresArchive stored_archive;
    PostgresHistory stored_history;
    PostgresTransfer side;
};

}  // namespace

bool is_postgres_url(std::string_view url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

Result<std::unique_ptr<Store>> open_postgres(std::string_view url) {
    return attempt(
        [&]() -> std::unique_ptr<Store> { return std::make_unique<OpenStore>(checked(url)); });
}

Result<std::unique_ptr<AccountsStore>> open_postgres_accounts(std::string_view url) {
    return attempt([&]() -> std::unique_ptr<AccountsStore> {
        return std::make_unique<OpenAccounts>(checked(url));
    });
}

Result<std::unique_ptr<Store>> open_store_at(std::string_view place) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (place.starts_with(kSqlite) && place.size() > kSqlite.size()) {
        return open_sqlite(place.substr(kSqlite.size()));
    }
    if (is_postgres_url(place)) return open_postgres(place);
    return fail(Error::Kind::invalid,
                "a store is sqlite:FOLDER or postgres://USER:PASSWORD@HOST:PORT/DATABASE");
}

}  // namespace usher::store
