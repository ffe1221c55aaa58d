// Goal: a customer or an agent who returns to a conversation that left the hub's memory finds it as
// if it had not.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class ForgottenTest : public testing::Test {
  protected:
    /// Ana wrote, it was closed, and everybody who reads the log forgot her.
    void forget() {
        stage.options.recent_events_max = 1;
        stage.start();
        ana.emplace(stage.port());
        ana->hello();
        const auto first = ana->say_and_see("hello");
        conversation = first.conversation_id();
        const auto id = *ConversationId::parse(conversation);
        stage.append(core::ResolveConversation{id}, core::Actor::agent(stage.mia));
        stage.await([&] { return !live().find(id)->open(); });
        last_seq = stage.state().find(id)->seq;
        stage.stop_engine();
        core::LogEntry entry;
        entry.previous = stage.state().version;
        entry.version = entry.previous + 1;
        entry.epoch = stage.gateway().workspace(stage.workspace)->epoch();
        entry.events.push_back({{},
                                0,
                                {},
                                {},
                                core::Actor::system(),
                                {},
                                core::ContactForgotten{*ContactId::parse(ana->contact)}});
        stage.call([&] {
            stage.memory().append_event(stage.workspace, entry.version,
                                        wire::encode_log_entry(entry), [](auto) {});
        });
        stage.await([&] { return live().find(id) == nullptr; });
    }
    const core::Workspace& live() { return stage.gateway().workspace(stage.workspace)->state(); }

    GatewayStage stage;
    std::optional<Customer> ana;
    std::string conversation;
    std::uint64_t last_seq = 0;
};

TEST_F(ForgottenTest, TheCustomerSeesHerClosedConversation) {
    forget();
    Customer again(stage.port());
    const auto welcome = again.hello_again(*ana);
    EXPECT_EQ(welcome.conversation().conversation_id(), conversation);
    EXPECT_EQ(welcome.conversation().status(), v1::RESOLVED);
    EXPECT_EQ(welcome.conversation().last_seq(), last_seq);
    const auto page = again.await_kind(v1::CustomerServerFrame::kEvents).events();
    EXPECT_EQ(page.through_seq(), last_seq);
    const auto is_hers = [](const v1::Event& event) {
        return event.has_message() && event.message().parts(0).text().text() == "hello";
    };
    EXPECT_TRUE(std::ranges::any_of(page.events(), is_hers));
}

TEST_F(ForgottenTest, WhoHoldsEverythingIsSentNothingTwice) {
    forget();
    Customer again(stage.port());
    const auto welcome = again.hello_again(*ana, conversation, last_seq);
    EXPECT_EQ(welcome.conversation().conversation_id(), conversation);
    for (const auto& frame : again.settled()) EXPECT_FALSE(frame.has_events());
}

TEST_F(ForgottenTest, SheWhoWasHereAllTheTimeCanStillReadBack) {
    forget();
    v1::CustomerFrame frame;
    frame.mutable_history()->set_conversation_id(conversation);
    ana->send(frame);
    const auto page = ana->await_kind(v1::CustomerServerFrame::kHistoryPage).history_page();
    EXPECT_EQ(page.page().through_seq(), last_seq);
    EXPECT_TRUE(page.complete());
}

TEST_F(ForgottenTest, AnAgentOpensItFromWhereverHeFoundIt) {
    forget();
    Agent tom(stage.port());
    tom.hello(stage.ticket(stage.tom));
    tom.watch(conversation);
    const auto run = tom.await_kind(v1::AgentServerFrame::kEvents).events();
    EXPECT_EQ(run.conversation_id(), conversation);
    EXPECT_EQ(run.through_seq(), last_seq);
    tom.watch(ConversationId(Bits128{4, 4}).text());
    EXPECT_EQ(tom.await_kind(v1::AgentServerFrame::kRejected).rejected().code(),
              "unknown_conversation");
}

TEST_F(ForgottenTest, AStrangerIsWelcomedAsOne) {
    forget();
    Customer stranger(stage.port());
    EXPECT_FALSE(stranger.hello().has_conversation());
}

}  // namespace
}  // namespace usher::test
