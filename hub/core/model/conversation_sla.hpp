// What the timers of one conversation are counted from: small, bounded, and made from the
// conversation's own events alone, so that a state that was replayed, loaded or recalled counts the
// same. Kept by apply().
#pragma once

#include <string>
#include <vector>

#include "hub/core/sla/counting.hpp"

namespace usher::core {

struct ConversationSla {
    /// By which version of which calendar time counts from an instant on.
    struct CalendarFrom {
        Timestamp from{};
        std::string name;
        std::uint32_t version = 0;
        bool operator==(const CalendarFrom&) const = default;
    };

    bool chosen = false;  ///< promises were chosen at least once
    std::string policy;   ///< empty: what its queue says, around the clock
    std::uint32_t policy_version = 0;
    std::vector<CalendarFrom> calendars;  ///< the first holds before its instant as well

    std::vector<SlaHistory::StatusFrom> statuses;     ///< open before the first
    std::vector<SlaHistory::Suspension> suspensions;  ///< of the update

    Timestamp first_message{};     ///< of the customer; zero before it
    Timestamp unanswered_since{};  ///< the oldest message that waits for an answer
    Timestamp last_reply{};        ///< since when an update is owed
    bool first_closed = false;     ///< the first response was given, or needs none any more
    bool once_resolved = false;

    SlaClock update;
    SlaClock resolution_first;
    SlaClock resolution_total;

    WorkStatus status() const {
        return statuses.empty() ? WorkStatus::open : statuses.back().status;
    }
};

/// After so many changes the oldest are forgotten: a change of policy then counts their time as
/// open.
inline constexpr std::size_t kStatusesMax = 128;
inline constexpr std::size_t kSuspensionsMax = 32;
inline constexpr std::size_t kCalendarUsesMax = 16;

}  // namespace usher::core
