// Structured log lines: a level, a sentence, fields. Every room gets a Log handle from its owner;
// where the lines go is set once by app. Never blocks on a slow reader (lines are dropped and
// counted), and never writes a secret: fields named like one and passwords in addresses are masked.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace usher::ops {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { json, text };

/// Keys are snake_case literals; no personal data and no message texts as values.
struct LogField {
    using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;
    std::string_view key;
    Value value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, bool v) : key(k), value(v) {}
    LogField(std::string_view k, double v) : key(k), value(v) {}
    template <std::signed_integral T>
    LogField(std::string_view k, T v) : key(k), value(static_cast<std::int64_t>(v)) {}
    template <std::unsigned_integral T>
    LogField(std::string_view k, T v) : key(k), value(static_cast<std::uint64_t>(v)) {}
};
using LogFields = std::initializer_list<LogField>;

struct LogOptions {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    /// Gets each line without its end, on the writing thread. Empty: stderr, from a thread of its
    /// own behind a queue of 8,192 lines whose oldest give way.
    std::function<void(std::string_view)> sink;
};

/// Once at start, before other threads; until then lines go to stderr as text. A second call
/// replaces the first.
void start_logging(LogOptions options);
/// Writes out what waits. Lines after it go to stderr directly.
void stop_logging();
/// Safe from any thread.
void set_log_level(LogLevel level);
/// Lines lost because stderr was not read fast enough.
std::uint64_t dropped_log_lines();

/// "debug", "info", "warning", "error"; others are info.
LogLevel log_level_of(std::string_view name);
/// "json", "text"; "auto" is text when stderr is a terminal, else json.
LogFormat log_format_of(std::string_view name);

/// Cheap to copy. Safe from any thread.
class Log {
  public:
    Log() = default;
    explicit Log(std::string room) : room_(std::move(room)) {}

    /// The same with a field on every line.
    Log with(std::string key, std::string value) const;

    void debug(std::string_view message, LogFields fields = {}) const;
    void info(std::string_view message, LogFields fields = {}) const;
    void warning(std::string_view message, LogFields fields = {}) const;
    void error(std::string_view message, LogFields fields = {}) const;

  private:
    void write(LogLevel level, std::string_view message, LogFields fields) const;

    std::string room_;
    std::vector<std::pair<std::string, std::string>> bound_;
};

}  // namespace usher::ops
