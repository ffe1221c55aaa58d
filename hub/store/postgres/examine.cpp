#include "hub/store/examine.hpp"

#include "hub/store/postgres/migrate.hpp"
#include "hub/store/postgres/statement.hpp"

namespace usher::store {
namespace {

using namespace postgres;

constexpr Patience kPatience{.connect = std::chrono::seconds(5),
                             .answer = std::chrono::seconds(10)};
constexpr const char* kReadOnly = "SET default_transaction_read_only = on";

Examination look(Connection& connection) {
    Examination found;
    Statement server(connection,
                     "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,"
                     " current_setting('server_version'),"
                     " to_regclass('usher.migrations') IS NOT NULL");
    {
        auto rows = server.query();
        rows.next();
        found.clock = from_ms(rows.integer(0));
        found.version = rows.text(1);
        found.missing = kUsherMigrations.size();
        if (!rows.truth(2)) return found;
    }
    {
        Statement migrations(connection, "SELECT count(*) FROM usher.migrations");
        auto rows = migrations.query();
        if (rows.next()) found.missing -= std::min(found.missing, std::size_t(rows.natural(0)));
        if (found.missing != 0) return found;
    }
    {
        Statement accounts(connection,
                           "SELECT workspace, count(*) FROM usher.accounts GROUP BY workspace"
                           " ORDER BY workspace");
        auto rows = accounts.query();
        while (rows.next()) {
            found.with_accounts.push_back(rows.id<WorkspaceId>(0));
            found.accounts += rows.natural(1);
        }
    }
    std::vector<std::int64_t> numbers;
    {
        Statement workspaces(connection,
                             "SELECT id, epoch, version, last_event, number FROM usher.workspaces"
                             " ORDER BY id");
        auto rows = workspaces.query();
        while (rows.next()) {
            found.workspaces.push_back(
                {rows.id<WorkspaceId>(0), {rows.text(1), rows.natural(2)}, rows.natural(3), {}});
            numbers.push_back(rows.integer(4));
        }
    }
    Statement gaps(connection,
                   "SELECT after_version, epoch, version FROM usher.gaps WHERE workspace = $1"
                   " ORDER BY event");
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        auto rows = gaps.query(numbers[i]);
        while (rows.next()) {
            found.workspaces[i].gaps.push_back(
                {0, rows.natural(0), {rows.text(1), rows.natural(2)}});
        }
    }
    return found;
}

}  // namespace

Result<Examination> examine_postgres(std::string_view url) {
    Connection connection(std::string(url), "usher doctor", kReadOnly, kPatience);
    return attempt_on(connection, Repeat::never, [&] { return look(connection); });
}

}  // namespace usher::store
