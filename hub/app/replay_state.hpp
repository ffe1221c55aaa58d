// A workspace's state as readable JSON, for `usher replay` and the golden logs.
#pragma once

#include <string>

#include "hub/core/model/workspace.hpp"

namespace usher::app {

/// Indented, in a fixed order, so that two states can be compared as text.
std::string state_json(const core::Workspace& workspace);

}  // namespace usher::app
