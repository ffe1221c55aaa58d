// An agent: a person of the company who answers customers, with his presence and capacity.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/timestamp.hpp"

namespace usher::core {

enum class AgentRole : std::uint8_t { none, agent, supervisor, admin };
enum class Presence : std::uint8_t { none, online, away, offline };

struct Agent {
    AgentId id;
    std::string display_name;
    std::string email;
    AgentRole role = AgentRole::agent;
    std::uint32_t capacity = 4;  ///< open conversations at once; routing never exceeds it
    std::vector<QueueId> queues;

    Presence chosen = Presence::online;
    std::vector<GatewayId> gateways;  ///< where consoles of his are connected
    std::set<ConversationId> holding;  ///< open conversations assigned
    Timestamp last_assigned{};
    bool inactive = false;  ///< left the team: gets nothing, and no log-in of his counts
    Timestamp since{};      ///< since when effective() is what it is
    std::string note;       ///< why, when somebody else chose for him
    std::string set_by;     ///< the name of who did; empty: he himself
    std::uint64_t session_epoch = 1;  ///< log-ins of an earlier one are over
    Timestamp disconnected{};  ///< since when no console is connected; zero while one is, and once he counts as gone
    std::uint64_t changed = 0;  ///< log version of the last change a console would show

    std::size_t load() const { return holding.size(); }
    bool connected() const { return !gateways.empty(); }
    Presence effective() const { return connected() && !inactive ? chosen : Presence::offline; }
    bool serves(QueueId queue) const { return std::ranges::find(queues, queue) != queues.end(); }
    bool accepts_more() const { return effective() == Presence::online && load() < capacity; }
};

}  // namespace usher::core
