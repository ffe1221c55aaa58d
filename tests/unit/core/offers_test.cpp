// Goal: work is offered to one person at a time who can do it, and comes back in its old place when
// he does not.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::Presence;

/// A queue that asks first, and three agents who serve it.
class Offers : public ::testing::Test {
  protected:
    Offers() {
        rules.offer_timeout = 20s;
        define();
        for (const char* name : {"Anna", "Ben", "Lea"}) story.hire(name);
    }
    void define() { story.route(story.support, rules); }
    const core::RoutingState& routing(const std::string& customer) {
        return story.conversation(customer).routing;
    }
    std::string asked(const std::string& customer) {
        const auto& offer = routing(customer).offer;
        return offer ? story.play.workspace().find(offer->agent)->display_name : "";
    }
    const core::LogEntry& accept(const std::string& agent, const std::string& customer) {
        return story.as(agent, core::AcceptOffer{story.conversation(customer).id, 0});
    }
    const core::LogEntry& decline(const std::string& agent, const std::string& customer) {
        return story.as(agent, core::DeclineOffer{story.conversation(customer).id, 0, "busy"});
    }
    const core::Agent& agent(const std::string& name) {
        return *story.play.workspace().find(story.agents[name]);
    }

    Story story;
    core::QueueRouting rules;
};

TEST_F(Offers, AnOfferReservesTheAgentAndTheConversation) {
    story.online("Anna", 4);
    story.play.submit(
        core::Actor::system(),
        core::RegisterAgent{
            {story.agents["Anna"], "Anna", "a@test", core::AgentRole::agent, 1, {story.support}}});
    story.customer_writes("Mia", "hello");
    story.customer_writes("Tom", "hello");
    EXPECT_EQ(asked("Mia"), "Anna");
    EXPECT_EQ(asked("Tom"), "") << "her one place is reserved while she is asked";
    EXPECT_EQ(story.assignee("Mia"), "");
    accept("Anna", "Mia");
    EXPECT_EQ(story.assignee("Mia"), "Anna");
    EXPECT_EQ(agent("Anna").load(), 1u);
    EXPECT_TRUE(agent("Anna").offered.empty());
}

TEST_F(Offers, WhatIsDeclinedGoesOnWithItsAgeAndNotToTheSameAgain) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.play.pass(5s);
    story.online("Ben");
    decline("Anna", "Mia");
    EXPECT_EQ(asked("Mia"), "Ben");
    EXPECT_EQ(story.conversation("Mia").queued, Story::kStart);
    decline("Ben", "Mia");
    EXPECT_EQ(asked("Mia"), "") << "both were asked";
    story.play.pass(rules.retry_after);
    EXPECT_NE(asked("Mia"), "") << "a new round";
}

TEST_F(Offers, NobodyIsAskedAnewWhileSomebodyWasNotAskedYet) {
    story.online("Anna");
    story.online("Ben");
    story.as("Ben", core::SetPresence{Presence::away});
    story.customer_writes("Mia", "hello");
    decline("Anna", "Mia");
    story.play.pass(30s);
    for (int i = 0; i < 4; ++i) story.customer_writes("b" + std::to_string(i), "hello");
    // Ben is back, and full at once with what came meanwhile: asked for four others.
    story.as("Ben", core::SetPresence{Presence::online});
    EXPECT_EQ(asked("Mia"), "Ben") << "the oldest comes first";
}

TEST_F(Offers, WhoMissesTooManyStopsAndIsToldWhy) {
    story.online("Anna");
    for (const char* name : {"Mia", "Tom", "Ida"}) story.customer_writes(name, "hello");
    story.play.pass(21s);
    EXPECT_FALSE(agent("Anna").accepting);
    EXPECT_EQ(agent("Anna").not_accepting, "missed 3 offers");
    EXPECT_TRUE(agent("Anna").offered.empty());
    story.play.pass(5min);
    EXPECT_EQ(asked("Mia"), "");
    story.as("Anna", core::SetPresence{Presence::online});
    EXPECT_TRUE(agent("Anna").accepting);
    EXPECT_EQ(asked("Mia"), "Anna");
}

TEST_F(Offers, WhoGoesAwayIsNotAskedAnyMore) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.as("Anna", core::SetPresence{Presence::away});
    EXPECT_EQ(asked("Mia"), "");
    story.online("Ben");
    EXPECT_EQ(asked("Mia"), "Ben");
}

