// What a Redis says of itself, for `usher doctor`: version, persistence, memory, replicas, what our
// user may do. Changes nothing; rights are tried with commands that find nothing to change.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/log/redis_streams.hpp"

namespace usher::log {

struct RedisFacts {
    std::string info;                            ///< the answer to INFO; see info_field()
    std::optional<std::string> appendfsync;      ///< when our user may see it
    std::vector<std::string> refused;            ///< commands that our user may not use
    std::optional<std::size_t> uncovered_slots;  ///< of a cluster
    std::vector<RedisNode> primaries;            ///< likewise; who was asked may be among them
};

/// Asks one server after the other question; gives the facts, or why there are none, in a later
/// turn. Keep it until then; destroying it ends the questions in silence.
class RedisFactFinder {
  public:
    RedisFactFinder(net::Loop& loop, RedisOptions options);
    ~RedisFactFinder();
    void find(Callback<RedisFacts> done);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// The value of a field of INFO; empty when there is none.
std::string fact(const RedisFacts& facts, std::string_view name);

}  // namespace usher::log
