// Prepared statements, their values and their rows. Values reach SQL only through them; everything
// travels in binary. A statement is prepared when it is first used in a session, and again in the
// next one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/store/postgres/connection.hpp"

namespace usher::store::postgres {

/// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

/// The values of $1, $2 …: numbers are bigint, texts text, blobs bytea, ids uuid. Texts and blobs
/// are not copied.
class Values {
  public:
    static constexpr std::size_t kMax = 12;

    template <class... Each>
    explicit Values(const Each&... each) {
        static_assert(sizeof...(Each) <= kMax);
        (add(each), ...);
    }
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;

    int count() const { return count_; }
    const char* const* data() const { return data_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }
    std::size_t bytes() const;

  private:
    void add(std::int64_t value);
    void add(std::uint64_t value) { add(static_cast<std::int64_t>(value)); }
    void add(int value) { add(static_cast<std::int64_t>(value)); }
    void add(std::uint32_t value) { add(static_cast<std::int64_t>(value)); }
    void add(std::string_view text) { put(text.data() == nullptr ? "" : text.data(), text.size()); }
    void add(Blob blob) { add(blob.bytes); }
    void add(Bits128 bits);
    template <class Tag>
    void add(Id<Tag> id) {
        add(id.bits());
    }
    template <class Value>
    void add(const std::optional<Value>& value) {
        value ? add(*value) : put(nullptr, 0);
    }
    void put(const char* data, std::size_t size);

    int count_ = 0;
    std::array<std::array<char, 16>, kMax> scratch_;
    std::array<const char*, kMax> data_{};
    std::array<int, kMax> lengths_{}, formats_{};
};

/// All rows of one run, in memory.
class Rows {
  public:
    explicit Rows(ResultPointer result) : result_(std::move(result)) {}

    bool next() { return ++row_ < count(); }
    int count() const;
    bool null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool truth(int column) const;
    /// Text or bytea; valid as long as the rows.
    std::string_view bytes(int column) const;
    std::string text(int column) const { return std::string(bytes(column)); }
    Bits128 bits(int column) const;
    template <class IdType>
    IdType id(int column) const {
        return IdType(bits(column));
    }

  private:
    ResultPointer result_;
    int row_ = -1;
};

class Statement {
  public:
    Statement(Connection& connection, std::string sql);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    template <class... Each>
    Rows query(const Each&... each) {
        return run_with(Values(each...));
    }
    template <class... Each>
    void run(const Each&... each) {
        run_with(Values(each...));
    }

  private:
    friend class Pipeline;
    Rows run_with(const Values& values);
    /// Sends the preparation if this session has none; tells whether it did.
    bool send_preparation();
    void send(const Values& values);

    Connection& connection_;
    std::string name_, sql_;
    std::uint64_t session_ = 0;
};

/// Statements sent without waiting for each other, in the transaction that is open. Whatever is
/// wrong is raised at the end; one that is left before its end closes the connection.
class Pipeline {
  public:
    explicit Pipeline(Connection& connection);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    template <class... Each>
    void send(Statement& statement, const Each&... each) {
        send_with(statement, Values(each...));
    }
    /// Commits the transaction and waits for everything.
    void commit(Transaction& transaction);

  private:
    void send_with(Statement& statement, const Values& values);

    Connection& connection_;
    std::size_t unflushed_bytes_ = 0;
    bool done_ = false;
};

}  // namespace usher::store::postgres
