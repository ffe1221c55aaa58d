// Goal: the archive takes the log in once, in order and completely, or says why it does not.
#include "hub/store/archive.hpp"

#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using store::Position;

class ArchiveTest : public StoreTest {
  protected:
    std::vector<core::Event> events(std::uint64_t conversation, WorkspaceId workspace) {
        auto page = history().page(workspace, nth<ConversationId>(conversation), 0, 1000);
        EXPECT_TRUE(page) << page.error().text;
        return page ? page->events : std::vector<core::Event>();
    }
};

TEST_P(ArchiveTest, PositionOfNothingIsZero) {
    EXPECT_EQ(position(), Position{});
}

TEST_P(ArchiveTest, PositionMovesWithTheRowsAndSurvivesReopening) {
    scribe.opened_with(1, 2);
    scribe.store(*store);
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
    reopen();
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
    EXPECT_EQ(events(1, scribe.workspace).size(), 3u);
}

TEST_P(ArchiveTest, EntriesWithoutEventsMoveThePosition) {
    scribe.store(*store);
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
}

TEST_P(ArchiveTest, ARepeatedRunHasNoEffect) {
    scribe.opened_with(1, 2);
    auto first = scribe.entry();
    scribe.says(1, "again");
    auto second = scribe.entry();
    ASSERT_TRUE(write({first}));
    ASSERT_TRUE(write({first}));
    ASSERT_TRUE(write({first, second}));
    ASSERT_TRUE(write({first, second}));
    EXPECT_EQ(events(1, scribe.workspace).size(), 4u);
    EXPECT_EQ(store->history().search(scribe.workspace, "again", 10)->size(), 1u);
}

TEST_P(ArchiveTest, AnEntryThatDoesNotFollowIsAConflictAndWritesNothing) {
    scribe.opened_with(1, 2);
    scribe.store(*store);
    const auto before = position();
    scribe.says(1, "kept in order");
    auto next = scribe.entry();
    scribe.entry();  // lost
    scribe.says(1, "after a gap");
    auto after_gap = scribe.entry();
    const auto written = write({next, after_gap});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::conflict);
    EXPECT_EQ(position(), before);
    EXPECT_EQ(events(1, scribe.workspace).size(), 3u);
    EXPECT_TRUE(write({next})) << "the archive must go on after a refused run";
    EXPECT_EQ(events(1, scribe.workspace).size(), 4u);
}

TEST_P(ArchiveTest, ALogThatWasTrimmedBeforeTheFirstEntryIsAConflict) {
    scribe.entry();
    scribe.opened_with(1, 1);
    const auto written = write({scribe.entry()});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::conflict);
}

TEST_P(ArchiveTest, AHoleInAConversationIsRefused) {
    scribe.opened_with(1, 1);
    auto entry = scribe.entry();
    entry.events.back().seq += 1;
    const auto written = write({entry});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::invalid);
    EXPECT_EQ(position(), Position{});
}

TEST_P(ArchiveTest, AConversationNobodyOpenedIsRefused) {
    scribe.says(7, "hello");
    const auto written = write({scribe.entry()});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::invalid);
}

TEST_P(ArchiveTest, ConversationsGoOnAcrossIndexingAndReopening) {
    scribe.opened_with(1, 3);
    scribe.store(*store);
    scribe.force_index(*store);
    scribe.says(1, "unindexed");
    scribe.store(*store);
    reopen();
    scribe.says(1, "after a restart");
    scribe.force_index(*store);
    scribe.says(1, "last");
    scribe.store(*store);
    const auto all = events(1, scribe.workspace);
    ASSERT_EQ(all.size(), 7u);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].seq, i + 1);
}

TEST_P(ArchiveTest, WorkspacesDoNotMeet) {
    Scribe other(2);
    scribe.opened_with(1, 1);
    scribe.store(*store);
    other.opened_with(1, 4);  // the same conversation id
    other.store(*store);
    EXPECT_EQ(events(1, scribe.workspace).size(), 2u);
    EXPECT_EQ(events(1, other.workspace).size(), 5u);
    scribe.force_index(*store);
    EXPECT_EQ(events(1, scribe.workspace).size(), 2u);
    EXPECT_EQ(events(1, other.workspace).size(), 5u);
}

TEST_P(ArchiveTest, AnotherProcessThatWroteIsNoticed) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    auto second = open();
    scribe.says(1, "by the other");
    scribe.store(*second);
    scribe.says(1, "by the first again");
    scribe.store(*store);
    EXPECT_EQ(events(1, scribe.workspace).size(), 4u);
}

USHER_ON_EVERY_STORE(ArchiveTest);

}  // namespace
}  // namespace usher::test
