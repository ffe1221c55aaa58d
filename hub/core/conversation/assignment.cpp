#include <fmt/format.h>

#include "hub/core/conversation/commands.hpp"
#include "hub/core/event_writer.hpp"

namespace usher::core {
namespace {

bool leads(const Agent& agent) {
    return agent.role >= AgentRole::supervisor;
}

Rejection unknown_agent() {
    return {"unknown_agent", "There is no such agent."};
}

bool takes_new(const Workspace& workspace, QueueId queue) {
    const auto found = workspace.queues.find(queue);
    return found != workspace.queues.end() && !found->second.definition.inactive;
}

/// Whether `caller` may take the conversation away from whoever has it.
std::optional<Rejection> may_move(const Workspace& workspace, const Conversation& conversation,
                                  const Agent& caller, bool for_himself) {
    if (!conversation.assignee || conversation.assignee == caller.id || leads(caller)) return {};
    const auto* owner = workspace.find(conversation.assignee);
    if (owner == nullptr || !owner->connected()) return {};
    if (for_himself) {
        return Rejection{"already_taken",
                         fmt::format("{} already has this conversation.", owner->display_name)};
    }
    return Rejection{"forbidden",
                     fmt::format("{} has this conversation; only {} or a supervisor can "
                                 "pass it on.",
                                 owner->display_name, owner->display_name)};
}

}  // namespace

Decision decide_assign(const Workspace& workspace, const Command& command,
                       const AssignConversation& assign, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, assign.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (!conversation->open()) {
        return Rejection{"already_resolved", "This conversation is resolved; reopen it first."};
    }
    if (assign.agent == conversation->assignee) {
        return Unchanged{conversation->id, conversation->seq};
    }
    if (auto refused = may_move(workspace, *conversation, *caller, assign.agent == caller->id)) {
        return *refused;
    }
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    if (!assign.agent) {
        events.add(conversation->id,
                   ConversationQueued{conversation->queue,
                                      fmt::format("{} put it back", caller->display_name)},
                   command.id);
        return events.take();
    }
    const auto* agent = workspace.find(assign.agent);
    if (agent == nullptr || agent->inactive) return unknown_agent();
    const auto reason = agent == caller ? "took it" : "assigned by " + caller->display_name;
    events.add(conversation->id, ConversationAssigned{agent->id, agent->display_name, {}, reason},
               command.id);
    return events.take();
}

Decision decide_transfer(const Workspace& workspace, const Command& command,
                         const TransferConversation& transfer, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, transfer.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (!conversation->open()) {
        return Rejection{"already_resolved", "This conversation is resolved; reopen it first."};
    }
    const auto* agent = workspace.find(transfer.agent);
    if (transfer.agent && (agent == nullptr || agent->inactive)) return unknown_agent();
    if (transfer.queue && !takes_new(workspace, transfer.queue)) {
        return Rejection{"unknown_queue", "There is no such queue in use."};
    }
    if (!transfer.agent && !transfer.queue) {
        return Rejection{"invalid", "A transfer names a queue or an agent."};
    }
    if (transfer.note.size() > kTextBytesMax) {
        return Rejection{"too_long", "The note of the transfer is too long."};
    }
    if (auto refused = may_move(workspace, *conversation, *caller, false)) return *refused;
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id,
               ConversationTransferred{transfer.queue, transfer.agent, transfer.note}, command.id);
    if (agent != nullptr) {
        events.add(conversation->id,
                   ConversationAssigned{agent->id, agent->display_name, transfer.queue,
                                        "transferred by " + caller->display_name});
    } else {
        events.add(conversation->id,
                   ConversationQueued{transfer.queue, "transferred by " + caller->display_name});
    }
    return events.take();
}

}  // namespace usher::core
