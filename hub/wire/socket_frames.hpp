// The frames both sockets share, as plain values, and their bytes. Frames to a client are encoded
// one by one: in binary the concatenation of several is one batch, in JSON each is a message of its
// own. Nothing here knows sessions or who may see what.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/core/model/command.hpp"
#include "hub/wire/live_signal.hpp"

namespace usher::wire {

/// Of a socket, by its subprotocol: "usher.v1" or "usher.v1+json".
enum class Encoding : std::uint8_t { binary, json };

struct Limits {
    std::uint32_t message_bytes_max = 64 * 1024;
    std::uint32_t text_bytes_max = core::kTextBytesMax;
    std::uint32_t idle_timeout_s = 45;
};

// From clients
struct Ping {
    std::uint64_t nonce = 0;
};
/// A command whose text is no UTF-8. Only the binary encoding can carry such a thing.
struct NotUtf8 {
    std::string command_id;
};
/// A kind of frame this version does not know: ignored.
struct UnknownFrame {};

// To clients
struct Pong {
    std::uint64_t nonce = 0;
    Timestamp server{};
};
struct Accepted {
    std::string command_id;
};
struct Rejected {
    std::string command_id;
    std::string code;
    std::string text;
    std::chrono::milliseconds retry_after{0};
};
struct Goaway {
    std::string reason;
    std::chrono::milliseconds reconnect_after{0};
};
/// What a receiver may see of (after_seq, through_seq], each event as encode_event() wrote it.
struct EventRun {
    ConversationId conversation;
    std::uint64_t after_seq = 0;
    std::uint64_t through_seq = 0;
    std::span<const std::string_view> events;
};

std::string encode(const Pong& frame, Encoding encoding);
std::string encode(const Accepted& frame, Encoding encoding);
std::string encode(const Rejected& frame, Encoding encoding);
std::string encode(const Goaway& frame, Encoding encoding);
std::string encode(const Typing& frame, Encoding encoding);
/// Stored bytes are copied as they are, so fields of newer versions survive.
std::string encode(const EventRun& run, Encoding encoding);
/// The same as an answer to a question for older events.
std::string encode_history_page(const EventRun& run, bool complete, Encoding encoding);

/// The events inside an encoded log entry, in order, pointing into `log_entry`.
/// Error::Kind::corrupt.
Result<std::vector<std::string_view>> event_slices(std::string_view log_entry);

/// An id text that is none becomes this, which nothing has: it is answered as unknown, never as
/// absent.
inline constexpr Bits128 kNobody{~0ULL, ~0ULL};

}  // namespace usher::wire
