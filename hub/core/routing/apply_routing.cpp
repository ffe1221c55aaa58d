#include "hub/core/routing/apply_routing.hpp"

#include "hub/core/conversation/apply_sla.hpp"
#include "hub/core/routing/demand.hpp"
#include "hub/core/routing/keep_index.hpp"

namespace usher::core {
namespace {

/// Since when it counts as waiting: whoever waits for an answer keeps his age in any line.
Timestamp age_of(const Conversation& conversation, const Event& event) {
    return conversation.waiting_since == Timestamp{} ? event.occurred : conversation.waiting_since;
}

void enter_another_queue(RoutingState& routing) {
    routing.plan = {};
    routing.relaxed = 0;
    routing.relax_at = {};
    routing.told = {};
}

void forget_round(RoutingState& routing) {
    routing.tried.clear();
    routing.round_ends = {};
}

void leave_line(RoutingState& routing) {
    enter_another_queue(routing);
    forget_round(routing);
    routing.offer.reset();
    routing.hand_over.reset();
    routing.visited.clear();
}

void try_no_more(RoutingState& routing, AgentId agent, Timestamp until) {
    if (routing.tried.size() >= kTriedMax) routing.tried.clear();
    routing.tried.push_back(agent);
    routing.round_ends = until;
}

/// What the wait was, for those who come after.
void remember_wait(Workspace& workspace, const Conversation& conversation, Timestamp ended) {
    const auto& told = conversation.routing.told;
    if (told.at == Timestamp{}) return;
    const auto waited = std::chrono::floor<std::chrono::seconds>(ended - told.at);
    workspace.queues[conversation.line()].history.add(
        {told.place, static_cast<std::uint32_t>(std::max<std::int64_t>(waited.count(), 0)),
         told.range});
}

}  // namespace

void apply_routing(Workspace& workspace, Conversation& conversation, const Event&,
                   const ConversationClassified& e) {
    const LineChange change(workspace, conversation);
    conversation.routing.classification = e.classification;
    conversation.routing.plan = {};
    conversation.routing.relaxed = 0;
    conversation.routing.relax_at = {};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationPlaced& e) {
    const LineChange change(workspace, conversation);
    auto& routing = conversation.routing;
    routing.plan = e.plan;
    routing.relaxed = 0;
    const bool relaxes = e.plan.relax_after.count() > 0 && preferences_of(e.plan) > 0;
    routing.relax_at = relaxes ? event.occurred + e.plan.relax_after : Timestamp{};
}

void apply_routing(Workspace&, Conversation& conversation, const Event& event, const WaitBegan& e) {
    conversation.routing.told = {event.occurred, e.place, e.range};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const RequirementRelaxed&) {
    const LineChange change(workspace, conversation);
    auto& routing = conversation.routing;
    const bool more = ++routing.relaxed < preferences_of(routing.plan);
    routing.relax_at = more ? event.occurred + routing.plan.relax_after : Timestamp{};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const OfferMade& e) {
    {
        auto& agent = workspace.agents[e.agent];
        const AgentChange turn(workspace, agent);
        agent.last_assigned = event.occurred;
    }
    const LineChange change(workspace, conversation);
    conversation.routing.offer = {e.agent, e.number, event.occurred, e.expires};
    conversation.routing.offers = e.number;
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const OfferEnded& e) {
    auto& agent = workspace.agents[e.agent];
    if (e.outcome == OfferOutcome::accepted) agent.misses = 0;
    if (e.outcome == OfferOutcome::timed_out) ++agent.misses;
    agent.changed = workspace.version;
    const LineChange change(workspace, conversation);
    conversation.routing.offer.reset();
    if (e.outcome == OfferOutcome::declined || e.outcome == OfferOutcome::timed_out) {
        try_no_more(conversation.routing, e.agent, event.occurred + e.retry_after);
    }
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event&,
                   const RoundEnded& e) {
    const LineChange change(workspace, conversation);
    if (e.again == Timestamp{}) {
        forget_round(conversation.routing);
    } else {
        conversation.routing.round_ends = e.again;
    }
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event&,
                   const TransferEnded&) {
    const LineChange change(workspace, conversation);
    leave_line(conversation.routing);
    conversation.queued = {};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event&,
                   const OverflowEnded&) {
    const LineChange change(workspace, conversation);
    conversation.routing.plan.overflow_at = {};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationQueued& e) {
    const LineChange change(workspace, conversation);
    auto& routing = conversation.routing;
    const bool somebody_had_it = bool(conversation.assignee);
    if (somebody_had_it) {
        if (conversation.assignee != e.not_to) routing.previous = conversation.assignee;
        leave_line(routing);
    } else if (e.queue != conversation.queue) {
        enter_another_queue(routing);
        if (e.overflow) routing.visited.push_back(conversation.queue);
    }
    routing.offer.reset();
    if (e.not_to) try_no_more(routing, e.not_to, event.occurred + kGivenBackFor);
    conversation.queue = e.queue;
    conversation.assignee = {};
    conversation.answered = false;
    if (somebody_had_it || conversation.queued == Timestamp{}) {
        conversation.queued = age_of(conversation, event);
    }
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationAssigned& e) {
    {
        auto& agent = workspace.agents[e.agent];
        const AgentChange turn(workspace, agent);
        agent.last_assigned = event.occurred;
    }
    const LineChange change(workspace, conversation);
    if (conversation.in_line()) remember_wait(workspace, conversation, event.occurred);
    if (conversation.assignee) conversation.routing.previous = conversation.assignee;
    if (e.queue) conversation.queue = e.queue;
    leave_line(conversation.routing);
    conversation.assignee = e.agent;
    conversation.answered = false;
    conversation.queued = {};
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationTransferred& e) {
    const LineChange change(workspace, conversation);
    ++conversation.routing.hops;
    if (!e.warm) return;
    leave_line(conversation.routing);
    conversation.routing.hand_over = HandOver{e.agent ? QueueId() : e.queue, e.agent};
    if (!e.agent) conversation.queued = age_of(conversation, event);
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationResolved&) {
    const LineChange change(workspace, conversation);
    leave_line(conversation.routing);
    conversation.routing.hops = 0;
    conversation.status = ConversationStatus::resolved;
    conversation.waiting_since = {};
    conversation.queued = {};
    conversation.unread.clear();
    note_status(conversation, WorkStatus::resolved, event.occurred);
}

void apply_routing(Workspace& workspace, Conversation& conversation, const Event& event,
                   const ConversationReopened&) {
    const LineChange change(workspace, conversation);
    conversation.status = ConversationStatus::open;
    conversation.answered = false;
    if (!conversation.assignee) conversation.queued = event.occurred;
    note_status(conversation, WorkStatus::open, event.occurred);
}

void apply_routing(Workspace& workspace, const Event&, const QueueRoutingDefined& e) {
    auto& queue = workspace.queues[e.queue];
    queue.routing = e.routing;
    queue.changed = workspace.version;
    // Another way to choose is another order; and what may be asked for at all may be new.
    for (auto& [id, agent] : workspace.agents) {
        if (agent.serves(e.queue)) const AgentChange change(workspace, agent, true);
    }
}

void apply_routing(Workspace& workspace, const Event&, const AgentRoutingDefined& e) {
    auto& agent = workspace.agents[e.agent];
    const AgentChange change(workspace, agent, true);
    agent.routing = e.routing;
    find_team_queues(workspace, agent);
}

void apply_routing(Workspace& workspace, const Event&, const TeamDefined& e) {
    workspace.teams[e.team.id] = e.team;
    for (auto& [id, agent] : workspace.agents) {
        if (std::ranges::find(agent.routing.teams, e.team.id) == agent.routing.teams.end())
            continue;
        const AgentChange change(workspace, agent, true);
        find_team_queues(workspace, agent);
    }
}

void apply_routing(Workspace& workspace, const Event&, const AgentAcceptingChanged& e) {
    auto& agent = workspace.agents[e.agent];
    const AgentChange change(workspace, agent);
    agent.accepting = e.accepting;
    agent.not_accepting = e.accepting ? std::string() : e.reason;
    if (e.accepting) agent.misses = 0;
}

}  // namespace usher::core
