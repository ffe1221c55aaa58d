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
    };
}

}  // namespace usher::core
