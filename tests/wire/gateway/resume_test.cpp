// Goal: whoever comes back, however long he was away and whatever happens meanwhile, gets exactly
// what he missed and then what is live: no gap, no double; and is told when that is not possible.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

/// Follows the runs of one conversation as a client must, and says what it made of them.
struct Held {
    std::uint64_t through = 0;
    std::vector<std::uint64_t> seqs;
    bool gap = false;

    void take(const v1::Events& run) {
        gap = gap || run.after_seq() > through;
        for (const auto& event : run.events()) {
            if (event.seq() > through) seqs.push_back(event.seq());
        }
        through = std::max(through, run.through_seq());
    }
    bool ascending() const {
        return std::ranges::adjacent_find(seqs, std::greater_equal{}) == seqs.end();
    }
};

class ResumeTest : public testing::Test {
  protected:
    /// Appends messages of a customer past the sockets' rate.
    void write(const std::string& contact, int count, const std::string& text = "more") {
        for (int i = 0; i < count; ++i) {
            stage.append(core::SendMessage{.conversation = {},
                                           .inbox = stage.inbox,
                                           .text = text,
                                           .language = {},
                                           .note = false,
                                           .page = {},
                                           .profile = {}},
                         core::Actor::contact(*ContactId::parse(contact)));
        }
    }
    std::uint64_t last_seq(const std::string& conversation) {
        return stage.state().find(*ConversationId::parse(conversation))->seq;
    }
    void await_seq(const std::string& conversation, std::uint64_t seq) {
        stage.await([&] {
            return stage.gateway()
                       .workspace(stage.workspace)
                       ->state()
                       .find(*ConversationId::parse(conversation))
                       ->seq >= seq;
        });
    }
    template <class Client>
    void follow(Client& client, Held& held, std::uint64_t until) {
        while (held.through < until) {
            auto frame = client.next();
            ASSERT_TRUE(frame) << "ended at " << held.through << " of " << until;
            if (frame->has_events()) held.take(frame->events());
        }
    }
    GatewayStage stage;
};

TEST_F(ResumeTest, FromTheArchiveWhileMessagesFlow) {
    stage.options.recent_events_max = 20;  // memory holds next to nothing
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    const auto conversation = first.conversation_id();
    Customer faithful(stage.port());
    faithful.hello_again(ana, conversation, first.seq());
    write(ana.contact, 150);
    await_seq(conversation, 150);
    std::vector<std::unique_ptr<Customer>> back;
    std::vector<Held> held(10);
    for (std::size_t i = 0; i < held.size(); ++i) {
        back.push_back(std::make_unique<Customer>(stage.port()));
        held[i].through = first.seq() + i;
        back[i]->hello_again(ana, conversation, held[i].through);
        write(ana.contact, 20);
    }
    const auto last = last_seq(conversation);
    write(ana.contact, 20);
    for (std::size_t i = 0; i < held.size(); ++i) {
        follow(*back[i], held[i], last + 20);
        EXPECT_FALSE(held[i].gap);
        EXPECT_TRUE(held[i].ascending());
    }
    // Who never left saw the same.
    Held whole{first.seq(), {}, false};
    follow(faithful, whole, last + 20);
    EXPECT_FALSE(whole.gap);
    for (std::size_t i = 0; i < held.size(); ++i) {
        auto expected = whole.seqs;
        std::erase_if(expected,
                      [&](auto seq) { return seq <= first.seq() + i || seq > last + 20; });
        std::erase_if(held[i].seqs, [&](auto seq) { return seq > last + 20; });
        EXPECT_EQ(held[i].seqs, expected);
    }
    EXPECT_GT(stage.gateway().probe().catch_ups_from_history.load(), 0u);
}

TEST_F(ResumeTest, TheArchiveIsWaitedForAndNotForEver) {
    stage.options.recent_events_max = 5;
    stage.options.archive_wait = std::chrono::milliseconds(200);
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    stage.pause_archive(true);
    write(ana.contact, 40);
    await_seq(first.conversation_id(), 40);
    Customer patient(stage.port());
    patient.hello_again(ana, first.conversation_id(), first.seq());
    EXPECT_EQ(patient.close_code(), 1013);
    Customer again(stage.port());
    again.hello_again(ana, first.conversation_id(), first.seq());
    stage.pause_archive(false);
    Held held{first.seq(), {}, false};
    follow(again, held, 40);
    EXPECT_FALSE(held.gap);
}

