// Which running clocks are past due, and which must be warned of.
#pragma once

#include "hub/core/event_writer.hpp"

namespace usher::core {

/// Adds a SlaClockStopped{missed} for every clock due by `now`, counted to have happened at its due
/// instant, and a SlaWarned where a warning's instant came.
void add_breaches(EventWriter& events, const Workspace& workspace, Timestamp now);

}  // namespace usher::core
