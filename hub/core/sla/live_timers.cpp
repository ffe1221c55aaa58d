#include "hub/core/sla/live_timers.hpp"

#include <algorithm>

namespace usher::core {
namespace {

const Calendar* calendar_of(const Workspace& workspace, const Conversation& conversation) {
    const auto& uses = conversation.sla.calendars;
    if (uses.empty()) return nullptr;
    return workspace.sla.calendar(uses.back().name, uses.back().version);
}

std::optional<Timestamp> given(Timestamp at) {
    return at == Timestamp{} ? std::nullopt : std::optional(at);
}

SlaStanding standing_of(const Workspace& workspace, const Conversation& conversation,
                        LiveTimers::Untold untold) {
    const auto& sla = conversation.sla;
    SlaStanding standing;
    if (!sla.policy.empty()) {
        for (const auto& use : sla.calendars) {
            const auto* calendar = workspace.sla.calendar(use.name, use.version);
            if (calendar != nullptr) standing.history.calendars.push_back({use.from, calendar});
        }
    }
    standing.history.statuses = sla.statuses;
    standing.history.suspensions = sla.suspensions;
    const auto known = sla.statuses.size() - std::min(untold.statuses, sla.statuses.size());
    if (known > 0) standing.status = sla.statuses[known - 1].status;
    for (const auto* clock : conversation.clocks()) standing.clocks.push_back(*clock);
    standing.first_message = given(sla.first_message);
    standing.unanswered_since = given(sla.unanswered_since);
    // The update begins with the reply when that is told, not before.
    if (!untold.reply) standing.last_reply = given(sla.last_reply);
    standing.first_closed = sla.first_closed;
    standing.once_resolved = sla.once_resolved;
    return standing;
}

const char* breach_reason(SlaTarget target) {
    const bool resolution =
        target == SlaTarget::resolution_first || target == SlaTarget::resolution_total;
    return resolution ? "not resolved in time" : "not answered in time";
}

}  // namespace

LiveTimers::LiveTimers(const Workspace& workspace, const Conversation& conversation, Untold untold)
    : workspace_(workspace),
      conversation_(conversation),
      policies_{policy_of(workspace, conversation.queue, conversation.sla.policy,
                          conversation.sla.policy_version, calendar_of(workspace, conversation))},
      timers_(policies_.back(), standing_of(workspace, conversation, untold)) {}

void LiveTimers::choose(EventWriter& events, Timestamp at, bool at_news, bool in_any_case) {
    auto chosen = choose_policy(workspace_, conversation_);
    chosen.at_news = at_news;
    if (!in_any_case && !is_other(chosen, conversation_)) return;
    const auto& calendars = workspace_.sla.calendars;
    const auto calendar = calendars.find(chosen.calendar);
    const auto* by = calendar == calendars.end() ? nullptr : calendar->second.current().value.get();
    const auto& before = conversation_.sla;
    policies_.push_back(
        policy_of(workspace_, conversation_.queue, chosen.policy, chosen.policy_version, by));
    if (chosen.recount) {
        timers_.policy(at, &policies_.back());
    } else if (!chosen.policy.empty()) {
        timers_.refresh(policies_.back());
        const bool other_calendar = before.calendars.empty() ||
                                    before.calendars.back().name != chosen.calendar ||
                                    before.calendars.back().version != chosen.calendar_version;
        if (other_calendar) timers_.calendar(at, *by);
    }
    events.add_as(Actor::system(), at, conversation_.id, std::move(chosen));
}

void LiveTimers::write(EventWriter& events, Timestamp at, const std::string& reason) const {
    const auto id = conversation_.id;
    for (const auto& clock : timers_.clocks_at(at)) {
        const auto& before = conversation_.clock(clock.target);
        const bool known = before.exists() && before.cycle == clock.cycle;
        if (known && before == clock) continue;
        const bool breaches =
            clock.breached != Timestamp{} && (!known || before.breached == Timestamp{});
        if (!clock.open()) {
            if (known && !before.open()) continue;  // of an earlier cycle, or ended before
            const bool cancelled = clock.state == ClockState::cancelled;
            events.add_as(Actor::system(), at, id,
                          SlaClockStopped{clock, cancelled ? "not promised any more" : reason});
        } else if (breaches) {
            events.add_as(Actor::system(), clock.breached, id,
                          SlaClockStopped{clock, breach_reason(clock.target)});
        } else if (known) {
            events.add_as(Actor::system(), at, id, SlaClockChanged{clock, reason});
        } else {
            events.add_as(Actor::system(), at, id, SlaClockStarted{clock});
        }
    }
}

}  // namespace usher::core
