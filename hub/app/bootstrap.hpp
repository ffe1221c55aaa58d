// Brings a workspace up to what the installation says: its own definition when it is new, every
// account as an agent, and whose log-ins ended. Gives commands; whoever calls appends them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hub/core/model/command.hpp"
#include "hub/core/model/workspace.hpp"
#include "hub/store/accounts.hpp"

namespace usher::app {

/// The inbox of a workspace that nobody has configured yet.
inline constexpr std::string_view kFirstSiteKey = "site_main";

/// Empty when every account is an agent and no more sessions ended than the state knows. What an
/// agent is otherwise, the log says. Queue ids that an account made on the command line does not
/// name are all queues.
std::vector<core::Command> bootstrap_commands(WorkspaceId workspace, const core::Workspace& state,
                                              std::span<const store::Account> accounts,
                                              Timestamp now);

}  // namespace usher::app
