// What agents say to offers, and about themselves and others as far as routing goes.
#include <fmt/format.h>

#include "hub/core/conversation/commands.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/routing/commands.hpp"

namespace usher::core {

std::optional<Rejection> fault_of(const Workspace& workspace, const Classification& given);

namespace {

bool leads(const Agent& agent) {
    return agent.role >= AgentRole::supervisor;
}

/// The offer that is meant, if it is still there.
std::variant<const Offer*, Rejection, Unchanged> offer_to(const Workspace& workspace,
                                                          const Agent& agent,
                                                          const Conversation& conversation,
                                                          std::uint32_t number) {
    if (conversation.open() && conversation.assignee == agent.id) {
        return Unchanged{conversation.id, conversation.seq};
    }
    const auto& offer = conversation.routing.offer;
    if (offer && offer->agent == agent.id && (number == 0 || number == offer->number)) {
        return &*offer;
    }
    const auto* owner = conversation.open() ? workspace.find(conversation.assignee) : nullptr;
    if (owner != nullptr) {
        return Rejection{"already_taken",
                         fmt::format("{} already has this conversation.", owner->display_name)};
    }
    return Rejection{"offer_over", "The offer has ended; the conversation went on without you."};
}

}  // namespace

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const AcceptOffer& accept, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, accept.conversation);
    const auto* agent = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || agent == nullptr) return unknown_conversation();
    const auto offer = offer_to(workspace, *agent, *conversation, accept.number);
    if (const auto* refused = std::get_if<Rejection>(&offer)) return *refused;
    if (const auto* unchanged = std::get_if<Unchanged>(&offer)) return *unchanged;
    EventWriter events(workspace, Actor::agent(agent->id, agent->display_name), command.received,
                       now);
    events.add(conversation->id,
               OfferEnded{.agent = agent->id,
                          .agent_name = agent->display_name,
                          .outcome = OfferOutcome::accepted,
                          .reason = {}},
               command.id);
    const auto& hand_over = conversation->routing.hand_over;
    const auto line = hand_over && hand_over->agent ? QueueId() : conversation->line();
    events.add(conversation->id, ConversationAssigned{.agent = agent->id,
                                                      .agent_name = agent->display_name,
                                                      .queue = line,
                                                      .reason = "accepted the offer",
                                                      .decision = {}});
    return events.take();
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const DeclineOffer& decline, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, decline.conversation);
    const auto* agent = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || agent == nullptr) return unknown_conversation();
    if (decline.reason.size() > kPacketBytesMax) {
        return Rejection{"too_long", "The reason is too long."};
    }
    const auto offer = offer_to(workspace, *agent, *conversation, decline.number);
    if (const auto* refused = std::get_if<Rejection>(&offer)) return *refused;
    if (std::holds_alternative<Unchanged>(offer)) {
        return Rejection{"already_taken", "You have this conversation already."};
    }
    EventWriter events(workspace, Actor::agent(agent->id, agent->display_name), command.received,
                       now);
    const auto queue = workspace.queues.find(conversation->line());
    const auto retry = queue == workspace.queues.end() ? QueueRouting{}.retry_after
                                                       : queue->second.routing.retry_after;
    events.add(conversation->id,
               OfferEnded{.agent = agent->id,
                          .agent_name = agent->display_name,
                          .outcome = OfferOutcome::declined,
                          .reason = decline.reason,
                          .retry_after = retry},
               command.id);
    const auto& hand_over = conversation->routing.hand_over;
    if (hand_over && hand_over->agent) {
        events.add(conversation->id, TransferEnded{agent->display_name + " declined"});
    }
    return events.take();
}

Decision decide_routing(const Workspace& workspace, const Command& command, const SetAccepting& set,
                        Timestamp now) {
    const auto* caller = workspace.find(command.caller.agent_id());
    const auto id = set.agent ? set.agent : command.caller.agent_id();
    const auto* agent = workspace.find(id);
    if (agent == nullptr) return Rejection{"unknown_agent", "There is no such agent."};
    const bool by_system = command.caller.role == Role::system;
    if (!by_system && agent != caller && (caller == nullptr || !leads(*caller))) {
        return Rejection{"forbidden", "Only supervisors pause somebody else."};
    }
    if (set.reason.size() > kNameBytesMax * 4)
        return Rejection{"too_long", "The reason is too long."};
    if (agent->accepting == set.accepting) return Unchanged{};
    EventWriter events(workspace, command.caller, command.received, now);
    events.add(AgentAcceptingChanged{id, set.accepting, set.reason}, command.id);
    return events.take();
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const CancelTransfer& cancel, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, cancel.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (!conversation->routing.hand_over) {
        return Unchanged{conversation->id, conversation->seq};
    }
    if (conversation->assignee != caller->id && !leads(*caller)) {
        return Rejection{"forbidden", "Only its owner or a supervisor takes a transfer back."};
    }
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, TransferEnded{"taken back by " + caller->display_name},
               command.id);
    return events.take();
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const ClassifyConversation& classify, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, classify.conversation);
    if (conversation == nullptr || command.caller.is_contact()) return unknown_conversation();
    const auto* caller = workspace.find(command.caller.agent_id());
    const bool by_system = command.caller.role == Role::system;
    if (!by_system && caller == nullptr) return unknown_conversation();
    if (!by_system && conversation->assignee != caller->id && !leads(*caller)) {
        return Rejection{"forbidden", "Only its owner or a supervisor says what it needs."};
    }
    if (auto fault = fault_of(workspace, classify.classification)) return *fault;
    if (conversation->routing.classification == classify.classification) {
        return Unchanged{conversation->id, conversation->seq};
    }
    EventWriter events(workspace, command.caller, command.received, now);
    events.add(conversation->id, ConversationClassified{classify.classification}, command.id);
    return events.take();
}

}  // namespace usher::core
