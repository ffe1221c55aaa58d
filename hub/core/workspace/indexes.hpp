// The indexes of a workspace made anew from what they index. Used when a state was not reached by
// applying every event: after a snapshot was read. In between apply() keeps them.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// Expects them empty.
void build_indexes(Workspace& workspace);

/// Those that follow from one conversation alone. It is in the workspace, and was not indexed.
void index_conversation(Workspace& workspace, const Conversation& conversation);

}  // namespace usher::core
