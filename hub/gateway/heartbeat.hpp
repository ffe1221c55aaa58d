// A gateway's sign of life in each workspace it serves: a count that rises. When it stops, the
// engine takes the consoles of this gateway as gone; when Redis does not know it any more, Redis
// has forgotten other things as well.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

class Heartbeat {
  public:
    static constexpr std::chrono::milliseconds kInterval{1'000};

    /// Counts on from the clock, so that a restart is a change as well.
    Heartbeat(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, GatewayId gateway,
              std::function<void()> forgotten)
        : streams_(streams),
          workspace_(workspace),
          gateway_(gateway),
          forgotten_(std::move(forgotten)),
          timer_(loop),
          count_(static_cast<std::uint64_t>(to_ms(loop.now()))) {}

    void start() {
        streams_.beat(workspace_, gateway_, ++count_,
                      [this, alive = std::weak_ptr(alive_)](Result<bool> known) {
                          if (alive.expired() || !known) return;
                          // The first one of all is news as well.
                          if (std::exchange(told_, true) && !*known) forgotten_();
                      });
        timer_.after(kInterval, [this] { start(); });
    }

  private:
    log::Streams& streams_;
    WorkspaceId workspace_;
    GatewayId gateway_;
    std::function<void()> forgotten_;
    net::Timer timer_;
    std::uint64_t count_;
    bool told_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::gateway
