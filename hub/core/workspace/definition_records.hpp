// What people read of a changed calendar, policy, team, tier or rule of routing in the record of
// changes. Pure; used by the decisions on definitions.
#pragma once

#include <optional>

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// Of a definition that is about to be applied; nothing for those that have records of their own.
std::optional<ChangeRecorded> record_of(const Workspace& workspace, const EventBody& defined);

}  // namespace usher::core
