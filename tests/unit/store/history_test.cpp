// Goal: pages of a conversation fit together without gap or overlap, however they are cut, and
// wherever the events are kept; contacts and conversations read as their events left them.
#include "hub/store/history.hpp"

#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using store::EventPage;

/// Where the twenty events of conversation 1 are: waiting for the index, in it, or ten and ten.
enum class Kept { unindexed, indexed, both };

class PagesTest : public StoreTestWith<std::tuple<Backend, Kept>> {
  protected:
    void SetUp() override {
        const auto kept = std::get<1>(GetParam());
        scribe.opened_with(1, 9);
        scribe.opened_with(2, 5);
        scribe.store(*store);
        if (kept == Kept::both) scribe.force_index(*store);
        for (int i = 0; i < 10; ++i) {
            scribe.says(1, "more");
            scribe.says(2, "other");
        }
        scribe.store(*store);
        if (kept == Kept::indexed) scribe.force_index(*store);
    }
    EventPage page(std::uint64_t before, std::size_t limit) {
        return *store->history().page(scribe.workspace, nth<ConversationId>(1), before, limit);
    }
    EventPage after(std::uint64_t seq, std::size_t limit) {
        return *store->history().after(scribe.workspace, nth<ConversationId>(1), seq, limit);
    }
    /// A page is exactly what it says it covers.
    static void expect_page(const EventPage& page, std::uint64_t after_seq,
                            std::uint64_t through_seq, bool complete) {
        EXPECT_EQ(page.after_seq, after_seq);
        EXPECT_EQ(page.through_seq, through_seq);
        EXPECT_EQ(page.complete, complete);
        ASSERT_EQ(page.events.size(), through_seq - after_seq);
        for (std::size_t i = 0; i < page.events.size(); ++i) {
            EXPECT_EQ(page.events[i].seq, after_seq + i + 1);
            EXPECT_EQ(page.events[i].conversation, nth<ConversationId>(1));
        }
    }
};

TEST_P(PagesTest, BackwardsAtEveryBoundaryAndLength) {
    constexpr std::uint64_t kLast = 20;
    for (std::uint64_t before = 0; before <= kLast + 2; ++before) {
        for (std::uint64_t limit = 1; limit <= kLast + 1; ++limit) {
            SCOPED_TRACE(testing::Message() << "before " << before << " limit " << limit);
            const auto through = before == 0 ? kLast : std::min(before - 1, kLast);
            const auto from = through > limit ? through - limit : 0;
            expect_page(page(before, limit), from, through, from == 0);
        }
    }
}

TEST_P(PagesTest, ForwardsAtEveryBoundaryAndLength) {
    constexpr std::uint64_t kLast = 20;
    for (std::uint64_t from = 0; from <= kLast; ++from) {
        for (std::uint64_t limit = 1; limit <= kLast + 1; ++limit) {
            SCOPED_TRACE(testing::Message() << "after " << from << " limit " << limit);
            const auto through = std::min(from + limit, kLast);
            expect_page(after(from, limit), from, through, through == kLast);
        }
    }
}

TEST_P(PagesTest, NothingNewerIsAnEmptyPageThatEndsWhereItBegins) {
    expect_page(after(25, 10), 25, 25, true);
}

TEST_P(PagesTest, EventsAreWhatWasWritten) {
    const auto events = page(0, 20).events;
    const auto& opened = std::get<core::ConversationOpened>(events.front().body);
    EXPECT_EQ(opened.contact, nth<ContactId>(1));
    EXPECT_EQ(std::get<core::MessageAdded>(events[1].body).text, "message 0");
    EXPECT_EQ(std::get<core::MessageAdded>(events.back().body).text, "more");
    EXPECT_LT(events.front().occurred, events.back().occurred);
    EXPECT_TRUE(events.back().actor.is_contact());
}

INSTANTIATE_TEST_SUITE_P(Kept, PagesTest,
                         testing::Values(std::tuple(Backend::sqlite, Kept::unindexed),
                                         std::tuple(Backend::sqlite, Kept::indexed),
                                         std::tuple(Backend::sqlite, Kept::both),
                                         std::tuple(Backend::postgres, Kept::unindexed)),
                         [](const auto& info) {
                             return name_of(info.param) + std::to_string(info.index);
                         });

class HistoryTest : public StoreTest {};

TEST_P(HistoryTest, AnUnknownConversationIsAnEmptyPage) {
    const auto page = store->history().page(scribe.workspace, nth<ConversationId>(5), 0, 10);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->events.empty());
    EXPECT_TRUE(page->complete);
    EXPECT_TRUE(store->history().after(scribe.workspace, nth<ConversationId>(5), 3, 10)->complete);
}

