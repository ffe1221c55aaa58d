// Goal: what went wrong with routing in other systems, by the number of its report, does not happen
// here.
#include <algorithm>

#include "hub/core/views/customer_view.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

std::string name(int i) {
    return "c" + std::to_string(i);
}

std::size_t active(const Story& story) {
    std::size_t sum = 0;
    for (const auto& [id, agent] : story.play.workspace().agents) {
        sum += agent.holding.size() + agent.offered.size();
    }
    return sum;
}

TEST(KnownRaces, RC18217_ManyArrivalsAtOnceNeverExceedTheLimits) {
    Story story;
    for (const char* agent : {"A", "B", "C", "D", "E"}) story.online(agent, 3);
    for (int i = 0; i < 500; ++i) {
        story.customer_writes(name(i), "hello");
        ASSERT_LE(active(story), 15u);
    }
    EXPECT_EQ(active(story), 15u);
}

TEST(KnownRaces, RC35722_AllLimitsHoldTogether) {
    Story story;
    story.online("Anna", 5);
    core::AgentRouting routing;
    routing.channels = {{"web", 1000, 2}};
    story.equip("Anna", routing);
    for (int i = 0; i < 9; ++i) story.customer_writes(name(i), "hello");
    EXPECT_EQ(active(story), 2u) << "the channel's limit within the agent's";
    routing.channels = {{"web", 1000, 9}};
    story.equip("Anna", routing);
    EXPECT_EQ(active(story), 5u) << "the agent's within the channel's";
}

TEST(KnownRaces, RCLockedAt_FazerAi359_TheSecondTakerIsToldWhoHasIt) {
    Story story;
    for (const char* agent : {"Anna", "Ben"}) {
        story.online(agent);
        story.as(agent, core::SetPresence{core::Presence::away});
    }
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    story.as("Anna", core::AssignConversation{id, story.agents["Anna"]});
    const auto& second = story.as("Ben", core::AssignConversation{id, story.agents["Ben"]});
    ASSERT_EQ(Story::rejection(second), "already_taken");
    EXPECT_NE(std::get<core::Rejection>(second.outcomes[0].result).text.find("Anna"),
              std::string::npos);
}

TEST(KnownRaces, CW10583_CW10376_CW10685_WhoWaitsIsNeverPassedByWhoComesLater) {
    Story story;
    story.online("Anna", 1);
    for (int i = 0; i < 20; ++i) {
        story.customer_writes(name(i), "hello");
        story.play.pass(1s);
    }
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(story.assignee(name(i)), "Anna") << i;
        story.customer_writes("new" + std::to_string(i), "hello");
        story.as("Anna", core::ResolveConversation{story.conversation(name(i)).id});
    }
    EXPECT_EQ(story.assignee("new0"), "Anna");
}

TEST(KnownRaces, CW11034_EqualAgentsAreFilledEqually) {
    for (const auto choice : {core::AgentChoice::least_loaded, core::AgentChoice::longest_idle}) {
        Story story;
        core::QueueRouting rules;
        rules.choice = choice;
        story.route(story.support, rules);
        for (const char* agent : {"A", "B", "C", "D"}) story.online(agent, 10);
        for (int i = 0; i < 30; ++i) {
            story.customer_writes(name(i), "hello");
            std::size_t least = 99, most = 0;
            for (const auto& [id, agent] : story.play.workspace().agents) {
                least = std::min(least, agent.load());
                most = std::max(most, agent.load());
            }
            ASSERT_LE(most - least, 1u);
        }
    }
}

TEST(KnownRaces, CW4158_CW9587_AReturningCustomerIsNotStuckWithWhoIsGone) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    story.connect("Anna", false);
    story.play.pass(1min);
    story.online("Ben");
    story.customer_writes("Mia", "and another thing");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
}

TEST(KnownRaces, LHC1260_FreedCapacityIsGivenOutInTheOrderOfTheLine) {
    Story story;
    for (int i = 0; i < 6; ++i) story.customer_writes(name(i), "hello");
    // Whoever looks at the line, in whatever order, changes nothing; one who works drains it.
    for (int i = 5; i >= 0; --i) story.customer_writes(name(i), "still here");
    story.online("Anna", 3);
    for (int i = 0; i < 6; ++i) EXPECT_EQ(story.assignee(name(i)), i < 3 ? "Anna" : "") << i;
}

TEST(KnownRaces, LHC1073_LHC1036_ATimeOutIsOneOfferToSomebodyElse) {
    Story story;
    core::QueueRouting rules;
    rules.offer_timeout = 20s;
    story.route(story.support, rules);
    story.online("Anna");
    story.online("Ben");
    story.customer_writes("Mia", "hello");
    EXPECT_EQ(story.count<core::OfferMade>(), 1u);
    for (int i = 0; i < 200; ++i) story.play.pass(100ms);
    story.play.pass(1s);
    EXPECT_EQ(story.count<core::OfferEnded>(), 1u);
    EXPECT_EQ(story.count<core::OfferMade>(), 2u);
    EXPECT_EQ(story.conversation("Mia").routing.offers, 2u);
}

