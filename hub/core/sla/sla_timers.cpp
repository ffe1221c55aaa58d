#include "hub/core/sla/sla_timers.hpp"

#include <algorithm>

namespace usher::core {

SlaTimers::SlaTimers(const SlaPolicy* policy) : policy_(policy) {
    if (policy_ != nullptr) history_.calendars = {{Timestamp{}, policy_->calendar}};
}

Counting SlaTimers::count(const Record& record, Timestamp now, bool ends_now) const {
    return count_time(history_,
                      {.rule = record.rule,
                       .start = record.timer.started,
                       .suspendable = record.timer.target == SlaTarget::update,
                       .roll = policy_->roll_to_next_open,
                       .ends_now = ends_now},
                      now);
}

SlaTimer SlaTimers::view(const Record& record, Timestamp now) const {
    if (!record.owed()) return record.timer;
    auto counted = count(record, now, false);
    auto timer = record.timer;
    timer.used = counted.used;
    timer.steps = std::move(counted.steps);
    if (counted.due != kNever) timer.due = counted.due;
    if (!timer.breached && counted.due < now) timer.breached = counted.due;
    const bool stands = counted.paused || counted.suspended;
    timer.state = timer.breached ? ClockState::missed
                  : stands       ? ClockState::paused
                                 : ClockState::running;
    if (timer.state == ClockState::paused) timer.due.reset();
    return timer;
}

std::vector<SlaTimer> SlaTimers::at(Timestamp now) const {
    std::vector<SlaTimer> timers;
    for (const auto& record : records_) timers.push_back(view(record, now));
    return timers;
}

void SlaTimers::advance(Timestamp now) {
    for (auto& record : records_) {
        if (!record.owed() || record.timer.breached) continue;
        const auto due = count(record, now, false).due;
        if (due < now) record.timer.breached = due;
    }
}

void SlaTimers::breach_late(Record& record, Timestamp at) {
    if (!record.timer.breached && count(record, at, false).due < at) record.timer.breached = at;
}

SlaTimers::Record* SlaTimers::owed(SlaTarget target) {
    for (auto& record : records_) {
        if (record.timer.target == target && record.owed()) return &record;
    }
    return nullptr;
}

void SlaTimers::start(SlaTarget target, Timestamp since, Timestamp now) {
    std::uint32_t cycles = 0;
    for (const auto& it : records_) {
        if (it.timer.target == target) cycles = std::max(cycles, it.timer.cycle);
    }
    Record record;
    record.timer.target = target;
    record.timer.cycle = cycles + 1;
    record.timer.started = since;
    record.rule = *policy_->rule(target);
    record.timer.allowed = record.rule.allowed;
    if (target == SlaTarget::next_response) history_.suspensions.push_back({since, kNever});
    records_.push_back(std::move(record));
    breach_late(records_.back(), now);
}

void SlaTimers::end(Record& record, Timestamp at, ClockState outcome) {
    auto& timer = record.timer;
    auto counted = count(record, at, true);
    timer.due = counted.due;
    timer.used = counted.used;
    timer.steps = std::move(counted.steps);
    timer.state = timer.breached ? ClockState::missed : outcome;
    timer.ended = at;
    if (timer.target != SlaTarget::next_response) return;
    for (auto& it : history_.suspensions) {
        if (it.until == kNever) it.until = at;
    }
}

void SlaTimers::end(SlaTarget target, Timestamp at, ClockState outcome) {
    if (auto* record = owed(target)) end(*record, at, outcome);
}

void SlaTimers::set_status(Timestamp at, WorkStatus status) {
    if (status == status_) return;
    const bool was_resolved = status_ == WorkStatus::resolved;
    status_ = status;
    history_.statuses.push_back({at, status});
    if (!was_resolved || policy_ == nullptr) return;
    const auto& rule = policy_->rule(SlaTarget::resolution_total);
    const auto last =
        std::ranges::find(records_.rbegin(), records_.rend(), SlaTarget::resolution_total,
                          [](const Record& it) { return it.timer.target; });
    const bool goes_on = rule && last != records_.rend() && !last->owed() &&
                         last->timer.state != ClockState::cancelled;
    if (goes_on) {
        last->timer.ended.reset();
        last->timer.due.reset();
        last->rule = *rule;
        last->timer.allowed = rule->allowed;
        breach_late(*last, at);
    }
    start_missing(at);
}

/// Whatever the policy promises and nobody counts yet, from where the rules put its start.
void SlaTimers::start_missing(Timestamp at) {
    if (policy_ == nullptr || !first_message_) return;
    const auto lacking = [this](SlaTarget target) {
        return policy_->rule(target) && owed(target) == nullptr;
    };
    if (lacking(SlaTarget::first_response) && !first_closed_) {
        end(SlaTarget::next_response, at, ClockState::cancelled);  // never both
        start(SlaTarget::first_response, *first_message_, at);
    }
    const bool first_done = first_closed_ || !policy_->rule(SlaTarget::first_response);
    if (lacking(SlaTarget::next_response) && first_done && unanswered_since_) {
        start(SlaTarget::next_response, *unanswered_since_, at);
    }
    if (lacking(SlaTarget::update) && last_reply_) start(SlaTarget::update, *last_reply_, at);
    if (lacking(SlaTarget::resolution_first) && !once_resolved_) {
        start(SlaTarget::resolution_first, *first_message_, at);
    }
    if (lacking(SlaTarget::resolution_total) && status_ != WorkStatus::resolved) {
        start(SlaTarget::resolution_total, *first_message_, at);
    }
}

void SlaTimers::customer_message(Timestamp at) {
    advance(at);
    if (!first_message_) first_message_ = at;
    if (!unanswered_since_) unanswered_since_ = at;
    set_status(at, WorkStatus::open);
    start_missing(at);
}

void SlaTimers::agent_reply(Timestamp at) {
    advance(at);
    if (!first_message_) return;
    first_closed_ = true;
    unanswered_since_.reset();
    end(SlaTarget::first_response, at, ClockState::met);
    end(SlaTarget::update, at, ClockState::met);
    end(SlaTarget::next_response, at, ClockState::met);
    if (status_ != WorkStatus::resolved) last_reply_ = at;
    start_missing(at);
}

void SlaTimers::status(Timestamp at, WorkStatus status) {
    advance(at);
    set_status(at, status);
}

void SlaTimers::resolve(Timestamp at) {
    advance(at);
    if (status_ == WorkStatus::resolved) return;
    end(SlaTarget::resolution_first, at, ClockState::met);
    end(SlaTarget::resolution_total, at, ClockState::met);
    end(SlaTarget::update, at, ClockState::cancelled);
    once_resolved_ = once_resolved_ || first_message_.has_value();
    last_reply_.reset();
    const auto waived = [this](SlaTarget target) {
        const auto* record = owed(target);
        return record == nullptr || !record->rule.pause.contains(WorkStatus::resolved);
    };
    if (waived(SlaTarget::first_response) && waived(SlaTarget::next_response)) {
        give_up_answers(at);
    }
    set_status(at, WorkStatus::resolved);
}

void SlaTimers::reopen(Timestamp at) {
    advance(at);
    if (status_ == WorkStatus::resolved) set_status(at, WorkStatus::open);
}

void SlaTimers::give_up_answers(Timestamp at) {
    end(SlaTarget::first_response, at, ClockState::waived);
    end(SlaTarget::next_response, at, ClockState::waived);
    first_closed_ = first_closed_ || first_message_.has_value();
    unanswered_since_.reset();
}

void SlaTimers::waive(Timestamp at) {
    advance(at);
    if (first_message_) give_up_answers(at);
}

void SlaTimers::policy(Timestamp at, const SlaPolicy* policy) {
    advance(at);
    for (auto& record : records_) {
        if (!record.owed()) continue;
        if (policy == nullptr || !policy->rule(record.timer.target)) {
            end(record, at, ClockState::cancelled);
        }
    }
    policy_ = policy;
    history_.calendars.clear();
    if (policy_ == nullptr) return;
    history_.calendars = {{Timestamp{}, policy_->calendar}};
    for (auto& record : records_) {
        if (!record.owed()) continue;
        record.rule = *policy_->rule(record.timer.target);
        record.timer.allowed = record.rule.allowed;
        breach_late(record, at);
    }
    start_missing(at);
}

void SlaTimers::calendar(Timestamp at, const Calendar& calendar) {
    advance(at);
    if (policy_ != nullptr) history_.calendars.push_back({at, &calendar});
}

}  // namespace usher::core
