// An agent: a person of the company who answers customers, with his presence and capacity.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/timestamp.hpp"
#include "hub/core/model/routing.hpp"
#include "hub/core/routing/routing_index.hpp"

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

    AgentRouting routing;
    std::vector<QueueId> team_queues;  ///< served because of his teams

    Presence chosen = Presence::online;
    bool accepting = true;             ///< else routing gives him nothing, whatever his presence
    std::string not_accepting;         ///< why
    std::uint32_t misses = 0;          ///< offers in a row that ran out
    std::vector<GatewayId> gateways;   ///< where consoles of his are connected
    std::set<ConversationId> holding;  ///< open conversations assigned
    std::set<ConversationId> offered;  ///< reserved for him while he is asked
    std::map<std::string, std::uint32_t> channels;  ///< of both, how many of each channel
    Timestamp last_assigned{};                      ///< when work was last given or offered to him
    bool inactive = false;            ///< left the team: gets nothing, and no log-in of his counts
    Timestamp since{};                ///< since when effective() is what it is
    std::string note;                 ///< why, when somebody else chose for him
    std::string set_by;               ///< the name of who did; empty: he himself
    std::uint64_t session_epoch = 1;  ///< log-ins of an earlier one are over
    std::vector<std::pair<QueueId, AgentRank>> ranks;  ///< where he stands among the free; an index
    Timestamp disconnected{};   ///< since when no console is connected; zero while one is, and once
                                ///< he counts as gone
    std::uint64_t changed = 0;  ///< log version of the last change a console would show

    std::size_t load() const { return holding.size(); }
    bool connected() const { return !gateways.empty(); }
    Presence effective() const { return connected() && !inactive ? chosen : Presence::offline; }
    bool serves(QueueId queue) const {
        return std::ranges::find(queues, queue) != queues.end() ||
               std::ranges::find(team_queues, queue) != team_queues.end();
    }
    bool works() const { return effective() == Presence::online && accepting; }

    Units units() const { return routing.units != 0 ? routing.units : capacity * kOneConversation; }
    const ChannelWeight* weight_of(const std::string& channel) const {
        auto at = std::ranges::find(routing.channels, channel, &ChannelWeight::channel);
        return at == routing.channels.end() ? nullptr : &*at;
    }
    /// What he holds and what is reserved for him.
    Units units_used() const;
    /// Whether one more conversation of this channel fits.
    bool has_room(const std::string& channel) const;
    bool accepts_more() const { return works() && units_used() < units(); }
};

}  // namespace usher::core
