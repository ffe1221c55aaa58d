// Makes one log line of its parts, as JSON or for people. Pure; called by Log only. What comes out
// is always one line of valid UTF-8, whatever bytes go in.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hub/base/timestamp.hpp"
#include "hub/ops/log.hpp"

namespace usher::ops {

struct LogLine {
    Timestamp at;
    LogLevel level = LogLevel::info;
    std::string_view room;
    std::string_view message;
    std::span<const std::pair<std::string, std::string>> bound;
    std::span<const LogField> fields;
};

/// {"ts":"2026-01-31T08:00:00.123Z","level":"info","room":"gateway","msg":"…","key":value}
std::string json_line(const LogLine& line);
/// 2026-01-31 08:00:00.123 info    gateway: … key=value
std::string text_line(const LogLine& line);

/// Appends without the quotes: control characters escaped, broken UTF-8 replaced by U+FFFD, at most
/// 2 KiB of `text`.
void append_escaped(std::string& out, std::string_view text);

/// password, token, secret, ticket, cookie, authorization, credential: anywhere in the key.
bool is_secret_key(std::string_view key);
/// "redis://user:pass@host" becomes "redis://(secret)@host".
std::string mask_addresses(std::string_view text);

}  // namespace usher::ops
