// A queue as agents see it: how many wait, since when, and what was promised. Pure; made by the
// gateway.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

struct QueueSummary {
    QueueId id;
    std::string name;
    std::uint32_t waiting = 0;
    Timestamp oldest_waiting{};  ///< since when the longest waits; zero when nobody does
    std::chrono::seconds first_response{0};
    std::chrono::seconds next_response{0};
    bool inactive = false;
    QueueRouting routing;
    WaitHistory::Coverage coverage;
};

QueueSummary summarize(const Queue& queue);

}  // namespace usher::core
