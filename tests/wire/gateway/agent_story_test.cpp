// Goal: an agent's whole way over a real socket, as docs/protocol.md tells it: the list, watching,
// answering, handing over, coming back by position, seeing who types and looks.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class AgentStoryTest : public testing::TestWithParam<Streams> {
  protected:
    AgentStoryTest() : stage(GetParam()) { stage.start(); }

    /// A customer who has written.
    std::string conversation_of(Customer& customer, std::string text = "Hello") {
        customer.hello();
        return customer.say_and_see(std::move(text)).conversation_id();
    }
    static v1::AgentFrame frame_with_command(std::string& command_id, auto member) {
        v1::AgentFrame frame;
        command_id = new_command_id();
        member(frame)->set_command_id(command_id);
        return frame;
    }
    static std::uint64_t position(const std::vector<v1::AgentServerFrame>& list) {
        return list.back().synced().position();
    }
    static std::vector<std::string> conversations(const std::vector<v1::AgentServerFrame>& list) {
        std::vector<std::string> ids;
        for (const auto& frame : list) {
            for (const auto& each : frame.conversations_changed().conversations()) {
                ids.push_back(each.conversation_id());
            }
        }
        return ids;
    }

    GatewayStage stage;
};

TEST_P(AgentStoryTest, TheListComesWholeAndEndsWithSynced) {
    Customer ana(stage.port());
    const auto conversation = conversation_of(ana);
    Agent mia(stage.port());
    const auto list = mia.hello(stage.ticket(stage.mia));
    ASSERT_TRUE(list.front().has_welcome());
    EXPECT_EQ(list.front().welcome().agent_id(), stage.mia.text());
    EXPECT_EQ(list.front().welcome().workspace_name(), "Test");
    EXPECT_EQ(conversations(list), std::vector{conversation});
    std::size_t agents = 0, queues = 0;
    for (const auto& frame : list) {
        agents += frame.agents_changed().agents_size();
        queues += frame.queues_changed().queues_size();
        // Only Synced may be taken for a position before the list is whole.
        EXPECT_EQ(frame.conversations_changed().position(), 0u);
    }
    EXPECT_EQ(agents, 3u);
    EXPECT_EQ(queues, 2u);
    ASSERT_TRUE(list.back().has_synced());
    EXPECT_GT(position(list), 0u);
}

TEST_P(AgentStoryTest, OpeningAConsoleBringsTheAgentOnlineAndClosingItTakesHimOff) {
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    Agent tom(stage.port());
    tom.hello(stage.ticket(stage.tom));
    stage.await([this] {
        const auto& agents = stage.gateway().workspace(stage.workspace)->state().agents;
        return agents.at(stage.mia).connected() && agents.at(stage.tom).connected();
    });
    mia.raw().send_close(1000);
    tom.await([&](const v1::AgentServerFrame& frame) {
        for (const auto& agent : frame.agents_changed().agents()) {
            if (agent.agent_id() == stage.mia.text() && agent.presence() == v1::OFFLINE)
                return true;
        }
        return false;
    });
}

TEST_P(AgentStoryTest, AConversationIsAssignedAnsweredAndResolved) {
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    Customer ana(stage.port());
    const auto conversation = conversation_of(ana);
    const auto assigned = mia.summary(conversation, [&](const v1::ConversationSummary& summary) {
        return summary.assignee_id() == stage.mia.text();
    });
    EXPECT_EQ(assigned.unread(), 1u);
    EXPECT_EQ(assigned.preview().text(), "Hello");
    EXPECT_FALSE(assigned.contact_named());
    EXPECT_NE(assigned.contact_name().find(' '), std::string::npos);

    mia.watch(conversation);
    const auto page = mia.await_kind(v1::AgentServerFrame::kEvents).events();
    EXPECT_EQ(page.after_seq(), 0u);
    const auto reply = mia.say(conversation, "Good day!");
    EXPECT_EQ(mia.event_of(reply).message().direction(), v1::OUTBOUND);
    const auto seen = ana.await([](const v1::CustomerServerFrame& frame) {
        return frame.has_events() && frame.events().events(0).message().direction() == v1::OUTBOUND;
    });
    EXPECT_EQ(seen.events().events(0).actor().profile().display_name(), "Mia");

    std::string command;
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_resolve()->set_conversation_id(conversation);
        return frame.mutable_resolve();
    }));
    EXPECT_TRUE(mia.event_of(command).has_conversation_resolved());
    ana.await([](const v1::CustomerServerFrame& frame) {
        return frame.conversation().status() == v1::RESOLVED;
    });
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_resolve()->set_conversation_id(conversation);
        return frame.mutable_resolve();
    }));
    EXPECT_EQ(mia.rejection_of(command).code(), "already_resolved");
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_reopen()->set_conversation_id(conversation);
        return frame.mutable_reopen();
    }));
    EXPECT_TRUE(mia.event_of(command).has_conversation_reopened());
}

TEST_P(AgentStoryTest, WithoutWatchingTheAnswerIsDone) {
    Customer ana(stage.port());
    const auto conversation = conversation_of(ana);
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    const auto reply = mia.say(conversation, "Good day!");
    const auto done = mia.done(reply);
    EXPECT_EQ(done.conversation_id(), conversation);
    EXPECT_GT(done.seq(), 0u);
    EXPECT_FALSE(done.duplicate());
    mia.say(conversation, "Good day!", false, reply);
    const auto repeated = mia.done(reply);
    EXPECT_TRUE(repeated.duplicate());
    EXPECT_EQ(repeated.seq(), done.seq());
    mia.say(conversation, "Something else", false, reply);
    EXPECT_EQ(mia.rejection_of(reply).code(), "conflict");
}

