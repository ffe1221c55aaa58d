// The Redis of a chaos run that is not embedded: one server, a primary and its replica behind three
// Sentinels, or a Cluster of three primaries. Owned by the World; the scenario breaks the server
// that holds the workspace's streams just now.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tests/support/redis_cluster.hpp"
#include "tests/support/redis_sentinels.hpp"

namespace usher::chaos {

enum class RedisKind : std::uint8_t { embedded, external, sentinel, cluster };

class RedisSide {
  public:
    /// `settings` are further lines of each server's configuration, not of a cluster's.
    RedisSide(RedisKind kind, const std::string& settings);

    /// For the configuration of the hubs.
    std::string url() const;
    log::RedisOptions options() const;
    /// Who answers for this workspace now; any of those who could when nobody does.
    test::RedisServer& primary(const std::string& workspace);
    /// Behind Sentinel: who leads beside `other`, which may not know yet that it does not.
    test::RedisServer& leader(test::RedisServer& other);
    /// Behind Sentinel: the one that copies the primary.
    test::RedisServer& replica();

  private:
    static bool leads(const test::RedisServer& server);

    RedisKind kind_;
    std::optional<test::RedisServer> server_;
    std::optional<test::RedisServer> second_;
    std::optional<test::RedisSentinelGroup> sentinels_;
    std::unique_ptr<test::RedisCluster> cluster_;
};

}  // namespace usher::chaos
