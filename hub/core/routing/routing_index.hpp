// What routing looks up instead of searching: the lanes of a queue by demand, its free agents in the order in
// which they are chosen, and what changed since everything that fits was given away. Kept by apply(), never
// part of a snapshot: made anew from what it indexes.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "hub/core/model/waiting_line.hpp"
#include "hub/core/model/routing_state.hpp"

namespace usher::core {

/// An agent's turn among the free ones of a queue; the smaller comes first.
struct AgentRank {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    AgentId agent;
    auto operator<=>(const AgentRank&) const = default;
};

using Lane = std::set<WaitingPlace>;
using Lanes = std::map<Demand, Lane>;

/// Where a match has become possible, or a conversation entered a line. What is not here was looked at and
/// nobody fits: that is why one freed agent costs no search through all who wait.
struct RoutingNews {
    std::set<AgentId> agents;
    std::set<std::pair<QueueId, Demand>> lanes;
    std::set<ConversationId> entered;   ///< into a line
    std::set<ConversationId> unplaced;  ///< where the queue or the conversation asks for more than the usual

    void clear() {
        unplaced.clear();
        agents.clear();
        lanes.clear();
        entered.clear();
    }
};

}  // namespace usher::core
