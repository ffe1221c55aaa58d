// Which conversation goes to whom next, and why: the oldest that somebody fits, to the best of those who fit
// (rules R1, R3, R6). Looks only where something is new; decides nothing itself.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

struct Match {
    const Conversation* conversation = nullptr;
    const Queue* queue = nullptr;
    const Agent* agent = nullptr;
    RoutingDecision decision;
};

/// Nothing when nobody who is free fits anything that waits.
std::optional<Match> next_match(const Workspace& workspace, Timestamp now);

/// Whether anybody who works in the queue and was not asked yet meets everything but room.
bool somebody_untried(const Workspace& workspace, const Conversation& conversation);

}  // namespace usher::core
