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
    bool accepting = true;
    std::string not_accepting;  ///< why
    Units units = 0;
    Units units_used = 0;       ///< what he holds and what is reserved for him
    std::uint32_t offered = 0;  ///< conversations he is being asked for
    AgentRouting routing;
};

AgentSummary summarize(const Agent& agent);

}  // namespace usher::core
