#include "hub/core/views/agent_summary.hpp"

namespace usher::core {

AgentSummary summarize(const Agent& agent) {
    return {
        .id = agent.id,
        .display_name = agent.display_name,
        .role = agent.role,
        .presence = agent.effective(),
        .chosen = agent.chosen,
        .load = static_cast<std::uint32_t>(agent.load()),
        .capacity = agent.capacity,
        .queues = agent.queues,
        .since = agent.since,
        .note = agent.note,
        .set_by = agent.set_by,
        .inactive = agent.inactive,
        .accepting = agent.accepting,
        .not_accepting = agent.not_accepting,
        .units = agent.units(),
        .units_used = agent.units_used(),
        .offered = static_cast<std::uint32_t>(agent.offered.size()),
        .routing = agent.routing,
    };
}

}  // namespace usher::core
