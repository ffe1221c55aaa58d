// Who gets what waits: one step of it at a time, until nothing fits any more (rules R1-R7, R10). Each function
// adds what is due now; advance() calls them in this order.
#pragma once

#include "hub/core/event_writer.hpp"

namespace usher::core {

/// Returns unanswered conversations of agents who have been away for longer than the grace (R7).
void add_returns(EventWriter& events, const Workspace& workspace, Timestamp now);

/// What the oldest due instant of a line means: an offer ends, a need is given up, a queue was too slow.
void add_due_routing(EventWriter& events, const Workspace& workspace, Timestamp now);

/// What holds for each conversation in the queue it came into, where that is anything but the usual.
void add_placements(EventWriter& events, const Workspace& workspace, Timestamp now);

/// One conversation to one agent: an offer, or the conversation itself where the queue asks nobody.
void add_match(EventWriter& events, const Workspace& workspace, Timestamp now);

/// Who came and was not served: his place, and what one waits there.
void add_waits(EventWriter& events, const Workspace& workspace);

/// Offers to somebody who stopped working are taken back.
void withdraw_offers(EventWriter& events, const Workspace& workspace, AgentId agent,
                     const std::string& reason);

}  // namespace usher::core
