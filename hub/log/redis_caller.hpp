// How commands reach the server that holds a workspace's keys. RedisPipeline is one; what asks
// several commands in a row (lease, snapshots, dead letters) sees nothing else of the connection.
#pragma once

#include <initializer_list>
#include <string_view>

#include "hub/log/redis_codec.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

class RedisCaller {
  public:
    virtual ~RedisCaller() = default;
    /// Error replies of Redis arrive as errors. Commands called in one turn are executed in order.
    /// Do not use the caller any more after an answer of kind cancelled.
    virtual void call(std::initializer_list<std::string_view> command, Callback<Reply> done) = 0;
};

/// For commands whose answer says nothing but that they were executed.
inline Callback<Reply> without_reply(Callback<void> done) {
    return [done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        done({});
    };
}

}  // namespace usher::log
