// Goal: when a replica takes over while no engine runs, what people saw and the replica lacks is
// never said again under the same numbers; a server that only starts again disturbs nobody.
#include "tests/support/engine_stage.hpp"

namespace usher::test {
namespace {

using Messages = std::map<std::string, int>;

struct ServerHistory : testing::Test {
    /// "lost" was seen by whoever reads the log; then the engine dies and a replica without it
    /// takes over.
    void lose_the_end() {
        stage.archiver->pause();
        stage.say(1, "behind the archive");
        stage.await([&] { return stage.messages().contains("behind the archive"); });
        const auto replica = stage.streams.copy();
        stage.say(1, "lost");
        stage.await([&] { return stage.messages().contains("lost"); });
        seen = stage.log().back().version;
        stage.kill("a");
        stage.streams.go_back_to(*replica);
    }
    EngineStage stage;
    std::uint64_t seen = 0;
};

TEST_F(ServerHistory, AReplicaThatTookOverWhileNoEngineRanBeginsANewLife) {
    stage.begin_with_archived("kept");
    lose_the_end();
    stage.start("b");
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    EXPECT_NE(stage.log().back().epoch, "1");
    EXPECT_GT(stage.log().back().version, seen) << "no number means two things";
    stage.archiver->start();
    stage.await([&] { return stage.archived == stage.log().back().version; });
    EXPECT_EQ(stage.archived_messages(),
              (Messages{{"kept", 1}, {"behind the archive", 1}, {"after", 1}}));
}

TEST_F(ServerHistory, TheNextStartGoesOnInThatLife) {
    stage.begin_with_archived("kept");
    lose_the_end();
    stage.start("b");
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    const auto epoch = stage.log().back().epoch;
    stage.kill("b");
    stage.start("c");
    stage.say(1, "later");
    stage.await([&] { return stage.messages().contains("later"); });
    EXPECT_EQ(stage.log().back().epoch, epoch);
}

TEST_F(ServerHistory, AServerThatStartsAgainIsTheSameToEverybody) {
    stage.begin_with_archived("kept");
    stage.kill("a");
    stage.streams.begin_history();
    stage.start("b");
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    EXPECT_EQ(stage.log().back().epoch, "1");
}

}  // namespace
}  // namespace usher::test
