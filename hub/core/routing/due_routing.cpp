// What becomes of a conversation in its line when time passes.
#include <fmt/format.h>

#include "hub/core/routing/assign.hpp"
#include "hub/core/routing/choose.hpp"
#include "hub/core/routing/demand.hpp"

namespace usher::core {
namespace {

const QueueRouting& rules_of(const Workspace& workspace, QueueId id) {
    static const QueueRouting usual;
    auto queue = workspace.queues.find(id);
    return queue == workspace.queues.end() ? usual : queue->second.routing;
}

std::string name_of(const Workspace& workspace, QueueId id) {
    auto queue = workspace.queues.find(id);
    return queue == workspace.queues.end() ? "its queue" : queue->second.definition.name;
}

void offer_ran_out(EventWriter& events, const Workspace& workspace,
                   const Conversation& conversation) {
    const auto& offer = *conversation.routing.offer;
    const auto& agent = workspace.agents.at(offer.agent);
    const auto& rules = rules_of(workspace, conversation.line());
    events.add(conversation.id, OfferEnded{.agent = agent.id,
                                           .agent_name = agent.display_name,
                                           .outcome = OfferOutcome::timed_out,
                                           .reason = "not answered in time",
                                           .retry_after = rules.retry_after});
    const auto& hand_over = conversation.routing.hand_over;
    if (hand_over && hand_over->agent) {
        events.add(conversation.id, TransferEnded{agent.display_name + " did not answer"});
    }
    const auto misses = agent.misses + 1;
    if (!agent.accepting || rules.misses_max == 0 || misses < rules.misses_max) return;
    events.add(AgentAcceptingChanged{agent.id, false, fmt::format("missed {} offers", misses)});
}

void next_round(EventWriter& events, const Workspace& workspace, const Conversation& conversation,
                Timestamp now) {
    const auto again = now + std::max(rules_of(workspace, conversation.line()).retry_after,
                                      std::chrono::seconds(1));
    const bool not_exhausted = somebody_untried(workspace, conversation);
    events.add(conversation.id, RoundEnded{not_exhausted ? again : Timestamp{}});
}

void overflow(EventWriter& events, const Workspace& workspace, const Conversation& conversation) {
    const auto& routing = conversation.routing;
    const auto from = conversation.line(), to = routing.plan.overflow;
    const bool been_there =
        to == from || std::ranges::find(routing.visited, to) != routing.visited.end();
    if (been_there || conversation.assignee || !workspace.queues.contains(to)) {
        events.add(conversation.id, OverflowEnded{from});
        return;
    }
    events.add(conversation.id,
               ConversationQueued{.queue = to,
                                  .reason = "waited too long in " + name_of(workspace, from),
                                  .not_to = {},
                                  .overflow = true});
}

}  // namespace

void add_due_routing(EventWriter& events, const Workspace& workspace, Timestamp now) {
    if (workspace.routing_deadlines.empty()) return;
    const auto& [due, id] = *workspace.routing_deadlines.begin();
    if (due > now) return;
    const auto& conversation = *workspace.find(id);
    const auto& routing = conversation.routing;
    if (routing.offer) return offer_ran_out(events, workspace, conversation);
    if (due == routing.relax_at) {
        return events.add(id, RequirementRelaxed{next_to_relax(routing)});
    }
    if (due == routing.plan.overflow_at) return overflow(events, workspace, conversation);
    next_round(events, workspace, conversation, now);
}

}  // namespace usher::core
