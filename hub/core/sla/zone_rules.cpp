#include "hub/core/sla/zone_rules.hpp"

#include <algorithm>

namespace usher::core {

ZoneRules::Span ZoneRules::at(Timestamp t) const {
    const auto next = std::ranges::upper_bound(changes, t, {}, &Change::from);
    const auto& now = next == changes.begin() ? *next : *std::prev(next);
    // Before the first change nothing else is known than what it says.
    const auto after = next == changes.begin() ? std::next(next) : next;
    return {now.offset, after == changes.end() ? kNever : after->from};
}

}  // namespace usher::core
