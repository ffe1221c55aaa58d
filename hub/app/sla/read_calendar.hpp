// One calendar of an SLA file. Throws Mistake: unknown zones, windows that are none, weeks in which
// nothing is ever open.
#pragma once

#include "hub/app/sla/json_place.hpp"
#include "hub/core/sla/calendar.hpp"

namespace usher::app {

core::Calendar read_calendar(const std::string& name, const JsonPlace& place);

}  // namespace usher::app
