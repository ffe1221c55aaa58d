// The part of the reducer for events of the workspace itself: definitions, agents, contacts.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

void apply_workspace(Workspace& workspace, const Event& event);

}  // namespace usher::core
