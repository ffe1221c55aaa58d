// Commands and their answers, wherever Redis keeps the data: one server (RedisPipeline) or the
// primaries of a cluster (ClusterPipeline). RedisStreams speaks to this only.
#pragma once

#include <initializer_list>
#include <string_view>

#include "hub/log/redis_codec.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

class RedisCalls {
  public:
    /// Answers everything pending with cancelled.
    virtual ~RedisCalls() = default;

    /// Error replies of Redis arrive as errors. While Redis is away commands wait for it, up to the
    /// answer timeout. A command is never executed twice.
    virtual void call(std::initializer_list<std::string_view> command, Callback<Reply> done) = 0;
    /// As call(), but dropped, false, when Redis is away or the queue is half full; no answer.
    virtual bool offer(std::initializer_list<std::string_view> command) = 0;
    /// Why Redis is away, if it is known to be.
    virtual std::optional<Error> trouble() const = 0;
};

/// What a command counts for in in_flight_bytes_max.
inline std::size_t size_of(std::initializer_list<std::string_view> command) {
    std::size_t bytes = 0;
    for (std::string_view argument : command) bytes += argument.size() + 16;
    return bytes;
}

}  // namespace usher::log
