// The generator's one clock: nanoseconds of the machine's monotonic clock. Never used by the hub
// itself.
#pragma once

#include <ctime>

#include <cstdint>

namespace usher::bench {

inline std::int64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

inline constexpr std::int64_t kNsPerS = 1'000'000'000;
inline constexpr std::int64_t kNsPerMs = 1'000'000;

}  // namespace usher::bench
