#include "hub/store/examine.hpp"

#include <fmt/format.h>

#include "hub/store/sqlite/migrate.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store {
namespace {

using namespace sqlite;
namespace fs = std::filesystem;

constexpr std::chrono::seconds kBusy{5};
constexpr std::string_view kRemedy = "restore a backup: docs/operations.md";
constexpr int kEventBits = 40;

void check_pages(Connection& connection, bool thorough, std::string& damage) {
    Statement check(connection, thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)");
    auto rows = check.query();
    if (rows.next() && rows.bytes(0) != "ok" && damage.empty()) {
        damage = fmt::format("{}: {}", connection.place().file.string(), rows.text(0));
    }
}

std::size_t missing(Connection& connection, std::span<const Migration> migrations) {
    check_schema(connection, migrations);
    if (connection.number("SELECT count(*) FROM sqlite_schema") == 0) return migrations.size();
    const auto applied = connection.number("SELECT count(*) FROM migrations");
    return migrations.size() - static_cast<std::size_t>(applied);
}

void look_at_archive(Connection& connection, Examination& found) {
    Statement select(connection,
                     "SELECT id, epoch, version, last_event - (number << ?1), number"
                     " FROM workspaces ORDER BY id");
    Statement select_gaps(connection,
                          "SELECT after_version, epoch, version FROM gaps WHERE workspace = ?1"
                          " ORDER BY event");
    auto rows = select.query(kEventBits);
    while (rows.next()) {
        ExaminedWorkspace one{
            rows.id<WorkspaceId>(0), {rows.text(1), rows.natural(2)}, rows.natural(3), {}};
        auto gaps = select_gaps.query(rows.integer(4));
        while (gaps.next()) {
            one.gaps.push_back({0, gaps.natural(0), {gaps.text(1), gaps.natural(2)}});
        }
        found.workspaces.push_back(std::move(one));
    }
}

}  // namespace

Result<Examination> examine_sqlite(const fs::path& folder, bool thorough) {
    return attempt([&] {
        Examination found;
        for (const char* name : {"archive.db", "accounts.db"}) {
            if (!fs::exists(folder / name)) {
                raise(Error::Kind::not_found,
                      fmt::format("{} is not there", (folder / name).string()));
            }
        }
        Connection archive({folder / "archive.db", kRemedy}, Access::look, kBusy);
        check_pages(archive, thorough, found.damage);
        found.missing = missing(archive, kArchiveMigrations);
        if (found.damage.empty() && found.missing == 0) look_at_archive(archive, found);
        Connection accounts({folder / "accounts.db", kRemedy}, Access::look, kBusy);
        check_pages(accounts, thorough, found.damage);
        found.missing += missing(accounts, kAccountsMigrations);
        if (!found.damage.empty() || found.missing != 0) return found;
        found.accounts = static_cast<std::size_t>(accounts.number("SELECT count(*) FROM accounts"));
        Statement select(accounts, "SELECT DISTINCT workspace FROM accounts ORDER BY workspace");
        auto rows = select.query();
        while (rows.next()) found.with_accounts.push_back(rows.id<WorkspaceId>(0));
        return found;
    });
}

}  // namespace usher::store
