#include "tests/chaos/stage/store_lock.hpp"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <stdexcept>

namespace usher::chaos {

struct StoreLock::Held {
    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> file{nullptr, sqlite3_close};
    std::unique_ptr<PGconn, decltype(&PQfinish)> server{nullptr, PQfinish};
};

StoreLock::StoreLock(const std::filesystem::path& data, const std::string& url)
    : held_(std::make_unique<Held>()) {
    if (url.empty()) {
        sqlite3* opened = nullptr;
        const int status =
            sqlite3_open_v2((data / "archive.db").c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
        held_->file.reset(opened);
        if (status != SQLITE_OK) throw std::runtime_error("the archive cannot be opened");
        sqlite3_busy_timeout(opened, 5'000);
        if (sqlite3_exec(opened, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error(std::string("BEGIN IMMEDIATE: ") + sqlite3_errmsg(opened));
        }
        return;
    }
    held_->server.reset(PQconnectdb(url.c_str()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(held_->server.get(),
               "SET lock_timeout = 5000; BEGIN; LOCK TABLE usher.workspaces IN EXCLUSIVE MODE"),
        PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        throw std::runtime_error(std::string("LOCK TABLE: ") + PQerrorMessage(held_->server.get()));
    }
}

// Both give the lock back with the connection.
StoreLock::~StoreLock() = default;

}  // namespace usher::chaos
