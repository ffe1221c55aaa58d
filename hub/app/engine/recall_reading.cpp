#include "hub/app/engine/recall_reading.hpp"

#include <set>

#include "hub/base/overloaded.hpp"
#include "hub/core/conversation/recollection.hpp"

namespace usher::app {
namespace {

Result<std::optional<core::Conversation>> recollect(store::History& history, WorkspaceId workspace,
                                                    ConversationId conversation) {
    core::Recollection recollection;
    for (std::uint64_t after = 0;;) {
        auto page = history.after(workspace, conversation, after, store::kPageEventsMax);
        if (!page) return std::unexpected(page.error());
        for (const auto& event : page->events) recollection.add(event);
        if (page->complete || page->through_seq == after) return recollection.take();
        after = page->through_seq;
    }
}

/// The contact with its newest conversation of each inbox, and `also`.
Result<engine::Answer> recall(store::History& history, WorkspaceId workspace, ContactId contact,
                              ConversationId also) {
    auto record = history.contact(workspace, contact);
    if (!record) {
        if (record.error().kind != Error::Kind::not_found) return std::unexpected(record.error());
        return std::optional<core::ContactRecalled>();
    }
    auto known = history.conversations_of(workspace, contact, store::kConversationsMax);
    if (!known) return std::unexpected(known.error());
    core::ContactRecalled recalled{contact, record->profile, {}};
    std::set<InboxId> inboxes;
    for (const auto& each : *known) {
        if (!inboxes.insert(each.inbox).second && each.id != also) continue;
        auto conversation = recollect(history, workspace, each.id);
        if (!conversation) return std::unexpected(conversation.error());
        if (*conversation) recalled.conversations.push_back(std::move(**conversation));
    }
    // The state has a contact's oldest first.
    std::ranges::reverse(recalled.conversations);
    return std::optional(std::move(recalled));
}

}  // namespace

Result<engine::Answer> read_answer(store::History& history, WorkspaceId workspace,
                                   const core::Question& question) {
    return std::visit(
        overloaded{
            [&](const core::WasDecided& q) -> Result<engine::Answer> {
                auto event = history.decided(workspace, q.caller, q.command_id);
                if (!event) return std::unexpected(event.error());
                return std::move(*event);
            },
            [&](const core::ContactHistory& q) { return recall(history, workspace, q.contact, {}); },
            [&](const core::ConversationHistory& q) -> Result<engine::Answer> {
                auto record = history.conversation(workspace, q.conversation);
                if (record) return recall(history, workspace, record->contact, q.conversation);
                if (record.error().kind != Error::Kind::not_found) {
                    return std::unexpected(record.error());
                }
                return std::optional<core::ContactRecalled>();
            },
        },
        question);
}

}  // namespace usher::app
