// `usher agent`: accounts of agents, beside a running hub or before its first start.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hub/core/model/agent.hpp"

#include "hub/app/verbs/check_config.hpp"

namespace usher::app {

struct AgentAddOptions {
    InstallationPlace place;
    std::string email;
    std::string name;
    std::string role = "agent";
    std::string password;   ///< empty: one is made and printed
    std::string workspace;  ///< needed when there are several
    bool new_workspace = false;
    std::uint32_t capacity = 4;
};
int run_agent_add(const AgentAddOptions& options);
int run_agent_list(const InstallationPlace& place);
/// A new password for an account; ends its sessions.
int run_agent_password(const InstallationPlace& place, const std::string& email,
                       const std::string& password);

/// Random, 20 letters and digits without look-alikes.
std::string make_password();
core::AgentRole role_of(const std::string& name);  ///< none when there is no such role
std::string_view role_name(core::AgentRole role);

}  // namespace usher::app
