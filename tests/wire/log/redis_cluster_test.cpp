// Goal: in a Redis Cluster workspaces spread over all primaries, and while slots move, primaries
// die or the whole cluster is down nothing acknowledged is lost, doubled or out of order, and every
// append is answered in time.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "tests/support/redis_cluster.hpp"
#include "tests/support/stream_traffic.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::redis_command;
using test::RedisCluster;
using test::run_until;
using test::StreamTraffic;
using Clock = std::chrono::steady_clock;

class RedisClusterTest : public testing::Test {
  protected:
    std::unique_ptr<RedisStreams> open(const std::function<void(RedisOptions&)>& change = {}) {
        auto options = cluster_.options();
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        if (change) change(options);
        return RedisStreams::open(loop_, options).value();
    }
    Result<std::string> append(Streams& streams, WorkspaceId workspace, std::string bytes) {
        Answer<std::string> answer;
        streams.append_command(workspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    /// To a node, by hand; traffic on the loop goes on meanwhile.
    Reply ask(std::size_t n, std::initializer_list<std::string_view> command) {
        RedisOptions options;
        const auto socket = cluster_.node(n).socket().string();
        options.address = RedisAddress::parse("unix:" + socket).value();
        return redis_command(loop_, options, command).value();
    }
    void begin_move(std::uint16_t slot, std::size_t from, std::size_t to) {
        const auto number = std::to_string(slot);
        cluster_.will_move(slot);
        ask(to, {"CLUSTER", "SETSLOT", number, "IMPORTING", cluster_.id(from)});
        ask(from, {"CLUSTER", "SETSLOT", number, "MIGRATING", cluster_.id(to)});
    }
    void move_keys(std::uint16_t slot, std::size_t from, std::size_t to, std::string_view most) {
        const auto keys = ask(from, {"CLUSTER", "GETKEYSINSLOT", std::to_string(slot), most});
        for (const Reply& key : keys.items) {
            ask(from, {"MIGRATE", "127.0.0.1", cluster_.port(to), key.text, "0", "5000"});
        }
    }
    void end_move(std::uint16_t slot, std::size_t from, std::size_t to) {
        const auto number = std::to_string(slot);
        for (const std::size_t n : {to, from}) {
            ask(n, {"CLUSTER", "SETSLOT", number, "NODE", cluster_.id(to)});
        }
    }
    void move(std::uint16_t slot, std::size_t from, std::size_t to) {
        begin_move(slot, from, to);
        move_keys(slot, from, to, "10");
        end_move(slot, from, to);
    }

    RedisCluster& cluster_ = RedisCluster::shared();
    net::Loop loop_;
    std::vector<std::string> events_;
};

TEST_F(RedisClusterTest, WorkspacesSpreadOverAllPrimaries) {
    const auto streams = open();
    constexpr std::size_t kCount = 300;
    std::size_t stored = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto workspace = RedisCluster::workspace_at(i % 3, static_cast<unsigned>(i / 3));
        streams->append_command(workspace, std::to_string(i),
                                [&](auto id) { stored += id.has_value() ? 1 : 0; });
    }
    ASSERT_TRUE(run_until(loop_, [&] { return stored == kCount; }));
    for (std::size_t n = 0; n < 3; ++n) {
        EXPECT_EQ(ask(n, {"DBSIZE"}).integer, 100) << "at primary " << n;
    }
    for (std::size_t n = 0; n < 3; ++n) {
        Answer<std::vector<CommandEntry>> answer;
        const auto reader = streams->read_commands(RedisCluster::workspace_at(n), "");
        reader->next(10, answer.callback());
        EXPECT_EQ(answer.wait(loop_).value().at(0).bytes, std::to_string(n));
    }
    EXPECT_TRUE(events_.empty()) << events_.front();
}

TEST_F(RedisClusterTest, ASlotMovesThroughAllPrimariesUnderTraffic) {
    // As an engine: a mere move fails nothing for it either.
    const auto streams = open([](RedisOptions& options) { options.send_to_new_server = false; });
    const auto workspace = RedisCluster::workspace_at(0);
    const auto slot = RedisCluster::slot_at(workspace);
    StreamTraffic traffic(loop_, *streams, workspace);
    traffic.flow(200);
    const int asked = cluster_.errors_of(0, "ASK");
    const int moved = cluster_.errors_of(0, "MOVED");
    std::size_t at = 0;
    for (const std::size_t to : {1U, 2U, 0U, 2U}) {
        begin_move(slot, at, to);
        traffic.flow(100);
        move_keys(slot, at, to, "1");  // one stream here, the other there
        traffic.flow(100);
        move_keys(slot, at, to, "10");
        traffic.flow(100);
        EXPECT_EQ(cluster_.keys_in(to, slot), 2U);
        end_move(slot, at, to);
        traffic.flow(100);
        at = to;
    }
    traffic.settle();
    EXPECT_GT(traffic.stored.size(), 1000U);
    EXPECT_GT(cluster_.errors_of(0, "ASK"), asked) << "the move was not exercised";
    EXPECT_GT(cluster_.errors_of(0, "MOVED"), moved);
    EXPECT_TRUE(traffic.errors.empty()) << traffic.errors.front().text;
    EXPECT_LT(traffic.slowest, 3s);
    EXPECT_EQ(cluster_.keys_in(2, slot), 2U);
    EXPECT_EQ(cluster_.keys_in(0, slot), 0U) << "written where it does not belong";
    EXPECT_TRUE(events_.empty()) << events_.front();
}

TEST_F(RedisClusterTest, AMoveThatIsCalledOffLosesAndDoublesNothing) {
    const auto streams = open();
    const auto workspace = RedisCluster::workspace_at(1);
    const auto slot = RedisCluster::slot_at(workspace);
    StreamTraffic traffic(loop_, *streams, workspace);
    for (int turn = 0; turn < 5; ++turn) {
        traffic.flow(100);
        begin_move(slot, 1, 2);
        traffic.flow(100);
        for (const std::size_t n : {1U, 2U}) {
            ask(n, {"CLUSTER", "SETSLOT", std::to_string(slot), "STABLE"});
        }
    }
    traffic.settle();
    EXPECT_TRUE(traffic.errors.empty()) << traffic.errors.front().text;
}

TEST_F(RedisClusterTest, WaitingReadersAndSubscribersFollowASlot) {
    const auto streams = open();
    const auto other = open();  // appends, so that the first learns of the move only by itself
    const auto workspace = RedisCluster::workspace_at(2);
    const auto slot = RedisCluster::slot_at(workspace);
    test::CommandFollower follower(*streams, workspace);
    std::string heard;
    const auto subscription =
        streams->subscribe(workspace, [&](std::string_view bytes) { heard = bytes; });
    const auto publish_until_heard = [&](const std::string& body) {
        net::Timer again(loop_);
        std::function<void()> publish = [&] {
            other->publish(workspace, body);
            again.after(20ms, publish);
        };
        publish();
        return run_until(loop_, [&] { return heard == body; });
    };
    ASSERT_TRUE(append(*other, workspace, "0"));
    ASSERT_TRUE(run_until(loop_, [&] { return follower.seen.size() == 1; }));
    ASSERT_TRUE(publish_until_heard("0"));
    std::size_t at = 2;
    for (const std::size_t to : {0U, 1U}) {
        move(slot, at, to);
        const auto body = std::to_string(to + 10);
        ASSERT_TRUE(append(*other, workspace, body));
        const auto since = Clock::now();
        ASSERT_TRUE(run_until(loop_, [&] { return follower.seen.back().bytes == body; }));
        EXPECT_LT(Clock::now() - since, 8s) << "more than one block and one look around";
        EXPECT_TRUE(publish_until_heard(body));
        at = to;
    }
    EXPECT_EQ(follower.seen.size(), 3U) << "something was read twice";
}

TEST_F(RedisClusterTest, APrimaryIsKilledAndItsReplicaTakesOver) {
    const auto streams = open();
    const auto dying = RedisCluster::workspace_at(0);
    const auto living = RedisCluster::workspace_at(1);
    int told = 0;
    const auto listener = streams->on_new_server([&] { ++told; });
    StreamTraffic there(loop_, *streams, dying);
    StreamTraffic elsewhere(loop_, *streams, living);
    there.flow(500);
    EXPECT_EQ(told, 0);
    cluster_.node(0).kill_hard();
    const auto since = Clock::now();
    const auto known = there.stored.size();
    ASSERT_TRUE(run_until(loop_, [&] { return there.stored.size() > known + 500; }));
    EXPECT_LT(Clock::now() - since, 20s) << "node timeout 2 s, an election, and finding it";
    RecordProperty("taken_over_after_ms", static_cast<int>((Clock::now() - since) / 1ms));
    EXPECT_TRUE(cluster_.is_primary(3));
    EXPECT_FALSE(there.errors.empty()) << "nothing was in flight: the kill was not exercised";
    for (const Error& error : there.errors) {
        EXPECT_EQ(error.kind, Error::Kind::unavailable) << error.text;
        const bool honest = error.text.find("outcome is unknown") != std::string::npos ||
                            error.text.find("it was not") != std::string::npos;
        EXPECT_TRUE(honest) << error.text;
    }
    EXPECT_LT(there.slowest, 5500ms);
    elsewhere.settle();
    EXPECT_TRUE(elsewhere.errors.empty()) << elsewhere.errors.front().text;
    EXPECT_FALSE(events_.empty());
    // Redis replicates after it answers, so what was acknowledged in the last moment may be gone:
    // who acknowledged it is told, to feed it again. Nothing else may be wrong.
    EXPECT_GT(told, 0);
    there.stop();
    const auto order = there.read_back();
    EXPECT_TRUE(std::ranges::is_sorted(order)) << "one has overtaken another";
    EXPECT_EQ(std::ranges::adjacent_find(order), order.end()) << "stored twice";
}

TEST_F(RedisClusterTest, AClusterThatIsDownAnswersInTimeWithTheReasonAndComesBack) {
    const auto streams = open();
    const auto workspace = RedisCluster::workspace_at(2);
    ASSERT_TRUE(append(*streams, workspace, "before"));
    ASSERT_TRUE(append(*streams, RedisCluster::workspace_at(0), "before"));
    for (const std::size_t n : {0U, 1U, 3U}) cluster_.node(n).kill_hard();
    // The third primary finds out that it is alone, and refuses then.
    Result<std::string> answer;
    const auto since = Clock::now();
    Answer<std::string> nobody_there;
    streams->append_command(RedisCluster::workspace_at(0), "nobody there", nobody_there.callback());
    const auto is_down = [&] {
        const auto asked = Clock::now();
        answer = append(*streams, workspace, "alone");
        EXPECT_LT(Clock::now() - asked, 5500ms);
        return !answer.has_value();
    };
    streams->append_command(RedisCluster::workspace_at(0), "either", [&](const auto& result) {
        EXPECT_FALSE(result);
        EXPECT_LT(Clock::now() - since, 5500ms);
    });
    ASSERT_TRUE(run_until(loop_, is_down));
    EXPECT_EQ(answer.error().kind, Error::Kind::unavailable);
    EXPECT_NE(answer.error().text.find("cluster that is down"), std::string::npos)
        << answer.error().text;
    EXPECT_NE(answer.error().text.find("not executed"), std::string::npos) << answer.error().text;
    ASSERT_TRUE(nobody_there.here());
    ASSERT_FALSE(nobody_there.get());
    EXPECT_EQ(nobody_there.get().error().kind, Error::Kind::unavailable);
    for (const std::size_t n : {0U, 1U, 3U}) cluster_.node(n).start();
    for (const std::size_t n : {0U, 1U, 2U}) {
        ASSERT_TRUE(run_until(loop_, [&] {
            return append(*streams, RedisCluster::workspace_at(n), "after").has_value();
        }));
    }
}

TEST_F(RedisClusterTest, AHangingPrimaryIsGivenUpInTimeAndTheOthersGoOn) {
    const auto streams = open([](RedisOptions& options) { options.answer_timeout = 1s; });
    const auto hanging = RedisCluster::workspace_at(1);
    StreamTraffic elsewhere(loop_, *streams, RedisCluster::workspace_at(2));
    ASSERT_TRUE(append(*streams, hanging, "before"));
    cluster_.node(1).pause();
    const auto answer = append(*streams, hanging, "hangs");
    ASSERT_FALSE(answer);
    EXPECT_NE(answer.error().text.find("outcome is unknown"), std::string::npos)
        << answer.error().text;
    EXPECT_NE(answer.error().text.find(cluster_.port(1)), std::string::npos) << answer.error().text;
    Answer<void> ping;
    streams->ping(ping.callback());
    EXPECT_TRUE(ping.wait(loop_)) << "the others still serve";
    cluster_.node(1).resume();
    ASSERT_TRUE(run_until(loop_, [&] { return append(*streams, hanging, "after").has_value(); }));
    elsewhere.settle();
    EXPECT_TRUE(elsewhere.errors.empty()) << elsewhere.errors.front().text;
}

TEST_F(RedisClusterTest, TheProcessorRestsWhileAllNodesAreAway) {
    const auto streams = open();
    std::vector<std::unique_ptr<test::CommandFollower>> followers;
    for (unsigned i = 0; i < 20; ++i) {
        const auto workspace = RedisCluster::workspace_at(i % 3, i / 3);
        followers.push_back(std::make_unique<test::CommandFollower>(*streams, workspace));
        ASSERT_TRUE(append(*streams, workspace, "x"));
    }
    for (std::size_t n = 0; n < RedisCluster::kNodes; ++n) cluster_.node(n).kill_hard();
    const auto used = [] {
        rusage usage{};
        ::getrusage(RUSAGE_THREAD, &usage);
        return usage.ru_utime.tv_sec * 1'000'000 + usage.ru_utime.tv_usec +
               usage.ru_stime.tv_sec * 1'000'000 + usage.ru_stime.tv_usec;
    };
    const auto before = used();
    run_until(loop_, [] { return false; }, 2s);
    const auto spent = used() - before;
    RecordProperty("cpu_us", static_cast<int>(spent));
    EXPECT_LT(spent, 600'000) << "microseconds in two seconds";
}

TEST_F(RedisClusterTest, OneSeedIsEnoughAndADeadSeedDoesNoHarm) {
    const auto streams = open([&](RedisOptions& options) {
        auto& seeds = options.address.cluster;
        seeds = {{"127.0.0.1", test::free_tcp_port()}, seeds[1]};
    });
    for (std::size_t n = 0; n < 3; ++n) {
        EXPECT_TRUE(append(*streams, RedisCluster::workspace_at(n), "x"));
    }
}

TEST_F(RedisClusterTest, AReplicaAsTheSeedIsEnoughToo) {
    const auto streams = open([&](RedisOptions& options) {
        options.address.cluster = {{"127.0.0.1", cluster_.node(3).port()}};
    });
    EXPECT_TRUE(append(*streams, RedisCluster::workspace_at(0), "x"));
    EXPECT_EQ(ask(3, {"CLIENT", "LIST", "TYPE", "NORMAL"}).text.find("cmd=xadd"),
              std::string::npos);
}

TEST_F(RedisClusterTest, AServerThatIsNoClusterIsNamed) {
    test::RedisServer server(RedisAddress::Transport::tcp);
    server.wait_until_ready();
    const auto streams = open([&](RedisOptions& options) {
        options.address.user.clear();
        options.address.password.clear();
        options.address.cluster = {{"127.0.0.1", server.port()}};
    });
    const auto answer = append(*streams, RedisCluster::workspace_at(0), "x");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, Error::Kind::invalid);
    EXPECT_NE(answer.error().text.find("not part of a cluster"), std::string::npos)
        << answer.error().text;
    Answer<std::vector<CommandEntry>> read;
    const auto reader = streams->read_commands(RedisCluster::workspace_at(0), "");
    reader->next(1, read.callback());
    EXPECT_EQ(read.wait(loop_).error().kind, Error::Kind::invalid) << "a reader waits for ever";
}

TEST_F(RedisClusterTest, TheDocumentedRightsAreThoseOfTheseTests) {
    std::ifstream page(std::filesystem::path(USHER_SOURCE_DIR) / "docs/redis.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    EXPECT_NE(text.find(kAclClusterRules), std::string::npos);
    EXPECT_EQ(cluster_.options().address.user, "usher");
}

TEST_F(RedisClusterTest, WrongCredentialsAreRefusedAtOnce) {
    const auto streams = open([](RedisOptions& options) {
        options.address.user = "nobody";
        options.address.password = "hunter2";
    });
    const auto since = Clock::now();
    const auto answer = append(*streams, RedisCluster::workspace_at(0), "x");
    ASSERT_FALSE(answer);
    EXPECT_LT(Clock::now() - since, 4s);
    EXPECT_EQ(answer.error().kind, Error::Kind::refused) << answer.error().text;
    EXPECT_EQ(answer.error().text.find("hunter2"), std::string::npos) << answer.error().text;
}

TEST(RedisClusterOverTls, IsFoundByItsAnnouncedNames) {
    RedisCluster cluster(RedisAddress::Transport::tls);
    net::Loop loop;
    const auto streams = RedisStreams::open(loop, cluster.options()).value();
    for (std::size_t n = 0; n < 3; ++n) {
        Answer<std::string> answer;
        streams->append_command(RedisCluster::workspace_at(n), "x", answer.callback());
        const auto stored = answer.wait(loop);
        EXPECT_TRUE(stored) << stored.error().text;
    }
}

}  // namespace
}  // namespace usher::log
