// One number of a hub's /metrics page, all its labels added up. Read by scenarios that look at a
// hub from the outside.
#pragma once

#include <cstdint>
#include <string>

namespace usher::chaos {

/// 0 when there is no such metric or no answer.
double metric(std::uint16_t port, const std::string& name);

}  // namespace usher::chaos
