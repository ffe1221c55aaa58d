// Timers that go on from where a conversation stands, and what becomes of them as clocks: the
// second half of SlaTimers.
#include <algorithm>

#include "hub/core/sla/sla_timers.hpp"

namespace usher::core {
namespace {

template <class T>
std::optional<T> given(T value) {
    return value == T{} ? std::nullopt : std::optional(value);
}

/// When somebody is told who works by `hours`, of something that should be told at `at`: when he
/// comes next, or if that is too late, before he leaves.
Timestamp within(const Calendar& hours, Timestamp at, Timestamp due, Timestamp not_before) {
    for (auto t = at; t < due;) {
        const auto piece = hours.at(t);
        if (piece.open) return t;
        t = piece.until;
    }
    auto last = not_before;
    for (auto t = std::max(not_before, at - std::chrono::days(31)); t < at;) {
        const auto piece = hours.at(t);
        if (piece.open) last = std::min(piece.until, at) - std::chrono::milliseconds(1);
        t = piece.until;
    }
    return std::max(last, not_before);
}

}  // namespace

SlaTimers::SlaTimers(const SlaPolicy& policy, SlaStanding standing)
    : policy_(&policy),
      history_(std::move(standing.history)),
      status_(standing.status),
      first_message_(standing.first_message),
      first_closed_(standing.first_closed),
      once_resolved_(standing.once_resolved),
      unanswered_since_(standing.unanswered_since),
      last_reply_(standing.last_reply) {
    if (history_.calendars.empty()) history_.calendars = {{Timestamp{}, policy.calendar}};
    for (const auto& clock : standing.clocks) {
        if (!clock.exists()) continue;
        Record record;
        record.timer.target = clock.target;
        record.timer.cycle = clock.cycle;
        record.timer.started = clock.started;
        record.timer.state = clock.state;
        record.timer.due = given(clock.due);
        record.timer.ended = given(clock.ended);
        record.timer.breached = given(clock.breached);
        record.timer.allowed =
            clock.allowed > Duration{} ? clock.allowed : clock.due - clock.started;
        if (const auto& rule = policy.rule(clock.target)) record.rule = *rule;
        record.rule.allowed = record.timer.allowed;
        record.warned = clock.warned;
        records_.push_back(std::move(record));
    }
}

void SlaTimers::expect_reply() {
    if (!first_message_) return;
    first_closed_ = true;
    unanswered_since_.reset();
}

void SlaTimers::refresh(const SlaPolicy& policy) {
    policy_ = &policy;
    for (auto& record : records_) {
        if (const auto& rule = policy.rule(record.timer.target); rule && record.owed()) {
            record.rule.warnings = rule->warnings;
        }
    }
}

void SlaTimers::add_warning(SlaClock& clock, const Record& record, Timestamp now) const {
    for (auto nth = record.warned; nth < record.rule.warnings.size(); ++nth) {
        auto until = record;
        until.rule.allowed = record.rule.warnings[nth].used_of(record.rule.allowed);
        const auto at = count(until, now, false).due;
        // Of several whose time is past already the last one says it all.
        if (clock.warn != Timestamp{} && at > now) return;
        clock.warned = nth;
        clock.warn = at;
        if (policy_->warning_calendar != nullptr) {
            clock.warn = within(*policy_->warning_calendar, at, clock.due, clock.started);
        }
    }
}

SlaClock SlaTimers::clock(const Record& record, Timestamp now) const {
    const auto& timer = record.timer;
    SlaClock clock{.target = timer.target,
                   .cycle = timer.cycle,
                   .state = timer.state,
                   .started = timer.started,
                   .due = timer.due.value_or(Timestamp{}),
                   .ended = timer.ended.value_or(Timestamp{}),
                   .breached = timer.breached.value_or(Timestamp{}),
                   .allowed = timer.allowed,
                   .warned = record.warned};
    if (clock.due == kNever) clock.due = {};
    if (!record.owed()) return clock;
    const auto counted = count(record, now, false);
    const bool stands = counted.paused || counted.suspended;
    clock.due = counted.due == kNever ? Timestamp{} : counted.due;
    if (clock.breached == Timestamp{} && counted.due < now) clock.breached = counted.due;
    clock.state = clock.breached != Timestamp{} ? ClockState::missed
                  : stands                      ? ClockState::paused
                                                : ClockState::running;
    if (clock.due == Timestamp{}) clock.left = timer.allowed - counted.used;
    if (clock.ticks()) add_warning(clock, record, now);
    return clock;
}

std::vector<SlaClock> SlaTimers::clocks_at(Timestamp now) const {
    std::vector<SlaClock> clocks;
    clocks.reserve(records_.size());
    for (const auto& record : records_) clocks.push_back(clock(record, now));
    return clocks;
}

SlaClock SlaTimers::warned(SlaTarget target, Timestamp now) const {
    for (auto record : records_) {
        if (record.timer.target != target || !record.owed()) continue;
        ++record.warned;
        return clock(record, now);
    }
    return {};
}

}  // namespace usher::core
