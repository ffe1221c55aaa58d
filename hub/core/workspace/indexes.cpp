#include "hub/core/workspace/indexes.hpp"

namespace usher::core {

void index_conversation(Workspace& workspace, const Conversation& conversation) {
    if (conversation.waiting()) {
        workspace.queues[conversation.queue].waiting.insert(waiting_place(conversation));
    } else if (conversation.open()) {
        workspace.agents[conversation.assignee].holding.insert(conversation.id);
    }
    for (const auto* clock : {&conversation.first_response, &conversation.next_response}) {
        if (clock->state == ClockState::running) {
            workspace.clock_deadlines.insert({clock->due, conversation.id});
        }
    }
}

void build_indexes(Workspace& workspace) {
    for (const auto& [id, conversation] : workspace.conversations) {
        index_conversation(workspace, conversation);
    }
    for (const auto& [id, agent] : workspace.agents) {
        if (agent.disconnected != Timestamp{}) {
            workspace.absent_agents.insert({agent.disconnected, id});
        }
    }
}

}  // namespace usher::core
