// The heartbeats of a workspace's gateways in Redis: a hash, gateway to count. Used by
// RedisStreams.
#pragma once

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// See Streams::beats.
void get_beats(RedisCaller& redis, const std::string& key,
               Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done);

}  // namespace usher::log
