#include "hub/core/sla/explain.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/base/overloaded.hpp"

namespace usher::core {
namespace {

bool tells_timers(const EventBody& body) {
    return std::visit(
        overloaded{[](const MessageAdded& e) { return !e.note(); },
                   [](const ConversationResolved&) { return true; },
                   [](const ConversationReopened&) { return true; },
                   [](const WorkStatusChanged&) { return true; },
                   [](const ResponseWaived&) { return true; }, [](const auto&) { return false; }},
        body);
}

bool is_reply(const Event& event) {
    return std::holds_alternative<MessageAdded>(event.body) && event.actor.role == Role::agent;
}

void tell(SlaTimers& timers, const Event& event) {
    const auto at = event.occurred;
    std::visit(overloaded{[&](const MessageAdded& e) {
                              if (e.direction == Direction::inbound) timers.customer_message(at);
                              if (event.actor.role == Role::agent) timers.agent_reply(at);
                          },
                          [&](const ConversationResolved&) { timers.resolve(at); },
                          [&](const ConversationReopened&) { timers.reopen(at); },
                          [&](const WorkStatusChanged& e) { timers.status(at, e.status); },
                          [&](const ResponseWaived&) { timers.waive(at); }, [](const auto&) {}},
               event.body);
}

/// As it was decided, where counting again gives something else.
bool agrees(const SlaTimer& timer, const SlaClock& decided) {
    const auto breached = timer.breached.value_or(Timestamp{});
    const auto ended = timer.ended.value_or(Timestamp{});
    const bool due = !timer.due || decided.due == Timestamp{} || *timer.due == decided.due;
    return due && ended == decided.ended && breached == decided.breached;
}

SlaTimer as_decided(const SlaClock& clock) {
    SlaTimer timer;
    timer.target = clock.target;
    timer.cycle = clock.cycle;
    timer.started = clock.started;
    timer.state = clock.state;
    timer.allowed = clock.allowed;
    if (clock.due != Timestamp{}) timer.due = clock.due;
    if (clock.ended != Timestamp{}) timer.ended = clock.ended;
    if (clock.breached != Timestamp{}) timer.breached = clock.breached;
    return timer;
}

}  // namespace

SlaExplanation::SlaExplanation(const Workspace& workspace)
    : workspace_(workspace), policies_{SlaPolicy{}}, timers_(nullptr) {}

void SlaExplanation::add(const Event& event) {
    last_seq_ = event.seq;
    // Each command has one event with its key; what came after that one belongs to the next command
    // already.
    const auto keyed =
        std::ranges::find_if(pending_, [](const Event& it) { return !it.key.empty(); });
    if (!event.key.empty() && keyed != pending_.end()) {
        const std::vector<Event> next(keyed + 1, pending_.end());
        pending_.erase(keyed + 1, pending_.end());
        flush();
        pending_ = next;
    }
    if (tells_timers(event.body)) pending_.push_back(event);
    std::visit(overloaded{[&](const ConversationOpened& e) {
                              queue_ = e.queue;
                              policies_.push_back(policy_of_queue(workspace_, queue_));
                              timers_.policy(event.occurred, &policies_.back());
                          },
                          [&](const ConversationQueued& e) { queue_ = e.queue; },
                          [&](const ConversationAssigned& e) {
                              if (e.queue) queue_ = e.queue;
                          },
                          [&](const SlaPolicyChosen& e) {
                              choices_.push_back({event.occurred, e});
                              if (!e.at_news) flush();
                              if (std::ranges::any_of(pending_, is_reply)) timers_.expect_reply();
                              choose(e, event.occurred);
                              flush();
                          },
                          [&](const SlaClockStarted& e) { note(e.clock); },
                          [&](const SlaClockChanged& e) { note(e.clock); },
                          [&](const SlaWarned& e) { note(e.clock); },
                          [&](const SlaClockStopped& e) { note(e.clock); }, [](const auto&) {}},
               event.body);
}

void SlaExplanation::choose(const SlaPolicyChosen& chosen, Timestamp at) {
    const auto* calendar = workspace_.sla.calendar(chosen.calendar, chosen.calendar_version);
    const auto before = policies_.back().calendar;
    policies_.push_back(
        policy_of(workspace_, queue_, chosen.policy, chosen.policy_version, calendar));
    if (chosen.recount) return timers_.policy(at, &policies_.back());
    if (chosen.policy.empty()) return;
    timers_.refresh(policies_.back());
    if (calendar != nullptr && calendar != before) timers_.calendar(at, *calendar);
}

void SlaExplanation::note(const SlaClock& clock) {
    flush();
    const auto known = std::ranges::find_if(decided_, [&](const SlaClock& it) {
        return it.target == clock.target && it.cycle == clock.cycle;
    });
    if (known == decided_.end()) {
        decided_.push_back(clock);
    } else {
        *known = clock;
    }
}

void SlaExplanation::flush() {
    for (const auto& event : std::exchange(pending_, {})) tell(timers_, event);
}

std::vector<ExplainedTimer> SlaExplanation::timers(Timestamp now) {
    flush();
    const auto counted = timers_.at(now);
    std::vector<ExplainedTimer> out;
    for (const auto& clock : decided_) {
        const auto same = std::ranges::find_if(counted, [&](const SlaTimer& it) {
            return it.target == clock.target && it.cycle == clock.cycle;
        });
        if (same != counted.end() && agrees(*same, clock)) {
            out.push_back({*same, true});
        } else {
            out.push_back({as_decided(clock), false});
        }
    }
    std::ranges::sort(out, {}, [](const ExplainedTimer& it) {
        return std::tuple(it.timer.started, it.timer.target, it.timer.cycle);
    });
    return out;
}

}  // namespace usher::core
