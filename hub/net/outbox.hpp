// What waits to be written to one WebSocket: bounded in bytes and frames, joined into larger
// messages when the limits allow. The session feeds and drains it; it never writes. Pure, internal
// to net.
#pragma once

#include <vector>

#include "hub/net/websocket.hpp"

namespace usher::net {

class Outbox {
  public:
    /// Joined messages stop growing here; one larger frame still leaves alone.
    static constexpr std::size_t kJoinedBytesMax = 64 * 1024;

    struct Message {
        Frame bytes;
        FrameKind kind = FrameKind::binary;
        std::size_t frames = 0;
    };

    /// False when the frame would break a bound; it is not kept then.
    bool push(Frame frame, FrameKind kind, const WebSocketLimits& limits);
    /// The next message; it counts as queued until written() is called. Only while !empty().
    Message pop(bool concatenate);
    void written(const Message& message);
    void clear();  ///< drops what waits, not what was popped

    bool empty() const { return first_ == waiting_.size(); }
    std::size_t bytes() const { return bytes_; }
    std::size_t frames() const { return frames_; }

  private:
    struct Item {
        Frame bytes;
        FrameKind kind;
    };
    std::vector<Item> waiting_;
    std::size_t first_ = 0;
    std::size_t bytes_ = 0;
    std::size_t frames_ = 0;
};

}  // namespace usher::net
