#include "hub/core/sla/policy_trial.hpp"

#include <algorithm>
#include <map>

#include "hub/base/overloaded.hpp"
#include "hub/core/sla/choose_policy.hpp"

namespace usher::core {
namespace {

enum class Ending : std::uint8_t { none, met, missed, open };

Ending ending_of(ClockState state, bool breached) {
    if (breached) return Ending::missed;
    if (state == ClockState::met) return Ending::met;
    return state == ClockState::running || state == ClockState::paused ? Ending::open
                                                                       : Ending::none;
}

void count(PolicyTrialResult::Count& count, Ending ending) {
    if (ending == Ending::met) ++count.met;
    if (ending == Ending::missed) ++count.missed;
    if (ending == Ending::open) ++count.open;
}

std::size_t index_of(SlaTarget target) {
    return static_cast<std::size_t>(target) - 1;
}

/// One conversation under the draft.
class Retelling {
  public:
    Retelling(const Workspace& trial, const std::string& draft)
        : trial_(trial), draft_(draft), timers_(nullptr) {}

    void tell(const Event& event) {
        const auto at = event.occurred;
        std::visit(overloaded{[&](const ConversationOpened& e) {
                                  state_.inbox = e.inbox;
                                  state_.queue = e.queue;
                                  state_.language = e.language;
                              },
                              [&](const MessageAdded& e) { message(event, e); },
                              [&](const ConversationQueued& e) { move(e.queue, at); },
                              [&](const ConversationAssigned& e) { move(e.queue, at); },
                              [&](const ConversationLabelled& e) {
                                  state_.labels = e.labels;
                                  choose(at);
                              },
                              [&](const ConversationResolved&) { timers_.resolve(at); },
                              [&](const ConversationReopened&) {
                                  timers_.reopen(at);
                                  choose(at);
                              },
                              [&](const WorkStatusChanged& e) { timers_.status(at, e.status); },
                              [&](const ResponseWaived&) { timers_.waive(at); },
                              [&](const SlaClockStarted& e) { note(e.clock); },
                              [&](const SlaClockChanged& e) { note(e.clock); },
                              [&](const SlaWarned& e) { note(e.clock); },
                              [&](const SlaClockStopped& e) { note(e.clock); }, [](const auto&) {}},
                   event.body);
    }
    bool had_draft() const { return had_draft_; }
    std::vector<SlaTimer> then(Timestamp now) const { return timers_.at(now); }
    const std::map<std::pair<SlaTarget, std::uint32_t>, SlaClock>& decided() const {
        return decided_;
    }

  private:
    void message(const Event& event, const MessageAdded& e) {
        const auto at = event.occurred;
        if (e.direction == Direction::inbound) {
            if (state_.sla.first_message == Timestamp{}) {
                state_.sla.first_message = at;
                choose(at);
            }
            timers_.customer_message(at);
        }
        if (event.actor.role == Role::agent && !e.note()) timers_.agent_reply(at);
    }
    void move(QueueId queue, Timestamp at) {
        if (!queue || queue == state_.queue) return;
        state_.queue = queue;
        choose(at);
    }
    /// As LiveTimers does it, by what is in the trial.
    void choose(Timestamp at) {
        if (state_.sla.first_message == Timestamp{}) return;
        const auto chosen = choose_policy(trial_, state_);
        const bool first = policies_.empty();
        if (!first && !is_other(chosen, state_)) return;
        const auto* calendar = trial_.sla.calendar(chosen.calendar, chosen.calendar_version);
        policies_.push_back(
            policy_of(trial_, state_.queue, chosen.policy, chosen.policy_version, calendar));
        if (first || chosen.recount) {
            timers_.policy(at, &policies_.back());
        } else if (!chosen.policy.empty()) {
            timers_.refresh(policies_.back());
            if (calendar != nullptr) timers_.calendar(at, *calendar);
        }
        state_.sla.policy = chosen.policy;
        state_.sla.policy_version = chosen.policy_version;
        state_.sla.calendars.push_back({at, chosen.calendar, chosen.calendar_version});
        had_draft_ = had_draft_ || chosen.policy == draft_;
    }
    void note(const SlaClock& clock) { decided_[{clock.target, clock.cycle}] = clock; }

    const Workspace& trial_;
    const std::string& draft_;
    Conversation state_;
    std::deque<SlaPolicy> policies_;
    SlaTimers timers_;
    std::map<std::pair<SlaTarget, std::uint32_t>, SlaClock> decided_;
    bool had_draft_ = false;
};

}  // namespace

PolicyTrial::PolicyTrial(const Workspace& state, SlaPolicyDefinition draft) : draft_(draft.name) {
    for (const auto& [id, queue] : state.queues) trial_.queues[id].definition = queue.definition;
    trial_.inboxes = state.inboxes;
    trial_.sla.calendars = state.sla.calendars;
    trial_.sla.policies = state.sla.policies;
    trial_.sla.order = state.sla.order;
    trial_.sla.policies[draft_].add(std::move(draft));
    auto& order = trial_.sla.order;
    if (std::ranges::find(order, draft_) == order.end()) order.push_back(draft_);
}

void PolicyTrial::add(std::span<const Event> events, Timestamp now) {
    Retelling retelling(trial_, draft_);
    for (const auto& event : events) retelling.tell(event);
    ++result_.looked_at;
    if (!retelling.had_draft()) return;
    ++result_.fitting;
    const auto id = events.front().conversation;
    std::array<bool, kSlaTargets.size()> missed_now{}, missed_then{};
    for (const auto& [key, clock] : retelling.decided()) {
        const auto ending = ending_of(clock.state, clock.breached != Timestamp{});
        count(result_.targets[index_of(clock.target)].now, ending);
        if (ending == Ending::missed) missed_now[index_of(clock.target)] = true;
    }
    const auto then = retelling.then(now);
    for (const auto& timer : then) {
        const auto ending = ending_of(timer.state, timer.breached.has_value());
        count(result_.targets[index_of(timer.target)].then, ending);
        if (ending == Ending::missed) missed_then[index_of(timer.target)] = true;
    }
    for (const auto& timer : then) {
        const auto nth = index_of(timer.target);
        if (missed_now[nth] == missed_then[nth]) continue;
        if (missed_then[nth] && !timer.breached) continue;
        result_.examples.push_back({id, timer.target, timer.started,
                                    timer.due.value_or(Timestamp{}), missed_now[nth],
                                    missed_then[nth]});
        missed_now[nth] = missed_then[nth];  // one of each target
        if (result_.examples.size() > PolicyTrialResult::kExamplesMax) {
            result_.examples.pop_front();
        }
    }
}

}  // namespace usher::core
