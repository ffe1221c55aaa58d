#include "hub/store/sqlite/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace usher::store::sqlite {
namespace {

std::string said(sqlite3* raw, int code) {
    if (raw != nullptr && sqlite3_errcode(raw) != SQLITE_OK) return sqlite3_errmsg(raw);
    return sqlite3_errstr(code);
}

/// Somebody has it open, or was killed: then its newest pages are in there.
bool has_journal(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.string() + "-wal", error);
    return !error && size > 0;
}

/// Tells SQLite that nobody changes the file, so that it needs no lock and no journal.
std::string unchanging_uri(const std::string& file) {
    std::string uri = "file:";
    for (const char c : file) {
        if (c == '?' || c == '#' || c == '%') {
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

}  // namespace

Connection::Connection(Place place, Access access, std::chrono::milliseconds busy)
    : place_(std::move(place)) {
    const auto file = place_.file.string();
    if (access == Access::create) {
        // SQLite would use 0644; its -wal and -shm files take over the mode of this one. It must
        // not be opened for that: closing any descriptor of a file gives up all locks that this
        // process has on it, and the next program that ends would take away the log that we write.
        ::mknod(file.c_str(), S_IFREG | 0600, 0);
    }
    const bool reads = access == Access::read_only || access == Access::look;
    const int mode = reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const bool untouched = access == Access::look && !has_journal(place_.file);
    const int code =
        sqlite3_open_v2(untouched ? unchanging_uri(file).c_str() : file.c_str(), &raw_,
                        mode | SQLITE_OPEN_NOMUTEX | (untouched ? SQLITE_OPEN_URI : 0), nullptr);
    try {
        if (code != SQLITE_OK) raise_error(code);
        sqlite3_extended_result_codes(raw_, 1);
        sqlite3_busy_timeout(raw_, static_cast<int>(busy.count()));
        // SQLite quietly opens a file it may not write for reading only.
        if (!reads && sqlite3_db_readonly(raw_, "main") == 1) {
            raise_error(SQLITE_READONLY);
        }
        execute("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF");
    } catch (...) {
        sqlite3_close_v2(raw_);
        throw;
    }
}

Connection::~Connection() {
    sqlite3_close_v2(raw_);
}

void Connection::execute(const char* sql) {
    const int code = sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise_error(code);
}

std::int64_t Connection::number(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(raw_, sql, -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    const std::int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW) raise_error(code);
    return value;
}

std::int64_t Connection::last_rowid() const {
    return sqlite3_last_insert_rowid(raw_);
}
std::int64_t Connection::changes() const {
    return sqlite3_changes64(raw_);
}

void Connection::interrupt_when(std::function<bool()> stop) {
    stop_ = std::move(stop);
    constexpr int kStepsBetween = 10'000;  // some tenths of a millisecond
    if (!stop_) {
        sqlite3_progress_handler(raw_, 0, nullptr, nullptr);
        return;
    }
    const auto ask = [](void* self) { return static_cast<Connection*>(self)->stop_() ? 1 : 0; };
    sqlite3_progress_handler(raw_, kStepsBetween, ask, this);
}

void Connection::raise_error(int code) const {
    using enum Error::Kind;
    const auto file = place_.file.string();
    const auto why = said(raw_, code);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            raise(
                unavailable,
                fmt::format("{} is locked by another process; stop that one, or try again", file));
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            raise(corrupt, fmt::format("{} is damaged ({}); {}", file, why, place_.remedy));
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            raise(refused, fmt::format("{} cannot be written ({}); let the hub's user write to the "
                                       "file and to its folder",
                                       file, why));
        case SQLITE_FULL:
            raise(exhausted, fmt::format("no space is left on the disk of {}; make room", file));
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            raise(exhausted, fmt::format("{}: {}", file, why));
        case SQLITE_INTERRUPT:
            raise(exhausted, "this takes too long; ask for less");
        case SQLITE_CONSTRAINT:
            raise(conflict, fmt::format("{}: {}", file, why));
        default:
            raise(unavailable, fmt::format("{}: {}", file, why));
    }
}

Transaction::Transaction(Connection& connection, Lock lock) : connection_(connection) {
    switch (lock) {
        case Lock::read:
            connection_.execute("BEGIN");
            return;
        case Lock::write:
            connection_.execute("BEGIN IMMEDIATE");
            return;
        case Lock::exclusive:
            connection_.execute("BEGIN EXCLUSIVE");
            return;
    }
}

Transaction::~Transaction() {
    // After some errors SQLite has rolled back already, and says so; there is nothing else to do.
    if (open_) sqlite3_exec(connection_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    connection_.execute("COMMIT");
    open_ = false;
}

}  // namespace usher::store::sqlite
