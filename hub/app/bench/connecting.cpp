#include "hub/app/bench/connecting.hpp"

#include <algorithm>

#include "hub/app/bench/monotonic.hpp"

namespace usher::bench {

Result<void> turn_until(Fleet& fleet, Dialect& dialect, std::int64_t deadline_ns,
                        const std::function<bool()>& done, const char* what) {
    while (!done()) {
        const std::int64_t now = monotonic_ns();
        if (fleet.dead() != 0) {
            return fail(Error::Kind::unavailable,
                        std::string("while waiting for ") + what + ", " + fleet.epitaph());
        }
        if (!dialect.notes().problem.empty()) {
            return fail(Error::Kind::invalid, dialect.notes().problem);
        }
        if (now >= deadline_ns) {
            return fail(Error::Kind::unavailable, std::string("no ") + what + " within 60 s");
        }
        fleet.turn(dialect, std::min(deadline_ns, now + 100 * kNsPerMs));
    }
    return {};
}

Result<void> open_many(Fleet& fleet, Dialect& dialect, std::int64_t deadline_ns,
                       std::uint32_t count,
                       const std::function<UpgradeRequest(std::uint32_t)>& request,
                       const std::function<void(std::uint32_t, ConnectionId)>& opened) {
    constexpr std::size_t kOpeningMax = 64;
    for (std::uint32_t nth = 0; nth < count; ++nth) {
        const auto id = fleet.open(request(nth));
        if (!id) return std::unexpected(id.error());
        opened(nth, *id);
        const auto room = turn_until(
            fleet, dialect, deadline_ns, [&] { return fleet.opening() < kOpeningMax; },
            "answer to an upgrade");
        if (!room) return room;
    }
    return turn_until(
        fleet, dialect, deadline_ns, [&] { return fleet.opening() == 0; }, "answer to an upgrade");
}

}  // namespace usher::bench
