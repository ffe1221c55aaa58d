// Keeps the accounts and the agents of the logs in agreement. An account that is no agent yet, or
// whose log-ins ended, becomes known to the log within seconds; what an agent is otherwise the log
// says, and the account follows. So a crash between the two is repaired, whichever was first. Lives
// on the main loop; accounts are read and written by a worker.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/http/account_workers.hpp"
#include "hub/log/streams.hpp"

namespace usher::app {

class AgentDirectory {
  public:
    /// Accounts that follow at one look, at most.
    static constexpr std::size_t kFollowMax = 64;

    /// `state` gives the workspace as it is now, or null while it is not known yet.
    using State = std::function<const core::Workspace*(WorkspaceId)>;

    AgentDirectory(net::Loop& loop, log::Streams& streams, gateway::AccountWorkers& workers,
                   std::vector<WorkspaceId> workspaces, State state);
    /// Now, and every few seconds from then on.
    void look();

  private:
    void compare(const std::vector<store::Account>& accounts);
    void follow(const std::vector<store::Account>& accounts);

    net::Loop& loop_;
    log::Streams& streams_;
    gateway::AccountWorkers& workers_;
    std::vector<WorkspaceId> workspaces_;
    State state_;
    /// What the log said at the last look of those whose account says otherwise.
    std::map<AgentId, store::AccountDefinition> lagging_;
    net::Timer timer_;
};

}  // namespace usher::app
