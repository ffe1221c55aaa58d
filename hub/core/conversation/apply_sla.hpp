// The part of the reducer for what timers are counted from, and for the timers themselves. Keeps
// the index of deadlines. Called by apply_conversation() alone; decides nothing: instants stand in
// the events.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

void note_customer_message(Conversation& conversation, Timestamp at);
void note_agent_reply(Conversation& conversation, Timestamp at);
/// Resolved as well.
void note_status(Conversation& conversation, WorkStatus status, Timestamp at);
void note_waived(Conversation& conversation);
void note_policy(Conversation& conversation, const SlaPolicyChosen& chosen, Timestamp at);

/// Takes the place of the clock of the same target.
void put_clock(Workspace& workspace, Conversation& conversation, const SlaClock& clock);
/// All clocks of a conversation into the index, or out of it.
void index_clocks(Workspace& workspace, const Conversation& conversation);

}  // namespace usher::core
