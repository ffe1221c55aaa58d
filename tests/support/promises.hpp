// Calendars and policies for tests of promises, as administrators would define them; no zone
// database.
#pragma once

#include "hub/core/model/command.hpp"

namespace usher::test {

using namespace std::chrono_literals;

/// Mondays to Fridays, on the wall clock of a zone that is two hours ahead until November.
inline core::Calendar working_days(std::string name, std::chrono::minutes open,
                                   std::chrono::minutes close) {
    core::Calendar calendar;
    calendar.name = std::move(name);
    calendar.zone.name = "Test/Summer";
    const auto autumn = std::chrono::sys_days(std::chrono::year(2026) / 10 / 25) + 1h;
    calendar.zone.changes = {{Timestamp{}, 2h}, {Timestamp(autumn), 1h}};
    for (std::size_t day = 0; day < 5; ++day) calendar.week[day] = {{open, close}};
    return calendar;
}

inline core::TargetRule within(Duration allowed, core::SlaTarget target) {
    return {.allowed = allowed,
            .pause = core::default_pause(target),
            .hide_only = false,
            .warnings = {}};
}

/// All five targets; the answers in `answer`, the resolutions in four times that.
inline core::SlaPolicyDefinition five_targets(std::string name, std::string calendar,
                                              Duration answer) {
    core::SlaPolicyDefinition policy;
    policy.name = std::move(name);
    policy.calendar = std::move(calendar);
    for (const auto target : core::kSlaTargets) {
        const bool resolution = target >= core::SlaTarget::resolution_first;
        policy.targets[static_cast<std::size_t>(target) - 1] =
            within(resolution ? answer * 4 : answer, target);
    }
    return policy;
}

}  // namespace usher::test
