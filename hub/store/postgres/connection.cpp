#include "hub/store/postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "hub/store/postgres/sql_state.hpp"

namespace usher::store::postgres {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPauseFirst = 100ms;
constexpr auto kPauseMax = 5s;

std::string first_line(std::string_view text) {
    const auto end = text.find('\n');
    return std::string(text.substr(0, end));
}

/// The place as people may see it: a URL holds a password.
std::string place_in(const std::string& url) {
    std::string host, port, database;
    char* error = nullptr;
    PQconninfoOption* options = PQconninfoParse(url.c_str(), &error);
    PQfreemem(error);
    for (auto* option = options; option != nullptr && option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        const std::string_view keyword = option->keyword;
        if (keyword == "host") host = option->val;
        if (keyword == "port") port = option->val;
        if (keyword == "dbname") database = option->val;
    }
    PQconninfoFree(options);
    return fmt::format("PostgreSQL at {}{}{}{}", host.empty() ? "the local socket" : host,
                       port.empty() ? "" : ":" + port, database.empty() ? "" : ", database ",
                       database);
}

}  // namespace

void ResultDeleter::operator()(pg_result* result) const {
    PQclear(result);
}

Connection::Connection(std::string url, std::string purpose, std::string settings,
                       Patience patience)
    : url_(std::move(url)),
      purpose_(std::move(purpose)),
      settings_(std::move(settings)),
      patience_(patience),
      answer_(patience.answer),
      place_(place_in(url_)) {}

Connection::~Connection() {
    PQfinish(raw_);
}

void Connection::drop() {
    PQfinish(raw_);
    raw_ = nullptr;
}

void Connection::raise_lost(const std::string& why) {
    drop();
    throw Lost{{{Error::Kind::unavailable, fmt::format("{}: {}", place_, why)}}};
}

void Connection::ready() {
    if (raw_ != nullptr) {
        // The end of a server, or of its patience with us, waits here to be read.
        pollfd readable{PQsocket(raw_), POLLIN, 0};
        if (::poll(&readable, 1, 0) != 0) PQconsumeInput(raw_);
        if (PQstatus(raw_) == CONNECTION_OK && PQtransactionStatus(raw_) == PQTRANS_IDLE) return;
        drop();
    }
    if (Clock::now() < next_try_) throw Failure{last_failure_};
    try {
        connect();
        pause_ = 0ms;
    } catch (Failure& failure) {
        drop();
        pause_ = std::clamp<std::chrono::milliseconds>(pause_ * 2, kPauseFirst, kPauseMax);
        next_try_ = Clock::now() + pause_;
        last_failure_ = failure.error;
        throw;
    }
}

