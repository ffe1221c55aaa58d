// What follows for the promises of a conversation from what happened. Where a workspace has no
// policies, they are the two of the queue, around the clock, and their rules (S1, S2, S8, S15, S16)
// stand here by themselves: this is the road of most messages. With policies SlaTimers has all of
// the rules.
#include "hub/base/overloaded.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/routing/assign.hpp"
#include "hub/core/sla/promises.hpp"

namespace usher::core {
namespace {

void start(EventWriter& events, const Conversation& conversation, SlaTarget target,
           std::uint32_t cycle, Timestamp from, std::chrono::seconds length) {
    const SlaClock clock{.target = target,
                         .cycle = cycle,
                         .state = ClockState::running,
                         .started = from,
                         .due = from + length,
                         .allowed = length};
    events.add_as(Actor::system(), from, conversation.id, SlaClockStarted{clock});
}

void customer_wrote(EventWriter& events, const Workspace& workspace,
                    const Conversation& conversation, const Event& message) {
    const auto queue = workspace.queues.find(conversation.queue);
    if (queue == workspace.queues.end()) return;
    const auto& targets = queue->second.definition;
    const auto& first = conversation.first_response;
    const auto& next = conversation.next_response;
    // It may have been given while a policy promised none.
    const bool owes_first = !first.exists() && !conversation.sla.first_closed;
    if (owes_first && targets.first_response.count() > 0) {
        start(events, conversation, SlaTarget::first_response, 1, message.occurred,
              targets.first_response);
    } else if (!first.open() && !next.open() && targets.next_response.count() > 0) {
        // The oldest unanswered message counts; later ones never move the clock.
        start(events, conversation, SlaTarget::next_response, next.cycle + 1,
              conversation.waiting_since, targets.next_response);
    }
}

void stop(EventWriter& events, const Conversation& conversation, SlaClock clock, Timestamp at,
          ClockState when_running, std::string reason) {
    if (!clock.open()) return;
    if (clock.state == ClockState::running) clock.state = when_running;
    if (clock.state == ClockState::missed && clock.breached == Timestamp{}) {
        clock.breached = clock.due;
    }
    clock.ended = at;
    events.add_as(Actor::system(), at, conversation.id, SlaClockStopped{clock, std::move(reason)});
}

void agent_answered(EventWriter& events, const Conversation& conversation, Timestamp at) {
    for (const auto* clock : {&conversation.first_response, &conversation.next_response}) {
        const auto state = at <= clock->due ? ClockState::met : ClockState::missed;
        stop(events, conversation, *clock, at, state, "answered");
    }
}

/// Whoever stops taking work is not asked any more.
void stopped_working(EventWriter& events, const Workspace& workspace, const Event& event) {
    if (const auto* changed = std::get_if<AgentAcceptingChanged>(&event.body)) {
        if (!changed->accepting) {
            withdraw_offers(events, workspace, changed->agent, changed->reason);
        }
    } else if (const auto* presence = std::get_if<AgentPresenceChanged>(&event.body)) {
        const auto& agent = workspace.agents.at(presence->agent);
        const bool comes_back = !agent.connected() && agent.disconnected != Timestamp{};
        if (agent.effective() != Presence::online &&
            !(comes_back && agent.chosen == Presence::online)) {
            withdraw_offers(events, workspace, presence->agent, "is not there");
        }
    }
}

void waive(EventWriter& events, const Conversation& conversation, Timestamp at,
           const std::string& reason) {
    for (const auto* clock : {&conversation.first_response, &conversation.next_response}) {
        const auto state = at <= clock->due ? ClockState::waived : ClockState::missed;
        stop(events, conversation, *clock, at, state, reason);
    }
}

void keep_times_of_queue(EventWriter& events, const Workspace& workspace,
                         const Conversation& conversation, const Event& event) {
    if (const auto* message = std::get_if<MessageAdded>(&event.body)) {
        if (message->direction == Direction::inbound) {
            customer_wrote(events, workspace, conversation, event);
        } else if (message->direction == Direction::outbound && event.actor.role == Role::agent) {
            agent_answered(events, conversation, event.occurred);
        }
    } else if (std::holds_alternative<ConversationResolved>(event.body)) {
        waive(events, conversation, event.occurred, "resolved");
    } else if (std::holds_alternative<ResponseWaived>(event.body)) {
        waive(events, conversation, event.occurred, "no answer is needed");
    }
}

}  // namespace

Events react(const Workspace& workspace, const Events& applied, Timestamp now) {
    EventWriter events(workspace, Actor::system(), now, now);
    for (std::size_t first = 0; first < applied.size();) {
        const auto id = applied[first].conversation;
        auto last = first + 1;
        while (last < applied.size() && applied[last].conversation == id) ++last;
        const std::span news(applied.data() + first, last - first);
        first = last;
        for (const auto& event : news) stopped_working(events, workspace, event);
        const auto* conversation = workspace.find(id);
        if (conversation == nullptr) continue;
        if (has_policies(workspace, *conversation)) {
            keep_policies(events, workspace, *conversation, news);
        } else {
            for (const auto& event : news) {
                keep_times_of_queue(events, workspace, *conversation, event);
            }
        }
    }
    return events.take();
}

}  // namespace usher::core
