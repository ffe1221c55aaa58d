#include "hub/core/conversation/commands.hpp"
#include "hub/core/event_writer.hpp"

namespace usher::core {

const Conversation* find_for(const Workspace& workspace, const Actor& caller, ConversationId id) {
    const auto* conversation = workspace.find(id);
    if (conversation == nullptr) return nullptr;
    if (caller.is_contact() && conversation->contact != caller.contact_id()) return nullptr;
    return conversation;
}

bool is_gone(const Workspace& workspace, AgentId agent_id) {
    const auto* agent = workspace.find(agent_id);
    return agent == nullptr || (!agent->connected() && agent->disconnected == Timestamp{});
}

Decision decide_resolve(const Workspace& workspace, const Command& command,
                        const ResolveConversation& resolve, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, resolve.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (!conversation->open()) {
        return Rejection{"already_resolved", "This conversation is already resolved."};
    }
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, ConversationResolved{}, command.id);
    return events.take();
}

Decision decide_reopen(const Workspace& workspace, const Command& command,
                       const ReopenConversation& reopen, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, reopen.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (conversation->open())
        return Rejection{"already_open", "This conversation is already open."};
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, ConversationReopened{"reopened by " + caller->display_name},
               command.id);
    if (conversation->assignee != caller->id &&
        (!conversation->assignee || is_gone(workspace, conversation->assignee))) {
        events.add(conversation->id, ConversationAssigned{.agent = caller->id,
                                                          .agent_name = caller->display_name,
                                                          .queue = {},
                                                          .reason = "reopened it",
                                                          .decision = {}});
    }
    return events.take();
}

}  // namespace usher::core
