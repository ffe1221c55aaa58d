// Who may change what in a workspace: one place to ask. Used by the decisions of this folder.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

/// The agent who asks, when his role is at least `least`; null for anybody else.
inline const Agent* caller_with(const Workspace& workspace, const Actor& caller, AgentRole least) {
    const auto* agent = workspace.find(caller.agent_id());
    return agent != nullptr && !agent->inactive && agent->role >= least ? agent : nullptr;
}

inline Rejection only_admins() {
    return {"forbidden", "Only administrators change the workspace."};
}

inline Rejection only_leads() {
    return {"forbidden", "Only supervisors and administrators do that for others."};
}

}  // namespace usher::core
