// Set-up shared by the dialects: opens many connections a few at a time, and turns a fleet until
// something is true or its deadline passed.
#pragma once

#include <functional>

#include "hub/app/bench/dialect.hpp"

namespace usher::bench {

inline constexpr std::int64_t kSetUpNsMax = 60 * 1'000'000'000LL;

/// `unavailable` with what was waited for when the deadline passes or a connection dies.
Result<void> turn_until(Fleet& fleet, Dialect& dialect, std::int64_t deadline_ns,
                        const std::function<bool()>& done, const char* what);

/// Opens `count` connections, at most 64 on their way at once. `request` makes the nth request and
/// `opened` is told its id before anything can arrive on it.
Result<void> open_many(Fleet& fleet, Dialect& dialect, std::int64_t deadline_ns,
                       std::uint32_t count,
                       const std::function<UpgradeRequest(std::uint32_t)>& request,
                       const std::function<void(std::uint32_t, ConnectionId)>& opened);

}  // namespace usher::bench
