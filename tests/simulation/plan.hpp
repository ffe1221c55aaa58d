// What a seed means: the machines, the people, and which faults happen when. Plain data, drawn
// before anything runs.
//
// Left out on purpose, because docs/guarantees.md promises nothing there: when Redis loses what it
// acknowledged (a failover to a replica that is behind, FLUSHALL), no gateway dies that
// acknowledged it and may not have seen it archived; of a log that lost its newest entries together
// with the engine that wrote them, the order of a sender's messages is not checked (C5).
#pragma once

#include <string>
#include <vector>

#include "tests/simulation/node.hpp"
#include "tests/simulation/town.hpp"

namespace usher::simulation {

enum class FaultKind : std::uint8_t {
    kill_node,       ///< a process ends
    lose_machine,    ///< with its machine: nobody is told
    stop_node,       ///< SIGTERM, and a start
    pause_node,      ///< SIGSTOP
    cut_redis,       ///< a node's connections to Redis break
    silence_redis,   ///< they carry nothing any more
    redis_away,      ///< the network to Redis is gone
    redis_restart,   ///< another process with the same data
    redis_pause,     ///< it hangs
    redis_failover,  ///< a replica takes over that is behind
    redis_flush,     ///< all data vanish
    store_away,
    slow_redis,  ///< and the lost answers that come with it
    slow_network,
    break_lines,  ///< all lines of a gateway
    silence_lines,
    person_drops,
    person_freezes,
    clock_jumps,  ///< of a node, to another skew
    kinds
};
const char* name_of(FaultKind kind);

struct Fault {
    Instant at = 0;
    FaultKind kind = FaultKind::kill_node;
    std::size_t target = 0;  ///< a node or a person
    Instant length = 0;
    Instant amount = 0;  ///< of a skew, a lag or a latency
    std::string text() const;
};

struct Plan {
    std::uint64_t seed = 1;
    std::vector<Roles> nodes;
    TownPlan town;
    std::chrono::seconds first_response{0};
    std::chrono::seconds next_response{0};
    Instant redis_latency_max = 1 * kMs;
    Instant network_latency_max = 2 * kMs;
    Instant faults_for = 10 * kSecond;
    std::vector<Fault> faults;  ///< in the order of their instants
    bool loses_data = false;

    std::string text() const;
};

Plan plan_of(std::uint64_t seed);

}  // namespace usher::simulation
