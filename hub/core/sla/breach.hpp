// Which running clocks are past due.
#pragma once

#include "hub/core/event_writer.hpp"

namespace usher::core {

/// Adds a SlaClockStopped{missed} for every clock due by `now`, counted to have happened at its due
/// instant.
void add_breaches(EventWriter& events, const Workspace& workspace, Timestamp now);

}  // namespace usher::core
