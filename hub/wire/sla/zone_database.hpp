// Time zones as the core wants them, read from the system's IANA database (package tzdata).
#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/core/sla/zone_rules.hpp"

namespace usher::wire {

/// The changes of 1900 to 2200; links such as US/Eastern are followed. Fails with `not_found` for
/// names the database does not have, and with `unavailable` when there is no database.
Result<core::ZoneRules> load_zone(const std::string& name);

/// Of places and UTC, in order. `unavailable` when there is no database.
Result<std::vector<std::string>> zone_names();

}  // namespace usher::wire