void Connection::connect() {
    const auto until = Clock::now() + patience_.connect;
    const char* keywords[] = {"dbname", "fallback_application_name", "client_encoding", nullptr};
    const char* values[] = {url_.c_str(), purpose_.c_str(), "UTF8", nullptr};
    raw_ = PQconnectStartParams(keywords, values, 1);
    if (raw_ == nullptr) throw std::bad_alloc();
    // It would write to standard error.
    PQsetNoticeProcessor(raw_, [](void*, const char*) {}, nullptr);
    auto step = PostgresPollingStatusType::PGRES_POLLING_WRITING;
    while (PQstatus(raw_) != CONNECTION_BAD && step != PGRES_POLLING_OK &&
           step != PGRES_POLLING_FAILED) {
        wait_for(step == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
        step = PQconnectPoll(raw_);
    }
    if (PQstatus(raw_) != CONNECTION_OK) {
        const std::string said = PQerrorMessage(raw_);
        raise(connect_error_kind(said), fmt::format("{}: {}", place_, first_line(said)));
    }
    PQsetnonblocking(raw_, 1);
    ++session_;
    set_up_session();
}

void Connection::set_up_session() {
    // The limits of the server are those of this side, so that nothing goes on after it was given
    // up; and what is committed is on disk, whatever the database's default is.
    const auto ms = answer_.count();
    execute(fmt::format("SET search_path = usher; SET client_min_messages = error;"
                        "SET statement_timeout = {0}; SET lock_timeout = {0};"
                        "SET idle_in_transaction_session_timeout = {1};"
                        "SET synchronous_commit = on; {2}",
                        ms, 3 * ms, settings_)
                .c_str());
}

void Connection::set_urgency(std::chrono::milliseconds answer, Error::Kind late) {
    answer_ = answer;
    late_ = late;
    execute(fmt::format("SET statement_timeout = {}", answer.count()).c_str());
    // The server tells by itself; only one that cannot is given up here.
    answer_ = answer + 1s;
}

void Connection::end_urgency() {
    answer_ = patience_.answer;
    late_ = Error::Kind::unavailable;
    if (raw_ == nullptr || PQtransactionStatus(raw_) == PQTRANS_INERROR) return;
    try {
        execute(fmt::format("SET statement_timeout = {}", answer_.count()).c_str());
    } catch (const Failure&) {
        drop();
    }
}

void Connection::wait_for(short events, Clock::time_point until) {
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        pollfd socket{PQsocket(raw_), events, 0};
        if (socket.fd < 0) raise_lost("the connection was closed");
        const int changed =
            left.count() <= 0 ? 0 : ::poll(&socket, 1, static_cast<int>(left.count()));
        if (changed > 0) return;
        if (changed < 0 && errno == EINTR) continue;
        drop();
        raise(Error::Kind::unavailable,
              fmt::format("{} does not answer; see whether it runs and can be reached", place_));
    }
}

void Connection::sent(int accepted) {
    if (accepted != 1) raise_lost(first_line(PQerrorMessage(raw_)));
}

void Connection::flush() {
    for (;;) {
        const int left = PQflush(raw_);
        if (left < 0) raise_lost(first_line(PQerrorMessage(raw_)));
        if (left == 0) return;
        // A server that is not read may stop reading.
        wait_for(POLLIN | POLLOUT, Clock::now() + answer_);
        if (PQconsumeInput(raw_) != 1) raise_lost(first_line(PQerrorMessage(raw_)));
    }
}

ResultPointer Connection::next_result() {
    while (PQisBusy(raw_) != 0) {
        wait_for(POLLIN, Clock::now() + answer_);
        if (PQconsumeInput(raw_) != 1) raise_lost(first_line(PQerrorMessage(raw_)));
    }
    return ResultPointer(PQgetResult(raw_));
}

void Connection::check(const pg_result* result) {
    const auto status = PQresultStatus(result);
    if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
    if (PQstatus(raw_) != CONNECTION_OK) raise_lost(first_line(PQresultErrorMessage(result)));
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    // The details would show values.
    const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string_view code = state == nullptr ? "" : state;
    auto error = error_of(code, place_, primary == nullptr ? "it refused" : primary);
    if (is_shutdown(code)) raise_lost(primary == nullptr ? "it ended the connection" : primary);
    if (code == kQueryCanceled) {
        error = {late_, late_ == Error::Kind::exhausted
                            ? "this takes too long; ask for less"
                            : fmt::format("{}: a statement took longer than it may", place_)};
    }
    if (is_collision(code)) throw Collision{{std::move(error)}};
    throw Failure{std::move(error)};
}

void Connection::execute(const char* sql) {
    sent(PQsendQuery(raw_, sql));
    flush();
    ResultPointer failed;
    while (auto result = next_result()) {
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) failed = std::move(result);
    }
    if (failed) check(failed.get());
}

bool Connection::in_transaction() const {
    return raw_ != nullptr && PQtransactionStatus(raw_) != PQTRANS_IDLE;
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
    // Readers see one moment; a writer sees, after it waited for a row, what the other one wrote.
    connection_.execute(kind == Kind::read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                           : "BEGIN ISOLATION LEVEL READ COMMITTED");
}

Transaction::~Transaction() {
    if (!open_ || !connection_.in_transaction()) return;
    try {
        connection_.execute("ROLLBACK");
    } catch (const Failure&) {
        connection_.drop();
    }
}

void Transaction::commit() {
    open_ = false;
    connection_.execute("COMMIT");
}

}  // namespace usher::store::postgres
