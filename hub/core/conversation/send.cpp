#include "hub/core/conversation/commands.hpp"
#include "hub/core/conversation/message_text.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/views/customer_view.hpp"

namespace usher::core {
namespace {

MessageAdded message_of(const Command& command, const SendMessage& send, Direction direction) {
    return {MessageId::make(command.received, command.entropy), direction, send.text, send.language,
            command.received};
}

/// Who had the contact's last conversation, of those in memory.
AgentId last_agent_of(const Workspace& workspace, ContactId id) {
    const auto* contact = workspace.find(id);
    if (contact == nullptr || contact->conversations.empty()) return {};
    const auto& last = *workspace.find(contact->conversations.back());
    return last.assignee ? last.assignee : last.routing.previous;
}

Decision from_contact(const Workspace& workspace, const Command& command, const SendMessage& send,
                      Timestamp now) {
    const auto contact = command.caller.contact_id();
    const auto inbox = workspace.inboxes.find(send.inbox);
    if (inbox == workspace.inboxes.end()) return Rejection{"invalid", "There is no such inbox."};
    const auto* conversation = send.conversation
                                   ? find_for(workspace, command.caller, send.conversation)
                                   : current_conversation(workspace, contact, send.inbox);
    if (send.conversation && conversation == nullptr) return unknown_conversation();
    if (conversation == nullptr && inbox->second.inactive) {
        return Rejection{"invalid", "This inbox is not in use any more."};
    }

    EventWriter events(workspace, command.caller, command.received, now);
    auto id = conversation != nullptr ? conversation->id : ConversationId{};
    if (workspace.find(contact) == nullptr) events.add(ContactCreated{contact, send.profile});
    if (conversation == nullptr) {
        id = ConversationId::make(command.received, command.entropy, 1);
        events.add(id, ConversationOpened{.contact = contact,
                                          .inbox = send.inbox,
                                          .queue = inbox->second.queue,
                                          .language = send.profile.locale,
                                          .page = send.page,
                                          .arrival = workspace.opened + 1,
                                          .channel = inbox->second.channel,
                                          .previous = last_agent_of(workspace, contact)});
    } else if (!conversation->open()) {
        events.add(id, ConversationReopened{"the customer wrote again"});
    }
    events.add(id, message_of(command, send, Direction::inbound), command.id);
    if (conversation != nullptr && conversation->assignee &&
        is_gone(workspace, conversation->assignee)) {
        events.add(id,
                   ConversationQueued{
                       .queue = conversation->queue, .reason = "its agent is away", .not_to = {}});
    }
    return events.take();
}

Decision from_agent(const Workspace& workspace, const Command& command, const SendMessage& send,
                    Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, send.conversation);
    if (conversation == nullptr) return unknown_conversation();
    const auto agent = command.caller.agent_id();
    const auto* author = workspace.find(agent);
    if (author == nullptr) return Rejection{"unknown_agent", "You are not an agent here."};
    EventWriter events(workspace, Actor::agent(agent, author->display_name), command.received, now);
    if (send.note) {
        events.add(conversation->id, message_of(command, send, Direction::internal), command.id);
        return events.take();
    }
    if (!conversation->open()) events.add(conversation->id, ConversationReopened{"an agent wrote"});
    const bool nobody_has_it =
        !conversation->assignee || (!conversation->open() && conversation->assignee != agent);
    if (nobody_has_it) {
        events.add(conversation->id, ConversationAssigned{.agent = agent,
                                                          .agent_name = author->display_name,
                                                          .queue = {},
                                                          .reason = "answered it",
                                                          .decision = {}});
    }
    events.add(conversation->id, message_of(command, send, Direction::outbound), command.id);
    return events.take();
}

}  // namespace

Decision decide_send(const Workspace& workspace, const Command& command, const SendMessage& send,
                     Timestamp now) {
    if (auto fault = fault_of_text(send.text)) return *fault;
    switch (command.caller.role) {
        case Role::contact:
            return from_contact(workspace, command, send, now);
        case Role::agent:
            return from_agent(workspace, command, send, now);
        case Role::none:
        case Role::bot:
        case Role::system:
        case Role::third_party:
            break;
    }
    return Rejection{"forbidden", "Only contacts and agents send messages."};
}

Decision decide_receipt(const Workspace& workspace, const Command& command,
                        const RecordReceipt& receipt, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, receipt.conversation);
    if (conversation == nullptr) return unknown_conversation();
    const auto read = std::min(receipt.read_seq, conversation->seq);
    const auto delivered = std::max(std::min(receipt.delivered_seq, conversation->seq), read);
    const bool by_agent = command.caller.is_agent();
    const bool advances = by_agent ? read > conversation->agent_read_seq
                                   : read > conversation->contact_read_seq ||
                                         delivered > conversation->contact_delivered_seq;
    if (!advances) return Unchanged{conversation->id, conversation->seq};
    EventWriter events(workspace, command.caller, command.received, now);
    events.add(conversation->id,
               ReceiptAdvanced{command.caller.role, by_agent ? read : delivered, read}, command.id);
    return events.take();
}

}  // namespace usher::core
