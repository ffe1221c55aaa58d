// Goal: a customer who waits is told the truth about it: his place, who takes him, and every step
// forward.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class StandingsTest : public testing::Test {
  protected:
    v1::CustomerConversation await_standing(
        Customer& customer, const std::function<bool(const v1::CustomerConversation&)>& such) {
        return customer
            .await([&](const v1::CustomerServerFrame& frame) {
                return frame.has_conversation() && such(frame.conversation());
            })
            .conversation();
    }
    GatewayStage stage;
};

TEST_F(StandingsTest, PlacesMoveWhenSomebodyIsTaken) {
    stage.options.places_interval = std::chrono::milliseconds(20);
    stage.start();
    Customer ana(stage.port()), ben(stage.port()), cyd(stage.port());
    for (auto* customer : {&ana, &ben, &cyd}) customer->hello();
    const auto first = ana.say_and_see("first").conversation_id();
    ben.say_and_see("second");
    cyd.say_and_see("third");
    await_standing(cyd, [](const auto& standing) { return standing.place_in_queue() == 3; });
    Agent boss(stage.port());
    boss.hello(stage.ticket(stage.boss));
    v1::AgentFrame assign;
    assign.mutable_assign()->set_command_id(new_command_id());
    assign.mutable_assign()->set_conversation_id(first);
    assign.mutable_assign()->set_agent_id(stage.boss.text());
    boss.send(assign);
    boss.done(assign.assign().command_id());
    const auto taken =
        await_standing(ana, [](const auto& standing) { return standing.place_in_queue() == 0; });
    EXPECT_EQ(taken.agent_name(), "Ada");
    await_standing(ben, [](const auto& standing) { return standing.place_in_queue() == 1; });
    await_standing(cyd, [](const auto& standing) { return standing.place_in_queue() == 2; });
    Customer again(stage.port());
    EXPECT_EQ(again.hello_again(cyd).conversation().place_in_queue(), 2u);
}

TEST_F(StandingsTest, TheAnswerThatIsOwedIsOwedNoLongerWhenItCame) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto conversation = ana.say_and_see("Hello").conversation_id();
    const auto owed =
        await_standing(ana, [](const auto& standing) { return standing.answer_due_ms() != 0; });
    const auto in = std::chrono::milliseconds(owed.answer_due_ms()) -
                    std::chrono::milliseconds(to_ms(stage.loop().now()));
    EXPECT_GT(in, std::chrono::seconds(500));
    EXPECT_LE(in, std::chrono::seconds(600));
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    mia.done(mia.say(conversation, "Good day!"));
    await_standing(ana, [](const auto& standing) { return standing.answer_due_ms() == 0; });
}

}  // namespace
}  // namespace usher::test
