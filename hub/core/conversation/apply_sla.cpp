#include "hub/core/conversation/apply_sla.hpp"

#include <algorithm>
#include <utility>

namespace usher::core {
namespace {

template <class T>
void push_bounded(std::vector<T>& list, T value, std::size_t max) {
    list.push_back(std::move(value));
    if (list.size() > max) list.erase(list.begin());
}

/// When somebody must look at the clock; a clock that is hidden by a pause may tick as well.
template <class Call>
void each_deadline(const SlaClock& clock, Call call) {
    if (!clock.ticks()) return;
    call(clock.due);
    if (clock.warn != Timestamp{}) call(clock.warn);
}

bool has_deadline(const Conversation& conversation, Timestamp at) {
    bool found = false;
    for (const auto* clock : conversation.clocks()) {
        each_deadline(*clock, [&](Timestamp other) { found = found || other == at; });
    }
    return found;
}

void answers_owed_no_more(ConversationSla& sla) {
    sla.first_closed = sla.first_closed || sla.first_message != Timestamp{};
    sla.unanswered_since = {};
}

/// An update stands still while a next response is owed.
void note_suspension(ConversationSla& sla, const SlaClock& clock) {
    if (clock.target == SlaTarget::update && clock.open()) {
        std::erase_if(sla.suspensions, [&](const auto& it) { return it.until <= clock.started; });
    }
    if (clock.target != SlaTarget::next_response) return;
    auto& last = sla.suspensions;
    if (!last.empty() && last.back().until == kNever) {
        if (clock.ended == Timestamp{}) return;
        last.back().until = clock.ended;
        // A reply begins another update, of which none of them are.
        if (sla.last_reply == clock.ended && !sla.update.open()) last.clear();
    } else if (clock.open()) {
        push_bounded(last, {clock.started, kNever}, kSuspensionsMax);
    }
}

}  // namespace

void note_status(Conversation& conversation, WorkStatus status, Timestamp at) {
    auto& sla = conversation.sla;
    push_bounded(sla.statuses, {at, status}, kStatusesMax);
    if (status != WorkStatus::resolved) return;
    sla.once_resolved = sla.once_resolved || sla.first_message != Timestamp{};
    sla.last_reply = {};
    // An answer that is still owed ends by an event of its own, unless it only pauses.
    if (!conversation.first_response.open() && !conversation.next_response.open()) {
        answers_owed_no_more(sla);
    }
}

void note_customer_message(Conversation& conversation, Timestamp at) {
    auto& sla = conversation.sla;
    if (sla.first_message == Timestamp{}) sla.first_message = at;
    if (sla.unanswered_since == Timestamp{}) sla.unanswered_since = at;
    if (sla.status() != WorkStatus::open) note_status(conversation, WorkStatus::open, at);
}

void note_agent_reply(Conversation& conversation, Timestamp at) {
    auto& sla = conversation.sla;
    if (sla.first_message == Timestamp{}) return;
    answers_owed_no_more(sla);
    if (conversation.open()) sla.last_reply = at;
}

void note_waived(Conversation& conversation) {
    conversation.waiting_since = {};
    answers_owed_no_more(conversation.sla);
}

void note_policy(Conversation& conversation, const SlaPolicyChosen& chosen, Timestamp at) {
    auto& sla = conversation.sla;
    sla.chosen = true;
    sla.policy = chosen.policy;
    sla.policy_version = chosen.policy_version;
    if (chosen.recount) sla.calendars.clear();
    if (chosen.policy.empty()) return;
    const auto from = sla.calendars.empty() ? Timestamp{} : at;
    const bool same = !sla.calendars.empty() && sla.calendars.back().name == chosen.calendar &&
                      sla.calendars.back().version == chosen.calendar_version;
    if (same) return;
    push_bounded(sla.calendars, {from, chosen.calendar, chosen.calendar_version}, kCalendarUsesMax);
}

void put_clock(Workspace& workspace, Conversation& conversation, const SlaClock& clock) {
    if (clock.target == SlaTarget::none) return;
    auto& current = conversation.clock(clock.target);
    const auto before = std::exchange(current, clock);
    each_deadline(before, [&](Timestamp at) {
        if (!has_deadline(conversation, at)) {
            workspace.clock_deadlines.erase({at, conversation.id});
        }
    });
    each_deadline(current,
                  [&](Timestamp at) { workspace.clock_deadlines.insert({at, conversation.id}); });
    auto& sla = conversation.sla;
    note_suspension(sla, clock);
    const bool answer =
        clock.target == SlaTarget::first_response || clock.target == SlaTarget::next_response;
    // Resolving gave up the answer. (A reply and a waiver say so by themselves.)
    const bool given_up = answer && !clock.open() && clock.state != ClockState::cancelled;
    if (given_up && !conversation.open()) answers_owed_no_more(sla);
}

void index_clocks(Workspace& workspace, const Conversation& conversation) {
    for (const auto* clock : conversation.clocks()) {
        each_deadline(
            *clock, [&](Timestamp at) { workspace.clock_deadlines.insert({at, conversation.id}); });
    }
}

}  // namespace usher::core
