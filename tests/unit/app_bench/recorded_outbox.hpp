// An outbox that keeps what a dialect wants sent, and the hub's answers as bytes, for tests without
// sockets.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hub/app/bench/fleet.hpp"
#include "hub/app/bench/protobuf_lite.hpp"

namespace usher::bench {

struct RecordedOutbox : Outbox {
    std::vector<std::pair<ConnectionId, std::string>> sent;
    void send(ConnectionId to, std::string_view payload) override {
        sent.emplace_back(to, payload);
    }
};

inline std::string field(unsigned number, std::string_view bytes) {
    std::string out;
    ProtoWriter(out).bytes(number, bytes);
    return out;
}
inline std::string field(unsigned number, std::uint64_t value) {
    std::string out;
    ProtoWriter(out).number(number, value);
    return out;
}
/// A batch of one frame with this body.
inline std::string batch(unsigned body_field, const std::string& body) {
    return field(1, field(body_field, body));
}
/// Events{(after, seq]} with one message event.
inline std::string message_event(const std::string& conversation, std::uint64_t after,
                                 std::uint64_t seq, const std::string& key,
                                 const std::string& text) {
    const std::string message = field(6, field(2, field(1, text)));
    const std::string event = field(2, key) + field(6, seq) + field(20, message);
    return batch(2, field(1, conversation) + field(2, after) + field(3, seq) + field(4, event));
}

}  // namespace usher::bench
