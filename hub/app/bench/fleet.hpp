// All connections of the generator on one thread and one epoll: non-blocking WebSocket clients that
// share no code with the hub's own. Dialects send through it and hear from it; it knows frames, not
// what is in them.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/app/bench/schedule.hpp"
#include "hub/app/bench/websocket_frames.hpp"
#include "hub/base/result.hpp"

namespace usher::bench {

using ConnectionId = std::uint32_t;

/// Where a dialect puts what it wants sent: one binary WebSocket message per call.
class Outbox {
  public:
    virtual ~Outbox() = default;
    virtual void send(ConnectionId to, std::string_view payload) = 0;
};

/// What a dialect hears. Both may call Outbox::send.
class FleetListener {
  public:
    virtual ~FleetListener() = default;
    virtual void on_open(ConnectionId id) = 0;
    /// `payload` is valid during the call only.
    virtual void on_message(ConnectionId id, std::string_view payload) = 0;
};

class Fleet final : public Outbox {
  public:
    Fleet();
    ~Fleet() override;
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// Where every connection goes; resolves the name, blocking.
    Result<void> aim(const std::string& host, std::uint16_t port);
    /// Starts to connect; on_open follows from turn(). Ids count from 0.
    Result<ConnectionId> open(const UpgradeRequest& request);
    /// Queues; leaves at the next turn. What waits for one connection is bounded by 4 MiB: a server
    /// that does not read counts as dead.
    void send(ConnectionId to, std::string_view payload) override;

    /// Writes what is queued, waits for the network until `until_ns` at the latest, reads what
    /// came.
    void turn(FleetListener& listener, std::int64_t until_ns);

    /// When the message now being heard was taken from its socket.
    std::int64_t read_at_ns() const { return read_at_ns_; }
    /// Connections not yet open.
    std::size_t opening() const { return opening_; }
    /// Connections that ended, none of which the generator ended itself.
    std::size_t dead() const { return dead_; }
    /// The first death, in a sentence.
    const std::string& epitaph() const { return epitaph_; }

  private:
    enum class State : std::uint8_t { connecting, upgrading, open, dead };
    struct Connection {
        int fd = -1;
        State state = State::connecting;
        bool dirty = false;
        bool watching_writes = true;
        std::size_t written = 0;
        std::string out;
        std::string in;        // what is left of an unfinished frame
        std::string fragment;  // what came of an unfinished message
    };
    void flush();
    void write(ConnectionId id);
    void read(FleetListener& listener, ConnectionId id);
    /// How many bytes were used up.
    std::size_t consume(FleetListener& listener, ConnectionId id, std::string_view bytes);
    void hear(FleetListener& listener, ConnectionId id, const ServerFrame& frame);
    void watch(ConnectionId id, bool writes, int operation);
    void mark_dirty(ConnectionId id);
    void bury(ConnectionId id, const std::string& why);

    int epoll_ = -1;
    sockaddr_storage address_{};
    socklen_t address_size_ = 0;
    std::vector<Connection> connections_;
    std::vector<ConnectionId> dirty_;
    std::string scratch_;
    Random masks_{0x75736865};
    std::int64_t read_at_ns_ = 0;
    std::size_t opening_ = 0;
    std::size_t dead_ = 0;
    std::string epitaph_;
};

}  // namespace usher::bench
