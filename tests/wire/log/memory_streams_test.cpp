// Goal: the twin's seams behave like the outages they stand for, so tests built on them tell the
// truth.
#include "hub/log/memory_streams.hpp"

#include <gtest/gtest.h>

#include "tests/support/redis_wait.hpp"

namespace usher::log {
namespace {

using test::Answer;
using test::run_until;
using Mode = MemoryStreams::Mode;

const WorkspaceId kWorkspace{Bits128{1, 7}};

class MemoryStreamsTest : public testing::Test {
  protected:
    Result<void> append(std::uint64_t version) {
        Answer<void> answer;
        streams_.append_event(kWorkspace, version, "x", answer.callback());
        return answer.wait(loop_);
    }
    std::uint64_t last_version() {
        Answer<std::uint64_t> answer;
        streams_.last_event_version(kWorkspace, answer.callback());
        return answer.wait(loop_).value();
    }
    net::Loop loop_;
    MemoryStreams streams_{loop_};
};

TEST_F(MemoryStreamsTest, UnavailableStoresNothingAndReadersGoOnAfterwards) {
    const auto reader = streams_.read_events(kWorkspace, 0);
    Answer<std::vector<EventEntry>> answer;
    reader->next(10, answer.callback());
    streams_.set_mode(Mode::unavailable);
    EXPECT_EQ(append(1).error().kind, Error::Kind::unavailable);
    Answer<void> ping;
    streams_.ping(ping.callback());
    EXPECT_FALSE(ping.wait(loop_));
    EXPECT_FALSE(answer.here());
    streams_.set_mode(Mode::available);
    EXPECT_EQ(last_version(), 0U);
    ASSERT_TRUE(append(1));
    EXPECT_EQ(answer.wait(loop_).value().at(0).version, 1U);
}

TEST_F(MemoryStreamsTest, EntriesStoredBeforeAnOutageArriveAfterIt) {
    ASSERT_TRUE(append(1));
    streams_.set_mode(Mode::unavailable);
    const auto reader = streams_.read_events(kWorkspace, 0);
    Answer<std::vector<EventEntry>> answer;
    reader->next(10, answer.callback());
    EXPECT_FALSE(append(2));
    EXPECT_FALSE(answer.here());
    streams_.set_mode(Mode::available);
    EXPECT_EQ(answer.wait(loop_).value().size(), 1U);
}

TEST_F(MemoryStreamsTest, ALostAnswerIsStoredAllTheSame) {
    streams_.set_mode(Mode::answers_lost);
    const auto lost = append(1);
    ASSERT_FALSE(lost);
    EXPECT_NE(lost.error().text.find("outcome is unknown"), std::string::npos);
    streams_.set_mode(Mode::available);
    EXPECT_EQ(append(1).error().kind, Error::Kind::conflict);
    EXPECT_EQ(last_version(), 1U);
}

TEST_F(MemoryStreamsTest, AReplicaThatIsBehindTakesOver) {
    ASSERT_TRUE(append(1));
    const auto replica = streams_.copy();
    ASSERT_TRUE(append(2));
    streams_.go_back_to(*replica);
    EXPECT_EQ(last_version(), 1U);
    EXPECT_TRUE(append(2)) << "the version is free again";
}
TEST_F(MemoryStreamsTest, ForgettingEverythingKeepsSubscriptions) {
    std::size_t heard = 0;
    const auto subscription = streams_.subscribe(kWorkspace, [&](std::string_view) { ++heard; });
    ASSERT_TRUE(append(5));
    streams_.forget_everything();
    EXPECT_EQ(last_version(), 0U);
    streams_.publish(kWorkspace, "x");
    EXPECT_TRUE(run_until(loop_, [&] { return heard == 1; }));
}

TEST_F(MemoryStreamsTest, ANewServerIsAnnouncedToWhoeverStillListens) {
    int called = 0;
    int gone = 0;
    const auto subscription = streams_.on_new_server([&] { ++called; });
    auto dropped = streams_.on_new_server([&] { ++gone; });
    streams_.announce_new_server();
    EXPECT_EQ(called, 0) << "called from inside";
    dropped.reset();
    ASSERT_TRUE(run_until(loop_, [&] { return called == 1; }));
    EXPECT_EQ(gone, 0);
}

}  // namespace
}  // namespace usher::log
