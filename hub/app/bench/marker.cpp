#include "hub/app/bench/marker.hpp"

#include <array>

namespace usher::bench {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

constexpr std::array<std::int8_t, 256> kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kHex.size(); ++i) {
        values[static_cast<unsigned char>(kHex[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}();

void append_hex(std::string& out, std::uint64_t value, unsigned digits) {
    for (unsigned i = digits; i-- > 0;) out.push_back(kHex[(value >> (4 * i)) & 15]);
}

bool read_hex(std::string_view text, std::uint64_t& value) {
    value = 0;
    for (char c : text) {
        const auto digit = kValues[static_cast<unsigned char>(c)];
        if (digit < 0) return false;
        value = (value << 4) | static_cast<std::uint64_t>(digit);
    }
    return true;
}

}  // namespace

void append_marker(std::string& out, const Marker& marker) {
    out.append("ub");
    append_hex(out, marker.run, 8);
    append_hex(out, marker.message.lane.number, 8);
    append_hex(out, marker.message.counter, 8);
    append_hex(out, static_cast<std::uint64_t>(marker.scheduled_ns), 16);
}

std::optional<Marker> read_marker(std::string_view text) {
    if (text.size() < kMarkerBytes || !text.starts_with("ub")) return std::nullopt;
    std::uint64_t run = 0;
    std::uint64_t lane = 0;
    std::uint64_t counter = 0;
    std::uint64_t scheduled = 0;
    if (!read_hex(text.substr(2, 8), run) || !read_hex(text.substr(10, 8), lane) ||
        !read_hex(text.substr(18, 8), counter) || !read_hex(text.substr(26, 16), scheduled)) {
        return std::nullopt;
    }
    return Marker{.run = static_cast<RunId>(run),
                  .message = {.lane = {static_cast<std::uint32_t>(lane)},
                              .counter = static_cast<std::uint32_t>(counter)},
                  .scheduled_ns = static_cast<std::int64_t>(scheduled)};
}

std::string command_id(std::int64_t unix_ms, RunId run, MessageRef message) {
    const std::uint64_t low = (std::uint64_t{2} << 62) | (std::uint64_t{run >> 12} << 52) |
                              (std::uint64_t{message.lane.number} << 32) | message.counter;
    std::string out;
    out.reserve(36);
    append_hex(out, static_cast<std::uint64_t>(unix_ms) >> 16, 8);
    out.push_back('-');
    append_hex(out, static_cast<std::uint64_t>(unix_ms) & 0xffff, 4);
    out.append("-7");
    append_hex(out, run & 0xfff, 3);
    out.push_back('-');
    append_hex(out, low >> 48, 4);
    out.push_back('-');
    append_hex(out, low & 0xffffffffffff, 12);
    return out;
}

std::optional<MessageRef> message_of(std::string_view command_id, RunId run) {
    if (command_id.size() != 36) return std::nullopt;
    std::uint64_t run_low = 0;
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    if (command_id[14] != '7' || !read_hex(command_id.substr(15, 3), run_low) ||
        !read_hex(command_id.substr(19, 4), high) || !read_hex(command_id.substr(24, 12), low)) {
        return std::nullopt;
    }
    low |= high << 48;
    if ((low >> 62) != 2) return std::nullopt;
    if ((((low >> 52) & 0x3ff) << 12 | run_low) != run) return std::nullopt;
    return MessageRef{.lane = {static_cast<std::uint32_t>((low >> 32) & (kLanesMax - 1))},
                      .counter = static_cast<std::uint32_t>(low)};
}

}  // namespace usher::bench
