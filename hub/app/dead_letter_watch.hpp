// Counts the dead letters of every workspace now and then, so that /metrics has the number and
// /readyz says that somebody should look. Owned by the hub; it reads no letter.
#pragma once

#include <map>
#include <vector>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"
#include "hub/ops/health.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::app {

class DeadLetterWatch {
  public:
    static constexpr std::chrono::milliseconds kInterval{5'000};

    DeadLetterWatch(net::Loop& loop, log::Streams& streams, std::vector<WorkspaceId> workspaces,
                    ops::Health& health, ops::Metrics& metrics);
    ~DeadLetterWatch();

    void start() { look(); }

  private:
    void look();
    void counted(WorkspaceId workspace, std::uint64_t count);

    log::Streams& streams_;
    std::vector<WorkspaceId> workspaces_;
    ops::Health& health_;
    ops::Metrics& metrics_;
    net::Timer timer_;
    std::map<WorkspaceId, std::uint64_t> counts_;
    bool told_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
