// Goal: whoever acknowledged something is told when the connection came back to another server or
// another history, and only then.
#include <gtest/gtest.h>

#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::redis_command;
using test::RedisServer;
using test::run_until;
using Transport = RedisAddress::Transport;

const WorkspaceId kWorkspace{Bits128{1, 7}};

class RedisNewServer : public testing::Test {
  protected:
    void SetUp() override {
        server_.wait_until_ready();
        auto options = server_.options();
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        streams_ = RedisStreams::open(loop_, options).value();
        ASSERT_TRUE(append("before"));
    }
    Result<std::string> append(std::string bytes) {
        Answer<std::string> answer;
        streams_->append_command(kWorkspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    bool is_back() {
        return run_until(loop_, [&] {
            return !events_.empty() && events_.back().find("is back") != std::string::npos;
        });
    }

    RedisServer server_{Transport::tcp};
    net::Loop loop_;
    std::vector<std::string> events_;
    std::unique_ptr<RedisStreams> streams_;
};

TEST_F(RedisNewServer, ARestartIsToldOnceEach) {
    int called = 0;
    const auto subscription = streams_->on_new_server([&] { ++called; });
    for (int round = 1; round <= 2; ++round) {
        server_.kill_hard();
        server_.start();
        ASSERT_TRUE(run_until(loop_, [&] { return called == round; }));
        ASSERT_TRUE(append("after"));
        EXPECT_EQ(called, round);
    }
}

TEST_F(RedisNewServer, ALostConnectionToTheSameServerIsNotTold) {
    int called = 0;
    const auto subscription = streams_->on_new_server([&] { ++called; });
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"CLIENT", "KILL", "TYPE", "normal"}));
    ASSERT_TRUE(is_back());
    ASSERT_TRUE(append("after"));
    EXPECT_EQ(called, 0);
}

TEST_F(RedisNewServer, AnotherReplicationHistoryOfTheSameProcessIsTold) {
    int called = 0;
    const auto subscription = streams_->on_new_server([&] { ++called; });
    // A replica for a moment, then a primary again: what it has now may be somebody else's.
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"REPLICAOF", "127.0.0.1", "1"}));
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"REPLICAOF", "NO", "ONE"}));
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"CLIENT", "KILL", "TYPE", "normal"}));
    ASSERT_TRUE(run_until(loop_, [&] { return called == 1; }));
    ASSERT_TRUE(append("after"));
    EXPECT_EQ(called, 1);
}

TEST_F(RedisNewServer, AHandlerThatIsGoneIsNotCalledAndMayGoInACall) {
    int gone = 0;
    int dropping = 0;
    int kept = 0;
    auto subscription = streams_->on_new_server([&] { ++gone; });
    std::unique_ptr<Subscription> itself;
    itself = streams_->on_new_server([&] {
        ++dropping;
        itself.reset();
    });
    const auto last = streams_->on_new_server([&] { ++kept; });
    subscription.reset();
    for (int round = 1; round <= 2; ++round) {
        server_.kill_hard();
        server_.start();
        ASSERT_TRUE(run_until(loop_, [&] { return kept == round; }));
    }
    EXPECT_EQ(gone, 0);
    EXPECT_EQ(dropping, 1);
}

TEST_F(RedisNewServer, AUserWhoMayNotAskIsRefusedRatherThanNeverTold) {
    RedisServer strict(Transport::tcp, "user usher on >secret ~* &* +@all -info\n");
    const auto streams = RedisStreams::open(loop_, strict.options("usher:secret@")).value();
    Answer<std::string> answer;
    streams->append_command(kWorkspace, "x", answer.callback());
    const auto result = answer.wait(loop_);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::refused) << result.error().text;
    EXPECT_NE(result.error().text.find("info"), std::string::npos) << result.error().text;
}

}  // namespace
}  // namespace usher::log
