#include "hub/core/workspace/indexes.hpp"

#include "hub/core/conversation/apply_sla.hpp"

namespace usher::core {

void index_conversation(Workspace& workspace, const Conversation& conversation) {
    if (conversation.waiting()) {
        workspace.queues[conversation.queue].waiting.insert(waiting_place(conversation));
    } else if (conversation.open()) {
        workspace.agents[conversation.assignee].holding.insert(conversation.id);
    }
    index_clocks(workspace, conversation);
}

void build_indexes(Workspace& workspace) {
    for (const auto& [id, conversation] : workspace.conversations) {
        index_conversation(workspace, conversation);
    }
    for (auto& [id, contact] : workspace.contacts) {
        contact.open = 0;
        for (auto conversation : contact.conversations) {
            contact.open += workspace.conversations.at(conversation).open();
        }
        if (contact.open == 0) workspace.quiet_contacts.insert({contact.changed, id});
    }
    for (const auto& [id, agent] : workspace.agents) {
        if (agent.disconnected != Timestamp{}) {
            workspace.absent_agents.insert({agent.disconnected, id});
        }
    }
}

}  // namespace usher::core
