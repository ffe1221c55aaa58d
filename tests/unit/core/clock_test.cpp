// Goal: first-response and next-response clocks start, stop and breach exactly as rules S1, S2, S8, S15, S16 say.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::ClockState;

TEST(Clock, FirstResponseStartsWithTheFirstCustomerMessage) {
    Story story;
    story.play.pass(10s);
    story.customer_writes("Mia", "hello");
    const auto& clock = story.conversation("Mia").first_response;
    EXPECT_EQ(clock.state, ClockState::running);
    EXPECT_EQ(clock.started, Story::kStart + 10s);
    EXPECT_EQ(clock.due, Story::kStart + 10s + 15min);
}

TEST(Clock, ReplyAtTheDueInstantIsMet) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.play.pass(15min);
    story.agent_writes("Anna", "Mia", "here");
    EXPECT_EQ(story.conversation("Mia").first_response.state, ClockState::met);
}

TEST(Clock, ReplyAMomentAfterIsMissedAndBreachedAtTheDueInstant) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.play.pass(15min + 1ms);
    story.agent_writes("Anna", "Mia", "sorry");
    const auto& clock = story.conversation("Mia").first_response;
    EXPECT_EQ(clock.state, ClockState::missed);
    EXPECT_EQ(clock.breached, Story::kStart + 15min);
    EXPECT_EQ(clock.ended, Story::kStart + 15min + 1ms);
}

TEST(Clock, BreachIsRecordedOnceWithTheDueInstantHoweverLate) {
    Story story;
    story.customer_writes("Mia", "hello");
    story.play.pass(24h);
    story.play.pass(24h);
    EXPECT_EQ(story.count<core::SlaClockStopped>(), 1U);
    const auto& clock = story.conversation("Mia").first_response;
    EXPECT_EQ(clock.state, ClockState::missed);
    EXPECT_EQ(clock.breached, Story::kStart + 15min);
    EXPECT_TRUE(clock.open()) << "an answer is still owed";
}

TEST(Clock, FurtherCustomerMessagesNeverMoveTheClock) {
    Story story;
    story.customer_writes("Mia", "hello");
    story.play.pass(5min);
    story.customer_writes("Mia", "anybody?");
    EXPECT_EQ(story.conversation("Mia").first_response.due, Story::kStart + 15min);
    EXPECT_FALSE(story.conversation("Mia").next_response.exists())
        << "never armed while the first response is owed";
}

TEST(Clock, NextResponseRunsFromTheOldestUnansweredMessage) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.play.pass(1min);
    story.customer_writes("Mia", "one");
    story.play.pass(1min);
    story.customer_writes("Mia", "two");
    const auto& clock = story.conversation("Mia").next_response;
    EXPECT_EQ(clock.state, ClockState::running);
    EXPECT_EQ(clock.cycle, 1U);
    EXPECT_EQ(clock.due, Story::kStart + 1min + 30min);
    story.agent_writes("Anna", "Mia", "yes");
    EXPECT_EQ(story.conversation("Mia").next_response.state, ClockState::met);
    story.customer_writes("Mia", "three");
    EXPECT_EQ(story.conversation("Mia").next_response.cycle, 2U);
}

TEST(Clock, ResolvingWaivesWhatIsOwed) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.customer_writes("Mia", "thanks");
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    EXPECT_EQ(story.conversation("Mia").next_response.state, ClockState::waived);
    story.play.pass(24h);
    EXPECT_EQ(story.conversation("Mia").next_response.state, ClockState::waived);
}

TEST(Clock, ReopeningStartsANextResponseNeverAFirst) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    const auto first = story.conversation("Mia").first_response;
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    story.play.pass(1h);
    story.customer_writes("Mia", "again");
    EXPECT_EQ(story.conversation("Mia").first_response, first);
    EXPECT_EQ(story.conversation("Mia").next_response.due, story.play.now() + 30min);
}

TEST(Clock, AnAnswerOnItsWayAtTheDueInstantIsNotCalledLate) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    const auto sent = Story::kStart + 15min;
    story.play.pass(15min + 200ms);  // decided 200 ms after it was received
    core::SendMessage send;
    send.conversation = story.conversation("Mia").id;
    send.text = "just in time";
    story.play.submit({"late-decided", core::Actor::agent(story.agents["Anna"]), {}, sent, {}, send});
    EXPECT_EQ(story.conversation("Mia").first_response.state, ClockState::met);
    EXPECT_EQ(story.conversation("Mia").first_response.ended, sent);
}

TEST(Clock, TwoClocksDueAtTheSameInstantBothBreach) {
    Story story;
    story.customer_writes("Mia", "hello");
    story.customer_writes("Tom", "hello");
    story.play.pass(16min);
    EXPECT_EQ(story.conversation("Mia").first_response.state, ClockState::missed);
    EXPECT_EQ(story.conversation("Tom").first_response.state, ClockState::missed);
    EXPECT_TRUE(story.play.workspace().clock_deadlines.empty());
}

}  // namespace
}  // namespace usher::test
