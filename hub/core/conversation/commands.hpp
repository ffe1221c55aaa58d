// One function per command about conversations; decide() dispatches to them.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

Decision decide_send(const Workspace&, const Command&, const SendMessage&, Timestamp now);
Decision decide_receipt(const Workspace&, const Command&, const RecordReceipt&, Timestamp now);
Decision decide_assign(const Workspace&, const Command&, const AssignConversation&, Timestamp now);
Decision decide_transfer(const Workspace&, const Command&, const TransferConversation&, Timestamp now);
Decision decide_resolve(const Workspace&, const Command&, const ResolveConversation&, Timestamp now);
Decision decide_reopen(const Workspace&, const Command&, const ReopenConversation&, Timestamp now);
Decision decide_work_status(const Workspace&, const Command&, const SetWorkStatus&, Timestamp now);
Decision decide_waive(const Workspace&, const Command&, const WaiveResponse&, Timestamp now);
Decision decide_label(const Workspace&, const Command&, const LabelConversation&, Timestamp now);

/// The conversation, if it exists and the caller may act on it: a contact on his own, an agent on any.
const Conversation* find_for(const Workspace& workspace, const Actor& caller, ConversationId id);

/// The agent will not come back soon: nothing new should wait for him.
bool is_gone(const Workspace& workspace, AgentId agent);

inline Rejection unknown_conversation() {
    return {"unknown_conversation", "There is no such conversation."};
}

}  // namespace usher::core
