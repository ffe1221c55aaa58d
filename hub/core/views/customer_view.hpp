// What a customer may know of where he stands: who has his conversation, how many are before him,
// by when an answer is meant to come. Pure; made by the gateway, never stored.
#pragma once

#include <optional>
#include <string>

#include "hub/core/model/workspace.hpp"

namespace usher::core {

struct CustomerView {
    ConversationId conversation;
    ConversationStatus status = ConversationStatus::none;
    std::string agent_name;            ///< empty while nobody has it
    WaitRange wait;                    ///< how long it may take from here; not known: says nothing
    std::uint32_t place_in_queue = 0;  ///< from 1; 0 when not waiting
    Timestamp answer_due{};            ///< zero when no answer is owed, or none was promised
    std::uint64_t last_seq = 0;
    std::uint64_t agent_read_seq = 0;
    std::uint64_t agent_delivered_seq = 0;
    bool operator==(const CustomerView&) const = default;
};

/// `place` as place_in_queue() or a walk over the queue gives it.
CustomerView customer_view(const Workspace& workspace, const Conversation& conversation,
                           std::uint32_t place);

/// From 1, in the order of routing; 0 when it does not wait.
std::uint32_t place_in_queue(const Workspace& workspace, const Conversation& conversation);

/// The contact's current conversation in an inbox: the one opened last. Null when there is none.
const Conversation* current_conversation(const Workspace& workspace, ContactId contact,
                                         InboxId inbox);

/// Agents who serve the inbox's queue and take new conversations now.
std::uint32_t agents_online(const Workspace& workspace, const InboxDefined& inbox);

}  // namespace usher::core