TEST_P(AgentStoryTest, TransferGoesToTheOtherQueueAndPresenceIsChosen) {
    Customer ana(stage.port());
    const auto conversation = conversation_of(ana);
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    std::string command;
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_transfer()->set_conversation_id(conversation);
        frame.mutable_transfer()->set_queue_id(stage.other_queue.text());
        frame.mutable_transfer()->set_note("please look");
        return frame.mutable_transfer();
    }));
    mia.done(command);
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_transfer()->set_conversation_id(conversation);
        frame.mutable_transfer()->set_queue_id("que_nonsense");
        return frame.mutable_transfer();
    }));
    EXPECT_EQ(mia.rejection_of(command).code(), "unknown_queue");
    mia.send(frame_with_command(command, [&](v1::AgentFrame& frame) {
        frame.mutable_presence()->set_presence(v1::AWAY);
        return frame.mutable_presence();
    }));
    mia.done(command);
    EXPECT_EQ(stage.state().agents.at(stage.mia).chosen, core::Presence::away);
}

TEST_P(AgentStoryTest, ResumingByPositionBringsOnlyWhatChanged) {
    Customer ana(stage.port()), ben(stage.port());
    const auto old = conversation_of(ana);
    Agent mia(stage.port());
    const auto list = mia.hello(stage.ticket(stage.mia));
    EXPECT_EQ(conversations(list), std::vector{old});
    stage.await([this] {
        return stage.gateway().workspace(stage.workspace)->state().agents.at(stage.mia).load() == 1;
    });
    const auto held = stage.state().version;
    mia.raw().tcp().reset();
    const auto fresh = conversation_of(ben, "I am new");
    Agent again(stage.port());
    const auto rest = again.hello(stage.ticket(stage.mia), mia.epoch, held);
    EXPECT_FALSE(rest.front().welcome().resync_required());
    EXPECT_EQ(conversations(rest), std::vector{fresh});
    EXPECT_GT(position(rest), held);
}

TEST_P(AgentStoryTest, TypingAndLookingReachThoseWhoWatch) {
    Customer ana(stage.port());
    const auto conversation = conversation_of(ana);
    Agent mia(stage.port()), tom(stage.port());
    mia.hello(stage.ticket(stage.mia));
    tom.hello(stage.ticket(stage.tom));
    tom.watch(conversation, 0, true);
    tom.settled();
    mia.watch(conversation, 0, true);
    EXPECT_EQ(mia.await_kind(v1::AgentServerFrame::kViewing).viewing().actor().actor_id(),
              stage.tom.text());
    EXPECT_EQ(
        tom.await_kind(v1::AgentServerFrame::kViewing).viewing().actor().profile().display_name(),
        "Mia");
    v1::CustomerFrame customer_types;
    customer_types.mutable_typing()->set_state(v1::TYPING);
    ana.send(customer_types);
    EXPECT_EQ(mia.await_kind(v1::AgentServerFrame::kTyping).typing().actor().role(), v1::CONTACT);
    tom.await_kind(v1::AgentServerFrame::kTyping);

    v1::AgentFrame agent_types;
    agent_types.mutable_typing()->set_conversation_id(conversation);
    agent_types.mutable_typing()->set_state(v1::TYPING);
    agent_types.mutable_typing()->set_private_note(true);
    mia.send(agent_types);
    EXPECT_TRUE(tom.await_kind(v1::AgentServerFrame::kTyping).typing().private_note());
    for (const auto& frame : ana.settled()) EXPECT_FALSE(frame.has_typing());
    agent_types.mutable_typing()->set_private_note(false);
    mia.send(agent_types);
    EXPECT_EQ(ana.await_kind(v1::CustomerServerFrame::kTyping).typing().actor().actor_id(),
              stage.mia.text());

    v1::AgentFrame stop;
    stop.mutable_watch()->set_conversation_id(conversation);
    stop.mutable_watch()->set_stop(true);
    tom.send(stop);
    EXPECT_FALSE(mia.await_kind(v1::AgentServerFrame::kViewing).viewing().viewing());
}

TEST_P(AgentStoryTest, LoggingOutEndsTheConsolesOfThatLogIn) {
    const SessionId session(Bits128{9, 9});
    Agent mia(stage.port()), other(stage.port());
    mia.hello(stage.ticket(stage.mia, session));
    other.hello(stage.ticket(stage.mia, SessionId(Bits128{9, 10})));
    stage.call([&] { stage.gateway().end_sessions(session); });
    EXPECT_EQ(mia.close_code(), 4013);
    other.settled();
}

TEST_P(AgentStoryTest, WatchingWhatDoesNotExistIsRefused) {
    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    mia.watch(ConversationId(Bits128{5, 5}).text());
    EXPECT_EQ(mia.await_kind(v1::AgentServerFrame::kRejected).rejected().code(),
              "unknown_conversation");
}

INSTANTIATE_TEST_SUITE_P(Over, AgentStoryTest, testing::Values(Streams::memory, Streams::redis),
                         [](const auto& each) {
                             return each.param == Streams::memory ? "Memory" : "Redis";
                         });

}  // namespace
}  // namespace usher::test
