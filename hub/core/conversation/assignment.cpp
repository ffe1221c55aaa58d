#include <fmt/format.h>

#include "hub/core/conversation/commands.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/routing/commands.hpp"

namespace usher::core {
namespace {

/// How long one agent has to answer a warm transfer where his queue asks nobody.
constexpr std::chrono::seconds kHandOverTime{60};

bool leads(const Agent& agent) {
    return agent.role >= AgentRole::supervisor;
}

/// Whether `caller` may take the conversation away from whoever has it, or is asked for it.
std::optional<Rejection> may_move(const Workspace& workspace, const Conversation& conversation,
                                  const Agent& caller, bool for_himself) {
    if (conversation.assignee == caller.id || leads(caller)) return {};
    const auto& offer = conversation.routing.offer;
    if (offer && offer->agent != caller.id) {
        const auto* asked = workspace.find(offer->agent);
        return Rejection{"already_taken",
                         fmt::format("{} is being asked to take it.", asked->display_name)};
    }
    if (!conversation.assignee) return {};
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

/// What waits is given out in order; whether agents may also choose is the queue's rule (R8).
std::optional<Rejection> may_pick(const Workspace& workspace, const Conversation& conversation,
                                  const Agent& caller) {
    if (conversation.assignee || leads(caller)) return {};
    const auto& offer = conversation.routing.offer;
    if (offer && offer->agent == caller.id) return {};
    const auto queue = workspace.queues.find(conversation.queue);
    if (queue == workspace.queues.end() || queue->second.routing.manual_pick) return {};
    return Rejection{"forbidden", fmt::format("What waits in {} is given out in order; only a "
                                              "supervisor picks.",
                                              queue->second.definition.name)};
}

std::uint32_t hops_max(const Workspace& workspace, QueueId id) {
    const auto queue = workspace.queues.find(id);
    return queue == workspace.queues.end() ? QueueRouting{}.hops_max
                                           : queue->second.routing.hops_max;
}

ConversationAssigned assigned_to(const Agent& agent, const Conversation& conversation,
                                 QueueId queue, std::string reason) {
    return {.agent = agent.id,
            .agent_name = agent.display_name,
            .queue = queue,
            .reason = std::move(reason),
            .over_limit =
                !agent.offered.contains(conversation.id) && !agent.has_room(conversation.channel),
            .decision = {}};
}

std::optional<Rejection> fault_of(const Workspace& workspace, const Conversation& conversation,
                                  const Agent& caller, const TransferConversation& transfer) {
    if (!conversation.open()) {
        return Rejection{"already_resolved", "This conversation is resolved; reopen it first."};
    }
    if (transfer.agent && workspace.find(transfer.agent) == nullptr) {
        return Rejection{"unknown_agent", "There is no such agent."};
    }
    if (transfer.queue && !workspace.queues.contains(transfer.queue)) {
        return Rejection{"unknown_queue", "There is no such queue."};
    }
    if (!transfer.agent && !transfer.queue) {
        return Rejection{"invalid", "A transfer names a queue or an agent."};
    }
    if (transfer.agent == conversation.assignee && transfer.agent) {
        return Rejection{"invalid", "This agent has the conversation already."};
    }
    if (transfer.note.size() > kTextBytesMax) {
        return Rejection{"too_long", "The note of the transfer is too long."};
    }
    if (transfer.packet.bytes() > kPacketBytesMax) {
        return Rejection{"too_long", "What comes with the transfer is too long."};
    }
    if (auto refused = may_move(workspace, conversation, caller, false)) return refused;
    const auto most = hops_max(workspace, conversation.queue);
    if (!leads(caller) && conversation.routing.hops >= most) {
        return Rejection{"forbidden", fmt::format("This conversation was passed on {} times; a "
                                                  "supervisor decides where it goes.",
                                                  conversation.routing.hops)};
    }
    return {};
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
        const bool own = conversation->assignee == caller->id;
        events.add(conversation->id,
                   ConversationQueued{.queue = conversation->queue,
                                      .reason = fmt::format("{} put it back", caller->display_name),
                                      .not_to = own ? caller->id : AgentId()},
                   command.id);
        return events.take();
    }
    if (auto refused = may_pick(workspace, *conversation, *caller)) return *refused;
    const auto* agent = workspace.find(assign.agent);
    if (agent == nullptr) return Rejection{"unknown_agent", "There is no such agent."};
    const auto reason = agent == caller ? "took it" : "assigned by " + caller->display_name;
    events.add(conversation->id, assigned_to(*agent, *conversation, {}, reason), command.id);
    return events.take();
}

Decision decide_transfer(const Workspace& workspace, const Command& command,
                         const TransferConversation& transfer, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, transfer.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (auto fault = fault_of(workspace, *conversation, *caller, transfer)) return *fault;
    const auto* agent = workspace.find(transfer.agent);
    const bool warm = transfer.warm && conversation->assignee;
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id,
               ConversationTransferred{.queue = transfer.queue,
                                       .agent = transfer.agent,
                                       .note = transfer.note,
                                       .warm = warm,
                                       .packet = transfer.packet},
               command.id);
    const auto reason = "transferred by " + caller->display_name;
    if (!warm && agent != nullptr) {
        events.add(conversation->id, assigned_to(*agent, *conversation, transfer.queue, reason));
    } else if (!warm) {
        events.add(conversation->id,
                   ConversationQueued{.queue = transfer.queue, .reason = reason, .not_to = {}});
    } else if (agent != nullptr) {
        events.add(conversation->id, OfferMade{.agent = agent->id,
                                               .agent_name = agent->display_name,
                                               .queue = conversation->queue,
                                               .number = conversation->routing.offers + 1,
                                               .expires = now + kHandOverTime,
                                               .reason = reason,
                                               .decision = {}});
    }
    return events.take();
}

}  // namespace usher::core
