// Goal: whatever people do and however a company set routing up, nobody is overloaded, nobody is
// asked twice at once, nobody waits while somebody could help, and a log replayed is the same day
// again.
//
// 500 random days each; USHER_ROUTING_RUNS says how many otherwise.
#include <cstdlib>

#include "hub/core/apply.hpp"
#include "hub/core/routing/choose.hpp"
#include "hub/core/routing/demand.hpp"
#include "hub/wire/codec.hpp"
#include "tests/property/core/routing_day.hpp"
#include "tests/support/state_text.hpp"

namespace usher::test {
namespace {

int runs() {
    const char* wanted = std::getenv("USHER_ROUTING_RUNS");
    return wanted != nullptr ? std::atoi(wanted) : 500;
}

/// As many days as are wanted, whatever rapidcheck's own default is.
template <class Property>
void check(const char* what, Property property) {
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.maxSuccess = runs();
    rc::detail::TestMetadata metadata;
    metadata.id = metadata.description = what;
    const auto result = rc::detail::checkTestable(property, metadata, params);
    std::ostringstream why;
    rc::detail::printResultMessage(result, why);
    EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << why.str();
}

core::Units weight_of(const core::Agent& agent, const std::string& channel) {
    const auto* weight = agent.weight_of(channel);
    return weight != nullptr ? weight->weight : core::kOneConversation;
}

/// What routing itself gave or offered never lifts an agent above his limits.
TEST(RoutingProperty, RoutingNeverExceedsACapacity) {
    check("capacity", [] {
        RoutingDay day;
        day.play();
        core::Workspace state;
        for (const auto& entry : day.story.play.log()) {
            for (const auto& event : entry.events) {
                const bool by_routing = event.actor.role == core::Role::system;
                AgentId to;
                if (const auto* e = std::get_if<core::ConversationAssigned>(&event.body))
                    to = e->agent;
                if (const auto* e = std::get_if<core::OfferMade>(&event.body)) to = e->agent;
                if (to && by_routing) {
                    const auto& agent = *state.find(to);
                    const auto& channel = state.find(event.conversation)->channel;
                    RC_ASSERT(agent.works());
                    RC_ASSERT(agent.units_used() + weight_of(agent, channel) <= agent.units());
                    RC_ASSERT(agent.has_room(channel));
                }
                core::apply(state, event);
            }
        }
    });
}

/// One live offer or one owner, and the books of agents and lines agree with the conversations.
TEST(RoutingProperty, AConversationHasOneLiveOfferOrOwner) {
    check("one offer or owner", [] {
        RoutingDay day;
        day.play();
        const auto& state = day.story.play.workspace();
        std::map<ConversationId, int> held, asked;
        for (const auto& [id, agent] : state.agents) {
            for (auto conversation : agent.holding) {
                ++held[conversation];
                RC_ASSERT(state.find(conversation)->assignee == id);
            }
            for (auto conversation : agent.offered) {
                ++asked[conversation];
                RC_ASSERT(state.find(conversation)->routing.offer->agent == id);
            }
            core::Units used = 0;
            for (const auto& [channel, count] : agent.channels)
                used += count * weight_of(agent, channel);
            RC_ASSERT(used == agent.units_used());
        }
        for (const auto& [id, conversation] : state.conversations) {
            RC_ASSERT(held[id] == (conversation.open() && conversation.assignee ? 1 : 0));
            RC_ASSERT(asked[id] == (conversation.routing.offer ? 1 : 0));
            if (!conversation.open()) RC_ASSERT(!conversation.routing.offer);
            // Only a warm transfer has an owner while somebody else is asked.
            if (conversation.routing.offer && conversation.assignee)
                RC_ASSERT(conversation.routing.hand_over.has_value());
            if (!conversation.in_line()) continue;
            RC_ASSERT(
                state.queues.at(conversation.line()).waiting.contains(waiting_place(conversation)));
        }
    });
}

/// Once everything due was done, no agent with room meets what anybody waits for.
TEST(RoutingProperty, NobodyWaitsWhileSomebodyCouldHelp) {
    check("no idle capacity", [] {
        RoutingDay day;
        day.play();
        const auto& state = day.story.play.workspace();
        for (const auto& [id, conversation] : state.conversations) {
            if (!conversation.in_line() || conversation.routing.offer) continue;
            const auto demand = core::demand_of(conversation);
            for (const auto& [agent_id, agent] : state.agents) {
                if (!agent.works() || !agent.serves(conversation.line())) continue;
                if (agent_id == conversation.assignee || agent.units_used() >= agent.units())
                    continue;
                RC_ASSERT(!core::meets(agent, demand));
            }
        }
    });
}

/// The ceiling: nobody is passed, for the same agent's place in the same queue, by who came more
/// than the largest head start (here 10 minutes) after him and needs no more.
TEST(RoutingProperty, NobodyIsPassedBeyondTheCeiling) {
    check("ceiling", [] {
        RoutingDay day;
        day.play();
        core::Workspace state;
        for (const auto& entry : day.story.play.log()) {
            for (const auto& event : entry.events) {
                const auto* offered = std::get_if<core::OfferMade>(&event.body);
                const auto* assigned = std::get_if<core::ConversationAssigned>(&event.body);
                const bool by_routing = event.actor.role == core::Role::system;
                if (by_routing && (offered != nullptr || assigned != nullptr)) {
                    const auto& served = *state.find(event.conversation);
                    const auto& agent =
                        *state.find(offered != nullptr ? offered->agent : assigned->agent);
                    for (const auto& place : state.queues.at(served.line()).waiting) {
                        const auto& other = *state.find(place.conversation);
                        if (other.routing.offer || other.assignee == agent.id) continue;
                        if (!core::meets(agent, core::demand_of(other))) continue;
                        RC_ASSERT(served.queued <= other.queued + 600s);
                        RC_ASSERT(waiting_place(served) <= place);
                    }
                }
                core::apply(state, event);
            }
        }
    });
}

/// A copy of the state from any entry on, through the bytes of the log and of a snapshot, decides
/// the same.
TEST(RoutingProperty, AReplayedDayIsTheSameDay) {
    check("replay", [] {
        RoutingDay day;
        day.play();
        const auto& log = day.story.play.log();
        core::Workspace state;
        const auto split = *rc::gen::inRange<std::size_t>(0, log.size() + 1);
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (i == split) {
                auto loaded = wire::decode_snapshot(wire::encode_snapshot(state, "e", "c", {}));
                RC_ASSERT(loaded.has_value());
                state = std::move(loaded->workspace);
            }
            auto read = wire::decode_log_entry(wire::encode_log_entry(log[i]));
            RC_ASSERT(read.has_value());
            core::apply(state, *read);
        }
        RC_ASSERT(state_text(state) == state_text(day.story.play.workspace()));
        // Looking at everything once more, as a new engine does, finds nothing that was overlooked.
        auto fresh = wire::decode_snapshot(wire::encode_snapshot(state, "e", "c", {}));
        RC_ASSERT(fresh.has_value());
        RC_ASSERT(core::advance(fresh->workspace, day.story.play.now()).empty());
    });
}

}  // namespace
}  // namespace usher::test
