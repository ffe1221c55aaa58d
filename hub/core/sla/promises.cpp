#include "hub/core/sla/promises.hpp"

#include <algorithm>

#include "hub/base/overloaded.hpp"
#include "hub/core/sla/live_timers.hpp"

namespace usher::core {
namespace {

/// What the events of one command say to the timers.
struct News {
    explicit News(std::span<const Event> events, const Conversation& conversation) {
        for (const auto& event : events) {
            std::visit(
                overloaded{
                    [&](const MessageAdded& e) { message(e, event, conversation); },
                    [&](const ConversationResolved&) { status(event); },
                    [&](const ConversationReopened&) { status(event); },
                    [&](const WorkStatusChanged&) { status(event); },
                    [&](const ResponseWaived&) { told.push_back(&event); },
                    [&](const ConversationQueued&) { other_match = true; },
                    [&](const ConversationAssigned& e) { other_match = other_match || e.queue; },
                    [&](const ConversationLabelled&) { other_match = true; }, [](const auto&) {}},
                event.body);
        }
    }

    std::vector<const Event*> told;
    std::size_t status_changes = 0;
    bool other_match = false;  ///< another policy may fit now
    bool reply = false;        ///< a person answered

  private:
    void status(const Event& event) {
        told.push_back(&event);
        ++status_changes;
    }
    void message(const MessageAdded& message, const Event& event,
                 const Conversation& conversation) {
        const auto& sla = conversation.sla;
        if (message.direction == Direction::outbound && event.actor.role == Role::agent) {
            told.push_back(&event);
            reply = true;
        } else if (message.direction == Direction::inbound) {
            const bool opens =
                status_changes == 0 && !sla.statuses.empty() &&
                sla.statuses.back() == SlaHistory::StatusFrom{event.occurred, WorkStatus::open};
            status_changes += opens;
            // One more while the one before is unanswered changes nothing.
            if (opens || !told.empty() || sla.unanswered_since == event.occurred) {
                told.push_back(&event);
            }
        }
    }
};

/// Gives the reason that the clocks it ends carry.
const char* tell(SlaTimers& timers, const Event& event) {
    const auto at = event.occurred;
    return std::visit(overloaded{[&](const MessageAdded& e) {
                                     if (e.direction == Direction::outbound) {
                                         timers.agent_reply(at);
                                         return "answered";
                                     }
                                     timers.customer_message(at);
                                     return "the customer wrote";
                                 },
                                 [&](const ConversationResolved&) {
                                     timers.resolve(at);
                                     return "resolved";
                                 },
                                 [&](const ConversationReopened&) {
                                     timers.reopen(at);
                                     return "reopened";
                                 },
                                 [&](const WorkStatusChanged& e) {
                                     timers.status(at, e.status);
                                     return "another status";
                                 },
                                 [&](const ResponseWaived&) {
                                     timers.waive(at);
                                     return "no answer is needed";
                                 },
                                 [](const auto&) { return ""; }},
                      event.body);
}

}  // namespace

bool has_policies(const Workspace& workspace, const Conversation& conversation) {
    return !workspace.sla.order.empty() || !conversation.sla.policy.empty();
}

void keep_policies(EventWriter& events, const Workspace& workspace,
                   const Conversation& conversation, std::span<const Event> news) {
    const News heard(news, conversation);
    const auto& sla = conversation.sla;
    if (sla.first_message == Timestamp{}) return;  // nothing is promised before it
    const bool other =
        heard.other_match && is_other(choose_policy(workspace, conversation), conversation);
    if (heard.told.empty() && !other) return;

    const bool fresh = !sla.chosen;
    const auto at = news.front().occurred;
    LiveTimers live(workspace, conversation,
                    {.statuses = heard.status_changes, .reply = heard.reply});
    const bool may_differ = fresh || other || heard.status_changes > 0 ||
                            workspace.sla.to_review.contains(conversation.id);
    if (may_differ) live.choose(events, at, true, fresh);
    std::string reason = "another policy or calendar";
    for (const auto* event : heard.told) reason = tell(live.timers(), *event);
    live.write(events, at, reason);
}

Events review_promises(const Workspace& workspace, Timestamp now) {
    EventWriter events(workspace, Actor::system(), now, now);
    ConversationId last;
    for (std::size_t count = 0; const auto id : workspace.sla.to_review) {
        if (++count > kReviewMax) break;
        last = id;
        const auto* conversation = workspace.find(id);
        if (conversation == nullptr || !conversation->open()) continue;
        if (conversation->sla.first_message == Timestamp{}) continue;
        if (!is_other(choose_policy(workspace, *conversation), *conversation)) continue;
        const auto at = std::max(workspace.sla.changed, conversation->last_event);
        LiveTimers live(workspace, *conversation);
        live.choose(events, at);
        live.write(events, at, "another policy or calendar");
    }
    if (last) events.add(SlaReviewed{last});
    return events.take();
}

Timestamp next_review(const Workspace& workspace) {
    return workspace.sla.to_review.empty() ? kNever : workspace.sla.changed;
}

}  // namespace usher::core
