#include "hub/core/workspace/indexes.hpp"

#include "hub/core/conversation/apply_sla.hpp"
#include "hub/core/routing/keep_index.hpp"

namespace usher::core {

void index_conversation(Workspace& workspace, const Conversation& conversation) {
    index_line(workspace, conversation);
    index_clocks(workspace, conversation);
}

void build_indexes(Workspace& workspace) {
    for (auto& [id, agent] : workspace.agents) find_team_queues(workspace, agent);
    for (const auto& [id, conversation] : workspace.conversations) {
        index_conversation(workspace, conversation);
    }
    rank_agents(workspace);
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
