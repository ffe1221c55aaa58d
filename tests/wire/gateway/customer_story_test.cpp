// Goal: a customer's whole way over a real socket, as docs/protocol.md tells it: welcome, first
// message, answer, receipts, coming back, looking into the past.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class CustomerStoryTest : public testing::TestWithParam<Streams> {
  protected:
    CustomerStoryTest() : stage(GetParam()) { stage.start(); }
    /// The conversation of a customer who wrote.
    static std::string conversation_of(const v1::Event& event) { return event.conversation_id(); }

    GatewayStage stage;
};

TEST_P(CustomerStoryTest, TheFirstVisitGetsATokenAndLeavesNoTrace) {
    Customer ana(stage.port());
    const auto welcome = ana.hello();
    EXPECT_FALSE(welcome.token().empty());
    EXPECT_TRUE(welcome.contact_id().starts_with("ctc_"));
    EXPECT_EQ(welcome.inbox_name(), "Shop");
    EXPECT_EQ(welcome.greeting(), "Hello!");
    EXPECT_EQ(welcome.limits().text_bytes_max(), 16384u);
    EXPECT_FALSE(welcome.has_conversation());
    EXPECT_FALSE(welcome.resync_required());
    EXPECT_TRUE(stage.state().contacts.empty());
}

TEST_P(CustomerStoryTest, AMessageIsSettledByItsEventAndTheStandingFollows) {
    Customer ana(stage.port());
    ana.hello();
    const auto event = ana.say_and_see("Is anybody there?");
    EXPECT_EQ(event.message().parts(0).text().text(), "Is anybody there?");
    EXPECT_EQ(event.actor().actor_id(), ana.contact);
    const auto standing = ana.await_kind(v1::CustomerServerFrame::kConversation).conversation();
    EXPECT_EQ(standing.conversation_id(), event.conversation_id());
    EXPECT_EQ(standing.place_in_queue(), 1u);
    EXPECT_GT(standing.answer_due_ms(), 0);
    EXPECT_EQ(standing.status(), v1::OPEN);
}

TEST_P(CustomerStoryTest, RunsAreGaplessAndHideWhatIsTheCompanys) {
    Customer ana(stage.port());
    ana.hello();
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    const auto conversation = ana.say_and_see("Hello").conversation_id();
    const auto note = mia.say(conversation, "a secret", true);
    mia.done(note);
    const auto reply = mia.say(conversation, "Good day!");
    mia.done(reply);

    Customer again(stage.port());
    again.hello_again(ana, conversation, 0);
    std::uint64_t held = 0;
    bool answered = false;
    while (!answered) {
        const auto frame = again.await_kind(v1::CustomerServerFrame::kEvents);
        if (!frame.has_events()) break;
        EXPECT_LE(frame.events().after_seq(), held);
        for (const auto& event : frame.events().events()) {
            EXPECT_GT(event.seq(), held);
            EXPECT_FALSE(event.message().private_note());
            EXPECT_TRUE(event.conversation_assigned().reason().empty());
            held = event.seq();
            answered = answered || event.message().direction() == v1::OUTBOUND;
        }
        EXPECT_GE(frame.events().through_seq(), held);
        held = frame.events().through_seq();
    }
    EXPECT_TRUE(answered);
    // The customer who was there all the time saw the same, counted without gap.
    const auto live = ana.await([](const v1::CustomerServerFrame& frame) {
        return frame.has_events() && frame.events().events(0).message().direction() == v1::OUTBOUND;
    });
    EXPECT_TRUE(live.events().events(0).event_key().empty());
}

TEST_P(CustomerStoryTest, ComingBackWithTheTokenIsComingBackAsTheSamePerson) {
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    const auto second = ana.say_and_see("two");
    Customer again(stage.port());
    const auto welcome = again.hello_again(ana, first.conversation_id(), first.seq());
    EXPECT_EQ(welcome.contact_id(), ana.contact);
    EXPECT_TRUE(welcome.token().empty());
    EXPECT_EQ(welcome.conversation().conversation_id(), first.conversation_id());
    const auto run = again.await_kind(v1::CustomerServerFrame::kEvents).events();
    EXPECT_EQ(run.after_seq(), first.seq());
    EXPECT_GE(run.through_seq(), second.seq());
    for (const auto& event : run.events()) EXPECT_GT(event.seq(), first.seq());
}

TEST_P(CustomerStoryTest, TwoTabsOfOnePersonSeeTheSame) {
    Customer ana(stage.port());
    ana.hello();
    ana.say_and_see("from the first");
    Customer tab(stage.port());
    tab.hello_again(ana);
    const auto key = ana.say("again from the first");
    EXPECT_EQ(tab.event_of(key).message().parts(0).text().text(), "again from the first");
    const auto back = tab.say("from the second");
    EXPECT_EQ(ana.event_of(back).seq(), tab.event_of(back).seq());
}

