// How the time of one timer was counted: a walk from its start through calendar, status and
// suspensions, and on as if nothing happened any more, up to the instant when it is due. The same
// walk explains the timer, so an explanation can never differ from the decision.
#pragma once

#include <string>
#include <vector>

#include "hub/core/sla/calendar.hpp"
#include "hub/core/sla/policy.hpp"

namespace usher::core {

/// What happened so far, each from its instant on; ascending, the last entry of an instant holds.
struct SlaHistory {
    struct CalendarFrom {
        Timestamp from{};
        const Calendar* calendar = nullptr;
    };
    struct StatusFrom {
        Timestamp from{};
        WorkStatus status{};
        bool operator==(const StatusFrom&) const = default;
    };
    struct Suspension {
        Timestamp from{};
        Timestamp until = kNever;
        bool operator==(const Suspension&) const = default;
    };

    std::vector<CalendarFrom> calendars;  ///< the first one holds before its instant as well
    std::vector<StatusFrom> statuses;     ///< open before the first one
    std::vector<Suspension> suspensions;  ///< of the update, while a next response is owed
};

enum class CountedWhy : std::uint8_t { open, closed, paused, suspended };

struct CountedStep {
    Timestamp from{};
    Timestamp to{};
    Duration counted{};
    CountedWhy why{};
    const Calendar* calendar = nullptr;
    bool operator==(const CountedStep&) const = default;
};

struct Counting {
    Duration used{};      ///< up to `now`
    Timestamp due{};      ///< kNever while it stands still, or when it is not reached in kHorizon
    bool paused = false;  ///< at `now`, by status; so also where that only hides
    bool suspended = false;          ///< at `now`
    std::vector<CountedStep> steps;  ///< from the start to `due`, or to `now` where there is none
};

/// No timer looks further ahead than this.
inline constexpr Duration kSlaHorizon = std::chrono::hours(24) * 366 * 30;

/// What is counted, and how.
struct CountedTimer {
    TargetRule rule;
    Timestamp start{};
    bool suspendable = false;  ///< the history's suspensions are this timer's
    bool roll = false;         ///< due at closing time is the next opening instead
    bool ends_now = false;     ///< its due instant is as if no pause held it from `now` on
};

Counting count_time(const SlaHistory& history, const CountedTimer& timer, Timestamp now);

}  // namespace usher::core
