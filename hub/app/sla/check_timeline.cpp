#include "hub/app/sla/check_timeline.hpp"

#include "hub/app/sla/read_policy.hpp"
#include "hub/base/overloaded.hpp"
#include "hub/base/rfc3339.hpp"
#include "hub/core/sla/sla_timers.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;

std::int64_t whole_seconds(Duration duration) {
    return std::chrono::floor<std::chrono::seconds>(duration).count();
}

std::string_view name_of(core::ClockState state) {
    switch (state) {
        case core::ClockState::none:
            return "none";
        case core::ClockState::running:
            return "running";
        case core::ClockState::paused:
            return "paused";
        case core::ClockState::met:
            return "met";
        case core::ClockState::missed:
            return "missed";
        case core::ClockState::cancelled:
            return "cancelled";
        case core::ClockState::waived:
            return "waived";
    }
    return "none";
}

std::string_view name_of(core::CountedWhy why) {
    switch (why) {
        case core::CountedWhy::open:
            return "open";
        case core::CountedWhy::closed:
            return "closed";
        case core::CountedWhy::paused:
            return "paused";
        case core::CountedWhy::suspended:
            return "suspended";
    }
    return "closed";
}

json::object step_json(const core::CountedStep& step) {
    return {{"from", rfc3339(step.from)},
            {"to", rfc3339(step.to)},
            {"counted_seconds", whole_seconds(step.counted)},
            {"why", name_of(step.why)},
            {"calendar", step.calendar->name}};
}

json::object timer_json(const core::SlaTimer& timer) {
    json::object out{{"target", target_name(timer.target)},
                     {"cycle", timer.cycle},
                     {"started_at", rfc3339(timer.started)},
                     {"due_at", nullptr},
                     {"state", name_of(timer.state)}};
    if (timer.due) out["due_at"] = rfc3339(*timer.due);
    if (timer.ended) out["ended_at"] = rfc3339(*timer.ended);
    if (timer.breached) out["breached_at"] = rfc3339(*timer.breached);
    out["used_seconds"] = whole_seconds(timer.used);
    out["remaining_seconds"] = whole_seconds(timer.allowed - timer.used);
    json::array steps;
    for (const auto& step : timer.steps) steps.push_back(step_json(step));
    out["steps"] = std::move(steps);
    return out;
}

json::array timers_json(const core::SlaTimers& timers, Timestamp now) {
    json::array out;
    for (const auto& timer : timers.at(now)) out.push_back(timer_json(timer));
    return out;
}

}  // namespace

json::object check_timeline(const SlaFile& file) {
    core::SlaTimers timers(file.policy);
    json::array observations;
    for (const auto& entry : file.timeline) {
        const auto at = entry.at;
        std::visit(overloaded{[&](SlaEntry::CustomerMessage) { timers.customer_message(at); },
                              [&](SlaEntry::AgentReply) { timers.agent_reply(at); },
                              [&](SlaEntry::NoAnswer) {},
                              [&](SlaEntry::Status it) { timers.status(at, it.status); },
                              [&](SlaEntry::Policy it) { timers.policy(at, it.policy); },
                              [&](SlaEntry::Calendar it) { timers.calendar(at, *it.calendar); },
                              [&](SlaEntry::Resolve) { timers.resolve(at); },
                              [&](SlaEntry::Reopen) { timers.reopen(at); },
                              [&](SlaEntry::Waive) { timers.waive(at); },
                              [&](SlaEntry::Observe) {
                                  observations.push_back(json::object{
                                      {"at", rfc3339(at)}, {"timers", timers_json(timers, at)}});
                              }},
                   entry.event);
    }
    json::object out;
    const auto now = file.timeline.empty() ? Timestamp{} : file.timeline.back().at;
    out["timers"] = timers_json(timers, now);
    if (!observations.empty()) out["observations"] = std::move(observations);
    return out;
}

}  // namespace usher::app
