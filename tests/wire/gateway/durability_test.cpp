// Goal: nobody is told "safe" before it is, nobody waits without an answer, and nothing happens
// twice: late decisions, streams that are away, repeated commands, a gateway that stops.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class DurabilityTest : public testing::Test {
  protected:
    static bool accepts(const v1::CustomerServerFrame& frame, const std::string& command_id) {
        return frame.has_accepted() && frame.accepted().command_ids(0) == command_id;
    }
    GatewayStage stage;
};

TEST_F(DurabilityTest, ADecisionThatIsLateIsAnnouncedAndComes) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    for (const auto& frame : ana.settled()) EXPECT_FALSE(frame.has_accepted());
    stage.stop_engine();
    const auto key = ana.say("is anybody there?");
    ana.await([&](const v1::CustomerServerFrame& frame) { return accepts(frame, key); });
    stage.start_engine();
    EXPECT_EQ(ana.event_of(key).event_key(), key);
}

TEST_F(DurabilityTest, ADecisionInTimeNeedsNoAcceptance) {
    stage.options.late_ack_after = std::chrono::milliseconds(5'000);
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto key = ana.say("hi");
    auto before = ana.next();
    while (before && !before->has_events()) {
        EXPECT_FALSE(before->has_accepted());
        before = ana.next();
    }
    EXPECT_EQ(stage.gateway().probe().late_acks.load(), 0u);
}

TEST_F(DurabilityTest, WhileTheStreamIsAwayEverybodyIsToldAtOnce) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    ana.say_and_see("one");
    stage.call([this] { stage.memory().set_mode(log::MemoryStreams::Mode::unavailable); });
    const auto key = ana.say("two");
    auto refused = ana.rejection_of(key);
    EXPECT_EQ(refused.code(), "unavailable");
    EXPECT_GT(refused.retry_after_ms(), 0u);
    EXPECT_EQ(ana.rejection_of(ana.say("three")).code(), "unavailable");
    stage.call([this] { stage.memory().set_mode(log::MemoryStreams::Mode::available); });
    stage.await(
        [this] { return stage.gateway().workspace(stage.workspace)->commands().available(); });
    EXPECT_EQ(ana.event_of(ana.say("two", key)).event_key(), key);
}

TEST_F(DurabilityTest, WhatWasAcknowledgedIsFedAgainWhenRedisLostEverything) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    // What the archive does not have is decided anew, though readers have seen it.
    stage.pause_archive(true);
    ana.say_and_see("before");
    stage.stop_engine();
    const auto key = ana.say("acknowledged, not decided");
    ana.await([&](const v1::CustomerServerFrame& frame) { return accepts(frame, key); });
    stage.call([this] {
        stage.memory().forget_everything();
        stage.memory().announce_new_server();
    });
    stage.drop_unwritten();
    stage.pause_archive(false);
    stage.start_engine();
    Customer again(stage.port());
    stage.await([this] {
        const auto& state = stage.gateway().workspace(stage.workspace)->state();
        return state.conversations.size() == 1 &&
               state.conversations.begin()->second.preview.text == "acknowledged, not decided";
    });
    EXPECT_GE(stage.gateway().probe().batches_fed_again.load(), 1u);
    EXPECT_NE(stage.gateway().workspace(stage.workspace)->epoch(), "1");
    // The same command once more is known, and the conversation goes on where it was.
    const auto welcome = again.hello_again(ana);
    EXPECT_TRUE(welcome.resync_required());
    EXPECT_EQ(again.event_of(again.say("acknowledged, not decided", key)).event_key(), key);
    EXPECT_EQ(stage.state().conversations.size(), 1u);
}

