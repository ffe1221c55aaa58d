// Keeps the agents of the logs in agreement with the accounts: an account made or changed on the
// command line is known to a running hub within seconds. Lives on the main loop; accounts are read
// by a worker.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/http/account_workers.hpp"
#include "hub/log/streams.hpp"

namespace usher::app {

class AgentDirectory {
  public:
    /// `state` gives the workspace as it is now, or null while it is not known yet.
    using State = std::function<const core::Workspace*(WorkspaceId)>;

    AgentDirectory(net::Loop& loop, log::Streams& streams, gateway::AccountWorkers& workers,
                   std::vector<WorkspaceId> workspaces, State state);
    void start() { look(); }

  private:
    void look();
    void compare(const std::vector<store::Account>& accounts);

    net::Loop& loop_;
    log::Streams& streams_;
    gateway::AccountWorkers& workers_;
    std::vector<WorkspaceId> workspaces_;
    State state_;
    net::Timer timer_;
};

}  // namespace usher::app
