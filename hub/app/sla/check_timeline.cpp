#include "hub/app/sla/check_timeline.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/base/rfc3339.hpp"
#include "hub/core/sla/sla_timers.hpp"
#include "hub/wire/sla/timer_json.hpp"

namespace usher::app {
namespace json = boost::json;

json::object check_timeline(const SlaFile& file) {
    core::SlaTimers timers(file.policy);
    json::array observations;
    for (const auto& entry : file.timeline) {
        const auto at = entry.at;
        std::visit(
            overloaded{[&](SlaEntry::CustomerMessage) { timers.customer_message(at); },
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
                               {"at", rfc3339(at)}, {"timers", wire::timers_json(timers, at)}});
                       }},
            entry.event);
    }
    json::object out;
    const auto now = file.timeline.empty() ? Timestamp{} : file.timeline.back().at;
    out["timers"] = wire::timers_json(timers, now);
    if (!observations.empty()) out["observations"] = std::move(observations);
    return out;
}

}  // namespace usher::app
