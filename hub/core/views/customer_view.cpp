#include "hub/core/views/customer_view.hpp"

#include <algorithm>
#include <ranges>

namespace usher::core {
namespace {

/// The instant an answer is owed by: of the clock that runs. A missed one is past and promises
/// nothing.
Timestamp answer_due(const Conversation& conversation) {
    for (const auto* clock : {&conversation.first_response, &conversation.next_response}) {
        if (clock->open() && clock->state == ClockState::running) return clock->due;
    }
    return {};
}

/// From this place on, by what others waited who began there.
WaitRange wait_left(const Workspace& workspace, const Conversation& conversation,
                    std::uint32_t place) {
    const auto queue = workspace.queues.find(conversation.queue);
    if (queue == workspace.queues.end()) return {};
    return queue->second.history.estimate(place).range;
}

}  // namespace

CustomerView customer_view(const Workspace& workspace, const Conversation& conversation,
                           std::uint32_t place) {
    CustomerView view{
        .conversation = conversation.id,
        .status = conversation.status,
        .agent_name = {},
        .wait = conversation.waiting() ? wait_left(workspace, conversation, place) : WaitRange{},
        .place_in_queue = conversation.waiting() ? place : 0,
        .answer_due = conversation.open() ? answer_due(conversation) : Timestamp{},
        .last_seq = conversation.seq,
        .agent_read_seq = conversation.agent_read_seq,
        .agent_delivered_seq = conversation.agent_read_seq,
    };
    if (const auto* agent = workspace.find(conversation.assignee)) {
        view.agent_name = agent->display_name;
    }
    return view;
}

std::uint32_t place_in_queue(const Workspace& workspace, const Conversation& conversation) {
    if (!conversation.waiting()) return 0;
    auto queue = workspace.queues.find(conversation.queue);
    if (queue == workspace.queues.end()) return 0;
    return queue->second.waiting.place_of(waiting_place(conversation));
}

const Conversation* current_conversation(const Workspace& workspace, ContactId contact,
                                         InboxId inbox) {
    const auto* known = workspace.find(contact);
    if (known == nullptr) return nullptr;
    for (auto id : std::views::reverse(known->conversations)) {
        const auto* conversation = workspace.find(id);
        if (conversation != nullptr && conversation->inbox == inbox) return conversation;
    }
    return nullptr;
}

std::uint32_t agents_online(const Workspace& workspace, const InboxDefined& inbox) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(workspace.agents, [&](const auto& entry) {
            const auto& agent = entry.second;
            return agent.effective() == Presence::online && agent.serves(inbox.queue);
        }));
}

}  // namespace usher::core
