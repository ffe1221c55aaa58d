#include "hub/store/sqlite/migrate.hpp"

#include <fmt/format.h>

#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {
namespace {

constexpr std::int64_t kApplicationId = 0x55534852;  // "USHR"

/// A file that nobody wrote a table into yet.
bool blank(Connection& connection) {
    return connection.number("SELECT count(*) FROM sqlite_schema") == 0;
}

/// How many are applied.
std::size_t applied(Connection& connection, std::span<const Migration> migrations) {
    const auto file = connection.place().file.string();
    if (blank(connection)) return 0;
    if (connection.number("PRAGMA application_id") != kApplicationId) {
        raise(Error::Kind::refused,
              fmt::format("{} is a database of another program; move it away", file));
    }
    Statement select(connection, "SELECT number, name, checksum FROM migrations ORDER BY number");
    auto rows = select.query();
    std::size_t count = 0;
    while (rows.next()) {
        if (count == migrations.size()) {
            raise(
                Error::Kind::refused,
                fmt::format("{} was made by a newer version of Usher (migration {}); use that one",
                            file, rows.text(1)));
        }
        const auto& known = migrations[count++];
        if (rows.integer(0) != known.number || rows.bytes(2) != checksum(known.sql)) {
            raise(Error::Kind::refused,
                  fmt::format(
                      "{}: migration {} was changed after it had been applied; use the version "
                      "of Usher that made the file",
                      file, rows.text(1)));
        }
    }
    return count;
}

}  // namespace

void check_schema(Connection& connection, std::span<const Migration> migrations) {
    applied(connection, migrations);
}

void migrate(Connection& connection, std::span<const Migration> migrations) {
    if (applied(connection, migrations) == migrations.size()) return;
    Transaction transaction(connection, Transaction::Lock::exclusive);
    auto done = applied(connection, migrations);  // another process may have been first
    if (done == 0) {
        connection.execute(fmt::format("PRAGMA application_id={}", kApplicationId).c_str());
        connection.execute(
            "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
    }
    Statement record(connection, "INSERT INTO migrations VALUES (?1, ?2, ?3, datetime('now'))");
    for (; done < migrations.size(); ++done) {
        const auto& migration = migrations[done];
        connection.execute(std::string(migration.sql).c_str());
        record.run(migration.number, migration.name, std::string_view(checksum(migration.sql)));
    }
    transaction.commit();
}

}  // namespace usher::store::sqlite
