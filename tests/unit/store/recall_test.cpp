// Goal: whoever comes back from the archive is exactly who the engine forgot, however long the
// conversation.
#include "hub/store/recall.hpp"

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "tests/unit/store/scribe.hpp"

namespace usher::test {
namespace {

std::string text_of(core::Conversation conversation) {
    conversation.changed = conversation.arrival = 0;  // not of its events
    return wire::event_json(
        {{}, 0, {}, {}, {}, {}, core::ContactRecalled{{}, {}, {std::move(conversation)}}});
}

class RecallTest : public testing::Test {
  protected:
    void write(std::size_t messages) {
        scribe.add(core::ContactCreated{nth<ContactId>(1), {"Mia", "de", "Europe/Berlin", "m@x"}});
        scribe.opened_with(1, messages);
        scribe.says(1, "answer", core::Direction::outbound);
        scribe.says(1, "for us only", core::Direction::internal);
        scribe.add(core::ConversationResolved{}, 1);
        const std::vector entries{scribe.entry()};
        ASSERT_TRUE(store->archive().write(scribe.workspace, entries));
        for (const auto& entry : entries) core::apply(state, entry);
    }
    TempFolder folder;
    std::unique_ptr<store::Store> store = open_store(folder.path());
    Scribe scribe;
    core::Workspace state;
};

TEST_F(RecallTest, TheContactAndItsConversationAreAsTheyWere) {
    write(2500);  // more than two pages
    for (auto recalled :
         {store::recall_contact(store->history(), scribe.workspace, nth<ContactId>(1)),
          store::recall_conversation(store->history(), scribe.workspace, nth<ConversationId>(1))}) {
        ASSERT_TRUE(recalled) << recalled.error().text;
        ASSERT_TRUE(*recalled);
        EXPECT_EQ((*recalled)->contact, nth<ContactId>(1));
        EXPECT_EQ((*recalled)->profile, (core::Profile{"Mia", "de", "Europe/Berlin", "m@x"}));
        ASSERT_EQ((*recalled)->conversations.size(), 1U);
        EXPECT_EQ(text_of((*recalled)->conversations[0]),
                  text_of(*state.find(nth<ConversationId>(1))));
    }
}

TEST_F(RecallTest, OfEachInboxTheNewestAndTheOneThatWasNamed) {
    scribe.add(core::ContactCreated{nth<ContactId>(1), {}});
    for (std::uint64_t i = 1; i <= 4; ++i) {
        scribe.add(core::ConversationOpened{.contact = nth<ContactId>(1),
                                            .inbox = nth<InboxId>(i % 2),
                                            .queue = nth<QueueId>(1),
                                            .language = {},
                                            .page = {},
                                            .arrival = i},
                   i, core::Actor::contact(nth<ContactId>(1)));
    }
    scribe.store(*store);
    const auto ids = [](const store::Recalled& recalled) {
        std::vector<ConversationId> ids;
        for (const auto& each : (*recalled)->conversations) ids.push_back(each.id);
        std::ranges::sort(ids);
        return ids;
    };
    using Ids = std::vector<ConversationId>;
    EXPECT_EQ(ids(store::recall_contact(store->history(), scribe.workspace, nth<ContactId>(1))),
              (Ids{nth<ConversationId>(3), nth<ConversationId>(4)}));
    const auto named =
        store::recall_conversation(store->history(), scribe.workspace, nth<ConversationId>(1));
    EXPECT_EQ(ids(named),
              (Ids{nth<ConversationId>(1), nth<ConversationId>(3), nth<ConversationId>(4)}));
    for (const auto& each : (*named)->conversations) {
        EXPECT_EQ(nth<ConversationId>(each.arrival), each.id) << "its place among all is its own";
    }
}

TEST_F(RecallTest, WhoNeverWasIsNothingAndNoError) {
    write(1);
    const auto contact =
        store::recall_contact(store->history(), scribe.workspace, nth<ContactId>(9));
    ASSERT_TRUE(contact);
    EXPECT_FALSE(*contact);
    const auto conversation =
        store::recall_conversation(store->history(), scribe.workspace, nth<ConversationId>(9));
    ASSERT_TRUE(conversation);
    EXPECT_FALSE(*conversation);
}

}  // namespace
}  // namespace usher::test
