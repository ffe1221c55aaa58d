// Goal: when Redis dies, hangs or is away, nothing acknowledged is lost or doubled, every append is
// answered in time with a reason, and everything goes on by itself afterwards.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>

#include "tests/support/redis_server.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::RedisServer;
using test::run_until;
using Transport = RedisAddress::Transport;

const WorkspaceId kWorkspace{Bits128{1, 7}};

/// Reads a stream for ever, as the engine does.
class Follower {
  public:
    Follower(Streams& streams, std::string after)
        : reader_(streams.read_commands(kWorkspace, after)) {
        follow();
    }
    ~Follower() { *alive_ = false; }
    std::vector<CommandEntry> seen;

  private:
    void follow() {
        reader_->next(64, [this, alive = alive_](auto entries) {
            if (!*alive) return;
            for (auto& entry : entries.value()) seen.push_back(std::move(entry));
            follow();
        });
    }
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<CommandReader> reader_;
};

class RedisOutage : public testing::TestWithParam<Transport> {
  protected:
    // So that the first event a test sees is the outage it makes.
    void SetUp() override { server_.wait_until_ready(); }

    std::unique_ptr<RedisStreams> open(const std::function<void(RedisOptions&)>& change = {}) {
        auto options = server_.options();
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        if (change) change(options);
        return RedisStreams::open(loop_, options).value();
    }
    Result<std::string> append(Streams& streams, std::string bytes) {
        Answer<std::string> answer;
        streams.append_command(kWorkspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    std::string address() const { return server_.options().address.text(); }

    RedisServer server_{GetParam()};
    net::Loop loop_;
    std::vector<std::string> events_;
};

TEST_P(RedisOutage, KillNineLosesAndDoublesNothingAcknowledgedAndReadersGoOn) {
    const auto streams = open();
    Follower follower(*streams, "");
    constexpr int kCount = 3000;
    int sent = 0;
    int answered = 0;
    std::vector<std::string> acknowledged;
    std::function<void()> feed = [&] {
        while (sent < kCount && sent - answered < 64) {
            const int n = sent++;
            streams->append_command(kWorkspace, std::to_string(n), [&, n](auto id) {
                ++answered;
                if (id) acknowledged.push_back(std::to_string(n));
                if (!id) EXPECT_EQ(id.error().kind, Error::Kind::unavailable) << id.error().text;
                feed();
            });
        }
    };
    feed();
    std::size_t unknown = 0;
    for (const int stop_at : {500, 1500}) {
        ASSERT_TRUE(run_until(loop_, [&] { return answered > stop_at; }));
        server_.kill_hard();
        // Answers that were already on the way may still come; then the loss is noticed and told.
        ASSERT_TRUE(run_until(loop_, [&, known = unknown] {
            unknown = static_cast<std::size_t>(answered) - acknowledged.size();
            return unknown > known;
        })) << "nothing was in flight";
        server_.start();
    }
    ASSERT_TRUE(run_until(loop_, [&] { return answered == kCount; }));
    ASSERT_TRUE(append(*streams, "last"));
    acknowledged.push_back("last");
    ASSERT_TRUE(run_until(
        loop_, [&] { return !follower.seen.empty() && follower.seen.back().bytes == "last"; }));

    std::map<std::string, int> times;
    for (const auto& entry : follower.seen) ++times[entry.bytes];
    for (const auto& body : acknowledged) EXPECT_EQ(times[body], 1) << body;
    EXPECT_GT(acknowledged.size(), static_cast<std::size_t>(kCount) / 2);

    Follower fresh(*streams, "");
    ASSERT_TRUE(run_until(loop_, [&] { return fresh.seen.size() >= follower.seen.size(); }));
    for (std::size_t i = 0; i < follower.seen.size(); ++i) {
        ASSERT_EQ(follower.seen[i].id, fresh.seen[i].id) << "a gap or a double at " << i;
    }
}

TEST_P(RedisOutage, AHangingServerIsGivenUpInTimeAndTakenBack) {
    EXPECT_LE(RedisOptions{}.answer_timeout, 5s);
    const auto streams = open([](RedisOptions& options) { options.answer_timeout = 500ms; });
    Follower follower(*streams, "");
    ASSERT_TRUE(append(*streams, "before"));
    server_.pause();
    Answer<std::string> first;
    Answer<std::string> second;
    streams->append_command(kWorkspace, "hangs", first.callback());
    streams->append_command(kWorkspace, "behind it", second.callback());
    const auto result = first.wait(loop_, 10s);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::unavailable);
    EXPECT_NE(result.error().text.find(address()), std::string::npos) << result.error().text;
    EXPECT_NE(result.error().text.find("outcome is unknown"), std::string::npos)
        << result.error().text;
    EXPECT_FALSE(second.wait(loop_, 1s)) << "it would overtake";
    const auto away = append(*streams, "while away");
    ASSERT_FALSE(away);
    EXPECT_NE(away.error().text.find("not sent"), std::string::npos) << away.error().text;
    server_.resume();
    ASSERT_TRUE(run_until(loop_, [&] { return append(*streams, "after").has_value(); }));
    ASSERT_TRUE(run_until(
        loop_, [&] { return !follower.seen.empty() && follower.seen.back().bytes == "after"; }));
}

TEST_P(RedisOutage, AnAbsentServerIsNamedAndAShortAbsenceIsWaitedOut) {
    const auto streams = open([](RedisOptions& options) { options.answer_timeout = 2s; });
    ASSERT_TRUE(append(*streams, "before"));
    ASSERT_TRUE(events_.empty()) << events_.front();
    server_.stop();
    ASSERT_TRUE(run_until(loop_, [&] { return !events_.empty(); }));
    Answer<void> ping;
    streams->ping(ping.callback());
    const auto pinged = ping.wait(loop_);
    ASSERT_FALSE(pinged);
    EXPECT_NE(pinged.error().text.find(address()), std::string::npos) << pinged.error().text;
    const auto refused = append(*streams, "nobody there");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::unavailable);
    EXPECT_NE(refused.error().text.find(address()), std::string::npos) << refused.error().text;
    EXPECT_NE(refused.error().text.find("not sent"), std::string::npos) << refused.error().text;
    server_.start();
    ASSERT_TRUE(run_until(loop_, [&] { return append(*streams, "back").has_value(); }));
    EXPECT_NE(events_.back().find("is back"), std::string::npos);

