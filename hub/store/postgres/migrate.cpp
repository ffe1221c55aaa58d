#include "hub/store/postgres/migrate.hpp"

#include <fmt/format.h>

#include "hub/store/postgres/statement.hpp"

namespace usher::store::postgres {
namespace {

constexpr std::int64_t kLock = 0x5553485200000001;  // "USHR", 1
constexpr std::chrono::minutes kMigrationTime{10};

/// How many are applied.
std::size_t applied(Connection& connection, std::span<const Migration> migrations) {
    // One statement: somebody else may be making it at this moment.
    Statement look(connection,
                   "SELECT to_regclass('usher.migrations') IS NOT NULL,"
                   " EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n"
                   "         ON n.oid = c.relnamespace WHERE n.nspname = 'usher')");
    auto found = look.query();
    const bool ours = found.next() && found.truth(0);
    if (!ours && found.truth(1)) {
        raise(Error::Kind::refused,
              fmt::format("{} has a schema usher of another program; name another database",
                          connection.place()));
    }
    if (!ours) return 0;
    Statement select(connection,
                     "SELECT number, name, checksum FROM usher.migrations ORDER BY number");
    auto rows = select.query();
    std::size_t count = 0;
    while (rows.next()) {
        if (count == migrations.size()) {
            raise(Error::Kind::refused,
                  fmt::format("{} was made by a newer version of Usher (migration {}); use that "
                              "one",
                              connection.place(), rows.text(1)));
        }
        const auto& known = migrations[count++];
        if (rows.integer(0) != known.number || rows.bytes(2) != checksum(known.sql)) {
            raise(Error::Kind::refused,
                  fmt::format("{}: migration {} was changed after it had been applied; use the "
                              "version of Usher that made the schema",
                              connection.place(), rows.text(1)));
        }
    }
    return count;
}

}  // namespace

void migrate(Connection& connection, std::span<const Migration> migrations) {
    if (applied(connection, migrations) == migrations.size()) return;
    Transaction transaction(connection, Transaction::Kind::write);
    const Urgency urgency(connection, kMigrationTime, Error::Kind::unavailable);
    connection.execute("SET LOCAL lock_timeout = '10min'");
    Statement(connection, "SELECT pg_advisory_xact_lock($1::bigint)::text").run(kLock);
    auto done = applied(connection, migrations);  // another process may have been first
    if (done == 0) {
        connection.execute(
            "CREATE SCHEMA IF NOT EXISTS usher;"
            "CREATE TABLE usher.migrations (number bigint PRIMARY KEY, name text NOT NULL,"
            " checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
    }
    Statement record(connection,
                     "INSERT INTO usher.migrations (number, name, checksum)"
                     " VALUES ($1, $2, $3)");
    for (; done < migrations.size(); ++done) {
        const auto& migration = migrations[done];
        connection.execute(std::string(migration.sql).c_str());
        record.run(migration.number, migration.name, checksum(migration.sql));
    }
    transaction.commit();
}

}  // namespace usher::store::postgres
