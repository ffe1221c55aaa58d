// What XINFO STREAM says about the two streams of a workspace, and cutting off their beginnings.
// Used by RedisStreams.
#pragma once

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// Each for the keys of one workspace; see Streams for what they promise.
void last_event_version(RedisCaller& redis, const std::string& log_key,
                        Callback<std::uint64_t> done);
void stream_edges(RedisCaller& redis, const std::string& in_key, const std::string& log_key,
                  Callback<StreamEdges> done);
/// Exactly (MINID =), not by whole nodes: what an operator sees is what was asked for, and the
/// price is one node's worth of work. At least one of the two places is given.
void trim_streams(RedisCaller& redis, const std::string& in_key, std::string commands_before_id,
                  const std::string& log_key, std::uint64_t events_before_version,
                  Callback<void> done);

}  // namespace usher::log
