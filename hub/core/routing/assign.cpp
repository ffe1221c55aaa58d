#include "hub/core/routing/assign.hpp"

#include <fmt/format.h>

#include "hub/core/routing/choose.hpp"
#include "hub/core/routing/demand.hpp"

namespace usher::core {
namespace {

std::string reason_of(const Match& match) {
    const auto& decision = match.decision;
    if (decision.sticky) return "had this conversation before";
    if (decision.free_agents == 1) return "the only agent free for this queue";
    const auto* how = decision.choice == AgentChoice::least_loaded ? "least busy" : "longest idle";
    return fmt::format("{} of {} free agents", how, decision.free_agents);
}

}  // namespace

void add_returns(EventWriter& events, const Workspace& workspace, Timestamp now) {
    for (const auto& [since, id] : workspace.absent_agents) {
        if (since + kAbsenceGrace > now) return;
        const auto& agent = workspace.agents.at(id);
        for (auto conversation_id : agent.holding) {
            const auto* conversation = workspace.find(conversation_id);
            if (conversation->answered || conversation->waiting_since == Timestamp{}) continue;
            events.add(conversation_id,
                       ConversationQueued{.queue = conversation->queue,
                                          .reason = agent.display_name + " went away",
                                          .not_to = {}});
        }
        events.add(AgentPresenceChanged{id, agent.chosen, {}, "away for too long"});
    }
}

void add_placements(EventWriter& events, const Workspace& workspace, Timestamp now) {
    for (auto id : workspace.news.unplaced) {
        const auto& conversation = *workspace.find(id);
        if (conversation.routing.plan.queue == conversation.line()) continue;
        events.add(id, ConversationPlaced{plan_for(workspace, conversation, now)});
    }
}

void add_match(EventWriter& events, const Workspace& workspace, Timestamp now) {
    auto match = next_match(workspace, now);
    if (!match) return;
    const auto& [conversation, queue, agent, decision] = *match;
    const auto reason = reason_of(*match);
    const auto timeout = queue->routing.offer_timeout;
    if (timeout.count() > 0) {
        events.add(conversation->id, OfferMade{.agent = agent->id,
                                               .agent_name = agent->display_name,
                                               .queue = conversation->line(),
                                               .number = conversation->routing.offers + 1,
                                               .expires = now + timeout,
                                               .reason = reason,
                                               .decision = decision});
        return;
    }
    events.add(conversation->id, ConversationAssigned{.agent = agent->id,
                                                      .agent_name = agent->display_name,
                                                      .queue = conversation->line(),
                                                      .reason = reason,
                                                      .decision = decision});
}

void add_waits(EventWriter& events, const Workspace& workspace) {
    for (auto id : workspace.news.entered) {
        const auto& conversation = *workspace.find(id);
        if (conversation.routing.told.at != Timestamp{}) continue;
        const auto& queue = workspace.queues.at(conversation.line());
        const auto place = queue.waiting.place_of(waiting_place(conversation));
        const auto estimate = queue.history.estimate(place);
        events.add(id, WaitBegan{place, estimate.range, estimate.samples});
    }
}

void withdraw_offers(EventWriter& events, const Workspace& workspace, AgentId id,
                     const std::string& reason) {
    const auto& agent = workspace.agents.at(id);
    for (auto conversation : agent.offered) {
        events.add(conversation, OfferEnded{.agent = id,
                                            .agent_name = agent.display_name,
                                            .outcome = OfferOutcome::withdrawn,
                                            .reason = reason});
        const auto& hand_over = workspace.find(conversation)->routing.hand_over;
        if (hand_over && hand_over->agent) events.add(conversation, TransferEnded{reason});
    }
}

}  // namespace usher::core
