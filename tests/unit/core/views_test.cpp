// Goal: what people are shown of a workspace is true to it: places in the order of routing, the
// instant an answer is owed by, effective presence, and a name for everybody.
#include <gtest/gtest.h>

#include <set>

#include "hub/core/apply.hpp"
#include "hub/core/views/agent_summary.hpp"
#include "hub/core/views/conversation_summary.hpp"
#include "hub/core/views/customer_view.hpp"
#include "hub/core/views/pseudonym.hpp"
#include "hub/core/views/queue_summary.hpp"

namespace usher::core {
namespace {

template <class IdType>
IdType id(std::uint64_t n) {
    return IdType(Bits128{n, n});
}
const auto kQueue = id<QueueId>(1);
const auto kInbox = id<InboxId>(2);
const auto kAgent = id<AgentId>(3);

class ViewsTest : public testing::Test {
  protected:
    ViewsTest() {
        workspace.version = 1;
        happens({}, QueueDefined{kQueue, "Sales", std::chrono::seconds(60), {}});
        happens({}, InboxDefined{kInbox, "Shop", "web", kQueue, "site", {"*"}, "Hello"});
        happens({}, AgentRegistered{kAgent, "Mia", "m@x.example", AgentRole::agent, 2, {kQueue}});
    }
    void happens(ConversationId conversation, EventBody body, std::int64_t at_ms = 1000) {
        Event event;
        event.conversation = conversation;
        if (conversation) event.seq = ++seqs[conversation];
        event.occurred = event.recorded = from_ms(at_ms);
        event.actor = Actor::system();
        event.body = std::move(body);
        apply(workspace, event);
    }
    ConversationId open(std::uint64_t n, std::int64_t at_ms) {
        const auto conversation = id<ConversationId>(n);
        happens({}, ContactCreated{id<ContactId>(n), {}}, at_ms);
        happens(conversation, ConversationOpened{id<ContactId>(n), kInbox, kQueue, "en", {}},
                at_ms);
        return conversation;
    }
    const Conversation& at(ConversationId conversation) { return *workspace.find(conversation); }

    Workspace workspace;
    std::map<ConversationId, std::uint64_t> seqs;
};

TEST_F(ViewsTest, PlacesFollowTheOrderOfRouting) {
    const auto late = open(10, 3000), early = open(20, 1000), middle = open(15, 2000);
    EXPECT_EQ(place_in_queue(workspace, at(early)), 1u);
    EXPECT_EQ(place_in_queue(workspace, at(middle)), 2u);
    EXPECT_EQ(place_in_queue(workspace, at(late)), 3u);
    happens(early, ConversationAssigned{kAgent, "Mia", kQueue, "free"}, 4000);
    EXPECT_EQ(place_in_queue(workspace, at(early)), 0u);
    EXPECT_EQ(place_in_queue(workspace, at(middle)), 1u);
    EXPECT_EQ(customer_view(workspace, at(early), 0).agent_name, "Mia");
    EXPECT_EQ(customer_view(workspace, at(late), 2).place_in_queue, 2u);
    const auto queue = summarize(workspace.queues.at(kQueue));
    EXPECT_EQ(queue.waiting, 2u);
    EXPECT_EQ(queue.oldest_waiting, from_ms(2000));
}

TEST_F(ViewsTest, AnswerDueIsOfTheRunningClockAlone) {
    const auto conversation = open(10, 1000);
    EXPECT_EQ(customer_view(workspace, at(conversation), 1).answer_due, Timestamp{});
    SlaClock clock{
        SlaTarget::first_response, 1, ClockState::running, from_ms(1000), from_ms(61000), {}, {}};
    happens(conversation, SlaClockStarted{clock});
    EXPECT_EQ(customer_view(workspace, at(conversation), 1).answer_due, from_ms(61000));
    clock.state = ClockState::missed;
    clock.breached = clock.due;
    happens(conversation, SlaClockStopped{clock, "breached"});
    EXPECT_EQ(customer_view(workspace, at(conversation), 1).answer_due, Timestamp{});
}

TEST_F(ViewsTest, PresenceIsEffective) {
    EXPECT_EQ(summarize(workspace.agents.at(kAgent)).presence, Presence::offline);
    EXPECT_EQ(agents_online(workspace, workspace.inboxes.at(kInbox)), 0u);
    happens({}, AgentPresenceChanged{kAgent, Presence::online, {id<GatewayId>(1)}, ""});
    const auto summary = summarize(workspace.agents.at(kAgent));
    EXPECT_EQ(summary.presence, Presence::online);
    EXPECT_EQ(summary.queues, std::vector{kQueue});
    EXPECT_EQ(agents_online(workspace, workspace.inboxes.at(kInbox)), 1u);
}

TEST_F(ViewsTest, NamesAreGivenOnesOrPseudonyms) {
    const auto conversation = open(10, 1000);
    auto summary = summarize(workspace, at(conversation));
    EXPECT_FALSE(summary.contact_named);
    EXPECT_EQ(summary.contact_name, pseudonym(id<ContactId>(10)));
    EXPECT_EQ(summary.channel, "web");
    EXPECT_EQ(summary.queued, from_ms(1000));
    happens({}, ContactUpdated{id<ContactId>(10), {"Ana", "", "", "ana@x.example"}});
    summary = summarize(workspace, at(conversation));
    EXPECT_TRUE(summary.contact_named);
    EXPECT_EQ(summary.contact_name, "Ana");
    EXPECT_EQ(summary.contact_email, "ana@x.example");
}

TEST_F(ViewsTest, TheNewestConversationOfTheInboxIsCurrent) {
    EXPECT_EQ(current_conversation(workspace, id<ContactId>(10), kInbox), nullptr);
    const auto conversation = open(10, 1000);
    EXPECT_EQ(current_conversation(workspace, id<ContactId>(10), kInbox)->id, conversation);
    EXPECT_EQ(current_conversation(workspace, id<ContactId>(10), id<InboxId>(99)), nullptr);
    EXPECT_EQ(current_conversation(workspace, id<ContactId>(11), kInbox), nullptr);
}

TEST(PseudonymTest, IsStableAndVaries) {
    std::set<std::string> names;
    for (std::uint64_t n = 0; n < 1000; ++n) names.insert(pseudonym(ContactId(Bits128{1, n})));
    EXPECT_EQ(pseudonym(ContactId(Bits128{1, 2})), pseudonym(ContactId(Bits128{1, 2})));
    EXPECT_GT(names.size(), 600u);
}

}  // namespace
}  // namespace usher::core
