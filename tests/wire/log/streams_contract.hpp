// The fixture of the contract all Streams keep: Redis over each transport, a Redis Cluster, and the
// twin in memory.
// The contract's tests stand in the files streams_*contract_test.cpp; a new back end is one more
// value of Over.
#pragma once

#include <gtest/gtest.h>

#include "hub/log/memory_streams.hpp"
#include "tests/support/redis_cluster.hpp"
#include "tests/support/redis_sentinels.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::log {

using test::Answer;
using test::run_until;

/// acl and cluster: over TCP as the user docs/redis.md describes, and no other. sentinel: found
/// through one.
enum class Over { memory, unix_socket, tcp, tls, acl, sentinel, cluster };

class StreamsContract : public testing::TestWithParam<Over> {
  protected:
    void SetUp() override {
        if (GetParam() == Over::cluster) {
            cluster_ = test::RedisCluster::shared().options();
        } else if (GetParam() != Over::memory) {
            using Transport = RedisAddress::Transport;
            server_.emplace(GetParam() == Over::unix_socket ? Transport::unix_socket
                            : GetParam() == Over::tls       ? Transport::tls
                                                            : Transport::tcp,
                            GetParam() == Over::acl ? test::limited_user("usher", "secret") : "");
        }
        if (GetParam() == Over::sentinel) {
            server_->wait_until_ready();
            sentinels_.emplace(1, server_->port(), std::vector<std::uint16_t>{});
        }
        streams_ = open(4096, 64 << 20);
    }

    std::unique_ptr<Streams> open(std::size_t in_flight_max, std::size_t in_flight_bytes_max) {
        if (!server_ && !cluster_)
            return std::make_unique<MemoryStreams>(loop_, in_flight_max, in_flight_bytes_max);
        const std::string user = GetParam() == Over::acl ? "usher:secret@" : "";
        auto options = cluster_     ? *cluster_
                       : sentinels_ ? sentinels_->options()
                                    : server_->options(user);
        options.in_flight_max = in_flight_max;
        options.in_flight_bytes_max = in_flight_bytes_max;
        return RedisStreams::open(loop_, options).value();
    }

    static WorkspaceId workspace(std::uint64_t n) { return WorkspaceId(Bits128{1, n}); }

    /// answer<void>([&](auto done) { streams_->ping(std::move(done)); })
    template <class T, class Ask>
    Result<T> answer(Ask ask) {
        Answer<T> answer;
        ask(answer.callback());
        return answer.wait(loop_);
    }
    std::string append(std::string bytes) {
        Answer<std::string> answer;
        streams_->append_command(ws_, std::move(bytes), answer.callback());
        return answer.wait(loop_).value();
    }
    Result<void> append_event(std::uint64_t version, std::string bytes) {
        Answer<void> answer;
        streams_->append_event(ws_, version, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    std::vector<CommandEntry> read(CommandReader& reader, std::size_t most = 512) {
        Answer<std::vector<CommandEntry>> answer;
        reader.next(most, answer.callback());
        return answer.wait(loop_).value();
    }
    std::vector<EventEntry> read(EventReader& reader, std::size_t most = 512) {
        Answer<std::vector<EventEntry>> answer;
        reader.next(most, answer.callback());
        return answer.wait(loop_).value();
    }
    std::uint64_t last_version() {
        Answer<std::uint64_t> answer;
        streams_->last_event_version(ws_, answer.callback());
        return answer.wait(loop_).value();
    }

    net::Loop loop_;
    std::optional<test::RedisServer> server_;
    std::optional<test::RedisSentinelGroup> sentinels_;
    std::optional<RedisOptions> cluster_;
    std::unique_ptr<Streams> streams_;
    WorkspaceId ws_ = workspace(7);
};

inline auto every_back_end() {
    return testing::Values(Over::memory, Over::unix_socket, Over::tcp, Over::tls, Over::acl,
                           Over::sentinel, Over::cluster);
}

inline std::string name_of(const testing::TestParamInfo<Over>& info) {
    switch (info.param) {
        case Over::memory:
            return "Memory";
        case Over::unix_socket:
            return "UnixSocket";
        case Over::tcp:
            return "Tcp";
        case Over::tls:
            return "Tls";
        case Over::cluster:
            return "Cluster";
        case Over::acl:
            return "Acl";
        case Over::sentinel:
            return "Sentinel";
    }
    return "";
}

}  // namespace usher::log
