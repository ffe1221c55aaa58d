#include "hub/store/postgres/statement.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <numeric>

namespace usher::store::postgres {
namespace {

constexpr std::size_t kFlushBytes = 256 * 1024;
constexpr int kBinary = 1;

void put_big_endian(char* to, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) to[i] = static_cast<char>(value >> (56 - 8 * i));
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

}  // namespace

void Values::put(const char* data, std::size_t size) {
    const auto at = static_cast<std::size_t>(count_++);
    data_[at] = data;
    lengths_[at] = static_cast<int>(size);
    formats_[at] = kBinary;
}

void Values::add(std::int64_t value) {
    auto& scratch = scratch_[static_cast<std::size_t>(count_)];
    put_big_endian(scratch.data(), static_cast<std::uint64_t>(value));
    put(scratch.data(), 8);
}

void Values::add(Bits128 bits) {
    auto& scratch = scratch_[static_cast<std::size_t>(count_)];
    put_big_endian(scratch.data(), bits.high);
    put_big_endian(scratch.data() + 8, bits.low);
    put(scratch.data(), 16);
}

std::size_t Values::bytes() const {
    return std::accumulate(
        lengths_.begin(), lengths_.begin() + count_, std::size_t{0},
        [](std::size_t sum, int length) { return sum + static_cast<std::size_t>(length); });
}

int Rows::count() const {
    return PQntuples(result_.get());
}

bool Rows::null(int column) const {
    return PQgetisnull(result_.get(), row_, column) == 1;
}

std::string_view Rows::bytes(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

/// Of every width: 2, 4 and 8 bytes, sign first.
std::int64_t Rows::integer(int column) const {
    const auto value = bytes(column);
    const auto raw = big_endian(value);
    if (value.size() == 2) return static_cast<std::int16_t>(raw);
    if (value.size() == 4) return static_cast<std::int32_t>(raw);
    return static_cast<std::int64_t>(raw);
}

bool Rows::truth(int column) const {
    const auto value = bytes(column);
    return !value.empty() && value.front() != 0;
}

Bits128 Rows::bits(int column) const {
    const auto value = bytes(column);
    if (value.size() != 16) return {};
    return {big_endian(value.substr(0, 8)), big_endian(value.substr(8))};
}

Statement::Statement(Connection& connection, std::string sql)
    : connection_(connection),
      name_(fmt::format("usher_{}", connection.next_name())),
      sql_(std::move(sql)) {}

bool Statement::send_preparation() {
    if (session_ == connection_.session()) return false;
    connection_.sent(PQsendPrepare(connection_.raw(), name_.c_str(), sql_.c_str(), 0, nullptr));
    return true;
}

void Statement::send(const Values& values) {
    connection_.sent(PQsendQueryPrepared(connection_.raw(), name_.c_str(), values.count(),
                                         values.data(), values.lengths(), values.formats(),
                                         kBinary));
}

Rows Statement::run_with(const Values& values) {
    const auto finish = [this] {
        connection_.flush();
        auto result = connection_.next_result();
        while (connection_.next_result()) {
        }
        if (!result) connection_.raise_lost("it gave no answer");
        connection_.check(result.get());
        return result;
    };
    if (send_preparation()) {
        finish();
        session_ = connection_.session();
    }
    send(values);
    return Rows(finish());
}

Pipeline::Pipeline(Connection& connection) : connection_(connection) {
    connection_.sent(PQenterPipelineMode(connection_.raw()));
}

Pipeline::~Pipeline() {
    if (!done_) connection_.drop();
}

void Pipeline::send_with(Statement& statement, const Values& values) {
    // Should the preparation fail, so does everything after it, and the connection is dropped.
    if (statement.send_preparation()) statement.session_ = connection_.session();
    statement.send(values);
    unflushed_bytes_ += values.bytes() + 64;
    if (unflushed_bytes_ < kFlushBytes) return;
    unflushed_bytes_ = 0;
    connection_.flush();
}

void Pipeline::commit(Transaction& transaction) {
    connection_.sent(PQsendQueryParams(connection_.raw(), "COMMIT", 0, nullptr, nullptr, nullptr,
                                       nullptr, kBinary));
    connection_.sent(PQpipelineSync(connection_.raw()));
    connection_.flush();
    for (bool between = false;;) {
        const auto result = connection_.next_result();
        // One nothing stands between the results of two statements.
        if (!result && std::exchange(between, true)) connection_.raise_lost("it is out of step");
        if (!result) continue;
        between = false;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
        connection_.check(result.get());
    }
    if (PQexitPipelineMode(connection_.raw()) != 1) connection_.raise_lost("it is out of step");
    done_ = true;
    transaction.committed();
}

}  // namespace usher::store::postgres
