#include "hub/wire/sla/read_policy.hpp"

#include <algorithm>
#include <charconv>

#include "hub/core/sla/counting.hpp"
#include "hub/wire/sla/duration_text.hpp"

namespace usher::wire {
namespace {

constexpr std::array<std::string_view, core::kSlaTargets.size()> kTargetNames{
    "first_response", "next_response", "update", "resolution_first", "resolution_total"};
constexpr std::array<std::string_view, core::kWorkStatuses> kStatusNames{
    "open", "waiting_customer", "waiting_partner", "resolved"};

core::SlaTarget target_of(const JsonPlace& place, std::string_view name) {
    const auto found = std::ranges::find(kTargetNames, name);
    if (found == kTargetNames.end()) {
        place.wrong(
            "targets are first_response, next_response, update, resolution_first and "
            "resolution_total");
    }
    return core::kSlaTargets[static_cast<std::size_t>(found - kTargetNames.begin())];
}

Duration read_target(const JsonPlace& place, const core::Calendar* calendar) {
    const auto text = place.text();
    const auto allowed = parse_duration(text);
    if (!allowed) place.wrong("a duration is expected, as 90m, 1h30m or PT1H30M");
    if (*allowed <= Duration{}) place.wrong("it must be longer than nothing");
    const auto weeks = core::kSlaHorizon / std::chrono::weeks(1) - 1;
    if (calendar != nullptr && *allowed > calendar->open_in_a_week() * weeks) {
        place.wrong("the calendar is not open so long in 30 years");
    }
    return *allowed;
}

/// A part of the time as 75%, or how long before as 15m.
core::SlaWarning read_warning(const JsonPlace& place) {
    const auto text = place.text();
    core::SlaWarning warning;
    if (text.ends_with('%')) {
        const auto* end = text.data() + text.size() - 1;
        const auto [stop, error] = std::from_chars(text.data(), end, warning.percent);
        if (error == std::errc() && stop == end) return warning;
    } else if (const auto lead = parse_duration(text)) {
        warning.lead = *lead;
        if (*lead > Duration{}) return warning;
    }
    place.wrong("a warning is expected, as 15m before or 75% of the time");
}

}  // namespace

core::WorkStatus read_status(const JsonPlace& place) {
    const auto found = std::ranges::find(kStatusNames, place.text());
    if (found == kStatusNames.end()) {
        place.wrong("statuses are open, waiting_customer, waiting_partner and resolved");
    }
    return static_cast<core::WorkStatus>(found - kStatusNames.begin());
}

core::SlaTargets read_targets(const JsonPlace& place, const core::Calendar* calendar) {
    core::SlaTargets targets;
    const auto rule_of = [&](core::SlaTarget target) -> std::optional<core::TargetRule>& {
        return targets[static_cast<std::size_t>(target) - 1];
    };
    place["targets"].each_member([&](const std::string& key, const JsonPlace& value) {
        const auto target = target_of(value, key);
        core::TargetRule rule;
        rule.allowed = read_target(value, calendar);
        rule.pause = core::default_pause(target);
        rule_of(target) = rule;
    });
    if (place.has("pause")) {
        place["pause"].each_member([&](const std::string& key, const JsonPlace& value) {
            core::StatusSet pause;
            value.each_element([&](const JsonPlace& status) { pause.add(read_status(status)); });
            // Of a target that the policy does not have it means nothing, and does no harm.
            if (auto& rule = rule_of(target_of(value, key))) rule->pause = pause;
        });
    }
    if (place.has("hide_only")) {
        place["hide_only"].each_element([&](const JsonPlace& value) {
            if (auto& rule = rule_of(target_of(value, value.text()))) rule->hide_only = true;
        });
    }
    if (place.has("warnings")) {
        place["warnings"].each_member([&](const std::string& key, const JsonPlace& value) {
            auto& rule = rule_of(target_of(value, key));
            value.each_element([&](const JsonPlace& each) {
                const auto warning = read_warning(each);
                if (rule) rule->warnings.push_back(warning);
            });
        });
    }
    return targets;
}

core::SlaPolicy read_policy(const JsonPlace& place, const core::Calendar& calendar) {
    place.allow_only({"name", "calendar", "targets", "pause", "hide_only", "roll_to_next_open"});
    core::SlaPolicy policy;
    policy.name = place["name"].text();
    policy.calendar = &calendar;
    policy.targets = read_targets(place, &calendar);
    if (place.has("roll_to_next_open")) {
        policy.roll_to_next_open = place["roll_to_next_open"].truth();
    }
    return policy;
}

}  // namespace usher::wire
