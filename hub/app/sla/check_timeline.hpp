// What `usher sla check` answers: the timers of a timeline, as JSON.
#pragma once

#include <boost/json.hpp>

#include "hub/app/sla/sla_file.hpp"

namespace usher::app {

boost::json::object check_timeline(const SlaFile& file);

}  // namespace usher::app