    server_.stop();
    Answer<std::string> waits;
    ASSERT_TRUE(run_until(loop_, [&, known = events_.size()] { return events_.size() > known; }));
    streams->append_command(kWorkspace, "waits", waits.callback());
    server_.start();
    EXPECT_TRUE(waits.wait(loop_));
}

TEST_P(RedisOutage, SubscriptionsComeBack) {
    const auto streams = open();
    std::string body = "before";
    std::vector<std::string> heard;
    const auto subscription =
        streams->subscribe(kWorkspace, [&](std::string_view bytes) { heard.emplace_back(bytes); });
    net::Timer again(loop_);
    std::function<void()> publish = [&] {
        streams->publish(kWorkspace, body);
        again.after(10ms, publish);
    };
    publish();
    ASSERT_TRUE(run_until(loop_, [&] { return !heard.empty(); }));
    ASSERT_TRUE(events_.empty()) << events_.front();
    server_.kill_hard();
    ASSERT_TRUE(run_until(loop_, [&] { return !events_.empty(); }));
    body = "after";
    server_.start();
    EXPECT_TRUE(run_until(loop_, [&] { return heard.back() == "after"; }));
}

TEST_P(RedisOutage, IdleReadersAndSubscribersLiveThroughManyBlocksAndAHang) {
    const auto streams = open([](RedisOptions& options) {
        options.block = 50ms;
        options.answer_timeout = 2s;
    });
    std::size_t heard = 0;
    const auto subscription = streams->subscribe(kWorkspace, [&](std::string_view) { ++heard; });
    Follower follower(*streams, "");
    ASSERT_TRUE(append(*streams, "first"));
    run_until(loop_, [] { return false; }, 1s);  // idle is what is tested: twenty blocks
    EXPECT_EQ(follower.seen.size(), 1U);
    EXPECT_TRUE(events_.empty()) << events_.front();
    server_.pause();
    // By the time the second one is answered, readers and subscribers have given up as well.
    EXPECT_FALSE(append(*streams, "hangs"));
    EXPECT_FALSE(append(*streams, "not sent"));
    server_.resume();
    ASSERT_TRUE(run_until(loop_, [&] { return append(*streams, "after").has_value(); }));
    ASSERT_TRUE(run_until(loop_, [&] { return follower.seen.back().bytes == "after"; }));
    EXPECT_EQ(std::ranges::count(follower.seen, "first", &CommandEntry::bytes), 1);
    ASSERT_TRUE(run_until(loop_, [&] {
        streams->publish(kWorkspace, "x");
        return heard > 0;
    }));
}

TEST_P(RedisOutage, TheProcessorRestsWhileRedisIsAway) {
    const auto streams = open();
    std::vector<std::unique_ptr<Follower>> followers;
    for (int i = 0; i < 20; ++i) followers.push_back(std::make_unique<Follower>(*streams, ""));
    ASSERT_TRUE(append(*streams, "x"));
    ASSERT_TRUE(run_until(loop_, [&] {
        return std::ranges::all_of(followers, [](const auto& one) { return !one->seen.empty(); });
    }));
    server_.kill_hard();
    const auto used = [] {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_utime.tv_sec * 1'000'000 + usage.ru_utime.tv_usec +
               usage.ru_stime.tv_sec * 1'000'000 + usage.ru_stime.tv_usec;
    };
    const auto before = used();
    run_until(loop_, [] { return false; }, 2s);
    EXPECT_LT(used() - before, 600'000) << "microseconds in two seconds";
}

INSTANTIATE_TEST_SUITE_P(Over, RedisOutage,
                         testing::Values(Transport::unix_socket, Transport::tcp, Transport::tls),
                         [](const auto& info) -> std::string {
                             return info.param == Transport::unix_socket ? "UnixSocket"
                                    : info.param == Transport::tcp       ? "Tcp"
                                                                         : "Tls";
                         });

}  // namespace
}  // namespace usher::log
