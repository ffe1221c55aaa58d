// Goal: what an engine has waiting for a primary that was lost never reaches the one that took
// over, which may lack the newest entries, before the engine has looked there.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/redis_cluster.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::RedisCluster;
using test::run_until;

class RedisClusterTakeover : public testing::Test {
  protected:
    std::unique_ptr<RedisStreams> open(bool send_to_new_server) {
        auto options = cluster_.options();
        options.send_to_new_server = send_to_new_server;
        options.answer_timeout = 25s;  // an election takes its time on a busy machine
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        return RedisStreams::open(loop_, options).value();
    }
    Result<std::string> append(Streams& streams, WorkspaceId workspace, std::string bytes) {
        Answer<std::string> answer;
        streams.append_command(workspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    std::vector<std::string> stored(Streams& streams, WorkspaceId workspace) {
        Answer<std::vector<CommandEntry>> answer;
        const auto reader = streams.read_commands(workspace, "");
        reader->next(100, answer.callback());
        std::vector<std::string> all;
        for (auto& entry : answer.wait(loop_).value()) all.push_back(std::move(entry.bytes));
        return all;
    }
    bool has(const std::vector<std::string>& all, std::string_view one) {
        return std::ranges::find(all, one) != all.end();
    }
    void expect_held_back(const Result<std::string>& result, std::string_view why) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, Error::Kind::unavailable);
        EXPECT_NE(result.error().text.find(why), std::string::npos) << result.error().text;
        EXPECT_NE(result.error().text.find("it was not sent"), std::string::npos)
            << result.error().text;
    }

    RedisCluster& cluster_ = RedisCluster::shared();
    net::Loop loop_;
    std::vector<std::string> events_;
};

TEST_F(RedisClusterTakeover, WhatWaitsForAKilledPrimaryIsNotSentToItsReplica) {
    const auto engine = open(false);
    const auto gateway = open(true);
    const auto workspace = RedisCluster::workspace_at(0);
    int told = 0;
    const auto listener = engine->on_new_server([&] { ++told; });
    ASSERT_TRUE(append(*engine, workspace, "before"));
    ASSERT_TRUE(append(*gateway, workspace, "before as well"));
    cluster_.node(0).kill_hard();
    ASSERT_TRUE(run_until(loop_, [&] { return events_.size() == 2; })) << "one for each";
    Answer<std::string> of_gateway;
    gateway->append_command(workspace, "of the gateway", of_gateway.callback());
    expect_held_back(append(*engine, workspace, "of the engine"), "took over");
    ASSERT_TRUE(run_until(loop_, [&] { return told == 1; }));
    EXPECT_TRUE(of_gateway.wait(loop_));
    ASSERT_TRUE(append(*engine, workspace, "after"));
    const auto all = stored(*engine, workspace);
    EXPECT_TRUE(has(all, "of the gateway"));
    EXPECT_TRUE(has(all, "after"));
    EXPECT_FALSE(has(all, "of the engine"));
    EXPECT_EQ(told, 1);
}

TEST_F(RedisClusterTakeover, APrimaryThatLivesOnAsAReplicaIsNoMereMove) {
    const auto engine = open(false);
    const auto workspace = RedisCluster::workspace_at(0);
    int told = 0;
    const auto listener = engine->on_new_server([&] { ++told; });
    ASSERT_TRUE(append(*engine, workspace, "before"));
    cluster_.hand_over(0, 3);
    // The nodes may have taken so long that the map was looked at meanwhile.
    const bool early = told == 0;
    const auto first = append(*engine, workspace, "too early");
    if (early) expect_held_back(first, "took over");
    EXPECT_TRUE(events_.empty()) << "a lost connection is another test: " << events_.front();
    ASSERT_TRUE(run_until(loop_, [&] { return told >= 1; }));
    // One that steps back for an instant is held back from once more.
    auto after = append(*engine, workspace, "after");
    for (int again = 0; !after && again < 5; ++again) after = append(*engine, workspace, "after");
    ASSERT_TRUE(after) << after.error().text;
    if (early) EXPECT_FALSE(has(stored(*engine, workspace), "too early"));
}

TEST_F(RedisClusterTakeover, WhatWaitsForARestartedPrimaryIsNotSentToIt) {
    const auto engine = open(false);
    const auto workspace = RedisCluster::workspace_at(1);
    int told = 0;
    const auto listener = engine->on_new_server([&] { ++told; });
    ASSERT_TRUE(append(*engine, workspace, "before"));
    cluster_.node(1).kill_hard();
    ASSERT_TRUE(run_until(loop_, [&] { return !events_.empty(); }));
    Answer<std::string> waits;
    engine->append_command(workspace, "waits", waits.callback());
    cluster_.node(1).start();
    expect_held_back(waits.wait(loop_), "another server than before");
    ASSERT_TRUE(run_until(loop_, [&] { return told == 1; }));
    ASSERT_TRUE(append(*engine, workspace, "after"));
    EXPECT_FALSE(has(stored(*engine, workspace), "waits"));
}

}  // namespace
}  // namespace usher::log
