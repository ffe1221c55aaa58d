// Goal: the archive takes the log in once, in order and completely, or says why it does not.
#include "hub/store/archive.hpp"

#include "tests/unit/store/scribe.hpp"

namespace usher::test {
namespace {

using store::Position;

class ArchiveTest : public testing::Test {
  protected:
    std::vector<core::Event> events(std::uint64_t conversation, WorkspaceId workspace) {
        auto page = store->history().page(workspace, nth<ConversationId>(conversation), 0, 1000);
        EXPECT_TRUE(page) << page.error().text;
        return page ? page->events : std::vector<core::Event>();
    }
    Position position() { return *store->archive().position(scribe.workspace); }
    Result<void> write(const std::vector<core::LogEntry>& entries) {
        return store->archive().write(scribe.workspace, entries);
    }

    TempFolder folder;
    std::unique_ptr<store::Store> store = open_store(folder.path());
    Scribe scribe;
};

TEST_F(ArchiveTest, PositionOfNothingIsZero) {
    EXPECT_EQ(position(), Position{});
}

TEST_F(ArchiveTest, PositionMovesWithTheRowsAndSurvivesReopening) {
    scribe.opened_with(1, 2);
    scribe.store(*store);
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
    store.reset();
    store = open_store(folder.path());
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
    EXPECT_EQ(events(1, scribe.workspace).size(), 3u);
}

TEST_F(ArchiveTest, EntriesWithoutEventsMoveThePosition) {
    scribe.store(*store);
    EXPECT_EQ(position(), (Position{"1", scribe.version()}));
}

TEST_F(ArchiveTest, ARepeatedRunHasNoEffect) {
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

TEST_F(ArchiveTest, AnEntryThatDoesNotFollowIsAConflictAndWritesNothing) {
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

TEST_F(ArchiveTest, ALogThatWasTrimmedBeforeTheFirstEntryIsAConflict) {
    scribe.entry();
    scribe.opened_with(1, 1);
    const auto written = write({scribe.entry()});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::conflict);
}

TEST_F(ArchiveTest, AHoleInAConversationIsRefused) {
    scribe.opened_with(1, 1);
    auto entry = scribe.entry();
    entry.events.back().seq += 1;
    const auto written = write({entry});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::invalid);
    EXPECT_EQ(position(), Position{});
}

TEST_F(ArchiveTest, AConversationNobodyOpenedIsRefused) {
    scribe.says(7, "hello");
    const auto written = write({scribe.entry()});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::invalid);
}

TEST_F(ArchiveTest, ConversationsGoOnAcrossIndexingAndReopening) {
    scribe.opened_with(1, 3);
    scribe.store(*store);
    scribe.force_index(*store);
    scribe.says(1, "unindexed");
    scribe.store(*store);
    store.reset();
    store = open_store(folder.path());
    scribe.says(1, "after a restart");
    scribe.force_index(*store);
    scribe.says(1, "last");
    scribe.store(*store);
    const auto all = events(1, scribe.workspace);
    ASSERT_EQ(all.size(), 7u);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].seq, i + 1);
}

TEST_F(ArchiveTest, WorkspacesDoNotMeet) {
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

TEST_F(ArchiveTest, AnotherProcessThatWroteIsNoticed) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    auto second = open_store(folder.path());
    scribe.says(1, "by the other");
    scribe.store(*second);
    scribe.says(1, "by the first again");
    scribe.store(*store);
    EXPECT_EQ(events(1, scribe.workspace).size(), 4u);
}

}  // namespace
}  // namespace usher::test
