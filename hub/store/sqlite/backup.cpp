#include "hub/store/backup.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "hub/store/sqlite/connection.hpp"

namespace usher::store {
namespace {

using namespace sqlite;
namespace fs = std::filesystem;

constexpr std::chrono::seconds kBusy{5};
constexpr std::string_view kRemedy = "take the backup from another copy, or see docs/operations.md";

/// In one step, so that it is one instant: in WAL mode nobody who writes waits for it.
void copy_pages(Connection& from, Connection& to) {
    auto* copy = sqlite3_backup_init(to.raw(), "main", from.raw(), "main");
    if (copy == nullptr) to.raise_error(sqlite3_errcode(to.raw()));
    const int stepped = sqlite3_backup_step(copy, -1);
    const int finished = sqlite3_backup_finish(copy);
    if (stepped != SQLITE_DONE) from.raise_error(stepped);
    if (finished != SQLITE_OK) to.raise_error(finished);
}

void copy_file(const fs::path& from, const fs::path& to, const char* afterwards) {
    Connection source({from, kRemedy}, Access::read_only, kBusy);
    Connection target({to, kRemedy}, Access::create, kBusy);
    copy_pages(source, target);
    // One file, without a journal beside it, and on disk.
    target.execute("PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA journal_mode=DELETE");
    target.execute(afterwards);
}

}  // namespace

Result<void> back_up_sqlite(const fs::path& from, const fs::path& to) {
    return attempt([&] {
        copy_file(from / "archive.db", to / "archive.db", "");
        copy_file(from / "accounts.db", to / "accounts.db", "DELETE FROM sessions");
    });
}

}  // namespace usher::store
