// Goal: whatever customers and agents do in whatever order, the invariants of a workspace hold.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "tests/property/core/random_story.hpp"

namespace usher::test {
namespace {

RC_GTEST_PROP(Workspace, AConversationHasOnePlaceAndIndexesAgree, ()) {
    Story story;
    play_random(story);
    const auto& state = story.play.workspace();
    std::size_t waiting = 0, held = 0;
    for (const auto& [id, queue] : state.queues) waiting += queue.waiting.size();
    for (const auto& [id, agent] : state.agents) held += agent.holding.size();
    std::size_t open = 0;
    for (const auto& [id, conversation] : state.conversations) {
        open += conversation.open();
        if (conversation.waiting()) {
            RC_ASSERT(state.queues.at(conversation.queue).waiting.contains(waiting_place(conversation)));
        } else if (conversation.open()) {
            RC_ASSERT(state.agents.at(conversation.assignee).holding.contains(id));
        }
        for (const auto& clock : {conversation.first_response, conversation.next_response}) {
            const bool listed = state.clock_deadlines.contains({clock.due, id});
            if (clock.state == core::ClockState::running) RC_ASSERT(listed);
        }
    }
    RC_ASSERT(open == waiting + held);
}

RC_GTEST_PROP(Workspace, RoutingNeverExceedsCapacity, ()) {
    Story story;
    play_random(story);
    core::Workspace state;
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            const auto* assigned = std::get_if<core::ConversationAssigned>(&event.body);
            if (assigned != nullptr && event.actor.role == core::Role::system) {
                const auto& agent = *state.find(assigned->agent);
                RC_ASSERT(agent.effective() == core::Presence::online);
                RC_ASSERT(agent.load() < agent.capacity);
            }
            core::apply(state, event);
        }
    }
}

RC_GTEST_PROP(Workspace, ABreachIsAnnouncedOncePerClock, ()) {
    Story story;
    play_random(story);
    std::set<std::tuple<ConversationId, core::SlaTarget, std::uint32_t>> breached;
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            const auto* stopped = std::get_if<core::SlaClockStopped>(&event.body);
            if (stopped == nullptr || stopped->clock.state != core::ClockState::missed) continue;
            RC_ASSERT(stopped->clock.breached == stopped->clock.due);
            if (stopped->clock.open()) {
                RC_ASSERT(breached
                              .insert({event.conversation, stopped->clock.target, stopped->clock.cycle})
                              .second);
            }
        }
    }
}

RC_GTEST_PROP(Workspace, TheLogSurvivesBeingStoredAndReplayed, ()) {
    Story story;
    play_random(story);
    core::Workspace replayed;
    for (const auto& entry : story.play.log()) {
        const auto read = wire::decode_log_entry(wire::encode_log_entry(entry));
        RC_ASSERT(read.has_value());
        core::apply(replayed, *read);
    }
    const auto& live = story.play.workspace();
    RC_ASSERT(replayed.version == live.version);
    for (const auto& [id, conversation] : live.conversations) {
        const auto& other = *replayed.find(id);
        RC_ASSERT(other.seq == conversation.seq);
        RC_ASSERT(other.assignee == conversation.assignee);
        RC_ASSERT(other.open() == conversation.open());
        RC_ASSERT(other.first_response.state == conversation.first_response.state);
        RC_ASSERT(other.next_response.cycle == conversation.next_response.cycle);
    }
}

RC_GTEST_PROP(Workspace, ARepeatedCommandChangesNothing, ()) {
    Story story;
    play_random(story);
    story.customer_writes("c1", "the same", "same-id");
    const auto events = story.count<core::MessageAdded>();
    const auto times = *rc::gen::inRange(1, 5);
    for (int i = 0; i < times; ++i) story.customer_writes("c1", "the same", "same-id");
    RC_ASSERT(story.count<core::MessageAdded>() == events);
}

}  // namespace
}  // namespace usher::test
