// One timer for all connections of a server: every second each is asked to look at its own
// deadlines, so that an idle connection needs no timer. Holds the connections alive while they are
// open; internal to net.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "hub/net/loop.hpp"

namespace usher::net {

/// Milliseconds of a clock that never steps.
std::int64_t steady_ms();

class Swept {
  public:
    virtual ~Swept() = default;
    virtual void tick(std::int64_t now_ms) = 0;
    /// End politely: a WebSocket sends the close frame, HTTP ends after the answer under way.
    virtual void retire(std::uint16_t code, std::string_view reason) = 0;
    /// Close the socket now.
    virtual void drop() = 0;
    virtual bool is_websocket() const = 0;

  private:
    friend class Sweep;
    std::size_t index_ = kNowhere;
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
};

class Sweep {
  public:
    Sweep(Loop& loop, std::chrono::milliseconds interval) : timer_(loop), interval_(interval) {}

    void add(std::shared_ptr<Swept> swept);
    void remove(Swept& swept);
    /// Each connection once; they may remove themselves meanwhile.
    void each(const std::function<void(Swept&)>& visit);

    std::size_t size() const { return entries_.size(); }
    std::size_t websockets() const { return websockets_; }

  private:
    void wait();

    Timer timer_;
    std::chrono::milliseconds interval_;
    std::vector<std::shared_ptr<Swept>> entries_;
    std::size_t websockets_ = 0;
    bool waiting_ = false;
};

}  // namespace usher::net