TEST_F(Offers, ALateYesIsToldWhatHappened) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.play.pass(21s);
    EXPECT_EQ(Story::rejection(accept("Anna", "Mia")), "offer_over");
    story.online("Ben");
    accept("Ben", "Mia");
    EXPECT_EQ(Story::rejection(accept("Anna", "Mia")), "already_taken");
    EXPECT_TRUE(
        std::holds_alternative<core::Unchanged>(accept("Ben", "Mia").outcomes.back().result));
}

TEST_F(Offers, OnlyWhoIsAskedAnswersTheOffer) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.online("Ben");
    EXPECT_EQ(Story::rejection(accept("Ben", "Mia")), "offer_over");
    EXPECT_EQ(Story::rejection(decline("Ben", "Mia")), "offer_over");
    EXPECT_EQ(
        Story::rejection(story.as(
            "Ben", core::AssignConversation{story.conversation("Mia").id, story.agents["Ben"]})),
        "already_taken");
    EXPECT_EQ(asked("Mia"), "Anna");
}

TEST_F(Offers, AWarmTransferStaysWithItsOwnerUntilSomebodyHasIt) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    accept("Anna", "Mia");
    story.online("Ben");
    core::TransferConversation transfer;
    transfer.conversation = story.conversation("Mia").id;
    transfer.agent = story.agents["Ben"];
    transfer.warm = true;
    transfer.packet = {"knows the product", "the lamp flickers", "another bulb", "a call today",
                       "none"};
    story.as("Anna", transfer);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
    EXPECT_EQ(asked("Mia"), "Ben");
    decline("Ben", "Mia");
    EXPECT_EQ(story.assignee("Mia"), "Anna") << "and stays hers";
    EXPECT_FALSE(routing("Mia").hand_over);
    story.as("Anna", transfer);
    accept("Ben", "Mia");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
    EXPECT_EQ(agent("Anna").load(), 0u);
}

TEST_F(Offers, AWarmTransferToAQueueNeverComesBackToItsOwner) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    accept("Anna", "Mia");
    core::TransferConversation transfer{
        story.conversation("Mia").id, story.sales, {}, "wants ten", true, {}};
    story.as("Anna", transfer);
    EXPECT_EQ(story.assignee("Mia"), "Anna") << "nobody else serves Sales now";
    story.online("Ben");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
    EXPECT_EQ(story.conversation("Mia").queue, story.sales);
}

TEST_F(Offers, WhatAnAgentPassesOnDoesNotKeepHimFromWhatStandsBehindIt) {
    story.promote("Lea", core::AgentRole::supervisor);
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    accept("Anna", "Mia");
    story.as("Anna", core::SetPresence{Presence::away});
    story.play.pass(1s);
    story.customer_writes("Tom", "hello");
    for (const char* who : {"Mia", "Tom"}) {
        story.as("Lea", core::TransferConversation{
                            story.conversation(who).id, story.sales, {}, "", true, {}});
    }
    story.as("Anna", core::SetPresence{Presence::online});
    EXPECT_EQ(story.assignee("Tom"), "Anna");
    EXPECT_EQ(story.conversation("Mia").routing.hand_over->queue, story.sales);
}

TEST_F(Offers, ATransferMayBeTakenBack) {
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    accept("Anna", "Mia");
    const auto id = story.conversation("Mia").id;
    story.as("Anna", core::TransferConversation{id, story.sales, {}, "", true, {}});
    story.as("Anna", core::CancelTransfer{id});
    story.online("Ben");
    EXPECT_EQ(story.assignee("Mia"), "Anna");
    EXPECT_TRUE(story.play.workspace().queues.at(story.sales).waiting.empty());
}

TEST_F(Offers, AfterTooManyTransfersASupervisorDecides) {
    story.online("Anna");
    story.online("Ben");
    story.promote("Lea", core::AgentRole::supervisor);
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    story.as("Lea", core::AssignConversation{id, story.agents["Anna"]});
    for (int i = 0; i < 5; ++i) {
        const auto* from = i % 2 == 0 ? "Anna" : "Ben";
        const auto* to = i % 2 == 0 ? "Ben" : "Anna";
        story.as(from, core::TransferConversation{id, {}, story.agents[to], "", false, {}});
        EXPECT_EQ(story.assignee("Mia"), to);
    }
    core::TransferConversation once_more{id, {}, story.agents["Anna"], "", false, {}};
    EXPECT_EQ(Story::rejection(story.as("Ben", once_more)), "forbidden");
    story.as("Lea", once_more);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

}  // namespace
}  // namespace usher::test
