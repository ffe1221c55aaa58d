#include "hub/store/sqlite/statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace usher::store::sqlite {

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection) {
    check(sqlite3_prepare_v3(connection.raw(), sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &raw_, nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(raw_);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) connection_.raise_error(code);
}

void Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(raw_, index, value));
}

void Statement::bind(int index, std::string_view text) {
    // A null pointer would bind NULL.
    const char* data = text.data() != nullptr ? text.data() : "";
    check(sqlite3_bind_text64(raw_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Blob blob) {
    const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
    check(sqlite3_bind_blob64(raw_, index, data, blob.bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int index, Bits128 bits) {
    const auto bytes = bytes_of(bits);
    check(sqlite3_bind_blob64(raw_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}

Rows::~Rows() {
    sqlite3_reset(statement_.raw_);
}

bool Rows::next() {
    const int code = sqlite3_step(statement_.raw_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) statement_.connection_.raise_error(code);
    return false;
}

std::int64_t Rows::integer(int column) const {
    return sqlite3_column_int64(statement_.raw_, column);
}

std::string_view Rows::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.raw_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.raw_, column));
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char*>(data), size);
}

Bits128 Rows::bits(int column) const {
    const auto blob = bytes(column);
    if (blob.empty()) return {};
    if (blob.size() != 16) {
        const auto& place = statement_.connection_.place();
        raise(Error::Kind::corrupt, fmt::format("{} is damaged (an id of {} bytes); {}",
                                                place.file.string(), blob.size(), place.remedy));
    }
    return bits_from(blob);
}

}  // namespace usher::store::sqlite