TEST_P(CustomerStoryTest, ReceiptsReachTheAgentsListOnce) {
    Customer ana(stage.port());
    ana.hello();
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    const auto conversation = ana.say_and_see("Hello").conversation_id();
    mia.done(mia.say(conversation, "Good day!"));
    const auto answer = ana.await([](const v1::CustomerServerFrame& frame) {
        return frame.has_events() && frame.events().events(0).message().direction() == v1::OUTBOUND;
    });
    v1::CustomerFrame receipt;
    receipt.mutable_receipt()->set_conversation_id(conversation);
    receipt.mutable_receipt()->set_read_seq(answer.events().through_seq());
    ana.send(receipt);
    mia.summary(conversation, [&](const v1::ConversationSummary& summary) {
        return summary.contact_read_seq() == answer.events().through_seq();
    });
    const auto version = stage.state().version;
    ana.send(receipt);
    ana.settled();
    ana.say_and_see("after the repetition");
    std::size_t receipts = 0;
    for (const auto& [id, each] : stage.state().conversations)
        receipts += each.contact_read_seq > 0;
    EXPECT_EQ(receipts, 1u);
    EXPECT_EQ(stage.state().version, version + 1);
}

TEST_P(CustomerStoryTest, OlderPagesEndWithComplete) {
    Customer ana(stage.port());
    ana.hello();
    std::string conversation;
    for (int i = 0; i < 12; ++i)
        conversation = ana.say_and_see(fmt::format("message {}", i)).conversation_id();
    std::uint64_t before = 0;
    std::vector<std::string> texts;
    for (bool complete = false; !complete;) {
        v1::CustomerFrame ask;
        ask.mutable_history()->set_conversation_id(conversation);
        ask.mutable_history()->set_before_seq(before);
        ask.mutable_history()->set_limit(5);
        ana.send(ask);
        const auto page = ana.await_kind(v1::CustomerServerFrame::kHistoryPage).history_page();
        ASSERT_LE(page.page().events_size(), 5);
        for (int i = page.page().events_size(); i-- > 0;) {
            const auto& event = page.page().events(i);
            if (event.has_message()) texts.push_back(event.message().parts(0).text().text());
        }
        before = page.page().after_seq() + 1;
        complete = page.complete();
        ASSERT_LT(texts.size(), 20u);
    }
    ASSERT_EQ(texts.size(), 12u);
    EXPECT_EQ(texts.front(), "message 11");
    EXPECT_EQ(texts.back(), "message 0");
}

TEST_P(CustomerStoryTest, GivingANameIsAcceptedAndSeenByAgents) {
    Customer ana(stage.port());
    ana.hello();
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    const auto conversation = ana.say_and_see("Hello").conversation_id();
    v1::CustomerFrame update;
    update.mutable_update()->set_command_id(new_command_id());
    update.mutable_update()->set_display_name("Ana\nMaria");
    update.mutable_update()->set_email("ana@example.org");
    ana.send(update);
    ana.await([&](const v1::CustomerServerFrame& frame) {
        return frame.has_accepted() &&
               frame.accepted().command_ids(0) == update.update().command_id();
    });
    const auto summary = mia.summary(
        conversation, [](const v1::ConversationSummary& each) { return each.contact_named(); });
    EXPECT_EQ(summary.contact_name(), "Ana Maria");
    EXPECT_EQ(summary.contact_email(), "ana@example.org");
}

TEST_P(CustomerStoryTest, ByHandInJson) {
    Customer ana(stage.port(), "usher.v1+json");
    ASSERT_TRUE(ana.upgraded());
    ana.raw().send_text(R"({"frames":[{"hello":{"siteKey":"site_test"}}]})");
    EXPECT_FALSE(ana.await_kind(v1::CustomerServerFrame::kWelcome).welcome().token().empty());
    ana.raw().send_text(
        R"({"frames":[{"send":{"commandId":"0192f0c1-2345-7abc-8def-0123456789ab","text":{"text":"hi"}}}]})");
    EXPECT_EQ(ana.event_of("0192f0c1-2345-7abc-8def-0123456789ab").message().parts(0).text().text(),
              "hi");
}

INSTANTIATE_TEST_SUITE_P(Over, CustomerStoryTest, testing::Values(Streams::memory, Streams::redis),
                         [](const auto& each) {
                             return each.param == Streams::memory ? "Memory" : "Redis";
                         });

}  // namespace
}  // namespace usher::test
