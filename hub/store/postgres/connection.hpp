// One connection to a PostgreSQL server: every wait on it has a limit, a lost one is opened again
// after a pause that grows, and errors become words. Everything in hub/store/postgres goes through
// it; a connection is used by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hub/store/failure.hpp"

struct pg_conn;
struct pg_result;

namespace usher::store::postgres {

struct ResultDeleter {
    void operator()(pg_result* result) const;
};
using ResultPointer = std::unique_ptr<pg_result, ResultDeleter>;

/// The transaction met another one and was undone; doing it again from the start may succeed.
struct Collision : Failure {};

/// The server closed the connection; what was under way was undone, or done.
struct Lost : Failure {};

struct Patience {
    std::chrono::milliseconds connect{5'000};
    /// A server that is silent for so long while it owes an answer is given up, and with it the
    /// connection. The server itself ends a statement after the same time.
    std::chrono::milliseconds answer{10'000};
};

class Connection {
  public:
    /// `url` is one for libpq, with everything that libpq understands (sslmode, several hosts);
    /// `purpose` shows in pg_stat_activity; `settings` are statements for each new session.
    /// Connects when it is first used.
    Connection(std::string url, std::string purpose, std::string settings = {},
               Patience patience = {});
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// To be called before each piece of work: notices that the server closed the connection while
    /// nobody used it, and connects if there is none. Raises unavailable, at once while it pauses
    /// after a failure, and refused (the server does not want us).
    void ready();
    /// Rises with every new session: what was prepared in an older one is gone.
    std::uint64_t session() const { return session_; }

    /// Several statements by `;` without parameters and rows.
    void execute(const char* sql);

    // For Statement and Pipeline: to be called in this order, each within the patience.
    pg_conn* raw() { return raw_; }
    void sent(int accepted);  ///< what a PQsend function returned
    void flush();
    ResultPointer next_result();  ///< null at the end of a statement's results
    /// Raises what the result says, if it is an error.
    void check(const pg_result* result);
    /// The same number is never given twice.
    std::uint64_t next_name() { return ++names_; }

    /// Until `end_urgency`, statements get so long, and one that takes longer raises `late`.
    void set_urgency(std::chrono::milliseconds answer, Error::Kind late);
    void end_urgency();

    /// Closes it; the next ready() opens another one. The server undoes what was not committed.
    void drop();
    bool in_transaction() const;

    /// "PostgreSQL at HOST:PORT, database NAME": without user and password.
    const std::string& place() const { return place_; }
    [[noreturn]] void raise_lost(const std::string& why);

  private:
    void connect();
    void wait_for(short events, std::chrono::steady_clock::time_point until);
    void set_up_session();

    std::string url_, purpose_, settings_;
    Patience patience_;
    std::chrono::milliseconds answer_;
    Error::Kind late_ = Error::Kind::unavailable;
    std::string place_;
    pg_conn* raw_ = nullptr;
    std::uint64_t session_ = 0, names_ = 0;
    std::chrono::milliseconds pause_{0};
    std::chrono::steady_clock::time_point next_try_{};
    Error last_failure_;
};

/// Rolls back unless committed.
class Transaction {
  public:
    enum class Kind { write, read };
    Transaction(Connection& connection, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();
    /// A pipeline committed it.
    void committed() { open_ = false; }

  private:
    Connection& connection_;
    bool open_ = true;
};

/// A statement's time on the server and here, for as long as this lives.
class Urgency {
  public:
    Urgency(Connection& connection, std::chrono::milliseconds answer, Error::Kind late)
        : connection_(connection) {
        connection_.set_urgency(answer, late);
    }
    ~Urgency() { connection_.end_urgency(); }
    Urgency(const Urgency&) = delete;
    Urgency& operator=(const Urgency&) = delete;

  private:
    Connection& connection_;
};

/// Whether work may be done again when the connection was closed in the middle: then nobody knows
/// whether it was done.
enum class Repeat { never, harmless };

/// Runs `work` on a connection that is ready and gives what it raises as a Result; after a
/// collision it runs again, a few times, and after a loss once, if that is harmless. `work` must
/// leave nothing in memory when it raises.
template <class Work>
auto attempt_on(Connection& connection, Repeat repeat, Work&& work)
    -> Result<std::invoke_result_t<Work>> {
    constexpr int kTries = 5;
    return attempt([&] {
        for (int tries = 1;; ++tries) {
            const auto session = connection.session();
            try {
                connection.ready();
                return work();
            } catch (Collision& collision) {
                if (tries == kTries) throw Failure{std::move(collision.error)};
            } catch (Lost& lost) {
                // A new one that is lost at once is no accident.
                const bool old = session == connection.session() && session != 0;
                if (repeat == Repeat::never || !old) throw Failure{std::move(lost.error)};
            }
        }
    });
}

}  // namespace usher::store::postgres
