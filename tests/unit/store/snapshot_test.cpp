// Goal: a state can be built again from the archive alone: the newest snapshot, and every event
// after it once and in order.
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

class SnapshotTest : public StoreTest {
  protected:
    store::Snapshot here(std::string bytes) {
        return {scribe.epoch, scribe.version(), std::move(bytes)};
    }
    Result<void> keep(const store::Snapshot& snapshot) {
        return archive().keep_snapshot(scribe.workspace, snapshot);
    }
    std::optional<store::Snapshot> kept() {
        auto found = archive().snapshot(scribe.workspace);
        EXPECT_TRUE(found) << found.error().text;
        return found ? *found : std::nullopt;
    }
    /// The texts of messages, "" for other events.
    std::vector<std::string> replayed() {
        std::vector<std::string> texts;
        const auto done = archive().replay(scribe.workspace, [&](const core::Event& event) {
            const auto* message = std::get_if<core::MessageAdded>(&event.body);
            texts.push_back(message ? message->text : "");
        });
        EXPECT_TRUE(done) << done.error().text;
        return texts;
    }
};

using Texts = std::vector<std::string>;

TEST_P(SnapshotTest, NothingIsKeptAtFirst) {
    EXPECT_FALSE(kept());
    EXPECT_EQ(replayed(), Texts{});
    scribe.opened_with(1, 1);
    scribe.store(*store);
    EXPECT_FALSE(kept());
    EXPECT_EQ(replayed(), (Texts{"", "message 0"}));
}

TEST_P(SnapshotTest, TheNewestReplacesTheOlderAndSurvivesReopening) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    ASSERT_TRUE(keep(here("first")));
    scribe.says(1, "more");
    scribe.store(*store);
    const std::string bytes("second\0with any \xff byte", 22);
    ASSERT_TRUE(keep(here(bytes)));
    reopen();
    ASSERT_TRUE(kept());
    EXPECT_EQ(kept()->bytes, bytes);
    EXPECT_EQ(kept()->version, scribe.version());
    EXPECT_EQ(kept()->epoch, scribe.epoch);
}

TEST_P(SnapshotTest, ReplayGivesWhatTheSnapshotDoesNotHold) {
    scribe.opened_with(1, 2);
    scribe.store(*store);
    ASSERT_TRUE(keep(here("x")));
    EXPECT_EQ(replayed(), Texts{});
    scribe.says(1, "a");
    scribe.add(core::ContactCreated{nth<ContactId>(9), {}});
    scribe.says(1, "b");
    scribe.store(*store);
    EXPECT_EQ(replayed(), (Texts{"a", "", "b"}));
    ASSERT_TRUE(keep(here("y")));
    EXPECT_EQ(replayed(), Texts{});
}

TEST_P(SnapshotTest, ReplayOfManyEventsIsWholeAndInOrder) {
    for (std::uint64_t conversation = 1; conversation <= 3; ++conversation)
        scribe.open(conversation);
    for (int i = 0; i < 6000; ++i) {
        scribe.says(1 + static_cast<std::uint64_t>(i) % 3, std::to_string(i));
    }
    scribe.store(*store);
    const auto texts = replayed();
    ASSERT_EQ(texts.size(), 6003u);
    for (std::size_t i = 0; i < 6000; ++i) ASSERT_EQ(texts[i + 3], std::to_string(i));
}

TEST_P(SnapshotTest, OnlyOneOfTheVeryPositionIsKept) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    auto ahead = here("x");
    ahead.version += 1;
    EXPECT_EQ(error_of(keep(ahead)), Error::Kind::invalid);
    auto behind = here("x");
    behind.version -= 1;
    EXPECT_EQ(error_of(keep(behind)), Error::Kind::conflict);
    auto other = here("x");
    other.epoch = "2";
    EXPECT_EQ(error_of(keep(other)), Error::Kind::conflict);
    EXPECT_FALSE(kept());
    EXPECT_TRUE(keep(here("x"))) << "the archive must go on after refusals";
}

TEST_P(SnapshotTest, WorkspacesDoNotMeet) {
    Scribe other(2);
    scribe.opened_with(1, 1);
    scribe.store(*store);
    other.opened_with(1, 1);
    other.store(*store);
    ASSERT_TRUE(keep(here("mine")));
    EXPECT_FALSE(*archive().snapshot(other.workspace));
    std::size_t events = 0;
    ASSERT_TRUE(archive().replay(other.workspace, [&](const core::Event&) { ++events; }));
    EXPECT_EQ(events, 2u);
}

TEST_P(SnapshotTest, ALargeOneComesBackWhole) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    std::string bytes(40'000'000, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 4093) bytes[i] = static_cast<char>(i);
    ASSERT_TRUE(keep(here(bytes)));
    EXPECT_TRUE(kept()->bytes == bytes);
}

USHER_ON_EVERY_STORE(SnapshotTest);

}  // namespace
}  // namespace usher::test
