// A prepared statement, kept for the life of its connection and used again and again. Values reach
// SQL only through it. Bound text and blobs are not copied: they must live until the run or the
// rows end.
#pragma once

#include <cstdint>
#include <string_view>

#include "hub/store/id_bytes.hpp"
#include "hub/store/sqlite/connection.hpp"

struct sqlite3_stmt;

namespace usher::store::sqlite {

/// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

class Statement;

/// The rows of one run; resets the statement when it goes away, so that no read stays open.
class Rows {
  public:
    explicit Rows(Statement& statement) : statement_(statement) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    bool next();
    std::int64_t integer(int column) const;
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    /// Text or blob; valid until the next row.
    std::string_view bytes(int column) const;
    std::string text(int column) const { return std::string(bytes(column)); }
    /// Raises corrupt unless there are 16 bytes, or none for zero.
    Bits128 bits(int column) const;
    template <class IdType>
    IdType id(int column) const {
        return IdType(bits(column));
    }

  private:
    Statement& statement_;
};

class Statement {
  public:
    Statement(Connection& connection, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds ?1, ?2 … and runs to the end.
    template <class... Values>
    void run(const Values&... values) {
        bind_all(values...);
        Rows rows(*this);
        while (rows.next()) {
        }
    }
    /// Binds and starts; the rows come by Rows::next().
    template <class... Values>
    [[nodiscard]] Rows query(Values&&... values) {
        static_assert(!(std::is_same_v<Values, std::string> || ...),
                      "would be gone before the rows");
        bind_all(values...);
        return Rows(*this);
    }

  private:
    friend class Rows;
    template <class... Values>
    void bind_all(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
    }
    void bind(int index, std::int64_t value);
    void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, std::uint32_t value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, std::string_view text);
    void bind(int index, Blob blob);
    void bind(int index, Bits128 bits);
    template <class Tag>
    void bind(int index, Id<Tag> id) {
        bind(index, id.bits());
    }
    void check(int code) const;

    Connection& connection_;
    sqlite3_stmt* raw_ = nullptr;
};

}  // namespace usher::store::sqlite