TEST_F(ResumeTest, TooMuchIsShownAsAGap) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    write(ana.contact, 520);
    await_seq(first.conversation_id(), 520);
    const auto last = last_seq(first.conversation_id());
    Customer again(stage.port());
    again.hello_again(ana, first.conversation_id(), first.seq());
    const auto run = again.await_kind(v1::CustomerServerFrame::kEvents).events();
    EXPECT_EQ(run.events_size(), 50);
    EXPECT_GT(run.after_seq(), first.seq());
    EXPECT_GE(run.through_seq(), last);
}

TEST_F(ResumeTest, AnotherLifeOfTheLogVoidsWhatIsHeld) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    Customer again(stage.port());
    v1::CustomerHello hello;
    hello.set_token(ana.token);
    hello.set_epoch("another life");
    hello.set_conversation_id(first.conversation_id());
    hello.set_after_seq(1000);
    EXPECT_TRUE(again.hello(hello).resync_required());
    const auto run = again.await_kind(v1::CustomerServerFrame::kEvents).events();
    EXPECT_EQ(run.after_seq(), 0u);
    Agent mia(stage.port());
    const auto list = mia.hello(stage.ticket(stage.mia), "another life", 1'000'000);
    EXPECT_TRUE(list.front().welcome().resync_required());
    EXPECT_TRUE(std::ranges::any_of(list, &v1::AgentServerFrame::has_conversations_changed));
}

TEST_F(ResumeTest, ARestartedGatewayServesTheSameHistory) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    const auto second = ana.say_and_see("two");
    stage.restart_gateway();
    Customer again(stage.port());
    again.hello_again(ana, first.conversation_id(), first.seq());
    Held held{first.seq(), {}, false};
    follow(again, held, second.seq());
    EXPECT_FALSE(held.gap);
    const auto third = again.say_and_see("three");
    EXPECT_GT(third.seq(), second.seq());
}

TEST_F(ResumeTest, AgentsWatchFromWhereTheyWere) {
    stage.options.recent_events_max = 10;
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto conversation = ana.say_and_see("one").conversation_id();
    write(ana.contact, 120);
    await_seq(conversation, 120);
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    mia.watch(conversation, 7);
    write(ana.contact, 10);
    const auto last = last_seq(conversation);
    Held held{7, {}, false};
    follow(mia, held, last);
    EXPECT_FALSE(held.gap);
    // Agents see every number.
    EXPECT_EQ(held.seqs.size(), held.through - 7);
    Agent fresh(stage.port());
    fresh.hello(stage.ticket(stage.tom));
    fresh.watch(conversation);
    EXPECT_EQ(fresh.await_kind(v1::AgentServerFrame::kEvents).events().events_size(), 50);
    v1::AgentFrame older;
    older.mutable_history()->set_conversation_id(conversation);
    older.mutable_history()->set_before_seq(31);
    older.mutable_history()->set_limit(100);
    fresh.send(older);
    const auto page = fresh.await_kind(v1::AgentServerFrame::kHistoryPage).history_page();
    EXPECT_TRUE(page.complete());
    EXPECT_EQ(page.page().events_size(), 30);
}

TEST_F(ResumeTest, ASlowConsoleIsCutOffAndComesBack) {
    stage.start();
    Customer ana(stage.port());
    ana.hello();
    const auto first = ana.say_and_see("one");
    Agent slow(stage.port(), "usher.v1", "https://hub.example", 4096);
    slow.hello(stage.ticket(stage.mia));
    slow.watch(first.conversation_id());
    slow.settled();
    Customer other(stage.port());
    other.hello();
    const std::string text(16'000, 'x');
    for (int i = 0; i < 60; ++i) write(ana.contact, 10, text);
    other.say_and_see("others are served");
    await_seq(first.conversation_id(), 600);
    stage.await([this] {
        return stage.gateway().probe().of(gateway::SocketKind::agent).slow_consumers.load() == 1;
    });
    // What he missed is too much; he gets the newest page and what follows.
    Agent back(stage.port());
    back.hello(stage.ticket(stage.mia));
    back.watch(first.conversation_id(), first.seq());
    const auto run = back.await_kind(v1::AgentServerFrame::kEvents).events();
    EXPECT_GT(run.after_seq(), first.seq());
    EXPECT_GE(run.through_seq(), 600u);
}

}  // namespace
}  // namespace usher::test
