// The snapshot of a workspace in Redis. Its pieces lie in a hash of their own; what makes it the
// snapshot is an entry "<version>-0" in the stream {ws}:snapshot that names the hash. Redis refuses
// an id that is not newer, so a deposed engine cannot put an older one in its place, and a reader
// sees a whole one or none. A writer that dies leaves a hash that expires. Used by RedisStreams.
#pragma once

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// How much one command carries: appends of others wait no longer than for one of these.
inline constexpr std::size_t kSnapshotPieceBytes = std::size_t{1} << 20;

/// See Streams; `key` is that of the stream, "{ws}:snapshot".
void put_snapshot(RedisCaller& redis, std::string key, Snapshot snapshot, Callback<void> done);
void get_snapshot(RedisCaller& redis, std::string key, Callback<std::optional<Snapshot>> done);

}  // namespace usher::log
