// An agent as other agents see him: presence, load and capacity. Pure; made by the gateway.
#pragma once

#include <string>
#include <vector>

#include "hub/core/model/agent.hpp"

namespace usher::core {

struct AgentSummary {
    AgentId id;
    std::string display_name;
    AgentRole role = AgentRole::none;
    Presence presence = Presence::none;  ///< effective: offline when no console is connected
    Presence chosen = Presence::none;
    std::uint32_t load = 0;  ///< open conversations held
    std::uint32_t capacity = 0;
    std::vector<QueueId> queues;
    Timestamp since{};   ///< since when the presence is what it is
    std::string note;    ///< why, when somebody else chose for him
    std::string set_by;  ///< the name of who did; empty: he himself
    bool inactive = false;
};

AgentSummary summarize(const Agent& agent);

}  // namespace usher::core
