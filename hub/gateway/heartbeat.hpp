// A gateway's sign of life in each workspace it serves: a count that rises. When it stops, the
// engine takes the consoles of this gateway as gone.
#pragma once

#include <memory>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

class Heartbeat {
  public:
    static constexpr std::chrono::milliseconds kInterval{1'000};

    /// Counts on from the clock, so that a restart is a change as well.
    Heartbeat(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, GatewayId gateway)
        : streams_(streams),
          workspace_(workspace),
          gateway_(gateway),
          timer_(loop),
          count_(static_cast<std::uint64_t>(to_ms(loop.now()))) {}

    void start() {
        streams_.beat(workspace_, gateway_, ++count_, [](Result<void>) {});
        timer_.after(kInterval, [this] { start(); });
    }

  private:
    log::Streams& streams_;
    WorkspaceId workspace_;
    GatewayId gateway_;
    net::Timer timer_;
    std::uint64_t count_;
};

}  // namespace usher::gateway
