// Goal: whatever happens to Redis under load, nothing acknowledged is lost or doubled, nothing
// refused is stored, and appends go on within two seconds after Redis is well again.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/support/ledger.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Ledger;
using test::redis_command;
using test::RedisServer;
using test::run_until;
using Kind = Error::Kind;
using Clock = std::chrono::steady_clock;

const WorkspaceId kWorkspace{Bits128{1, 7}};

class RedisFaults : public testing::Test {
  protected:
    void SetUp() override { server_.wait_until_ready(); }

    void open(std::chrono::milliseconds answer_timeout = 5s) {
        auto options = server_.options();
        options.answer_timeout = answer_timeout;
        options.connect_timeout = std::min(options.connect_timeout, answer_timeout);
        streams_ = RedisStreams::open(loop_, options).value();
        ledger_ = std::make_unique<Ledger>(loop_, *streams_, kWorkspace);
        ASSERT_TRUE(run_until(loop_, [&] { return ledger_->acknowledged() > 200; }));
    }
    Result<Reply> ask(std::initializer_list<std::string_view> command) {
        return redis_command(loop_, server_.options(), command);
    }
    bool fails_with(Kind kind, std::size_t times = 1) {
        return run_until(loop_, [&, known = ledger_->failed(kind)] {
            return ledger_->failed(kind) >= known + times;
        });
    }
    /// Redis has just become well again.
    void ends_well() {
        const auto since = Clock::now();
        EXPECT_TRUE(ledger_->goes_on(10s));
        EXPECT_LE(Clock::now() - since, 2s);
        ASSERT_TRUE(ledger_->finish());
        EXPECT_LE(ledger_->slowest(), 5500ms);
        ledger_->compare();
    }

    RedisServer server_{RedisAddress::Transport::unix_socket, "enable-debug-command yes\n"};
    net::Loop loop_;
    std::unique_ptr<RedisStreams> streams_;
    std::unique_ptr<Ledger> ledger_;
};

TEST_F(RedisFaults, Shutdown) {
    open();
    ask({"SHUTDOWN"});
    server_.start();
    server_.wait_until_ready();
    ends_well();
}

TEST_F(RedisFaults, KillNine) {
    open();
    server_.kill_hard();
    ASSERT_TRUE(fails_with(Kind::unavailable));
    server_.start();
    server_.wait_until_ready();
    ends_well();
}

TEST_F(RedisFaults, StoppedForLongerThanAnAnswerMayTake) {
    open();
    server_.pause();
    const auto since = Clock::now();
    ASSERT_TRUE(fails_with(Kind::unavailable, 16));
    EXPECT_LE(Clock::now() - since, 5500ms);
    EXPECT_GE(Clock::now() - since, 4500ms) << "it gave up early";
    run_until(loop_, [&] { return Clock::now() - since >= 6s; });
    const auto acknowledged = ledger_->acknowledged();
    server_.resume();
    EXPECT_TRUE(run_until(loop_, [&] { return ledger_->acknowledged() > acknowledged; }));
    ends_well();
}

TEST_F(RedisFaults, BusyForLongerThanAnAnswerMayTake) {
    open(700ms);
    auto sleeping = std::make_shared<RedisContext>(RedisContext{.loop = loop_,
                                                                .options = server_.options(),
                                                                .tls = nullptr,
                                                                .server = "it",
                                                                .any_role = true});
    RedisPipeline pipeline(sleeping);
    test::Answer<Reply> slept;
    pipeline.call({"DEBUG", "SLEEP", "2"}, slept.callback());
    ASSERT_TRUE(fails_with(Kind::unavailable, 16));
    ASSERT_TRUE(slept.wait(loop_));
    ends_well();
}

TEST_F(RedisFaults, ConnectionsAreCutAgainAndAgain) {
    open();
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(ask({"CLIENT", "KILL", "TYPE", "normal"}));
        ASSERT_TRUE(ledger_->goes_on(2s));
    }
    ends_well();
}

TEST_F(RedisFaults, MemoryRunsFullAndIsRaised) {
    open();
    ASSERT_TRUE(ask({"CONFIG", "SET", "maxmemory", "1"}));
    ASSERT_TRUE(fails_with(Kind::exhausted));
    EXPECT_NE(ledger_->last_failure().text.find("maxmemory"), std::string::npos);
    ASSERT_TRUE(ask({"CONFIG", "SET", "maxmemory", "0"}));
    ends_well();
}