TEST_P(HistoryTest, APageOfLongMessagesEndsEarlyAndSaysSo) {
    scribe.open(1);
    for (int i = 0; i < 300; ++i) scribe.says(1, std::string(16'000, 'x'));
    scribe.store(*store);
    auto& history = this->history();
    const auto newest = *history.page(scribe.workspace, nth<ConversationId>(1), 0, 1000);
    EXPECT_FALSE(newest.complete);
    EXPECT_LT(newest.events.size(), 200u);
    EXPECT_EQ(newest.through_seq, 301u);
    EXPECT_EQ(newest.after_seq + newest.events.size(), newest.through_seq);
    const auto oldest = *history.after(scribe.workspace, nth<ConversationId>(1), 0, 1000);
    EXPECT_FALSE(oldest.complete);
    EXPECT_EQ(oldest.events.size(), oldest.through_seq);
}

TEST_P(HistoryTest, ContactsKeepTheirFirstInstantAndTheirLastProfile) {
    const auto id = nth<ContactId>(4);
    scribe.add(core::ContactCreated{
        id, {.display_name = "", .locale = "de", .time_zone = "Europe/Vienna", .email = ""}});
    scribe.store(*store);
    const auto created = store->history().contact(scribe.workspace, id)->created;
    scribe.add(core::ContactUpdated{
        id, {.display_name = "M", .locale = "", .time_zone = "", .email = ""}});
    scribe.add(core::ContactUpdated{id,
                                    {.display_name = "Mia",
                                     .locale = "de",
                                     .time_zone = "Europe/Vienna",
                                     .email = "mia@example.com"}});
    scribe.store(*store);
    const auto contact = store->history().contact(scribe.workspace, id);
    ASSERT_TRUE(contact);
    EXPECT_EQ(contact->profile, (core::Profile{"Mia", "de", "Europe/Vienna", "mia@example.com"}));
    EXPECT_EQ(contact->created, created);
    EXPECT_EQ(store->history().contact(nth<WorkspaceId>(2), id).error().kind,
              Error::Kind::not_found);
}

TEST_P(HistoryTest, ConversationsOfAContactTheNewestFirstInTheirLastState) {
    scribe.open(1, 7);
    scribe.add(core::ConversationAssigned{nth<AgentId>(3), "Anna", nth<QueueId>(2), "routed"}, 1);
    scribe.add(core::ConversationResolved{}, 1);
    scribe.open(2, 7);
    scribe.open(3, 8);
    scribe.store(*store);
    scribe.add(core::ConversationQueued{nth<QueueId>(5), "new"}, 2);
    scribe.store(*store);
    for (const bool indexed : {false, true}) {
        if (indexed) scribe.force_index(*store);
        const auto records =
            *store->history().conversations_of(scribe.workspace, nth<ContactId>(7), 10);
        ASSERT_EQ(records.size(), 2u);
        EXPECT_EQ(records[0].id, nth<ConversationId>(2));
        EXPECT_EQ(records[0].queue, nth<QueueId>(5));
        EXPECT_EQ(records[0].status, core::ConversationStatus::open);
        EXPECT_EQ(records[0].last_seq, 2u);
        EXPECT_EQ(records[1].assignee, nth<AgentId>(3));
        EXPECT_EQ(records[1].status, core::ConversationStatus::resolved);
        EXPECT_EQ(records[1].last_seq, 3u);
        EXPECT_GT(records[1].last_event, records[1].opened);
    }
    auto& history = this->history();
    EXPECT_EQ(history.conversations_of(scribe.workspace, nth<ContactId>(7), 1)->size(), 1u);
    EXPECT_EQ(history.conversation(scribe.workspace, nth<ConversationId>(3))->contact,
              nth<ContactId>(8));
    EXPECT_EQ(history.conversation(nth<WorkspaceId>(2), nth<ConversationId>(3)).error().kind,
              Error::Kind::not_found);
}

TEST_P(HistoryTest, ConversationsAreToldInTheOrderOfTheirIdsPageByPage) {
    for (const int n : {3, 1, 4, 2}) scribe.open(n, 7);
    scribe.store(*store);
    auto& history = this->history();
    const auto after = [&](int n, std::size_t limit) {
        return *history.conversations_after(scribe.workspace, nth<ConversationId>(n), limit);
    };
    using Ids = std::vector<ConversationId>;
    EXPECT_EQ(*history.conversations_after(scribe.workspace, {}, 2),
              (Ids{nth<ConversationId>(1), nth<ConversationId>(2)}));
    EXPECT_EQ(after(2, 10), (Ids{nth<ConversationId>(3), nth<ConversationId>(4)}));
    EXPECT_TRUE(after(4, 10).empty());
    EXPECT_TRUE(history.conversations_after(nth<WorkspaceId>(2), {}, 10)->empty());
}

USHER_ON_EVERY_STORE(HistoryTest);

}  // namespace
}  // namespace usher::test
