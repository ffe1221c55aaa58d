// Goal: what waits goes to the right agent, never above his capacity, and never to two at once.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

TEST(Assignment, AConversationGoesToTheLeastBusyAgent) {
    Story story;
    story.online("Anna");
    story.online("Ben");
    story.customer_writes("c1", "hello");
    story.customer_writes("c2", "hello");
    EXPECT_NE(story.assignee("c1"), story.assignee("c2"));
}

TEST(Assignment, NobodyGetsMoreThanHisCapacity) {
    Story story;
    story.online("Anna", 2);
    story.online("Ben", 1);
    for (int i = 0; i < 10; ++i) story.customer_writes("c" + std::to_string(i), "hello");
    EXPECT_EQ(story.play.workspace().find(story.agents["Anna"])->load(), 2U);
    EXPECT_EQ(story.play.workspace().find(story.agents["Ben"])->load(), 1U);
    EXPECT_EQ(story.play.workspace().queues.at(story.support).waiting.size(), 7U);
}

TEST(Assignment, FreedCapacityGoesToWhoWaitsLongest) {
    Story story;
    story.online("Anna", 1);
    story.customer_writes("first", "hello");
    story.customer_writes("second", "hello");
    story.play.pass(1s);
    story.customer_writes("third", "hello");
    story.as("Anna", core::ResolveConversation{story.conversation("first").id});
    EXPECT_EQ(story.assignee("second"), "Anna");
    EXPECT_EQ(story.assignee("third"), "");
}

TEST(Assignment, WhoCameFirstInTheSameMillisecondIsServedFirst) {
    Story story;
    const auto name = [](int i) { return "c" + std::to_string(i); };
    for (int i = 0; i < 20; ++i) story.customer_writes(name(i), "hello");
    story.online("Anna", 10);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(story.assignee(name(i)), i < 10 ? "Anna" : "") << i;
}

TEST(Assignment, AwayAgentsGetNothingNewAndKeepWhatTheyHave) {
    Story story;
    story.online("Anna");
    story.customer_writes("c1", "hello");
    story.as("Anna", core::SetPresence{core::Presence::away});
    story.customer_writes("c2", "hello");
    EXPECT_EQ(story.assignee("c1"), "Anna");
    EXPECT_EQ(story.assignee("c2"), "");
    story.as("Anna", core::SetPresence{core::Presence::online});
    EXPECT_EQ(story.assignee("c2"), "Anna") << "coming back drains the queue";
}

TEST(Assignment, SecondTakerIsToldWhoHasIt) {
    Story story;
    story.hire("Anna");
    story.hire("Ben");
    story.connect("Anna", true);
    story.connect("Ben", true);
    story.as("Anna", core::SetPresence{core::Presence::away});
    story.as("Ben", core::SetPresence{core::Presence::away});
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    story.as("Anna", core::AssignConversation{id, story.agents["Anna"]});
    const auto& second = story.as("Ben", core::AssignConversation{id, story.agents["Ben"]});
    EXPECT_EQ(Story::rejection(second), "already_taken");
    EXPECT_NE(std::get<core::Rejection>(second.outcomes[0].result).text.find("Anna"),
              std::string::npos);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

TEST(Assignment, TakingIsAllowedAboveCapacity) {
    Story story;
    story.online("Anna", 1);
    story.customer_writes("c1", "hello");
    story.customer_writes("c2", "hello");
    story.as("Anna", core::AssignConversation{story.conversation("c2").id, story.agents["Anna"]});
    EXPECT_EQ(story.assignee("c2"), "Anna");
}

TEST(Assignment, OnlyTheOwnerOrASupervisorPassesItOn) {
    Story story;
    story.online("Anna");
    story.hire("Ben");
    story.hire("Lea", 4, core::AgentRole::supervisor);
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    core::TransferConversation to_sales{id, story.sales, {}, "wants to buy"};
    EXPECT_EQ(Story::rejection(story.as("Ben", to_sales)), "forbidden");
    story.as("Lea", core::AssignConversation{id, story.agents["Ben"]});
    EXPECT_EQ(story.assignee("Mia"), "Ben");
}

TEST(Assignment, TransferToAQueueKeepsTheAgeAndTheClock) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "I want to buy ten");
    const auto due = story.conversation("Mia").first_response.due;
    story.as("Anna", core::SetPresence{core::Presence::away});
    story.play.pass(2min);
    story.as("Anna", core::TransferConversation{story.conversation("Mia").id, story.sales, {}, "ten"});
    EXPECT_EQ(story.conversation("Mia").queue, story.sales);
    EXPECT_EQ(story.conversation("Mia").queued, Story::kStart);
    EXPECT_EQ(story.conversation("Mia").first_response.due, due);
}

TEST(Assignment, UnansweredConversationsOfALostAgentReturnAfterTheGrace) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.customer_writes("Tom", "hello");
    story.agent_writes("Anna", "Tom", "hi Tom");
    story.connect("Anna", false);
    story.play.pass(10s);
    EXPECT_EQ(story.assignee("Mia"), "Anna") << "a reload of the page changes nothing";
    story.play.pass(30s);
    EXPECT_EQ(story.assignee("Mia"), "");
    EXPECT_EQ(story.conversation("Mia").queued, Story::kStart) << "with its original age";
    EXPECT_EQ(story.assignee("Tom"), "Anna") << "an answered one stays";
}

TEST(Assignment, ReconnectingWithinTheGraceChangesNothing) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.connect("Anna", false);
    story.play.pass(10s);
    story.connect("Anna", true);
    story.play.pass(10min);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

TEST(Assignment, ARestartedHubForgetsItsConsoles) {
    Story story;
    story.online("Anna");
    story.play.submit(core::Actor::system(), core::ReportGatewayStarted{}, story.gateway);
    EXPECT_FALSE(story.play.workspace().find(story.agents["Anna"])->connected());
}

TEST(Assignment, ReplyingToAnUnassignedConversationTakesIt) {
    Story story;
    story.hire("Anna");
    story.connect("Anna", true);
    story.as("Anna", core::SetPresence{core::Presence::away});
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

}  // namespace
}  // namespace usher::test