TEST_F(RedisFaults, ThePasswordChangesAndChangesBack) {
    open();
    ASSERT_TRUE(ask({"CONFIG", "SET", "requirepass", "new"}));
    // The connections that are there keep their rights until they are cut.
    auto with_password = server_.options();
    with_password.address.password = "new";
    ASSERT_TRUE(redis_command(loop_, with_password, {"CLIENT", "KILL", "TYPE", "normal"}));
    ASSERT_TRUE(fails_with(Kind::refused));
    ASSERT_TRUE(redis_command(loop_, with_password, {"CONFIG", "SET", "requirepass", ""}));
    ends_well();
}

TEST_F(RedisFaults, AReplicaForAWhile) {
    open(700ms);
    ASSERT_TRUE(ask({"REPLICAOF", "127.0.0.1", "1"}));
    ASSERT_TRUE(fails_with(Kind::unavailable, 32));
    EXPECT_NE(ledger_->last_failure().text.find("replica"), std::string::npos)
        << ledger_->last_failure().text;
    ASSERT_TRUE(ask({"REPLICAOF", "NO", "ONE"}));
    ends_well();
}

TEST_F(RedisFaults, LoadingForLongerThanAnAnswerMayTake) {
    open(500ms);
    ASSERT_TRUE(run_until(loop_, [&] { return ledger_->acknowledged() > 3000; }));
    server_.kill_hard();
    std::ofstream(server_.folder() / "redis.conf", std::ios::app) << "key-load-delay 700\n";
    server_.start();
    ASSERT_TRUE(run_until(
        loop_, [&] { return ledger_->last_failure().text.find("loading") != std::string::npos; }));
    server_.wait_until_ready();
    ends_well();
}

TEST_F(RedisFaults, AfterFlushAllByHandEverybodyGoesOnAndTheLossShows) {
    streams_ = RedisStreams::open(loop_, server_.options()).value();
    const auto event = [&](std::uint64_t version) {
        test::Answer<void> answer;
        streams_->append_event(kWorkspace, version, std::to_string(version), answer.callback());
        return answer.wait(loop_);
    };
    for (std::uint64_t version = 1; version <= 5; ++version) ASSERT_TRUE(event(version));
    const auto reader = streams_->read_events(kWorkspace, 5);
    test::Answer<std::vector<EventEntry>> next;
    reader->next(10, next.callback());
    ASSERT_TRUE(ask({"FLUSHALL"}));
    test::Answer<std::uint64_t> last;
    streams_->last_event_version(kWorkspace, last.callback());
    EXPECT_EQ(last.wait(loop_).value(), 0U);
    ASSERT_TRUE(event(6));
    EXPECT_EQ(next.wait(loop_).value().at(0).version, 6U);
    test::Answer<StreamEdges> edges;
    streams_->edges(kWorkspace, edges.callback());
    EXPECT_EQ(edges.wait(loop_).value().first_event, 6U);
}

/// The time this thread worked in two seconds of trouble, with an engine's worth of readers.
class RedisFaultsCpu : public RedisFaults {
  protected:
    double share_of_two_seconds() {
        std::vector<std::unique_ptr<CommandReader>> readers;
        for (int i = 0; i < 20; ++i) {
            readers.push_back(streams_->read_commands(kWorkspace, "99999999999999-0"));
            readers.back()->next(10, [](auto) {});
        }
        const auto used = [] {
            rusage usage{};
            ::getrusage(RUSAGE_THREAD, &usage);
            return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
        };
        const double before = used();
        run_until(loop_, [] { return false; }, 2s);
        const double share = (used() - before) / 2;
        RecordProperty("cpu_percent", static_cast<int>(share * 100));
        EXPECT_LT(share, 0.3);
        ledger_->finish();
        return share;
    }
};

TEST_F(RedisFaultsCpu, RestsWhileRedisIsAbsent) {
    open();
    server_.kill_hard();
    share_of_two_seconds();
}

TEST_F(RedisFaultsCpu, RestsWhileRedisHangs) {
    open();
    server_.pause();
    share_of_two_seconds();
}

TEST_F(RedisFaultsCpu, RestsWhileRedisRefusesIt) {
    open();
    ASSERT_TRUE(ask({"CONFIG", "SET", "requirepass", "new"}));
    auto with_password = server_.options();
    with_password.address.password = "new";
    ASSERT_TRUE(redis_command(loop_, with_password, {"CLIENT", "KILL", "TYPE", "normal"}));
    share_of_two_seconds();
}

TEST_F(RedisFaultsCpu, RestsWhileRedisIsAReplica) {
    open();
    ASSERT_TRUE(ask({"REPLICAOF", "127.0.0.1", "1"}));
    share_of_two_seconds();
}

}  // namespace
}  // namespace usher::log
