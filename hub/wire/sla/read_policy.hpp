// One policy of an SLA file, and the words for statuses. Throws Mistake: targets that
// are zero or can never be reached, statuses and targets that do not exist.
#pragma once

#include "hub/core/sla/policy.hpp"
#include "hub/wire/sla/json_place.hpp"

namespace usher::wire {

/// The members targets, pause, hide_only and warnings. Without a calendar nobody asks whether it is
/// open for so long.
core::SlaTargets read_targets(const JsonPlace& place, const core::Calendar* calendar);
core::SlaPolicy read_policy(const JsonPlace& place, const core::Calendar& calendar);
core::WorkStatus read_status(const JsonPlace& place);

}  // namespace usher::wire
