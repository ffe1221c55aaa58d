#include "hub/store/recall.hpp"

#include <algorithm>

#include "hub/core/conversation/recollection.hpp"

namespace usher::store {
namespace {

Result<std::optional<core::Conversation>> recollect(History& history, WorkspaceId workspace,
                                                    ConversationId conversation) {
    core::Recollection recollection;
    std::uint64_t seq = 0;
    for (bool complete = false; !complete;) {
        auto page = history.after(workspace, conversation, seq, kPageEventsMax);
        if (!page) return std::unexpected(page.error());
        for (const auto& event : page->events) recollection.add(event);
        complete = page->complete || page->events.empty();
        seq = page->through_seq;
    }
    return recollection.take();
}

Recalled recall(History& history, WorkspaceId workspace, ContactId contact, ConversationId also) {
    auto record = history.contact(workspace, contact);
    if (!record && record.error().kind == Error::Kind::not_found) return std::nullopt;
    if (!record) return std::unexpected(record.error());
    auto conversations = history.conversations_of(workspace, contact, kConversationsMax);
    if (!conversations) return std::unexpected(conversations.error());
    std::vector<InboxId> seen;
    std::vector<ConversationId> wanted;
    for (const auto& each : *conversations) {  // the newest first
        if (std::ranges::find(seen, each.inbox) != seen.end()) continue;
        seen.push_back(each.inbox);
        wanted.push_back(each.id);
    }
    if (also && std::ranges::find(wanted, also) == wanted.end()) wanted.push_back(also);
    core::ContactRecalled recalled{contact, std::move(record->profile), {}};
    for (auto id : wanted) {
        auto conversation = recollect(history, workspace, id);
        if (!conversation) return std::unexpected(conversation.error());
        if (*conversation) recalled.conversations.push_back(std::move(**conversation));
    }
    return recalled;
}

}  // namespace

Recalled recall_contact(History& history, WorkspaceId workspace, ContactId contact) {
    return recall(history, workspace, contact, {});
}

Recalled recall_conversation(History& history, WorkspaceId workspace, ConversationId conversation) {
    auto record = history.conversation(workspace, conversation);
    if (!record && record.error().kind == Error::Kind::not_found) return std::nullopt;
    if (!record) return std::unexpected(record.error());
    return recall(history, workspace, record->contact, conversation);
}

}  // namespace usher::store
