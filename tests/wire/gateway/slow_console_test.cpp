// Goal: a console that reads slowly is spared the steps and gets where they led: its list ends up
// right, it is not cut off for the list's sake, and what it holds meanwhile is bounded.
#include <gtest/gtest.h>

#include <map>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class SlowConsoleTest : public testing::Test {
  protected:
    void everybody_writes(int contacts) {
        for (int i = 1; i <= contacts; ++i) {
            stage.append(
                core::SendMessage{.conversation = {},
                                  .inbox = stage.inbox,
                                  .text = std::string(200, 'x'),
                                  .language = {},
                                  .note = false,
                                  .page = {},
                                  .profile = {}},
                core::Actor::contact(ContactId(Bits128{42, static_cast<std::uint64_t>(i)})));
        }
    }
    GatewayStage stage;
};

TEST_F(SlowConsoleTest, GetsWhatTheStepsCameTo) {
    constexpr int kContacts = 300;
    constexpr int kRounds = 40;
    stage.options.broadcast_interval = std::chrono::milliseconds(5);
    stage.start();
    everybody_writes(kContacts);
    stage.await([this] {
        return stage.gateway().workspace(stage.workspace)->state().conversations.size() ==
               kContacts;
    });
    Agent slow(stage.port(), "usher.v1", "https://hub.example", 4096);
    slow.hello(stage.ticket(stage.mia));
    for (int round = 0; round < kRounds; ++round) everybody_writes(kContacts);
    const auto all_there = [this] {
        const auto& conversations =
            stage.gateway().workspace(stage.workspace)->state().conversations;
        return std::ranges::all_of(conversations, [](const auto& entry) {
            return entry.second.unread.size() == kRounds + 1;
        });
    };
    stage.await(all_there);

    std::map<std::string, std::uint32_t> unread;
    while (unread.size() < kContacts || !std::ranges::all_of(unread, [](const auto& each) {
               return each.second == kRounds + 1;
           })) {
        auto frame = slow.next();
        ASSERT_TRUE(frame) << "the console was cut off, close code " << slow.close_code();
        for (const auto& summary : frame->conversations_changed().conversations()) {
            unread[summary.conversation_id()] = summary.unread();
        }
    }
    EXPECT_EQ(stage.gateway().probe().of(gateway::SocketKind::agent).slow_consumers.load(), 0u);
    EXPECT_GT(stage.gateway().probe().consoles_fell_behind.load(), 0u);
    // It is live again.
    everybody_writes(1);
    slow.await([](const v1::AgentServerFrame& frame) {
        return frame.conversations_changed().conversations_size() == 1 &&
               frame.conversations_changed().conversations(0).unread() == kRounds + 2;
    });
}

TEST_F(SlowConsoleTest, ALongListIsSentInBatches) {
    constexpr int kContacts = 1000;
    stage.start();
    everybody_writes(kContacts);
    stage.await([this] {
        return stage.gateway().workspace(stage.workspace)->state().conversations.size() ==
               kContacts;
    });
    Agent mia(stage.port(), "usher.v1", "https://hub.example", 4096);
    const auto list = mia.hello(stage.ticket(stage.mia));
    int conversations = 0;
    for (const auto& frame : list) {
        EXPECT_LE(frame.conversations_changed().conversations_size(), 200);
        conversations += frame.conversations_changed().conversations_size();
    }
    EXPECT_GE(conversations, kContacts);
    EXPECT_TRUE(list.back().has_synced());
}

}  // namespace
}  // namespace usher::test
