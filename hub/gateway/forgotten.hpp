// What left the workspace's memory and is still asked for: the history has it. Sessions call it on
// the loop, and are answered there.
#pragma once

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/context.hpp"
#include "hub/store/recall.hpp"

namespace usher::gateway {

/// Whether a contact that is not in memory may be in the history.
inline bool may_be_forgotten(const core::Workspace& state, ContactId contact) {
    return state.find(contact) == nullptr && state.forgotten.until != Timestamp{} &&
           contact.made() <= state.forgotten.until;
}
inline bool may_be_forgotten(const core::Workspace& state, ConversationId conversation) {
    return state.find(conversation) == nullptr && state.forgotten.until != Timestamp{};
}

/// The contact with its newest conversation of each inbox; nothing when there is none.
void ask_contact(const GatewayContext& context, const core::Workspace& state, ContactId contact,
                 HistoryReader::Done<std::optional<core::ContactRecalled>> done);

/// The conversation's row; error not_found when there is none.
void ask_conversation(const GatewayContext& context, const core::Workspace& state,
                      ConversationId conversation,
                      HistoryReader::Done<store::ConversationRecord> done);

}  // namespace usher::gateway
