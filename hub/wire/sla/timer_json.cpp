#include "hub/wire/sla/timer_json.hpp"

#include "hub/base/rfc3339.hpp"

namespace usher::wire {
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

json::object choice_json(const core::PolicyChoice& choice) {
    json::object out{{"at", rfc3339(choice.at)}, {"policy", nullptr}, {"why", choice.chosen.why}};
    if (choice.chosen.policy.empty()) return out;
    out["policy"] = choice.chosen.policy;
    out["policy_version"] = choice.chosen.policy_version;
    out["calendar"] = choice.chosen.calendar;
    out["calendar_version"] = choice.chosen.calendar_version;
    out["counted_anew"] = choice.chosen.recount;
    return out;
}

}  // namespace

json::object timer_json(const core::SlaTimer& timer) {
    json::object out{{"target", core::target_name(timer.target)},
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

json::object explanation_json(core::SlaExplanation& explanation, ConversationId conversation,
                              Timestamp now) {
    json::array timers;
    for (const auto& each : explanation.timers(now)) {
        auto timer = timer_json(each.timer);
        timer["recounted"] = each.recounted;
        timers.push_back(std::move(timer));
    }
    json::array choices;
    for (const auto& choice : explanation.choices()) choices.push_back(choice_json(choice));
    return {{"conversation_id", conversation.text()},
            {"at", rfc3339(now)},
            {"through_seq", explanation.last_seq()},
            {"choices", std::move(choices)},
            {"timers", std::move(timers)}};
}

}  // namespace usher::wire
