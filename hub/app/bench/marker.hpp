// What makes a benchmark's message recognisable: a marker at the start of its text, and a command
// id that names the same message. Written by the load, read back from whatever a dialect receives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher::bench {

enum class Towards : std::uint8_t { agent = 0, customer = 1 };

/// One conversation in one direction: the unit within which order must be kept. At most 2^20 of
/// them.
struct Lane {
    std::uint32_t number = 0;

    static Lane of(std::uint32_t conversation, Towards towards) {
        return {conversation * 2 + static_cast<std::uint32_t>(towards)};
    }
    std::uint32_t conversation() const { return number / 2; }
    Towards towards() const { return static_cast<Towards>(number & 1); }
    bool operator==(const Lane&) const = default;
};
inline constexpr std::uint32_t kLanesMax = 1u << 20;

/// One message: the `counter`-th of its lane, from 1. Counter 0 is what sets the conversation up.
struct MessageRef {
    Lane lane;
    std::uint32_t counter = 0;
    bool operator==(const MessageRef&) const = default;
};

/// 22 bits that tell this run's messages from those of earlier ones.
using RunId = std::uint32_t;
inline constexpr RunId kRunIdMax = (1u << 22) - 1;

struct Marker {
    RunId run = 0;
    MessageRef message;
    std::int64_t scheduled_ns = 0;  ///< monotonic clock of the generator
};

/// "ub" and 40 hex digits: one word to a search index, as an order number would be.
inline constexpr std::size_t kMarkerBytes = 42;
void append_marker(std::string& out, const Marker& marker);
/// Of a text that starts with one.
std::optional<Marker> read_marker(std::string_view text);

/// A UUIDv7 (RFC 9562 §5.7) whose random bits are the run and the message; 36 characters.
std::string command_id(std::int64_t unix_ms, RunId run, MessageRef message);
/// The inverse; nullopt for an id of another run or another maker.
std::optional<MessageRef> message_of(std::string_view command_id, RunId run);

}  // namespace usher::bench
