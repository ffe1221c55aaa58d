// The lease of a workspace's engine in Redis: one key with the holder's name and an expiry. Used by
// RedisStreams. It only chooses who tries; it never makes an append safe.
#pragma once

#include <chrono>

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// See Streams::claim.
void claim_lease(RedisCaller& redis, std::string key, std::string holder,
                 std::chrono::milliseconds ttl, Callback<std::string> done);
/// See Streams::release.
void release_lease(RedisCaller& redis, std::string key, std::string holder, Callback<void> done);

}  // namespace usher::log
