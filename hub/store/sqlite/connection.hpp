// One connection to one SQLite file, its errors in words, and transactions that roll back by
// themselves. Everything in hub/store/sqlite goes through it; a connection is used by one thread at
// a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hub/store/failure.hpp"

struct sqlite3;

namespace usher::store::sqlite {

enum class Access {
    look,  ///< read_only, and no file is made beside it
    read_only,
    read_write,
    create,  ///< read_write, and the file is made, for its owner alone, if it is not there
};

/// What a person does about a damaged file, as the end of a sentence.
struct Place {
    std::filesystem::path file;
    std::string_view remedy;
};

class Connection {
  public:
    /// Raises refused, corrupt, unavailable. Waits at most `busy` for locks of others, here and
    /// later.
    Connection(Place place, Access access, std::chrono::milliseconds busy);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// For statements without parameters, several by `;`: pragmas, migrations, BEGIN.
    void execute(const char* sql);
    /// The first column of the first row as a number; raises when there is none.
    std::int64_t number(const char* sql);

    /// Rises when another connection changed the file.
    std::int64_t data_version() { return number("PRAGMA data_version"); }
    std::int64_t last_rowid() const;
    std::int64_t changes() const;

    /// The running statement fails with `exhausted` soon after `stop` becomes true; an empty one
    /// takes it away.
    void interrupt_when(std::function<bool()> stop);

    /// `code` is a result code of the SQLite API.
    [[noreturn]] void raise_error(int code) const;
    const Place& place() const { return place_; }
    sqlite3* raw() { return raw_; }

  private:
    Place place_;
    sqlite3* raw_ = nullptr;
    std::function<bool()> stop_;
};

/// Rolls back unless committed.
class Transaction {
  public:
    enum class Lock { read, write, exclusive };
    Transaction(Connection& connection, Lock lock);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Connection& connection_;
    bool open_ = true;
};

}  // namespace usher::store::sqlite
