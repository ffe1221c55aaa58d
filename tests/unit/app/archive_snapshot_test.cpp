// Goal: after everything but the archive is lost, the hub is back soon however long its history is:
// the archive keeps the state now and then, exactly of where it is.
#include "hub/wire/snapshot.hpp"
#include "tests/support/engine_stage.hpp"

namespace usher::test {
namespace {

struct ArchiveSnapshot : testing::Test {
    /// Node "a" with an archiver that is offered its snapshots.
    void SetUp() override {
        stage.offer_snapshots = true;
        stage.begin_with_archived("first");
        stage.await([&] { return kept() != 0; });
    }
    std::uint64_t kept() {
        const auto snapshot = stage.store().archive().snapshot(stage.workspace);
        return snapshot && *snapshot ? (*snapshot)->version : 0;
    }
    EngineStage stage;
};

TEST_F(ArchiveSnapshot, TheFirstIsKeptAndLaterOnesOnlyAfterManyEvents) {
    const auto first = kept();
    stage.say(1, "second");
    stage.await([&] { return stage.messages().contains("second"); });
    const auto last = stage.log().back().version;
    stage.await([&] { return stage.archived == last; });
    stage.archiver->offer({"1", last, "the state"});
    EXPECT_EQ(kept(), first);
}

TEST_F(ArchiveSnapshot, ANewLifeBeginsFromItAndWhatFollowedIt) {
    stage.say(1, "second");
    stage.await([&] { return stage.messages().contains("second"); });
    const auto last = stage.log().back().version;
    stage.await([&] { return stage.archived == last; });
    ASSERT_LT(kept(), last);
    const auto before = stage.log().back().events.back().seq;
    stage.kill("a");
    stage.streams.forget_everything();
    stage.start("b");
    stage.say(1, "third");
    stage.await([&] { return stage.messages().contains("third"); });
    EXPECT_NE(stage.log().back().epoch, "1");
    EXPECT_EQ(stage.log().back().events.front().seq, before + 1) << "numbers go on";
}

TEST(ArchiveFollower, ARunIsCutWhereTheSnapshotStands) {
    EngineStage stage;
    stage.begin_with_archived("first");
    stage.archiver->pause();
    for (const char* text : {"second", "third", "fourth"}) {
        stage.say(1, text);
        stage.await([&] { return stage.messages().contains(text); });
    }
    const auto log = stage.log();
    const auto middle = log[log.size() - 2].version;
    stage.archiver->start();
    stage.archiver->offer({"1", middle, "the state"});
    stage.await([&] { return stage.archived == log.back().version; });
    const auto snapshot = stage.store().archive().snapshot(stage.workspace);
    ASSERT_TRUE(snapshot && *snapshot);
    EXPECT_EQ((*snapshot)->version, middle);
    EXPECT_EQ(stage.archived_messages(), (std::map<std::string, int>{{"fourth", 1}}))
        << "what is replayed after it";
}

}  // namespace
}  // namespace usher::test
