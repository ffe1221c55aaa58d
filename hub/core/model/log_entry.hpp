// One entry of a workspace's log: a batch of decisions, the unit of commit.
#pragma once

#include <string>
#include <vector>

#include "hub/core/model/command.hpp"

namespace usher::core {

struct LogEntry {
    std::uint64_t version = 0;
    std::uint64_t previous = 0;  ///< the version it follows
    std::string epoch;           ///< a life of the log; another one voids what readers hold
    std::string cursor;          ///< the last command stream entry it consumed
    Timestamp decided{};
    std::vector<Event> events;
    std::vector<Outcome> outcomes;
};

}  // namespace usher::core
