// The reducer: the only code that changes a workspace. Total: any event that was decided applies; it reads
// no clock and asks nobody. Called by the engine and by every reader of the log.
#pragma once

#include "hub/core/model/log_entry.hpp"
#include "hub/core/model/workspace.hpp"

namespace usher::core {

void apply(Workspace& workspace, const Event& event);

/// Applies all events of the entry and moves the version.
void apply(Workspace& workspace, const LogEntry& entry);

}  // namespace usher::core