TEST_F(DurabilityTest, AnUnknownOutcomeIsRepeatedWithoutASecondEffect) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    stage.call([this] { stage.memory().set_mode(log::MemoryStreams::Mode::answers_lost); });
    const auto key = ana.say("two");
    EXPECT_EQ(ana.rejection_of(key).code(), "unavailable");
    stage.call([this] { stage.memory().set_mode(log::MemoryStreams::Mode::available); });
    stage.await(
        [this] { return stage.gateway().workspace(stage.workspace)->commands().available(); });
    Customer again(stage.port());
    again.hello_again(ana);
    again.say("two", key);
    again.event_of(key);
    std::size_t messages = 0;
    v1::CustomerFrame ask;
    ask.mutable_history()->set_conversation_id(first.conversation_id());
    again.send(ask);
    const auto page = again.await_kind(v1::CustomerServerFrame::kHistoryPage).history_page().page();
    for (const auto& event : page.events()) messages += event.event_key() == key;
    EXPECT_EQ(messages, 1u);
}

TEST_F(DurabilityTest, TheSameCommandHasTheSameAnswerHoweverOften) {
    stage.options.customer_rate = {1000, 1000};
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto key = ana.say("one");
    const auto seq = ana.event_of(key).seq();
    for (int i = 0; i < 20; ++i) {
        ana.say("one", key);
        EXPECT_EQ(ana.event_of(key).seq(), seq);
    }
    Customer again(stage.port());
    again.hello_again(ana);
    again.settled();
    again.say("one", key);
    EXPECT_EQ(again.event_of(key).seq(), seq);
    again.say("another text", key);
    EXPECT_EQ(again.rejection_of(key).code(), "conflict");
    Customer ben(stage.port());
    ben.hello();
    EXPECT_NE(ben.event_of(ben.say("one", key)).conversation_id(), "");
    EXPECT_EQ(stage.state().conversations.size(), 2u);
}

TEST_F(DurabilityTest, StoppingFinishesWhatWasTakenAndSendsEverybodyAway) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    ana.say_and_see("one");
    stage.stop_engine();
    const auto key = ana.say("taken before the stop");
    ana.await([&](const v1::CustomerServerFrame& frame) { return accepts(frame, key); });
    std::promise<void> gone;
    stage.call([&] { stage.gateway().drain(std::chrono::seconds(10), [&] { gone.set_value(); }); });
    EXPECT_EQ(
        CustomerFrames(stage.port(), {"/ws/customer", "https://shop.example", "usher.v1"}).status(),
        "503");
    EXPECT_EQ(ana.rejection_of(ana.say("too late")).code(), "unavailable");
    stage.start_engine();
    ana.event_of(key);
    const auto goaway = ana.await_kind(v1::CustomerServerFrame::kGoaway).goaway();
    EXPECT_GT(goaway.reconnect_after_ms(), 0u);
    EXPECT_EQ(ana.close_code(), 1012);
    gone.get_future().wait();
}

TEST_F(DurabilityTest, ALogThatCannotBeFollowedSendsEverybodyAway) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    ana.say_and_see("one");
    stage.stop_engine();
    core::LogEntry stray;
    stray.version = stage.state().version + 5;
    stray.previous = stray.version - 1;
    stray.epoch = "1";
    stage.pause_archive(true);
    stage.call([&] {
        stage.memory().append_event(stage.workspace, stray.version, wire::encode_log_entry(stray),
                                    [](auto) {});
    });
    EXPECT_EQ(ana.close_code(), 1012);
    Customer early(stage.port());
    EXPECT_EQ(early.close_code(), 1013);
}

TEST_F(DurabilityTest, ConsolesOfAGatewayThatDiedAreTakenOff) {
    stage.start();
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    const auto connected = [this] {
        return stage.gateway().workspace(stage.workspace)->state().agents.at(stage.mia).connected();
    };
    stage.await(connected);
    stage.restart_gateway();
    stage.await([&] { return !connected(); });
    Agent again(stage.port());
    again.hello(stage.ticket(stage.mia));
    stage.await(connected);
}

}  // namespace
}  // namespace usher::test
