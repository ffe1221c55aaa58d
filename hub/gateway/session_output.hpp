// The way out of one session: frames in its encoding onto its WebSocket, counted. Knows when there
// is room for more, so that long catch-ups wait for a slow reader instead of filling his queue.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/gateway/probe.hpp"
#include "hub/net/loop.hpp"
#include "hub/net/websocket.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::gateway {

class SessionOutput {
  public:
    /// What a catch-up may leave queued; the rest of the outbox is for what is live.
    static constexpr std::size_t kRoomBytes = 256 * 1024;

    SessionOutput(net::Loop& loop, std::shared_ptr<net::WebSocket> socket, wire::Encoding encoding,
                  SocketKind kind, GatewayProbe& probe)
        : loop_(loop),
          socket_(std::move(socket)),
          encoding_(encoding),
          kind_(kind),
          probe_(probe) {}

    /// Any frame of hub/wire. Dropped when the socket is no longer open.
    template <class Frame>
    void send(const Frame& frame) {
        if (open()) send_bytes(std::make_shared<const std::string>(encode(frame, encoding_)));
    }
    /// Encoded before, shared with other sessions of the same encoding.
    void send_bytes(net::Frame frame);
    void close(std::uint16_t code, std::string_view reason);

    bool open() const { return socket_ && socket_->open(); }
    wire::Encoding encoding() const { return encoding_; }
    bool has_room() const { return !socket_ || socket_->queued_bytes() < kRoomBytes; }
    /// Calls `then` when has_room(), looked at each few milliseconds. Not called once the socket is
    /// no longer open. One for each feed of the session and one for its list may wait.
    void when_room(std::move_only_function<void()> then);
    /// Nothing is read from the socket for so long; TCP holds up who sends more meanwhile. Then it
    /// is read for a moment whatever happens: what was on its way is answered together.
    void rest(std::chrono::milliseconds time);
    /// The socket is gone: breaks the cycle between it and the session.
    void release();

  private:
    void look_for_room();

    net::Loop& loop_;
    std::shared_ptr<net::WebSocket> socket_;
    wire::Encoding encoding_;
    SocketKind kind_;
    GatewayProbe& probe_;
    std::unique_ptr<net::Timer> room_timer_;
    std::vector<std::move_only_function<void()>> when_room_;
    std::unique_ptr<net::Timer> rest_timer_;
    bool resting_ = false;
};

}  // namespace usher::gateway
