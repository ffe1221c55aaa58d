// The state of a workspace made from the archive alone: its snapshot, and every event behind it.
// Used by a recovery when the log has lost something; runs on the store's thread.
#pragma once

#include "hub/app/engine/recovery.hpp"

namespace usher::app {

/// Epoch and version are those of the archive's position; there is no cursor.
Result<Recovered> rebuild(store::Store& store, WorkspaceId workspace);

}  // namespace usher::app
