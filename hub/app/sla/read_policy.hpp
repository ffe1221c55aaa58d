// One policy of an SLA file, and the words for statuses. Throws Mistake: targets that
// are zero or can never be reached, statuses and targets that do not exist.
#pragma once

#include "hub/app/sla/json_place.hpp"
#include "hub/core/sla/policy.hpp"

namespace usher::app {

core::SlaPolicy read_policy(const JsonPlace& place, const core::Calendar& calendar);
core::WorkStatus read_status(const JsonPlace& place);

}  // namespace usher::app
