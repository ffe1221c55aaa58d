#include "hub/core/sla/definitions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/base/utf8.hpp"
#include "hub/core/sla/counting.hpp"

namespace usher::core {
namespace {

using Mistake = std::optional<SlaMistake>;

Mistake mistake_in_name(const std::string& name) {
    if (name.empty()) return SlaMistake{"name", "it is missing"};
    if (name.size() > kSlaNameBytesMax) {
        return SlaMistake{"name", fmt::format("it has more than {} bytes", kSlaNameBytesMax)};
    }
    if (!is_utf8(name)) return SlaMistake{"name", "it is not UTF-8"};
    return {};
}

Mistake mistake_in_zone(const ZoneRules& zone) {
    const bool ascending = std::ranges::is_sorted(zone.changes, {}, &ZoneRules::Change::from);
    if (!zone.name.empty() && !zone.changes.empty() && ascending) return {};
    return SlaMistake{"time_zone", "its rules are missing"};
}

Mistake mistake_in_windows(std::string path, const OpenWindows& windows) {
    const auto mistake = mistake_in(windows);
    if (!mistake) return {};
    return SlaMistake{fmt::format("{}[{}]", path, mistake->index), mistake->reason};
}

Mistake mistake_in_warnings(const std::string& path, const TargetRule& rule) {
    if (rule.warnings.size() > kWarningsMax) {
        return SlaMistake{path, fmt::format("there are more than {}", kWarningsMax)};
    }
    for (std::size_t nth = 0; nth < rule.warnings.size(); ++nth) {
        const auto& warning = rule.warnings[nth];
        const auto at = fmt::format("{}[{}]", path, nth);
        const bool lead = warning.lead != Duration{};
        if (lead && (warning.lead < Duration{} || warning.lead >= rule.allowed)) {
            return SlaMistake{at, "it must come after the start and before the due instant"};
        }
        if (!lead && (warning.percent == 0 || warning.percent >= 100)) {
            return SlaMistake{at, "a part is expected between 1 % and 99 %"};
        }
        if (nth > 0 &&
            warning.used_of(rule.allowed) <= rule.warnings[nth - 1].used_of(rule.allowed)) {
            return SlaMistake{at, "warnings are given in order, the earliest first"};
        }
    }
    return {};
}

Mistake mistake_in_targets(const SlaPolicyDefinition& policy, const Calendar& calendar) {
    constexpr auto kWeeks = kSlaHorizon / std::chrono::weeks(1) - 1;
    bool any = false;
    for (const auto target : kSlaTargets) {
        const auto& rule = policy.targets[static_cast<std::size_t>(target) - 1];
        if (!rule) continue;
        any = true;
        const auto path = fmt::format("targets.{}", target_name(target));
        if (rule->allowed <= Duration{}) {
            return SlaMistake{path, "it must be longer than nothing"};
        }
        if (rule->allowed > calendar.open_in_a_week() * kWeeks) {
            return SlaMistake{path, "the calendar is not open so long in 30 years"};
        }
        const auto warnings = fmt::format("warnings.{}", target_name(target));
        if (auto mistake = mistake_in_warnings(warnings, *rule)) return mistake;
    }
    if (!any) return SlaMistake{"targets", "it promises nothing; give at least one target"};
    return {};
}

}  // namespace

const char* target_name(SlaTarget target) {
    constexpr std::array kNames{"none",   "first_response",   "next_response",
                                "update", "resolution_first", "resolution_total"};
    return kNames[static_cast<std::size_t>(target)];
}

Mistake mistake_in(const Calendar& calendar) {
    if (auto mistake = mistake_in_name(calendar.name)) return mistake;
    if (auto mistake = mistake_in_zone(calendar.zone)) return mistake;
    for (std::size_t day = 0; day < calendar.week.size(); ++day) {
        const auto path = fmt::format("windows.{}", kWeekdayNames[day]);
        if (auto mistake = mistake_in_windows(path, calendar.week[day])) return mistake;
    }
    if (calendar.open_in_a_week() == std::chrono::minutes(0)) {
        return SlaMistake{"windows", "it is closed all week; give at least one window"};
    }
    if (calendar.exceptions.size() > kExceptionsMax) {
        return SlaMistake{"exceptions", fmt::format("there are more than {}", kExceptionsMax)};
    }
    for (std::size_t nth = 0; const auto& [day, windows] : calendar.exceptions) {
        const auto path = fmt::format("exceptions[{}].windows", nth++);
        if (auto mistake = mistake_in_windows(path, windows)) return mistake;
    }
    return {};
}

Mistake mistake_in(const SlaPolicyDefinition& policy,
                   const std::map<std::string, const Calendar*>& calendars) {
    if (auto mistake = mistake_in_name(policy.name)) return mistake;
    const auto unknown = [&](std::string path, const std::string& name) -> Mistake {
        if (calendars.contains(name)) return {};
        return SlaMistake{std::move(path), fmt::format("there is no calendar \"{}\"", name)};
    };
    if (auto mistake = unknown("calendar", policy.calendar)) return mistake;
    if (auto mistake = mistake_in_targets(policy, *calendars.at(policy.calendar))) return mistake;
    for (const auto& [queue, name] : policy.queue_calendars) {
        const auto path = "queue_calendars." + queue.text();
        if (auto mistake = unknown(path, name)) return mistake;
        if (auto mistake = mistake_in_targets(policy, *calendars.at(name))) {
            return SlaMistake{path, mistake->path + ": " + mistake->reason};
        }
    }
    if (policy.warning_calendar.empty()) return {};
    return unknown("warning_calendar", policy.warning_calendar);
}

}  // namespace usher::core
