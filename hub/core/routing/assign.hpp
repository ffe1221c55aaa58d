// Who gets what waits: longest waiting first, to the least loaded agent who may take it (rules R3, R6).
#pragma once

#include "hub/core/event_writer.hpp"

namespace usher::core {

/// Adds a ConversationAssigned for every waiting conversation that some agent can take now.
void add_assignments(EventWriter& events, const Workspace& workspace);

/// Returns unanswered conversations of agents who have been away for longer than the grace (R7).
void add_returns(EventWriter& events, const Workspace& workspace, Timestamp now);

}  // namespace usher::core
