// Goal: a customer's words always end up in one conversation that an agent can answer, end and reopen.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

TEST(Conversation, FirstMessageOpensItAndQueuesIt) {
    Story story;
    story.customer_writes("Mia", "Is the lamp in stock?");
    const auto& conversation = story.conversation("Mia");
    EXPECT_TRUE(conversation.waiting());
    EXPECT_EQ(conversation.queue, story.support);
    EXPECT_EQ(conversation.preview.text, "Is the lamp in stock?");
    EXPECT_EQ(conversation.waiting_since, Story::kStart);
    EXPECT_EQ(story.play.workspace().queues.at(story.support).waiting.size(), 1U);
}

TEST(Conversation, FurtherMessagesJoinTheSameOne) {
    Story story;
    story.customer_writes("Mia", "one");
    story.customer_writes("Mia", "two");
    EXPECT_EQ(story.play.workspace().conversations.size(), 1U);
    EXPECT_EQ(story.conversation("Mia").unread.size(), 2U);
}

TEST(Conversation, SequenceNumbersHaveNoGap) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "one");
    story.agent_writes("Anna", "Mia", "two");
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    story.customer_writes("Mia", "three");
    std::uint64_t expected = 1;
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            if (event.conversation) EXPECT_EQ(event.seq, expected++);
        }
    }
    EXPECT_EQ(expected, story.conversation("Mia").seq + 1);
}

TEST(Conversation, WritingAfterResolveReopensTheSameOneAtTheSameAgent) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    const auto id = story.conversation("Mia").id;
    story.agent_writes("Anna", "Mia", "hi");
    story.as("Anna", core::ResolveConversation{id});
    EXPECT_FALSE(story.conversation("Mia").open());
    story.customer_writes("Mia", "one more thing");
    EXPECT_EQ(story.conversation("Mia").id, id);
    EXPECT_TRUE(story.conversation("Mia").open());
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

TEST(Conversation, ReopenedOneDoesNotWaitForAnAbsentAgent) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    story.connect("Anna", false);
    story.play.pass(2min);
    story.customer_writes("Mia", "again");
    EXPECT_TRUE(story.conversation("Mia").waiting());
    story.online("Ben");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
}

TEST(Conversation, NotesStayInside) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    const auto& entry = story.agent_writes("Anna", "Mia", "knows us from the fair", true);
    ASSERT_EQ(entry.events.size(), 1U);
    EXPECT_FALSE(core::visible_to_contact(entry.events[0]));
    EXPECT_TRUE(story.conversation("Mia").first_response.open()) << "a note is no answer";
}

TEST(Conversation, CustomerSeesNeitherReasonsNorQueues) {
    Story story;
    story.online("Anna");
    const auto& entry = story.customer_writes("Mia", "hello");
    for (const auto& event : entry.events) {
        if (const auto* assigned = std::get_if<core::ConversationAssigned>(&event.body)) {
            EXPECT_FALSE(assigned->reason.empty());
            const auto shown = core::for_contact(event);
            EXPECT_TRUE(std::get<core::ConversationAssigned>(shown.body).reason.empty());
            EXPECT_FALSE(std::get<core::ConversationAssigned>(shown.body).queue);
            return;
        }
    }
    FAIL() << "nobody was assigned";
}

TEST(Conversation, AnotherCustomersConversationDoesNotExistForMe) {
    Story story;
    story.customer_writes("Mia", "secret");
    core::SendMessage send{story.conversation("Mia").id, story.inbox, "let me in", {}, false, {}, {}};
    const auto& entry = story.play.submit(core::Actor::contact(story.contact("Eve")), send);
    EXPECT_EQ(Story::rejection(entry), "unknown_conversation");
    const auto& receipt = story.play.submit(core::Actor::contact(story.contact("Eve")),
                                            core::RecordReceipt{story.conversation("Mia").id, 1, 1});
    EXPECT_EQ(Story::rejection(receipt), "unknown_conversation");
}

TEST(Conversation, BadTextIsRefusedAndNothingChanges) {
    Story story;
    EXPECT_EQ(Story::rejection(story.customer_writes("Mia", " \n\t ")), "empty");
    EXPECT_EQ(Story::rejection(story.customer_writes("Mia", std::string("\xff\xfe"))), "not_utf8");
    EXPECT_EQ(Story::rejection(story.customer_writes("Mia", std::string(16'385, 'x'))), "too_long");
    EXPECT_TRUE(story.play.workspace().conversations.empty());
    EXPECT_EQ(Story::rejection(story.customer_writes("Mia", std::string(16'384, 'x'))), "");
}

TEST(Conversation, ReceiptsOnlyAdvance) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    const auto id = story.conversation("Mia").id;
    const auto seq = story.conversation("Mia").seq;
    const auto as_mia = core::Actor::contact(story.contact("Mia"));
    story.play.submit(as_mia, core::RecordReceipt{id, seq, 0});
    EXPECT_EQ(story.conversation("Mia").contact_delivered_seq, seq);
    story.play.submit(as_mia, core::RecordReceipt{id, seq, seq});
    EXPECT_EQ(story.conversation("Mia").contact_read_seq, seq);
    const auto& late = story.play.submit(as_mia, core::RecordReceipt{id, seq - 1, seq - 1});
    EXPECT_TRUE(late.events.empty());
    story.play.submit(as_mia, core::RecordReceipt{id, seq + 900, seq + 900});
    EXPECT_LE(story.conversation("Mia").contact_read_seq, story.conversation("Mia").seq);
}

TEST(Conversation, ReadingClearsUnread) {
    Story story;
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    const auto first = story.conversation("Mia").seq;
    story.customer_writes("Mia", "anybody?");
    story.as("Anna", core::RecordReceipt{story.conversation("Mia").id, 0, first});
    EXPECT_EQ(story.conversation("Mia").unread.size(), 1U);
}

}  // namespace
}  // namespace usher::test
