// The relay of the floor: customer socket → Redis stream → agent socket and back, on one thread. It
// checks nothing, remembers nothing and parses nothing; it is the least any hub on these parts has
// to spend.
#pragma once

#include <cstdint>

#include "tests/bench/floor_redis.hpp"

namespace usher::floor {

struct RelayOptions {
    std::uint16_t port = 0;  ///< on 127.0.0.1; 0 takes a free one
    RedisAddress redis;
    bool coalesce = false;  ///< join what waits for one receiver into one WebSocket message
};

/// Serves `/customer/N` and `/agent/N` until SIGINT or SIGTERM. Every WebSocket message starts with
/// five bytes that name its receiver: 'a' or 'c', then the number, little-endian; the rest is
/// delivered as is. Prints "floor: listening on 127.0.0.1:PORT" first.
/// @returns the exit code
int run_relay(const RelayOptions& options);

}  // namespace usher::floor
