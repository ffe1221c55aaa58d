// Which failpoint is reached how: the plain table behind g2_failpoints. A name of the program that
// is missing here, or the other way round, fails the scenario.
#pragma once

#include <array>
#include <cstdint>

namespace usher::chaos {

/// What must be arranged so that the program comes by.
enum class Road : std::uint8_t {
    flow,      ///< messages flow
    start,     ///< the engine starts
    unheard,   ///< an append was not answered
    poison,    ///< a command that cannot be read stands in the stream
    lost,      ///< Redis is empty, the archive lags: what it lacks is appended again
    new_life,  ///< Redis is empty, the archive has everything
    slow,      ///< the engine stands still for a moment
    aged,      ///< ids from before the engine's memory
};

enum class Who : std::uint8_t { gateway, engine };

struct FailpointCase {
    const char* name;
    Who who;
    Road road;
    unsigned nth;  ///< passing at which it acts
};

inline constexpr std::array kFailpointCases{
    FailpointCase{"gateway.command.parsed", Who::gateway, Road::flow, 50},
    FailpointCase{"gateway.append.before", Who::gateway, Road::flow, 40},
    FailpointCase{"gateway.append.after", Who::gateway, Road::flow, 60},
    FailpointCase{"gateway.frame.write", Who::gateway, Road::flow, 500},
    FailpointCase{"gateway.log.read", Who::gateway, Road::flow, 80},
    FailpointCase{"engine.commands.read", Who::engine, Road::flow, 40},
    FailpointCase{"engine.append.before", Who::engine, Road::flow, 30},
    FailpointCase{"engine.append.after", Who::engine, Road::flow, 60},
    FailpointCase{"engine.lease.claimed", Who::engine, Road::flow, 3},
    FailpointCase{"archive.read", Who::engine, Road::flow, 2},
    FailpointCase{"store.commit.before", Who::engine, Road::flow, 3},
    FailpointCase{"store.commit.after", Who::engine, Road::flow, 5},
    FailpointCase{"recovery.position", Who::engine, Road::start, 1},
    FailpointCase{"recovery.histories", Who::engine, Road::start, 1},
    FailpointCase{"recovery.edges", Who::engine, Road::start, 1},
    FailpointCase{"recovery.snapshot", Who::engine, Road::start, 1},
    FailpointCase{"recovery.entries", Who::engine, Road::start, 1},
    FailpointCase{"recovery.compared", Who::engine, Road::start, 1},
    FailpointCase{"engine.try.counted", Who::engine, Road::start, 1},
    FailpointCase{"engine.verify", Who::engine, Road::unheard, 1},
    FailpointCase{"engine.bury.before", Who::engine, Road::poison, 1},
    FailpointCase{"engine.bury.after", Who::engine, Road::poison, 1},
    FailpointCase{"recovery.rebuilt", Who::engine, Road::new_life, 1},
    FailpointCase{"recovery.trimmed", Who::engine, Road::new_life, 1},
    FailpointCase{"recovery.begun", Who::engine, Road::new_life, 1},
    FailpointCase{"recovery.snapshot_put", Who::engine, Road::new_life, 1},
    FailpointCase{"engine.append_again.before", Who::engine, Road::lost, 1},
    FailpointCase{"engine.append_again.after", Who::engine, Road::lost, 2},
    FailpointCase{"engine.snapshot.before", Who::engine, Road::lost, 1},
    FailpointCase{"engine.snapshot.after", Who::engine, Road::lost, 1},
    FailpointCase{"engine.trim.before", Who::engine, Road::lost, 1},
    FailpointCase{"engine.trim.after", Who::engine, Road::lost, 1},
    FailpointCase{"gateway.feed_again.before", Who::gateway, Road::lost, 1},
    FailpointCase{"gateway.feed_again.after", Who::gateway, Road::lost, 1},
    FailpointCase{"gateway.accepted.before", Who::gateway, Road::slow, 1},
    FailpointCase{"engine.ask.answered", Who::engine, Road::aged, 1},
};

}  // namespace usher::chaos