TEST(KnownRaces, LHC1337_PickingNeedsPermissionAndCounts) {
    Story story;
    core::QueueRouting rules;
    rules.manual_pick = false;
    story.route(story.support, rules);
    story.online("Anna", 1);
    story.promote("Anna", core::AgentRole::agent);  // room for four
    story.hire("Lea", 4, core::AgentRole::supervisor);
    for (int i = 0; i < 6; ++i) story.customer_writes(name(i), "hello");
    const auto last = story.conversation(name(5)).id;
    core::AssignConversation pick{last, story.agents["Anna"]};
    EXPECT_EQ(Story::rejection(story.as("Anna", pick)), "forbidden");
    story.as("Lea", pick);
    EXPECT_EQ(active(story), 5u) << "four from the line, and the picked one";
    bool flagged = false;
    for (const auto& event : story.play.log().back().events) {
        const auto* assigned = std::get_if<core::ConversationAssigned>(&event.body);
        flagged = flagged || (assigned != nullptr && assigned->over_limit);
    }
    EXPECT_TRUE(flagged);
    story.as("Anna", core::ResolveConversation{story.conversation(name(0)).id});
    EXPECT_EQ(story.assignee(name(4)), "") << "the picked one takes the place";
}

TEST(KnownRaces, LHCNumberInQueue_APlaceIsTheTrueRank) {
    Story story;
    story.define(core::DefineTiers{{{{"gold", 600s}}}});
    story.hire("Lea", 4, core::AgentRole::supervisor);
    const auto place = [&](const std::string& customer) {
        return place_in_queue(story.play.workspace(), story.conversation(customer));
    };
    story.customer_writes("first", "hello");
    story.customer_writes("second", "hello");
    EXPECT_EQ(place("second"), 2u);
    story.customer_writes("gold", "hello");
    core::Classification tier;
    tier.tier = "gold";
    story.as("Lea", core::ClassifyConversation{story.conversation("gold").id, tier});
    EXPECT_EQ(place("gold"), 1u);
    EXPECT_EQ(place("first"), 2u);
    EXPECT_EQ(place("second"), 3u);
}

TEST(KnownRaces, RC22105_RC23642_RC18029_RC18200_ASupervisorCanAlwaysCloseAndMove) {
    Story story;
    core::QueueRouting rules;
    rules.offer_timeout = 20s;
    rules.needs = {{"nobody has this", 1, true}};
    story.route(story.support, rules);
    story.online("Anna");
    story.online("Lea", 4, core::AgentRole::supervisor);
    for (const char* who : {"Mia", "Tom"}) story.customer_writes(who, "hello");
    EXPECT_EQ(story.assignee("Mia"), "");
    story.as("Lea", core::ResolveConversation{story.conversation("Mia").id});
    EXPECT_FALSE(story.conversation("Mia").open());
    story.as("Lea", core::TransferConversation{
                        story.conversation("Tom").id, story.sales, {}, "", false, {}});
    EXPECT_NE(story.assignee("Tom"), "");
}

TEST(KnownRaces, RC22505_WhatAnAgentLosesGoesBackIntoItsOwnQueue) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.connect("Anna", false);
    story.play.pass(1min);
    EXPECT_EQ(story.conversation("Mia").queue, story.support);
    EXPECT_EQ(story.conversation("Mia").queued, Story::kStart);
    story.online("Ben");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
}

TEST(KnownRaces, RC27946_ATransferCarriesItsWholeContext) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    core::TransferConversation transfer{
        story.conversation("Mia").id, story.sales, {}, "note", false, {}};
    transfer.packet = {"wants ten", "office lamps", "the shop page", "an offer today",
                       "by order number"};
    const auto& entry = story.as("Anna", transfer);
    const auto& event = std::get<core::ConversationTransferred>(entry.events.front().body);
    EXPECT_EQ(event.packet, transfer.packet);
    EXPECT_EQ(event.note, "note");
}

TEST(KnownRaces, ZA4970_WhoWritesWhileNobodyIsThereIsAccepted) {
    Story story;
    const auto& entry = story.customer_writes("Mia", "is anybody there?");
    EXPECT_EQ(Story::rejection(entry), "");
    EXPECT_TRUE(story.conversation("Mia").waiting());
    EXPECT_NE(story.conversation("Mia").first_response.due, Timestamp{}) << "and an answer is owed";
}

TEST(KnownRaces, Libredesk568_WhoIsAwayIsNotInThePool) {
    Story story;
    for (const auto presence : {core::Presence::away, core::Presence::offline}) {
        story.online("Anna");
        story.as("Anna", core::SetPresence{presence});
        story.customer_writes("c" + std::to_string(static_cast<int>(presence)), "hello");
        EXPECT_EQ(active(story), 0u);
    }
    story.as("Anna", core::SetPresence{core::Presence::online});
    EXPECT_EQ(active(story), 2u);
}

TEST(KnownRaces, LibredeskAutoassigner_WhatMovedOnIsNotAcceptedFromItsOldQueue) {
    Story story;
    core::QueueRouting rules;
    rules.offer_timeout = 20s;
    story.route(story.support, rules);
    story.online("Anna");
    story.hire("Lea", 4, core::AgentRole::supervisor);
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    const auto number = story.conversation("Mia").routing.offer->number;
    const auto back = story.queue("Back office", 15min, 30min);
    story.as("Lea", core::TransferConversation{id, back, {}, "", false, {}});
    EXPECT_EQ(Story::rejection(story.as("Anna", core::AcceptOffer{id, number})), "offer_over");
    EXPECT_EQ(story.assignee("Mia"), "");
}

}  // namespace
}  // namespace usher::test
