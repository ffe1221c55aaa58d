#include "hub/core/routing/assign.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace usher::core {
namespace {

struct Candidate {
    const Agent* agent;
    std::size_t load;  // including what this call gives him
    Timestamp last_assigned;

    bool free() const { return load < agent->capacity; }
    auto rank() const {
        return std::tuple(static_cast<double>(load) / agent->capacity, last_assigned, agent->id);
    }
};

}  // namespace

void add_assignments(EventWriter& events, const Workspace& workspace) {
    std::vector<Candidate> online;
    for (const auto& [id, agent] : workspace.agents) {
        if (agent.accepts_more()) online.push_back({&agent, agent.load(), agent.last_assigned});
    }
    for (const auto& [queue_id, queue] : workspace.queues) {
        for (const auto& [since, arrival, conversation] : queue.waiting) {
            Candidate* best = nullptr;
            std::size_t able = 0;
            for (auto& candidate : online) {
                if (!candidate.free() || !candidate.agent->serves(queue_id)) continue;
                ++able;
                if (best == nullptr || candidate.rank() < best->rank()) best = &candidate;
            }
            if (best == nullptr) break;
            const auto reason = able == 1 ? std::string("the only agent free for this queue")
                                          : fmt::format("least busy of {} free agents", able);
            events.add(
                conversation,
                ConversationAssigned{best->agent->id, best->agent->display_name, queue_id, reason});
            ++best->load;
            best->last_assigned = std::max(best->last_assigned, since);
        }
    }
}

void add_returns(EventWriter& events, const Workspace& workspace, Timestamp now) {
    for (const auto& [since, id] : workspace.absent_agents) {
        if (since + kAbsenceGrace > now) return;
        const auto& agent = workspace.agents.at(id);
        for (auto conversation_id : agent.holding) {
            const auto* conversation = workspace.find(conversation_id);
            if (conversation->answered || conversation->waiting_since == Timestamp{}) continue;
            events.add(conversation_id,
                       ConversationQueued{conversation->queue, agent.display_name + " went away"});
        }
        events.add(AgentPresenceChanged{id, agent.chosen, {}, "away for too long"});
    }
}

}  // namespace usher::core
