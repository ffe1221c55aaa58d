// Goal: with Redis Sentinel the hub finds the primary, follows a promotion by itself within a
// bounded time, never writes to the old primary that comes back, and says what is wrong when no
// sentinel helps.
#include <gtest/gtest.h>

#include "tests/support/ledger.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_sentinels.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Ledger;
using test::redis_command;
using test::RedisSentinelGroup;
using test::RedisServer;
using test::run_until;
using Clock = std::chrono::steady_clock;
using Transport = RedisAddress::Transport;

const WorkspaceId kBefore{Bits128{1, 7}};
const WorkspaceId kAfter{Bits128{1, 8}};

std::string in_of(WorkspaceId workspace) {
    return "{" + workspace.text() + "}:in";
}

/// A primary, a replica of it and three sentinels, all ready.
class RedisSentinel : public testing::Test {
  protected:
    void SetUp() override {
        primary_.wait_until_ready();
        replica_.emplace(Transport::tcp,
                         fmt::format("replicaof 127.0.0.1 {}\nreplica-serve-stale-data yes\n"
                                     "repl-diskless-sync-delay 0\n",
                                     primary_.port()));
        replica_->wait_until_ready();
        ASSERT_TRUE(run_until(loop_, [&] {
            return replication(*replica_).find("master_link_status:up") != std::string::npos;
        }));
        sentinels_.emplace(3, primary_.port(), std::vector{replica_->port()});
        sentinels_->hurry(loop_);
        for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(knows_everybody(i));
        auto options = sentinels_->options();
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        streams_ = RedisStreams::open(loop_, options).value();
        new_server_ = streams_->on_new_server([this] { ++new_servers_; });
    }
    std::string replication(const RedisServer& server) {
        const auto reply = redis_command(loop_, server.options(), {"INFO", "replication"});
        return reply ? reply->text : "";
    }
    bool knows_everybody(std::size_t which) {
        return run_until(loop_, [&] {
            const auto reply = redis_command(loop_, sentinels_->options_of(which),
                                             {"SENTINEL", "CKQUORUM", RedisSentinelGroup::kName});
            return reply && reply->text.starts_with("OK 3");
        });
    }
    Result<std::string> append(WorkspaceId workspace, std::string bytes) {
        Answer<std::string> answer;
        streams_->append_command(workspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    std::int64_t length(const RedisServer& server, WorkspaceId workspace) {
        const auto reply = redis_command(loop_, server.options(), {"XLEN", in_of(workspace)});
        return reply ? reply->integer : -1;
    }
    /// Fifty entries that both servers have.
    void store_on_both() {
        for (int i = 0; i < 50; ++i) ASSERT_TRUE(append(kBefore, std::to_string(i)));
        ASSERT_TRUE(run_until(loop_, [&] { return length(*replica_, kBefore) == 50; }));
    }
    void appends_go_on_against_the_new_primary() {
        Ledger ledger(loop_, *streams_, kAfter);
        const auto since = Clock::now();
        ASSERT_TRUE(ledger.goes_on(30s));
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
        RecordProperty("promotion_ms", static_cast<int>(took.count()));
        EXPECT_LE(took, 15s);
        ASSERT_TRUE(run_until(loop_, [&] { return ledger.acknowledged() > 100; }));
        ASSERT_TRUE(ledger.finish());
        EXPECT_LE(ledger.slowest(), 5500ms);
        ledger.compare();
        EXPECT_EQ(length(*replica_, kAfter), static_cast<std::int64_t>(ledger.acknowledged()) + 1);
        EXPECT_EQ(length(*replica_, kBefore), 50);
        EXPECT_EQ(new_servers_, 1);
    }

    net::Loop loop_;
    RedisServer primary_{Transport::tcp, "repl-diskless-sync-delay 0\n"};
    std::optional<RedisServer> replica_;
    std::optional<RedisSentinelGroup> sentinels_;
    std::vector<std::string> events_;
    int new_servers_ = 0;
    std::unique_ptr<RedisStreams> streams_;
    std::unique_ptr<Subscription> new_server_;
};

TEST_F(RedisSentinel, AKilledPrimaryIsReplacedAndReadersGoOn) {
    store_on_both();
    const auto reader = streams_->read_commands(kAfter, "");
    Answer<std::vector<CommandEntry>> next;
    reader->next(1, next.callback());
    primary_.kill_hard();
    appends_go_on_against_the_new_primary();
    const auto entries = next.wait(loop_);
    ASSERT_TRUE(entries);
    EXPECT_EQ(entries->size(), 1U);
}

TEST_F(RedisSentinel, AHangingPrimaryIsReplacedAndNeverWrittenToWhenItComesBack) {
    store_on_both();
    primary_.pause();
    appends_go_on_against_the_new_primary();
    const auto known = length(*replica_, kAfter);
    int stored = 0;
    bool stopping = false;
    bool idle = false;
    std::string refused;
    net::Timer pause(loop_);
    std::function<void()> append_now_and_then = [&] {
        streams_->append_command(kBefore, "x", [&](Result<std::string> id) {
            if (!id) refused = id.error().text;
            if (!id) return;
            ++stored;
            idle = stopping;
            if (!stopping) pause.after(20ms, append_now_and_then);
        });
    };
    append_now_and_then();
    primary_.resume();
    // Until the sentinels have told it, it still takes itself for the primary.
    ASSERT_TRUE(run_until(
        loop_,
        [&] { return replication(primary_).find("master_link_status:up") != std::string::npos; },
        60s));
    ASSERT_TRUE(run_until(loop_, [&, before = stored] { return stored > before + 5; }));
    stopping = true;
    ASSERT_TRUE(run_until(loop_, [&] { return idle; }));
    EXPECT_EQ(refused, "");
    EXPECT_EQ(length(*replica_, kBefore), 50 + stored);
    EXPECT_EQ(length(*replica_, kAfter), known);
    EXPECT_EQ(new_servers_, 1);
    ASSERT_TRUE(run_until(loop_, [&] {
        return length(primary_, kBefore) == length(*replica_, kBefore);
    })) << "it is a replica of what we wrote";
}

TEST_F(RedisSentinel, AFailoverByHandIsFollowedWithoutAnOutageOfAnAnswerTimeout) {
    store_on_both();
    ASSERT_TRUE(redis_command(loop_, sentinels_->options_of(0),
                              {"SENTINEL", "FAILOVER", RedisSentinelGroup::kName}));
    ASSERT_TRUE(run_until(
        loop_, [&] { return replication(*replica_).find("role:master") != std::string::npos; }));
    const auto since = Clock::now();
    ASSERT_TRUE(run_until(loop_, [&] { return new_servers_ == 1; }));
    EXPECT_LE(Clock::now() - since, 5s);
    appends_go_on_against_the_new_primary();
}

TEST_F(RedisSentinel, DeadAndHangingSentinelsArePassedOver) {
    store_on_both();
    sentinels_->kill_hard(0);
    sentinels_->pause(1);
    const auto second = RedisStreams::open(loop_, sentinels_->options()).value();
    Answer<void> ping;
    const auto since = Clock::now();
    second->ping(ping.callback());
    EXPECT_TRUE(ping.wait(loop_));
    EXPECT_LE(Clock::now() - since, 3s);
    // The one that is there already goes on, with whichever sentinel is left.
    ASSERT_TRUE(append(kAfter, "x"));
    sentinels_->kill_hard(2);
    ASSERT_TRUE(append(kAfter, "no sentinel is needed while the primary answers"));
    const auto third = RedisStreams::open(loop_, sentinels_->options()).value();
    Answer<std::string> nobody;
    third->append_command(kAfter, "x", nobody.callback());
    const auto result = nobody.wait(loop_);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::unavailable);
    EXPECT_NE(result.error().text.find("no sentinel of redis+sentinel://"), std::string::npos)
        << result.error().text;
    EXPECT_NE(result.error().text.find("not sent"), std::string::npos) << result.error().text;
    sentinels_->resume(1);
    ASSERT_TRUE(run_until(loop_, [&] {
        Answer<void> answer;
        third->ping(answer.callback());
        return answer.wait(loop_).has_value();
    }));
}

TEST(RedisSentinelRefusal, CredentialsOfRedisAndOfTheSentinelsAreTwoThings) {
    net::Loop loop;
    RedisServer primary(Transport::tcp, test::limited_user("usher", "of-redis"));
    RedisSentinelGroup sentinels(1, primary.port(), {},
                                 "user default off\nuser watch on >of-sentinel -@all +ping "
                                 "+sentinel|get-master-addr-by-name\n");
    const auto append = [&](std::string_view credentials, std::string_view query) {
        const auto streams =
            RedisStreams::open(loop, sentinels.options(credentials, query)).value();
        Answer<std::string> answer;
        streams->append_command(kBefore, "x", answer.callback());
        return answer.wait(loop);
    };
    const auto right =
        append("usher:of-redis@", "?sentinel_user=watch&sentinel_password=of-sentinel");
    EXPECT_TRUE(right) << right.error().text;
    for (const auto& [credentials, query] :
         {std::pair("usher:of-redis@", "?sentinel_user=watch&sentinel_password=wrong"),
          std::pair("usher:wrong@", "?sentinel_user=watch&sentinel_password=of-sentinel"),
          std::pair("usher:of-redis@", "")}) {
        const auto result = append(credentials, query);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, Error::Kind::refused) << result.error().text;
        EXPECT_EQ(result.error().text.find("wrong"), std::string::npos) << result.error().text;
    }
}

TEST(RedisSentinelRefusal, ANameTheyDoNotKnowAndAPrimaryThatIsNoneAreNamed) {
    net::Loop loop;
    RedisServer replica(Transport::tcp, "replicaof 127.0.0.1 1\n");
    replica.wait_until_ready();
    RedisSentinelGroup sentinels(1, replica.port(), {});
    auto options = sentinels.options();
    options.answer_timeout = 1500ms;
    const auto failure = [&] {
        const auto streams = RedisStreams::open(loop, options).value();
        Answer<std::string> answer;
        streams->append_command(kBefore, "x", answer.callback());
        const auto result = answer.wait(loop);
        return result ? "it was stored" : result.error().text;
    };
    const auto no_primary = failure();
    EXPECT_NE(no_primary.find("replica"), std::string::npos) << no_primary;
    options.address.primary_name = "another";
    const auto no_name = failure();
    EXPECT_NE(no_name.find("no primary of the name another"), std::string::npos) << no_name;
}

}  // namespace
}  // namespace usher::log
