// Durations as people write them into a policy.
#pragma once

#include <optional>
#include <string_view>

#include "hub/base/timestamp.hpp"

namespace usher::wire {

/// ISO 8601 without months and years, whose length is not fixed (PT1H30M, P1D, P2W), or short
/// (90m, 1h30m, 45s, 2d). A day has 24 hours of counted time. Nothing for anything else.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace usher::wire
