// Goal: a snapshot in Redis may be as large as promised, leaves nothing behind when it is replaced
// or its writer dies, and a damaged one is told rather than loaded.
#include <gtest/gtest.h>

#include "hub/log/redis_snapshots.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::redis_command;
using test::run_until;

const WorkspaceId kWorkspace{Bits128{1, 7}};
const std::string kKey = "{" + kWorkspace.text() + "}:snapshot";

class RedisSnapshots : public testing::Test {
  protected:
    std::unique_ptr<RedisStreams> open() {
        return RedisStreams::open(loop_, server_.options()).value();
    }
    Result<void> put(Streams& streams, std::uint64_t version, std::string bytes) {
        Answer<void> answer;
        streams.put_snapshot(kWorkspace, {version, std::move(bytes)}, answer.callback());
        return answer.wait(loop_, 120s);
    }
    Result<std::optional<Snapshot>> get(Streams& streams) {
        Answer<std::optional<Snapshot>> answer;
        streams.snapshot(kWorkspace, answer.callback());
        return answer.wait(loop_, 120s);
    }
    std::vector<std::string> keys() {
        std::vector<std::string> keys;
        for (const auto& key : redis_command(loop_, server_.options(), {"KEYS", "*"})->items) {
            keys.push_back(key.text);
        }
        return keys;
    }
    std::string pieces_key() {
        for (const auto& key : keys()) {
            if (key != kKey) return key;
        }
        return {};
    }

    test::RedisServer server_;
    net::Loop loop_;
};

TEST_F(RedisSnapshots, TheLargestOneIsStoredAndReadBack) {
    const auto streams = open();
    std::string bytes(kSnapshotBytesMax, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 4097) bytes[i] = static_cast<char>(i);
    const auto stored = put(*streams, 1, bytes);
    ASSERT_TRUE(stored) << stored.error().text;
    const auto found = get(*streams);
    ASSERT_TRUE(found) << found.error().text;
    EXPECT_TRUE((*found)->bytes == bytes);
}

TEST_F(RedisSnapshots, WhatIsReplacedIsDroppedAndWhatCountsStaysForEver) {
    const auto streams = open();
    for (std::uint64_t version = 1; version <= 5; ++version) {
        ASSERT_TRUE(put(*streams, version, std::string(2'000'000, 'x')));
    }
    ASSERT_TRUE(run_until(loop_, [&] { return keys().size() == 2; }));
    EXPECT_EQ(redis_command(loop_, server_.options(), {"PTTL", pieces_key()})->integer, -1);
    EXPECT_EQ(redis_command(loop_, server_.options(), {"XLEN", kKey})->integer, 1);
}

TEST_F(RedisSnapshots, WhatADeadWriterLeftExpiresAndIsNeverRead) {
    auto streams = open();
    ASSERT_TRUE(put(*streams, 1, "whole"));
    Answer<void> answer;
    streams->put_snapshot(kWorkspace, {2, std::string(64U << 20, 'x')}, answer.callback());
    ASSERT_TRUE(run_until(loop_, [&] { return keys().size() == 3; }));
    ASSERT_FALSE(answer.here());
    streams.reset();
    ASSERT_EQ(answer.wait(loop_).error().kind, Error::Kind::cancelled);
    const auto again = open();
    EXPECT_EQ((*get(*again))->bytes, "whole");
    int expiring = 0;
    for (const auto& key : keys()) {
        expiring += redis_command(loop_, server_.options(), {"PTTL", key})->integer > 0;
    }
    EXPECT_EQ(expiring, 1);
    ASSERT_TRUE(put(*again, 2, "next"));
    EXPECT_EQ((*get(*again))->bytes, "next");
}

TEST_F(RedisSnapshots, ARefusedOneLeavesNothing) {
    const auto streams = open();
    ASSERT_TRUE(put(*streams, 1, std::string(3'000'000, 'x')));
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"CONFIG", "SET", "maxmemory", "12mb"}));
    const auto refused = put(*streams, 2, std::string(30'000'000, 'y'));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::exhausted) << refused.error().text;
    ASSERT_TRUE(run_until(loop_, [&] { return keys().size() == 2; }));
    EXPECT_EQ((*get(*streams))->version, 1U);
}

TEST_F(RedisSnapshots, ALostOrShortPieceIsCorrupt) {
    const auto streams = open();
    ASSERT_TRUE(put(*streams, 1, std::string(2'500'000, 'x')));
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"HSET", pieces_key(), "1", "short"}));
    EXPECT_EQ(get(*streams).error().kind, Error::Kind::corrupt);
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"DEL", pieces_key()}));
    EXPECT_EQ(get(*streams).error().kind, Error::Kind::corrupt);
    ASSERT_TRUE(redis_command(loop_, server_.options(), {"XADD", kKey, "9-0", "m", "odd"}));
    EXPECT_EQ(get(*streams).error().kind, Error::Kind::corrupt);
}

}  // namespace
}  // namespace usher::log
