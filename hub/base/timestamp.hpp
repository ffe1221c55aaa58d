// Points in time and durations of the whole hub: UTC wall time in microseconds since the epoch.
// Everybody uses these; nothing here reads a clock, time always comes in as a value.
#pragma once

#include <chrono>
#include <cstdint>

namespace usher {

using Duration = std::chrono::microseconds;
using Timestamp = std::chrono::sys_time<Duration>;

/// The largest instant; "no deadline".
inline constexpr Timestamp kNever = Timestamp::max();

constexpr Timestamp from_ms(std::int64_t ms) { return Timestamp{std::chrono::milliseconds{ms}}; }
constexpr std::int64_t to_ms(Timestamp t) {
    return std::chrono::floor<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

}  // namespace usher
