// RESP2 in both directions, with hiredis as the codec: commands to bytes, bytes to replies. Used by
// the Redis connections of this room. It owns no socket and allocates one string per reply element.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace usher::log {

struct Reply {
    enum class Type { nil, string, status, error, integer, array };

    Type type = Type::nil;
    std::int64_t integer = 0;
    std::string text;  ///< string, status, error
    std::vector<Reply> items;

    bool is_error() const { return type == Type::error; }
};

/// Appends one command to `out`; arguments may hold any bytes.
void encode_command(std::string& out, std::initializer_list<std::string_view> arguments);

class ReplyParser {
  public:
    /// `reply_bytes_max` bounds one whole reply with everything in it.
    explicit ReplyParser(std::size_t reply_bytes_max);
    ~ReplyParser();
    ReplyParser(const ReplyParser&) = delete;
    ReplyParser& operator=(const ReplyParser&) = delete;

    void feed(std::string_view bytes);
    /// The next whole reply, or nothing yet. Errors: exhausted (reply above the limit), corrupt
    /// (not RESP2). After an error the parser is of no more use.
    Result<std::optional<Reply>> next();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What an error reply means for us, in a sentence that names the server.
Error error_of(std::string_view redis_error, std::string_view server);

/// The value of a line "name:value" of INFO; empty when there is none.
std::string_view info_field(std::string_view info, std::string_view name);
/// The replication history of INFO's server and the one it goes on from, "" when from none.
std::pair<std::string, std::string> histories_in(std::string_view info);

/// True for error replies that say "not now" or "not here any more": connecting again may help.
bool is_passing(std::string_view redis_error);

}  // namespace usher::log
