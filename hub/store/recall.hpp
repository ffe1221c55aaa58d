// What the engine and the gateways ask of history about somebody who left their memory: the contact
// and its conversations as the engine held them, made again from the archived events. Plain reading
// on whatever thread reads the history; a conversation's whole thread is read, in pages, so its
// cost is that of its length.
#pragma once

#include <optional>

#include "hub/store/history.hpp"

namespace usher::store {

using Recalled = Result<std::optional<core::ContactRecalled>>;

/// The contact with its newest conversation of each inbox; nothing when there is no such contact.
/// Answers core::ContactHistory.
Recalled recall_contact(History& history, WorkspaceId workspace, ContactId contact);

/// The same of the conversation's contact, and with this conversation; nothing when there is none.
/// Answers core::ConversationHistory.
Recalled recall_conversation(History& history, WorkspaceId workspace, ConversationId conversation);

}  // namespace usher::store
