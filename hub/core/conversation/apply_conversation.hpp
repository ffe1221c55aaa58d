// The part of the reducer for events of one conversation, and the indexes that follow from them.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

void apply_conversation(Workspace& workspace, const Event& event);

}  // namespace usher::core
