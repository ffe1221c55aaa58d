// All that RedisStreams needs of the place its keys are at: one server (RedisPipeline) or the
// primaries of a cluster (ClusterPipeline). Beside the calls it has offers, which may be dropped.
#pragma once

#include <optional>

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// While Redis is away calls wait for it, up to the answer timeout. None is executed twice. The
/// destructor answers everything pending with cancelled.
class RedisCalls : public RedisCaller {
  public:
    /// As call(), but dropped, false, when Redis is away or the queue is half full; no answer.
    virtual bool offer(std::initializer_list<std::string_view> command) = 0;
    /// Why Redis is away, if it is known to be.
    virtual std::optional<Error> trouble() const = 0;
    /// Of the server that holds the key, without what was noted; empty while it is not connected.
    virtual Histories histories_at(std::string_view key) = 0;
};

/// What a command counts for in in_flight_bytes_max.
inline std::size_t size_of(std::initializer_list<std::string_view> command) {
    std::size_t bytes = 0;
    for (std::string_view argument : command) bytes += argument.size() + 16;
    return bytes;
}

}  // namespace usher::log
