// One calendar of an SLA file. Throws Mistake: unknown zones, windows that are none, weeks in which
// nothing is ever open.
#pragma once

#include "hub/core/sla/calendar.hpp"
#include "hub/wire/sla/json_place.hpp"

namespace usher::wire {

core::Calendar read_calendar(const std::string& name, const JsonPlace& place);

}  // namespace usher::wire
