#include "hub/ops/log_line.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "hub/base/overloaded.hpp"

namespace usher::ops {
namespace {

constexpr std::size_t kValueMax = 2048;
constexpr std::size_t kLineMax = 16 * 1024;
constexpr std::string_view kMasked = "(secret)";
constexpr std::array<std::string_view, 7> kSecretWords{
    "password", "token", "secret", "ticket", "cookie", "authorization", "credential"};

/// Length of the valid UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    const unsigned second = byte(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool surrogate = lead == 0xed && second > 0x9f;
    const bool too_high = lead == 0xf4 && second > 0x8f;
    return overlong || surrogate || too_high ? 0 : length;
}

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

std::string time_text(Timestamp at, std::string_view between, std::string_view end) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(at - seconds).count();
    const auto utc = fmt::gmtime(std::chrono::system_clock::to_time_t(seconds));
    return fmt::format("{:%Y-%m-%d}{}{:%H:%M:%S}.{:03}{}", utc, between, utc, ms, end);
}

bool needs_quotes(std::string_view text) {
    return text.empty() || std::ranges::any_of(text, [](char c) {
               return c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f;
           });
}

void append_text(std::string& out, std::string_view key, std::string_view value, bool quotes) {
    const std::string safe = is_secret_key(key) ? std::string(kMasked) : mask_addresses(value);
    if (quotes) out += '"';
    append_escaped(out, safe);
    if (quotes) out += '"';
}

void append_value(std::string& out, const LogField& field, bool json) {
    std::visit(overloaded{
                   [&](std::string_view text) {
                       append_text(out, field.key, text, json || needs_quotes(text));
                   },
                   [&](std::int64_t n) { out += std::to_string(n); },
                   [&](std::uint64_t n) { out += std::to_string(n); },
                   [&](double n) { out += std::isfinite(n) ? fmt::format("{}", n) : "null"; },
                   [&](bool b) { out += b ? "true" : "false"; },
               },
               field.value);
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    const bool cut = text.size() > kValueMax;
    if (cut) {
        text = text.substr(0, kValueMax);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) {
            text.remove_suffix(1);
        }
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xc0) text.remove_suffix(1);
    }
    while (!text.empty()) {
        const char c = text.front();
        const std::size_t length = sequence_length(text);
        if (length == 0) {
            out += "\xef\xbf\xbd";
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (length == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    if (cut) out += "…";
}

bool is_secret_key(std::string_view key) {
    return std::ranges::any_of(kSecretWords, [&](std::string_view word) {
        return key.find(word) != std::string_view::npos;
    });
}

std::string mask_addresses(std::string_view text) {
    std::string out;
    while (true) {
        const auto scheme = text.find("://");
        if (scheme == std::string_view::npos) break;
        out += text.substr(0, scheme + 3);
        text.remove_prefix(scheme + 3);
        const auto authority = text.substr(0, text.find_first_of("/?# \t\r\n\"'"));
        const auto at = authority.rfind('@');
        if (at == std::string_view::npos) continue;
        out += kMasked;
        text.remove_prefix(at);
    }
    out += text;
    return out;
}

std::string json_line(const LogLine& line) {
    std::string out = fmt::format(R"({{"ts":"{}","level":"{}","room":")",
                                  time_text(line.at, "T", "Z"), level_name(line.level));
    append_escaped(out, line.room);
    out += R"(","msg":")";
    append_escaped(out, mask_addresses(line.message));
    out += '"';
    const auto begin_field = [&](std::string_view key) {
        out += ",\"";
        append_escaped(out, key);
        out += "\":";
    };
    for (const auto& [key, value] : line.bound) {
        begin_field(key);
        append_text(out, key, value, true);
    }
    for (const LogField& field : line.fields) {
        if (out.size() > kLineMax) {
            out += R"(,"cut":true)";
            break;
        }
        begin_field(field.key);
        append_value(out, field, true);
    }
    return out + '}';
}

std::string text_line(const LogLine& line) {
    std::string out = fmt::format("{} {:<7} ", time_text(line.at, " ", ""), level_name(line.level));
    if (!line.room.empty()) {
        append_escaped(out, line.room);
        out += ": ";
    }
    append_escaped(out, mask_addresses(line.message));
    for (const auto& [key, value] : line.bound) {
        out += fmt::format(" {}=", key);
        append_text(out, key, value, needs_quotes(value));
    }
    for (const LogField& field : line.fields) {
        if (out.size() > kLineMax) {
            out += " …";
            break;
        }
        out += fmt::format(" {}=", field.key);
        append_value(out, field, false);
    }
    return out;
}

}  // namespace usher::ops
